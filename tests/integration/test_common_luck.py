"""The same luck under every rule: what a policy does not cause does not change."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import cache
from itertools import permutations

import numpy as np
import pytest

from integration.pair import ENGINE, rows_of
from integration.rules import SCENARIOS, START, MadeUp, terms_of
from integration.snapshot import TABLES, changed, columns_of, everything, people, who_differs
from integration.tiny import tiny_county
from teacherflow.codes import Zone
from teacherflow.county import County
from teacherflow.movement import begin_study
from teacherflow.phases.search import lookers
from teacherflow.state import State
from teacherflow.terms.laws import Claim, Terms, settle
from teacherflow.terms.leave import HAZARDS, Hazard
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.teach import EFFORT, GROWTH, Effort, Growth
from teacherflow.terms.who import Where

RURAL = (Where("duty.zone", Zone.VILLAGE, Zone.TOWN),)


@cache
def fork_of(seed: int) -> County:
    """A county at the fork; tests must not change it."""
    return County.generated(tiny_county(1.3), start=START, burn_in=4, seed=seed)


def lived(seed: int, terms: Mapping[int, Terms], years: int = 5) -> County:
    county = fork_of(seed).fork(terms)
    for _ in range(years):
        county.step()
    return county


NOTHING: dict[str, Claim[object]] = {
    "subsidy of 0 yuan": PAY_ITEMS((PayItem("none.rural", RURAL, 0.0),)),
    "subsidy for nobody": PAY_ITEMS((PayItem("none.nobody", (Where("service", 90),), 900.0),)),
    "hazard of factor 1": HAZARDS((Hazard(name="none", who=RURAL, log_odds=0.0, factor=1.0),)),
    "effort of 0": EFFORT((Effort(name="none", who=(), change=0.0),)),
    "training of rate 0": GROWTH((Growth(name="none", who=(), rate=0.0, share=0.5),)),
}


@pytest.mark.parametrize("claim", NOTHING.values(), ids=NOTHING)
def test_a_policy_of_zero_effect_leaves_every_byte(claim: Claim[object]) -> None:
    terms = terms_of({"none": MadeUp((claim,))})
    assert terms[START].claimants, "the claim must reach the phases"
    with_it, without = lived(1, terms), lived(1, terms_of({}))
    assert changed(everything(with_it.state), everything(without.state)) == []


def test_a_policy_of_some_effect_changes_much() -> None:
    """The comparison above can fail."""
    found = changed(
        everything(lived(1, terms_of(SCENARIOS["people"])).state), everything(lived(1, {}).state)
    )
    assert {"teachers.pay", "log.spending", "log.moves.teacher_id"} <= set(found)


def test_the_order_of_policies_does_not_matter() -> None:
    names = list(SCENARIOS["all"])
    runs = []
    for order in list(permutations(names))[::5]:
        policies = {name: SCENARIOS["all"][name] for name in order}
        terms = {year: settle(policies, year) for year in range(START, START + 5)}
        runs.append(everything(lived(2, terms).state))
    assert all(changed(runs[0], run) == [] for run in runs[1:])


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not() -> None:
    terms = terms_of(SCENARIOS["all"])

    def run(seed: int) -> dict[str, object]:
        county = County.generated(tiny_county(), start=START, burn_in=2, seed=seed).fork(terms)
        for _ in range(3):
            county.step()
        return everything(county.state)

    assert changed(run(5), run(5)) == []
    assert {"teachers.talent", "sections.pupils"} <= set(changed(run(5), run(6)))


def test_forks_and_copies_do_not_touch_each_other() -> None:
    """Two forks and a deep copy in turns give what each gives alone; the past stays as it was."""
    past = fork_of(3)
    before = everything(past.state)
    plans = [terms_of(SCENARIOS[name]) for name in ("status quo", "all")]
    alone = [everything(lived(3, terms).state) for terms in plans]
    counties = [past.fork(terms) for terms in plans]
    list(counties[0].teachers)  # agents made by touching must not be shared either
    counties.append(copy.deepcopy(counties[0]))
    for _ in range(5):
        for county in counties:
            county.step()
            assert county.teacher(0).model is county
    assert changed(everything(past.state), before) == []
    for county, expected in zip(counties, [*alone, alone[0]], strict=True):
        assert changed(everything(county.state), expected) == []
    shared = [
        (table, column)
        for table in TABLES
        for column in getattr(past.state, table)
        if any(
            np.shares_memory(getattr(a.state, table)[column], getattr(b.state, table)[column])
            for a, b in permutations([past, *counties], 2)
        )
    ]
    assert shared == []


@pytest.mark.parametrize("name", ["status quo", "all"])
def test_the_order_of_rows_decides_nothing(name: str) -> None:
    """Shuffled rows of the teachers table: after five years everybody is where he would be."""
    terms = terms_of(SCENARIOS[name])
    straight, mixed = fork_of(4).fork(terms), fork_of(4).fork(terms)
    t = mixed.state.teachers
    order = mixed.state.draws.order("test.rows", 0, np.arange(t.rows))
    assert not np.array_equal(order, np.arange(t.rows))
    for column in t:
        t[column][:] = t[column][order]
    for _ in range(5):
        straight.step()
        mixed.step()
    same_up_to_sums(people(straight.state), people(mixed.state))
    ours, theirs = columns_of(straight.state), columns_of(mixed.state)
    rest = [key for key in ours if not key.startswith("teachers.")]
    same_up_to_sums({key: ours[key] for key in rest}, {key: theirs[key] for key in rest})
    assert moves_of(straight.state) == moves_of(mixed.state)


def same_up_to_sums(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> None:
    for name, values in one.items():
        if values.dtype.kind == "f":
            np.testing.assert_allclose(other[name], values, rtol=1e-9, atol=1e-9, err_msg=name)
        else:
            np.testing.assert_array_equal(other[name], values, err_msg=name)


def moves_of(state: State) -> list[tuple[object, ...]]:
    return sorted(tuple(move.values()) for move in rows_of(state.log.moves))


# One teacher is treated differently: others change only after a causal link.

OWN_ACCOUNT = {"pay", "utility", "utility_before", "welfare"}
"""What money does to a person who goes on as before."""


def subsidies(except_for: int | None) -> dict[int, Terms]:
    """A rural subsidy of 900 yuan for all, or for all but one."""
    parts = (
        [()]
        if except_for is None
        else [Where("id", high=except_for - 1), Where("id", except_for + 1)]
    )
    items = tuple(
        PayItem(f"subsidy.part{k}", (*RURAL, *([part] if part else [])), 900.0)
        for k, part in enumerate(parts)
    )
    return terms_of({"subsidy": MadeUp((PAY_ITEMS(items),))})


def exempted() -> list[int]:
    t = fork_of(5).state.teachers
    rural = t.alive & (t.duty >= 0) & (fork_of(5).state.sections.zone[t.duty] < Zone.SEAT)
    return [int(k) for k in np.sort(t.id[rural])[::4]]


def own_moves(state: State, who: int) -> list[dict[str, object]]:
    rows = [move for move in rows_of(state.log.moves) if move["teacher_id"] == who]
    return [{k: v for k, v in row.items() if k != "chain"} for row in rows]


def test_exempting_one_teacher_changes_only_what_follows_from_it() -> None:
    """Phase by phase: until the exempted one acts differently, nobody else differs in anything.

    The only other link is the market of transfers: an application changes whom his school may let
    go and whom other schools can hold, also when it comes to nothing.
    """
    linked = later = 0
    for who in exempted():
        link = first_difference(who)
        if link is not None:
            year, phase, acted, applied = link
            assert acted or (phase == "transfer" and applied), (who, year, phase)
            linked += 1
            later += year > START
    # most go on as before and then nobody else differs at all; some years pass before others do
    assert 3 <= linked <= 0.5 * len(exempted())
    assert later >= 1


def first_difference(who: int) -> tuple[int, str, bool, bool] | None:
    """Return when somebody else or a place first differs, and what the exempted one did."""
    runs = [fork_of(5).state.fork() for _ in range(2)]
    plans = [subsidies(None), subsidies(who)]
    for state in runs:
        begin_study(state)
    for year in range(START, START + 5):
        for state, plan in zip(runs, plans, strict=True):
            state.year, state.terms = year, plan[year]
        for name, phase in ENGINE.items():
            applied = name == "transfer" and any(who in s.teachers.id[lookers(s)] for s in runs)
            for state in runs:
                phase(state)
            found = who_differs(*runs)
            own = found.pop(who, set())
            one, other = (columns_of(state) for state in runs)
            places = [
                key
                for key, values in one.items()
                if not key.startswith("teachers.")
                and not np.array_equal(values, other[key], equal_nan=True)
            ]
            acted = own_moves(runs[0], who) != own_moves(runs[1], who)
            if found or places:
                return year, name, acted, applied
            assert own <= OWN_ACCOUNT or acted, (who, year, name, own)
    return None


def test_one_person_is_the_same_under_every_rule() -> None:
    """Entrants who come under two rules are the same people, whatever posts they take."""
    one, other = (lived(6, terms_of(SCENARIOS[name]), 6) for name in ("status quo", "all"))
    born_with = ("sex", "birth", "talent", "education", "subject", "second_subject")
    born_with = (*born_with, "kin_township", "child_birth", "connected", "leader_quality")
    a, b = people(one.state), people(other.state)
    both, left, right = np.intersect1d(a["id"], b["id"], return_indices=True)
    entrants = both >= START * 10**9
    assert entrants.sum() >= 15
    assert np.mean(a["post"][left] != b["post"][right]) > 0.1
    for name in born_with:
        np.testing.assert_array_equal(a[name][left], b[name][right], err_msg=name)
