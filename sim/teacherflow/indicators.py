"""Official indicators of balance between schools, as pure functions on (items x sections).

Notation: section i has P_i pupils and x_i of an item (teachers, backbones ...); X_i = x_i / P_i;
P and x without index are sums over sections; X = x / P. What is undefined is NaN.

Sources: 教督〔2012〕3号 (basic balance, form of the coefficient of variation), 教督〔2017〕6号 (high-quality
balance, lines and minima).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.columns import F64, Bool

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


def variation(counts: ArrayLike, pupils: ArrayLike) -> F64:
    """Return the official enrolment-weighted coefficient of variation (差异系数) of each item.

    CV = S / X with S² = Σ (P_i / P) (X_i - X)²: schools weigh by pupils, there is no n - 1.
    This is not the standard deviation of the X_i divided by their mean.

    Parameters
    ----------
    counts : (items, n) float
        x_i, raw numbers of persons.
    pupils : (n,) float
        P_i > 0.

    Examples
    --------
    >>> round(float(variation([[10, 20]], [100, 300])[0]), 4)  # X_i .10 and .0667, X .075
    0.1925
    """
    x, p = _checked(counts, pupils)
    mean = x.sum(axis=1) / p.sum()
    apart = x / p - mean[:, None]
    spread = np.sqrt((p * apart**2).sum(axis=1) / p.sum())
    return _ratio(spread, mean)


def noise_floor(counts: ArrayLike, teachers: ArrayLike, pupils: ArrayLike) -> F64:
    """Return the coefficient of variation that a random reshuffle of people would leave.

    With n_i posts at school i, N posts and a share s = x / N of people who bear a trait,
    CV0² = CV_T² + ((1 - s) / s) (P / N²) Σ (n_i / P_i) (N - n_i) / (N - 1),
    where CV_T is the variation of teachers per pupil. No school is treated unfairly at CV0.

    Parameters
    ----------
    counts : (items, n) float
        Persons with the trait; only their sum matters.
    teachers : (n,) float
        n_i.
    pupils : (n,) float
        P_i > 0.
    """
    x, p = _checked(counts, pupils)
    n = np.asarray(teachers, dtype=np.float64)
    size = n.sum()
    share = _ratio(x.sum(axis=1), np.full(x.shape[0], size))
    chance = np.nan
    if size > 1:
        chance = p.sum() / size**2 * float((n / p * (size - n)).sum()) / (size - 1.0)
    odds = _ratio(1.0 - share, share)
    return np.asarray(np.sqrt(variation(n[None, :], p) ** 2 + np.maximum(odds, 0.0) * chance))


def theil(counts: ArrayLike, pupils: ArrayLike, group: ArrayLike, groups: int) -> tuple[F64, F64]:
    """Return Theil's T of X_i, weighted by pupils, between and within groups of schools.

    T = Σ (P_i / P) r_i ln r_i with r_i = X_i / X (0 ln 0 = 0) is their sum.

    Parameters
    ----------
    group : (n,) int
        Group of each school, 0 to ``groups`` - 1.

    Returns
    -------
    (items,) float, (items,) float
        Between and within.
    """
    x, p = _checked(counts, pupils)
    member = np.asarray(group)[None, :] == np.arange(groups)[:, None]
    inside = member.astype(np.float64)
    total = _entropy(x, p)
    between = _entropy(x @ inside.T, inside @ p)
    return between, total - between


def per_hundred(counts: ArrayLike, pupils: ArrayLike) -> F64:
    """Return persons per 100 pupils of every school, (items, n)."""
    x, p = _checked(counts, pupils)
    return np.asarray(100.0 * x / p)


def reaches(counts: ArrayLike, pupils: ArrayLike, minima: ArrayLike) -> Bool:
    """Tell which schools reach the minimum of each item, (items, n).

    Parameters
    ----------
    minima : (items,) or (items, n) float
        The same for all schools, or one for each of them.
    """
    least = np.asarray(minima, dtype=np.float64)
    least = least if least.ndim == 2 else least[:, None]
    return np.asarray(per_hundred(counts, pupils) >= least - 1e-9)


def share_reaching(counts: ArrayLike, pupils: ArrayLike, minima: ArrayLike) -> F64:
    """Return the share of schools at the minimum of each item; NaN without schools."""
    reached = reaches(counts, pupils, minima)
    if reached.shape[1] == 0:
        return np.full(reached.shape[0], np.nan)
    return np.asarray(reached.mean(axis=1))


def persons_short(counts: ArrayLike, pupils: ArrayLike, minima: ArrayLike) -> NDArray[np.int64]:
    """Return the whole persons that all schools together lack to their minima, by item."""
    x, p = _checked(counts, pupils)
    least = np.ceil(np.asarray(minima, dtype=np.float64)[:, None] * p / 100.0 - 1e-9)
    return np.maximum(0.0, least - x).sum(axis=1).astype(np.int64)


def schools_passing(counts: ArrayLike, pupils: ArrayLike, minima: ArrayLike) -> Bool:
    """Tell which schools pass: at most one item missed, and that one by no more than tolerated.

    The official rule asks for six of seven items; the four that are no persons (rooms, grounds,
    equipment, media) are taken as met, so a school may miss one of the rest.
    """
    missed = ~reaches(counts, pupils, minima)
    near = reaches(counts, pupils, TOLERANCE * np.asarray(minima, dtype=np.float64))
    return np.asarray((missed.sum(axis=0) <= 1) & np.all(~missed | near, axis=0))


def pupil_teacher_ratio(pupils: float, teachers: float) -> float:
    """Return pupils per teacher (生师比, the inverse of 师生比); NaN without teachers."""
    return pupils / teachers if teachers > 0 else float("nan")


def _checked(counts: ArrayLike, pupils: ArrayLike) -> tuple[F64, F64]:
    x, p = np.atleast_2d(np.asarray(counts, dtype=np.float64)), np.asarray(pupils, dtype=np.float64)
    if p.ndim != 1 or x.shape[1] != p.size:
        raise ValueError(f"{x.shape[1]} sections are counted, {p.size} have pupils")
    if np.any(p <= 0):
        raise ValueError("every section needs pupils: leave the others out")
    return x, p


def _entropy(x: F64, p: F64) -> F64:
    weight = _ratio(p, np.full(p.size, p.sum()))
    mean = _ratio(x.sum(axis=1), np.full(x.shape[0], p.sum()))
    each = np.divide(x, p, out=np.zeros_like(x), where=p > 0)
    ratio = each / np.where(mean > 0, mean, np.nan)[:, None]
    logs = np.log(ratio, out=np.zeros_like(ratio), where=ratio > 0)
    return np.asarray((weight * ratio * logs).sum(axis=1))


def _ratio(above: Any, below: Any) -> F64:
    full = np.full(np.shape(above), np.nan)
    return np.asarray(np.divide(above, below, out=full, where=np.asarray(below) > 0))
