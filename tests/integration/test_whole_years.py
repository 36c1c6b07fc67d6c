"""Whole years of generated counties: the engine and the twin agree after every phase.

Both start from one start population and then never look at each other: the twin calibrates the
hazards of leaving, lives through burn-in and forks by itself.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from factory import small_county
from integration.pair import Pair
from integration.rules import BY_NUMBER, SCENARIOS, START, WAYS_IN, catalogue, terms_of
from integration.tiny import tiny_county
from teacherflow.codes import EXITS
from teacherflow.county import County
from teacherflow.draws import Draws
from teacherflow.parameters import Parameters
from teacherflow.parameters import catalogue as declared
from teacherflow.terms.laws import Policy
from twin.world import differences, move_differences
from twin.year import SlowCounty

YEARS = 6
PAYING = {
    "subsidy",
    "both",
    "people",
    "titles, at appointment",
    "posts",
    "leadership",
    "all",
    "supervision",
}
PAYING |= {
    "subsidies under budgets",
    "pay",
    "pay and living",
    "growth",
    "ways in",
    "forms of exchange",
}
SIZES = {1: 1.0, 2: 1.0, 3: 0.5, 4: 1.2, 5: 0.8, 6: 1.6}
"""Seeds of the generated counties, and their sizes: about 75 to 240 teachers."""
RESTLESS = Parameters().changed(
    {
        "leave.death_30_49": 0.01,
        "exchange.borrow_rate": 0.03,
        "transfer.look_early": 0.5,
        "transfer.look_middle": 0.5,
    }
)


@cache
def fork_of(seed: int) -> Pair:
    """A pair at the fork; tests must not change it."""
    parameters = RESTLESS if seed % 2 == 0 else None
    county = tiny_county(SIZES[seed], points=seed % 3)
    return Pair.generated(county, seed=seed, parameters=parameters)


@pytest.mark.parametrize("name", SCENARIOS)
@pytest.mark.parametrize("seed", SIZES)
def test_generated_counties(seed: int, name: str) -> None:
    pair = fork_of(seed).fork(terms_of(SCENARIOS[name]))
    for _ in range(YEARS):
        pair.step()
    kinds = pair.kinds()
    assert {"enter", "retire"} <= kinds.keys()
    assert bool(pair.slow.spending) == (name in PAYING)
    if name.startswith(("titles", "forms")):
        assert kinds["exchange_out"] > 3


@pytest.mark.parametrize("rules", [BY_NUMBER, WAYS_IN], ids=["by number", "by share"])
def test_broken_bonds_and_ways_in(rules: dict[str, Policy]) -> None:
    parameters = Parameters().changed(
        {"leave.bond": -0.2, "leave.quit_under_30": 0.2, "leave.leave_county_under_30": 0.2}
    )
    fork = Pair.generated(tiny_county(1.2), seed=3, burn_in=2, parameters=parameters)
    pair = fork.fork(terms_of(rules))
    for _ in range(5):
        pair.step()
    paid = [line for _, _, line, who, yuan in pair.slow.spending if yuan < 0 and who == "province"]
    assert paid
    assert all(line.startswith("repayment") for line in paid)


def test_every_kind_of_move_that_the_rules_know_was_compared() -> None:
    """The runs above must not be empty: one busy county shows all of them."""
    pair = Pair.generated(
        tiny_county(1.2), seed=4, burn_in=2, parameters=RESTLESS, terms=terms_of({})[START]
    ).fork(terms_of(SCENARIOS["all"]))
    for _ in range(8):
        pair.step()
    wanted = {*EXITS, "enter", "transfer", "reassign", "borrow", "exchange_return", "regularise"}
    assert pair.kinds().keys() == {*wanted, "merge"} - {"dismiss"}
    assert any(s.opened for s in pair.slow.sections)
    assert {t["event"] for t in pair.slow.titles} == {"apply", "pass", "fail"}


@pytest.mark.parametrize("seed", [2, 4])
def test_every_policy_of_the_catalogue_at_once(seed: int) -> None:
    policies = catalogue(START + 1)
    terms = terms_of(policies)
    pair = fork_of(seed).fork(terms)
    for _ in range(YEARS):
        pair.step()
    wanted = {"exchange_out", "exchange_return", "appointment", "regularise", "waiting"}
    assert wanted <= pair.kinds().keys()
    claims = [claim for year in terms.values() for claim in year.claimants.values()]
    assert {name for claim in claims for name, _ in claim} == policies.keys()


@pytest.mark.parametrize("name", ["status quo", "all"])
@pytest.mark.parametrize("seed", [5, 6])
def test_a_made_up_county_with_people_away(seed: int, name: str) -> None:
    """The factory's county has exchanged, waiting and agency staff that no policy sends yet."""
    state = small_county(seed, teachers=200, sections=16, parameters=RESTLESS)
    pair = Pair(state, terms_of(SCENARIOS[name]))
    kinds: Counter[str] = Counter()
    for _ in range(5):
        pair.step()
        kinds = pair.kinds()
    assert kinds["exchange_return"] > 0


@pytest.mark.parametrize("seed", range(11, 17))
def test_sampled_parameters(seed: int) -> None:
    """Every uncertain parameter somewhere in its range, as studies with draws have them."""
    luck, sampled = Draws(seed), {}
    for k, (name, about, _) in enumerate(declared()):
        if about.uncertainty:
            low, high = about.uncertainty
            sampled[name] = low + (high - low) * float(luck.uniform("test.sampled", 0, k))
    assert len(sampled) > 30
    data, parameters = tiny_county(1.2), Parameters().changed(sampled)
    pair = Pair.generated(data, seed=seed, burn_in=2, parameters=parameters)
    pair = pair.fork(terms_of(SCENARIOS["all" if seed % 2 else "both"]))
    for _ in range(4):
        pair.step()


@pytest.mark.parametrize(("seed", "name"), [(7, "both"), (8, "both"), (7, "posts")])
def test_undated_policies_hold_in_burn_in(seed: int, name: str) -> None:
    terms = terms_of(SCENARIOS[name])
    pair = Pair.generated(tiny_county(), seed=seed, terms=terms[START]).fork(terms)
    for _ in range(3):
        pair.step()  # fails where the two differ
    assert pair.kinds().total() > 0


def test_the_county_lives_the_same_years_as_the_phases_one_by_one() -> None:
    """`County.generated`, `fork` and `step` do what the pair does by hand, in the same order."""
    terms = terms_of(SCENARIOS["all"])
    data = tiny_county(SIZES[1], points=1)
    county = County.generated(data, start=START, burn_in=3, seed=1).fork(terms)
    pair = fork_of(1).fork(terms)
    assert differences(county.state, pair.slow) == []
    for _ in range(4):
        county.step()
        pair.slow.step()
        assert differences(county.state, pair.slow) == []
    assert move_differences(county.state, pair.slow) == []


def test_a_twin_that_is_told_something_else_is_found_out() -> None:
    """The comparison can fail: a twin with other rules differs within a few years."""
    pair = fork_of(1).fork(terms_of(SCENARIOS["subsidy"]))
    pair.slow = SlowCounty(pair.state, terms_of({}))
    with pytest.raises(AssertionError, match=r"after leave 2024.*\n.*teacher \d+\.utility"):
        pair.step()
