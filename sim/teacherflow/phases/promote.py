"""Phase promote: who applies for a title and who gets it.

二级 is granted after some years. 一级 and 高级 are posts: each unit has a share of its established
posts at a level and above, whole posts year by year with the fraction carried over, and the county
holds a reservoir for small units. Where a unit has a vacant level post, all who are eligible
apply; the highest scores win. No unit has posts at 正高级, so nobody is promoted to it.

Who moved to another unit does not hold a level post there: the mover is paid one level lower
(高职低聘) and competes for a post at his or her own level with the applicants, until placed; with
`posts.follow` the post comes along.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents import titles
from teacherflow.allowances import meets
from teacherflow.codes import Status, Title
from teacherflow.columns import F64, Bool
from teacherflow.log import repeated
from teacherflow.ranking import ascending, standard_scores
from teacherflow.state import NOWHERE, STAGES, State
from teacherflow.terms.posts import FOLLOW
from teacherflow.terms.promote import BONUSES, STEPS

type Rows = NDArray[np.int64]

LEVELS = ((Title.SENIOR, "senior"), (Title.FIRST, "middle"))
"""Competed titles and the suffix of the columns that plan them."""


class Candidates(NamedTuple):
    """Those who compete for level posts, by id.

    Attributes
    ----------
    level : (n,) int
        Title competed for.
    moved : (n,) bool
        Holds the title already and asks for a post at its level.
    """

    rows: Rows
    level: Rows
    unit: Rows
    moved: Bool

    def only(self, chosen: Bool) -> Candidates:
        """Return those whom ``chosen`` marks."""
        rows, level, unit, moved = self
        return Candidates(rows[chosen], level[chosen], unit[chosen], moved[chosen])


def promote(state: State) -> None:
    """Grant 二级, then fill the vacant level posts of all units."""
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


def _candidates(state: State, staff: Rows, unit: Rows) -> Candidates:
    t, steps = state.teachers, state.terms[STEPS]
    moved = t.level_unit[staff] != unit
    title, years = t.title[staff], t.title_years[staff]
    eligible = titles.meets_years(title, years, t.education[staff], steps)
    eligible &= titles.has_clean_record(t.appraisal_failed[staff], state.year, steps)
    asks = np.flatnonzero((moved & (title <= Title.SENIOR)) | (eligible & ~moved))
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
    entitled = (1.0 - reservoir) * all_posts
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
    t, free, candidates = state.teachers, free[held], candidates.only(held)
    rows, level, unit, moved = candidates
    pool = unit * (max(Title) + 1) + level
    bonus, waived = _bonuses(state, candidates)
    seen, plain = _effects(state)
    wins = _rank(pool, _review(state, rows, seen[rows], bonus, waived)) <= free
    if state.log.keeping:
        public = _public(state, rows, plain[rows], bonus, pool)
        _record(state, candidates.only(~moved), wins[~moved], public[~moved])
    t.level_unit[rows[wins]] = unit[wins]
    _award(state, rows[wins & ~moved], level[wins & ~moved])
    t.title_paid[rows[wins & moved]] = level[wins & moved]
    t.title_failures[rows[~wins & ~moved]] += 1


def _review(state: State, rows: Rows, seen: F64, bonus: F64, waived: Bool) -> F64:
    """Return the scores of the review: the effect as seen, papers, and luck."""
    t, p, luck = state.teachers, state.parameters.titles, state.draws
    score = titles.public_score(t.service[rows], seen, bonus, p)
    paper = luck.normal("promote.paper", state.year, t.id[rows])
    review = luck.normal("promote.review", state.year, t.id[rows])
    return score + p.paper_points * np.where(waived, 0.0, paper) + p.review_points * review


def _public(state: State, rows: Rows, effect: F64, bonus: F64, pool: Rows) -> NDArray[np.int64]:
    """Return the rank of each candidate in the own pool by the score without luck."""
    t, p = state.teachers, state.parameters.titles
    return _rank(pool, titles.public_score(t.service[rows], effect, bonus, p))


def _effects(state: State) -> tuple[F64, F64]:
    """Return the effect on pupils by row, as the review sees it and as it is.

    Both are standard scores within the stage.
    """
    t, people = state.teachers, np.flatnonzero(state.teachers.alive)
    effect, stage = t.talent[people] + t.coaching[people], t.stage[people].astype(np.int64)
    luck = state.draws.normal("promote.seen", state.year, t.id[people])
    seen, plain = np.zeros(t.rows), np.zeros(t.rows)
    seen[people] = standard_scores(effect + state.parameters.titles.effect_noise * luck, stage)
    plain[people] = standard_scores(effect, stage)
    return seen, plain


def _record(state: State, applicants: Candidates, wins: Bool, rank: NDArray[np.int64]) -> None:
    rows, level = applicants.rows, applicants.level
    everybody = np.ones(rows.size, dtype=bool)
    for event, chosen in (("apply", everybody), ("pass", wins), ("fail", ~wins)):
        _note(state, rows[chosen], level[chosen], event, rank[chosen])


def _bonuses(state: State, candidates: Candidates) -> tuple[F64, Bool]:
    t, rows = state.teachers, candidates.rows
    points, waived = np.zeros(rows.size), np.zeros(rows.size, dtype=bool)
    for item in state.terms[BONUSES]:
        of = (candidates.level >= item.low) & (candidates.level <= item.high)
        of &= meets(state, item.who, rows)
        times = t[item.times][rows].astype(np.float64) if item.times else 1.0
        points += np.where(of, item.points * times, 0.0)
        waived |= of & item.waives_paper
    return points, waived


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
