"""A floor under rural pass rates: level posts move to the countryside until rates are equal."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import F64, Bool


def raise_rural(
    group: NDArray[Any], score: F64, rural: Bool, wins: Bool, counted: Bool, may: Bool
) -> Bool:
    """Let rural candidates pass at least as often as urban ones, group by group.

    While fewer of the rural candidates pass, the best rural one who did not takes the place of
    the urban one who passed with the lowest score. The number that passes stays. It ends when the
    rates are equal or when no rural candidate is left.

    Parameters
    ----------
    group : (n,) int
        Stage and title; rates are compared within.
    score : (n,) float
        Of the review; of equal scores the earlier element is the better one.
    rural : (n,) bool
        Serves in a town or village school.
    wins : (n,) bool
        Passed before the floor.
    counted : (n,) bool
        Counts in the rates; others keep what they have.
    may : (n,) bool
        May be promoted.

    Returns
    -------
    (n,) bool
        Who passes now.
    """
    raised = wins.copy()
    for of in np.unique(group[counted]):
        here = counted & (group == of)
        country, city = here & rural, here & ~rural
        waiting = np.flatnonzero(country & may & ~wins)
        passed = np.flatnonzero(city & wins)
        number = swaps(
            int((country & wins).sum()), int(country.sum()), passed.size, int(city.sum())
        )
        number = min(number, waiting.size)
        first = waiting[np.argsort(-score[waiting], kind="stable")][:number]
        last = passed[np.argsort(-score[passed], kind="stable")][passed.size - number :]
        raised[first], raised[last] = True, False
    return raised


def swaps(rural_passed: int, rural: int, urban_passed: int, urban: int) -> int:
    """Return the least number of exchanges after which the rural rate is not below the urban.

    Examples
    --------
    >>> swaps(1, 10, 3, 10)
    1
    >>> swaps(0, 30, 4, 10)
    3
    """
    if not rural or not urban:
        return 0
    return max(0, -(-(urban_passed * rural - rural_passed * urban) // (rural + urban)))
