"""What the bureau reckons: classes, posts by formula, posts that may be filled now.

Functions of one section's (or one stage's) numbers; they know no state.
"""

from __future__ import annotations

from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.apportion import apportion, nearest, whole_within
from teacherflow.codes import Stage, Zone
from teacherflow.columns import F64
from teacherflow.compiled import in_kernel, kernel
from teacherflow.demography import GRADES
from teacherflow.parameters.layout import CLASS_SIZE
from teacherflow.terms.posts import Standard

type Whole = NDArray[np.int64]

_LEAST_OF_GRADE = 6
_GRADES = np.array([GRADES[stage] for stage in Stage])
_SIZES = np.array([CLASS_SIZE[stage] for stage in Stage])


class Rule(NamedTuple):
    """The formula of need (`terms.posts.Standard`) as kernels read it."""

    primary: float
    junior: float
    per_class: float
    small: float
    other_primary: float
    other_junior: float
    tiny_pupils: float
    point_pupils: float


def classes_of(pupils: ArrayLike, stage: ArrayLike, multigrade_size: float) -> Whole:
    """Return the classes of sections (`classes_at`).

    Parameters
    ----------
    pupils, stage : (n,) int
        Pupils of the section and code of its stage.
    multigrade_size : float
        Pupils of a class of several grades.
    """
    pupils = np.asarray(pupils)
    classes = np.empty(pupils.size, dtype=np.int64)
    _fill_classes(pupils, np.asarray(stage), multigrade_size, classes)
    return classes


@in_kernel
def classes_at(pupils: int, stage: int, multigrade_size: float) -> int:
    """Return the classes of one section.

    Every grade has as many classes as its size demands; a school with fewer than six pupils a
    grade teaches grades together.
    """
    grades, size = _GRADES[stage], _SIZES[stage]
    if pupils < _LEAST_OF_GRADE * grades:
        return ceil(pupils / multigrade_size)
    return int(grades * -(-pupils // (grades * size)))


@kernel
def _fill_classes(pupils: Any, stage: Any, multigrade_size: float, classes: Any) -> None:
    for s in range(pupils.size):
        classes[s] = classes_at(pupils[s], stage[s], multigrade_size)


def posts_by_formula(
    pupils: ArrayLike, classes: ArrayLike, stage: ArrayLike, zone: ArrayLike, standard: Standard
) -> F64:
    """Return the real-valued posts of sections by formula (`posts_at`)."""
    pupils = np.asarray(pupils)
    posts, rule = np.empty(pupils.size), Rule(*(float(getattr(standard, f)) for f in Rule._fields))
    _fill_posts(pupils, np.asarray(classes), np.asarray(stage), np.asarray(zone), rule, posts)
    return posts


@in_kernel
def posts_at(pupils: int, classes: int, stage: int, zone: int, rule: Rule) -> float:
    """Return the real-valued posts of a section by formula, without non-teaching staff.

    Village schools and small schools get posts per class if that is more; very small ones have a
    minimum: one post below ``tiny_pupils``, two up to ``point_pupils``, one in any school.
    """
    primary = stage == Stage.PRIMARY
    posts = pupils / (rule.primary if primary else rule.junior)
    if zone == Zone.VILLAGE or pupils < rule.small:
        posts = max(posts, rule.per_class * classes)
    posts *= 1.0 - (rule.other_primary if primary else rule.other_junior)
    is_point = rule.tiny_pupils <= pupils <= rule.point_pupils
    return max(2.0 if is_point else 1.0, posts)


@kernel
def _fill_posts(pupils: Any, classes: Any, stage: Any, zone: Any, rule: Any, posts: Any) -> None:
    for s in range(pupils.size):
        posts[s] = posts_at(pupils[s], classes[s], stage[s], zone[s], rule)


def needs_of(
    pupils: ArrayLike,
    classes: ArrayLike,
    stage: ArrayLike,
    zone: ArrayLike,
    is_open: NDArray[np.bool_],
    standard: Standard,
) -> Whole:
    """Return whole posts by formula, by largest remainder within each stage; 0 where closed."""
    formula = posts_by_formula(pupils, classes, stage, zone, standard)
    return whole_within(np.where(is_open, formula, 0.0), np.asarray(stage), len(Stage))


def total_after(before: float, at_fork: float, need: float, fall: float) -> float:
    """Return the total of a stage: it falls to need, not faster than ``fall``, and never rises."""
    return max((1.0 - fall) * before, min(at_fork, need))


def targets_of(
    quota: Whole,
    need: Whole,
    total: int,
    most: float,
    pooled: float = 0.0,
    weights: ArrayLike | None = None,
) -> Whole:
    """Return the posts that each section of one stage may fill now; they sum to ``total``.

    ``min(a * quota, most * need * total / sum(need))``, where one factor a keeps inherited shares
    and is solved so that the sum is the total; whole by largest remainder. The share ``pooled`` of
    all posts is divided by ``weights`` instead.

    Parameters
    ----------
    quota, need : (n,) int
        Of the open sections of the stage, quota at least 1.
    most : float
        At least 1, so that a solution exists.
    pooled : float
        Share of the posts that the county uses by need, 0 to 1.
    weights : (n,) float, optional
        Need as the county weighs it; default: ``need``.
    """
    if not quota.size:
        return np.zeros(0, dtype=np.int64)
    cap, bound = most * need * (total / need.sum()), np.empty(quota.size)
    ratio = cap / quota
    _bind(quota, cap, ratio, ratio.argsort(kind="stable"), total, int(quota.sum()), bound)
    if pooled <= 0.0:
        return apportion(bound, total)
    weights = np.asarray(need if weights is None else weights, dtype=np.float64)
    by_need = weights * (total / weights.sum())
    return apportion((1.0 - pooled) * bound + pooled * by_need, total)


def tilted(need: ArrayLike, zone: ArrayLike, tilt: float) -> F64:
    """Return need with that of village schools raised by the share ``tilt``."""
    return np.asarray(need) * np.where(np.asarray(zone) == Zone.VILLAGE, 1.0 + tilt, 1.0)


def divided_anew(quota: Whole, plan: Whole, total: int, weight: float) -> Whole:
    """Return the quotas of the sections of one stage after a re-allotment.

    Each goes ``weight`` of the way from what it has to its share of ``total`` by ``plan`` and
    keeps at least one post. The sum goes as far from the sum of ``quota`` to ``total`` and never
    beyond either.

    Parameters
    ----------
    quota, plan : (n,) int
        Posts that sections have, and have by the new division; at least 1 each.
    total : int
        Posts of the stage, at least n.
    weight : float
        0 to 1.
    """
    share = plan * (total / plan.sum())
    mixed = (1.0 - weight) * quota + weight * share
    number = int(nearest(mixed.sum()))
    return 1 + apportion(np.maximum(0.0, mixed - 1.0), max(0, number - quota.size))


@kernel
def _bind(quota: Any, cap: Any, ratio: Any, order: Any, total: int, free: int, bound: Any) -> None:
    """Write min(a * quota, cap) with the factor a for which they sum to ``total``, exactly.

    The factor lies between two break points, the ratios of cap to quota in ``order``. ``free``
    comes in as the sum of the quotas.
    """
    capped = 0.0
    for k in range(order.size - 1):
        i = order[k]
        if capped + ratio[i] * free >= total:
            break
        capped += cap[i]
        free -= quota[i]
    factor = (total - capped) / free
    for i in range(quota.size):
        bound[i] = min(factor * quota[i], cap[i])
