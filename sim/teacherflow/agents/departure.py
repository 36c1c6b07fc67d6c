"""Chances of quitting and of leaving the county, and the intercepts that fit them to a county."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.agents.leaving import (
    BANDS,
    age_band,
    chance,
    factor_on_leaving,
    is_worse_off,
    kin_factor,
    log_odds_to_leave,
    shift_by_repayment,
)
from teacherflow.allowances import meets
from teacherflow.codes import Status
from teacherflow.columns import F64, Bool
from teacherflow.compiled import kernel
from teacherflow.state import State
from teacherflow.terms.leave import BREACHES, HAZARDS, Exit

type Rows = NDArray[np.int64]

_STEPS = 100
_WIDEST = 30.0


@kernel
def _fill_circumstances(
    months_old: Any,
    excess: Any,
    worse: Any,
    service: Any,
    status: Any,
    kin: Any,
    bond_years: Any,
    p: Any,
    band: Any,
    odds: Any,
    quit_factor: Any,
    county_factor: Any,
) -> None:
    for i in range(band.size):
        band[i] = age_band(months_old[i])
        odds[i] = log_odds_to_leave(excess[i], service[i], worse[i], bond_years[i] > 0, p)
        quit_factor[i] = factor_on_leaving(status[i], bond_years[i] == 0, p)
        county_factor[i] = quit_factor[i] * kin_factor(kin[i], p)


@kernel
def _fill_worse_off(before: Any, now: Any, reference_pay: float, p: Any, out: Any) -> None:
    for i in range(out.size):
        out[i] = out[i] and is_worse_off(before[i], now[i], reference_pay, p)


@kernel
def _fill_chances(intercepts: Any, band: Any, odds: Any, factor: Any, out: Any) -> None:
    for i in range(out.size):
        out[i] = chance(intercepts[band[i]] + odds[i], factor[i])


def chances(state: State, rows: Rows) -> tuple[Rows, F64, F64]:
    """Return age bands and this year's chances of quitting and of leaving the county.

    People compare with last year from their second year in service on: before, there is no year
    to compare with.
    """
    t = state.teachers
    worse = state.year - t.cohort[rows] >= 2
    reference = state.parameters.utility.reference_pay
    before, now = t.utility_before[rows], t.utility[rows]
    _fill_worse_off(before, now, reference, state.parameters.leave, worse)
    band, odds, factors = _circumstances(state, rows, worse)
    quits, leaves = np.empty(rows.size), np.empty(rows.size)
    shifts = _shifts(state, rows)
    _fill_chances(
        state.bands.quit,
        band,
        odds + shifts[0][Exit.QUIT],
        factors[0] * shifts[1][Exit.QUIT],
        quits,
    )
    _fill_chances(
        state.bands.leave_county,
        band,
        odds + shifts[0][Exit.LEAVE_COUNTY],
        factors[1] * shifts[1][Exit.LEAVE_COUNTY],
        leaves,
    )
    return band, quits, leaves


def calibrate(state: State) -> None:
    """Solve the intercepts of the hazards on the start population, by bisection.

    The mean chance of established and special-post staff of each age band meets the target of its
    parameters (under 30, 30-49, 50 and over); their mean utility becomes the constant reference of
    the hazards, so a general rise of pay keeps people. Utility must be up to date (`choice.refresh`).
    Nobody counts as worse off than last year, and no policy shifts the hazards.
    """
    t, p = state.teachers, state.parameters.leave
    staff = (t.status == Status.ESTABLISHED) | (t.status == Status.TEGANG)
    rows = np.flatnonzero(t.alive & staff & ~np.isnan(t.utility))
    if not rows.size:
        raise ValueError("leave.calibrate: no established or special-post teacher in service")
    state.mean_utility = float(np.mean(t.utility[rows]))
    band, odds, factors = _circumstances(state, rows, np.zeros(rows.size, dtype=bool))
    quits = (p.quit_under_30, p.quit_30_49, p.quit_50_up)
    leaves = (p.leave_county_under_30, p.leave_county_30_49, p.leave_county_50_up)
    state.bands.quit[:] = _solve(band, odds, factors[0], np.array(quits))
    state.bands.leave_county[:] = _solve(band, odds, factors[1], np.array(leaves))


def _circumstances(state: State, rows: Rows, worse: Bool) -> tuple[Rows, F64, tuple[F64, F64]]:
    t, n = state.teachers, rows.size
    bond = t.bond_until[rows]
    bond_years = np.where(bond > 0, bond - state.year, -1)
    band, odds = np.empty(n, dtype=np.int64), np.empty(n)
    quit_factor, county_factor = np.empty(n), np.empty(n)
    _fill_circumstances(
        state.september - t.birth[rows],
        _excess(state, rows),
        worse,
        t.service[rows],
        t.status[rows],
        t.kin_township[rows],
        bond_years,
        state.parameters.leave,
        band,
        odds,
        quit_factor,
        county_factor,
    )
    return band, odds, (quit_factor, county_factor)


def _excess(state: State, rows: Rows) -> F64:
    """Return utility above what the hazards compare with.

    Established staff compare with the mean of the start population. Contract staff, whose other
    choices pay less too, compare with that less the gap between their pay and the base pay without
    a title: the observed ratio of their leaving to that of established staff, a factor of its own,
    holds their low pay already.
    """
    t, u = state.teachers, state.parameters.utility
    gap = float(np.log(u.base_none / u.contract_pay))
    contract = t.status[rows] == Status.CONTRACT
    return np.asarray(t.utility[rows] - state.mean_utility + np.where(contract, gap, 0.0))


def _shifts(state: State, rows: Rows) -> tuple[list[Any], list[Any]]:
    """Return log-odds and factors by `Exit` that policies add for ``rows``."""
    log_odds: list[Any] = [_by_repayment(state, rows)] * 2
    factors: list[Any] = [1.0, 1.0]
    for item in state.terms[HAZARDS]:
        who = meets(state, item.who, rows)
        for event in (Exit.QUIT, Exit.LEAVE_COUNTY):
            if item.event in (event, Exit.BOTH):
                log_odds[event] = log_odds[event] + np.where(who, item.log_odds, 0.0)
                factors[event] = factors[event] * np.where(who, item.factor, 1.0)
    return log_odds, factors


def _by_repayment(state: State, rows: Rows) -> Any:
    """Return the log-odds that the price of a breach adds for ``rows``; 0 where nobody is bound."""
    log_odds: Any = 0.0
    p, reference = state.parameters.leave, state.parameters.utility.reference_pay
    bound = state.teachers.bond_until[rows] > state.year
    for item in state.terms[BREACHES]:
        shift = shift_by_repayment(item.yuan / (12 * item.years), reference, p)
        log_odds = log_odds + np.where(bound & meets(state, item.who, rows), shift, 0.0)
    return log_odds


def _solve(band: Rows, odds: F64, factor: F64, targets: F64) -> F64:
    """Return the intercepts at which the mean chance of each band is its target."""
    low, high = np.full(BANDS, -_WIDEST), np.full(BANDS, _WIDEST)
    sizes = np.bincount(band, minlength=BANDS)
    found = np.empty(band.size)
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        _fill_chances(middle, band, odds, factor, found)
        means = np.bincount(band, weights=found, minlength=BANDS) / np.maximum(sizes, 1)
        above = means > targets
        high, low = np.where(above, middle, high), np.where(above, low, middle)
    plain = np.log(targets / (1.0 - targets))
    return np.where(sizes > 0, (low + high) / 2.0, plain)
