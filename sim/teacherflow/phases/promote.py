"""Phase promote: who applies for a title and who gets it.

二级 is granted after some years. 一级 and 高级 are posts: each unit has a share of its established
posts at a level and above, whole posts year by year with the fraction carried over, and the county
holds a reservoir for small units. Where a unit has a vacant level post, all who are eligible
apply; the highest scores win. No unit has posts at 正高级, so nobody is promoted to it.

Who moved to another unit does not hold a level post there: the mover is paid one level lower
(高职低聘) and competes for a post at his or her own level with the applicants, until placed; with
`posts.follow` the post comes along.

Honours of the year (`phases.honours`) come first, so they count in its review.

Policies may ask for service before a title (`promote.filters`): who lacks it does not apply, or is
passed over when the posts are given. With `promote.rural_floor` rural candidates pass at least as
often as urban ones (`phases.floor`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents.titles import Waits, gains_second, title_asked, waits_of
from teacherflow.codes import Status, Title, Zone
from teacherflow.columns import F64, I8, I16, I32, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.log import repeated
from teacherflow.phases.floor import raise_rural
from teacherflow.phases.honours import honour
from teacherflow.phases.level_posts import vacancies
from teacherflow.phases.prerequisite import turned_away
from teacherflow.phases.queueing import Candidates, tell_no_post, tell_review
from teacherflow.phases.review import (
    COMPETED,
    bonuses,
    effects,
    effects_seen,
    public_scores,
    review_scores,
)
from teacherflow.ranking import places_in_pools
from teacherflow.state import NOWHERE, State
from teacherflow.terms.posts import FOLLOW
from teacherflow.terms.promote import FILTERS, RURAL_FLOOR, STEPS, When

type Rows = NDArray[np.int64]

_ESTABLISHED = int(Status.ESTABLISHED)
_NOWHERE = NOWHERE
_FIRST, _SENIOR = int(Title.FIRST), int(Title.SENIOR)

_EVENTS = np.array(["apply", "pass", "fail"], dtype=object)


class Careers(NamedTuple):
    """Columns of the table of teachers by which titles are asked for and given."""

    alive: Bool
    status: I8
    post: I32
    title: I8
    title_paid: I8
    title_years: I16
    title_failures: I8
    level_unit: I32
    education: I8
    appraisal_failed: I16


def promote(state: State) -> None:
    """Give honours and 二级, then fill the vacant level posts of all units."""
    honour(state)
    _grant_second(state)
    t, waits = state.teachers, waits_of(state.terms[STEPS], state.year)
    careers = Careers(*(t[name] for name in Careers._fields))
    posts = np.zeros(state.units.rows, dtype=np.int64)
    holders = np.zeros((len(Title), state.units.rows), dtype=np.int64)
    candidates = _candidates(state, careers, waits, posts, holders)
    asks = np.zeros(holders.shape, dtype=bool)
    asks[candidates.level, candidates.unit] = True
    _compete(state, careers, candidates, vacancies(state, posts, holders, asks))


def _grant_second(state: State) -> None:
    t = state.teachers
    rows = (t.alive & (t.title == Title.NONE)).nonzero()[0]
    rows = rows[(t.status[rows] == Status.ESTABLISHED) | (t.status[rows] == Status.TEGANG)]
    held = t.title[rows], t.title_years[rows], t.education[rows], t.route[rows]
    rows = rows[gains_second(*held, state.terms[STEPS])]
    rows = rows[t.id[rows].argsort()]
    t.title[rows] = t.title_paid[rows] = Title.SECOND
    t.title_years[rows] = t.title_failures[rows] = 0
    _note(state, rows, Title.SECOND, "pass", 0)


def _candidates(
    state: State, careers: Careers, waits: Waits, posts: I64, holders: I64
) -> Candidates:
    """Return who competes for level posts; fill in `posts` and `holders` of the units."""
    t = state.teachers
    rows, level, unit = np.empty((3, t.rows), dtype=np.int64)
    found = Candidates(rows, level, unit, np.empty(t.rows, dtype=bool))
    follow, units = bool(state.terms[FOLLOW]), state.sections.unit
    n = _settle_staff(careers, units, follow, waits, posts, holders, found)
    _tell_paid_lower(state)
    found = found.only(slice(n))
    if state.terms[FILTERS]:
        own = (~found.moved).nonzero()[0]
        may = np.ones(n, dtype=bool)
        may[own] = ~turned_away(state, found.rows[own], found.level[own], When.APPLY)
        found = found.only(may)
    return found.only(t.id[found.rows].argsort())


@kernel
def _settle_staff(
    careers: Any, units: Any, follow: bool, waits: Any, posts: Any, holders: Any, found: Any
) -> int:
    """Go through established staff with a post; return how many compete, written to ``found``.

    Who holds a level post is known from then on, and paid by it: one level lower, if it stayed in
    another unit. ``posts`` of units and ``holders`` by level count them.
    """
    c, n = careers, 0
    for r in range(c.alive.size):
        if not (c.alive[r] and c.status[r] == _ESTABLISHED and c.post[r] >= 0):
            continue
        unit, title = units[c.post[r]], int(c.title[r])
        if follow or c.level_unit[r] == _NOWHERE or title < _FIRST:
            c.level_unit[r] = unit
        holds = c.level_unit[r] == unit
        c.title_paid[r] = title if holds else title - 1
        posts[unit] += 1
        if holds:
            for level in range(_FIRST, min(title, _SENIOR) + 1):
                holders[level, unit] += 1
        failed = c.appraisal_failed[r]
        asked = title_asked(title, c.title_years[r], c.education[r], failed, holds, waits)
        if asked > 0:
            found.rows[n], found.level[n], found.unit[n] = r, asked, unit
            found.moved[n] = not holds
            n += 1
    return n


def _tell_paid_lower(state: State) -> None:
    """Tell the person watched that the level post stayed in another unit."""
    t = state.teachers
    if state.log.watched >= 0:
        staff = t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0)
        if (staff & (t.title_paid < t.title) & (t.id == state.log.watched)).any():
            state.log.tell(state.year, state.log.watched, "title.paid_lower")


def _compete(state: State, careers: Careers, candidates: Candidates, vacant: I64) -> None:
    """Rank the candidates of each unit and level; the first ones fill the vacant posts."""
    free = vacant[candidates.level, candidates.unit]
    held = free > 0
    tell_no_post(state, candidates, held)
    free, candidates = free[held], candidates.only(held)
    rows, level, unit, moved = candidates
    pool = unit * len(Title) + level
    bonus, waived = bonuses(state, rows, level)
    score = review_scores(state, rows, effects_seen(state), bonus, waived)
    barred = ~moved & turned_away(state, rows, level, When.APPOINT)
    wins = ~barred & (places_in_pools(pool, np.where(barred, -np.inf, score)) <= free)
    if state.terms[RURAL_FLOOR]:
        wins = _with_floor(state, candidates, score, barred, wins)
    tell_review(state, candidates, score, free, wins, barred)
    if state.log.keeping:
        public = places_in_pools(pool, public_scores(state, rows, effects(state), bonus))
        own = ~moved
        _record(state, rows[own], level[own], wins[own], public[own])
    promoted = np.zeros(vacant.shape, dtype=np.int64)
    _settle_review(candidates, wins, careers, promoted)
    _remember(state, promoted)


@kernel
def _settle_review(candidates: Any, wins: Any, careers: Any, promoted: Any) -> None:
    """Give posts and titles to those who win; count promotions by title and unit."""
    for i in range(wins.size):
        r, level, unit = candidates.rows[i], candidates.level[i], candidates.unit[i]
        if wins[i]:
            careers.level_unit[r], careers.title_paid[r] = unit, level
        if wins[i] and not candidates.moved[i]:
            careers.title[r] = level
            careers.title_years[r] = careers.title_failures[r] = 0
            promoted[level, unit] += 1
        elif not candidates.moved[i]:
            careers.title_failures[r] += 1


def _remember(state: State, promoted: I64) -> None:
    """Keep how many each unit promoted in the last three rounds, the latest first."""
    for one in COMPETED:
        rounds = state.units[one.promoted]
        rounds[:, 1:] = rounds[:, :-1].copy()
        rounds[:, 0] = promoted[one.title]


def _with_floor(state: State, candidates: Candidates, score: F64, barred: Bool, wins: Bool) -> Bool:
    """Return who wins after the floor of rural pass rates; the level posts go along."""
    rows, level, unit, moved = candidates
    duty, units = state.teachers.duty[rows], state.units
    rural = (duty >= 0) & (state.sections.zone[duty] != Zone.SEAT)
    group = units.stage[unit] * len(Title) + level
    raised = raise_rural(group, score, rural, wins, ~moved, ~moved & ~barred)
    for one in COMPETED:
        for changed, by in ((raised & ~wins, 1.0), (wins & ~raised, -1.0)):
            np.add.at(units[one.moved], unit[changed & (level == one.title)], by)
    return raised


def _record(state: State, rows: Rows, level: Rows, wins: Bool, rank: I64) -> None:
    """Write who applied, and who of them passed and failed."""
    everybody, passed, failed = np.arange(rows.size), wins.nonzero()[0], (~wins).nonzero()[0]
    of = np.concatenate((everybody, passed, failed))
    event = _EVENTS.repeat((rows.size, passed.size, failed.size))
    _note(state, rows[of], level[of], event, rank[of])


def _note(
    state: State, rows: Rows, level: I64 | int, event: str | NDArray[np.object_], rank: I64 | int
) -> None:
    """Write one line of the table of titles per person; rank 0: without competition."""
    t, n = state.teachers, rows.size
    if not (state.log.keeping and n):
        return
    chunk: dict[str, NDArray[Any]] = {
        "year": repeated(state.year, n, np.int16),
        "teacher_id": t.id[rows],
        "level": repeated(level, n, np.int8),
        "event": repeated(event, n),
        "rural_years": t.rural_years[rows],
        "rank": repeated(rank, n, np.int32),
    }
    state.log.add(state.log.titles, chunk)
