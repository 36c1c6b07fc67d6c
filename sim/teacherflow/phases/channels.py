"""By which channel a teacher may move, and whom the bureau permits to."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow import movement
from teacherflow.allowances import addressed, satisfied, within
from teacherflow.columns import I64, Bool
from teacherflow.compiled import kernel
from teacherflow.state import State
from teacherflow.terms.posts import POOLING
from teacherflow.terms.transfer import CHANNELS, Channel, Move
from teacherflow.terms.who import Where, split


def transfer_channels(state: State) -> list[Channel]:
    """Return the channels through which teachers apply."""
    channels: tuple[Channel, ...] = state.terms[CHANNELS]
    return [channel for channel in channels if channel.kind is Move.TRANSFER]


def admitted(state: State, rows: I64) -> Bool:
    """Tell where each of ``rows``, who hold posts, may apply this year, (n, sections).

    Of the channels that lead from the school of somebody to a section the first decides.
    """
    t, schools = state.teachers, _Schools(state)
    post, may = t.post[rows], np.zeros((rows.size, state.sections.rows), dtype=np.bool_)
    for channel in reversed(transfer_channels(state)):
        own, of_post = split(channel.who)
        covered = schools.meeting(of_post)[post]
        if own:
            covered &= satisfied(t, own, rows)
        permitted = _permitted(state, channel, rows, covered)
        _overrule(covered, permitted, schools.meeting(channel.hosts), may)
    return may


class _Schools:
    """Which sections meet conditions; most conditions are those of several channels."""

    def __init__(self, state: State) -> None:
        self._sections = state.sections
        self._found: dict[tuple[Any, ...], Bool] = {}

    def meeting(self, conditions: tuple[Where, ...]) -> Bool:
        """Tell which sections meet all conditions, whatever school of somebody they speak of."""
        met = np.ones(self._sections.rows, dtype=np.bool_)
        for where in conditions:
            asked = (where.name, where.low, where.high, where.among, where.but)
            if asked not in self._found:
                self._found[asked] = within(where, self._sections[where.name])
            met &= self._found[asked]
        return met


@kernel
def _overrule(covered: Any, permitted: Any, hosts: Any, may: Any) -> None:
    """Let a channel decide wherever it leads, in place of those after it."""
    for i in range(covered.size):
        for s in range(hosts.size if covered[i] else 0):
            if hosts[s]:
                may[i, s] = permitted[i]


def _permitted(state: State, channel: Channel, rows: I64, covered: Bool) -> Bool:
    """Tell who gets the permit of a channel this year: the draw decides, then the cap.

    Where posts are pooled no post leaves a unit, and nobody needs to approve: the part of refusals
    that pooling covers falls away.
    """
    t = state.teachers
    lot = state.draws.uniform(f"transfer.permit.{channel.name}", state.year, t.id[rows])
    approval = channel.approval + state.terms[POOLING] * (1.0 - channel.approval)
    permit = covered & (t.tenure[rows] >= channel.min_tenure) & (lot < approval)
    if channel.most < 1.0:
        staff = np.flatnonzero(movement.holds_post(state))
        most = int(np.floor(channel.most * addressed(state, channel.who, staff).sum()))
        first = np.lexsort((t.id[rows], np.where(permit, lot, 2.0)))[:most]
        chosen = np.zeros(rows.size, dtype=bool)
        chosen[first] = True
        permit &= chosen
    return np.asarray(permit)
