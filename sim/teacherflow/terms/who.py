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
    """``low <= column <= high``, and the value is listed, and is not excepted.

    Attributes
    ----------
    among : tuple of int
        The codes or numbers admitted; empty: all.
    but : tuple of int
        Codes or numbers that are not admitted.

    Examples
    --------
    >>> Where("duty.zone", 0, 0)
    Where(column='duty.zone', low=0, high=0)
    >>> Where("duty.school", among=(3, 8))
    Where(column='duty.school', among=(3, 8))
    """

    column: str
    low: float = -inf
    high: float = inf
    among: tuple[int, ...] = ()
    but: tuple[int, ...] = ()

    def __repr__(self) -> str:
        """Leave out what says nothing."""
        bounded = self.low > -inf or self.high < inf or not (self.among or self.but)
        words = f", low={self.low!r}, high={self.high!r}" if bounded else ""
        words += f", among={self.among!r}" if self.among else ""
        words += f", but={self.but!r}" if self.but else ""
        return f"Where(column={self.column!r}{words})"

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
