"""M22 挂职与跟岗研修: a year at a good school or at the bureau makes better leaders."""

from __future__ import annotations

import numpy as np
import pytest

from leading import FIRST, columns_of, led, moves_of
from teacherflow.codes import Away, Role, Zone
from teacherflow.county import County
from teacherflow.policies.reserve import ReservePool, Shadowing


def quality_of_new_leaders(county: County) -> float:
    """Return the mean quality of the leaders who gained their office since the fork."""
    t = county.state.teachers
    new = t.alive & (t.role > Role.TEACHER) & (t.role_years < county.year - FIRST + 1)
    assert new.sum() > 8
    return float(t.leader_quality[new].mean())


def test_shadowing_raises_later_leader_quality(fork: County) -> None:
    """The larger the gain of a year away, the better the leaders named later."""
    found = [
        quality_of_new_leaders(led(fork, Shadowing(persons=25, quality=gain), years=8))
        for gain in (0.0, 0.5, 1.0)
    ]
    assert found[1] > found[0] + 0.2
    assert found[2] > found[1] + 0.2


def test_every_year_away_adds_the_same(fork: County) -> None:
    born = dict(
        zip(fork.state.teachers.id.tolist(), fork.state.teachers.leader_quality, strict=True)
    )
    county = led(fork, Shadowing(quality=0.5), years=6)
    t = county.state.teachers
    sent = moves_of(county, "shadowing")
    ids, times = np.unique(sent["teacher_id"], return_counts=True)
    for one, years in zip(ids.tolist(), times.tolist(), strict=True):
        row = np.flatnonzero(t.alive & (t.id == one))
        if row.size and one in born:
            assert t.leader_quality[row[0]] == pytest.approx(born[one] + 0.5 * years)


def test_they_return_after_the_year_and_are_reserve_cadres(fork: County) -> None:
    first, second = led(fork, Shadowing()), led(fork, Shadowing(), years=2)
    away, s = first.state.teachers, first.state.sections
    at_school = away.alive & (away.away == Away.EXCHANGE)
    at_bureau = away.alive & (away.away == Away.AGENCY) & (away.away_until > 0)
    assert (at_school.sum(), at_bureau.sum()) == (6, 5)
    assert np.all(s.zone[away.duty[at_school]] == Zone.SEAT)
    assert np.all((away.role[at_bureau] == Role.DEPUTY) & (away.duty[at_bureau] == -1))
    assert np.all(away.reserve_since[at_school] == first.year)
    t = second.state.teachers
    again = moves_of(second, "shadowing")
    twice = set(again["teacher_id"][again["year"] == second.year].tolist())
    for one in away.id[at_school | at_bureau].tolist():
        row = np.flatnonzero(t.alive & (t.id == one))
        if row.size and one not in twice:
            assert t.duty[row[0]] == t.post[row[0]]


def test_from_the_pool_only_those_listed_go(fork: County) -> None:
    county = led(fork, Shadowing(from_pool=True, persons_to_bureau=0), ReservePool(), years=3)
    sent = moves_of(county, "shadowing")
    assert np.all(sent["year"] > fork.year + 1)  # nobody is listed in the first year
    assert sent["teacher_id"].size > 3


def test_the_ledger_pays_for_every_year_away(fork: County) -> None:
    county = led(fork, Shadowing(yuan_per_person=1000.0))
    paid = {line[2]: line[4] for line in county.state.log.spending if line[1] == "shadowing"}
    assert paid == {"school": 6000.0, "bureau": 5000.0}


def test_nobody_is_sent_no_change(fork: County) -> None:
    none = led(fork, Shadowing(persons=0, persons_to_bureau=0))
    assert columns_of(none.state) == columns_of(led(fork).state)
