"""Whatever the county, the tiers and the luck: the ledger never exceeds a budget."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from integration.rules import MadeUp
from integration.snapshot import changed, everything
from integration.tiny import tiny_county
from teacherflow.county import County
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.policies.subsidy import RuralSubsidy
from teacherflow.terms.laws import Policy, settle
from teacherflow.terms.pay import PAY_BUDGETS, Budget

START, YEARS = 2024, 4
ROTATION = MandatoryRotation.model_validate({"share": 0.3, "after_years": 2, "from": START})


@cache
def fork_of(seed: int) -> County:
    return County.generated(tiny_county(0.5 + 0.4 * seed), start=START, burn_in=2, seed=seed)


def lived(seed: int, policies: dict[str, Policy]) -> County:
    terms = {year: settle(policies, year) for year in range(START, START + YEARS)}
    county = fork_of(seed).fork(terms)
    for _ in range(YEARS):
        county.step()
    return county


def spent(county: County) -> dict[tuple[int, str], float]:
    """Yuan by year and by policy, and of the county under ``county``."""
    found: dict[tuple[int, str], float] = defaultdict(float)
    for year, policy, _, payer, yuan in county.state.log.spending:
        found[year, policy] += yuan
        if payer == "county":
            found[year, "county"] += yuan
    return found


subsidies = st.fixed_dictionaries(
    {
        "by": st.sampled_from(("zone", "distance", "rank")),
        "yuan_per_month": st.fixed_dictionaries(
            {zone: st.integers(0, 2000) for zone in ("village", "town", "seat")}
        ),
        "exchanged": st.booleans(),
        "established_only": st.booleans(),
        "months": st.integers(1, 12),
        "budget": st.integers(0, 900_000),
        "phase_in": st.integers(0, 3),
        "from": st.just(START),
    }
)


@given(st.integers(1, 3), subsidies, st.integers(0, 900_000))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_ledger_exceeds_its_budget(seed: int, subsidy: dict[str, Any], county: int) -> None:
    policies: dict[str, Policy] = {
        "rural_subsidy": RuralSubsidy.model_validate(subsidy),
        "mandatory_rotation": ROTATION,
        "budget": MadeUp((PAY_BUDGETS((Budget("budget", float(county)),)),)),
    }
    for (_, whose), yuan in spent(lived(seed, policies)).items():
        if whose in ("rural_subsidy", "county"):
            most = subsidy["budget"] if whose == "rural_subsidy" else county
            assert yuan <= most * (1 + 1e-12)


def test_a_budget_of_nothing_is_no_subsidy_and_one_that_never_binds_no_budget() -> None:
    plain = {"from": START}
    without = lived(2, {})
    nothing = lived(2, {"s": RuralSubsidy.model_validate({**plain, "budget": 0})})
    assert spent(nothing) == {}
    assert changed(everything(nothing.state), everything(without.state)) == []
    paid = lived(2, {"s": RuralSubsidy.model_validate(plain)})
    ample = lived(2, {"s": RuralSubsidy.model_validate({**plain, "budget": 9e9})})
    assert spent(paid)
    assert changed(everything(paid.state), everything(ample.state)) == []


def test_zero_yuan_in_every_way_of_tiers_leaves_every_byte() -> None:
    none = {"near": 0, "middle": 0, "far": 0}
    without = everything(lived(1, {}).state)
    for given_ in (
        {"yuan_per_month": {"village": 0, "town": 0}},
        {"by": "rank", "yuan_by_distance": none, "budget": 10},
        {
            "by": "list",
            "schools": {"first": ["township_001"]},
            "yuan_by_list": {"first": 0},
            "budget": 0,
        },
    ):
        zero = lived(1, {"s": RuralSubsidy.model_validate(given_)})
        assert changed(everything(zero.state), without) == []
