"""Chances of quitting and of leaving the county, and the intercepts that fit them to a county."""

from __future__ import annotations

from typing import Any, NamedTuple

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
from teacherflow.columns import F64, I8, I16, I32
from teacherflow.compiled import kernel
from teacherflow.state import State
from teacherflow.terms.leave import BREACHES, HAZARDS, Exit

type Rows = NDArray[np.int64]

_STEPS = 100
_WIDEST = 30.0

_CONTRACT = int(Status.CONTRACT)
_COMPARES = 2
"""Year of service from which people compare with last year: before, there is nothing to compare."""


class Circumstances(NamedTuple):
    """Columns of the table of teachers that weigh in whether somebody leaves."""

    birth: I32
    utility_before: F64
    utility: F64
    cohort: I16
    service: I16
    status: I8
    kin_township: I16
    bond_until: I16


class Standards(NamedTuple):
    """What people compare with.

    Attributes
    ----------
    mean_utility : float
        Mean u of the start population.
    gap : float
        Log of the basic pay without a title over the pay of contract staff.
    reference_pay : float
        Pay at which utility is 0, in which losses are counted.
    """

    mean_utility: float
    gap: float
    reference_pay: float


class Inclined(NamedTuple):
    """Age band, log-odds of leaving without the intercept, and factors on the chances."""

    band: Rows
    odds: F64
    quit_factor: F64
    county_factor: F64


@kernel
def _fill_circumstances(
    rows: Any, of: Any, year: int, september: int, compares: bool, than: Any, p: Any, out: Any
) -> None:
    """Write how inclined each of ``rows`` is to leave (`Inclined`)."""
    for i in range(rows.size):
        r = rows[i]
        before, now, bond = of.utility_before[r], of.utility[r], of.bond_until[r]
        worse = compares and year - of.cohort[r] >= _COMPARES
        worse = worse and is_worse_off(before, now, than.reference_pay, p)
        excess = now - than.mean_utility + (than.gap if of.status[r] == _CONTRACT else 0.0)
        factor = factor_on_leaving(of.status[r], bond == year, p)
        out.band[i] = age_band(september - of.birth[r])
        out.odds[i] = log_odds_to_leave(excess, of.service[r], worse, bond > year, p)
        out.quit_factor[i] = factor
        out.county_factor[i] = factor * kin_factor(of.kin_township[r], p)


@kernel
def _fill_chances(intercepts: Any, band: Any, odds: Any, factor: Any, out: Any) -> None:
    for i in range(out.size):
        out[i] = chance(intercepts[band[i]] + odds[i], factor[i])


def chances(state: State, rows: Rows) -> tuple[Rows, F64, F64]:
    """Return age bands and this year's chances of quitting and of leaving the county."""
    band, odds, *factors = _circumstances(state, rows, compares=True)
    log_odds, shifts = _shifts(state, rows)
    bands, found = state.bands, np.empty((2, rows.size))
    for event, intercepts in ((Exit.QUIT, bands.quit), (Exit.LEAVE_COUNTY, bands.leave_county)):
        shifted, factor = odds + log_odds[event], factors[event] * shifts[event]
        _fill_chances(intercepts, band, shifted, factor, found[event])
    return band, found[Exit.QUIT], found[Exit.LEAVE_COUNTY]


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
    band, odds, *factors = _circumstances(state, rows, compares=False)
    quits = (p.quit_under_30, p.quit_30_49, p.quit_50_up)
    leaves = (p.leave_county_under_30, p.leave_county_30_49, p.leave_county_50_up)
    state.bands.quit[:] = _solve(band, odds, factors[0], np.array(quits))
    state.bands.leave_county[:] = _solve(band, odds, factors[1], np.array(leaves))


def _circumstances(state: State, rows: Rows, *, compares: bool) -> Inclined:
    """Return how inclined ``rows`` are to leave.

    Established staff compare with the mean of the start population. Contract staff, whose other
    choices pay less too, compare with that less the gap between their pay and the basic pay without
    a title: the observed ratio of their leaving to that of established staff, a factor of its own,
    holds their low pay already.
    """
    t, u = state.teachers, state.parameters.utility
    of = Circumstances(*(t[name] for name in Circumstances._fields))
    gap = float(np.log(u.base_none / u.contract_pay))
    than = Standards(state.mean_utility, gap, u.reference_pay)
    found = Inclined(np.empty(rows.size, dtype=np.int64), *np.empty((3, rows.size)))
    p = state.parameters.leave
    _fill_circumstances(rows, of, state.year, state.september, compares, than, p, found)
    return found


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
    if not state.terms[BREACHES]:
        return log_odds
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
