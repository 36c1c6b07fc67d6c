"""Who may apply for a title, what the review sees, how many posts a unit has at a level.

Functions of teachers' or units' numbers, most of them of whole arrays; they know no state.
"""

from __future__ import annotations

from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.codes import Education, Route, Title, Zone
from teacherflow.columns import F64, Bool
from teacherflow.compiled import in_kernel
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


def gains_second(
    title: ArrayLike, years: ArrayLike, education: ArrayLike, route: ArrayLike, steps: Steps
) -> Bool:
    """Tell who gets 二级: it is granted after some years of service, without competition."""
    quick = (np.asarray(education) >= Education.BACHELOR) & (np.asarray(route) != Route.TEGANG)
    least = np.where(quick, steps.second_bachelor, steps.second_other)
    return np.asarray((np.asarray(title) == Title.NONE) & (np.asarray(years) >= least))


def least_years(title: ArrayLike, education: ArrayLike, steps: Steps) -> F64:
    """Return the years in the title held before the next (一级 or 高级); inf where there is none."""
    title, master = np.asarray(title), np.asarray(education) >= Education.MASTER
    first = np.where(master, steps.first_master, steps.first)
    asked = np.where(title == Title.FIRST, steps.senior, np.inf)
    return np.asarray(np.where(title == Title.SECOND, first, asked))


def meets_years(title: ArrayLike, years: ArrayLike, education: ArrayLike, steps: Steps) -> Bool:
    """Tell who has the years in the title held for the next one (一级 or 高级)."""
    return np.asarray(np.asarray(years) >= least_years(title, education, steps))


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


def has_clean_record(failed_year: ArrayLike, year: int, steps: Steps) -> Bool:
    """Tell whose appraisals of the last ``clean_years`` years did not fail (0: never failed)."""
    return np.asarray(np.asarray(failed_year) < year - steps.clean_years)


def public_score(service: ArrayLike, effect: ArrayLike, bonus: ArrayLike, p: Titles) -> F64:
    """Return the score that everybody can reckon.

    Parameters
    ----------
    effect : (n,) float
        Standard score of the effect on pupils.
    bonus : (n,) float
        Points of honours and of policies.
    """
    years = np.minimum(np.asarray(service), p.service_most)
    return np.asarray(p.service_points * years + p.effect_points * np.asarray(effect) + bonus)


def vacant_posts(
    entitled: ArrayLike, holders: ArrayLike, carry: ArrayLike
) -> tuple[NDArray[np.int64], F64]:
    """Return vacant posts of units at a level and the fraction carried to next year.

    What a unit lacks, with the fraction carried over, gives whole posts; the rest is carried on.
    A unit above its entitlement keeps its fraction.
    """
    lacking = np.asarray(entitled) - np.asarray(holders) + np.asarray(carry)
    vacant = np.maximum(0, np.floor(lacking + _ROUNDING)).astype(np.int64)
    return vacant, np.where(lacking >= 0, np.maximum(0.0, lacking - vacant), carry)


def from_reservoir(
    held: float,
    entitled: NDArray[np.floating[Any]],
    holders: NDArray[np.int64],
    vacant: NDArray[np.int64],
    posts: NDArray[np.int64],
    asks: Bool,
) -> NDArray[np.int64]:
    """Return the posts that the county lends to the units of one stage this year.

    One each to the units with the fewest posts that have candidates and no vacancy of their own,
    as long as they hold less than their entitlement; units above it use what they borrowed before.

    Parameters
    ----------
    held : float
        Posts at the level that the county holds.
    entitled, holders, vacant, posts, asks : (units,)
        Own level posts, how many hold one, vacancies, established staff, whether somebody applies.
    """
    used = float(np.maximum(0.0, holders + vacant - entitled).sum())
    free = int(max(0.0, np.floor(held - used + _ROUNDING)))
    may = np.flatnonzero(asks & (vacant == 0) & (holders < entitled))
    smallest = may[np.argsort(posts[may], kind="stable")][:free]
    lent = np.zeros(entitled.size, dtype=np.int64)
    lent[smallest] = 1
    return lent
