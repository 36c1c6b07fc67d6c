"""Amounts with units, in Chinese or English, by a closed table.

A number alone has the unit of its parameter. A text such as ``500 元/月``, ``6000 yuan/year``,
``0.6万元/年``, ``10%`` or ``3 年`` is converted.
"""

from __future__ import annotations

import re
import unicodedata

from teacherflow.faults import Refused, full_width
from teacherflow.parameters.words import unit_words
from teacherflow.text import Text

SPELLINGS: dict[str, dict[str, float]] = {
    "yuan/month": {
        "元/月": 1.0,
        "yuan/month": 1.0,
        "元/年": 1 / 12,
        "yuan/year": 1 / 12,
        "万元/月": 10_000.0,
        "万元/年": 10_000 / 12,
    },
    "yuan/year": {
        "元/年": 1.0,
        "yuan/year": 1.0,
        "元/月": 12.0,
        "yuan/month": 12.0,
        "万元/年": 10_000.0,
        "万元/月": 120_000.0,
    },
    "yuan/km": {"元/公里": 1.0, "yuan/km": 1.0, "元": 1.0, "yuan": 1.0},
    "yuan": {"元": 1.0, "yuan": 1.0, "万元": 10_000.0},
    "share": {"%": 0.01},
    "share/year": {"%": 0.01, "%/年": 0.01, "%/year": 0.01},
    "years": {
        "年": 1.0,
        "year": 1.0,
        "years": 1.0,
        "个月": 1 / 12,
        "month": 1 / 12,
        "months": 1 / 12,
    },
    "months": {
        "个月": 1.0,
        "月": 1.0,
        "month": 1.0,
        "months": 1.0,
        "年": 12.0,
        "year": 12.0,
        "years": 12.0,
    },
    "km": {"公里": 1.0, "千米": 1.0, "km": 1.0, "里": 0.5, "米": 0.001, "m": 0.001},
}
"""For each unit of a parameter, the spellings accepted and the factor to that unit."""

_AMOUNT = re.compile(r"([-+]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?)\s*(\D*)")


def amount(text: str, unit: str) -> float:
    """Return the number that ``text`` says, in ``unit``.

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
    return float(found[1].replace(",", "")) * spellings[spelled]


def _full_width_digits(text: str) -> Text | None:
    """Explain a number without unit that is text only because its digits are full-width."""
    half = unicodedata.normalize("NFKC", text)
    if half == text or not _AMOUNT.fullmatch(half.strip()):
        return None
    return Text(
        f"这里有全角字符，请改为半角：{half}；现为 {text!r}",
        f"full-width characters here; type the half-width {half}; found {text!r}",
    )


def _refusal(text: str, unit: str, spellings: dict[str, float]) -> Refused:
    wide = full_width(text) or _full_width_digits(text)
    if wide:
        return Refused(wide)
    own = unit_words(unit)
    zh, en = f"应为数（{own.zh or '无单位'}）", f"must be a number ({own.en or 'no unit'})"
    if spellings:
        listed = ", ".join(spellings)
        zh, en = f"{zh}，或带单位的数，单位可用：{listed}", f"{en}, or one with a unit of: {listed}"
    return Refused(Text(f"{zh}；现为 {text!r}", f"{en}; found {text!r}"))
