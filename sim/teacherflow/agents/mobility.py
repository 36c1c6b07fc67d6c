"""What a teacher decides about the own place: look round, apply.

The functions are plain arithmetic: they take one teacher's numbers or columns of many.
"""

from __future__ import annotations

from typing import Any

from teacherflow.compiled import in_kernel
from teacherflow.parameters.transfer import Transfer
from teacherflow.parameters.utility import Utility

_EARLY, _MIDDLE = 5, 10
"""Years at the post school up to which a stay counts as short or middling."""


@in_kernel
def look_chance(tenure: int, age: int, bond_ends: bool, p: Transfer) -> float:
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
    if age >= p.look_age:
        return 0.0
    by_tenure = p.look_late
    if tenure <= _EARLY:
        by_tenure = p.look_early
    elif tenure <= _MIDDLE:
        by_tenure = p.look_middle
    return min(1.0, by_tenure * (p.look_bond_end if bond_ends else 1.0))


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
