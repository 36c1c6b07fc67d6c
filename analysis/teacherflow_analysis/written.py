"""Numbers and names as readers see them in tables of standing and cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from teacherflow.text import Text
from teacherflow_analysis.clear_digits import ends_of
from teacherflow_analysis.indicators_meta import WORDS
from teacherflow_analysis.minima import RULE
from teacherflow_analysis.standing import ALL_LINES, ALL_SCHOOLS, COUNTY

NONE: Final = "–"
NBSP: Final = "\u00a0"
_LINES: Final = {
    ALL_LINES: Text("差异系数全部达标", "all coefficients"),
    ALL_SCHOOLS: Text("所有学校达到最低标准", "every school at the minima"),
    RULE: Text("学校整体达标", "school as a whole"),
}


def line_name(item: str, stage: str) -> Text:
    """Return the name of a line: what is counted, and the stage."""
    if item == COUNTY:
        return Text("全县各项均达标", "County: all of these")
    at = WORDS["stage"][stage]
    what = _LINES.get(item) or WORDS["item"][item]
    en = what.en[:1].upper() + what.en[1:]
    return Text(f"{what.zh}（{at.zh}）", f"{en}, {at.en}")


SHORT: Final = {
    "teachers": Text("专任教师", "Teachers"),
    "degree": Text("高于规定学历", "Higher degree"),
    "backbone": Text("骨干教师", "Backbones"),
    "midsenior": Text("中级及以上", "First grade +"),
    "artspe": Text("体育艺术", "Arts and PE"),
    ALL_LINES: Text("差异系数全部", "All coefficients"),
    ALL_SCHOOLS: Text("所有学校", "Every school"),
    RULE: Text("学校整体", "School as a whole"),
}


def short_name(item: str, stage: str) -> Text:
    """Return the name of a line for the first cell of a row: stage and what is counted."""
    if item == COUNTY:
        return Text("全县全部", "County, all")
    at, what = WORDS["stage"][stage], SHORT[item]
    return Text(f"{at.zh}·{what.zh}", f"{at.en.capitalize()}: {what.en}")


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


def shares_between(low: float | None, high: float | None) -> str:
    """Return an interval of a share in per cent."""
    if low is None or high is None:
        return ""
    return f"[{share(low)},{NBSP}{share(high)}]".replace("%,", ",")


def money(value: float | None, language: str, *, sign: bool = False) -> str:
    """Return yuan: in tens of thousands in Chinese, in thousands or millions in English."""
    if value is None:
        return NONE
    if abs(value) < 1e4:
        return number(value, 0, sign=sign)
    if language == "zh":
        size = abs(value) / 1e4
        return number(value / 1e4, 2 if size < 10 else 1 if size < 1000 else 0, sign=sign) + "万"
    if abs(value) < 1e6:
        return number(value / 1e3, 0, sign=sign) + "k"
    return number(value / 1e6, 2, sign=sign) + "m"


def money_between(low: float | None, high: float | None, language: str, sign: bool = False) -> str:
    """Return an interval of yuan in brackets, empty if there is none."""
    if low is None or high is None:
        return ""
    return f"[{money(low, language, sign=sign)},{NBSP}{money(high, language, sign=sign)}]"


def one_of_several(county: str, counties: int) -> Text:
    """Return that numbers are those of one county of several."""
    return Text(
        f"仅 {county} 一县（研究含 {counties} 个县）。",
        f"County {county} only (the study has {counties}). ",
    )


def without_results(counties: Sequence[str]) -> Text:
    """Return that counties are in no mean because all their runs failed."""
    some, n = list(counties[:5]), len(counties)
    more = Text("等", " and others") if n > len(some) else Text("", "")
    return Text(
        f"{n} 个县的模拟全部失败，不在平均之内：{'、'.join(some)}{more.zh}。",
        f"All runs of {n} {'county' if n == 1 else 'counties'} failed, which no mean holds: "
        f"{', '.join(some)}{more.en}. ",
    )
