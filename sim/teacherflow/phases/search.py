"""Who looks round for another school, what each of them wants, and how schools see them.

What a place is worth to somebody, how a school ranks him or her and in which order schools let
people go do not change while posts move. So whatever was found out once holds in every round.
"""

from __future__ import annotations

from math import sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents.mobility import gain_asked, look_chance
from teacherflow.agents.selection import lets_go, rank_of_applicant
from teacherflow.choice import outlook_of, utility_here, utility_in
from teacherflow.codes import Stage, Zone
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.draws import unit
from teacherflow.matching import Market
from teacherflow.phases.channels import admitted, transfer_channels
from teacherflow.phases.reassign import is_free, placing
from teacherflow.phases.seats import ANY, Book, Slots
from teacherflow.roads import road_km
from teacherflow.state import NOWHERE, State
from teacherflow.terms.transfer import THRESHOLD

_GAP = 1e-6
_STAGES = len(Stage)


class Lookers(NamedTuple):
    """Those who look round, by id, and where they may go.

    Attributes
    ----------
    looks : (n,) bool
        Who still does; the others have found a place.
    origin, first, second : (n,) int
        Section of the post, first subject and second one (-1 none).
    unseen : (n, sections) bool
        Where they may apply, and have not asked yet what the place is worth.
    here : (n,) float
        What the present place is worth to each.
    worth : (n, sections) float
        What other places are worth; NaN where nobody has asked.
    """

    looks: Bool
    origin: I64
    first: I64
    second: I64
    unseen: Bool
    here: F64
    worth: F64


class Known(NamedTuple):
    """What schools know of n applicants: the effect as they see it, title, subject and home."""

    seen: F64
    title: NDArray[Any]
    subject: I64
    home_x: F64
    home_y: F64


def lookers(state: State) -> I64:
    """Return the rows of those who look round for another school this year, by id."""
    t = state.teachers
    least = min((c.min_tenure for c in transfer_channels(state)), default=np.inf)
    rows, key = np.empty(t.rows, dtype=np.int64), state.draws.key("transfer.look", state.year)
    staff = placing(t), t.tenure, t.birth, t.bond_until, t.id
    p = state.parameters.transfer
    rows = rows[: _look(staff, state.year, state.september, float(least), key, p, rows)]
    return rows[t.id[rows].argsort()]


@kernel
def _look(staff: Any, year: int, september: int, least: float, key: Any, p: Any, rows: Any) -> int:
    """Write who looks round, of those who are free to and have been at the post long enough."""
    (alive, status, role, away, post, duty, changed), tenure, birth, bond_until, ids = staff
    n = 0
    for row in range(rows.size):
        has_changed = changed[row] == year
        free = is_free(
            alive[row], status[row], role[row], away[row], post[row], duty[row], has_changed
        )
        if free and tenure[row] >= least:
            age = (september - birth[row]) // 12
            chance = look_chance(tenure[row], age, bond_until[row] == year, p)
            if unit(key, ids[row], 0) < chance:
                rows[n] = row
                n += 1
    return n


class Search:
    """The search of a year.

    Attributes
    ----------
    rows, ids : (n,) int
        Those who look round, by id.
    of : Lookers
        What kernels know of them.
    leaving : (n,) float
        Who is let go first: ascending, long tenure first.
    """

    def __init__(self, state: State, rows: I64) -> None:
        t, year = state.teachers, state.year
        self.state, self.rows, self.ids = state, rows, t.id[rows]
        self._outlook = outlook_of(state, rows)
        origin = t.post[rows].astype(np.int64)
        unseen = admitted(state, rows)
        unseen &= t.stage[rows][:, None] == state.sections.stage
        unseen[np.arange(rows.size), origin] = False
        self.of = Lookers(
            np.ones(rows.size, dtype=np.bool_),
            origin,
            t.subject[rows].astype(np.int64),
            t.second_subject[rows].astype(np.int64),
            unseen,
            utility_here(state, rows, self._outlook)[0],
            np.full((rows.size, state.sections.rows), np.nan),
        )
        self._known = Known(
            effect_seen(state, rows),
            t.title[rows],
            self.of.first,
            t.home_x[rows],
            t.home_y[rows],
        )
        self.leaving = state.draws.uniform("transfer.release", year, self.ids) - t.tenure[rows]
        self._queue = np.lexsort((self.leaving, self.of.origin))
        down = np.arange(len(Zone))
        self._gain = gain_asked(down, state.terms[THRESHOLD], state.parameters.utility)

    def wishes(self, slots: Slots, book: Book, *, only_free: bool) -> tuple[Market, Bool]:
        """Return the slots that beat the present place by more than the threshold, ranked.

        Also whom of those who wish for something their schools let go; ``only_free`` leaves out
        the wishes of the others.
        """
        self._value(slots)
        n, most = self.rows.size, self.rows.size * slots.section.size
        start, goes = np.empty(n + 1, dtype=np.int64), np.zeros(n, dtype=np.bool_)
        who, slot = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
        wishes = _Wishes(start, who, slot, np.empty(most))
        zone, left = self.state.sections.zone, book.staying()
        k = _apply(self.of, slots, zone, self._gain, self._queue, left, only_free, wishes, goes)
        slot, worth = slot[:k], wishes.worth[:k]
        rank = self.rank(who[:k], slots.section[slot], book.stock.lessons)
        return Market(start, slot, worth, rank, slots.seats), goes

    def _value(self, slots: Slots) -> None:
        """Find out what places are worth that can be had now, where it is not known yet."""
        state, most = self.state, self.rows.size * slots.section.size
        who, there = np.empty(most, dtype=np.int64), np.empty(most, dtype=np.int64)
        n = _ask(self.of, slots, who, there)
        if not n:
            return
        who, there = who[:n], there[:n]
        taste = state.draws.gumbel("transfer.taste", state.year, self.ids[who], there)
        taste /= state.parameters.utility.choice_scale
        self.of.worth[who, there] = utility_in(state, self._outlook, who, there)[0] + taste

    def open_to(self, me: int, slots: Slots) -> tuple[I64, F64, Bool]:
        """Return where one of them may go now, what that is worth, and what he or she wants."""
        of, zone = self.of, self.state.sections.zone
        fits = (slots.subject == ANY) | (slots.subject == of.first[me])
        fits |= slots.subject == of.second[me]
        sections = slots.section[fits]
        sections = sections[~np.isnan(of.worth[me, sections])]
        worth = of.worth[me, sections]
        down = np.maximum(0, zone[of.origin[me]] - zone[sections])
        return sections, worth, worth > of.here[me] + self._gain[down]

    def rank(self, who: I64, section: I64, gaps: F64) -> F64:
        """Return how the schools at ``section`` rank applicants ``who`` (positions), pair by pair.

        Parameters
        ----------
        gaps : (sections, subjects) float
            Lessons that lack a teacher.
        """
        luck = self.state.draws.normal("transfer.rank", self.state.year, self.ids[who], section)
        return self._ranked(who, section, luck, gaps)

    def public_order(self, gaps: F64) -> I64:
        """Order all by one public score: what schools agree on, and luck."""
        luck = self.state.draws.normal("transfer.serial", self.state.year, self.ids)
        nowhere = np.full(self.rows.size, NOWHERE)
        score = self._ranked(np.arange(self.rows.size), nowhere, luck, gaps)
        return np.lexsort((self.ids, -score))

    def _ranked(self, who: I64, section: I64, luck: F64, gaps: F64) -> F64:
        s, rank = self.state.sections, np.empty(who.size)
        p = self.state.parameters.transfer
        _rank(self._known, who, section, luck, s.x, s.y, gaps, p, rank)
        return rank

    def settle(self, chosen: I64) -> None:
        """Note who has found a place."""
        self.of.looks[chosen] = False


@kernel
def _ask(of: Any, slots: Any, who: Any, there: Any) -> int:
    """Write where somebody may go now and has not asked for the worth yet; return how many."""
    n = 0
    for i in range(of.looks.size):
        for j in range(slots.section.size if of.looks[i] else 0):
            s = slots.section[j]
            if of.unseen[i, s] and _fits(slots.subject[j], of.first[i], of.second[i]):
                who[n], there[n] = i, s
                of.unseen[i, s] = False
                n += 1
    return n


@in_kernel
def _fits(asked: int, first: int, second: int) -> bool:
    """Tell whether somebody teaches the subject that a vacancy asks for."""
    return asked in (ANY, first, second)


class _Wishes(NamedTuple):
    """Wishes as a `Market` has them, and the applicant of each (a position)."""

    start: I64
    who: I64
    slot: I64
    worth: F64


@kernel
def _apply(
    of: Any,
    slots: Any,
    zone: Any,
    gain: Any,
    queue: Any,
    left: Any,
    only_free: bool,
    wishes: Any,
    goes: Any,
) -> int:
    """Write what each wishes for and whom of these their schools let go; return how many wishes."""
    n = _list_wishes(of, slots, zone, gain, wishes)
    _release(queue, of, wishes.start, left, goes)
    return _drop_others(wishes, goes) if only_free else n


@in_kernel
def _list_wishes(of: Any, slots: Any, zone: Any, gain: Any, wishes: Any) -> int:
    """Write the slots that beat the present place; of a place nobody asks about nothing does."""
    start, who, slot, worth = wishes
    n = 0
    for i in range(of.looks.size):
        start[i] = n
        first, second, here, level = of.first[i], of.second[i], of.here[i], zone[of.origin[i]]
        for j in range(slots.section.size if of.looks[i] else 0):
            if not _fits(slots.subject[j], first, second):
                continue
            s = slots.section[j]
            if of.worth[i, s] > here + gain[max(0, level - zone[s])]:
                who[n], slot[n], worth[n] = i, j, of.worth[i, s]
                n += 1
    start[of.looks.size] = n
    return n


@in_kernel
def _release(queue: Any, of: Any, start: Any, left: Any, goes: Any) -> None:
    """Let those go who wish for something, school by school in the order of ``queue``."""
    posts, of_subject, least, generalist = left
    for i in queue:
        s, subject = of.origin[i], of.first[i]
        last = of_subject[s, subject] <= 1 and not generalist[s]
        if start[i] < start[i + 1] and lets_go(posts[s], least[s], last):
            goes[i] = True
            posts[s] -= 1
            of_subject[s, subject] -= 1


@in_kernel
def _drop_others(wishes: Any, goes: Any) -> int:
    """Leave out the wishes of those who may not go; return how many are left."""
    start, who, slot, worth = wishes
    n, begin = 0, 0
    for i in range(goes.size):
        end, start[i] = start[i + 1], n
        for k in range(begin, end if goes[i] else begin):
            who[n], slot[n], worth[n] = who[k], slot[k], worth[k]
            n += 1
        begin = end
    start[goes.size] = n
    return n


@kernel
def _rank(
    known: Any, who: Any, section: Any, luck: Any, x: Any, y: Any, gaps: Any, p: Any, rank: Any
) -> None:
    """Write how schools rank applicants; without a school nothing is short or near."""
    for k in range(rank.size):
        i, s = who[k], section[k]
        short, near = False, False
        if s >= 0:
            short = gaps[s, known.subject[i]] > _GAP
            near = road_km(known.home_x[i] - x[s], known.home_y[i] - y[s]) < p.rank_near_km
        rank[k] = rank_of_applicant(known.seen[i], known.title[i], short, near, luck[k], p)


def effect_seen(state: State, rows: I64) -> F64:
    """Return the effect of ``rows`` as schools see it, a standard score within the stage."""
    t, noise = state.teachers, state.parameters.transfer.seen_noise
    luck = state.draws.normal("transfer.seen", state.year, t.id[rows])
    effect, stage = t.talent + t.coaching, t.stage[rows]
    mean, spread = np.zeros(_STAGES), np.ones(_STAGES)
    for one in np.bincount(stage, minlength=_STAGES).nonzero()[0]:
        peers = effect[t.alive & (t.stage == one)]
        mean[one] = peers.mean()
        peers -= mean[one]
        peers *= peers
        spread[one] = sqrt(peers.mean() + noise * noise)
    return (effect[rows] + noise * luck - mean[stage]) / spread[stage]
