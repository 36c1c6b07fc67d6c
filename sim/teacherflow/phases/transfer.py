"""Phase transfer: whose post moves.

First the units move staff between their own schools; then teachers look round, apply to the
schools that would suit them better, are released by their schools and permitted by the channel,
and are matched with the vacancies of their subjects by the rule that the study chooses
(`teacherflow.matching`). Under serial dictatorship and deferred acceptance posts that open on the
way are offered again, in a few rounds; the other rules settle vacancies and the movers'
own posts in one market. Half of the vacancies of the seat are kept for recruitment.
"""

from __future__ import annotations

import numpy as np

from teacherflow import movement
from teacherflow.columns import I64
from teacherflow.matching import OWN_SEAT_RULES, RULES, Own, by_rule
from teacherflow.phases.eligibility import count_eligible
from teacherflow.phases.feedback import set_factors
from teacherflow.phases.forms import persons_asked, settle_forms
from teacherflow.phases.leader_moves import move_leaders
from teacherflow.phases.looking import Looking
from teacherflow.phases.reassign import reassign
from teacherflow.phases.search import Search, lookers
from teacherflow.phases.seats import Book, own_subject, reopening, with_own_seats
from teacherflow.phases.stages import cross_stages
from teacherflow.state import State
from teacherflow.terms.transfer import MATCH


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
    looking, settle = Looking(state), _in_one_market if rule in OWN_SEAT_RULES else _in_rounds
    moved, to = settle(Search(state, rows), Book(state), looking)
    looking.end()
    movement.move_post(state, moved, to, "transfer", "transfer")


def _in_rounds(search: Search, book: Book, looking: Looking) -> tuple[I64, I64]:
    """Return who moves and where to, when posts that open are offered again."""
    state, of = search.state, search.of
    rule, order = state.terms[MATCH], None
    if rule == "serial":
        order = search.public_order(book.stock.lessons)
    moved, to = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for _ in range(int(state.parameters.transfer.rounds)):
        slots = book.slots()
        offers, goes = search.wishes(slots, book, only_free=True)
        looking.saw(search, slots)
        match = by_rule(rule, offers, order)
        looking.settled(search.rows, goes, offers, slots.section, match)
        chosen = (match >= 0).nonzero()[0]
        if not chosen.size:
            break
        got = match[chosen]
        section = slots.section[got]
        book.move(of.origin[chosen], of.first[chosen], section, slots.subject[got])
        search.settle(chosen)
        moved.append(search.rows[chosen])
        to.append(section)
    return np.concatenate(moved), np.concatenate(to)


def _in_one_market(search: Search, book: Book, looking: Looking) -> tuple[I64, I64]:
    """Return who moves and where to, when the movers' own posts are part of the market.

    Who is released may leave the post empty. By an exchange others may leave too: somebody whom
    the school ranks no lower takes the post.
    """
    stock, of = book.stock, search.of
    opens = reopening(of.origin, search.leaving, stock.posts, stock.room)
    asked = own_subject(of.origin, of.first, stock.generalist)
    slots, own = with_own_seats(book.slots(), of.origin, asked, opens)
    offers, free = search.wishes(slots, book, only_free=False)
    looking.saw(search, slots)
    closing = np.zeros(np.count_nonzero(~opens), dtype=np.int64)
    offers = offers._replace(seats=np.concatenate((slots.seats, closing)))
    rank = search.rank(np.arange(own.size), of.origin, stock.lessons)
    order = search.public_order(stock.lessons)
    rule = search.state.terms[MATCH]
    match = by_rule(rule, offers, order, Own(own, rank, of.here, free))
    looking.settled(search.rows, free, offers, slots.section, match)
    moves = (match >= 0).nonzero()[0]
    return search.rows[moves], slots.section[match[moves]]
