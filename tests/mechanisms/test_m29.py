"""M29 比例据实化: the mix of the forms follows the gaps that they are to close."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest

from integration.rules import MadeUp
from integration.snapshot import changed, everything
from mechanisms.forms_runs import START, lived, told
from teacherflow.codes import Status, Zone
from teacherflow.county import County
from teacherflow.policies.adaptive import AdaptiveForms
from teacherflow.policies.forms import FillIn, NoviceService, SupportTeach, VoluntarySupport
from teacherflow.policies.outside import OutsideAid
from teacherflow.policies.pairs import MutualDispatch
from teacherflow.results import exchanges
from teacherflow.terms.exchange import FORMS, Backfill, Basis, Direction, Form
from teacherflow.terms.laws import Policy
from teacherflow.terms.who import Where

EACH = 40


def persons(name: str, host: Zone, *who: Where) -> Form:
    """Return a form that sends 40 persons of the seat to one zone, nobody in return."""
    seat = Where("post.zone", Zone.SEAT, Zone.SEAT)
    return Form(
        name=f"made.{name}",
        rank=20,
        who=(Where("status", Status.ESTABLISHED, Status.ESTABLISHED), seat, *who),
        amount=EACH,
        basis=Basis.PERSONS,
        years=1,
        direction=Direction.DOWN,
        hosts=(Where("zone", host, host),),
        km_most=300.0,
        backfill=Backfill.NONE,
        out_most=1.0,
        in_most=1.0,
        return_chance=1.0,
    )


TWO = MadeUp(
    (
        FORMS(
            (
                persons("backbones", Zone.VILLAGE, Where("backbone", 1, 1)),
                persons("staff", Zone.TOWN),
            )
        ),
    )
)


def mix(county: County, year: int, name: str = "asked") -> tuple[float, float]:
    """Return a number of each of the two forms."""
    every = county.state.log.exchanges
    by_form = {e.form: getattr(e, name) for e in every if e.year == year}
    return by_form["made.backbones"], by_form["made.staff"]


def adaptive(**values: Any) -> dict[str, Policy]:
    return {"made": TWO, "adaptive": AdaptiveForms.model_validate(values)}


def test_the_form_with_the_larger_gap_grows(fork: County) -> None:
    county = lived(fork, adaptive(), years=3)
    assert mix(county, START) == (EACH, EACH)  # at first the shares are the forms' own
    weights = [1.0, 1.0]
    for year in (START + 1, START + 2):
        gaps = mix(county, year, "gap")
        assert abs(gaps[0] - gaps[1]) > 0.02
        mean = sum(gaps) / 2
        weights = [w * exp(gap - mean) for w, gap in zip(weights, gaps, strict=True)]
        wanted = [2 * EACH * w / sum(weights) for w in weights]
        asked = mix(county, year)
        assert asked == pytest.approx(wanted, abs=0.51)
        assert sum(asked) == pytest.approx(2 * EACH, abs=1)
        larger = int(gaps[1] > gaps[0])
        factors = [mix(county, y, "factor")[larger] for y in (year - 1, year)]
        assert factors[1] > factors[0]


def test_the_gaps_are_those_of_the_hosts_when_everybody_has_gone(fork: County) -> None:
    county = lived(fork, adaptive(), years=1)
    s, t = county.state.sections, county.state.teachers
    here = np.flatnonzero(t.alive & (t.duty >= 0))
    staff = np.bincount(t.duty[here], minlength=s.rows)
    # teach names backbones after the gaps are read, so only those of staff can be seen now
    towns = s.open & (s.zone == Zone.TOWN)
    lacking = np.maximum(0, s.need - staff)[towns].sum() / s.need[towns].sum()
    assert county.state.forms.gap[1] == pytest.approx(lacking)
    assert 0 < county.state.forms.gap[0] <= 1


def test_the_stronger_the_gain_the_further_the_mix_moves(fork: County) -> None:
    moved = [
        abs(EACH - mix(lived(fork, adaptive(gain=gain), years=2), START + 1)[0])
        for gain in (0.5, 1.0, 3.0)
    ]
    assert moved == sorted(moved)
    assert moved[0] < moved[-1]


def test_no_form_vanishes_and_none_takes_all(fork: County) -> None:
    county = lived(fork, adaptive(gain=10, most=2), years=8)
    assert set(county.state.forms.weight.tolist()) == {0.5, 2.0}
    # with weights of 2 and 1/2 the form with the larger gap has four fifths of all
    assert sorted(mix(county, START + 7)) == [round(EACH * 0.4), round(EACH * 1.6)]


def test_without_gain_no_byte_changes_and_numbers_return_when_it_ends(fork: County) -> None:
    plain = everything(lived(fork, {"made": TWO}, years=3).state)
    assert changed(plain, everything(lived(fork, adaptive(gain=0), years=3).state)) == []
    ends = lived(fork, adaptive(gain=3, **{"from": START, "until": START + 1}), years=3)
    assert mix(ends, START + 1) != (EACH, EACH)
    assert mix(ends, START + 2) == (EACH, EACH)


def test_only_quotas_inside_the_county_follow(fork: County) -> None:
    policies: dict[str, Policy] = {
        "a": SupportTeach(share=0.02),
        "b": FillIn(),
        "c": NoviceService(),
        "d": OutsideAid(share=0.005),
        "e": VoluntarySupport(yuan_per_month=3000),
        "f": AdaptiveForms(gain=5),
    }
    county = lived(fork, policies, years=3)
    factors = {e.form: e.factor for e in county.state.log.exchanges if e.year == START + 2}
    following = {form.partition(".")[0] for form, factor in factors.items() if factor != 1}
    assert following == {"support_teach", "fill_in"}
    surplus = county.state.sections.over_quota
    asked = told(county, "fill_in.duty")[START + 2].asked
    assert asked <= surplus[surplus >= 2].sum()  # nobody is sent whom a school needs


def test_the_mix_can_be_read_in_the_results(fork: County) -> None:
    county = lived(fork, adaptive(gain=3), years=2)
    table = exchanges.table(county.state)
    assert table["year"].tolist() == [START, START, START + 1, START + 1]
    assert table["asked"].tolist() == [EACH, EACH, *mix(county, START + 1)]
    for year in (START, START + 1):
        assert table["mix"][table["year"] == year].sum() == pytest.approx(1)
    assert table["gap"].mask.tolist() == [True, True, False, False]
    assert table["factor"][2:].tolist() == pytest.approx(mix(county, START + 1, "factor"))


def test_numbers_told_school_by_school_do_not_vanish_by_rounding(fork: County) -> None:
    """One from each pair, times a factor below 1, is not nobody: the sum is multiplied."""
    policies: dict[str, Policy] = {
        "pairs": MutualDispatch(per_pair=1),
        "support": SupportTeach(counted_in="persons", persons=30),
        "adaptive": AdaptiveForms(gain=1),
    }
    county = lived(fork, policies, years=2)
    after = told(county, "mutual_dispatch.duty")[START + 1]
    assert 0.5 < after.factor != 1
    pairs = np.count_nonzero(county.state.sections.partner_seat >= 0) / 2
    assert after.asked == round(after.factor * pairs) > 0
