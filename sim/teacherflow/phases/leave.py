"""Phase leave: terms away end, special posts are regularised, people retire, quit, leave, die.

Order: allowances are cut to the budgets of the year; borrowed staff and finished exchanges return; special-post staff gain their posts; utility
under this year's terms; then every person meets at most one exit, in the order retirement, death, quitting, leaving the
county. The yearly chances are drawn independently, so of two that hit one person the earlier one
counts. Whoever leaves under a bond pays back (`phases.breach`). Teachers retire before 1 September if their month of retirement lies before it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow import choice, movement
from teacherflow.agents import pension
from teacherflow.agents.departure import calibrate, chances
from teacherflow.codes import Sex, Status, Title
from teacherflow.phases.breach import repay
from teacherflow.phases.budgets import announce
from teacherflow.phases.exchange import end_borrowing
from teacherflow.phases.returns import end_exchanges, regularise_special_posts
from teacherflow.state import State
from teacherflow.terms.leave import EARLY, STATUTE

__all__ = ["begin", "calibrate", "leave"]

type Rows = NDArray[np.int64]
type Flags = NDArray[np.bool_]

LASTING = 0
"""Year of the key of what is decided once in a career."""


class Exits(NamedTuple):
    """Who leaves this year, rows by kind of move, each in the order of the ids."""

    retire: Rows
    early_retire: Rows
    death: Rows
    quit: Rows
    leave_county: Rows


def leave(state: State) -> None:
    """Settle returns, retirement, quits, moves out of the county and deaths of the year."""
    begin(state)
    exits = _exits(state)
    rows = np.concatenate(exits)
    _count(state, rows)
    repay(state, np.concatenate((exits.quit, exits.leave_county)))
    kind = np.repeat(np.array(Exits._fields, dtype=object), [r.size for r in exits])
    movement.end(state, rows, kind, "leave." + kind)


def begin(state: State) -> None:
    """Settle what precedes the decisions: allowances, returns, special posts; then utility."""
    announce(state)
    end_borrowing(state)
    end_exchanges(state)
    regularise_special_posts(state)
    choice.refresh(state)


def _exits(state: State) -> Exits:
    t, luck, p = state.teachers, state.draws, state.parameters.leave
    rows = np.flatnonzero(t.alive)
    ids = t.id[rows]
    retires, early = _retirement(state, rows)
    band, quits, leaves = chances(state, rows)
    deaths = np.array([p.death_under_30, p.death_30_49, p.death_50_up])[band]
    hit = (
        retires & ~early,
        retires & early,
        luck.uniform("leave.death", state.year, ids) < deaths,
        luck.uniform("leave.quit", state.year, ids) < quits,
        luck.uniform("leave.leave_county", state.year, ids) < leaves,
    )
    stays = np.ones(rows.size, dtype=bool)
    chosen: list[Rows] = []
    for event in hit:
        goes = np.flatnonzero(event & stays)
        stays[goes] = False
        chosen.append(rows[goes[np.argsort(ids[goes])]])
    return Exits(*chosen)


def _retirement(state: State, rows: Rows) -> tuple[Flags, Flags]:
    """Return who retires this year, and whether that is before the statutory month."""
    t, september, option = state.teachers, state.september, state.terms[EARLY]
    birth, sex, ids = t.birth[rows].astype(np.int64), t.sex[rows], t.id[rows]
    stays = _stays_to_60(state, rows)
    old = pension.before_2025(birth, sex, stays)
    due = pension.statute(state.terms[STATUTE])(birth, sex, stays)
    month = due
    if option.rule == "statute":
        luck = state.draws.uniform("leave.option", LASTING, ids)
        month = pension.chosen_month(old, due, luck, option)
    silver = t.status[rows] == Status.SILVER
    month = np.where(silver, pension.silver_month(birth, state.parameters.leave.silver_age), month)
    retires, early = month < september, ~silver & (month < due)
    if option.rule == "service":
        may = pension.may_retire_by_service(september - birth, sex, t.service[rows], option)
        taken = state.draws.uniform("leave.early", state.year, ids) < option.take_up
        by_service = may & taken & ~retires & ~silver
        retires, early = retires | by_service, early | by_service
    return retires, early


def _stays_to_60(state: State, rows: Rows) -> Flags:
    """Tell which women hold a senior title and do not choose to retire at 55."""
    t = state.teachers
    stays = (t.sex[rows] == Sex.WOMAN) & (t.title[rows] >= Title.SENIOR)
    entitled = np.flatnonzero(stays)
    drawn = state.draws.uniform("leave.choose_55", LASTING, t.id[rows[entitled]])
    stays[entitled] = drawn >= state.parameters.leave.choose_55
    return np.asarray(stays)


def _count(state: State, rows: Rows) -> None:
    """Write the exits of established and special-post staff by stage, before the rows are freed."""
    t = state.teachers
    state.stages.exits_before[:] = state.stages.exits
    counted = rows[(t.status[rows] == Status.ESTABLISHED) | (t.status[rows] == Status.TEGANG)]
    state.stages.exits[:] = np.bincount(t.stage[counted], minlength=state.stages.rows)
