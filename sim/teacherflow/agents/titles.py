"""Who may apply for a title, what the review sees, how many posts a unit has at a level.

Functions of one teacher's or unit's numbers (compiled), and array functions; they know no state.
"""

from __future__ import annotations

from math import ceil, floor, inf
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.codes import Education, Route, Title, Zone
from teacherflow.columns import F64, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.parameters.titles import Titles
from teacherflow.terms.promote import Steps

_ROUNDING = 1e-9
_SEAT, _TOWN, _VILLAGE = int(Zone.SEAT), int(Zone.TOWN), int(Zone.VILLAGE)


class Asked(NamedTuple):
    """Numbers of a `TitleFilter`: which titles it is about, what it asks for, what counts."""

    low: int
    high: int
    cohort_from: int
    years: int
    schools: int
    village: bool
    town: bool
    seat_cross_area: bool
    outside_aid: bool


_SECOND, _FIRST, _SENIOR = int(Title.SECOND), int(Title.FIRST), int(Title.SENIOR)
_MASTER = int(Education.MASTER)


class Waits(NamedTuple):
    """What level posts ask for in a year, as kernels know it: years (`Steps`), a clean record.

    Attributes
    ----------
    clean_from : int
        Whose last failed appraisal was in this year or later may not apply.
    """

    first: float
    first_master: float
    senior: float
    clean_from: int


def waits_of(steps: Steps, year: int) -> Waits:
    """Return what the steps ask for in a year."""
    return Waits(
        float(steps.first),
        float(steps.first_master),
        float(steps.senior),
        int(year - steps.clean_years),
    )


@in_kernel
def years_asked(title: int, education: int, waits: Waits) -> float:
    """Return the years in the title held before the next (一级 or 高级); inf where there is none."""
    if title == _SECOND:
        return waits.first_master if education >= _MASTER else waits.first
    return waits.senior if title == _FIRST else inf


@in_kernel
def has_clean_record(failed_year: int, waits: Waits) -> bool:
    """Tell whose appraisals of the last ``clean_years`` years did not fail (0: never failed)."""
    return failed_year < waits.clean_from


@in_kernel
def title_asked(
    title: int, years: int, education: int, failed_year: int, holds_post: bool, waits: Waits
) -> int:
    """Return the title for whose posts somebody competes, 0 none.

    It is the next one; who holds no post at the level of the own title here competes for that.
    """
    if not holds_post:
        return title if title <= _SENIOR else 0
    served = years >= years_asked(title, education, waits)
    return title + 1 if served and has_clean_record(failed_year, waits) else 0


def gains_second(
    title: NDArray[Any],
    years: NDArray[Any],
    education: NDArray[Any],
    route: NDArray[Any],
    steps: Steps,
) -> Bool:
    """Tell who gets 二级: it is granted after some years of service, without competition."""
    quick = (education >= Education.BACHELOR) & (route != Route.TEGANG)
    least = np.where(quick, steps.second_bachelor, steps.second_other)
    return np.asarray((title == Title.NONE) & (years >= least))


@kernel
def _fill_years_asked(title: Any, education: Any, waits: Waits, out: Any) -> None:
    for i in range(out.size):
        out[i] = years_asked(title[i], education[i], waits)


def least_years(title: NDArray[Any], education: NDArray[Any], steps: Steps) -> F64:
    """Return the years in the title held before the next, of many (`years_asked`)."""
    asked = np.empty(title.size)
    _fill_years_asked(title, education, waits_of(steps, 0), asked)
    return asked


def meets_years(
    title: NDArray[Any], years: NDArray[Any], education: NDArray[Any], steps: Steps
) -> Bool:
    """Tell who has the years in the title held for the next one (一级 or 高级)."""
    return np.asarray(years >= least_years(title, education, steps))


@in_kernel
def missing_years(years: int, schools: int, service: float, served: int) -> int:
    """Return the years of service by which a filter is not met yet; 0 if it is.

    A year away adds a school: where only one school lacks, one year is enough. A filter on
    schools alone asks for one more year away at a time.

    Parameters
    ----------
    years, schools : int
        What the filter asks for: years, or so many schools served (0: no such way).
    service : float
        Years that count for this filter.
    served : int
        Schools served so far.
    """
    lacking = ceil(years - service) if service < years else 0
    if schools == 0:
        return lacking
    if served >= schools:
        return 0
    one_more = years == 0 or (served + 1 >= schools and lacking > 0)
    return 1 if one_more else lacking


@in_kernel
def counted_years(rural: float, village: float, aid: float, cross: float, asks: Asked) -> float:
    """Return the completed years of service that a filter counts.

    Parameters
    ----------
    rural, village, aid, cross : float
        Years in town and village schools and in aid; of these in villages, and in aid; and at a
        seat school of another cluster.
    """
    years = 0.0
    if asks.village:
        years += village
    if asks.town:
        years += rural - village - aid
    if asks.outside_aid:
        years += aid
    if asks.seat_cross_area:
        years += cross
    return years


@in_kernel
def year_counts(zone: int, in_aid: bool, across: bool, asks: Asked) -> bool:
    """Tell whether a further year at the present place counts for a filter.

    Parameters
    ----------
    zone : int
        Of the place of duty, -1 none.
    in_aid : bool
        Serves outside the county.
    across : bool
        On exchange in another cluster.
    """
    if asks.years == 0:
        return False
    if (zone == _VILLAGE and asks.village) or (zone == _TOWN and asks.town):
        return True
    return (in_aid and asks.outside_aid) or (zone == _SEAT and across and asks.seat_cross_area)


def chance_of_promotion(rank: ArrayLike, flow: ArrayLike, horizon: ArrayLike) -> F64:
    """Return p̂, the chance of promotion that a place in the queue gives within the horizon.

    Parameters
    ----------
    rank : (n,) int
        1 is the head of the queue.
    flow : (n,) float
        Promotions a year in the title pool.
    horizon : (n,) float
        Years looked ahead.
    """
    return np.asarray(np.minimum(1.0, np.asarray(flow) * np.asarray(horizon) / np.asarray(rank)))


def worth_of_raise(monthly: ArrayLike, years: ArrayLike, discount: float) -> F64:
    """Return the present value in yuan of a monthly raise until retirement."""
    years = np.asarray(years, dtype=np.float64)
    annuity = years if discount == 0 else (1.0 - (1.0 + discount) ** -years) / discount
    return np.asarray(12.0 * np.asarray(monthly) * annuity)


def in_reach(rank: ArrayLike, flow: ArrayLike, horizon: ArrayLike, optimism: float) -> Bool:
    """Tell who believes that promotions within the horizon reach down to his or her place."""
    reach = optimism * np.asarray(horizon) * np.asarray(flow)
    return np.asarray(np.asarray(rank) <= reach + _ROUNDING)


@in_kernel
def public_score(service: int, effect: float, bonus: float, p: Titles) -> float:
    """Return the score that everybody can reckon.

    Parameters
    ----------
    effect : float
        Standard score of the effect on pupils.
    bonus : float
        Points of honours and of policies.
    """
    return p.service_points * min(float(service), p.service_most) + p.effect_points * effect + bonus


@in_kernel
def vacant_posts(entitled: float, holders: int, carry: float) -> tuple[int, float]:
    """Return the vacant posts of a unit at a level and the fraction carried to next year.

    What a unit lacks, with the fraction carried over, gives whole posts; the rest is carried on.
    A unit above its entitlement keeps its fraction.
    """
    lacking = entitled - holders + carry
    vacant = max(0, floor(lacking + _ROUNDING))
    return vacant, max(0.0, lacking - vacant) if lacking >= 0.0 else carry


@in_kernel
def may_borrow(entitled: float, holders: int, vacant: int, asks: bool) -> bool:
    """Tell whether the county may lend a post to a unit from its reservoir.

    It has candidates, no vacancy of its own, and holds less than its entitlement.
    """
    return asks and vacant == 0 and holders < entitled


def free_of_reservoir(held: float, used: float) -> int:
    """Return the whole posts of the county's reservoir that no unit uses.

    Units above their entitlement use what they borrowed before.
    """
    return max(0, floor(held - used + _ROUNDING))
