"""Phase leave: terms away end, special posts are regularised, people retire, quit, leave, die.

Order: allowances are cut to the budgets of the year; borrowed staff and finished exchanges return; special-post staff gain their posts; utility
under this year's terms; then every person meets at most one exit, in the order retirement, death, quitting, leaving the
county. The yearly chances are drawn independently, so of two that hit one person the earlier one
counts. Whoever leaves under a bond pays back (`phases.breach`). Teachers retire before 1 September if their month of retirement lies before it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow import choice, movement
from teacherflow.agents import pension
from teacherflow.agents.departure import calibrate, chances
from teacherflow.agents.pension import chosen_month
from teacherflow.codes import Sex, Status, Title
from teacherflow.columns import F64, I8, I32, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.draws import unit
from teacherflow.phases.breach import repay
from teacherflow.phases.budgets import announce
from teacherflow.phases.exchange import end_borrowing
from teacherflow.phases.returns import end_exchanges, regularise_special_posts
from teacherflow.state import State
from teacherflow.terms.leave import EARLY, STATUTE

__all__ = ["begin", "calibrate", "leave"]

type Rows = NDArray[np.int64]

LASTING = 0
"""Year of the key of what is decided once in a career."""

KINDS = np.array(["", "retire", "early_retire", "death", "quit", "leave_county"], dtype=object)
"""Kinds of moves that end service by their codes; 0 stays. Of several the first one happens."""

_STAYS, _RETIRE, _EARLY, _DEATH, _QUIT, _LEAVE_COUNTY = range(KINDS.size)
_CAUSES = "leave." + KINDS
_SILVER = int(Status.SILVER)


def leave(state: State) -> None:
    """Settle returns, retirement, quits, moves out of the county and deaths of the year."""
    begin(state)
    rows, exits = _exits(state)
    _count(state, rows)
    repay(state, rows[exits >= _QUIT])
    movement.end(state, rows, KINDS[exits], _CAUSES[exits])


def begin(state: State) -> None:
    """Settle what precedes the decisions: allowances, returns, special posts; then utility."""
    announce(state)
    end_borrowing(state)
    end_exchanges(state)
    regularise_special_posts(state)
    choice.refresh(state)


class Ages(NamedTuple):
    """By row of the table of teachers: who reaches which month of retirement.

    Attributes
    ----------
    old, due : (rows,) int
        Months of retirement under the old and the present statute.
    by_service : (rows,) bool
        Goes early this year, by length of service.
    """

    id: I64
    status: I8
    birth: I32
    old: I64
    due: I64
    by_service: Bool


class Risks(NamedTuple):
    """Age bands of those in service, their chances to quit and to leave, deaths by band."""

    band: Rows
    quits: F64
    leaves: F64
    deaths: F64


class Keys(NamedTuple):
    """Keys of the draws: the option of a career, and this year's exits."""

    option: np.uint64
    death: np.uint64
    quit: np.uint64
    leave_county: np.uint64


def _exits(state: State) -> tuple[Rows, I8]:
    """Return who leaves this year, sorted by kind and id, and the codes of the kinds."""
    t, p = state.teachers, state.parameters.leave
    rows = t.alive.nonzero()[0]
    exits = np.empty(rows.size, dtype=np.int8)
    deaths = np.array([p.death_under_30, p.death_30_49, p.death_50_up])
    risks = Risks(*chances(state, rows), deaths)
    option, silver = pension.option_of(state.terms[EARLY]), pension.silver_months(p.silver_age)
    _fill_exits(rows, _ages(state), option, silver, risks, _keys(state), state.september, exits)
    found = exits.nonzero()[0]
    found = found[np.lexsort((t.id[rows[found]], exits[found]))]
    return rows[found], exits[found]


@kernel
def _fill_exits(
    rows: Any, ages: Any, option: Any, silver: int, risks: Any, keys: Any, now: int, exits: Any
) -> None:
    """Write how each of ``rows`` leaves before the month ``now`` or in the year that begins."""
    for i in range(rows.size):
        r, band = rows[i], risks.band[i]
        who, month, due = ages.id[r], ages.due[r], ages.due[r]
        if ages.status[r] == _SILVER:
            month = due = ages.birth[r] + silver
        elif due - option.months < now:  # else even who goes early goes later
            month = chosen_month(ages.old[r], due, unit(keys.option, who, 0), option)
        if month < now:
            exits[i] = _EARLY if month < due else _RETIRE
        elif ages.by_service[r] and ages.status[r] != _SILVER:
            exits[i] = _EARLY
        elif unit(keys.death, who, 0) < risks.deaths[band]:
            exits[i] = _DEATH
        elif unit(keys.quit, who, 0) < risks.quits[i]:
            exits[i] = _QUIT
        elif unit(keys.leave_county, who, 0) < risks.leaves[i]:
            exits[i] = _LEAVE_COUNTY
        else:
            exits[i] = _STAYS


def _keys(state: State) -> Keys:
    luck, year = state.draws, state.year
    death, quits = luck.key("leave.death", year), luck.key("leave.quit", year)
    option, leaves = luck.key("leave.option", LASTING), luck.key("leave.leave_county", year)
    return Keys(option, death, quits, leaves)


def _ages(state: State) -> Ages:
    t = state.teachers
    birth, stays = t.birth.astype(np.int64), _stays_to_60(state)
    old = pension.before_2025(birth, t.sex, stays)
    due = pension.statute(state.terms[STATUTE])(birth, t.sex, stays)
    return Ages(t.id, t.status, t.birth, old, due, _by_service(state))


def _by_service(state: State) -> Bool:
    """Tell who, by row, goes early by length of service: nobody unless a rule allows it."""
    t, option = state.teachers, state.terms[EARLY]
    if option.rule != "service":
        return np.zeros(t.rows, dtype=bool)
    may = pension.may_retire_by_service(state.september - t.birth, t.sex, t.service, option)
    return may & (state.draws.uniform("leave.early", state.year, t.id) < option.take_up)


def _stays_to_60(state: State) -> Bool:
    """Tell which women, by row, hold a senior title and do not choose to retire at 55."""
    t = state.teachers
    stays = (t.sex == Sex.WOMAN) & (t.title >= Title.SENIOR)
    entitled = stays.nonzero()[0]
    drawn = state.draws.uniform("leave.choose_55", LASTING, t.id[entitled])
    stays[entitled] = drawn >= state.parameters.leave.choose_55
    return np.asarray(stays)


def _count(state: State, rows: Rows) -> None:
    """Write the exits of established and special-post staff by stage, before the rows are freed."""
    t = state.teachers
    state.stages.exits_before[:] = state.stages.exits
    status = t.status[rows]
    counted = rows[(status == Status.ESTABLISHED) | (status == Status.TEGANG)]
    state.stages.exits[:] = np.bincount(t.stage[counted], minlength=state.stages.rows)
