"""Who comes first for an office at a school (compiled, one candidate at a time)."""

from __future__ import annotations

from teacherflow.codes import Role, Title
from teacherflow.compiled import in_kernel

_DEPUTY, _FIRST = int(Role.DEPUTY), int(Title.FIRST)


@in_kernel
def claim_to_office(role: int, reserve_since: int, title: int) -> int:
    """Return the class in which a candidate stands: deputies, reserve cadres, 一级 and above."""
    if role == _DEPUTY:
        return 3
    if reserve_since > 0:
        return 2
    return 1 if title >= _FIRST else 0


@in_kernel
def comes_before(
    claim: int, seen: float, teacher: int, of_rival: int, seen_of_rival: float, rival: int
) -> bool:
    """Tell whether a candidate comes before a rival: by claim, then as seen, then by lower id."""
    if claim != of_rival:
        return claim > of_rival
    if seen != seen_of_rival:
        return seen > seen_of_rival
    return teacher < rival
