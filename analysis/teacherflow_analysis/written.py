"""Numbers as readers see them in tables of standing and cost."""

from __future__ import annotations

import re
from typing import Final

from teacherflow.text import Language
from teacherflow_analysis.clear_digits import ends_of

NONE: Final = "–"
NBSP: Final = "\u00a0"
_BEFORE_A_NUMBER: Final = re.compile(r"(?<![0-9A-Za-z])-(?=[0-9])")


def with_minus(text: str) -> str:
    """Return a text with a true minus before negative numbers; ranges and names keep hyphens."""
    return _BEFORE_A_NUMBER.sub("−", text)


def number(value: float | None, digits: int = 3, *, sign: bool = False) -> str:
    """Return a number with a true minus; without a sign if it is written as zero."""
    if value is None:
        return NONE
    text = f"{value:{'+' if sign else ''},.{digits}f}"
    if not any(digit in text for digit in "123456789"):
        text = text.lstrip("+-")
    return text.replace("-", "−")


def share(value: float | None) -> str:
    """Return a share as whole per cent; only what is exactly 0 or 1 is written 0 or 100 %."""
    if value is None:
        return NONE
    if 0 < value < 0.005:
        return "<1%"
    return ">99%" if 0.995 < value < 1 else f"{100 * value:.0f}%"


def half(low: float | None, high: float | None, digits: int = 3) -> str:
    """Return half the width of an interval behind a plus-minus sign, empty if there is none."""
    return "" if low is None or high is None else f"±{number((high - low) / 2, digits)}"


def between(low: float | None, high: float | None, digits: int = 3, *, sign: bool = False) -> str:
    """Return an interval in brackets, empty if there is none; of a difference if it has a sign."""
    if low is None or high is None:
        return ""
    if sign:
        _, ends = ends_of(low, high, lambda end, more: number(end, digits + more, sign=True))
        return f"[{ends[0]},{NBSP}{ends[1]}]"
    return f"[{number(low, digits)},{NBSP}{number(high, digits)}]"


def with_interval(mean: str, ends: str) -> str:
    """Return a mean and its interval behind it, if there is one; a line cannot break between."""
    return f"{mean}{NBSP}{ends}" if ends else mean


def shares_between(low: float | None, high: float | None) -> str:
    """Return an interval of a share in per cent."""
    if low is None or high is None:
        return ""
    return f"[{share(low)},{NBSP}{share(high)}]".replace("%,", ",")


def money(
    value: float | None, language: Language, *, sign: bool = False, beside: float = 0.0
) -> str:
    """Return yuan: in tens of thousands in Chinese, in thousands or millions in English.

    The form is that of the larger of the number and what stands ``beside`` it.
    """
    if value is None:
        return NONE
    most = max(abs(value), abs(beside))
    if most < 1e4:
        return number(value, 0, sign=sign)
    if language == "zh":
        size = most / 1e4
        return number(value / 1e4, 2 if size < 10 else 1 if size < 1000 else 0, sign=sign) + "万"
    if most < 1e6:
        return number(value / 1e3, 0, sign=sign) + "k"
    return number(value / 1e6, 2, sign=sign) + "m"


def money_between(
    low: float | None, high: float | None, language: Language, sign: bool = False
) -> str:
    """Return an interval of yuan in brackets, empty if there is none.

    Both ends have one form, unless the smaller would be written as zero in it.
    """
    if low is None or high is None:
        return ""
    ends = []
    for end, other in ((low, high), (high, low)):
        text = money(end, language, sign=sign, beside=other)
        seen = any(digit in text for digit in "123456789")
        ends.append(text if seen else money(end, language, sign=sign))
    return f"[{ends[0]},{NBSP}{ends[1]}]"
