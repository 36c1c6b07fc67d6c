"""M25 顶岗: surplus is sent to shortage for a year, and the order fades as surplus goes."""

from __future__ import annotations

import numpy as np

from integration.rules import MadeUp
from mechanisms.forms_runs import START, lived, sent, told
from teacherflow import staffing
from teacherflow.codes import Away
from teacherflow.county import County
from teacherflow.policies.forms import FillIn
from teacherflow.terms.posts import STANDARD, Standard

WIDE = {"school_cap": 1.0, "km_most": 300.0}


def surplus(county: County) -> int:
    """Return the surplus of schools with two too many, as counted before anybody moved."""
    over = county.state.sections.over_quota
    return int(over[over >= 2].sum())


def test_fill_in_fades_as_surplus_goes(fork: County) -> None:
    county = lived(fork, {"p": FillIn(**WIDE)}, years=1)
    asked = told(county, "fill_in.duty")[START].asked
    assert asked == surplus(county) > 20
    moves = sent(county, "fill_in")
    assert 0 < len(moves) <= asked
    seen = []
    for pupils in (23.0, 17.0, 12.0, 8.0):  # the fewer pupils a post serves, the less is surplus
        posts = Standard(primary=pupils, junior=pupils * 13.5 / 19)
        richer = lived(fork, {"p": FillIn(**WIDE), "q": MadeUp((STANDARD(posts),))}, years=1)
        seen.append(told(richer, "fill_in.duty")[START].asked)
        assert seen[-1] == surplus(richer)
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] < 0.2 * seen[0]


def test_hosts_take_no_more_than_they_lack_and_home_sends_no_more_than_is_over(
    fork: County,
) -> None:
    county = lived(fork, {"p": FillIn(**WIDE)}, years=1)
    s, moves = county.state.sections, sent(county, "fill_in")
    went = np.bincount([m["from_section"] for m in moves], minlength=s.rows)
    came = np.bincount([m["to_section"] for m in moves], minlength=s.rows)
    assert np.all(went <= np.where(s.over_quota >= 2, s.over_quota, 0))
    hosts = np.flatnonzero(came)
    assert hosts.size
    lent = np.maximum(0, staffing.on_duty(county.state) - s.need)[hosts]
    t = county.state.teachers
    borrowed = t.duty[t.alive & (t.away == Away.BORROWED)]
    assert np.all(
        lent <= np.bincount(borrowed, minlength=s.rows)[hosts]
    )  # only borrowing, which comes later, fills beyond need


def test_half_the_order_sends_half_of_each_schools_surplus(fork: County) -> None:
    county = lived(fork, {"p": FillIn(per_surplus_post=0.5, **WIDE)}, years=1)
    over = county.state.sections.over_quota
    assert told(county, "fill_in.duty")[START].asked == int((over[over >= 2] // 2).sum())
