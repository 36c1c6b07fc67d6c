"""Exchange when people may keep or trade their places: what the two rules promise, by brute force."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations, product
from typing import Any, NamedTuple

import numpy as np
import pytest

from factory import small_county
from integration.rules import MadeUp
from phases.exchange_rules import START, rotation
from teacherflow import staffing
from teacherflow.choice import utility_here
from teacherflow.phases.eligibility import Roll, available, count_eligible
from teacherflow.phases.hosts import Hosts, distances
from teacherflow.phases.naming import effect_seen
from teacherflow.phases.placing import Placed, place
from teacherflow.phases.seen import need_seen
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.state import State
from teacherflow.terms.exchange import EXCHANGE_MATCH, FORMS
from teacherflow.terms.laws import settle
from twin import matching as textbook

SEEDS = range(6)
FEW = 4


class Stated(Hosts):
    """Hosts whose worth is what teachers say; ``room`` is narrow, so that they compete."""

    said: np.ndarray | None = None
    narrow = 1

    def look(self, came: Any) -> None:
        super().look(came)
        self.room = np.minimum(self.room, self.narrow)

    def worths(self, rows: Any) -> Any:
        return super().worths(rows) if self.said is None else self.said


class Case(NamedTuple):
    """A few teachers to be sent, and what they and the hosts want."""

    state: State
    hosts: Stated
    rows: np.ndarray
    seen: np.ndarray
    policy: MandatoryRotation

    def placed(self, rule: str) -> Placed:
        policies = {"rotation": self.policy, "rule": MadeUp((EXCHANGE_MATCH(rule),))}
        self.state.terms = settle(policies, START)
        return place(self.hosts, self.rows, self.seen)

    @property
    def wishes(self) -> dict[int, list[int]]:
        """Hosts better than the present place, best first."""
        here = utility_here(self.state, self.rows)[0]
        worth = self.hosts.worths(self.rows)
        return {
            i: sorted(np.flatnonzero(worth[i] > here[i]).tolist(), key=lambda s, i=i: -worth[i, s])
            for i in range(self.rows.size)
        }

    @property
    def room(self) -> dict[int, int]:
        return dict(enumerate(np.maximum(0, self.hosts.room).tolist()))

    @property
    def turns(self) -> list[int]:
        ids = self.state.teachers.id[self.rows]
        return list(self.state.draws.order("exchange.turn", self.state.year, ids).tolist())


def case(seed: int, many: int, **values: Any) -> Case:
    """Return the teachers with most hosts that are better than home; a few are of one subject."""
    state = small_county(seed, teachers=200, sections=14)
    # somebody would rather be elsewhere: those of the towns and villages look to the seat
    policy = rotation(share=1.0, volunteers="none", **values)
    state.terms = settle({"rotation": policy}, START)
    count_eligible(state)
    form = state.terms[FORMS][0]
    roll, km = Roll(state), distances(state)
    hosts = Stated(roll, form, staffing.on_duty(state), km, need_seen(state))
    hosts.look(np.zeros(state.sections.rows, dtype=np.int64))
    rows, seen = available(roll, form), effect_seen(state)
    every = Case(state, hosts, rows, seen, policy)
    wanted = np.array([len(w) for w in every.wishes.values()])
    if many == FEW:  # all of one subject, so that they want the same places
        hosts.narrow = 2
        hosts.look(np.zeros(state.sections.rows, dtype=np.int64))
        subject = state.teachers.subject[rows]
        wanted *= subject == np.bincount(subject, wanted).argmax()
    rows = np.sort(rows[np.argsort(-wanted, kind="stable")[:many]])
    hosts.leaving(rows)
    return Case(state, hosts, rows, seen, policy)


def matched(placed: Placed) -> dict[int, int]:
    return {i: s for i, s in enumerate(placed.host.tolist()) if s >= 0}


@pytest.mark.parametrize("rule", ["deferred_protected", "to_be"])
@pytest.mark.parametrize("backfill", ["swap", "none"])
@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_loses_and_hosts_keep_their_limits(seed: int, backfill: str, rule: str) -> None:
    c = case(seed, 30, backfill=backfill)
    placed, t = c.placed(rule), c.state.teachers
    match, wishes = matched(placed), c.wishes
    assert 0 < len(match) < 30
    assert all(host in wishes[i] for i, host in match.items())
    came = np.bincount(list(match.values()), minlength=c.state.sections.rows)
    assert np.all(came <= np.maximum(0, c.hosts.room))
    back = placed.partner[placed.partner >= 0]
    assert back.size == (len(match) if backfill == "swap" else 0)
    assert np.unique(back).size == back.size
    for i, host in match.items():
        if backfill == "swap":
            partner = placed.partner[i]
            assert (t.post[partner], t.subject[partner]) == (host, t.subject[c.rows[i]])
            if rule == "to_be":
                assert c.seen[partner] <= c.seen[c.rows[i]]


@pytest.mark.parametrize("seed", SEEDS)
def test_protection_is_deferred_acceptance_among_better_hosts(seed: int) -> None:
    c = case(seed, 30, backfill="none")
    best_first = sorted(range(c.rows.size), key=lambda i: -c.seen[c.rows[i]])
    ranking = dict.fromkeys(c.room, best_first)
    match = matched(c.placed("deferred_protected"))
    assert match == textbook.deferred(c.wishes, ranking, c.room)
    for i, wishes in c.wishes.items():  # and stable: nobody is envied where the rank is lower
        for host in wishes[: wishes.index(match[i])] if i in match else wishes:
            held = [j for j, at in match.items() if at == host]
            assert len(held) == c.room[host]
            assert all(c.seen[c.rows[j]] > c.seen[c.rows[i]] for j in held)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_swap_block_exchange_is_serial_dictatorship(seed: int) -> None:
    c = case(seed, 30, backfill="none")
    assert matched(c.placed("to_be")) == textbook.serial(c.wishes, c.turns, c.room)


def outcomes(c: Case) -> Iterator[dict[int, int]]:
    """Every placement in which nobody loses and all hosts find enough places to trade."""
    options = [[-1, *wishes] for wishes in c.wishes.values()]
    for choice in product(*options):
        match = {i: s for i, s in enumerate(choice) if s >= 0}
        if all(may_be_served(c, match, host) for host in set(match.values())):
            yield match


def may_be_served(c: Case, match: dict[int, int], host: int) -> bool:
    """Whether a host has room, and for each who comes a place of nobody better, all different."""
    t = c.state.teachers
    come = [c.rows[i] for i, s in match.items() if s == host]
    for subject in {int(t.subject[row]) for row in come}:
        of_subject = [row for row in come if t.subject[row] == subject]
        pool = [p for p in c.hosts.pool if t.post[p] == host and t.subject[p] == subject]
        if not any(
            all(c.seen[p] <= c.seen[row] for p, row in zip(chosen, of_subject, strict=True))
            for chosen in permutations(pool, len(of_subject))
        ):
            return False
    return len(come) <= c.room[host]


def place_of(wishes: list[int], host: int | None) -> int:
    return len(wishes) if host is None else wishes.index(host)


@pytest.mark.parametrize("seed", SEEDS)
def test_no_block_exchange_is_better_for_all_who_are_sent(seed: int) -> None:
    c = case(seed, FEW)
    match, wishes = matched(c.placed("to_be")), c.wishes
    mine = [place_of(wishes[i], match.get(i)) for i in wishes]
    found = 0
    for other in outcomes(c):
        theirs = [place_of(wishes[i], other.get(i)) for i in wishes]
        found += other == match
        assert theirs == mine or any(b > a for a, b in zip(mine, theirs, strict=True))
    assert found == 1


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("rule", "backfill"),
    # not protection with a swap: two limits at once, room and partners by subject
    [("deferred_protected", "none"), ("to_be", "swap"), ("to_be", "none")],
)
def test_nobody_gains_by_a_misreport(rule: str, backfill: str, seed: int) -> None:
    """By other orders of the hosts, by asking for the worse, by leaving out the better."""
    c = case(seed, 6, backfill=backfill)
    truth, wishes = c.hosts.worths(c.rows), c.wishes
    honest = matched(c.placed(rule))
    for i in range(c.rows.size):
        for said in permutations(wishes[i][:3]):
            for few in range(len(said)):
                told = truth.copy()
                told[i] = -np.inf
                told[i, list(said[: few + 1])] = 1e3 - np.arange(few + 1)
                c.hosts.said = told
                gained = matched(c.placed(rule)).get(i)
                c.hosts.said = None
                assert place_of(wishes[i], gained) >= place_of(wishes[i], honest.get(i))


def test_who_seeks_service_may_be_sent_anywhere() -> None:
    c = case(1, 30, backfill="none")
    at_home = [i for i in range(30) if i not in matched(c.placed("to_be"))]
    c.state.teachers.seeks_service[c.rows[at_home]] = 1
    sent = matched(c.placed("to_be"))
    assert any(i in sent and sent[i] not in c.wishes[i] for i in at_home)
