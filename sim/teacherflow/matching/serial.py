"""Serial dictatorship: one after another chooses (Abdulkadiroğlu and Sönmez 1998)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import I64
from teacherflow.compiled import kernel
from teacherflow.matching.market import UNMATCHED, Market


def serial(wishes: Market, order: NDArray[Any]) -> I64:
    """Return the slot of each applicant (-1 none) when they choose one after another.

    Parameters
    ----------
    order : (n,) int
        Applicants in the order in which they choose.
    """
    match = np.full(wishes.start.size - 1, UNMATCHED)
    _serial(wishes, np.asarray(order, dtype=np.int64), wishes.seats.copy(), match)
    return match


@kernel
def _serial(wishes: Any, order: Any, left: Any, match: Any) -> None:
    for i in order:
        best = -1
        for k in range(wishes.start[i], wishes.start[i + 1]):
            free = left[wishes.slot[k]] > 0
            if free and (best < 0 or wishes.worth[k] > wishes.worth[best]):
                best = k
        if best >= 0:
            match[i] = wishes.slot[best]
            left[match[i]] -= 1
