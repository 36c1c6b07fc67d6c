"""The books of a county: what every year of every run must keep, or the unit fails.

`teacherflow.accounting` holds places against events; here the places are held against the spells,
from which retention is told: in every section, for posts and for duties, the stock equals opening
+ begun - ended. Cheap enough to be checked in every run.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow import accounting
from teacherflow.log import Chunk, concatenated
from teacherflow.state import State
from teacherflow.study.faults import UnitFault

type Counts = NDArray[np.int64]

BASES = ("post", "duty")
_TOLD = 3


class Accounts:
    """The books of one county under one scenario, opened at the fork.

    Parameters
    ----------
    state : State
        The county at the fork; its log keeps.
    scenario : str
        Name for messages.
    """

    def __init__(self, state: State, scenario: str) -> None:
        self.scenario = scenario
        self._open(state)

    def check(self, state: State) -> None:
        """Close the books of the year and open those of the next.

        Raises
        ------
        UnitFault
            If an identity does not hold: where, what was found, what was expected.
        """
        moves = concatenated(state.log.moves[self.moves :])
        wrong = accounting.broken(self.stocks, state, moves)
        ended = state.log.spells[self.ended :]
        for basis in BASES:
            wrong += self._sections(state, basis, ended)
        if wrong:
            more = f"; and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
            where = f"scenario {self.scenario}, year {state.year}"
            raise UnitFault(where, "; ".join(wrong[:_TOLD]) + more)
        self._open(state)

    def _open(self, state: State) -> None:
        self.stocks = accounting.stocks(state)
        self.places = {basis: stock(state, basis) for basis in BASES}
        self.moves, self.ended = len(state.log.moves), len(state.log.spells)

    def _sections(self, state: State, basis: str, ended: list[Chunk]) -> list[str]:
        n = state.sections.rows
        over = _of_basis(ended, basis, "section")
        short = over[_of_basis(ended, basis, "entered") == state.year]
        closed, begun = _count(over, n), _count(short, n) + _count(_begun(state, basis), n)
        before, now = self.places[basis], stock(state, basis)
        return [
            f"section {s}: {now[s]} by {basis}, expected {before[s] + begun[s] - closed[s]} "
            f"({before[s]} + {begun[s]} spells begun - {closed[s]} ended)"
            for s in np.flatnonzero(now != before + begun - closed)
        ]


def stock(state: State, basis: str) -> Counts:
    """Return how many people in service have their post (or duty) in each section."""
    t = state.teachers
    return _count(t[basis][t.alive & (t[basis] >= 0)], state.sections.rows)


def _count(sections: NDArray[Any], n: int) -> Counts:
    return np.bincount(sections.astype(np.int64), minlength=n).astype(np.int64)


def _begun(state: State, basis: str) -> NDArray[Any]:
    """Return the sections of the spells under way that began this year."""
    t = state.teachers
    begun = t.alive & (t[basis] >= 0) & (t[f"{basis}_entered"] == state.year)
    return np.asarray(t[basis][begun])


def _of_basis(chunks: list[Chunk], basis: str, column: str) -> NDArray[Any]:
    columns = [chunk[column][chunk["basis"] == basis] for chunk in chunks]
    return np.concatenate(columns) if columns else np.empty(0, dtype=np.int64)
