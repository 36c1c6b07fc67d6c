"""The rural subsidy: whom and where it pays, what it is worth, and what the study adds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from integration.tiny import tiny_county
from scenario.writing import study_of, warnings_of
from strategies import ROOT
from teacherflow.allowances import meets, placed
from teacherflow.codes import Away, Stage, Status, Title, Zone
from teacherflow.draws import Draws
from teacherflow.parameters import Parameters
from teacherflow.policies.subsidy import RuralSubsidy
from teacherflow.population import generate, load_county
from teacherflow.population.places import place_names, school_name
from teacherflow.state import State
from teacherflow.terms.pay import PAY_BUDGETS, PAY_ITEMS, Budget, PayItem

TINY = tiny_county(points=2)


def start(seed: int = 1) -> State:
    return generate(TINY, start=2024, burn_in=1, parameters=Parameters(), draws=Draws(seed))


def items(year: int = 2026, **given: Any) -> dict[str, PayItem]:
    policy = RuralSubsidy.model_validate(given)
    claims = [c for c in policy.claims(year) if c.term == PAY_ITEMS]
    return {item.name.removeprefix(f"{policy.label}."): item for c in claims for item in c.value}


def paid_at(state: State, found: dict[str, PayItem]) -> dict[int, float]:
    """Return yuan by section; fails if two tiers pay at one place."""
    every = np.arange(state.sections.rows)
    at = np.array([placed(state, item.who, every) for item in found.values()])
    assert at.sum(axis=0).max() <= 1, "two tiers pay at one school"
    yuan = np.array([item.yuan for item in found.values()])
    return dict(enumerate((yuan[:, None] * at).sum(axis=0).tolist()))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("near", "far"), [(0.3, 0.3), (0.0, 0.5), (0.5, 0.5), (1.0, 0.0)])
def test_ranks_count_schools_by_hand(seed: int, near: float, far: float) -> None:
    """The farthest share of the town and village schools, rounded up, ties together."""
    state, s = start(seed), start(seed).sections
    found = items(by="rank", near_share=near, far_share=far)
    yuan = paid_at(state, found)
    km = {int(s.school[r]): float(s.seat_km[r]) for r in range(s.rows) if s.zone[r] != Zone.SEAT}
    there = {int(s.school[r]) for r in range(s.rows) if s.open[r] and s.zone[r] != Zone.SEAT}
    for r in range(s.rows):
        own = float(s.seat_km[r])
        farther = sum(km[k] > own for k in there) / len(there)
        nearer = sum(km[k] < own for k in there) / len(there)
        wanted = 900 if farther < far else 300 if nearer < near else 600
        assert yuan[r] == (wanted if s.zone[r] != Zone.SEAT else 0), (r, own)


def test_a_school_that_is_named_outranks_its_township() -> None:
    state, s = start(), start().sections
    named = school_name(int(s.zone[6]), int(s.school[6]))
    township = int(s.township[6])
    found = items(
        by="list",
        schools={"second": [f"township_{township:03d}"], "first": [named], "third": ["seat_000"]},
        yuan_by_list={"first": 900},
    )
    for r, yuan in paid_at(state, found).items():
        wanted = 500.0 if s.township[r] == township else 0.0
        wanted = 900.0 if s.school[r] == s.school[6] else wanted
        assert yuan == (400.0 if s.school[r] == 0 else wanted)
    assert set(found) == {"first", "second_townships", "third"}
    reserve = np.flatnonzero((s.township == township) & (s.opening >= 0))
    assert reserve.size, "schools that open later belong to the township"


@pytest.mark.parametrize("county", ["demo", "zhijin"])
def test_names_are_those_of_the_county_in_every_replication(county: str) -> None:
    data = load_county(ROOT / "scenarios" / "counties" / f"{county}.yaml")
    names = place_names(data)
    assert len(names["townships"]) == data.townships.value
    wanted = {
        f"{zone.name.lower()}_": sum(data.stage(stage).school_count(zone) for stage in Stage)
        for zone in Zone
    }
    wanted["village_"] += data.primary.point_count + data.junior.point_count
    wanted["town_"] += data.townships.value * 2 - data.nine_year_schools.value
    wanted["seat_"] += 3 * 2
    for zone, count in wanted.items():
        assert sum(name.startswith(zone) for name in names["schools"]) == count, zone


WHOM: list[tuple[dict[str, Any], str, set[int], set[int]]] = [
    (
        {"established_only": True},
        "status",
        {Status.ESTABLISHED, Status.TEGANG},
        {Status.CONTRACT, Status.SILVER},
    ),
    ({"titled_only": True}, "title", {Title.SECOND, Title.SENIOR}, {Title.NONE}),
    ({"rural_years": 3}, "rural_years", {3, 9}, {0, 2}),
    ({"exchanged": False}, "away", {Away.HOME, Away.BORROWED}, {Away.EXCHANGE}),
    ({}, "away", set(Away), set()),
]


@pytest.mark.parametrize(("given", "column", "paid", "unpaid"), WHOM)
def test_who_receives_it(given: Any, column: str, paid: set[int], unpaid: set[int]) -> None:
    state = start()
    t, s = state.teachers, state.sections
    row = np.flatnonzero(t.alive & (t.duty >= 0))[:1]
    row = np.flatnonzero(t.alive & (s.zone[np.maximum(t.duty, 0)] == Zone.VILLAGE))[:1]
    item = items(**given)["village"]
    for value in paid | unpaid:
        t[column][row] = value
        assert meets(state, item.who, row)[0] == (value in paid), value


@pytest.mark.parametrize(
    ("year", "worth"),
    [(2025, 600.0), (2026, 571.4285714), (2027, 544.2176871), (2029, 493.6214849)],
)
def test_a_sum_that_is_not_indexed_by_hand(year: int, worth: float) -> None:
    """600 yuan with wages growing by 5 %: 600, 600/1.05, 600/1.1025, 600/1.21550625."""
    given = {"indexed": False, "wage_growth": 0.05, "from": 2025, "budget": 1_000_000}
    assert items(year, **given)["village"].yuan == pytest.approx(worth, rel=1e-9)
    (claim,) = (c for c in RuralSubsidy(**given).claims(year) if c.term == PAY_BUDGETS)
    assert claim.value[0].yuan == pytest.approx(1_000_000 * worth / 600, rel=1e-9)


def test_what_grows_with_wages_stands_still() -> None:
    assert {items(year, **{"from": 2025})["town"].yuan for year in range(2025, 2040)} == {300.0}


PRESETS = {
    "national_2013": {"village": 284, "town": 284, "seat": 0},
    "hunan_2019": {"village": 300, "town": 150, "seat": 0},
    "tiers_default": {"village": 600, "town": 300, "seat": 0},
    "luxi": {"near": 300, "middle": 850, "far": 1400},
    "beijing_2015": {"near": 1400, "middle": 2700, "far": 4000},
}


@pytest.mark.parametrize("name", PRESETS)
def test_presets_pay_what_their_sources_say(name: str) -> None:
    assert set(RuralSubsidy.presets) == set(PRESETS)
    found = items(preset=name)
    assert {tier: item.yuan for tier, item in found.items()} == {
        tier: yuan for tier, yuan in PRESETS[name].items() if yuan
    }
    narrowed = {w.column for item in found.values() for w in item.who if not w.of_section}
    assert narrowed == ({"status", "title"} if name == "hunan_2019" else set())
    assert all(item.months == 12 for item in found.values())


def test_a_budget_of_the_study_holds_in_every_scenario_and_in_burn_in(tmp_path: Path) -> None:
    more = "budget: 120万元/年\nbaseline: a\n"
    scenarios = "a: {policies: [rural_subsidy]}\nb: {policies: [rural_subsidy: {budget: 9000}]}"
    study = study_of(tmp_path, scenarios, more)
    county = Budget("budget", 1_200_000.0)
    own = Budget("rural_subsidy", 9000.0, "rural_subsidy")
    assert study.terms("a", 2026)[PAY_BUDGETS] == (county,)
    assert study.terms("b", 2026)[PAY_BUDGETS] == (own, county), "the own budget comes first"
    assert study.burn_in_terms[PAY_BUDGETS] == (county,)
    assert study.resolved()["budget"] == 1_200_000.0
    assert study.digest != study_of(tmp_path, scenarios, "baseline: a\n").digest


def test_a_budget_that_pays_for_nothing_is_a_warning(tmp_path: Path) -> None:
    found = warnings_of(tmp_path, "a: {}", "budget: 100\n")
    assert [(fault.key, fault.at.line) for fault in found] == [("budget", 4)]
    assert warnings_of(tmp_path, "a: {policies: [rural_subsidy]}", "budget: 100\n") == []


def test_a_list_can_be_swept_and_dated(tmp_path: Path) -> None:
    more = "sweep: {scenario: b, parameter: rural_subsidy.schools.first, values: [township_002]}\n"
    scenarios = """
    a: {}
    b:
      policies:
        - rural_subsidy:
            {by: list, from: 2025, schools: {first: {2025: [village_12], 2027: [town_4, seat_0]}}}
    """
    study = study_of(tmp_path, scenarios, more + "baseline: a\n")
    assert list(study.scenarios) == ["a", "b", "b_township_002"]
    listed = {
        year: {where.among for item in study.terms("b", year)[PAY_ITEMS] for where in item.who}
        for year in (2026, 2027)
    }
    assert listed == {2026: {(12,)}, 2027: {(0, 4)}}
