"""What a school decides about people: whom it ranks first, releases, borrows.

The functions are plain arithmetic: they take one person's numbers or columns of many.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import in_kernel
from teacherflow.parameters.transfer import Transfer
from teacherflow.ranking import place_in_group


def rank_of_applicant(
    effect_seen: Any, title: Any, is_short: Any, is_near: Any, luck: Any, p: Transfer
) -> Any:
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


def released(section: I64, subject: I64, order: F64, spare_posts: I64, subject_spare: I64) -> Bool:
    """Tell which applicants their schools of origin let go.

    A school lets go one after another, as long as enough posts stay behind and the leaver is not
    the last of the subject.

    Parameters
    ----------
    section, subject : (n,) int
        School of origin and first subject of each applicant.
    order : (n,) float
        Who is let go first: ascending; no two equal within a school.
    spare_posts : (sections,) int
        How many may leave each school.
    subject_spare : (sections, subjects) int
        How many of each subject may leave each school.
    """
    by_subject = np.lexsort((order, subject, section))
    key = section[by_subject] * subject_spare.shape[1] + subject[by_subject]
    may = np.zeros(section.size, dtype=bool)
    may[by_subject] = place_in_group(key) < subject_spare.ravel()[key]
    queue = np.flatnonzero(may)
    queue = queue[np.lexsort((order[queue], section[queue]))]
    goes = place_in_group(section[queue]) < spare_posts[section[queue]]
    result = np.zeros(section.size, dtype=bool)
    result[queue[goes]] = True
    return result


@in_kernel
def places_asked(on_duty: int, need: int, asks_below: float) -> int:
    """Return how many more a school would borrow: until on duty reach ``asks_below`` x need."""
    return max(0, int(np.ceil(np.rint((asks_below * need - on_duty) * 1e9) / 1e9)))


def borrowing_score(gain: Any, effect: Any) -> Any:
    """Return what decides who is borrowed: the gain of utility of the teacher plus the effect."""
    return gain + effect
