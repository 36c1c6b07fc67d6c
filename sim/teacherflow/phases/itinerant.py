"""Lessons at neighbouring schools (走教): who has lessons to spare helps where they are lacking.

Nobody's post or place of duty changes. Teachers whose own school leaves them below the standard
load have lessons to spare in their first subject. They give them where nobody on duty takes the
subject in field: at the nearest schools of the cluster or unit and of the stage, untaught lessons
before lessons that are taught out of field. What is then left of the gap, the staff of the host
share out among themselves as ever.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import Stage
from teacherflow.columns import F64, I64
from teacherflow.compiled import kernel
from teacherflow.phases.hosts import distances
from teacherflow.state import State
from teacherflow.terms.teach import ITINERANT, Itinerant
from teacherflow.timetable import (
    SUBJECTS,
    Timetable,
    share_out_anew,
    staff_group,
    standard_load,
)

type Rows = NDArray[np.int64]

_TIE = 9  # decimals of a kilometre: schools that differ by less are equally far


class Trips(NamedTuple):
    """Lessons that one school gives at another; an entry for each item, pair and subject.

    Attributes
    ----------
    item : (n,) int
        Number of the item of ``teach.itinerant``.
    origin, host : (n,) int
        Sections.
    subject : (n,) int
    lessons : (n,) float
        Lessons per week.
    km : (n,) float
        By road, one way.
    """

    item: I64
    origin: I64
    host: I64
    subject: I64
    lessons: F64
    km: F64


_NOBODY = np.zeros(0, dtype=np.int64)
_NO_TRIPS = Trips(_NOBODY, _NOBODY, _NOBODY, _NOBODY, np.zeros(0), np.zeros(0))


def send_teachers(state: State, plan: Timetable, rows: Rows) -> tuple[Timetable, Trips]:
    """Give spare lessons at other schools; write who gives and which sections receive them.

    Items take their turn in the order of names, each with its share of what is still to spare.
    """
    t, s, items = state.teachers, state.sections, state.terms[ITINERANT]
    t.itinerant[rows] = 0.0
    s.visiting[:] = 0.0
    if not items:
        return plan, _NO_TRIPS
    each = np.maximum(0.0, standard_load(state)[s.stage][:, None, None] - plan.lessons)
    spare = (plan.staff * each).sum(axis=2)
    left, untaught = spare.copy(), plan.uncovered.copy()
    outside = plan.gap - plan.uncovered
    trips = _joined([_visits(state, k, left, untaught, outside) for k in range(len(items))])
    here = rows[t.duty[rows] >= 0]
    group = staff_group(state, here)
    part = np.divide(spare - left, spare, out=np.zeros_like(spare), where=spare > 0.0)
    t.itinerant[here] = t.load[here] * (part[:, :, None] * each).ravel()[group]
    _tell(state)
    s.visiting[:] = np.bincount(trips.host, trips.lessons, minlength=s.rows)
    hosts = np.flatnonzero(s.visiting > 0.0)
    gap = plan.gap.copy()
    gap[hosts] = untaught[hosts] + outside[hosts]
    return share_out_anew(state, plan, hosts, gap), trips


def _tell(state: State) -> None:
    """Tell the person watched how many lessons he or she gives elsewhere."""
    t, log = state.teachers, state.log
    if log.watched >= 0:
        for row in np.flatnonzero(t.alive & (t.id == log.watched) & (t.itinerant > 0.0)):
            log.tell(state.year, log.watched, "teach.itinerant", lessons=float(t.itinerant[row]))


def pay_trips(state: State, trips: Trips) -> None:
    """Write the travel money of every item: there and back, as many trips as the lessons ask."""
    items: tuple[Itinerant, ...] = state.terms[ITINERANT]
    for number, item in enumerate(items):
        own = trips.item == number
        km = 2.0 * float((trips.km[own] * trips.lessons[own]).sum()) / item.lessons_per_trip
        policy, _, line = item.name.rpartition(".")
        yuan = item.yuan_per_km * item.weeks * km
        state.log.spend(state.year, policy or line, line, item.payer, yuan)


def taught_away(state: State, trips: Trips) -> F64:
    """Return by host the lessons of visitors x their effect, (sections,).

    A visit is worth the mean delivered effect of those who give it, by the lessons each gives,
    less what travelling between schools takes.
    """
    t, s = state.teachers, state.sections
    givers = np.flatnonzero(t.alive & (t.itinerant > 0.0))
    pool = t.duty[givers].astype(np.int64) * SUBJECTS + t.subject[givers]
    lessons = np.bincount(pool, t.itinerant[givers], minlength=s.rows * SUBJECTS)
    effect = np.bincount(pool, t.itinerant[givers] * t.delivered[givers], minlength=lessons.size)
    of = trips.origin * SUBJECTS + trips.subject
    mean = effect[of] / lessons[of] - state.parameters.teach.itinerant_loss
    return np.asarray(np.bincount(trips.host, trips.lessons * mean, minlength=s.rows))


def _visits(state: State, number: int, left: F64, untaught: F64, outside: F64) -> Trips:
    """Return the trips of one item; take them off the spare lessons left and off both wants."""
    item: Itinerant = state.terms[ITINERANT][number]
    may, lacks = left.any(axis=1), (untaught > 0.0).any(axis=1) | (outside > 0.0).any(axis=1)
    km, origin, host = _neighbours(state, item, np.flatnonzero(may), np.flatnonzero(lacks))
    room, given = item.share * left, np.zeros((km.size, SUBJECTS))
    for wanted in (untaught, outside):
        _give(origin, host, room, wanted, given)
    pair, subject = np.nonzero(given)
    np.subtract.at(left, (origin[pair], subject), given[pair, subject])
    numbers = np.full(pair.size, number)
    return Trips(numbers, origin[pair], host[pair], subject, given[pair, subject], km[pair])


def _neighbours(state: State, item: Itinerant, origins: I64, hosts: I64) -> tuple[F64, I64, I64]:
    """Return km, origin and host of the pairs between which teachers may go, nearest first."""
    s = state.sections
    pool = s[item.within].astype(np.int64) * len(Stage) + s.stage  # a circle and a stage
    origins, hosts = origins[s.open[origins]], hosts[s.open[hosts]]
    one, two = np.nonzero(pool[hosts][:, None] == pool[origins])
    host, origin = hosts[one], origins[two]
    km = np.round(distances(state)[host, origin], _TIE)
    near = np.flatnonzero((host != origin) & (km <= item.km_most))
    order = near[np.argsort(km[near], kind="stable")]  # the rest by host, then by origin
    return km[order], origin[order], host[order]


def _joined(trips: list[Trips]) -> Trips:
    return Trips(*(np.concatenate(parts) for parts in zip(_NO_TRIPS, *trips, strict=True)))


@kernel
def _give(origin: Any, host: Any, room: Any, wanted: Any, given: Any) -> None:
    """Let every pair in turn give what the one may and the other wants, subject by subject."""
    for pair in range(origin.size):
        here, there = origin[pair], host[pair]
        for subject in range(room.shape[1]):
            lessons = min(room[here, subject], wanted[there, subject])
            if lessons > 0.0:
                room[here, subject] -= lessons
                wanted[there, subject] -= lessons
                given[pair, subject] += lessons
