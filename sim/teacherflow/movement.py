"""The four ways in which a teacher's place changes. Every phase moves people through here.

Each function writes the columns of place, the events and the spells together, so stocks equal
opening + entries - exits in every section by construction.

========== ==================================================================================
function   kinds of move (closed list, see docs/results.md)
========== ==================================================================================
enter      enter
end        retire, early_retire, quit, leave_county, dismiss, death
move_post  transfer, reassign, appointment, placement, waiting, office, redeploy, regularise,
           merge, exchange_out (the post goes along, without return)
move_duty  exchange_out, exchange_return, borrow, office
========== ==================================================================================
"""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.codes import Away, Status
from teacherflow.log import repeated
from teacherflow.roads import road_kms
from teacherflow.state import NOWHERE, State
from teacherflow.terms.posts import FOLLOW, POOLING

UNCOUNTED = ("merge", "regularise", "exchange_return")
"""Kinds that leave the one change of duty a year to the teacher."""

type Rows = NDArray[np.int64]
type Names = str | NDArray[Any]


def enter(state: State, rows: ArrayLike, post: ArrayLike, duty: ArrayLike, cause: Names) -> None:
    """Place people who enter service; their personal columns are filled already.

    Parameters
    ----------
    rows : (n,) int
        Rows made by `free_rows`.
    post, duty : (n,) int
        Sections; ``post`` is -1 for tegang, contract and silver staff.
    cause : str or (n,) str
        Name of the route or policy.
    """
    rows, post, duty = _aligned(rows, post, duty)
    t = state.teachers
    t.alive[rows] = True
    t.post[rows], t.duty[rows] = post, duty
    t.tenure[rows] = t.duty_years[rows] = t.exchange_clock[rows] = 0
    t.moved_year[rows] = t.duty_changed_year[rows] = state.year
    seats = _take_seats(state, post)
    _write_moves(state, rows, np.full(rows.size, NOWHERE), duty, "enter", cause, post >= 0, seats)
    _begin(state, rows[post >= 0], "post")
    _begin(state, rows[duty >= 0], "duty")


def end(state: State, rows: ArrayLike, kind: Names, cause: Names) -> None:
    """End the service of ``rows`` and free them; ``kind`` and ``cause`` are one or one each."""
    (rows,) = _aligned(rows)
    if not rows.size:
        return
    t = state.teachers
    held = t.post[rows].astype(np.int64)
    seats = _open_seats(state, held, t.id[rows])
    place = np.where(t.post[rows] >= 0, t.post[rows], t.duty[rows])
    gone = np.full(rows.size, NOWHERE)
    _write_moves(state, rows, place, gone, kind, cause, held >= 0, seats)
    for basis, here in (("post", held >= 0), ("duty", t.duty[rows] >= 0)):
        _close(state, rows[here], basis, kind if isinstance(kind, str) else kind[here])
    t.clear(rows)


def move_post(
    state: State,
    rows: ArrayLike,
    to: ArrayLike,
    kind: str,
    cause: str,
    *,
    away: Away = Away.HOME,
    quota_along: bool | None = None,
) -> None:
    """Move posts to the sections ``to`` (-1: held by the county).

    Duty goes along for those who work at their post, and for those who wait for one; who works
    elsewhere stays there, and is at home if that is where the post goes (`regularise`). ``away``
    says what those do whose post the county holds. ``quota_along`` says whether a post of quota
    goes along with each; by default it does if posts follow people (`posts.follow`) and the county
    does not hold all of them anyway (`posts.pooling`).
    """
    rows, to = _aligned(rows, to)
    if not rows.size:
        return
    t = state.teachers
    origin, before = t.post[rows].astype(np.int64), t.duty[rows].astype(np.int64)
    follows = (t.away[rows] == Away.HOME) | (t.away[rows] == Away.WAITING)
    at_home = follows & (before == origin) | (to < 0)
    arrives = at_home | (before == to)
    if quota_along is None:
        quota_along = state.terms[FOLLOW] and state.terms[POOLING] < 1.0
    if quota_along:
        _carry_quota(state, origin, to)
    chains = _pass_seats_on(state, origin, to, t.id[rows])
    _write_moves(state, rows, origin, to, kind, cause, np.ones(rows.size, dtype=bool), chains)
    _close(state, rows[origin >= 0], "post", kind)
    t.post[rows] = to
    t.tenure[rows] = t.exchange_clock[rows] = 0
    t.moved_year[rows] = state.year
    _begin(state, rows[to >= 0], "post")
    home = arrives & (t.away[rows] != Away.HOME)
    t.away[rows[home]], t.away_form[rows[home]] = Away.HOME, NOWHERE
    _forget_terms(state, rows[home])
    goes = rows[at_home & (before != to)]
    _change_duty(state, goes, to[at_home & (before != to)], kind)
    t.away[rows[to < 0]] = away


def move_duty(
    state: State,
    rows: ArrayLike,
    to: ArrayLike,
    kind: str,
    cause: str,
    *,
    away: Away | NDArray[np.int8],
    until: ArrayLike = 0,
    form: int = NOWHERE,
) -> None:
    """Change where ``rows`` work while their posts stay.

    Parameters
    ----------
    to : (n,) int
        Sections; -1 for work outside all schools.
    away : Away or (n,) int
        Why duty differs from the post; ``Away.HOME`` for a return.
    until : int or (n,) int
        School year in whose August the duty away ends; 0 open-ended.
    form : int
        Key of the exchange form (`terms.exchange.form_key`).
    """
    rows, to = _aligned(rows, to)
    if not rows.size:
        return
    t = state.teachers
    before = t.duty[rows].astype(np.int64)
    none = np.full(rows.size, NOWHERE)
    _write_moves(state, rows, before, to, kind, cause, np.zeros(rows.size, dtype=bool), none)
    _change_duty(state, rows, to, kind)
    t.away[rows], t.away_until[rows], t.away_form[rows] = away, until, form
    _forget_terms(state, rows)


def free_rows(state: State, n: int) -> Rows:
    """Return the ``n`` lowest free rows of the teachers table, growing it if needed."""
    t = state.teachers
    free = np.flatnonzero(~t.alive)
    if free.size < n:
        t.grow(max(n - free.size, t.rows // 8 + 1))
        free = np.flatnonzero(~t.alive)
    return free[:n]


def begin_study(state: State) -> None:
    """Mark the fork: spells under way keep their beginning and take today's covariates."""
    rows = np.flatnonzero(state.teachers.alive)
    for basis in ("post", "duty"):
        _observe(state, rows[state.teachers[basis][rows] >= 0], basis)
    state.log.keeping = True


def close_spells(state: State) -> None:
    """Write all open spells as censored, after the last year."""
    rows = np.flatnonzero(state.teachers.alive)
    for basis in ("post", "duty"):
        _close(state, rows[state.teachers[basis][rows] >= 0], basis, "")


def road_km(state: State, rows: Rows | int, sections: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return road kilometres from the homes of ``rows`` to ``sections``."""
    t, s = state.teachers, state.sections
    return road_kms(t.home_x[rows] - s.x[sections], t.home_y[rows] - s.y[sections])


def _aligned(rows: ArrayLike, *more: ArrayLike) -> tuple[NDArray[np.int64], ...]:
    first = np.atleast_1d(np.asarray(rows, dtype=np.int64))
    rest = (np.asarray(m, dtype=np.int64) for m in more)
    return (first, *(m if m.shape == first.shape else np.full(first.shape, m) for m in rest))


def _change_duty(state: State, rows: Rows, to: NDArray[np.int64], reason: str) -> None:
    t = state.teachers
    _close(state, rows[t.duty[rows] >= 0], "duty", reason)
    t.duty[rows] = to
    t.duty_years[rows] = 0
    if reason not in UNCOUNTED:
        t.duty_changed_year[rows] = state.year
    if reason not in ("exchange_return", "merge"):
        t.schools_served[rows[to >= 0]] += 1
    _begin(state, rows[to >= 0], "duty")


def _carry_quota(state: State, origin: NDArray[np.int64], to: NDArray[np.int64]) -> None:
    """Take a post of quota along with each mover, one after another, inside a stage.

    A school keeps its last one, so the sum of quotas stays what it was.
    """
    s = state.sections
    for left, taken in zip(origin.tolist(), to.tolist(), strict=True):
        inside = left >= 0 and taken >= 0 and s.stage[left] == s.stage[taken]
        if inside and s.quota[left] > 1:
            s.quota[left] -= 1
            s.quota[taken] += 1


def _forget_terms(state: State, rows: Rows) -> None:
    """Set back what was agreed for an earlier exchange."""
    for name in ("exchange_km", "return_chance", "restarts_clock"):
        state.teachers[name][rows] = state.teachers.columns[name].default


def _begin(state: State, rows: Rows, basis: str) -> None:
    if not rows.size:
        return
    state.teachers[f"{basis}_entered"][rows] = state.year
    _observe(state, rows, basis)


def _observe(state: State, rows: Rows, basis: str) -> None:
    t = state.teachers
    t[f"{basis}_spell_title"][rows] = t.title[rows]
    t[f"{basis}_spell_km"][rows] = road_km(state, rows, t[basis][rows].astype(np.int64))


def _close(state: State, rows: Rows, basis: str, reason: Names) -> None:
    if not (state.log.keeping and rows.size):
        return
    t, n = state.teachers, rows.size
    entered = t[f"{basis}_entered"][rows]
    chunk: dict[str, NDArray[Any]] = {
        "teacher_id": t.id[rows],
        "section": t[basis][rows],
        "basis": repeated(basis, n),
        "title": t[f"{basis}_spell_title"][rows],
        "route": t.route[rows],
        "home_km": t[f"{basis}_spell_km"][rows],
        "age": (12 * entered.astype(np.int32) + 8 - t.birth[rows]) // 12,
        "cohort": t.cohort[rows],
        "entered": entered,
        "left": np.full(n, state.year, dtype=np.int16),
        "reason": repeated(reason, n),
    }
    state.log.add(state.log.spells, chunk)


def _write_moves(
    state: State,
    rows: Rows,
    origin: NDArray[Any],
    to: NDArray[Any],
    kind: Names,
    cause: Names,
    post_moves: NDArray[Any],
    chain: NDArray[Any],
) -> None:
    if not (state.log.keeping and rows.size):
        return
    t, n = state.teachers, rows.size
    chunk: dict[str, NDArray[Any]] = {
        "year": np.full(n, state.year, dtype=np.int16),
        "teacher_id": t.id[rows],
        "from_section": np.asarray(origin, dtype=np.int32),
        "to_section": np.asarray(to, dtype=np.int32),
        "stage": t.stage[rows],
        "kind": repeated(kind, n),
        "cause": repeated(cause, n),
        "post_moves": np.asarray(post_moves, dtype=bool),
        "title": t.title[rows],
        "backbone": t.backbone[rows],
        "age": (state.september - t.birth[rows]) // 12,
        "chain": np.asarray(chain, dtype=np.int64),
    }
    state.log.add(state.log.moves, chunk)


def _open_seats(state: State, sections: NDArray[np.int64], departures: NDArray[np.int64]) -> Rows:
    """Open seats under their root departures; return these."""
    for section, person in zip(sections.tolist(), departures.tolist(), strict=True):
        if section >= 0:
            state.log.seats.setdefault(section, deque()).append(person)
    return departures.astype(np.int64)


def _pass_seats_on(
    state: State, origin: NDArray[np.int64], to: NDArray[np.int64], people: NDArray[np.int64]
) -> Rows:
    """Let each mover take a seat and open his own under the same root departure."""
    seats, roots = state.log.seats, people.astype(np.int64)
    for i, (left, taken) in enumerate(zip(origin.tolist(), to.tolist(), strict=True)):
        waiting = seats.get(taken) if taken >= 0 else None
        if waiting:
            roots[i] = waiting.popleft()
        if left >= 0:
            seats.setdefault(left, deque()).append(int(roots[i]))
    return roots


def _take_seats(state: State, sections: NDArray[np.int64]) -> Rows:
    """Take the oldest open seat of each section; -1 where none stands open."""
    seats = state.log.seats
    roots = [seats[s].popleft() if s >= 0 and seats.get(s) else NOWHERE for s in sections.tolist()]
    return np.asarray(roots, dtype=np.int64)


def zones(state: State, sections: NDArray[Any]) -> NDArray[Any]:
    """Return zone codes of sections, -1 where the section is -1."""
    codes = state.sections.zone[np.maximum(sections, 0)]
    return np.where(np.asarray(sections) >= 0, codes, -1)


def holds_post(state: State) -> NDArray[np.bool_]:
    """Whether a row is established staff whose post is in a section."""
    t = state.teachers
    return np.asarray(t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0))
