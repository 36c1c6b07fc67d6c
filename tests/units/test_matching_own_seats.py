"""Rules in which own seats are part of the market: textbook versions, theorems, brute force."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import chain, permutations, product
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from teacherflow.matching import (
    OWN_SEAT_RULES,
    RULES,
    UNMATCHED,
    Market,
    Own,
    by_rule,
    market,
    to_be,
)
from twin import matching as textbook


class Place(NamedTuple):
    """A market whose applicants may hold seats.

    ``worth`` and ``rank`` by (applicant, school) are known everywhere; ``wishes[i]`` lists schools,
    best first, that i prefers to the own seat.
    """

    worth: np.ndarray
    rank: np.ndarray
    vacant: list[int]
    home: list[int]
    free: list[bool]
    wishes: list[tuple[int, ...]]
    order: list[int]

    @property
    def schools(self) -> range:
        return range(len(self.vacant))

    @property
    def people(self) -> range:
        return range(len(self.home))

    @property
    def homes(self) -> dict[int, int]:
        return {i: s for i, s in enumerate(self.home) if s >= 0}

    @property
    def seats(self) -> list[int]:
        """Vacant seats and those whose holders may leave them."""
        return [
            v + sum(self.home[i] == s and self.free[i] for i in self.people)
            for s, v in enumerate(self.vacant)
        ]

    @property
    def own(self) -> Own:
        at = np.array(self.home)
        mine = np.arange(at.size), np.maximum(at, 0)
        return Own(at, self.rank[mine], self.worth[mine], np.array(self.free))

    @property
    def market(self) -> Market:
        pairs = [(i, s) for i in self.people for s in sorted(self.wishes[i])]
        who, slot = (np.array([p[k] for p in pairs], dtype=np.int64) for k in (0, 1))
        place = {(i, s): -at for i in self.people for at, s in enumerate(self.wishes[i])}
        worth = np.array([place[p] for p in pairs], dtype=float)
        if all(
            sorted(w, key=lambda s, i=i: -self.worth[i, s]) == list(w)
            for i, w in enumerate(self.wishes)
        ):
            worth = self.worth[who, slot]  # not a misreport: numbers, for the planner
        return market(who, slot, worth, self.rank[who, slot], len(self.home), np.array(self.vacant))

    def by(self, rule: str) -> dict[int, int]:
        match = by_rule(rule, self.market, np.array(self.order), self.own)
        return {i: s for i, s in enumerate(match.tolist()) if s != UNMATCHED}

    def place_of(self, match: dict[int, int], i: int) -> int:
        """How good the outcome is for i: 0 the first wish, the own seat last."""
        return self.wishes[i].index(match[i]) if i in match else len(self.wishes[i])


@st.composite
def places(
    draw: st.DrawFn, most_people: int = 12, most_schools: int = 5, all_free: bool = False
) -> Place:
    n = draw(st.integers(1, most_people))
    m = draw(st.integers(1, most_schools))
    luck = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    # schools agree on people, and people on schools, more or less
    worth = luck.normal(size=(1, m)) * draw(st.sampled_from((0, 1))) + luck.normal(size=(n, m))
    rank = luck.normal(size=(n, 1)) * draw(st.sampled_from((0, 1, 3))) + luck.normal(size=(n, m))
    newcomers = draw(st.sampled_from((0.0, 0.2, 0.5)))
    home = np.where(luck.random(n) < newcomers, -1, luck.integers(0, m, n))
    most_vacant = draw(st.integers(0, 2))
    vacant = luck.integers(0, most_vacant + 1, m)
    free = luck.random(n) < (1.0 if all_free else draw(st.sampled_from((0.0, 0.5, 1.0))))
    at_home = np.where(home >= 0, worth[np.arange(n), home], -0.5)
    wishes = [
        tuple(
            sorted(
                (s for s in range(m) if worth[i, s] > at_home[i] and s != home[i]),
                key=lambda s, i=i: -worth[i, s],
            )
        )
        for i in range(n)
    ]
    return Place(
        worth,
        rank,
        vacant.tolist(),
        home.tolist(),
        free.tolist(),
        wishes,
        luck.permutation(n).tolist(),
    )


def ranking(p: Place) -> dict[int, list[int]]:
    return {s: sorted(p.people, key=lambda i: -p.rank[i, s]) for s in p.schools}


def stated(p: Place) -> dict[int, tuple[int, ...]]:
    """Wishes of those who may leave their seats."""
    return {i: p.wishes[i] if p.free[i] else () for i in p.people}


def free_homes(p: Place) -> dict[int, int]:
    return {i: s for i, s in p.homes.items() if p.free[i]}


# --- the textbook


@given(places(40, 8))
def test_protected_acceptance_equals_the_textbook(p: Place) -> None:
    vacant = dict(enumerate(p.vacant))
    p = p._replace(free=[f or h < 0 for f, h in zip(p.free, p.home, strict=True)])
    expected = textbook.deferred_protected(stated(p), ranking(p), vacant, free_homes(p))
    assert p.by("deferred_protected") == expected


@given(places(40, 8))
def test_block_exchange_equals_the_textbook(p: Place) -> None:
    rank = {(i, s): p.rank[i, s] for i in p.people for s in p.schools}
    free = {i for i in p.people if p.free[i]}
    wishes = dict(enumerate(p.wishes))
    expected = textbook.to_be(wishes, rank, dict(enumerate(p.vacant)), p.homes, free, p.order)
    assert p.by("to_be") == expected


@given(places(25, 6, all_free=True))
def test_the_optimum_equals_the_hungarian_method(p: Place) -> None:
    worth = {i: {s: p.worth[i, s] for s in p.wishes[i]} for i in p.people}
    home = {i: (s, p.worth[i, s]) for i, s in p.homes.items()}
    assert p.by("optimal") == textbook.optimal(worth, dict(enumerate(p.vacant)), home)


# --- what every rule promises


@given(places(25, 6), st.sampled_from(sorted(OWN_SEAT_RULES)))
def test_nobody_loses_and_no_seat_is_taken_twice(p: Place, rule: str) -> None:
    match = p.by(rule)
    assert all(s in p.wishes[i] for i, s in match.items())
    for s in p.schools:
        left = sum(p.home[i] == s and i not in match for i in p.people)
        came = sum(at == s for at in match.values())
        assert left + came <= p.vacant[s] + sum(h == s for h in p.home)


@given(places(20, 5), st.sampled_from(("deferred_protected", "optimal")))
def test_who_may_not_leave_stays(p: Place, rule: str) -> None:
    assert all(p.free[i] for i in p.by(rule))


def outcomes(p: Place) -> Iterator[dict[int, int]]:
    """Yield every matching that nobody refuses and that the seats can hold."""
    options = [(UNMATCHED, *p.wishes[i]) for i in p.people]
    total = [v + sum(h == s for h in p.home) for s, v in enumerate(p.vacant)]
    for choice in product(*options):
        match = {i: s for i, s in enumerate(choice) if s != UNMATCHED}
        at = [match.get(i, p.home[i]) for i in p.people]
        if all(at.count(s) <= total[s] for s in p.schools):
            yield match


# --- deferred acceptance with protected seats


def blocks(p: Place, match: dict[int, int]) -> list[tuple[int, int]]:
    """Pairs that would rather have each other, own teachers first at each school."""
    found = []
    for i in p.people:
        for s in p.wishes[i] if p.free[i] or p.home[i] < 0 else ():
            if match.get(i) == s:
                break
            held = [j for j in p.people if match.get(j) == s]
            stay = sum(p.free[j] and p.home[j] == s and j not in match for j in p.people)
            if len(held) + stay < p.seats[s] or any(p.rank[j, s] < p.rank[i, s] for j in held):
                found.append((i, s))
    return found


@given(places(12, 5, all_free=True))
def test_protected_acceptance_leaves_no_blocking_pair(p: Place) -> None:
    assert blocks(p, p.by("deferred_protected")) == []


@given(places(4, 3, all_free=True))
def test_no_other_protected_stable_matching_is_better_for_anybody(p: Place) -> None:
    best = p.by("deferred_protected")
    stable = [match for match in outcomes(p) if not blocks(p, match)]
    assert best in stable
    for match in stable:
        assert all(p.place_of(best, i) <= p.place_of(match, i) for i in p.people)


# --- block exchange


def profile(p: Place, match: dict[int, int], s: int) -> list[float]:
    """Ranks of those who end up at s, best first, empty seats last."""
    here = [p.rank[i, s] for i in p.people if match.get(i, p.home[i]) == s]
    total = p.vacant[s] + sum(h == s for h in p.home)
    return sorted(here, reverse=True) + [-math.inf] * (total - len(here))


def as_good(p: Place, new: dict[int, int], old: dict[int, int]) -> bool:
    """Whether no teacher and no school loses by ``new`` against ``old``."""
    return all(p.place_of(new, i) <= p.place_of(old, i) for i in p.people) and all(
        a >= b
        for s in p.schools
        for a, b in zip(profile(p, new, s), profile(p, old, s), strict=True)
    )


def keeps_the_promise(p: Place, match: dict[int, int]) -> bool:
    """Whether arrivals can be given seats whose holders ranked no higher, forced seats first."""
    for s in p.schools:
        came = sorted(p.rank[i, s] for i, at in match.items() if at == s)
        left = [i for i in match if p.home[i] == s]
        must = [p.rank[i, s] for i in left if not p.free[i]]
        may = sorted([p.rank[i, s] for i in left if p.free[i]] + [-math.inf] * p.vacant[s])
        if len(came) < len(must):
            return False
        demands = sorted(must + may[: len(came) - len(must)])  # the least demanding suffice
        if any(rank < demand for rank, demand in zip(came, demands, strict=True)):
            return False
    return True


@given(places(9, 4))
def test_a_seat_goes_to_nobody_below_its_holder(p: Place) -> None:
    assert keeps_the_promise(p, p.by("to_be"))


@given(places(5, 3))
@settings(max_examples=300)
def test_no_matching_is_better_for_teachers_and_schools(p: Place) -> None:
    match = p.by("to_be")
    rivals = [m for m in outcomes(p) if m != match and keeps_the_promise(p, m)]
    assert not any(as_good(p, rival, match) for rival in rivals)


@given(places(6, 4, all_free=True))
def test_nobody_who_may_leave_prefers_a_seat_that_stays_empty(p: Place) -> None:
    match = p.by("to_be")
    arrivals = [sum(at == s for at in match.values()) for s in p.schools]
    for s in p.schools:
        if arrivals[s] < p.vacant[s]:  # a seat that demands nothing is empty
            assert all(s not in p.wishes[i][: p.place_of(match, i)] for i in p.people)


def test_exchanges_that_protected_acceptance_blocks_are_made() -> None:
    """Two teachers would swap and both schools gain; a third, whom both schools rank first, wants
    one of the seats. Under DA* the third claims it, is refused nothing, and the swap dies."""
    worth = np.array([[0.0, 1.0, -1.0], [1.0, 0.0, -1.0], [1.0, -1.0, 0.0]])
    rank = np.array([[1.0, 2.0, 0.0], [2.0, 1.0, 0.0], [3.0, 0.0, 5.0]])
    swap = Place(worth, rank, [0, 0, 0], [0, 1, 2], [True] * 3, [(1,), (0,), (0,)], [0, 1, 2])
    assert swap.by("deferred_protected") == {}
    assert swap.by("to_be") == {0: 1, 1: 0}
    assert swap.by("optimal") == {0: 1, 1: 0}


def test_a_teacher_who_may_not_leave_moves_only_by_exchange() -> None:
    worth = np.array([[0.0, 1.0], [1.0, 0.0]])
    alone = Place(worth, worth, [0, 1], [0, -1], [False, True], [(1,), ()], [0, 1])
    assert alone.by("to_be") == {}
    both = alone._replace(wishes=[(1,), (0,)], rank=np.array([[1.0, 1.0], [2.0, 1.0]]))
    assert both.by("to_be") == {0: 1, 1: 0}
    weak = both._replace(rank=np.array([[1.0, 1.0], [0.5, 1.0]]))  # ranked below the leaver
    assert weak.by("to_be") == {}


# --- nobody gains by stating other wishes


def misreports(p: Place, i: int) -> Iterator[tuple[int, ...]]:
    others = [s for s in p.schools if s != p.home[i]]
    return chain.from_iterable(permutations(others, size) for size in range(len(others) + 1))


@pytest.mark.parametrize("rule", ["serial", "deferred", "deferred_protected", "to_be"])
@given(p=places(6, 4))
@settings(max_examples=60)
def test_nobody_gains_by_a_misreport(rule: str, p: Place) -> None:
    truth = p.by(rule)
    for i in p.people:
        for lie in misreports(p, i):
            wishes = [lie if j == i else w for j, w in enumerate(p.wishes)]
            told = p._replace(wishes=wishes).by(rule)
            if told.get(i) in (None, *p.wishes[i]):  # else worse than the own seat
                assert p.place_of(truth, i) <= p.place_of(told, i)


def test_the_planner_can_be_misled() -> None:
    """Why the optimum is a benchmark only: by hiding a wish one gets the better seat."""
    worth = np.array([[3.0, 2.0], [2.5, 0.5]])
    p = Place(worth, worth, [1, 1], [-1, -1], [True] * 2, [(0, 1), (0, 1)], [0, 1])
    assert p.by("optimal") == {0: 1, 1: 0}
    lie = p._replace(wishes=[(0,), (0, 1)])
    assert lie.by("optimal") == {0: 0, 1: 1}


# --- the planner


@given(places(5, 3, all_free=True))
def test_the_optimum_equals_brute_force(p: Place) -> None:
    def value(match: dict[int, int]) -> tuple[int, float]:
        new = sum(p.home[i] < 0 for i in match)
        at = [match.get(i, p.home[i]) for i in p.people]
        return new, math.fsum(p.worth[i, s] for i, s in enumerate(at) if s >= 0)

    best = max(map(value, outcomes(p)))
    found = value(p.by("optimal"))
    assert found[0] == best[0]
    assert found[1] == pytest.approx(best[1], abs=1e-9)


# --- the door


def test_rules_by_name() -> None:
    p = Place(np.array([[0.0, 1.0]]), np.ones((1, 2)), [1, 1], [0], [True], [(1,)], [0])
    assert {p.by(rule)[0] for rule in RULES} == {1}
    with pytest.raises(ValueError, match=r"no rule called 'lottery'.*to_be"):
        p.by("lottery")
    with pytest.raises(ValueError, match="to_be needs own"):
        by_rule("to_be", p.market, np.array([0]))
    with pytest.raises(ValueError, match="serial needs order"):
        by_rule("serial", p.market, None, p.own)
    with pytest.raises(ValueError, match="own seat"):
        to_be(p._replace(home=[1]).market, p._replace(home=[1]).own, np.array([0]))
