"""Official indicators of balance between schools.

What compares schools is a function of one item at all of them, for kernels; what holds them against
minima is a function of arrays (items x schools).

Notation: school i has P_i pupils and x_i of an item (teachers, backbones ...); X_i = x_i / P_i;
P and x without index are sums over schools; X = x / P. What is undefined is NaN. Every school has
pupils.

Sources: 教督〔2012〕3号 (basic balance, form of the coefficient of variation), 教督〔2017〕6号 (high-quality
balance, lines and minima).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.columns import F64, I8, Bool
from teacherflow.compiled import in_kernel, kernel
from teacherflow.parameters.indicators import Indicators

SMALLEST = 50
"""Schools with fewer pupils (teaching points) are left out. Source: 教督〔2017〕6号 as practised."""

LINES = (0.50, 0.45)
"""Highest coefficient of variation that passes, primary and junior. Source: 教督〔2017〕6号."""

MINIMA: dict[str, tuple[float, float]] = {
    "degree": (4.2, 5.3),
    "backbone": (1.0, 1.0),
    "artspe": (0.9, 0.9),
}
"""Least persons per 100 pupils of a school, primary and junior. Source: 教督〔2017〕6号."""

TOLERANCE = 0.85
"""Share of the minimum that the one item which a school may miss must still reach."""


def least_degrees(p: Indicators) -> I8:
    """Return, by stage, the code of the least education above the required one (高于规定学历)."""
    return np.array([p.degree_primary, p.degree_junior], dtype=np.int8)


@in_kernel
def total(values: Any) -> float:
    """Return the sum; that of NumPy compiles in a kernel for much longer."""
    found = 0.0
    for value in values:
        found += value
    return found


@in_kernel
def variation(counts: Any, pupils: Any) -> float:
    """Return the official enrolment-weighted coefficient of variation (差异系数) of an item.

    CV = S / X with S² = Σ (P_i / P) (X_i - X)²: schools weigh by pupils, there is no n - 1.
    This is not the standard deviation of the X_i divided by their mean.

    Parameters
    ----------
    counts, pupils : (n,) float
        x_i, raw numbers of persons; P_i.

    Examples
    --------
    >>> x, p = np.array([10.0, 20.0]), np.array([100.0, 300.0])
    >>> round(float(variation(x, p)), 4)  # X_i .10 and .0667, X .075
    0.1925
    """
    persons, enrolled, squares = total(counts), total(pupils), 0.0
    for i in range(pupils.size):
        squares += square(counts[i], pupils[i], persons / enrolled)
    return from_squares(squares, persons, enrolled)


@kernel
def variations(counts: Any, pupils: Any) -> Any:
    """Return the `variation` of every item, for counts (items, n)."""
    found = np.empty(counts.shape[0])
    for item in range(found.size):
        found[item] = variation(counts[item], pupils)
    return found


@in_kernel
def square(count: float, pupils: float, mean: float) -> float:
    """Return P_i (X_i - X)², of which S² is the sum over P."""
    apart = count / pupils - mean
    return pupils * (apart * apart)


@in_kernel
def from_squares(squares: float, persons: float, enrolled: float) -> float:
    """Return S / X by the sum of the squares, x and P."""
    return math.sqrt(squares / enrolled) / (persons / enrolled) if persons > 0.0 else math.nan


@in_kernel
def unevenness(teachers: Any, pupils: Any, squares: Any, posts: Any) -> None:
    """Write of every school what the `noise_floor` adds up.

    That is the `square` of its teachers, and (n_i / P_i) (N - n_i).
    """
    staff = total(teachers)
    mean = staff / total(pupils)
    for i in range(pupils.size):
        squares[i] = square(teachers[i], pupils[i], mean)
        posts[i] = teachers[i] / pupils[i] * (staff - teachers[i])


@in_kernel
def noise_floor(persons: float, staff: float, enrolled: float, sums: Any) -> float:
    """Return the coefficient of variation that a random reshuffle of people would leave.

    With n_i posts at school i, N posts and a share s = x / N of people who bear a trait,
    CV0² = CV_T² + ((1 - s) / s) (P / N²) Σ (n_i / P_i) (N - n_i) / (N - 1),
    where CV_T is the variation of teachers per pupil. No school is treated unfairly at CV0.

    Parameters
    ----------
    persons, staff, enrolled : float
        x, N and P.
    sums : (2,) float
        Sums over the schools of what `unevenness` writes.
    """
    if persons <= 0.0 or staff <= 1.0:
        return math.nan
    share, of_teachers = persons / staff, from_squares(sums[0], staff, enrolled)
    odds = max((1.0 - share) / share, 0.0)
    chance = enrolled / (staff * staff) * sums[1] / (staff - 1.0)
    return math.sqrt(of_teachers * of_teachers + odds * chance)


@in_kernel
def relative(counts: Any, pupils: Any, ratios: Any) -> None:
    """Write r_i = X_i / X, of which `theil` takes the logarithm; 1 where it is 0 (0 ln 0 = 0)."""
    persons = total(counts)
    mean = persons / total(pupils) if persons > 0.0 else math.nan
    for i in range(pupils.size):
        ratio = counts[i] / pupils[i] / mean if pupils[i] > 0.0 else 1.0
        ratios[i] = 1.0 if ratio == 0.0 else ratio


@in_kernel
def theil(ratios: Any, logs: Any, pupils: Any) -> float:
    """Return Theil's T of X_i, weighted by pupils: T = Σ (P_i / P) r_i ln r_i.

    With schools put together by group it is the part between groups; the rest lies within them.

    Parameters
    ----------
    ratios, logs : (n,) float
        What `relative` writes, and its logarithms.
    """
    enrolled, found = total(pupils), 0.0
    for i in range(pupils.size):
        found += pupils[i] / enrolled * ratios[i] * logs[i]
    return found


def reaches(counts: ArrayLike, pupils: ArrayLike, minima: ArrayLike) -> Bool:
    """Tell which schools have so many persons of each item per 100 pupils, (items, n).

    Parameters
    ----------
    minima : (items,) or (items, n) float
        The same for all schools, or one for each of them.
    """
    least = np.asarray(minima, dtype=np.float64)
    least = least if least.ndim == 2 else least[:, None]
    each = 100.0 * np.asarray(counts, dtype=np.float64) / np.asarray(pupils, dtype=np.float64)
    return np.asarray(each >= least - 1e-9)


def persons_short(counts: F64, pupils: F64, minima: F64) -> NDArray[np.int64]:
    """Return the whole persons that all schools together lack to their minima, by item."""
    least = np.ceil(minima[:, None] * pupils / 100.0 - 1e-9)
    return np.maximum(0.0, least - counts).sum(axis=1).astype(np.int64)


def schools_passing(counts: F64, pupils: F64, minima: F64) -> Bool:
    """Tell which schools pass: at most one item missed, and that one by no more than tolerated.

    The official rule asks for six of seven items; the four that are no persons (rooms, grounds,
    equipment, media) are taken as met, so a school may miss one of the rest.
    """
    reached, near = reaches(counts, pupils, minima), reaches(counts, pupils, TOLERANCE * minima)
    return np.asarray(((~reached).sum(axis=0) <= 1) & (reached | near).all(axis=0))


def pupil_teacher_ratio(pupils: float, teachers: float) -> float:
    """Return pupils per teacher (生师比, the inverse of 师生比); NaN without teachers."""
    return pupils / teachers if teachers > 0 else float("nan")
