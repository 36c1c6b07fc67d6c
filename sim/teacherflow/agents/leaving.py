"""Whether a teacher leaves before retirement: chances of one year (compiled, one agent)."""

from __future__ import annotations

from math import exp

from teacherflow.codes import Status
from teacherflow.compiled import in_kernel
from teacherflow.parameters.leave import Leave

_CONTRACT = int(Status.CONTRACT)
_NO_KIN = -2

BANDS = 3
"""Age bands of the hazards: under 30, 30-49, 50 and over."""


@in_kernel
def age_band(months_old: int) -> int:
    """Return the age band of a person aged ``months_old`` months."""
    return 0 if months_old < 360 else (1 if months_old < 600 else 2)


@in_kernel
def is_worse_off(before: float, now: float, reference_pay: float, p: Leave) -> bool:
    """Tell whether welfare fell clearly since last year (utilities; NaN compares as no)."""
    return before > now and reference_pay * (exp(before) - exp(now)) > p.worse_off_yuan


@in_kernel
def log_odds_to_leave(
    excess: float, service: int, worse_off: bool, bonded: bool, p: Leave
) -> float:
    """Return what personal circumstances add to the intercept of the age band.

    Parameters
    ----------
    excess : float
        Utility above the mean of the start population; NaN (without a place) counts as none.
    bonded : bool
        Under a service bond or in the first special-post term.
    """
    odds = -p.pay_sensitivity * excess if excess == excess else 0.0
    if p.early_career_from <= service <= p.early_career_to:
        odds += p.early_career
    if worse_off:
        odds += p.worse_off
    if bonded:
        odds += p.bond
    return odds


def shift_by_repayment(yuan_a_month: float, reference_pay: float, p: Leave) -> float:
    """Return what the price of a breach adds to the log-odds of somebody under a bond.

    Yuan a month weigh as much as pay does. The price that goes with `bond` adds nothing, a lower
    one makes leaving likelier, at most as likely as without a bond.

    Parameters
    ----------
    yuan_a_month : float
        What is paid back, spread over the months of the bond that are not served.
    """
    dearer = (yuan_a_month - p.bond_repaid / 12.0) / reference_pay
    return min(-p.bond, -p.pay_sensitivity * dearer)


@in_kernel
def factor_on_leaving(status: int, bond_ends: bool, p: Leave) -> float:
    """Return the factor on both chances of leaving: contract staff, end of a bond."""
    factor = p.contract_factor if status == _CONTRACT else 1.0
    return factor * p.bond_end_factor if bond_ends else factor


@in_kernel
def kin_factor(kin_township: int, p: Leave) -> float:
    """Return the factor on leaving the county by family ties to it."""
    return p.no_kin_factor if kin_township == _NO_KIN else p.kin_factor


@in_kernel
def chance(log_odds: float, factor: float) -> float:
    """Return the probability of log-odds, times a factor, at most 1."""
    return min(1.0, factor / (1.0 + exp(-log_odds)))
