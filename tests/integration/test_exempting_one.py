"""One teacher is exempted from a rule: only what follows from it changes.

Up to the phase in which the rule would have touched the teacher, nobody else differs in anything;
and where it would have touched nobody, not a byte differs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from integration.pair import ENGINE
from integration.rules import MadeUp
from integration.snapshot import changed, everything
from integration.tiny import tiny_county
from teacherflow.codes import Status, Title
from teacherflow.county import County
from teacherflow.movement import begin_study
from teacherflow.policies.appointment import CompetitiveHiring
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.policies.titles import TitlePrerequisite
from teacherflow.state import State
from teacherflow.terms.appoint import PROTECTED
from teacherflow.terms.exchange import EXEMPTIONS, Exemption
from teacherflow.terms.laws import Claim, Policy, Terms, settle
from teacherflow.terms.promote import FILTERS
from teacherflow.terms.who import Where

START, YEARS = 2025, 3
ROTATION = MandatoryRotation.model_validate({"share": 0.3, "after_years": 6, "backfill": "none"})
"""Without a swap: those sent in return need no six years, so an exemption would reach the young."""
TITLES = TitlePrerequisite.model_validate({"years": {"senior": 2, "first": 1}})
HIRING = CompetitiveHiring.model_validate(
    {"cut": 0.3, "own_share": 0.7, "adoption": {"speed": 0.1}, "from": START}
)


@cache
def fork() -> County:
    return County.generated(tiny_county(1.3), start=START, burn_in=3, seed=31)


def me(who: int) -> tuple[Where, ...]:
    return (Where("id", who, who),)


def rotation(who: int | None) -> Mapping[str, Policy]:
    out = MadeUp((EXEMPTIONS((Exemption(name="me", who=me(who)),)),)) if who is not None else None
    return {"rotation": ROTATION, **({"out": out} if out else {})}


def titles(who: int | None) -> Mapping[str, Policy]:
    """The rule for all, or in two parts that leave out one teacher."""
    if who is None:
        return {"titles": TITLES}
    claims: list[Claim[Any]] = []
    for claim in TITLES.claims(START):
        if claim.term == FILTERS:
            parts = (("below", Where("id", high=who - 1)), ("above", Where("id", who + 1)))
            items = tuple(
                replace(item, name=f"{item.name}.{word}", who=(*item.who, part))
                for item in claim.value
                for word, part in parts
            )
            claims.append(FILTERS(items))
        else:
            claims.append(claim)
    return {"titles": MadeUp(tuple(claims))}


def hiring(who: int | None) -> Mapping[str, Policy]:
    out = MadeUp((PROTECTED((Exemption(name="me", who=me(who)),)),)) if who is not None else None
    return {"hiring": HIRING, **({"out": out} if out else {})}


def settled(policies: Mapping[str, Policy]) -> dict[int, Terms]:
    return {year: settle(policies, year) for year in range(START, START + YEARS)}


def first_difference(
    rule: Callable[[int | None], Mapping[str, Policy]], who: int
) -> tuple[int, str] | None:
    """Return year and phase after which anything differs but the log of nobody."""
    runs = [fork().state.fork() for _ in range(2)]
    plans = [settled(rule(None)), settled(rule(who))]
    for state in runs:
        begin_study(state)
    for year in range(START, START + YEARS):
        for state, plan in zip(runs, plans, strict=True):
            state.year, state.terms = year, plan[year]
        for name, phase in ENGINE.items():
            for state in runs:
                phase(state)
            if changed(*(everything(state) for state in runs)):
                return year, name
    return None


def young(state: State) -> list[int]:
    """Teachers whom rotation after six years cannot reach in three years of study."""
    t = state.teachers
    rows = t.alive & (t.exchange_clock < 6 - YEARS) & (t.post >= 0)
    return t.id[rows].tolist()


def old(state: State) -> list[int]:
    t = state.teachers
    rows = t.alive & (t.exchange_clock >= 8) & (t.post >= 0) & (t.away == 0)
    return t.id[rows].tolist()


def on_contract(state: State) -> list[int]:
    t = state.teachers
    return t.id[t.alive & (t.status == Status.CONTRACT)].tolist()


def senior(state: State) -> list[int]:
    """Holders of the senior title: nobody is promoted beyond it."""
    t = state.teachers
    return t.id[t.alive & (t.title == Title.SENIOR)].tolist()


@pytest.mark.parametrize(
    ("rule", "out_of_reach"),
    [(rotation, young), (titles, on_contract), (titles, senior), (hiring, on_contract)],
    ids=["rotation: the young", "titles: no post", "titles: the highest", "hiring: no post"],
)
def test_whom_the_rule_cannot_reach_may_be_exempted(
    rule: Callable[[int | None], Mapping[str, Policy]],
    out_of_reach: Callable[[State], list[int]],
) -> None:
    people = sorted(out_of_reach(fork().state))
    assert people
    for who in people[:: max(1, len(people) // 6)]:
        assert first_difference(rule, who) is None, who


# who may go is counted at the start of phase transfer, for the form of phase exchange too
@pytest.mark.parametrize(
    ("rule", "able", "phases"),
    [
        (rotation, old, {"transfer", "exchange"}),
        (titles, old, {"promote", "transfer", "exchange"}),
        (hiring, old, {"appoint"}),
    ],
    ids=["rotation", "titles", "hiring"],
)
def test_a_difference_begins_where_the_rule_is_applied(
    rule: Callable[[int | None], Mapping[str, Policy]],
    able: Callable[[State], list[int]],
    phases: set[str],
) -> None:
    found = [first_difference(rule, who) for who in sorted(able(fork().state))[::5][:10]]
    assert {place[1] for place in found if place is not None} <= phases
    assert any(place is not None for place in found)
