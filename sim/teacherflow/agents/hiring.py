"""What the bureau decides about hiring."""

from __future__ import annotations

from math import floor

import numpy as np

from teacherflow.apportion import nearest

_TIE = 9  # decimals: what differs by less from a whole number is that number


def posts_listed(due: float, to_standard: float, room: float, vacant: float) -> int:
    """Return how many posts of a stage are listed.

    Parameters
    ----------
    due : float
        Hires that answer exits and posts left empty.
    to_standard : float
        Vacancies that are to be filled at least.
    room : float
        Posts left under the total of the stage.
    vacant : float
        Vacancies of its sections.
    """
    wanted = int(nearest(max(due, to_standard)))
    return max(0, int(min(min(wanted, floor(np.round(room, _TIE))), vacant)))


def staff_hired(short: int, share: float, need: float, there: int) -> int:
    """Return how many a unit hires beside its posts: up to a share of its need, at least one.

    Parameters
    ----------
    short : int
        Persons that its sections lack.
    there : int
        Persons whom it hired in earlier years.
    """
    most = max(1, floor(float(np.round(share * need, _TIE))))
    return max(0, min(short, most - there))
