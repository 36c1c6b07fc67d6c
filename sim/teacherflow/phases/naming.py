"""Who goes: volunteers first, then those whom the school, a lottery or the bureau names.

Within a school the order is that of K (whom it can spare), of a lottery, or of the cost of the host
that the bureau has in mind, the better effect seen first. A floor of backbones is then filled: the
first backbones of that order who were not named replace, each at the own school, the last ordinary
teacher who was; volunteers give way after all others.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents.sending import class_chance, worth_keeping
from teacherflow.codes import Stage, Title
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.phases.eligibility import GRADES
from teacherflow.phases.hosts import Hosts
from teacherflow.phases.present import Present
from teacherflow.ranking import ascending_by, dense_ranks, grouped_by, place_in_group
from teacherflow.state import State
from teacherflow.terms.exchange import Basis, Chooser, Form, Volunteers

type Rows = NDArray[np.int64]


def volunteers(state: State, form: Form, hosts: Hosts, rows: Rows, host: I64, here: F64) -> Bool:
    """Tell who offers to go.

    Teachers reckon with the host that the bureau would choose for them alone, with all that is
    paid there, and weigh it against the present place. Whoever seeks the service for a title
    offers it: the title outweighs what the years away cost.

    Parameters
    ----------
    host : (n,) int
        That host for each of ``rows``, -1 none.
    here : (all rows,) float
        What the present places are worth.
    """
    t, year = state.teachers, state.year
    if form.basis == Basis.SEEKERS:
        return np.ones(rows.size, dtype=bool)
    if form.volunteers == Volunteers.NONE:
        return np.zeros(rows.size, dtype=bool)
    seeks = (t.seeks_service[rows] > 0) & (host >= 0)
    some = np.flatnonzero((host >= 0) & ~seeks)
    gain = hosts.worth(rows[some], host[some]) - here[rows[some]]
    taste = state.draws.gumbel("exchange.volunteer", year, t.id[rows[some]])
    least = (
        taste / state.parameters.utility.choice_scale - state.parameters.exchange.volunteer_margin
    )
    offers = seeks
    offers[some] = gain > least
    return offers


def order_of(now: Present, form: Form, rows: Rows, cost: F64, seen: F64) -> I64:
    """Return the place of each in the order in which they are named, 0 the first; no ties.

    Parameters
    ----------
    cost : (n,) float
        What the host costs that the bureau has in mind for each.
    seen : (all rows,) float
        Effect as schools see it.
    """
    state, t = now.state, now.state.teachers
    if form.chosen_by == Chooser.LOTTERY:
        value = state.draws.uniform("exchange.lottery", state.year, t.id[rows])
        order = ascending_by(value, t.id[rows])
    elif form.chosen_by == Chooser.BUREAU:
        order = grouped_by(dense_ranks(np.round(cost, 9)), -seen[rows], t.id[rows])
    else:
        order = ascending_by(keeping(now, rows, seen), t.id[rows])
    place = np.empty(rows.size, dtype=np.int64)
    place[order] = np.arange(rows.size)
    return place


def keeping(now: Present, rows: Rows, seen: F64) -> F64:
    """Return K, how much each school wants to keep each of ``rows``, who work there."""
    state, t, s = now.state, now.state.teachers, now.state.sections
    at = t.post[rows].astype(np.int64)
    chance = class_chance(s.classes, now.staff, GRADES[s.stage])
    lot = state.draws.uniform("exchange.class", state.year, t.id[rows])
    return np.asarray(
        worth_keeping(
            seen[rows],
            t.backbone[rows],
            t.title[rows] >= Title.SENIOR,
            lot < chance[at],
            t.connected[rows],
            t.tenure[rows],
            now.covers[at, t.subject[rows]],
            state.parameters.exchange,
        )
    )


def named(
    now: Present, rows: Rows, offers: Bool, place: I64, number: I64, floor: int
) -> tuple[Bool, Bool]:
    """Return who is named to go, and who of them only to fill the floor of backbones.

    Parameters
    ----------
    rows : (n,) int
        Candidates.
    offers : (n,) bool
        Volunteers.
    place : (n,) int
        Order in which they are named.
    number : (sections,) int
        How many each school is to send.
    floor : int
        Least number of backbones among all.
    """
    t = now.state.teachers
    home, backbone = t.post[rows].astype(np.int64), t.backbone[rows].astype(bool)
    may, goes, for_floor = np.zeros((3, rows.size), dtype=np.bool_)
    spare, left = now.spare.copy(), number.copy()
    _name(_queue(offers, place), home, t.subject[rows], spare, left, may, goes)
    lacking = floor - int((goes & backbone).sum())
    if lacking > 0:
        waiting = np.flatnonzero(may & backbone & ~goes)
        others = np.flatnonzero(goes & ~backbone)
        last = place + np.where(offers, 0, rows.size)
        comes, stays = _exchanged(waiting, others, home, place, last, lacking)
        goes[comes], goes[stays] = True, False
        for_floor[comes] = True
    return goes, for_floor


def _queue(offers: Bool, place: I64) -> I64:
    """Return the positions in the order in which they are named, volunteers first."""
    order = np.empty(place.size, dtype=np.int64)
    order[place] = np.arange(place.size)
    offered = offers[order]
    return np.concatenate((order[offered], order[~offered]))


@kernel
def _name(queue: Any, home: Any, subject: Any, spare: Any, left: Any, may: Any, goes: Any) -> None:
    """Tell who may be named, and who is, one after another.

    Of each subject only as many may go as the school can ``spare``; it names as many as it has
    ``left`` to name.
    """
    for i in queue:
        if spare[home[i], subject[i]] > 0:
            spare[home[i], subject[i]] -= 1
            may[i] = True
            if left[home[i]] > 0:
                left[home[i]] -= 1
                goes[i] = True


def _exchanged(
    waiting: I64, others: I64, home: I64, place: I64, last: I64, lacking: int
) -> tuple[I64, I64]:
    """Return which backbones come in, at most ``lacking``, and whom they replace at their schools.

    The first backbones by ``place`` come in; at each school the last of ``others`` by ``last``
    stay at home.
    """
    waiting = waiting[np.lexsort((place[waiting], home[waiting]))]
    rivals = np.bincount(home[others], minlength=int(home.max(initial=-1)) + 1)
    waiting = waiting[place_in_group(home[waiting]) < rivals[home[waiting]]]
    comes = waiting[np.argsort(place[waiting])][:lacking]
    others = others[np.lexsort((-last[others], home[others]))]
    number = np.bincount(home[comes], minlength=rivals.size)
    return comes, others[place_in_group(home[others]) < number[home[others]]]


def effect_seen(state: State) -> F64:
    """Return the effect of all rows as schools see it, a standard score within the stage."""
    t, noise = state.teachers, state.parameters.transfer.seen_noise
    rows = np.flatnonzero(t.alive)
    effect = t.talent[rows] + t.coaching[rows]
    seen = effect + noise * state.draws.normal("exchange.seen", state.year, t.id[rows])
    result = np.zeros(t.rows)
    for stage in Stage:
        mine = t.stage[rows] == stage
        if mine.any():
            spread = float(np.sqrt(effect[mine].var() + noise * noise))
            result[rows[mine]] = (seen[mine] - effect[mine].mean()) / spread
    return result
