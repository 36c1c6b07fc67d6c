"""More of a subsidy by rank or by list, more of its effect: signs over the whole range."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pytest

from teacherflow.agents.departure import chances
from teacherflow.codes import Zone
from teacherflow.county import County
from teacherflow.phases.enrol import enrol
from teacherflow.phases.leave import begin
from teacherflow.policies.subsidy import RuralSubsidy
from teacherflow.population.places import school_name
from teacherflow.terms.laws import settle

YEAR = 2024
DOSES = (0.0, 100.0, 1_000.0, 5_000.0, 20_000.0)
"""Yuan a month, from nothing to the most that may be asked."""
FIXED = 2_000.0
NOTHING = {"near": 0.0, "middle": 0.0, "far": 0.0}


class Outcome(NamedTuple):
    """What one dose does in its first year.

    Attributes
    ----------
    leaving : dict of int to float
        Chance to quit or to leave the county by teacher, before the year decides.
    yuan : float
        Money of the policy in the ledger.
    gone : set of int
        Who quits or leaves the county in the year.
    duty : dict of int to int
        Section of duty by teacher when the year decides.
    """

    leaving: dict[int, float]
    yuan: float
    gone: set[int]
    duty: dict[int, int]


def outcome(fork: County, **given: Any) -> Outcome:
    terms = settle({"rural_subsidy": RuralSubsidy.model_validate(given)}, YEAR)
    ahead = fork.state.fork(terms)
    ahead.year += 1
    assert ahead.year == YEAR
    enrol(ahead)
    begin(ahead)
    rows = np.flatnonzero(ahead.teachers.alive)
    _, quits, leaves = chances(ahead, rows)
    some = 1.0 - (1.0 - quits) * (1.0 - leaves)
    leaving = dict(zip(ahead.teachers.id[rows].tolist(), some.tolist(), strict=True))
    county = fork.fork({YEAR: terms})
    county.state.log.keeping = True
    county.step()
    log = county.state.log
    yuan = sum(line[-1] for line in log.spending if line[1] == "rural_subsidy")
    gone = {
        int(one)
        for chunk in log.moves
        for one, kind in zip(chunk["teacher_id"], chunk["kind"], strict=True)
        if kind in ("quit", "leave_county")
    }
    duty = dict(
        zip(ahead.teachers.id[rows].tolist(), ahead.teachers.duty[rows].tolist(), strict=True)
    )
    return Outcome(leaving, yuan, gone, duty)


def check_signs(found: list[Outcome], paid: set[int]) -> None:
    """With more money those who are paid leave less, others as before, and the ledger rises."""
    assert len(paid) > 20
    for less, more in pairwise(found):
        assert less.yuan < more.yuan
        for one, chance in more.leaving.items():
            if one in paid:
                assert chance < less.leaving[one]
            else:
                assert chance == less.leaving[one]
        assert more.gone & paid <= less.gone
        assert more.gone - paid == less.gone - paid


def working(found: Outcome, at: np.ndarray) -> set[int]:
    """Ids of those on duty in the sections marked."""
    return {one for one, section in found.duty.items() if section >= 0 and at[section]}


@pytest.mark.parametrize("tier", ["near", "middle", "far"])
def test_the_more_yuan_by_rank_the_fewer_leave(fork: County, tier: str) -> None:
    found = [outcome(fork, by="rank", yuan_by_distance={**NOTHING, tier: dose}) for dose in DOSES]
    paid = {one for one, c in found[-1].leaving.items() if c != found[0].leaving[one]}
    s = fork.state.sections
    assert paid <= working(found[0], s.zone != Zone.SEAT)
    check_signs(found, paid)


@pytest.mark.parametrize("tier", ["first", "second", "third"])
def test_the_more_yuan_by_list_the_fewer_leave(fork: County, tier: str) -> None:
    s = fork.state.sections
    named = s.township == 1
    given: dict[str, Any] = {"by": "list", "schools": {tier: ["township_001"]}}
    found = [outcome(fork, **given, yuan_by_list={tier: dose}) for dose in DOSES]
    paid = {one for one, c in found[-1].leaving.items() if c != found[0].leaving[one]}
    assert paid == working(found[0], named)
    check_signs(found, paid)


@pytest.mark.parametrize(("share", "tier"), [("far_share", "far"), ("near_share", "near")])
def test_the_more_schools_by_rank_the_more_are_held(fork: County, share: str, tier: str) -> None:
    """From no school to all outside the seat: nobody loses by a wider tier."""
    others = {"near_share": 0.0, "far_share": 0.0}
    found = [
        outcome(
            fork,
            by="rank",
            yuan_by_distance={**NOTHING, tier: FIXED},
            **{**others, share: part},
        )
        for part in (0.0, 0.1, 0.3, 0.6, 1.0)
    ]
    check_widening(found)


def test_the_longer_the_list_the_more_are_held(fork: County) -> None:
    s = fork.state.sections
    outside = np.flatnonzero(s.open & (s.zone != Zone.SEAT))
    pairs = sorted({(int(s.school[r]), int(s.zone[r])) for r in outside})
    names = [school_name(zone, school) for school, zone in pairs]
    found = [
        outcome(fork, by="list", schools={"first": names[:many]}, yuan_by_list={"first": yuan})
        for many, yuan in ((1, 0.0), (1, FIXED), (5, FIXED), (15, FIXED), (len(names), FIXED))
    ]
    check_widening(found)


def check_widening(found: list[Outcome]) -> None:
    for less, more in pairwise(found):
        assert less.yuan < more.yuan
        changes = [more.leaving[one] - less.leaving[one] for one in less.leaving]
        assert max(changes) <= 0.0
        assert min(changes) < 0.0
        assert more.gone <= less.gone
    assert found[0].yuan == 0.0
    assert len(found[-1].gone) < len(found[0].gone)
