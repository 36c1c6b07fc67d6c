"""What the bureau reckons: classes, posts by formula, posts that may be filled now.

Array functions of one section's (or one stage's) numbers; they know no state.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from teacherflow.apportion import apportion, nearest, whole_within
from teacherflow.codes import Stage, Zone
from teacherflow.columns import F64
from teacherflow.demography import GRADES
from teacherflow.parameters.layout import CLASS_SIZE
from teacherflow.terms.posts import Standard

type Whole = NDArray[np.int64]

_GRADES = np.array([GRADES[stage] for stage in Stage])
_SIZES = np.array([CLASS_SIZE[stage] for stage in Stage])


def classes_of(pupils: ArrayLike, stage: ArrayLike, multigrade_size: float) -> Whole:
    """Return the classes of sections.

    Every grade has as many classes as its size demands; a school with fewer than six pupils a
    grade teaches grades together.

    Parameters
    ----------
    pupils, stage : (n,) int
        Pupils of the section and code of its stage.
    multigrade_size : float
        Pupils of a class of several grades.
    """
    pupils = np.asarray(pupils, dtype=np.int64)
    grades, size = _GRADES[np.asarray(stage)], _SIZES[np.asarray(stage)]
    usual = grades * -(-pupils // (grades * size))
    together = np.ceil(pupils / multigrade_size).astype(np.int64)
    return np.where(pupils < 6 * grades, together, usual)


def posts_by_formula(
    pupils: ArrayLike, classes: ArrayLike, stage: ArrayLike, zone: ArrayLike, standard: Standard
) -> F64:
    """Return the real-valued posts of sections by formula, without non-teaching staff.

    Village schools and small schools get posts per class if that is more; very small ones have a
    minimum: one post below ``tiny_pupils``, two up to ``point_pupils``, one in any school.
    """
    pupils, primary = np.asarray(pupils), np.asarray(stage) == Stage.PRIMARY
    ratio = np.where(primary, standard.primary, standard.junior)
    other = np.where(primary, standard.other_primary, standard.other_junior)
    formula = pupils / ratio
    per_class = (np.asarray(zone) == Zone.VILLAGE) | (pupils < standard.small)
    by_class = np.maximum(formula, standard.per_class * np.asarray(classes))
    formula = np.where(per_class, by_class, formula)
    two = (pupils >= standard.tiny_pupils) & (pupils <= standard.point_pupils)
    return np.asarray(np.maximum(np.where(two, 2.0, 1.0), formula * (1.0 - other)))


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
    cap = most * need * (total / need.sum())
    bound = np.minimum(_common_factor(quota, cap, total) * quota, cap)
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


def _common_factor(quota: Whole, cap: F64, total: int) -> float:
    """Return a with sum(min(a * quota, cap)) = total, exactly, by the sorted break points."""
    order = np.argsort(cap / quota, kind="stable")
    capped = np.concatenate([[0.0], np.cumsum(cap[order])[:-1]])
    free = quota.sum() - np.concatenate([[0], np.cumsum(quota[order])[:-1]])
    ratio = (cap / quota)[order]
    k = min(int(np.searchsorted(capped + ratio * free, total)), quota.size - 1)
    return float((total - capped[k]) / free[k])
