"""Amounts with units, in Chinese or English, by a closed table.

A number alone has the unit of its parameter. A text such as ``500 元/月``, ``6000 yuan/year``,
``0.6万元/年``, ``10%`` or ``3 年`` is converted.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from fractions import Fraction

from teacherflow.faults import Refused, full_width
from teacherflow.parameters.words import unit_words
from teacherflow.text import Text

SPELLINGS: dict[str, dict[str, Fraction]] = {
    "yuan/month": {
        "元/月": Fraction(1),
        "yuan/month": Fraction(1),
        "元/年": Fraction(1, 12),
        "yuan/year": Fraction(1, 12),
        "万元/月": Fraction(10_000),
        "万元/年": Fraction(10_000, 12),
    },
    "yuan/year": {
        "元/年": Fraction(1),
        "yuan/year": Fraction(1),
        "元/月": Fraction(12),
        "yuan/month": Fraction(12),
        "万元/年": Fraction(10_000),
        "万元/月": Fraction(120_000),
    },
    "yuan/km": {k: Fraction(1) for k in ("元/公里", "yuan/km", "元", "yuan")},
    "yuan": {"元": Fraction(1), "yuan": Fraction(1), "万元": Fraction(10_000)},
    "share": {"%": Fraction(1, 100)},
    "share/year": {"%": Fraction(1, 100), "%/年": Fraction(1, 100), "%/year": Fraction(1, 100)},
    "years": {
        "年": Fraction(1),
        "year": Fraction(1),
        "years": Fraction(1),
        "个月": Fraction(1, 12),
        "month": Fraction(1, 12),
        "months": Fraction(1, 12),
    },
    "months": {
        "个月": Fraction(1),
        "月": Fraction(1),
        "month": Fraction(1),
        "months": Fraction(1),
        "年": Fraction(12),
        "year": Fraction(12),
        "years": Fraction(12),
    },
    "km": {
        "公里": Fraction(1),
        "千米": Fraction(1),
        "km": Fraction(1),
        "里": Fraction(1, 2),
        "米": Fraction(1, 1000),
        "m": Fraction(1, 1000),
    },
}
"""For each unit of a parameter, the spellings accepted and the factor to that unit, exactly."""

_BARE = re.compile(r"[-+]?\d+(\.\d+)?")
_MARKED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
"""Marks of thousands."""
_AMOUNT = re.compile(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)\s*(\D*)")


def amount(text: str, unit: str) -> float:
    """Return the number that ``text`` says, in ``unit``: the float nearest to it.

    Raises
    ------
    Refused
        If the text is not a number with a unit of the table.

    Examples
    --------
    >>> amount("0.6万元/年", "yuan/month")
    500.0
    """
    spellings = SPELLINGS.get(unit, {})
    found = _AMOUNT.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if found is None or found[1] in {"", "+", "-"}:
        raise _refusal(text, unit, spellings)
    spelled = re.sub(r"\s*/\s*", "/", found[2].strip())
    if spelled not in spellings:
        raise _refusal(text, unit, spellings)
    exact = Fraction(found[1].replace(",", "")) * spellings[spelled]
    try:
        return float(exact)
    except OverflowError:  # hundreds of digits: beyond any range
        return math.inf if exact > 0 else -math.inf


def _full_width_digits(text: str) -> Text | None:
    """Explain a number without unit that is text only because its digits are full-width."""
    half = unicodedata.normalize("NFKC", text)
    if half == text or not _AMOUNT.fullmatch(half.strip()):
        return None
    return Text(
        f"这里有全角字符，请改为半角：{half}；现为 {text!r}",
        f"full-width characters here; type the half-width {half}; found {text!r}",
    )


def _completed(text: str, spellings: Mapping[str, Fraction]) -> str | None:
    """Return the amount with the unit of which only the beginning was written (500万元 a year)."""
    found = _AMOUNT.fullmatch(text.strip())
    if found is None or not found[1] or not found[2].strip():
        return None
    begun = found[2].strip()
    whole = [one for one in spellings if one.startswith((f"{begun}/", f"{begun}元"))]
    return found[1] + whole[0] if whole else None


def _refusal(text: str, unit: str, spellings: dict[str, Fraction]) -> Refused:
    wide = full_width(text) or _full_width_digits(text)
    if wide:
        return Refused(wide)
    own = unit_words(unit)
    zh, en = f"应为数（{own.zh or '无单位'}）", f"must be a number ({own.en or 'no unit'})"
    if spellings:
        listed = ", ".join(spellings)
        zh, en = f"{zh}，或带单位的数，单位可用：{listed}", f"{en}, or one with a unit of: {listed}"
    zh, en = f"{zh}；现为 {text!r}", f"{en}; found {text!r}"
    whole = _completed(text, spellings)
    if whole is not None:
        zh, en = f"{zh}；是否想写 {whole}？", f"{en}; did you mean {whole}?"
    bare = _MARKED.sub("", text.strip())
    if _BARE.fullmatch(bare):
        zh, en = f"{zh}（写作 {bare}，不加引号）", f"{en} (write {bare}, without quotes)"
    return Refused(Text(zh, en))
