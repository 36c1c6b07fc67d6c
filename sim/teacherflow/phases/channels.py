"""By which channel a teacher may move, and whom the bureau permits to."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from teacherflow import movement
from teacherflow.allowances import addressed, satisfied
from teacherflow.columns import I64, Bool
from teacherflow.compiled import in_kernel
from teacherflow.state import State
from teacherflow.terms.posts import POOLING
from teacherflow.terms.transfer import CHANNELS, Channel, Move


class Access(NamedTuple):
    """The channels of a year for a set of teachers, in their order.

    Attributes
    ----------
    covers : (channels, n) bool
        Whose moves a channel governs.
    permits : (channels, n) bool
        Who may use it this year.
    hosts : (channels, sections) bool
        Where it leads.
    """

    covers: Bool
    permits: Bool
    hosts: Bool

    def keep(self, rows: Bool) -> Access:
        """Return the access of some of the teachers."""
        covers, permits = self.covers[:, rows], self.permits[:, rows]
        return Access(np.ascontiguousarray(covers), np.ascontiguousarray(permits), self.hosts)


@in_kernel
def is_admitted(may: Any, i: int, section: int) -> bool:
    """Tell whether teacher i may apply to a section: the first channel of the pair decides."""
    for channel in range(may.covers.shape[0]):
        if may.covers[channel, i] and may.hosts[channel, section]:
            return bool(may.permits[channel, i])
    return False


def transfer_channels(state: State) -> list[Channel]:
    """Return the channels through which teachers apply."""
    channels: tuple[Channel, ...] = state.terms[CHANNELS]
    return [channel for channel in channels if channel.kind is Move.TRANSFER]


def access(state: State, rows: I64) -> Access:
    """Return the channels of this year for teachers ``rows``."""
    channels, places = transfer_channels(state), np.arange(state.sections.rows)
    n, m = (len(channels), rows.size), (len(channels), places.size)
    covers, permits, hosts = np.zeros(n, bool), np.zeros(n, bool), np.zeros(m, bool)
    for at, channel in enumerate(channels):
        covers[at] = addressed(state, channel.who, rows)
        hosts[at] = satisfied(state.sections, channel.hosts, places)
        permits[at] = _permitted(state, channel, rows, covers[at])
    return Access(covers, permits, hosts)


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
