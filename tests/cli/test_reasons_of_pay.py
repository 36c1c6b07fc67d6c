"""What ``trace`` says about allowances: the sum, the tier, the cut, and why nothing is paid."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from factory import small_county
from teacherflow.choice import refresh
from teacherflow.codes import Away, Status, Title, Zone
from teacherflow.phases.budgets import announce
from teacherflow.phases.receipts import tell_receipts
from teacherflow.policies.basic_pay import PayFloor, PerformancePolicy
from teacherflow.policies.subsidy import RuralSubsidy
from teacherflow.state import State
from teacherflow.study.trace import Told
from teacherflow.terms.laws import settle
from teacherflow_analysis.cli import language
from teacherflow_analysis.cli.reasons import reason

PAID = {"policy": "p", "tier": "far", "yuan": 900.0, "months": 12, "share": 1.0}
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("pay.received", PAID, r"receives \[p\.far\]: 900 yuan a month$"),
    (
        "pay.received",
        {**PAID, "months": 10, "share": 0.5},
        r"450 yuan a month for 10 months \(of 900: the budget reaches for 50\.0%\)",
    ),
    ("pay.received", {**PAID, "months": 1}, r"receives \[p\.far\]: 900 yuan in one payment$"),
    ("pay.nothing", {"policy": "p", "tier": "", "why": "place"}, "in no tier that pays"),
    ("pay.nothing", {"policy": "p", "tier": "", "why": "no_duty"}, "works at no school"),
    ("pay.nothing", {"policy": "p", "tier": "far", "why": "status"}, "not on .* staff .*: far"),
    ("pay.nothing", {"policy": "p", "tier": "far", "why": "title"}, "holds no title"),
    ("pay.nothing", {"policy": "p", "tier": "far", "why": "rural_years"}, "too few years"),
    ("pay.nothing", {"policy": "p", "tier": "far", "why": "away"}, "on exchange"),
    ("pay.nothing", {"policy": "p", "tier": "far", "why": "subject"}, "condition on subject"),
    ("pay.floor", {"policy": "p", "yuan": 402.0}, r"\[p\]: basic pay rises by 402 yuan"),
    ("pay.performance", {"mark": 1, "yuan": 295.0}, r"excellent.* \+295 yuan"),
    ("pay.performance", {"mark": -1, "yuan": -398.0}, r"failed.* −398 yuan"),
]


@pytest.mark.parametrize(("what", "facts", "english"), CASES)
def test_words_in_both_languages(
    what: str, facts: dict[str, Any], english: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {}
    for code in ("zh", "en"):
        monkeypatch.setattr(language, "_chosen", [code])
        words[code] = reason(Told(what, facts))
    assert re.search(english, words["en"])
    assert re.search(r"[\u4e00-\u9fff]", words["zh"])
    assert not re.search(r"[\u4e00-\u9fff]", words["en"])


def villager(state: State) -> int:
    """Return an established teacher with a title who works at home in a village; watched."""
    t, s = state.teachers, state.sections
    zone = s.zone[np.maximum(t.duty, 0)]
    meant = t.alive & (t.duty >= 0) & (zone == Zone.VILLAGE) & (t.away == Away.HOME)
    row = int(np.flatnonzero(meant & (t.status == Status.ESTABLISHED))[0])
    state.log.watched = int(t.id[row])
    t.title[row], t.rural_years[row] = Title.FIRST, 5
    return row


def told(state: State, **given: Any) -> list[tuple[str, dict[str, Any]]]:
    state.terms = settle({"p": RuralSubsidy.model_validate({**given, "as": "p"})}, state.year)
    announce(state)
    tell_receipts(state)
    return [(what, facts) for _, what, facts in state.log.told]


def test_who_is_paid_hears_the_tier_and_the_cut() -> None:
    state = small_county(3)
    villager(state)
    ((what, facts),) = told(state, months=10, budget=100_000)
    assert (what, facts["tier"], facts["yuan"], facts["months"]) == (
        "pay.received",
        "village",
        600.0,
        10,
    )
    assert 0 < facts["share"] == state.pay_shares["p.village"] < 1


@pytest.mark.parametrize(
    ("column", "value", "given", "why"),
    [
        ("status", Status.CONTRACT, {"established_only": True}, "status"),
        ("title", Title.NONE, {"titled_only": True}, "title"),
        ("rural_years", 1, {"rural_years": 3}, "rural_years"),
        ("away", Away.EXCHANGE, {"exchanged": False}, "away"),
        ("duty", -1, {}, "no_duty"),
        ("title", Title.NONE, {"yuan_per_month": {"village": 0}}, "place"),
    ],
)
def test_who_is_not_paid_hears_why(column: str, value: int, given: Any, why: str) -> None:
    state = small_county(3)
    row = villager(state)
    state.teachers[column][row] = value
    ((what, facts),) = told(state, **given)
    assert (what, facts["why"]) == ("pay.nothing", why)
    assert facts["tier"] == ("" if why in ("no_duty", "place") else "village")


def test_of_nobody_else_anything_is_told() -> None:
    state = small_county(3)
    assert told(state) == []


def test_marks_and_a_floor_are_told_of_who_is_paid_by_the_scale() -> None:
    state = small_county(3)
    row = villager(state)
    t = state.teachers
    policies = {
        "floor": PayFloor.model_validate({"civil_yuan_per_month": 7000, "as": "floor"}),
        "marks": PerformancePolicy.model_validate({"share": 0.5, "spread": 0.2, "as": "marks"}),
    }
    state.terms = settle(policies, state.year)
    t.mark[row] = 1
    state.units.mean_mark[:] = 0.25
    announce(state)
    refresh(state)
    tell_receipts(state)
    told = {what: facts for _, what, facts in state.log.told}
    assert state.pay_lift > 1
    plain = t.pay[row] / (state.pay_lift * (1 + 0.1 * 0.75))
    assert told["pay.floor"]["policy"] == "floor"
    assert told["pay.floor"]["yuan"] == pytest.approx(plain * (state.pay_lift - 1))
    assert told["pay.performance"]["mark"] == 1
    assert told["pay.performance"]["yuan"] == pytest.approx(plain * state.pay_lift * 0.1 * 0.75)
    t.status[row], state.log.told = Status.CONTRACT, []
    tell_receipts(state)
    assert state.log.told == []
