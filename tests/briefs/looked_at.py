"""Parts of a brief that its tests look at."""

from __future__ import annotations

import re

from teacherflow_analysis.brief.blocks import Brief, Heading, Number


def numbers(brief: Brief) -> list[Number]:
    return [one for line in brief.lines() for one in line.numbers]


def sections_of(brief: Brief) -> list[str]:
    return [b.text for b in brief.rest if isinstance(b, Heading) and b.level == 1]


def undefined(brief: Brief) -> list[str]:
    """Texts with what no reader should see."""
    wrong = re.compile(r"\bnan\b|\bNaN\b|\bNone\b|\binf\b|\{\w+\}")
    return [text for text in brief.texts() if wrong.search(text)]
