"""The rules by name, as study files choose them."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from teacherflow.columns import I64
from teacherflow.matching.block_exchange import to_be
from teacherflow.matching.deferred import deferred, deferred_protected
from teacherflow.matching.market import Market, Own
from teacherflow.matching.optimal import optimal
from teacherflow.matching.serial import serial

RULES = ("serial", "deferred", "deferred_protected", "to_be", "optimal")
OWN_SEAT_RULES = frozenset({"deferred_protected", "to_be", "optimal"})
"""Rules under which the seats that applicants hold are part of the market."""


def by_rule(
    name: str, wishes: Market, order: NDArray[Any] | None = None, own: Own | None = None
) -> I64:
    """Return the slot of each applicant (-1 none, or the own seat) by the rule called ``name``.

    Parameters
    ----------
    order : (n,) int
        Applicants, first first: who chooses (serial), or whom vacant seats are offered (to_be).
    own : Own
        Seats that applicants hold; `serial` and `deferred` do not look at them.

    Raises
    ------
    ValueError
        If there is no such rule, or it lacks ``order`` or ``own``.
    """
    if name == "deferred":
        return deferred(wishes)
    if name == "optimal":
        return optimal(wishes, own)
    if name == "serial" and order is not None:
        return serial(wishes, order)
    if name == "deferred_protected" and own is not None:
        return deferred_protected(wishes, own)
    if name == "to_be" and own is not None and order is not None:
        return to_be(wishes, own, order)
    if name in RULES:
        raise ValueError(f"{name} needs {'own' if own is None else 'order'}")
    raise ValueError(f"no rule called {name!r}; it can be {', '.join(RULES)}")
