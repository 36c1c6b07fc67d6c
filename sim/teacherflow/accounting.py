"""The identities that every year must keep, read from two stocks and the events between them.

Posts of every section = opening + those that came - those that went; nobody changes place without
an event; hires never lift posts above the total. Cheap enough to be checked in every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow import staffing
from teacherflow.codes import Stage, Status, name_of
from teacherflow.columns import I32, I64, Bool
from teacherflow.log import Chunk
from teacherflow.movement import EXITS
from teacherflow.state import State

_NAMED = 5


@dataclass(frozen=True)
class Stocks:
    """Who was where at one moment.

    Attributes
    ----------
    ids : (rows,) int
        Teacher ids by row, -1 in free rows.
    post, duty : (rows,) int
        Sections by row.
    posts : (sections,) int
        Established teachers by section of the post.
    staff : (2,) int
        Established and special-post teachers by stage, those held by the county included.
    """

    ids: I64
    post: I32
    duty: I32
    posts: I64
    staff: I64


def stocks(state: State) -> Stocks:
    """Count a county as it is now."""
    t = state.teachers
    paid = t.alive & ((t.status == Status.ESTABLISHED) | (t.status == Status.TEGANG))
    return Stocks(
        ids=np.where(t.alive, t.id, -1),
        post=t.post.copy(),
        duty=t.duty.copy(),
        posts=staffing.posts(state),
        staff=np.bincount(t.stage[paid], minlength=2),
    )


def broken(before: Stocks, state: State, moves: Chunk) -> list[str]:
    """Return the identities that do not hold after a year, as sentences; empty if all hold.

    Parameters
    ----------
    before : Stocks
        The county before the year, see `stocks`.
    state : State
        The county after it.
    moves : dict of arrays
        The events of the year (columns as in ``state.log.moves``); empty if there were none.
    """
    after = stocks(state)
    return [
        *_sections(before, after, moves),
        *_people(before, after, moves),
        *_events(before, after, moves),
        *_holders(state),
        *_totals(before, after, state),
    ]


def _column(moves: Chunk, name: str) -> NDArray[Any]:
    return moves[name] if moves else np.zeros(0, dtype=np.int64)


def _sections(before: Stocks, after: Stocks, moves: Chunk) -> Iterator[str]:
    moved = _column(moves, "post_moves").astype(bool)
    came, went = (_column(moves, name)[moved] for name in ("to_section", "from_section"))
    n = after.posts.size
    came, went = (np.bincount(place[place >= 0], minlength=n) for place in (came, went))
    for s in np.flatnonzero(after.posts != before.posts + came - went)[:_NAMED]:
        yield (
            f"section {s}: {after.posts[s]} posts held, expected "
            f"{before.posts[s] + came[s] - went[s]} ({before.posts[s]} + {came[s]} - {went[s]})"
        )


def _people(before: Stocks, after: Stocks, moves: Chunk) -> Iterator[str]:
    kinds = _column(moves, "kind").astype(str)
    entered, left = int((kinds == "enter").sum()), int(np.isin(kinds, EXITS).sum())
    opening, closing = int((before.ids >= 0).sum()), int((after.ids >= 0).sum())
    if closing != opening + entered - left:
        yield f"headcount {closing}, expected {opening} + {entered} entries - {left} exits"
    ids = after.ids[after.ids >= 0]
    if np.unique(ids).size != ids.size:
        yield "two people in service have the same id"


def _events(before: Stocks, after: Stocks, moves: Chunk) -> Iterator[str]:
    """Who changed place, came or went, must have an event of the year."""
    n = before.ids.size
    same = (before.ids == after.ids[:n]) & (before.ids >= 0)
    changed = same & ((before.post != after.post[:n]) | (before.duty != after.duty[:n]))
    came = after.ids[:n][(before.ids != after.ids[:n]) & (after.ids[:n] >= 0)]
    gone = before.ids[(before.ids != after.ids[:n]) & (before.ids >= 0)]
    late = after.ids[n:][after.ids[n:] >= 0]
    people = np.concatenate([before.ids[changed], came, late, gone])
    unseen = people[~np.isin(people, _column(moves, "teacher_id"))]
    for person in unseen[:_NAMED]:
        yield f"teacher {person} changed place without an event"


def _holders(state: State) -> Iterator[str]:
    """One post for each established teacher (the county may hold it), none for anybody else."""
    t, shut = state.teachers, ~state.sections.open
    established = t.status == Status.ESTABLISHED
    yield from _persons(state, ~established & (t.post >= 0), "holds a post without establishment")
    nowhere = established & (t.post < 0) & (t.duty >= 0) & (t.away == 0)
    yield from _persons(state, nowhere, "works at a school as established but holds no post")
    for basis in ("post", "duty"):
        place = t[basis]
        wrong = (place >= 0) & shut[np.maximum(place, 0)]
        yield from _persons(state, wrong, f"has the {basis} in a closed school")


def _persons(state: State, wrong: Bool, what: str) -> Iterator[str]:
    for person in state.teachers.id[state.teachers.alive & wrong][:_NAMED]:
        yield f"teacher {person} {what}"


def _totals(before: Stocks, after: Stocks, state: State) -> Iterator[str]:
    """Staff may stand above the total only by what stood above it the year before."""
    for stage in Stage:
        bound = max(float(state.stages.total[stage]), float(before.staff[stage]))
        if after.staff[stage] > bound:
            yield f"{name_of(stage)}: {after.staff[stage]} staff, at most {bound:g} posts in total"
