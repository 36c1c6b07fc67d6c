"""Write into docs/validation.md which patterns two null models show as well.

Run ``python docs/make_nulls.py``, or with ``--words`` to write what was measured last. The block of
docs/zh/validation.md is written along with it. The null models stand in tests/patterns (null.py:
nobody cares where; stock_flow.py: no persons at all), the patterns in tests/patterns/catalogue.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent / "tests"), str(DOCS.parent)]

from generated import table
from validation_pages import WORDS_ONLY, keep, said, stored, write
from validation_words import measured

from calibration.coefficients import COEFFICIENTS
from patterns.catalogue import PATTERNS, Pattern
from patterns.measures import Values
from patterns.null import null_runs
from patterns.runs import runs
from patterns.stock_flow import shown
from teacherflow.text import Language, Text

PART = "null models"
REPLICATIONS = 8
BOOKS = Text("核算、法规与起始状态", "accounts, statutes, start state")
BEHAVIOUR = Text("**行为规则**", "**behaviour**")
PUT_IN = {"A4"}
"""Patterns to which defaults were set by hand."""


def main(arguments: Sequence[str]) -> None:
    """Run the null models and write the blocks."""
    if WORDS_ONLY not in arguments:
        keep(PART, _measured())
    write(PART, section)


def _measured() -> dict[str, Any]:
    free = null_runs(REPLICATIONS)
    return {
        "replications": REPLICATIONS,
        "no preferences": {pattern.name: pattern.measure(free) for pattern in PATTERNS},
        "stock-flow": shown(runs(REPLICATIONS)),
    }


def section(lang: Language) -> Iterator[str]:
    """Yield the section of a page."""
    yield f"## {Text('零模型也能呈现什么', 'What a null model shows as well').to(lang)}"
    for paragraph in (_opening(stored(PART)["replications"]), _PUT_IN, _independent()):
        yield from ("", paragraph.to(lang))
    yield ""
    head = {
        "en": ("pattern", "claim", "fitted to it", "no preferences", "stock–flow", "follows from"),
        "zh": ("模式", "内容", "经过拟合", "无偏好", "存量流量", "来自"),
    }
    yield from table(head[lang], _rows(lang))


def _opening(replications: int) -> Text:
    return Text(
        f"两个没有行为的县，用同样的 {replications} 次重复，按与上文相同的口径测量。*无偏好*：账目、编制、年龄、职称与法规照旧，"
        "但人人不在意在哪里任教；求调、申请、选择和离开都凭偶然，只有一个平均比率（`tests/patterns/null.py`）。"
        "*存量流量*：只有分区域、分年龄的期望人数，没有个人，也没有学校（`tests/patterns/stock_flow.py`）；"
        "它只能算出两个模式的值。零模型也能呈现的模式来自核算、法规或起始人口：它检验的是账目，"
        "不能证明人们像本模型所写的那样作决定。",
        f"Two counties without behaviour, measured as above on the same {replications} replications. "
        "*No preferences*: books, posts, ages, titles and statutes as ever, but nobody cares where; "
        "looking, applying, choosing and leaving are chance at one mean rate "
        "(`tests/patterns/null.py`). *Stock–flow*: expected staff by zone and age, no persons and no "
        "schools (`tests/patterns/stock_flow.py`); it has a value for two patterns only. A pattern "
        "that a null model shows follows from accounts, statutes or the start population: it checks "
        "the bookkeeping, and is no evidence that people decide as they do here.",
    )


_PUT_IN = Text(
    "A4 有一部分是事先放进去的：没有偏好时，风险几乎是平的；模型所呈现的下降，就是 `transfer.look_early`、"
    "`look_middle` 和 `look_late` 的下降，而这三个值是按观测到的风险设定的（[calibration.md](calibration.md)）。",
    "A4 is put in in part: without preferences the hazard is nearly flat; the fall that the "
    "model shows is that of `transfer.look_early`, `look_middle` and `look_late`, which were "
    "set to observed hazards ([calibration.md](calibration.md)).",
)


def _independent() -> Text:
    found = [each.name for each in PATTERNS if not _is_books(each) and not _is_fitted(each)]
    return Text(
        f"零模型都不能呈现、又没有经过拟合的模式，才是行为规则的独立证据：{'、'.join(found)}。",
        "Independent evidence of behaviour are the patterns that no null model shows and to which "
        f"nothing was fitted: {', '.join(found)}.",
    )


def _rows(lang: Language) -> Iterator[Sequence[str]]:
    free, flows = stored(PART)["no preferences"], stored(PART)["stock-flow"]
    for pattern in PATTERNS:
        name = pattern.name
        yield (
            name,
            pattern.claim.to(lang),
            said(_is_fitted(pattern)).to(lang),
            _told(pattern, free[name], lang),
            _told(pattern, flows[name], lang) if name in flows else "—",
            (BOOKS if _is_books(pattern) else BEHAVIOUR).to(lang),
        )


def _is_fitted(pattern: Pattern) -> bool:
    return pattern.name in PUT_IN or pattern.name in {each.pattern for each in COEFFICIENTS}


def _is_books(pattern: Pattern) -> bool:
    return bool(pattern.holds(stored(PART)["no preferences"][pattern.name]))


def _told(pattern: Pattern, values: Values, lang: Language) -> str:
    shown = [measured(n, f"{value:.3g}".replace("-", "−"), lang) for n, value in values.items()]
    holds = said(pattern.holds(values))
    return Text(f"{holds.zh}。{'；'.join(shown)}", f"{holds.en}: {'; '.join(shown)}").to(lang)


if __name__ == "__main__":
    main(sys.argv[1:])
