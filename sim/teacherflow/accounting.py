"""The books of a county: the identities that every year of every run must keep.

Places are held against the events of the year and against the spells, from which retention is
told: in every section, for posts and for duties, stock = opening + begun - ended; nobody changes
place, comes or goes without an event; the established hold one post each; headcount = on duty +
waiting + away; hires never lift staff above the total; quotas never add up to more than before,
but for posts granted and schools opened; a post may come along from the other stage. Cheap enough
to be kept in every run.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow import staffing
from teacherflow.apportion import nearest
from teacherflow.codes import EXITS, Away, Stage, Status, name_of
from teacherflow.columns import F64, I8, I32, I64
from teacherflow.compiled import in_kernel, kernel
from teacherflow.log import Chunk, concatenated
from teacherflow.ranking import is_among
from teacherflow.state import State

_NAMED = 5
_BASES = ("post", "duty")
_POST, _DUTY = range(2)
_OF_MOVES = ("teacher_id", "kind", "from_section", "to_section", "post_moves")
_OF_SPELLS = ("basis", "section", "entered")
_HELD_BY_COUNTY = (Away.WAITING, Away.OFFICE)
_ABSENT = (*_HELD_BY_COUNTY, Away.AGENCY, Away.OUTSIDE)
_AWAY_BY_COUNTY = np.isin(np.arange(len(Away)), _HELD_BY_COUNTY)
_AWAY_ABSENT = np.isin(np.arange(len(Away)), _ABSENT)
"""By code of Away."""
_HOME, _ESTABLISHED = int(Away.HOME), int(Status.ESTABLISHED)

_RULES = (
    "changed place without an event",
    "holds a post without establishment",
    "is established but holds no post",
    "waits or works outside schools, but has a school",
    "is said to be at home, but works elsewhere than at the post",
    "works nowhere, and is neither waiting nor away",
    "has the post in a closed school",
    "has the duty in a closed school",
)
"""How a person can break the books, in the order of the bits of `_judge`."""


class _Page(NamedTuple):
    """Who was where at one moment.

    Attributes
    ----------
    ids : (rows,) int
        Teacher ids by row, -1 in free rows.
    post, duty : (rows,) int
        Sections by row.
    stock : two of (sections,) int
        People by section of their post, and of their duty.
    staff : (2,) int
        Established and special-post teachers by stage, those held by the county included.
    quota, granted : (2,) float
        Sum of quotas, and posts granted so far, by stage.
    """

    ids: I64
    post: I32
    duty: I32
    stock: tuple[I64, I64]
    staff: I64
    quota: F64
    granted: F64

    @classmethod
    def of(cls, state: State) -> _Page:
        """Count a county as it is now."""
        t = state.teachers
        paid = t.alive & ((t.status == Status.ESTABLISHED) | (t.status == Status.TEGANG))
        return cls(
            ids=np.where(t.alive, t.id, -1),
            post=t.post.copy(),
            duty=t.duty.copy(),
            stock=(staffing.holders(state), staffing.on_duty(state)),
            staff=np.bincount(t.stage[paid], minlength=2),
            quota=staffing.by_stage(state, state.sections.quota),
            granted=state.stages.granted.copy(),
        )


class _Person(NamedTuple):
    """Columns of the people who are judged."""

    status: I8
    away: I8
    post_entered: NDArray[np.int16]
    duty_entered: NDArray[np.int16]


class _Flows(NamedTuple):
    """What the year says of the change of stocks, by section.

    Attributes
    ----------
    came, went : (sections,) int
        Posts, by the events.
    along : (2,) int
        Posts that came along from the other stage, as the events tell it.
    begun, ended : (2, sections) int
        Spells by post, and by duty.
    """

    came: I64
    went: I64
    along: I64
    begun: I64
    ended: I64

    @classmethod
    def of(cls, state: State, moves: Chunk, spells: Chunk) -> _Flows:
        """Add up the events and the spells that ended; spells under way are added by `_judge`."""
        s, n = state.sections, state.sections.rows
        came, went, along = (np.zeros(size, dtype=np.int64) for size in (n, n, 2))
        flows = cls(came, went, along, *_spells(spells, n, state.year))
        if moves:
            ends = (moves["from_section"], moves["to_section"])
            _add_moves(moves["post_moves"], *ends, s.stage, flows)
        return flows


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
        flows = _Flows.of(state, moves, spells)
        persons = list(_persons(before, after, moves, flows, state))
        wrong = [
            *_stocks(before, after, flows),
            *_people(before, after, moves),
            *persons,
            *_totals(before, after, flows, state),
            *_quotas(before, after, flows, state),
        ]
        self._open(state, after)
        return wrong

    def _open(self, state: State, page: _Page | None = None) -> None:
        self._page = page or _Page.of(state)
        self._moves, self._spells = len(state.log.moves), len(state.log.spells)


def _spells(ended: Chunk, sections: int, year: int) -> tuple[I64, I64]:
    """Return the spells that began this year and those that ended, of those that have ended."""
    if not ended:
        return np.zeros((2, sections), dtype=np.int64), np.zeros((2, sections), dtype=np.int64)
    place = ended["section"] + sections * np.asarray(ended["basis"] == "duty", dtype=np.int64)
    new = place[ended["entered"] == year]
    begun, over = (np.bincount(some, minlength=2 * sections) for some in (new, place))
    return begun.reshape(2, sections), over.reshape(2, sections)


def _stocks(before: _Page, after: _Page, flows: _Flows) -> Iterator[str]:
    """Stock of a section = opening + begun - ended: posts by the events, both by the spells."""
    yield from _unequal(before, after, _POST, flows.came, flows.went, "moves")
    for basis in (_POST, _DUTY):
        yield from _unequal(before, after, basis, flows.begun[basis], flows.ended[basis], "spells")


def _unequal(
    before: _Page, after: _Page, basis: int, more: I64, less: I64, by: str
) -> Iterator[str]:
    was, now = before.stock[basis], after.stock[basis]
    for s in (now != was + more - less).nonzero()[0][:_NAMED]:
        yield (
            f"section {s}: {now[s]} by {_BASES[basis]}, expected {was[s] + more[s] - less[s]} "
            f"by the {by} ({was[s]} + {more[s]} begun - {less[s]} ended)"
        )


def _people(before: _Page, after: _Page, moves: Chunk) -> Iterator[str]:
    entered = left = 0
    if moves:
        outside = ((moves["from_section"] < 0) | (moves["to_section"] < 0)).nonzero()[0]
        kinds = moves["kind"][outside].tolist()
        entered, left = kinds.count("enter"), sum(kind in EXITS for kind in kinds)
    ids = after.ids[after.ids >= 0]
    opening, closing = int((before.ids >= 0).sum()), ids.size
    if closing != opening + entered - left:
        yield f"headcount {closing}, expected {opening} + {entered} entries - {left} exits"
    ids.sort()
    if (ids[1:] == ids[:-1]).any():
        yield "two people in service have the same id"


def _persons(
    before: _Page, after: _Page, moves: Chunk, flows: _Flows, state: State
) -> Iterator[str]:
    """Who broke which of the rules; adds the spells that began to ``flows``."""
    t, n = state.teachers, state.teachers.rows
    person = _Person(t.status, t.away, t.post_entered, t.duty_entered)
    seen = np.sort(moves["teacher_id"]) if moves else np.zeros(0, dtype=np.int64)
    lost, wrong = np.zeros(n, dtype=bool), np.zeros(n, dtype=np.int16)
    _judge(before, after, person, seen, state.year, state.sections.open, flows, lost, wrong)
    if lost.any() or wrong.any():
        yield from _told(before.ids[lost[: before.ids.size]], _RULES[0])
        for rule, what in enumerate(_RULES):
            yield from _told(after.ids[(wrong >> rule) % 2 == 1], what)


def _told(ids: I64, what: str) -> Iterator[str]:
    for person in ids[:_NAMED]:
        yield f"teacher {person} {what}"


def _totals(before: _Page, after: _Page, flows: _Flows, state: State) -> Iterator[str]:
    """Staff may stand above the total only by what stood above it before, or came along."""
    for stage in Stage:
        most = float(before.staff[stage] + flows.along[stage])
        bound = max(float(state.stages.total[stage]), most)
        if after.staff[stage] > bound:
            yield f"{name_of(stage)}: {after.staff[stage]} staff, at most {bound:g} posts in total"


def _quotas(before: _Page, after: _Page, flows: _Flows, state: State) -> Iterator[str]:
    """Quotas of a stage may add up to more only by grants, new schools, posts that came along.

    Or up to the total. Posts come along with those who are redeployed from the other stage.
    """
    totals = nearest(state.stages.total)
    granted, kept = after.granted - before.granted, before.quota + flows.along
    for stage in Stage:
        bound = max(float(kept[stage]), float(totals[stage])) + float(granted[stage])
        bound += _of_new_schools(state, stage)
        if after.quota[stage] > bound:
            yield f"{name_of(stage)}: quotas add up to {after.quota[stage]:g}, at most {bound:g}"


def _of_new_schools(state: State, stage: Stage) -> float:
    """Return the posts that schools opened this year may bring."""
    s = state.sections
    new = ((s.opened == state.year) & (s.stage == stage)).nonzero()[0]
    if not new.size:
        return 0.0
    need = float(s.need[(s.stage == stage) & s.open].sum())
    share = state.stages.total[stage] / max(1.0, need)
    return float(np.maximum(nearest(s.need[new] * share), s.need[new] > 0).sum())


@kernel
def _add_moves(post_moves: Any, origin: Any, to: Any, stage: Any, flows: _Flows) -> None:
    for i in range(origin.size):
        if not post_moves[i]:
            continue
        if to[i] >= 0:
            flows.came[to[i]] += 1
        if origin[i] >= 0:
            flows.went[origin[i]] += 1
            if to[i] >= 0:
                flows.along[stage[to[i]]] += stage[to[i]] != stage[origin[i]]


@kernel
def _judge(
    before: _Page,
    after: _Page,
    person: _Person,
    seen: Any,
    year: int,
    is_open: Any,
    flows: _Flows,
    lost: Any,
    wrong: Any,
) -> None:
    """Mark in ``lost`` who has gone without an event, and write in ``wrong`` who breaks which rule.

    Rule k of `_RULES` is the bit 2^k. Spells that began this year are added to ``flows``.
    """
    for row in range(after.ids.size):
        was, now = before.ids[row] if row < before.ids.size else -1, after.ids[row]
        post, duty = after.post[row], after.duty[row]
        lost[row] = was >= 0 and was != now and not is_among(seen, was)
        if now < 0:
            continue
        stays = was == now and before.post[row] == post and before.duty[row] == duty
        unseen = not stays and not is_among(seen, now)
        wrong[row] = unseen + 2 * _broken(person.status[row], person.away[row], post, duty, is_open)
        if post >= 0:
            flows.begun[_POST, post] += person.post_entered[row] == year
        if duty >= 0:
            flows.begun[_DUTY, duty] += person.duty_entered[row] == year


@in_kernel
def _broken(status: int, away: int, post: int, duty: int, is_open: Any) -> int:
    """One post for each established teacher (the county may hold it), none for anybody else.

    Returns the bits of the rules that do not hold, without that of the event.
    """
    established, by_county = status == _ESTABLISHED, _AWAY_BY_COUNTY[away]
    return (
        1 * (not established and post >= 0)
        + 2 * (established and post < 0 and not by_county)
        + 4 * (by_county and (post >= 0 or duty >= 0))
        + 8 * (established and away == _HOME and duty != post)
        + 16 * (duty < 0 and not _AWAY_ABSENT[away])
        + 32 * (post >= 0 and not is_open[post])
        + 64 * (duty >= 0 and not is_open[duty])
    )
