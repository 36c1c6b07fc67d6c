"""What a teacher decides about the own place: look round, apply.

The functions are plain arithmetic: they take one teacher's numbers or columns of many.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from teacherflow.columns import F64
from teacherflow.parameters.transfer import Transfer
from teacherflow.parameters.utility import Utility


def look_chance(tenure: ArrayLike, age: ArrayLike, bond_ends: ArrayLike, p: Transfer) -> F64:
    """Return the chance of looking round for another school this year.

    Parameters
    ----------
    tenure : int
        Completed years at the post school.
    age : int
        Completed years on 1 September.
    bond_ends : bool
        Whether this is the first year free of a bond.
    """
    years = np.asarray(tenure)
    by_tenure = np.where(years <= 10, p.look_middle, p.look_late)
    by_tenure = np.where(years <= 5, p.look_early, by_tenure)
    by_tenure = np.where(np.asarray(age) < p.look_age, by_tenure, 0.0)
    chance = by_tenure * np.where(bond_ends, p.look_bond_end, 1.0)
    return np.asarray(np.minimum(1.0, chance))


def gain_asked(levels_down: Any, extra: float, p: Utility) -> Any:
    """Return the gain of utility below which a teacher does not apply.

    Parameters
    ----------
    levels_down : int
        Levels (seat, town, village) by which the other school is lower; 0 if it is not.
    extra : float
        What policies add to the threshold.
    """
    friction = p.downward_friction / p.reference_pay
    return p.moving_threshold + extra + friction * levels_down
