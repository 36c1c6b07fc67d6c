"""Any two policies live together: every preset beside every other, and beside itself.

That pairs which cannot stand are refused with both lines is tested with the study files
(`scenario.test_composition`); here the others run, with closed books, as in the twin.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import combinations_with_replacement

import pytest

from integration.pair import Pair
from integration.tiny import tiny_county
from teacherflow.accounting import Books
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.parameters import Parameters
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.terms.laws import Conflict, Terms, settle

START, YEARS = 2025, 3
VARIANTS = [(policy, preset) for policy in BUILT_IN for preset in (None, *sorted(policy.presets))]
PAIRS = list(combinations_with_replacement(range(len(VARIANTS)), 2))
RESTLESS = Parameters().changed(
    {"transfer.look_early": 0.5, "transfer.look_middle": 0.5, "utility.moving_threshold": 0.0}
)
BUSY = {"competitive_hiring": {"cut": 0.3, "own_share": 0.7, "adoption": {"speed": 0.1}}}
"""With the default cut of 5 % a county of a dozen schools would leave nobody without a post."""


def model(which: int, called: str) -> PolicyModel:
    policy, preset = VARIANTS[which]
    given = {**BUSY.get(policy.name, {}), "as": called}
    return policy.model_validate(given if preset is None else {**given, "preset": preset})


def label(which: int) -> str:
    policy, preset = VARIANTS[which]
    return f"{policy.name}.{preset}" if preset else policy.name


@cache
def settled(one: int, two: int) -> dict[int, Terms]:
    policies = {name: model(which, name) for name, which in (("one", one), ("two", two))}
    return {year: settle(policies, year) for year in range(START, START + YEARS)}


def goes(one: int, two: int) -> bool:
    try:
        settled(one, two)
    except Conflict:
        return False
    return True


@cache
def fork() -> County:
    return County.generated(tiny_county(1.4), start=START, burn_in=2, seed=21, parameters=RESTLESS)


def test_only_policies_that_hold_one_value_refuse_a_second_instance() -> None:
    """Two of the same policy conflict where a term holds one value; two policies never do."""
    refused = {
        frozenset(VARIANTS[which][0].name for which in pair) for pair in PAIRS if not goes(*pair)
    }
    assert refused == {frozenset({"competitive_hiring"})}
    one, two = next(pair for pair in PAIRS if not goes(*pair))
    with pytest.raises(Conflict) as conflict:
        settled(one, two)
    assert conflict.value.parties == ("one", "two")
    assert conflict.value.year == START


@pytest.mark.parametrize("one", range(len(VARIANTS)), ids=label)
def test_every_pair_runs_with_closed_books(one: int) -> None:
    causes: Counter[str] = Counter()
    for two in range(one, len(VARIANTS)):
        if not goes(one, two):
            continue
        county = fork().fork(settled(one, two))
        books = Books(county.state)
        for _ in range(YEARS):
            county.step()
            assert books.close(county.state) == [], label(two)
        causes.update(concatenated(county.state.log.moves)["cause"].tolist())
        causes.update(line[1] for line in county.state.log.spending)
    expected = {"competitive_hiring": "competitive_hiring", "delayed_retirement": "leave.retire"}
    assert causes[expected.get(VARIANTS[one][0].name, "one")] > 0


SAMPLE = [pair for pair in PAIRS if pair[0] != pair[1] and goes(*pair)][::29]


@cache
def twins() -> Pair:
    """A county and its twin at the fork."""
    return Pair.generated(tiny_county(1.2), start=START, burn_in=2, seed=22, parameters=RESTLESS)


@pytest.mark.parametrize("pair", SAMPLE, ids=lambda pair: " + ".join(label(k) for k in pair))
def test_the_twin_lives_the_same_years(pair: tuple[int, int]) -> None:
    lives = twins().fork(settled(*pair))
    for _ in range(YEARS):
        lives.step()


def test_the_twin_lives_the_same_years_under_all_policies() -> None:
    names = [policy.name for policy in BUILT_IN]
    models = {
        policy.name: policy.model_validate({**BUSY.get(policy.name, {}), "as": policy.name})
        for policy in BUILT_IN
    }
    terms = {year: settle(models, year) for year in range(START, START + 5)}
    lives = twins().fork(terms)
    for _ in range(5):
        lives.step()
    assert {"exchange_out", "exchange_return", "appointment"} <= lives.kinds().keys()
    claimants = {name for named in terms[START].claimants.values() for name, _ in named}
    assert claimants == set(names)
