"""Any two policies live together: every preset beside every other, and beside itself.

Some thousand pairs are too many to be run one by one. Policies with their presets are cut into
groups of five, and any two groups make a package: so every pair lives in some package, beside a
few others. Packages run with closed books, and a sample of them as in the twin. That pairs which
cannot stand are refused with both lines is tested with the study files
(`scenario.test_composition`).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import combinations, combinations_with_replacement

import pytest

from integration.pair import Pair
from integration.rules import BUSY
from integration.tiny import tiny_county
from teacherflow.accounting import Books
from teacherflow.codes import Education
from teacherflow.county import County
from teacherflow.parameters import Parameters
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.terms.laws import Conflict, Terms, settle

START, YEARS = 2025, 3
VARIANTS = [(policy, preset) for policy in BUILT_IN for preset in (None, *sorted(policy.presets))]
RESTLESS = Parameters().changed(
    {
        "transfer.look_early": 0.5,
        "transfer.look_middle": 0.5,
        "utility.moving_threshold": 0.0,
        "indicators.degree_primary": Education.BACHELOR,
    }
)
type Package = tuple[int, ...]

STEP, IN_GROUP = 7, 5
_MIXED = sorted(range(len(VARIANTS)), key=lambda k: (k % STEP, k))
"""Presets of one policy, neighbours in the list, stand in different groups."""
GROUPS = [tuple(_MIXED[k : k + IN_GROUP]) for k in range(0, len(_MIXED), IN_GROUP)]
PACKAGES: list[Package] = [one + two for one, two in combinations(GROUPS, 2)]


def model(which: int, called: str) -> PolicyModel:
    policy, preset = VARIANTS[which]
    given = {**BUSY.get(policy.name, {}), "as": called}
    return policy.model_validate(given if preset is None else {**given, "preset": preset})


def label(which: int) -> str:
    policy, preset = VARIANTS[which]
    return f"{policy.name}.{preset}" if preset else policy.name


def settled(package: Package) -> dict[int, Terms]:
    """Settle a package; its policies are called by their places in it."""
    policies = {f"p{place}": model(which, f"p{place}") for place, which in enumerate(package)}
    return {year: settle(policies, year) for year in range(START, START + YEARS)}


def conflict_in(package: Package) -> tuple[int, int] | None:
    """Return two of a package that cannot stand together, if there are any."""
    try:
        settled(package)
    except Conflict as conflict:
        one, two = (package[int(party.removeprefix("p"))] for party in conflict.parties)
        return one, two
    return None


def that_stand(package: Package) -> Iterator[Package]:
    """Yield a package, or what is left of it without one and without the other of those at odds."""
    apart = conflict_in(package)
    if apart is None:
        yield package
    else:
        for one in apart:
            yield from that_stand(tuple(which for which in package if which != one))


@cache
def fork() -> County:
    return County.generated(tiny_county(1.2), start=START, burn_in=2, seed=21, parameters=RESTLESS)


def test_only_policies_that_hold_one_value_refuse_a_second_instance() -> None:
    """Two of the same policy conflict where a term holds one value; else only two early options."""
    pairs = combinations_with_replacement(range(len(VARIANTS)), 2)
    refused = {frozenset(VARIANTS[k][0].name for k in pair) for pair in pairs if conflict_in(pair)}
    assert {pair for pair in refused if len(pair) > 1} == {
        frozenset({"delayed_retirement", "relaxed_retirement"}),
    }
    assert frozenset({"competitive_hiring"}) in refused


def test_packages_hold_every_pair_that_can_stand() -> None:
    lived = {
        frozenset(pair) for p in PACKAGES for s in that_stand(p) for pair in combinations(s, 2)
    }
    every = {frozenset(pair) for pair in combinations(range(len(VARIANTS)), 2)}
    assert all(conflict_in(tuple(pair)) for pair in every - lived)


@pytest.mark.parametrize("group", range(len(GROUPS) - 1))
def test_every_package_runs_with_closed_books(group: int) -> None:
    """All packages of one group with a later one; each policy alone beside itself too."""
    twice = tuple(which for one in GROUPS[group] for which in (one, one))
    for package in (twice, *(GROUPS[group] + later for later in GROUPS[group + 1 :])):
        for stands in that_stand(package):
            county = fork().fork(settled(stands))
            books = Books(county.state)
            for _ in range(YEARS):
                county.step()
                assert books.close(county.state) == [], [label(k) for k in stands]


SAMPLE = PACKAGES[::13]


@cache
def twins() -> Pair:
    """A county and its twin at the fork."""
    return Pair.generated(tiny_county(0.8), start=START, burn_in=2, seed=22, parameters=RESTLESS)


@pytest.mark.parametrize("package", SAMPLE, ids=lambda package: label(package[0]))
def test_the_twin_lives_the_same_years(package: Package) -> None:
    lives = twins().fork(settled(next(that_stand(package))))
    for _ in range(YEARS):
        lives.step()  # fails where the two differ
    assert lives.kinds().total() > 0
