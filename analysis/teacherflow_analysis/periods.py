"""The years that a result speaks of, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from teacherflow.text import Text

LAST: Final = 5
"""Years averaged under the name ``last5``."""


def span(years: Sequence[int]) -> str:
    """Return years as text: ``2024`` or ``2024–2030``."""
    return str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"


def last_of(years: Sequence[int]) -> Text:
    """Return the years averaged under the name ``last5``; a study may have fewer than five."""
    if (n := min(LAST, len(years))) == 1:
        return Text("最后一年", "the last year")
    return Text(f"最后 {n} 年", f"the last {n} years")
