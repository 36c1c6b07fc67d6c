"""What a school decides about people: whom it ranks first, releases, borrows.

The functions are plain arithmetic: they take one person's numbers or columns of many.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.compiled import in_kernel
from teacherflow.parameters.transfer import Transfer


@in_kernel
def rank_of_applicant(
    effect_seen: float, title: int, is_short: bool, is_near: bool, luck: float, p: Transfer
) -> float:
    """Return a school's rank of an applicant; higher is better.

    Parameters
    ----------
    effect_seen : float
        Standard score of the effect as the school sees it.
    title : int
        Code of Title, a level.
    is_short : bool
        Whether the first subject is short at the school.
    is_near : bool
        Whether the applicant lives near the school.
    luck : float
        Standard normal.
    """
    return (
        p.rank_effect * effect_seen
        + p.rank_title * title
        + p.rank_subject * is_short
        + p.rank_near * is_near
        + p.rank_noise * luck
    )


@in_kernel
def lets_go(posts: int, least: int, is_last: bool) -> bool:
    """Tell whether a school lets one more teacher go.

    Parameters
    ----------
    posts, least : int
        Established teachers now, and how many must stay behind.
    is_last : bool
        Whether the teacher is the last of a subject that no colleague can take.
    """
    return posts > least and not is_last


@in_kernel
def places_asked(on_duty: int, need: int, asks_below: float) -> int:
    """Return how many more a school would borrow: until on duty reach ``asks_below`` x need."""
    return max(0, int(np.ceil(np.rint((asks_below * need - on_duty) * 1e9) / 1e9)))


def borrowing_score(gain: Any, effect: Any) -> Any:
    """Return what decides who is borrowed: the gain of utility of the teacher plus the effect."""
    return gain + effect
