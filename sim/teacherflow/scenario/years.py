"""The school years of a study."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.text import Text

DEFAULT_BURN_IN = 10

MISSING = {
    "start": Text(
        "缺少 start（第一个学年），如 start: 2024",
        "start is missing, the first school year: start: 2024",
    ),
    "count": Text(
        "缺少 count（学年数）：2024 至 2033 学年写作 start: 2024, count: 10",
        "count is missing, the number of years: 2024 to 2033 is start: 2024, count: 10",
    ),
}
"""What to write for a key that is missing."""


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
