"""A small made-up county for tests: varied columns, both stages, three zones."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow import choice, timetable
from teacherflow.codes import Away, Education, Kind, Route, Stage, Status, Title, Zone
from teacherflow.draws import Draws
from teacherflow.parameters import Parameters
from teacherflow.state import Bands, Sections, Stages, State, Teachers, Units

YEAR = 2024
P, J = Stage.PRIMARY, Stage.JUNIOR
SEAT_BLOCK = ((P, Zone.SEAT, Kind.SCHOOL, 700), (J, Zone.SEAT, Kind.SCHOOL, 620))
TOWN_BLOCK = (
    (P, Zone.TOWN, Kind.CENTRAL, 420),
    (P, Zone.VILLAGE, Kind.SCHOOL, 150),
    (P, Zone.VILLAGE, Kind.POINT, 24),
    (J, Zone.TOWN, Kind.NINE_YEAR, 330),
)
"""Stage, zone, kind and pupils; the junior section of a block shares the school of its first."""


def small_county(
    seed: int = 1,
    teachers: int = 120,
    sections: int = 12,
    *,
    year: int = YEAR,
    start: int = YEAR,
    parameters: Parameters | None = None,
) -> State:
    """Return a county of ``sections`` sections (the last one a reserve row) and its teachers.

    Two seat blocks come first, then townships of four sections each. The log keeps events.
    """
    draws = Draws(seed)
    places = _sections(draws, sections, teachers)
    units = _units(places)
    state = State(
        year=year,
        start=start,
        teachers=_teachers(draws, teachers, places, year),
        sections=places,
        units=units,
        stages=Stages(2),
        bands=Bands(3),
        parameters=parameters or Parameters(),
        draws=draws,
    )
    _plan(state)
    _work(state)
    state.log.keeping = True
    return state


def _sections(draws: Draws, n: int, teachers: int) -> Sections:
    rows: list[tuple[Stage, Zone, Kind, int, int, int]] = []
    for stage, zone, kind, pupils in SEAT_BLOCK * 2:
        rows.append((stage, zone, kind, pupils, -1, len(rows)))
    township = 0
    while len(rows) < n - 1:
        first = len(rows)
        for stage, zone, kind, pupils in TOWN_BLOCK:
            school = first if kind == Kind.NINE_YEAR else len(rows)
            rows.append((stage, zone, kind, pupils, township, school))
        township += 1
    rows = [*rows[: n - 1], (P, Zone.SEAT, Kind.SCHOOL, 0, -1, n - 1)]
    s, row = Sections(n), np.arange(n)
    s.stage[:], s.zone[:], s.kind[:] = ([r[k] for r in rows] for k in range(3))
    s.township[:], s.school[:] = [r[4] for r in rows], [r[5] for r in rows]
    varied = np.exp(0.25 * draws.normal("factory.pupils", 0, row))
    size = np.array([r[3] for r in rows]) * varied
    s.pupils[:] = np.round(size * 16.0 * teachers / size.sum())
    s.fork_pupils[:] = s.pupils
    s.open[:] = s.pupils > 0
    s.opening[-1] = 0
    angle = 2.0 * np.pi * s.township / max(1, township)
    far = np.where(s.zone == Zone.SEAT, 0.5, 9.0) + 4.0 * (s.zone == Zone.VILLAGE)
    s.x[:] = far * np.cos(angle) + draws.uniform("factory.x", 0, row)
    s.y[:] = far * np.sin(angle) + draws.uniform("factory.y", 0, row)
    s.seat_km[:] = 1.3 * np.hypot(s.x, s.y)
    s.cluster[:] = np.maximum(s.township, 0) % 2
    s.group[:] = np.where(s.zone == Zone.SEAT, 0, -1)
    s.intake[:] = 0.4 * s.zone - 0.35 + 0.3 * draws.normal("factory.intake", 0, row)
    grades, full = np.where(s.stage == P, 6, 3), np.where(s.stage == P, 45, 50)
    graded = grades * np.ceil(s.pupils / grades / full)
    s.classes[:] = np.where(s.pupils < 6 * grades, np.ceil(s.pupils / 18), graded)
    s.required[:] = timetable.required_lessons(s.stage, s.classes)
    _employers(s)
    return s


def _employers(s: Sections) -> None:
    """Seat and junior schools are their own unit; primary schools of a township share one."""
    unit: dict[tuple[int, int], int] = {}
    for row in range(s.rows):
        shared = s.stage[row] == P and s.township[row] >= 0
        key = (0, int(s.township[row])) if shared else (1, row)
        s.unit[row] = unit.setdefault(key, len(unit))


def _units(s: Sections) -> Units:
    units = Units(int(s.unit.max()) + 1)
    for row in range(s.rows - 1, -1, -1):  # the first section gives the unit its seat
        u = s.unit[row]
        units.stage[u], units.zone[u] = s.stage[row], s.zone[row]
        units.township[u] = s.township[row]
    units.cap_senior[:] = np.where(units.stage == P, 0.12, 0.22)
    units.cap_middle[:] = np.where(units.stage == P, 0.55, 0.63)
    return units


def _teachers(draws: Draws, n: int, s: Sections, year: int) -> Teachers:
    t, who = Teachers(n + 15), np.arange(n)
    _place(draws, t, who, s)
    _person(draws, t, who, year)
    _career(draws, t, who, year)
    _home(draws, t, who, s)
    return t


def _place(draws: Draws, t: Teachers, who: Any, s: Sections) -> None:
    weight = np.cumsum(s.pupils / np.where(s.stage == P, 19.0, 13.5))
    pick = draws.uniform("factory.post", 0, who) * weight[-1]
    t.alive[who], t.id[who] = True, who
    t.post[who] = t.duty[who] = np.searchsorted(weight, pick)
    t.stage[who] = s.stage[t.post[who]]
    lot = draws.uniform("factory.status", 0, who)
    t.status[who] = np.select([lot < 0.04, lot < 0.08], [Status.CONTRACT, Status.TEGANG], 0)
    t.route[who] = np.select([lot < 0.04, lot < 0.08], [Route.CONTRACT, Route.TEGANG], 0)
    t.post[who[lot < 0.08]] = -1
    _away(t, who, lot, s)


def _away(t: Teachers, who: Any, lot: Any, s: Sections) -> None:
    """Some are borrowed, on exchange, at an agency or waiting."""
    for low, high, away in (
        (0.20, 0.25, Away.BORROWED),
        (0.25, 0.30, Away.EXCHANGE),
        (0.30, 0.32, Away.AGENCY),
        (0.32, 0.34, Away.WAITING),
    ):
        rows = who[(lot >= low) & (lot < high)]
        t.away[rows] = away
        t.duty[rows] = -1
        for row in rows[np.isin(t.away[rows], (Away.BORROWED, Away.EXCHANGE))]:
            same = np.flatnonzero((s.stage == t.stage[row]) & s.open & (s.zone > 0))
            others = same[same != t.post[row]]
            t.duty[row] = others[row % others.size]
            t.away_until[row] = YEAR + 1 if away == Away.EXCHANGE else 0
    t.post[who[t.away[who] == Away.WAITING]] = -1


def _person(draws: Draws, t: Teachers, who: Any, year: int) -> None:
    age = 23.5 + 36.0 * draws.uniform("factory.age", 0, who)
    t.birth[who] = np.round(12 * year + 8 - 12 * age)
    t.sex[who] = draws.uniform("factory.sex", 0, who) < 0.68
    t.service[who] = age - 23.5
    t.cohort[who] = year - t.service[who]
    primary = np.array([0.38, 0.66, 0.75, 0.80, 0.94])
    junior = np.array([0.17, 0.33, 0.48, 0.68, 0.80])
    lot = draws.uniform("factory.subject", 0, who)[:, None]
    cuts = np.where((t.stage[who] == P)[:, None], primary, junior)
    t.subject[who] = (lot > cuts).sum(axis=1)
    core = (t.stage[who] == P) & (t.subject[who] < 2)
    other = (t.subject[who] + 1 + who % 5) % 6
    second = np.where(draws.uniform("factory.second", 0, who) < 0.15, other, -1)
    t.second_subject[who] = np.where(core, 1 - t.subject[who], second)
    t.licence_primary[who], t.licence_junior[who] = t.stage[who] == P, t.stage[who] == J
    t.licence_junior[who[::5]] = True
    t.education[who] = np.where(
        draws.uniform("factory.education", 0, who) < 0.8, Education.BACHELOR, Education.COLLEGE
    )
    t.child_birth[who] = np.where(who % 7 > 0, t.birth[who] + 12 * 27, 0)


def _career(draws: Draws, t: Teachers, who: Any, year: int) -> None:
    service = t.service[who]
    rank = service + 5.0 * draws.normal("factory.title", 0, who)
    t.title[who] = np.select(
        [service < 1, (rank > 26) & (service > 10), (rank > 11) & (service > 4)],
        [Title.NONE, Title.SENIOR, Title.FIRST],
        Title.SECOND,
    )
    t.title_paid[who] = t.title[who]
    t.title_years[who] = np.minimum(service, 10.0 * draws.uniform("factory.years", 0, who))
    t.title_failures[who] = np.where(who % 11 == 0, 3, 0)
    t.talent[who] = 0.12 * draws.normal("factory.talent", 0, who)
    t.coaching[who] = 0.03 * draws.uniform("factory.coaching", 0, who)
    t.backbone[who] = (t.talent[who] > 0.08) & (service >= 5)
    t.leader_quality[who] = draws.normal("factory.leader", 0, who)
    tenure = np.minimum(service, 12.0 * draws.uniform("factory.tenure", 0, who))
    t.tenure[who] = t.duty_years[who] = t.exchange_clock[who] = tenure
    t.duty_years[who[t.away[who] > 0]] = 0
    t.post_entered[who], t.duty_entered[who] = year - t.tenure[who], year - t.duty_years[who]
    t.connected[who] = who % 6 == 0
    t.rural_years[who] = np.where(who % 2, service / 3.0, 0.0)
    t.village_years[who] = np.where(who % 4 == 1, t.rural_years[who], 0.0)


def _home(draws: Draws, t: Teachers, who: Any, s: Sections) -> None:
    place = np.maximum(np.where(t.post[who] >= 0, t.post[who], t.duty[who]), 0)
    in_seat = draws.uniform("factory.home", 0, who) < 0.45
    t.home_township[who] = np.where(in_seat, -1, s.township[place])
    t.home_x[who] = np.where(in_seat, 0.4, s.x[place]) + draws.uniform("factory.hx", 0, who)
    t.home_y[who] = np.where(in_seat, 0.4, s.y[place]) + draws.uniform("factory.hy", 0, who)
    t.kin_township[who] = np.where(who % 3 > 0, t.home_township[who], -2)


def _plan(state: State) -> None:
    """Need by a plain ratio, quotas that history left uneven, totals, one principal a unit."""
    t, s = state.teachers, state.sections
    ratio = np.where(s.stage == P, 19.0, 13.5)
    s.need[:] = np.where(s.open, np.maximum(1, np.round(s.pupils / ratio)), 0)
    held = t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0)
    posts = np.bincount(t.post[held], minlength=s.rows)
    s.quota[:] = np.where(s.open, np.maximum(1, posts + np.arange(s.rows) % 3 - 1), 0)
    s.target[:] = s.quota
    for stage in (P, J):
        mine = s.stage == stage
        state.stages.pupils_fork[stage] = s.pupils[mine].sum()
        state.stages.total[stage] = state.stages.total_fork[stage] = s.target[mine].sum()
    for unit in range(state.units.rows):
        staff = np.flatnonzero(held & (s.unit[np.maximum(t.post, 0)] == unit))
        if staff.size:
            t.role[staff[0]] = 2
            state.units.leader_quality[unit] = t.leader_quality[staff[0]]


def _work(state: State) -> None:
    """Loads between 8 and 18 lessons, pay and utility at the present place."""
    t = state.teachers
    rows = np.flatnonzero(t.alive)
    busy = rows[t.duty[rows] >= 0]
    t.lessons[busy] = 8.0 + 10.0 * state.draws.uniform("factory.lessons", 0, t.id[busy])
    t.out_of_field[busy] = state.draws.uniform("factory.field", 0, t.id[busy]) ** 2
    state.sections.workload[:] = np.where(state.sections.open, 13.0, 0.0)
    choice.refresh(state)
    unplaced = rows[np.isnan(t.utility[rows])]  # who waits keeps the utility of the last school
    t.utility[unplaced], t.pay[unplaced] = -0.25, 4200.0
    t.utility_before[rows] = t.utility[rows]
