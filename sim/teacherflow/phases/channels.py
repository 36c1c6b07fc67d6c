"""By which channel a teacher may move, and whom the bureau permits to."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow import movement
from teacherflow.allowances import addressed, satisfied, within
from teacherflow.columns import I64, Bool
from teacherflow.compiled import kernel
from teacherflow.draws import unit
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
    may = np.zeros((rows.size, state.sections.rows), dtype=np.bool_)
    staff = t.id[rows], t.tenure[rows], t.post[rows]
    for channel in reversed(transfer_channels(state)):
        own, of_post = split(channel.who)
        origins, hosts = schools.meeting(of_post), schools.meeting(channel.hosts)
        meant = satisfied(t, own, rows)
        permitted = np.empty(rows.size, dtype=np.bool_)
        key = state.draws.key(f"transfer.permit.{channel.name}", state.year)
        approval, least = _approval(state, channel), float(channel.min_tenure)
        _permit(staff, meant, origins, key, approval, least, permitted)
        if channel.most < 1.0:
            permitted &= _first(state, channel, rows, permitted)
        _overrule(staff[2], meant, origins, hosts, permitted, may)
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
def _permit(
    staff: Any,
    meant: Any,
    origins: Any,
    key: Any,
    approval: float,
    least: float,
    permitted: Any,
) -> None:
    """Write to whom of those whom a channel covers the draw gives a permit."""
    ids, tenure, post = staff
    for i in range(ids.size):
        may = meant[i] and origins[post[i]] and tenure[i] >= least
        permitted[i] = may and unit(key, ids[i], 0) < approval


@kernel
def _overrule(post: Any, meant: Any, origins: Any, hosts: Any, permitted: Any, may: Any) -> None:
    """Let a channel decide wherever it leads, in place of those after it."""
    for i in range(post.size):
        for s in range(hosts.size if meant[i] and origins[post[i]] else 0):
            if hosts[s]:
                may[i, s] = permitted[i]


def _approval(state: State, channel: Channel) -> float:
    """Return the chance of a permit.

    Where posts are pooled no post leaves a unit, and nobody needs to approve: the part of refusals
    that pooling covers falls away.
    """
    return channel.approval + state.terms[POOLING] * (1.0 - channel.approval)


def _first(state: State, channel: Channel, rows: I64, permitted: Bool) -> Bool:
    """Tell who comes first by the draw, no more than the cap of a channel lets through."""
    t = state.teachers
    staff = np.flatnonzero(movement.holds_post(state))
    most = int(np.floor(channel.most * addressed(state, channel.who, staff).sum()))
    lot = state.draws.uniform(f"transfer.permit.{channel.name}", state.year, t.id[rows])
    first = np.lexsort((t.id[rows], np.where(permitted, lot, 2.0)))[:most]
    chosen = np.zeros(rows.size, dtype=np.bool_)
    chosen[first] = True
    return chosen
