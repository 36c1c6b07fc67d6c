"""What a decision is told with, and the words that several decisions share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

type Facts = Mapping[str, Any]
"""Names and values that a phase told with its decision."""


def year_word(n: int) -> str:
    """Return the English word for a number of years."""
    return "year" if n == 1 else "years"


def years(n: int) -> str:
    """Return a number of years in English."""
    return f"{n} {year_word(n)}"
