"""What the person watched by a trace is told of the forms of exchange: sent or not, where, why.

Nothing here decides anything; without somebody watched nothing is done.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow import choice
from teacherflow.columns import F64, I64, Bool
from teacherflow.phases.hosts import Hosts
from teacherflow.phases.placing import Placed, rule_of
from teacherflow.phases.telling import BESIDE, school_of, tell, watched_in, yuan
from teacherflow.state import NOWHERE, State
from teacherflow.terms.exchange import Backfill, Form, Volunteers

type Rows = NDArray[np.int64]


class Watching:
    """The course of one form for the person watched.

    Whoever stays is told so once, at the end: of the first thing that kept him or her.
    """

    def __init__(self, state: State, form: Form) -> None:
        self.state, self.form = state, form
        self.kept: dict[str, Any] = {}
        self.weighed: dict[str, Any] = {}

    def nobody(self, rows: Rows) -> None:
        """Note that nobody is to go this year."""
        if self._at(rows) is not None:
            self.kept = {"why": "nobody"}

    def weighs(self, hosts: Hosts, rows: Rows, likely: I64) -> None:
        """Note what the host that the bureau has in mind would be worth to the person."""
        me = self._at(rows)
        if me is not None and likely[me] != NOWHERE:
            self.weighed = {
                "likely": school_of(self.state, int(likely[me])),
                "gain": _gain(hosts, rows[[me]], int(likely[me])),
            }

    def offered(self, rows: Rows, offers: Bool) -> None:
        """Note that only volunteers go."""
        me = self._at(rows)
        if me is not None and not offers[me]:
            self.kept = {"why": "no_volunteer", **self.weighed}

    def open_to(self, rows: Rows, some_host: Bool) -> None:
        """Note that no school could take the person."""
        me = self._at(rows)
        if me is not None and not some_host[me] and not self.kept:
            self.kept = {
                "why": "no_host_open",
                "km_most": self.form.km_most,
                "swaps": self._swaps,
            }

    def named(
        self, rows: Rows, offers: Bool, place: I64, number: I64, goes: Bool, for_floor: Bool
    ) -> None:
        """Tell how the naming at the school went."""
        me = self._at(rows)
        if me is None:
            return
        home = self.state.teachers.post[rows]
        mine = np.flatnonzero(home == home[me])
        before = (offers[mine] > offers[me]) | (
            (offers[mine] == offers[me]) & (place[mine] < place[me])
        )
        rank, sends = int(before.sum()) + 1, int(number[home[me]])
        facts = {
            "rank": rank,
            "among": int(mine.size),
            "sends": sends,
            "chosen_by": self.form.chosen_by.name.lower(),
            "volunteer": bool(offers[me]),
            **self.weighed,
            "invited": self.form.volunteers != Volunteers.NONE and not self.form.outside,
        }
        if goes[me]:
            self._tell("named", **facts, for_floor=bool(for_floor[me]))
        elif not self.kept:
            displaced = bool(for_floor[mine].any()) and not offers[me]
            why = ("displaced" if displaced else "subject") if rank <= sends else "order"
            self.kept = {"why": why, **facts}

    def placed(self, hosts: Hosts, movers: Rows, placed: Placed) -> None:
        """Tell where the person goes and why there, or who is fetched in return."""
        state, t = self.state, self.state.teachers
        if state.log.watched < 0:
            return
        me = self._at(movers)
        if me is not None:
            if placed.host[me] == NOWHERE:
                self._tell("no_host", swaps=self._swaps, how=rule_of(hosts))
            else:
                self._tell("placed", **_choice(hosts, movers, me, int(placed.host[me])))
        fetched = np.flatnonzero(placed.partner != NOWHERE)
        back = self._at(placed.partner[fetched])
        if back is not None:
            mover = movers[fetched[back]]
            school = school_of(state, int(t.post[mover]))
            self._tell("swap", other=int(t.id[mover]), school=school)

    def end(self) -> None:
        """Tell whoever stays what kept him or her."""
        t = self.state.teachers
        if not self.kept:
            return
        row = np.flatnonzero(t.alive & (t.id == self.state.log.watched))
        if row.size and t.duty_changed_year[row[0]] != self.state.year:
            self._tell("kept", **self.kept)

    @property
    def _swaps(self) -> bool:
        return self.form.backfill == Backfill.SWAP

    def _at(self, rows: Rows) -> int | None:
        """Return the position of the person watched, if he or she is among ``rows``."""
        return watched_in(self.state, rows)

    def _tell(self, what: str, **facts: Any) -> None:
        tell(self.state, f"exchange.{what}", form=self.form.name, **facts)


def _choice(hosts: Hosts, movers: Rows, me: int, host: int) -> dict[str, Any]:
    """Return what spoke for a host: distance, the gap as the bureau sees it, and its place.

    The next best two hosts are told too: what they would have cost the bureau, and been worth.
    """
    state, rule = hosts.state, rule_of(hosts)
    one = movers[[me]]
    cost: F64 = hosts.costs(one)[0]
    least = cost if rule in ("optimal", "random") else -hosts.worths(one)[0]
    able = np.flatnonzero(np.isfinite(cost))
    able = able[np.argsort(least[able], kind="stable")]
    shown = [host, *able[able != host][:BESIDE].tolist()]
    taken, *others = (
        {
            "school": school_of(state, section),
            "km": float(hosts.km[state.teachers.post[one[0]], section]),
            "lacks": float(hosts.gap[section] * hosts.need[section]),
            "cost": float(cost[section]),
            "gain": _gain(hosts, one, section),
        }
        for section in shown
    )
    return {
        "how": rule,
        **taken,
        "rank": int((least < least[host]).sum()) + 1,
        "hosts": int(able.size),
        "others": others,
    }


def _gain(hosts: Hosts, one: Rows, host: int) -> float:
    """Return what a host is worth to a teacher above the present place, in yuan a month."""
    there = hosts.worth(one, np.array([host]))[0]
    return yuan(hosts.state, there - choice.utility_here(hosts.state, one)[0][0])
