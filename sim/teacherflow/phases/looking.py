"""What the person watched by a trace is told of a search for another school.

Nothing here decides anything; unless somebody is watched nothing is done.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.columns import F64, I64, Bool
from teacherflow.matching import Market
from teacherflow.matching.market import owners
from teacherflow.phases.search import Search
from teacherflow.phases.seats import Slots
from teacherflow.phases.telling import options, tell, watched_in, yuan
from teacherflow.state import State


class Looking:
    """The search of the person watched; it is told once, at the end.

    Whoever moves is told of the round in which that came about, whoever stays of the first.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.told: dict[str, Any] = {}
        self._seen: tuple[I64, F64, Bool] | None = None

    def saw(self, search: Search, slots: Slots) -> None:
        """Note where the person could go, and what that is worth."""
        me = watched_in(self.state, search.rows)
        if me is not None:
            self._seen = search.open_to(me, slots)
            self._facts = {"here": yuan(self.state, search.of.here[me])}

    def settled(self, rows: I64, goes: Bool, offers: Market, section: I64, match: I64) -> None:
        """Note what came of it.

        Parameters
        ----------
        goes : (n,) bool
            Whom their schools let go, of those who wish for something.
        section : (m,) int
            Of each slot of the market.
        match : (n,) int
            Slot that each got, -1 none.
        """
        me = watched_in(self.state, rows)
        if me is None or self._seen is None:
            return
        sections, worth, better = self._seen
        slot = int(match[me])
        taken = int(section[slot]) if slot >= 0 else None
        if self.told and taken is None:
            return
        facts = options(self.state, sections, worth, taken)
        wanted = np.unique(sections[better]).size
        why = self._why(facts["open"], wanted, bool(goes[me]), taken)
        self.told = {"why": why, "wanted": int(wanted), **self._facts, **facts}
        if why in ("moves", "outranked"):
            self.told |= self._standing(offers, me, slot)

    def end(self) -> None:
        """Tell what was noted."""
        if self.told:
            tell(self.state, "transfer.looked", **self.told)

    @staticmethod
    def _why(open_: int, wanted: int, released: bool, taken: int | None) -> str:
        if taken is not None:
            return "moves"
        if not open_:
            return "nothing_open"
        if not wanted:
            return "nothing_better"
        return "outranked" if released else "not_released"

    @staticmethod
    def _standing(offers: Market, me: int, slot: int) -> dict[str, int]:
        """Return the place of the person among those who wish for a slot: got, or wanted most."""
        mine = np.arange(offers.start[me], offers.start[me + 1])
        if slot < 0:
            slot = int(offers.slot[mine[np.argmax(offers.worth[mine])]])
        for_it = np.flatnonzero(offers.slot == slot)
        own = offers.rank[for_it[owners(offers)[for_it] == me]]
        return {
            "rank": int((offers.rank[for_it] > own).sum()) + 1,
            "applicants": int(for_it.size),
            "seats": int(offers.seats[slot]),
        }
