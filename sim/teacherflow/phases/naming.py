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

from teacherflow.agents.sending import class_chance, others_cover, worth_keeping
from teacherflow.codes import Stage, Title
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.draws import unit
from teacherflow.phases.eligibility import GRADES
from teacherflow.phases.hosts import Hosts
from teacherflow.phases.present import Present
from teacherflow.ranking import ascending_by, take_places
from teacherflow.state import State
from teacherflow.terms.exchange import Basis, Chooser, Form, Volunteers
from teacherflow.timetable import standard_load

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
        order = np.lexsort((t.id[rows], -seen[rows], np.round(cost, 9)))
    else:
        order = ascending_by(keeping(now, rows, seen), t.id[rows])
    place = np.empty(rows.size, dtype=np.int64)
    place[order] = np.arange(rows.size)
    return place


def keeping(now: Present, rows: Rows, seen: F64) -> F64:
    """Return K, how much each school wants to keep each of ``rows``, who work there."""
    state, t, s = now.state, now.state.teachers, now.state.sections
    kept, key = np.empty(rows.size), state.draws.key("exchange.class", state.year)
    people = t.id, t.post, t.subject, seen, t.backbone, t.title, t.connected, t.tenure
    schools = GRADES, s.stage, s.classes, s.required, now.staff, now.of_subject, now.generalist
    p = state.parameters.exchange
    _reckon_keeping(key, rows, people, schools, standard_load(state), p, kept)
    return kept


@kernel
def _reckon_keeping(
    key: Any, rows: Any, people: Any, schools: Any, standard: Any, p: Any, kept: Any
) -> None:
    ids, post, subject, seen, backbone, title, connected, tenure = people
    grades, stage, classes, required, staff, of_subject, generalist = schools
    for k in range(rows.size):
        i, at = rows[k], post[rows[k]]
        load, mine = standard[stage[at]], subject[i]
        chance = class_chance(classes[at], staff[at], grades[stage[at]])
        if generalist[at]:
            lessons = 0.0
            for subject_there in range(required.shape[1]):
                lessons += required[at, subject_there]
            spare = others_cover(staff[at], load, lessons)
        else:
            spare = others_cover(of_subject[at, mine], load, required[at, mine])
        kept[k] = worth_keeping(
            seen[i],
            backbone[i],
            title[i] >= Title.SENIOR,
            unit(key, ids[i], 0) < chance,
            connected[i],
            tenure[i],
            spare,
            p,
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
    may, goes = np.zeros((2, rows.size), dtype=np.bool_)
    people, queue = (t.post, t.subject, t.backbone), _queue(offers, place)
    lacking = floor - _name(rows, people, queue, now.spare.copy(), number.copy(), may, goes)
    if lacking <= 0:
        return goes, np.zeros(rows.size, dtype=np.bool_)
    home, backbone = t.post[rows].astype(np.int64), t.backbone[rows]
    waiting = may & ~goes & backbone
    return _for_backbones(home, queue, place.argsort(), goes, waiting, goes & ~backbone, lacking)


def _for_backbones(
    home: I64, queue: I64, by_place: I64, goes: Bool, waiting: Bool, others: Bool, number: int
) -> tuple[Bool, Bool]:
    """Let ``number`` of those ``waiting`` go instead of the last of the ``others`` at their schools.

    Returns
    -------
    (n,) bool, (n,) bool
        Who goes, and who of them instead of another.
    """
    places = np.bincount(home[others], minlength=home.max(initial=-1) + 1)
    fits, back, new = np.zeros((3, home.size), dtype=np.bool_)
    asking = by_place[waiting[by_place]]
    take_places(asking, home, places, fits)
    new[asking[fits[asking]][:number]] = True
    replaced = np.bincount(home[new], minlength=places.size)
    take_places(queue[others[queue]][::-1].copy(), home, replaced, back)
    return (goes | new) & ~back, new


def _queue(offers: Bool, place: I64) -> I64:
    """Return the positions in the order in which they are named, volunteers first."""
    order = np.empty(place.size, dtype=np.int64)
    order[place] = np.arange(place.size)
    offered = offers[order]
    return np.concatenate((order[offered], order[~offered]))


@kernel
def _name(rows: Any, people: Any, queue: Any, spare: Any, left: Any, may: Any, goes: Any) -> int:
    """Write who may be named, and who is, one after another; return how many are backbones.

    Of each subject only as many may go as the school can ``spare``; it names as many as it has
    ``left`` to name.
    """
    post, subject, backbone = people
    backbones = 0
    for i in queue:
        row, home = rows[i], post[rows[i]]
        if spare[home, subject[row]] > 0:
            spare[home, subject[row]] -= 1
            may[i] = True
            if left[home] > 0:
                left[home] -= 1
                goes[i] = True
                backbones += backbone[row]
    return backbones


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
