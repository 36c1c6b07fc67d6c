"""When a teacher may retire: statutory months, for one person or for arrays, and options.

Months count from year 0, as in `teacherflow.state`. A statute is a pure function of (month of
birth, sex, whether a woman with a senior title stays to 60) and is chosen by its name in the term
``leave.statute``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.codes import Sex
from teacherflow.compiled import in_kernel
from teacherflow.terms.leave import EarlyExit

type Months = NDArray[np.int64]
type Statute = Callable[[ArrayLike, ArrayLike, ArrayLike], Months]

_JANUARY_2025 = 12 * 2025
_LONGEST_DELAY = 36


def before_2025(birth: ArrayLike, sex: ArrayLike, stays: ArrayLike) -> Months:
    """Return the month of the old pension age: men 60; women 55, or 60 if they stay.

    国发〔1978〕104号; women with a senior title may stay to 60 by 组通字〔2015〕14号.
    """
    to_60 = (np.asarray(sex) == Sex.MAN) | np.asarray(stays, dtype=bool)
    return np.asarray(np.asarray(birth, dtype=np.int64) + np.where(to_60, 12 * 60, 12 * 55))


def delayed_2025(birth: ArrayLike, sex: ArrayLike, stays: ArrayLike) -> Months:
    """Return the pension month under the gradual delay that began in January 2025.

    One month later for every four months by which the old pension month lies after December 2024,
    at most 36 months (decision of the National People's Congress of September 2024). Men and women
    who stay go from 60 to 63, other women from 55 to 58.
    """
    old = before_2025(birth, sex, stays)
    months_since = old - _JANUARY_2025 + 1
    return old + np.minimum(np.maximum(-(-months_since // 4), 0), _LONGEST_DELAY)


STATUTES: dict[str, Statute] = {"before_2025": before_2025, "delayed_2025": delayed_2025}
"""Registered rules of the statutory month; third parties may add theirs."""


def statute(name: str) -> Statute:
    """Return the registered rule of that name.

    Raises
    ------
    KeyError
        If no such rule is registered.
    """
    if name not in STATUTES:
        raise KeyError(f"leave.statute: no rule {name!r}; registered are {', '.join(STATUTES)}")
    return STATUTES[name]


class Option(NamedTuple):
    """The once-in-a-career option of `EarlyExit`, as kernels know it."""

    take_up: float
    late: float
    months: int


def option_of(early: EarlyExit) -> Option:
    """Return the option that a rule gives; nobody takes it where there is none."""
    if early.rule != "statute":
        return Option(0.0, 0.0, 0)
    return Option(float(early.take_up), float(early.late), int(early.months))


@in_kernel
def chosen_month(old: int, due: int, luck: float, option: Option) -> int:
    """Return the month in which a person retires by the once-in-a-career option.

    The early option is taken in full, down to the old pension month; the late one too.

    Parameters
    ----------
    old, due : int
        Old and present statutory months.
    luck : float
        Uniform in (0, 1), the same in every year of a career.
    """
    if luck < option.take_up:
        return max(min(old, due), due - option.months)
    return due + option.months if luck > 1.0 - option.late else due


def may_retire_by_service(
    months_old: ArrayLike, sex: ArrayLike, service: ArrayLike, option: EarlyExit
) -> NDArray[np.bool_]:
    """Whether length of service and age allow early retirement (``service`` rule)."""
    if option.rule != "service":
        return np.zeros(np.shape(months_old), dtype=bool)
    age = np.where(np.asarray(sex) == Sex.WOMAN, option.age_women, option.age_men)
    old_enough = np.asarray(months_old) >= 12 * age
    return np.asarray(old_enough & (np.asarray(service) >= option.service))


def silver_months(age: float) -> int:
    """Return the age in full months at which retired teachers who still teach (银龄) stop.

    Parameters
    ----------
    age : float
        The same in years.
    """
    return int(12 * age)
