"""The books of a county: the identities that every year of every run must keep.

Places are held against the events of the year and against the spells, from which retention is
told: in every section, for posts and for duties, stock = opening + begun - ended; nobody changes
place, comes or goes without an event; the established hold one post each; headcount = on duty +
waiting + away; hires never lift staff above the total; quotas never add up to more than before,
but for posts granted and schools opened; a post may come along from the other stage. Cheap enough
to be kept in every run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow import staffing
from teacherflow.apportion import nearest
from teacherflow.codes import EXITS, Away, Stage, Status, name_of
from teacherflow.columns import F64, I64, Bool
from teacherflow.log import Chunk, concatenated
from teacherflow.state import State

_NAMED = 5
_BASES = ("post", "duty")
_OF_MOVES = ("teacher_id", "kind", "from_section", "to_section", "post_moves")
_OF_SPELLS = ("basis", "section", "entered")
_HELD_BY_COUNTY = (Away.WAITING, Away.OFFICE)
_ABSENT = (*_HELD_BY_COUNTY, Away.AGENCY, Away.OUTSIDE)
_AWAY_BY_COUNTY = np.isin(np.arange(len(Away)), _HELD_BY_COUNTY)
_AWAY_ABSENT = np.isin(np.arange(len(Away)), _ABSENT)
"""By code of Away."""


@dataclass(frozen=True)
class _Page:
    """Who was where at one moment.

    Attributes
    ----------
    ids : (rows,) int
        Teacher ids by row, -1 in free rows.
    place : dict of (rows,) int
        Sections of post and of duty by row.
    stock : dict of (sections,) int
        People by section of their post, and of their duty.
    staff : (2,) int
        Established and special-post teachers by stage, those held by the county included.
    quota, granted : (2,) float
        Sum of quotas, and posts granted so far, by stage.
    """

    ids: I64
    place: dict[str, NDArray[Any]]
    stock: dict[str, I64]
    staff: I64
    quota: F64
    granted: F64

    @classmethod
    def of(cls, state: State) -> _Page:
        """Count a county as it is now."""
        t, n = state.teachers, state.sections.rows
        paid = t.alive & ((t.status == Status.ESTABLISHED) | (t.status == Status.TEGANG))
        return cls(
            ids=np.where(t.alive, t.id, -1),
            place={basis: t[basis].copy() for basis in _BASES},
            stock={basis: _count(t[basis][t.alive], n) for basis in _BASES},
            staff=np.bincount(t.stage[paid], minlength=2),
            quota=staffing.by_stage(state, state.sections.quota),
            granted=state.stages.granted.copy(),
        )


class Books:
    """The books of one county, opened at one moment and closed after every year.

    Parameters
    ----------
    state : State
        The county; its log keeps.
    """

    def __init__(self, state: State) -> None:
        self._open(state)

    def close(self, state: State) -> list[str]:
        """Return the identities that the last year broke, as sentences, and open the next year.

        Empty if all hold. The year is what was settled since the books were opened.
        """
        before, after = self._page, _Page.of(state)
        moves = concatenated(state.log.moves[self._moves :], _OF_MOVES)
        spells = concatenated(state.log.spells[self._spells :], _OF_SPELLS)
        wrong = [
            *_posts(before, after, moves),
            *_spells(before, after, spells, state),
            *_people(before, after, moves),
            *_events(before, after, moves),
            *_holders(state),
            *_totals(before, after, moves, state),
            *_quotas(before, after, moves, state),
        ]
        self._open(state, after)
        return wrong

    def _open(self, state: State, page: _Page | None = None) -> None:
        self._page = page or _Page.of(state)
        self._moves, self._spells = len(state.log.moves), len(state.log.spells)


def _count(sections: NDArray[Any], n: int) -> I64:
    return np.bincount(sections[sections >= 0], minlength=n)


def _column(chunk: Chunk, name: str) -> NDArray[Any]:
    return chunk[name] if chunk else np.zeros(0, dtype=np.int64)


def _posts(before: _Page, after: _Page, moves: Chunk) -> Iterator[str]:
    """Posts of a section = opening + those that came - those that went, by the events."""
    n, moved = after.stock["post"].size, _column(moves, "post_moves").astype(bool)
    came, went = (_count(_column(moves, end)[moved], n) for end in ("to_section", "from_section"))
    yield from _unequal(before.stock["post"], after.stock["post"], came, went, "by post", "moves")


def _spells(before: _Page, after: _Page, ended: Chunk, state: State) -> Iterator[str]:
    """Stock of a section = opening + spells begun - spells ended, for posts and for duties."""
    t, n = state.teachers, state.sections.rows
    for basis in _BASES:
        mine = _column(ended, "basis") == basis
        over, entered = _column(ended, "section")[mine], _column(ended, "entered")[mine]
        new = t.alive & (t[f"{basis}_entered"] == state.year)
        begun = _count(over[entered == state.year], n) + _count(t[basis][new], n)
        yield from _unequal(
            before.stock[basis], after.stock[basis], begun, _count(over, n), f"by {basis}", "spells"
        )


def _unequal(before: I64, after: I64, more: I64, less: I64, basis: str, by: str) -> Iterator[str]:
    for s in np.flatnonzero(after != before + more - less)[:_NAMED]:
        yield (
            f"section {s}: {after[s]} {basis}, expected {before[s] + more[s] - less[s]} "
            f"by the {by} ({before[s]} + {more[s]} begun - {less[s]} ended)"
        )


def _people(before: _Page, after: _Page, moves: Chunk) -> Iterator[str]:
    kinds = Counter(_column(moves, "kind").tolist())
    entered, left = kinds["enter"], sum(kinds[kind] for kind in EXITS)
    opening, closing = int((before.ids >= 0).sum()), int((after.ids >= 0).sum())
    if closing != opening + entered - left:
        yield f"headcount {closing}, expected {opening} + {entered} entries - {left} exits"
    ids = after.ids[after.ids >= 0]
    ordered = np.sort(ids)
    if np.any(ordered[1:] == ordered[:-1]):
        yield "two people in service have the same id"


def _events(before: _Page, after: _Page, moves: Chunk) -> Iterator[str]:
    """Who changed place, came or went, must have an event of the year."""
    n = before.ids.size
    same = (before.ids == after.ids[:n]) & (before.ids >= 0)
    other = np.logical_or.reduce([before.place[b] != after.place[b][:n] for b in _BASES])
    came = after.ids[:n][(before.ids != after.ids[:n]) & (after.ids[:n] >= 0)]
    gone = before.ids[(before.ids != after.ids[:n]) & (before.ids >= 0)]
    late = after.ids[n:][after.ids[n:] >= 0]
    people = np.concatenate([before.ids[same & other], came, late, gone])
    unseen = people[~np.isin(people, _column(moves, "teacher_id"))]
    for person in unseen[:_NAMED]:
        yield f"teacher {person} changed place without an event"


def _holders(state: State) -> Iterator[str]:
    """One post for each established teacher (the county may hold it), none for anybody else."""
    t, shut = state.teachers, ~state.sections.open
    established = t.status == Status.ESTABLISHED
    yield from _persons(state, ~established & (t.post >= 0), "holds a post without establishment")
    by_county, absent = _AWAY_BY_COUNTY[t.away], _AWAY_ABSENT[t.away]
    homeless = established & (t.post < 0) & ~by_county
    yield from _persons(state, homeless, "is established but holds no post")
    held = by_county & ((t.post >= 0) | (t.duty >= 0))
    yield from _persons(state, held, "waits or works outside schools, but has a school")
    apart = established & (t.away == Away.HOME) & (t.duty != t.post)
    yield from _persons(state, apart, "is said to be at home, but works elsewhere than at the post")
    idle = (t.duty < 0) & ~absent
    yield from _persons(state, idle, "works nowhere, and is neither waiting nor away")
    for basis in _BASES:
        place = t[basis]
        wrong = (place >= 0) & shut[np.maximum(place, 0)]
        yield from _persons(state, wrong, f"has the {basis} in a closed school")


def _persons(state: State, wrong: Bool, what: str) -> Iterator[str]:
    for person in state.teachers.id[state.teachers.alive & wrong][:_NAMED]:
        yield f"teacher {person} {what}"


def _came_along(moves: Chunk, state: State) -> I64:
    """Count by stage the posts that came along from the other stage, as the events tell it."""
    stage, crosses = state.sections.stage, _column(moves, "post_moves").astype(bool)
    origin, to = (_column(moves, end)[crosses] for end in ("from_section", "to_section"))
    placed = (origin >= 0) & (to >= 0)
    origin, to = stage[origin[placed]], stage[to[placed]]
    return np.bincount(to[origin != to], minlength=2)


def _totals(before: _Page, after: _Page, moves: Chunk, state: State) -> Iterator[str]:
    """Staff may stand above the total only by what stood above it before, or came along."""
    most = before.staff + _came_along(moves, state)
    for stage in Stage:
        bound = max(float(state.stages.total[stage]), float(most[stage]))
        if after.staff[stage] > bound:
            yield f"{name_of(stage)}: {after.staff[stage]} staff, at most {bound:g} posts in total"


def _quotas(before: _Page, after: _Page, moves: Chunk, state: State) -> Iterator[str]:
    """Quotas of a stage may add up to more only by grants, new schools, posts that came along.

    Or up to the total. Posts come along with those who are redeployed from the other stage.
    """
    s, stages = state.sections, state.stages
    new, came = np.where(s.opened == state.year, s.need, 0), _came_along(moves, state)
    for stage in Stage:
        mine = s.stage == stage
        total = float(nearest(stages.total[stage]))
        share = stages.total[stage] / max(1.0, float(s.need[mine & s.open].sum()))
        opened = float(np.maximum(nearest(new[mine] * share), new[mine] > 0).sum())
        granted = float(after.granted[stage] - before.granted[stage])
        bound = max(float(before.quota[stage] + came[stage]), total) + opened + granted
        if after.quota[stage] > bound:
            yield f"{name_of(stage)}: quotas add up to {after.quota[stage]:g}, at most {bound:g}"
