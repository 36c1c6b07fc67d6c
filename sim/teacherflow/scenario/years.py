"""The school years of a study."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_BURN_IN = 10


@dataclass(frozen=True)
class Years:
    """The school years of a study.

    Attributes
    ----------
    start : int
        First study year (2024 = September 2024 to August 2025).
    count : int
        Number of study years.
    burn_in : int
        Years before, in which the generated county settles.
    """

    start: int
    count: int
    burn_in: int = DEFAULT_BURN_IN

    @property
    def last(self) -> int:
        """Last study year."""
        return self.start + self.count - 1

    @property
    def school_years(self) -> range:
        """The study years."""
        return range(self.start, self.last + 1)
