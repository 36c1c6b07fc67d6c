"""Whom a school would rather keep, and how a number is spread over schools.

The functions are plain arithmetic of the numbers of one person or school, or of all schools.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from teacherflow.apportion import apportion
from teacherflow.columns import I64
from teacherflow.compiled import in_kernel
from teacherflow.parameters.exchange import Exchange

_LONG_TENURE = 20.0
_SAME_LESSONS = 5e-10


@in_kernel
def may_leave(of_subject: int, staff: int, generalist: bool) -> int:
    """Return how many of a subject may leave a school: all but one; anybody in 包班 schools."""
    if generalist:
        return min(of_subject, max(0, staff - 1))
    return max(0, of_subject - 1)


@in_kernel
def others_cover(staff: int, load: float, lessons: float) -> bool:
    """Tell whether one teacher less could still teach all lessons at the standard load."""
    return (staff - 1) * load - lessons >= -_SAME_LESSONS


@in_kernel
def worth_keeping(
    effect_seen: float,
    backbone: bool,
    senior: bool,
    in_class: bool,
    connected: bool,
    tenure: int,
    subject_spare: bool,
    p: Exchange,
) -> float:
    """Return K, how much a school wants to keep a teacher; it sends those with the lowest.

    Parameters
    ----------
    effect_seen : float
        Standard score of the effect as the school sees it.
    senior : bool
        高级 and above.
    in_class : bool
        Leads a class or teaches a graduating one this year.
    subject_spare : bool
        The other teachers of the subject could take its lessons at the standard load.
    """
    return (
        p.keep_effect * effect_seen
        + p.keep_backbone * backbone
        + p.keep_senior * senior
        + p.keep_class * in_class
        + p.keep_connected * connected
        + p.keep_tenure * min(float(tenure), _LONG_TENURE) / _LONG_TENURE
        - p.spare_subject * subject_spare
    )


@in_kernel
def class_chance(classes: int, staff: int, grades: int) -> float:
    """Return the chance that a teacher leads a class or teaches a graduating one.

    Every class has one head, one grade of the stage graduates; the two are independent.
    """
    heads = min(1.0, classes / max(staff, 1))
    return 1.0 - (1.0 - heads) * (1.0 - 1.0 / grades)


def spread(total: int, weights: ArrayLike, caps: ArrayLike) -> I64:
    """Divide ``total`` over schools in proportion to ``weights``, nobody above the cap.

    What a cap cuts off is divided among the others by largest remainder, until all is divided or
    all are at their caps.

    Examples
    --------
    >>> spread(6, [8, 1, 1], [2, 9, 9]).tolist()
    [2, 2, 2]
    """
    weights, caps = np.asarray(weights, dtype=np.float64), np.asarray(caps, dtype=np.int64)
    free, left = (weights > 0) & (caps > 0), total
    most = np.where(free, caps, 0)
    if total >= most.sum():
        return most
    parts = np.zeros(weights.size, dtype=np.int64)
    while left > 0 and free.any():
        wanted = apportion(np.where(free, weights, 0.0), left)
        full = free & (wanted >= caps)
        if not full.any():
            return parts + wanted
        parts[full] = caps[full]
        left -= int(caps[full].sum())
        free &= ~full
    return parts
