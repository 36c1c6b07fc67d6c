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

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents import titles
from teacherflow.codes import Status, Title, Zone
from teacherflow.columns import F64, Bool
from teacherflow.log import repeated
from teacherflow.phases.floor import raise_rural
from teacherflow.phases.honours import honour
from teacherflow.phases.prerequisite import turned_away
from teacherflow.phases.queueing import Candidates, tell_no_post, tell_review
from teacherflow.phases.review import (
    LEVELS,
    bonuses,
    effects,
    effects_seen,
    public_scores,
    review_scores,
)
from teacherflow.ranking import ascending
from teacherflow.state import NOWHERE, STAGES, State
from teacherflow.terms.posts import FOLLOW
from teacherflow.terms.promote import RURAL_FLOOR, STEPS, When

type Rows = NDArray[np.int64]


def promote(state: State) -> None:
    """Give honours and 二级, then fill the vacant level posts of all units."""
    honour(state)
    _grant_second(state)
    staff = _staff(state)
    unit = state.sections.unit[state.teachers.post[staff]].astype(np.int64)
    _settle_movers(state, staff, unit)
    candidates = _candidates(state, staff, unit)
    posts = np.bincount(unit, minlength=state.units.rows)
    vacant = {
        level: _vacancies(state, staff, unit, posts, candidates, level) for level, _ in LEVELS
    }
    _compete(state, candidates, vacant)


def _staff(state: State) -> Rows:
    t = state.teachers
    return np.flatnonzero(t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0))


def _grant_second(state: State) -> None:
    t = state.teachers
    served = t.alive & ((t.status == Status.ESTABLISHED) | (t.status == Status.TEGANG))
    rows = np.flatnonzero(served & (t.title == Title.NONE))
    gains = titles.gains_second(
        t.title[rows], t.title_years[rows], t.education[rows], t.route[rows], state.terms[STEPS]
    )
    rows = rows[gains]
    rows = rows[np.argsort(t.id[rows])]
    _award(state, rows, np.full(rows.size, Title.SECOND))
    _note(state, rows, np.full(rows.size, Title.SECOND), "pass", np.zeros(rows.size))


def _settle_movers(state: State, staff: Rows, unit: Rows) -> None:
    """Pay one level lower those whose level post stayed in another unit."""
    t = state.teachers
    here = t.level_unit[staff] == unit
    arrived = (t.level_unit[staff] == NOWHERE) | (t.title[staff] < Title.FIRST)
    holds = here | arrived | state.terms[FOLLOW]
    t.level_unit[staff[holds]] = unit[holds]
    t.title_paid[staff] = t.title[staff] - np.where(holds, 0, 1)
    if state.log.watched >= 0 and np.any(t.id[staff[~holds]] == state.log.watched):
        state.log.tell(state.year, state.log.watched, "title.paid_lower")


def _candidates(state: State, staff: Rows, unit: Rows) -> Candidates:
    t, steps = state.teachers, state.terms[STEPS]
    moved = t.level_unit[staff] != unit
    title, years = t.title[staff], t.title_years[staff]
    eligible = titles.meets_years(title, years, t.education[staff], steps)
    eligible &= titles.has_clean_record(t.appraisal_failed[staff], state.year, steps)
    own = np.flatnonzero(eligible & ~moved)
    own = own[~turned_away(state, staff[own], title[own] + 1, When.APPLY)]
    asks = np.union1d(np.flatnonzero(moved & (title <= Title.SENIOR)), own)
    asks = asks[np.argsort(t.id[staff[asks]])]
    level = (title + np.where(moved, 0, 1)).astype(np.int64)
    return Candidates(staff[asks], level[asks], unit[asks], moved[asks])


def _vacancies(
    state: State,
    staff: Rows,
    unit: Rows,
    posts: NDArray[np.int64],
    candidates: Candidates,
    level: Title,
) -> NDArray[np.int64]:
    """Return the vacant posts of all units at ``level``; carry fractions and the reservoir."""
    t, units = state.teachers, state.units
    suffix, reservoir = dict(LEVELS)[level], state.parameters.titles.reservoir
    high = np.flatnonzero(t.title[staff] >= level)
    holds = high[t.level_unit[staff[high]] == unit[high]]
    holders = np.bincount(unit[holds], minlength=units.rows)
    asks = np.bincount(candidates.unit[candidates.level == level], minlength=units.rows) > 0
    all_posts = units[f"cap_{suffix}"] * posts
    entitled = (1.0 - reservoir) * all_posts + units[f"moved_{suffix}"]
    vacant, carry = titles.vacant_posts(entitled, holders, units[f"carry_{suffix}"])
    units[f"carry_{suffix}"][:] = carry
    for stage in STAGES:
        of = np.flatnonzero(units.stage == stage)
        held = reservoir * float(all_posts[of].sum())
        state.stages[f"reservoir_{suffix}"][stage] = held
        vacant[of] += titles.from_reservoir(
            held, entitled[of], holders[of], vacant[of], posts[of], asks[of]
        )
    return vacant


def _compete(state: State, candidates: Candidates, vacant: dict[Title, NDArray[np.int64]]) -> None:
    """Rank the candidates of each unit and level; the first ones fill the vacant posts."""
    free = np.zeros(candidates.rows.size, dtype=np.int64)
    for title, posts in vacant.items():
        of = candidates.level == title
        free[of] = posts[candidates.unit[of]]
    held = free > 0
    tell_no_post(state, candidates, held)
    t, free, candidates = state.teachers, free[held], candidates.only(held)
    rows, level, unit, moved = candidates
    pool = unit * (max(Title) + 1) + level
    bonus, waived = bonuses(state, rows, level)
    seen, plain = effects_seen(state), effects(state)
    score = review_scores(state, rows, seen[rows], bonus, waived)
    barred = ~moved & turned_away(state, rows, level, When.APPOINT)
    wins = ~barred & (_rank(pool, np.where(barred, -np.inf, score)) <= free)
    if state.terms[RURAL_FLOOR]:
        wins = _with_floor(state, candidates, score, barred, wins)
    tell_review(state, candidates, score, free, wins, barred)
    if state.log.keeping:
        public = _rank(pool, public_scores(state, rows, plain[rows], bonus))
        _record(state, candidates.only(~moved), wins[~moved], public[~moved])
    t.level_unit[rows[wins]] = unit[wins]
    _remember(state, unit[wins & ~moved], level[wins & ~moved])
    _award(state, rows[wins & ~moved], level[wins & ~moved])
    t.title_paid[rows[wins & moved]] = level[wins & moved]
    t.title_failures[rows[~wins & ~moved]] += 1


def _with_floor(state: State, candidates: Candidates, score: F64, barred: Bool, wins: Bool) -> Bool:
    """Return who wins after the floor of rural pass rates; the level posts go along."""
    rows, level, unit, moved = candidates
    duty, units = state.teachers.duty[rows], state.units
    rural = (duty >= 0) & (state.sections.zone[duty] != Zone.SEAT)
    group = units.stage[unit] * (max(Title) + 1) + level
    raised = raise_rural(group, score, rural, wins, ~moved, ~moved & ~barred)
    for title, suffix in LEVELS:
        for changed, by in ((raised & ~wins, 1.0), (wins & ~raised, -1.0)):
            np.add.at(units[f"moved_{suffix}"], unit[changed & (level == title)], by)
    return raised


def _remember(state: State, unit: Rows, level: Rows) -> None:
    """Keep how many each unit promoted in the last three rounds, the latest first."""
    for title, suffix in LEVELS:
        rounds = state.units[f"promoted_{suffix}"]
        rounds[:, 1:] = rounds[:, :-1].copy()
        rounds[:, 0] = np.bincount(unit[level == title], minlength=state.units.rows)


def _record(state: State, applicants: Candidates, wins: Bool, rank: NDArray[np.int64]) -> None:
    rows, level = applicants.rows, applicants.level
    everybody = np.ones(rows.size, dtype=bool)
    for event, chosen in (("apply", everybody), ("pass", wins), ("fail", ~wins)):
        _note(state, rows[chosen], level[chosen], event, rank[chosen])


def _rank(pool: Rows, score: F64) -> NDArray[np.int64]:
    """Return the place of each element in its pool, 1 the highest score; ties to the earlier."""
    short = pool.astype(np.min_scalar_type(pool.max(initial=0)))  # 16 bits sort by radix
    order = ascending(-score)
    order = order[np.argsort(short[order], kind="stable")]
    sizes = np.bincount(pool)
    first = np.cumsum(sizes) - sizes
    rank = np.empty(pool.size, dtype=np.int64)
    rank[order] = np.arange(pool.size) - first[pool[order]] + 1
    return rank


def _award(state: State, rows: Rows, level: NDArray[np.int64]) -> None:
    t = state.teachers
    t.title[rows] = t.title_paid[rows] = level
    t.title_years[rows] = t.title_failures[rows] = 0


def _note(
    state: State, rows: Rows, level: NDArray[np.int64], event: str, rank: NDArray[Any]
) -> None:
    """Write one line of the table of titles per person; rank 0: without competition."""
    t, n = state.teachers, rows.size
    chunk: dict[str, NDArray[Any]] = {
        "year": np.full(n, state.year, dtype=np.int16),
        "teacher_id": t.id[rows],
        "level": level.astype(np.int8),
        "event": repeated(event, n),
        "rural_years": t.rural_years[rows],
        "rank": rank.astype(np.int32),
    }
    state.log.add(state.log.titles, chunk)
