"""Phase transfer: whose post moves.

First the units move staff between their own schools; then teachers look round, apply to the
schools that would suit them better, are released by their schools and permitted by the channel,
and are matched with the vacancies of their subjects. Posts that open on the way are offered
again, in a few rounds. Half of the vacancies of the seat are kept for recruitment.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow import movement, staffing
from teacherflow.agents.mobility import gain_asked, look_chance
from teacherflow.agents.selection import rank_of_applicant, released
from teacherflow.apportion import whole_within
from teacherflow.choice import utility_here, utility_of_pairs
from teacherflow.codes import Stage, Zone
from teacherflow.columns import F64, I64
from teacherflow.compiled import kernel
from teacherflow.matching import Market, deferred, market, serial
from teacherflow.phases.channels import Access, access, is_admitted, transfer_channels
from teacherflow.phases.reassign import reassign, stays_free
from teacherflow.state import State
from teacherflow.terms.transfer import MATCH, RELEASE, SEAT_RESERVE, THRESHOLD
from teacherflow.timetable import SUBJECTS
from teacherflow.vacancies import Gaps, vacancy_subjects

ANY = -1
_GAP = 1e-6


class Slots(NamedTuple):
    """Equal vacancies: section, subject (`ANY` in generalist schools) and how many."""

    section: I64
    subject: I64
    seats: I64


class Wishes(NamedTuple):
    """Pairs of an applicant (position) and a slot that the applicant wants."""

    applicant: I64
    slot: I64
    worth: F64


class Book:
    """What the bureau knows while posts move: stocks, subjects, and what is kept back."""

    def __init__(self, state: State) -> None:
        s, t = state.sections, state.teachers
        self.gaps = Gaps(state)
        held = np.flatnonzero(movement.holds_post(state))
        cell = t.post[held] * SUBJECTS + t.subject[held]
        count = np.bincount(cell, minlength=s.rows * SUBJECTS)
        self.of_subject = count.reshape(s.rows, SUBJECTS)
        self.room = np.where(s.open, s.target - staffing.tegang(state), 0)
        in_seat = np.where(s.zone == Zone.SEAT, state.terms[SEAT_RESERVE], 0.0)
        self.kept = whole_within(in_seat * self.vacancies, s.stage, 2)

    @property
    def posts(self) -> I64:
        """Established teachers by section of the post."""
        return np.asarray(self.of_subject.sum(axis=1))

    @property
    def vacancies(self) -> I64:
        """Posts that may be filled now, by section."""
        return np.maximum(0, self.room - self.posts)

    def slots(self) -> Slots:
        """Return what is offered now."""
        free = np.maximum(0, self.vacancies - self.kept)
        anything = self.gaps.generalist
        named = vacancy_subjects(self.gaps.lessons, np.where(anything, 0, free), self.gaps.load)
        table = np.column_stack((np.where(anything, free, 0), named))
        section, column = np.nonzero(table)
        return Slots(section, column - 1, table[section, column])

    def move(self, state: State, rows: I64, slots: Slots, match: I64) -> None:
        """Enter the moves of ``rows`` to their slots; who fills any post teaches the own subject."""
        t = state.teachers
        origin, subject = t.post[rows].astype(np.int64), t.subject[rows].astype(np.int64)
        to, asked = slots.section[match], slots.subject[match]
        self.gaps.leave(origin, subject)
        self.gaps.come(to, np.where(asked == ANY, subject, asked))
        np.add.at(self.of_subject, (origin, subject), -1)
        np.add.at(self.of_subject, (to, subject), 1)


def transfer(state: State) -> None:
    """Settle the transfers of ``state.year``.

    Forms of exchange that move the post choose here, before anybody else; there are none by
    default.
    """
    reassign(state)
    rows = lookers(state)
    book, may = Book(state), access(state, rows)
    here, seen = utility_here(state, rows)[0], effect_seen(state, rows)
    moved, to = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for _ in range(int(state.parameters.transfer.rounds)):
        slots = book.slots()
        wishes = _wishes(state, rows, may, here, slots)
        wishes = _released(state, rows, wishes, book)
        match = _match(state, rows, seen, wishes, slots, book.gaps.lessons)
        chosen = np.flatnonzero(match >= 0)
        if not chosen.size:
            break
        book.move(state, rows[chosen], slots, match[chosen])
        moved.append(rows[chosen])
        to.append(slots.section[match[chosen]])
        stays = match < 0
        rows, may, here, seen = rows[stays], may.keep(stays), here[stays], seen[stays]
    movement.move_post(state, np.concatenate(moved), np.concatenate(to), "transfer", "transfer")


def lookers(state: State) -> I64:
    """Return the rows of those who look round for another school this year, by id."""
    t = state.teachers
    least = min((c.min_tenure for c in transfer_channels(state)), default=np.inf)
    rows = np.flatnonzero(stays_free(state) & (t.tenure >= least))
    age = (state.september - t.birth[rows]) // 12
    ends = t.bond_until[rows] == state.year
    chance = look_chance(t.tenure[rows], age, ends, state.parameters.transfer)
    rows = rows[state.draws.uniform("transfer.look", state.year, t.id[rows]) < chance]
    return rows[np.argsort(t.id[rows])]


def _wishes(state: State, rows: I64, may: Access, here: F64, slots: Slots) -> Wishes:
    """Return the pairs that beat the present place by more than the threshold."""
    t, s, p = state.teachers, state.sections, state.parameters.utility
    origin = t.post[rows].astype(np.int64)
    who, slot = _pairs(state, rows, origin, may, slots)
    there = slots.section[slot]
    taste = state.draws.gumbel("transfer.taste", state.year, t.id[rows][who], there)
    worth = utility_of_pairs(state, rows, np.arange(s.rows), who, there) + taste / p.choice_scale
    down = np.maximum(0, s.zone[origin][:, None] - np.arange(len(Zone)))
    least = here[:, None] + gain_asked(down, state.terms[THRESHOLD], p)
    wanted = np.flatnonzero(worth > least.ravel()[who * len(Zone) + s.zone[there]])
    return Wishes(who[wanted], slot[wanted], worth[wanted])


def _pairs(state: State, rows: I64, origin: I64, may: Access, slots: Slots) -> tuple[I64, I64]:
    """Return the pairs (applicant, slot) of one stage and subject that a channel admits."""
    t = state.teachers
    kind = _kind(t.stage[rows].astype(np.int64), t.subject[rows], t.second_subject[rows])
    start, fitting = _fitting(state.sections.stage[slots.section], slots.subject)
    longest = int((start[kind + 1] - start[kind]).sum())
    who, slot = np.empty(longest, dtype=np.int64), np.empty(longest, dtype=np.int64)
    n = _admitted_pairs(kind, start, fitting, slots.section, origin, may, who, slot)
    return who[:n], slot[:n]


def _kind(stage: Any, first: Any, second: Any) -> Any:
    """Number those who may take the same slots: stage, first subject, second subject or none."""
    return (stage * SUBJECTS + first) * (SUBJECTS + 1) + second + 1


def _fitting(stage: NDArray[Any], subject: I64) -> tuple[I64, I64]:
    """Return the slots for every kind of teacher: kind k has ``fitting[start[k]:start[k + 1]]``."""
    fits = (subject == ANY) | (subject == _FIRST) | (subject + 1 == _SECOND)
    fits &= stage == _STAGE
    many = np.count_nonzero(fits, axis=1)
    before = np.repeat(np.arange(many.size) * subject.size, many)
    return np.append(0, np.cumsum(many)), np.flatnonzero(fits) - before


_STAGE, _FIRST, _SECOND = (
    axis.reshape(-1, 1) for axis in np.indices((len(Stage), SUBJECTS, SUBJECTS + 1))
)
"""Stage, first subject and second subject + 1 of every kind of teacher, in the order of `_kind`."""


@kernel
def _admitted_pairs(
    kind: Any,
    start: Any,
    fitting: Any,
    section: Any,
    origin: Any,
    may: Any,
    who: Any,
    slot: Any,
) -> int:
    """Write the admitted pairs of applicants and fitting slots; return how many there are."""
    n = 0
    for i in range(kind.size):
        for at in range(start[kind[i]], start[kind[i] + 1]):
            j = fitting[at]
            if section[j] != origin[i] and is_admitted(may, i, section[j]):
                who[n], slot[n] = i, j
                n += 1
    return n


def _released(state: State, rows: I64, wishes: Wishes, book: Book) -> Wishes:
    """Keep the wishes of those whom their schools let go, long tenure first.

    The last teacher of a subject stays, except in generalist schools, where anybody may teach
    any subject.
    """
    t, s = state.teachers, state.sections
    least = np.ceil(np.round(state.terms[RELEASE] * s.target, 9)).astype(np.int64)
    others = np.maximum(0, book.of_subject - 1)
    some = np.flatnonzero(np.bincount(wishes.applicant, minlength=rows.size))
    asking = rows[some]
    tie = state.draws.uniform("transfer.release", state.year, t.id[asking])
    goes = np.zeros(rows.size, dtype=bool)
    goes[some] = released(
        t.post[asking].astype(np.int64),
        t.subject[asking].astype(np.int64),
        tie - t.tenure[asking],
        np.maximum(0, book.posts - least),
        np.where(book.gaps.generalist[:, None], book.of_subject, others),
    )
    kept = goes[wishes.applicant]
    return Wishes(wishes.applicant[kept], wishes.slot[kept], wishes.worth[kept])


def _match(state: State, rows: I64, seen: F64, wishes: Wishes, slots: Slots, gaps: F64) -> I64:
    """Return the slot of each applicant, -1 none."""
    t, year = state.teachers, state.year
    section = slots.section[wishes.slot]
    who = wishes.applicant
    luck = state.draws.normal("transfer.rank", year, t.id[rows[who]], section)
    near = movement.road_km(state, rows[who], section) < state.parameters.transfer.rank_near_km
    short = gaps[section, t.subject[rows[who]]] > _GAP
    rank = rank_of_applicant(
        seen[who], t.title[rows[who]], short, near, luck, state.parameters.transfer
    )
    offers = market(who, wishes.slot, wishes.worth, rank, rows.size, slots.seats)
    rule = state.terms[MATCH]
    if rule not in _RULES:
        raise ValueError(f"{MATCH.name} is {rule!r}; it can be {', '.join(sorted(_RULES))}")
    return _RULES[rule](state, rows, seen, offers)


def _deferred(state: State, rows: I64, seen: F64, offers: Market) -> I64:
    return deferred(offers)


def _serial(state: State, rows: I64, seen: F64, offers: Market) -> I64:
    """Everybody chooses in the order of one public score: what schools agree on, and luck."""
    t, p = state.teachers, state.parameters.transfer
    luck = state.draws.normal("transfer.serial", state.year, t.id[rows])
    score = rank_of_applicant(seen, t.title[rows], 0.0, 0.0, luck, p)
    return serial(offers, np.lexsort((t.id[rows], -score)))


_RULES = {"deferred": _deferred, "serial": _serial}


def effect_seen(state: State, rows: I64) -> F64:
    """Return the effect of ``rows`` as schools see it, a standard score within the stage."""
    t, noise = state.teachers, state.parameters.transfer.seen_noise
    luck = state.draws.normal("transfer.seen", state.year, t.id[rows])
    effect = t.talent + t.coaching
    result = effect[rows] + noise * luck
    for stage in (0, 1):
        peers = effect[np.flatnonzero(t.alive & (t.stage == stage))]
        mine = t.stage[rows] == stage
        if mine.any():
            spread = np.sqrt(peers.var() + noise * noise)
            result[mine] = (result[mine] - peers.mean()) / spread
    return result
