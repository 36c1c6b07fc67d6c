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

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow import spells
from teacherflow.codes import Away, Status
from teacherflow.columns import Bool
from teacherflow.compiled import kernel
from teacherflow.log import repeated
from teacherflow.state import NOWHERE, State, Teachers
from teacherflow.terms.posts import FOLLOW, POOLING

UNCOUNTED = ("merge", "regularise", "exchange_return")
"""Kinds that leave the one change of duty a year to the teacher."""

type Rows = NDArray[np.int64]
type Names = str | NDArray[Any]

road_km = spells.km_from_home
"""Road kilometres from the homes of rows of teachers to sections."""

_NO_TERMS = [
    Teachers.schema[name].default for name in ("exchange_km", "return_chance", "restarts_clock")
]
"""What these columns hold of somebody who has agreed on nothing."""

_HOME, _WAITING = int(Away.HOME), int(Away.WAITING)


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
    _write_moves(state, rows, NOWHERE, duty, "enter", cause, post >= 0, seats)
    for basis in spells.BASES:
        spells.begin(state, rows, basis)


def end(state: State, rows: ArrayLike, kind: Names, cause: Names) -> None:
    """End the service of ``rows`` and free them; ``kind`` and ``cause`` are one or one each."""
    (rows,) = _aligned(rows)
    if not rows.size:
        return
    t = state.teachers
    post, duty = t.post[rows], t.duty[rows]
    seats = _open_seats(state, post, t.id[rows])
    place = np.where(post >= 0, post, duty)
    _write_moves(state, rows, place, NOWHERE, kind, cause, post >= 0, seats)
    for basis in spells.BASES:
        spells.close(state, rows, basis, kind)
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
    says what those do whose post the county holds. Leaders who were sent to an office (`leading`)
    leave it with the unit. ``quota_along`` says whether a post of quota goes along with each; by
    default it does if posts follow people (`posts.follow`) and the county does not hold all of them
    anyway (`posts.pooling`).
    """
    rows, to = _aligned(rows, to)
    if not rows.size:
        return
    t = state.teachers
    origin = t.post[rows].astype(np.int64)
    goes, home = np.empty(rows.size, dtype=bool), np.empty(rows.size, dtype=bool)
    _mark_duties(rows, to, t.post, t.duty, t.away, goes, home)
    if quota_along is None:
        quota_along = state.terms[FOLLOW] and state.terms[POOLING] < 1.0
    if quota_along:
        _carry_quota(state, origin, to)
    chains = _pass_seats_on(state, origin, to, t.id[rows])
    _write_moves(state, rows, origin, to, kind, cause, True, chains)
    spells.close(state, rows, "post", kind)
    t.post[rows] = to
    t.tenure[rows] = t.exchange_clock[rows] = 0
    t.moved_year[rows] = state.year
    t.office_sent[rows[_units(state, origin) != _units(state, to)]] = 0
    spells.begin(state, rows, "post")
    _come_home(state, rows[home])
    _change_duty(state, rows[goes], to[goes], kind)
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
    _write_moves(state, rows, t.duty[rows], to, kind, cause, False, NOWHERE)
    _change_duty(state, rows, to, kind)
    t.away[rows], t.away_until[rows], t.away_form[rows] = away, until, form
    _forget_terms(state, rows)


def free_rows(state: State, n: int) -> Rows:
    """Return the ``n`` lowest free rows of the teachers table, growing it if needed."""
    t = state.teachers
    free = (~t.alive).nonzero()[0]
    if free.size < n:
        t.grow(max(n - free.size, t.rows // 8 + 1))
        free = (~t.alive).nonzero()[0]
    return free[:n]


def begin_study(state: State) -> None:
    """Mark the fork: spells under way keep their beginning and take today's covariates."""
    rows = state.teachers.alive.nonzero()[0]
    for basis in spells.BASES:
        spells.observe(state, rows, basis)
    state.log.keeping = True


def close_spells(state: State) -> None:
    """Write all open spells as censored, after the last year."""
    rows = state.teachers.alive.nonzero()[0]
    for basis in spells.BASES:
        spells.close(state, rows, basis, "")


def _aligned(rows: ArrayLike, *more: ArrayLike) -> tuple[NDArray[np.int64], ...]:
    first = np.array(rows, dtype=np.int64, ndmin=1, order="C", copy=None)
    rest = [np.asarray(m, dtype=np.int64, order="C") for m in more]
    return (first, *(m if m.shape == first.shape else np.full(first.shape, m) for m in rest))


@kernel
def _mark_duties(rows: Any, to: Any, post: Any, duty: Any, away: Any, goes: Any, home: Any) -> None:
    """Mark whose duty changes with the post, and who works at home from now on, not elsewhere."""
    for i in range(rows.size):
        r = rows[i]
        follows = away[r] == _HOME or away[r] == _WAITING
        along = (follows and duty[r] == post[r]) or to[i] < 0
        goes[i] = along and duty[r] != to[i]
        home[i] = (along or duty[r] == to[i]) and away[r] != _HOME


def _units(state: State, sections: Rows) -> NDArray[np.int32]:
    """Return the units of sections; nowhere is none."""
    return np.append(state.sections.unit, NOWHERE)[sections]


def _change_duty(state: State, rows: Rows, to: Rows, reason: str) -> None:
    if not rows.size:
        return
    t = state.teachers
    spells.close(state, rows, "duty", reason)
    t.duty[rows] = to
    t.duty_years[rows] = 0
    if reason not in UNCOUNTED:
        t.duty_changed_year[rows] = state.year
    if reason not in ("exchange_return", "merge"):
        t.schools_served[rows[to >= 0]] += 1
    spells.begin(state, rows, "duty")


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


def _come_home(state: State, rows: Rows) -> None:
    """End the work elsewhere of those whose post goes where they are."""
    if rows.size:
        t = state.teachers
        t.away[rows], t.away_form[rows] = Away.HOME, NOWHERE
        _forget_terms(state, rows)


def _forget_terms(state: State, rows: Rows) -> None:
    """Set back what was agreed for an earlier exchange."""
    t = state.teachers
    t.exchange_km[rows], t.return_chance[rows], t.restarts_clock[rows] = _NO_TERMS


def _write_moves(
    state: State,
    rows: Rows,
    origin: NDArray[Any] | int,
    to: NDArray[Any] | int,
    kind: Names,
    cause: Names,
    post_moves: Bool | bool,
    chain: NDArray[Any] | int,
) -> None:
    if not (state.log.keeping and rows.size):
        return
    t, n = state.teachers, rows.size
    year = repeated(state.year, n, np.int16)
    chunk: dict[str, NDArray[Any]] = {
        "year": year,
        "teacher_id": t.id[rows],
        "from_section": repeated(origin, n, np.int32),
        "to_section": repeated(to, n, np.int32),
        "stage": t.stage[rows],
        "kind": repeated(kind, n),
        "cause": repeated(cause, n),
        "post_moves": repeated(post_moves, n, bool),
        "title": t.title[rows],
        "backbone": t.backbone[rows],
        "age": spells.ages(rows, t.birth, year),
        "chain": repeated(chain, n, np.int64),
    }
    state.log.moves.append(chunk)


def _open_seats(state: State, sections: NDArray[np.int32], departures: Rows) -> Rows:
    """Open seats under their root departures; return these."""
    seats = state.log.seats
    for section, person in zip(sections.tolist(), departures.tolist(), strict=True):
        if section >= 0:
            seats[section].append(person)
    return departures


def _pass_seats_on(state: State, origin: Rows, to: Rows, people: Rows) -> Rows:
    """Let each mover take a seat and open his own under the same root departure."""
    seats, roots = state.log.seats, people.tolist()
    for i, (left, taken) in enumerate(zip(origin.tolist(), to.tolist(), strict=True)):
        if taken >= 0 and (waiting := seats.get(taken)):
            roots[i] = waiting.popleft()
        if left >= 0:
            seats[left].append(roots[i])
    return np.array(roots, dtype=np.int64)


def _take_seats(state: State, sections: Rows) -> Rows:
    """Take the oldest open seat of each section; -1 where none stands open."""
    seats = state.log.seats
    roots = [seats[s].popleft() if s >= 0 and seats.get(s) else NOWHERE for s in sections.tolist()]
    return np.array(roots, dtype=np.int64)


def zones(state: State, sections: NDArray[Any]) -> NDArray[Any]:
    """Return zone codes of sections, -1 where the section is -1."""
    codes = state.sections.zone[np.maximum(sections, 0)]
    return np.where(np.asarray(sections) >= 0, codes, -1)


def holds_post(state: State) -> NDArray[np.bool_]:
    """Whether a row is established staff whose post is in a section."""
    t = state.teachers
    return np.asarray(t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0))
