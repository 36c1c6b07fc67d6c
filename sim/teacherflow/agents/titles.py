"""Who may apply for a title, what the review sees, how many posts a unit has at a level.

Array functions of teachers' or units' numbers; they know no state.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.codes import Education, Route, Title
from teacherflow.columns import F64, Bool
from teacherflow.parameters.titles import Titles
from teacherflow.terms.promote import Steps, TitleFilter

_ROUNDING = 1e-9


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


def missing_years(item: TitleFilter, service: ArrayLike, schools: ArrayLike) -> NDArray[np.int64]:
    """Return the years of service by which a filter is not met yet; 0 where it is.

    A year away adds a school: where only one school lacks, one year is enough. A filter on
    schools alone asks for one more year away at a time.

    Parameters
    ----------
    service : (n,) float
        Years that count for this filter.
    schools : (n,) int
        Schools served so far.
    """
    service, schools = np.asarray(service), np.asarray(schools)
    lacking = np.maximum(0, np.ceil(item.years - service)).astype(np.int64)
    if item.schools:
        lacking = np.maximum(lacking, 1) if item.years == 0 else lacking
        one_more = np.minimum(lacking, schools + 1 >= item.schools)
        lacking = np.where(schools + 1 >= item.schools, one_more, lacking)
        lacking = np.where(schools >= item.schools, 0, lacking)
    return lacking


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
