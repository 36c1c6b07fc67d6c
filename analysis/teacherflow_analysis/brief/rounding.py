"""How many digits a number deserves: as many as its 95 % interval leaves standing.

A half-width of 37 shows tens, one of 13 shows units: its first digit, or the first two if it
begins with 1. Without an interval the usual digits of the indicator are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import Final

from teacherflow.text import Language, Text
from teacherflow_analysis.brief.blocks import Number, Source
from teacherflow_analysis.clear_digits import to_end, to_half
from teacherflow_analysis.indicators_meta import POINTS, Indicator, Shown

LEAST: Final = 1e-4
"""Finest place that is written, but for what is clear only with more digits."""


@dataclass(frozen=True)
class Scale:
    """How an indicator is written in one language: factor, unit of levels and of changes."""

    factor: float
    unit: str
    change: str
    place: float


def scale_of(meta: Indicator, language: Language) -> Scale:
    """Return how an indicator is written."""
    zh = language == "zh"
    match meta.shown:
        case Shown.PERCENT:
            return Scale(100, "%", POINTS.zh if zh else POINTS.en, 0.1)
        case Shown.RATIO:
            unit = meta.unit.zh if zh else meta.unit.en
            return Scale(1, unit, unit, 0.001)
        case Shown.MONEY:
            unit = "万元" if zh else "million yuan"
            return Scale(1e-4 if zh else 1e-6, unit, unit, 1.0 if zh else 0.01)
        case _:
            unit = meta.unit.zh if zh else meta.unit.en
            return Scale(1, unit, unit, 0.1)


def place_of(half: float | None, usual: float) -> float:
    """Return the place to round to, for a half-width in the unit that is written."""
    if half is None or not half > 0:
        return usual
    place = 10.0 ** floor(log10(half) + 1e-12)
    if half / place < 1.95:
        place /= 10
    return max(place, LEAST)


def written(value: float, place: float, signed: bool = False) -> str:
    """Return a number rounded to a place, with a true minus sign; zero has no sign."""
    if value == 0:
        return "0"
    decimals = max(0, -floor(log10(place) + 1e-9))
    rounded = round(value / place) * place
    text = f"{rounded:{'+' if signed else ''},.{decimals}f}"
    if not any(digit in text for digit in "123456789"):
        text = text.lstrip("+-")
    return text.replace("-", "−")


def number(
    value: float,
    source: Source,
    *,
    factor: float = 1.0,
    place: float = 1.0,
    signed: bool = False,
) -> Number:
    """Return a number with its text."""
    return Number(value, written(value * factor, place, signed), source, factor, place)


def count(value: float, source: Source) -> Number:
    """Return a whole number."""
    return number(float(value), source)


def good_direction(meta: Indicator) -> Text | None:
    """Return which way is good in words; None if it is not judged."""
    return {
        "higher": Text("越高越好", "higher is better"),
        "lower": Text("越低越好", "lower is better"),
    }.get(meta.better.value)


def place_of_change(change: float, half: float | None, usual: float) -> float:
    """Return the place for a difference and its half-width, both in the unit that is written.

    Rounding must not make a clear difference look as if its interval held zero, neither by its
    half nor by its ends.
    """
    place = place_of(half, usual)
    if half is None or not half > 0:
        return place

    def write(value: float, more: int) -> str:
        return written(value, place / 10**more)

    ends = change - half, change + half
    smaller: float = 10 ** max(to_end(*ends, write), to_half(*ends, write))
    return place / smaller
