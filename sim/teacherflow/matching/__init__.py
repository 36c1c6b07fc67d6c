"""Who gets which seat: five rules on one kind of market.

A `Market` lists, applicant by applicant, the slots he or she accepts. A slot is a set of equal
seats (a school, or the posts of one subject at a school). `Own` says which seats the applicants
hold already; it is needed by the rules that protect or exchange them.

A phase that lets the study choose builds a market and calls ::

    by_rule(state.terms[MATCH], market(who, slot, worth, rank, n, seats), order=..., own=...)

====================  ==========================================================================
serial                one after another, in ``order``, takes the best that is left
deferred              deferred acceptance: no applicant and slot would rather have each other
deferred_protected    the same with own seats protected (DA*): nobody loses the own seat
to_be                 teacher-optimal block exchange: seats are traded, no slot gets worse by it
optimal               the planner's benchmark: the greatest sum of worth
====================  ==========================================================================

The result is one slot for each applicant; -1 is none, or the own seat. `serial` and `deferred` know
vacant seats only (``seats``); the others also fill the seats that movers leave (``own``). Where
nobody holds a seat (`newcomers`), or only seats that nobody else may have, `deferred_protected` is
`deferred` and `to_be` is `serial`; where all slots also rank alike and ``order`` is that ranking,
the four are one. For a cost, worth is its negative.
"""

from __future__ import annotations

from teacherflow.matching.block_exchange import to_be
from teacherflow.matching.deferred import deferred, deferred_protected
from teacherflow.matching.market import UNMATCHED, Market, Own, market, newcomers
from teacherflow.matching.optimal import optimal
from teacherflow.matching.rules import OWN_SEAT_RULES, RULES, by_rule
from teacherflow.matching.serial import serial

__all__ = [
    "OWN_SEAT_RULES",
    "RULES",
    "UNMATCHED",
    "Market",
    "Own",
    "by_rule",
    "deferred",
    "deferred_protected",
    "market",
    "newcomers",
    "optimal",
    "serial",
    "to_be",
]
