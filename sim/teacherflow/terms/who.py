"""Who a policy addresses: ranges over named columns, so that *who* is data.

A condition names a column of the teachers table (``"age"``) or of the sections table, then
prefixed by the section it speaks of (``"duty.zone"``, ``"post.zone"``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True, order=True)
class Where:
    """``low <= column <= high``.

    Examples
    --------
    >>> Where("duty.zone", 0, 0)
    Where(column='duty.zone', low=0, high=0)
    """

    column: str
    low: float = -inf
    high: float = inf

    @property
    def of_section(self) -> bool:
        """Whether the condition speaks of a section (else of the teacher)."""
        return "." in self.column

    @property
    def name(self) -> str:
        """The column's own name, without the section prefix."""
        return self.column.rpartition(".")[2]


def split(who: Iterable[Where]) -> tuple[tuple[Where, ...], tuple[Where, ...]]:
    """Return the conditions on the teacher and those on a section."""
    who = tuple(who)
    return (
        tuple(w for w in who if not w.of_section),
        tuple(w for w in who if w.of_section),
    )
