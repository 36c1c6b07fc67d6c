"""The same county twice: in columns and one agent at a time, compared after every phase."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

import numpy as np

from teacherflow import choice, county, movement
from teacherflow.draws import Draws
from teacherflow.log import concatenated
from teacherflow.parameters import Parameters
from teacherflow.phases.budgets import announce
from teacherflow.phases.leave import calibrate
from teacherflow.phases.teach import share_out_lessons
from teacherflow.population import CountyData, generate
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from twin.world import TOLERANCE, differences
from twin.year import PHASES, SlowCounty

ENGINE: dict[str, Callable[[State], None]] = {
    phase.__name__: getattr(county, phase.__name__) for phase in PHASES
}


class Pair:
    """A state of the engine and its twin, which never look at each other."""

    def __init__(self, state: State, terms: Mapping[int, Terms] | None = None) -> None:
        self.state, self.terms = state, dict(terms or {})
        self.slow = SlowCounty(state, self.terms)

    @classmethod
    def generated(
        cls,
        data: CountyData,
        *,
        start: int = 2024,
        burn_in: int = 3,
        seed: int = 1,
        parameters: Parameters | None = None,
        terms: Terms | None = None,
    ) -> Self:
        """Return the pair at the fork; both have lived through burn-in by themselves."""
        years = range(start - burn_in, start)
        state = generate(
            data,
            start=start,
            burn_in=burn_in,
            parameters=parameters or Parameters(),
            draws=Draws(seed),
        )
        state.terms = terms or Terms()
        pair = cls(state, dict.fromkeys(years, state.terms))
        announce(state)
        share_out_lessons(state, np.flatnonzero(state.teachers.alive))
        choice.refresh(state)
        calibrate(state)
        pair.slow.prepare()
        pair.agree("the start")
        for _ in years:
            pair.step()
        return pair

    def fork(self, terms: Mapping[int, Terms]) -> Pair:
        """Return a pair with the same past and other rules."""
        forked = copy.copy(self)
        forked.state, forked.slow = self.state.fork(), copy.deepcopy(self.slow)
        forked.terms = dict(terms)
        movement.begin_study(forked.state)
        forked.slow.begin_study(terms)
        forked.agree("the fork")
        return forked

    def step(self) -> None:
        """Live through one year, phase by phase."""
        self.state.year += 1
        self.state.terms = self.terms.get(self.state.year, Terms())
        self.slow.open_year()
        for phase in PHASES:
            seen = self._lengths()
            ENGINE[phase.__name__](self.state)
            phase(self.slow)
            self.agree(f"{phase.__name__} {self.state.year}", seen)

    def agree(self, when: str, seen: tuple[int, ...] = (0, 0, 0, 0, 0, 0)) -> None:
        """Fail unless columns, moves, titles, money and open seats are equal."""
        found = [*differences(self.state, self.slow), *self._events(seen)]
        seats = {s: list(q) for s, q in self.state.log.seats.items() if q}
        if seats != {s: list(q) for s, q in self.slow.seats.items() if q}:
            found.append("open seats differ")
        assert not found, f"after {when}, {len(found)} differences:\n" + "\n".join(found[:12])

    def kinds(self) -> Counter[str]:
        """How many moves of each kind there were since the fork."""
        return Counter(m["kind"] for m in self.slow.moves)

    def _lengths(self) -> tuple[int, ...]:
        log, slow = self.state.log, self.slow
        ours = (len(log.moves), len(log.titles), len(log.spending))
        return (*ours, len(slow.moves), len(slow.titles), len(slow.spending))

    def _events(self, seen: tuple[int, ...]) -> Iterator[str]:
        log, slow = self.state.log, self.slow
        yield from _missing(rows_of(log.moves[seen[0] :]), slow.moves[seen[3] :])
        yield from _missing(rows_of(log.titles[seen[1] :]), slow.titles[seen[4] :])
        ours, theirs = sorted(log.spending[seen[2] :]), sorted(slow.spending[seen[5] :])
        if [line[:4] for line in ours] != [line[:4] for line in theirs] or not np.allclose(
            [line[4] for line in ours], [line[4] for line in theirs], rtol=TOLERANCE
        ):
            yield f"spending: engine {ours}, twin {theirs}"


def rows_of(chunks: list[Any]) -> list[dict[str, Any]]:
    """Return chunks of columns as one record per row."""
    columns = concatenated(chunks)
    lists = {name: values.tolist() for name, values in columns.items()}
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def _missing(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> Iterator[str]:
    engine, twin = (Counter(tuple(sorted(row.items())) for row in rows) for rows in (ours, theirs))
    yield from (f"only in the engine: {dict(row)}" for row in engine - twin)
    yield from (f"only in the twin: {dict(row)}" for row in twin - engine)
