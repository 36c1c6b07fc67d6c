"""Phase transfer: whose post moves.

First the units move staff between their own schools; then teachers look round, apply to the
schools that would suit them better, are released by their schools and permitted by the channel,
and are matched with the vacancies of their subjects by the rule that the study chooses
(`teacherflow.matching`). Under serial dictatorship and deferred acceptance posts that open on the
way are offered again, in a few rounds; the other rules settle vacancies and the movers'
own posts in one market. Half of the vacancies of the seat are kept for recruitment.
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
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.matching import OWN_SEAT_RULES, RULES, Market, Own, by_rule, market
from teacherflow.phases.channels import Access, access, is_admitted, transfer_channels
from teacherflow.phases.eligibility import count_eligible
from teacherflow.phases.feedback import set_factors
from teacherflow.phases.forms import persons_asked, settle_forms
from teacherflow.phases.leading import move_leaders
from teacherflow.phases.looking import Looking
from teacherflow.phases.reassign import reassign, stays_free
from teacherflow.phases.seats import ANY, Slots, own_subject, reopening, slots_of, with_own_seats
from teacherflow.phases.stages import cross_stages
from teacherflow.state import State
from teacherflow.terms.transfer import MATCH, RELEASE, SEAT_RESERVE, THRESHOLD
from teacherflow.timetable import SUBJECTS
from teacherflow.vacancies import Gaps, vacancy_subjects

_GAP = 1e-6


class Wishes(NamedTuple):
    """Pairs of an applicant (position) and a slot that the applicant wants."""

    applicant: I64
    slot: I64
    worth: F64

    def of(self, chosen: Bool) -> Wishes:
        """Return the pairs of some of the applicants."""
        kept = chosen[self.applicant]
        return Wishes(self.applicant[kept], self.slot[kept], self.worth[kept])


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
        return slots_of(np.column_stack((np.where(anything, free, 0), named)))

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

    Leaders who change offices by order and forms of exchange that move the post choose here,
    before anybody else; there are none by default. Who is eligible for a form is counted before
    they do. Moves between the stages come next; they need a policy, too.
    """
    count_eligible(state)
    move_leaders(state)
    set_factors(state, persons_asked)
    settle_forms(state, post_moves=True)
    cross_stages(state)
    reassign(state)
    rows, rule = lookers(state), state.terms[MATCH]
    if rule not in RULES:
        raise ValueError(f"{MATCH.name} is {rule!r}; it can be {', '.join(RULES)}")
    looking = Looking(state)
    moved, to = (_in_one_market if rule in OWN_SEAT_RULES else _in_rounds)(state, rows, looking)
    looking.end()
    movement.move_post(state, moved, to, "transfer", "transfer")


def _in_rounds(state: State, rows: I64, looking: Looking) -> tuple[I64, I64]:
    """Return who moves and where to, when posts that open are offered again."""
    book, may = Book(state), access(state, rows)
    here, seen = utility_here(state, rows)[0], effect_seen(state, rows)
    moved, to = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for _ in range(int(state.parameters.transfer.rounds)):
        slots = book.slots()
        wishes = _wishes(state, rows, may, here, slots, looking)
        goes = _released(state, rows, wishes.applicant, book)
        wishes = wishes.of(goes)
        offers = _market(state, rows, seen, wishes, slots, book.gaps.lessons)
        match = by_rule(state.terms[MATCH], offers, _public_order(state, rows, seen))
        looking.settled(rows, goes, offers, slots.section, match)
        chosen = np.flatnonzero(match >= 0)
        if not chosen.size:
            break
        book.move(state, rows[chosen], slots, match[chosen])
        moved.append(rows[chosen])
        to.append(slots.section[match[chosen]])
        stays = match < 0
        rows, may, here, seen = rows[stays], may.keep(stays), here[stays], seen[stays]
    return np.concatenate(moved), np.concatenate(to)


def _in_one_market(state: State, rows: I64, looking: Looking) -> tuple[I64, I64]:
    """Return who moves and where to, when the movers' own posts are part of the market.

    Who is released may leave the post empty. By an exchange others may leave too: somebody whom
    the school ranks no lower takes the post.
    """
    t, book, may = state.teachers, Book(state), access(state, rows)
    here, seen = utility_here(state, rows)[0], effect_seen(state, rows)
    origin, subject = t.post[rows].astype(np.int64), t.subject[rows].astype(np.int64)
    opens = reopening(origin, _leaving_order(state, rows), book.posts, book.room)
    asked = own_subject(origin, subject, book.gaps.generalist)
    slots, own = with_own_seats(book.slots(), origin, asked, opens)
    wishes = _wishes(state, rows, may, here, slots, looking)
    offers = _market(state, rows, seen, wishes, slots, book.gaps.lessons)
    closing = np.zeros(np.count_nonzero(~opens), dtype=np.int64)
    offers = offers._replace(seats=np.concatenate((slots.seats, closing)))
    rank = _rank(state, rows, seen, np.arange(rows.size), origin, book.gaps.lessons)
    free = _released(state, rows, wishes.applicant, book)
    order = _public_order(state, rows, seen)
    match = by_rule(state.terms[MATCH], offers, order, Own(own, rank, here, free))
    looking.settled(rows, free, offers, slots.section, match)
    moves = np.flatnonzero(match >= 0)
    return rows[moves], slots.section[match[moves]]


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


def _wishes(
    state: State, rows: I64, may: Access, here: F64, slots: Slots, looking: Looking
) -> Wishes:
    """Return the pairs that beat the present place by more than the threshold."""
    t, s, p = state.teachers, state.sections, state.parameters.utility
    origin = t.post[rows].astype(np.int64)
    who, slot = _pairs(state, rows, origin, may, slots)
    there = slots.section[slot]
    taste = state.draws.gumbel("transfer.taste", state.year, t.id[rows][who], there)
    worth = utility_of_pairs(state, rows, np.arange(s.rows), who, there) + taste / p.choice_scale
    down = np.maximum(0, s.zone[origin][:, None] - np.arange(len(Zone)))
    least = here[:, None] + gain_asked(down, state.terms[THRESHOLD], p)
    least = least.ravel()[who * len(Zone) + s.zone[there]]
    looking.saw(rows, here, who, there, worth, least)
    wanted = np.flatnonzero(worth > least)
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


def _leaving_order(state: State, rows: I64) -> F64:
    """Return who is let go first: ascending, long tenure first."""
    t = state.teachers
    return state.draws.uniform("transfer.release", state.year, t.id[rows]) - t.tenure[rows]


def _released(state: State, rows: I64, applicant: I64, book: Book) -> Bool:
    """Tell which of ``rows`` their schools let go, of those with wishes (positions).

    The last teacher of a subject stays, except in generalist schools, where anybody may teach
    any subject.
    """
    t, s = state.teachers, state.sections
    least = np.ceil(np.round(state.terms[RELEASE] * s.target, 9)).astype(np.int64)
    others = np.maximum(0, book.of_subject - 1)
    some = np.flatnonzero(np.bincount(applicant, minlength=rows.size))
    asking = rows[some]
    goes = np.zeros(rows.size, dtype=bool)
    goes[some] = released(
        t.post[asking].astype(np.int64),
        t.subject[asking].astype(np.int64),
        _leaving_order(state, asking),
        np.maximum(0, book.posts - least),
        np.where(book.gaps.generalist[:, None], book.of_subject, others),
    )
    return goes


def _rank(state: State, rows: I64, seen: F64, who: I64, section: I64, gaps: F64) -> F64:
    """Return how schools rank applicants ``rows[who]``, pair by pair."""
    t, p = state.teachers, state.parameters.transfer
    luck = state.draws.normal("transfer.rank", state.year, t.id[rows[who]], section)
    near = movement.road_km(state, rows[who], section) < p.rank_near_km
    short = gaps[section, t.subject[rows[who]]] > _GAP
    return np.asarray(rank_of_applicant(seen[who], t.title[rows[who]], short, near, luck, p))


def _market(state: State, rows: I64, seen: F64, wishes: Wishes, slots: Slots, gaps: F64) -> Market:
    who = wishes.applicant
    rank = _rank(state, rows, seen, who, slots.section[wishes.slot], gaps)
    return market(who, wishes.slot, wishes.worth, rank, rows.size, slots.seats)


def _public_order(state: State, rows: I64, seen: F64) -> I64:
    """Order people by one public score: what schools agree on, and luck."""
    t, p = state.teachers, state.parameters.transfer
    luck = state.draws.normal("transfer.serial", state.year, t.id[rows])
    score = rank_of_applicant(seen, t.title[rows], 0.0, 0.0, luck, p)
    return np.asarray(np.lexsort((t.id[rows], -score)))


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
