"""Write into docs/validation.md which patterns two null models show as well.

Run ``python docs/make_nulls.py``. The null models stand in tests/patterns (null.py: nobody cares
where; stock_flow.py: no persons at all), the patterns in tests/patterns/catalogue.py.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS.parent / "tests"), str(DOCS.parent)]

from generated import table  # noqa: E402

from calibration.coefficients import COEFFICIENTS  # noqa: E402
from patterns.catalogue import PATTERNS, Pattern, Values  # noqa: E402
from patterns.null import null_runs  # noqa: E402
from patterns.runs import runs  # noqa: E402
from patterns.stock_flow import shown  # noqa: E402

PAGE = DOCS / "validation.md"
BEGIN, END = "<!-- null models: generated -->", "<!-- end of null models -->"
REPLICATIONS = 8
BOOKS = "accounts, statutes, start state 核算、法规与起始状态"
BEHAVIOUR = "**behaviour** 行为规则"


def main() -> None:
    """Run the null models and write the block."""
    block = "\n".join([BEGIN, "", *_section(), "", END])
    text = PAGE.read_text(encoding="utf-8")
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    head, rest = text.split(BEGIN, 1)
    PAGE.write_text(head + block + rest.split(END, 1)[1], encoding="utf-8")


def _section() -> Iterator[str]:
    yield "## What a null model shows as well 零模型对照"
    yield ""
    yield (
        f"Two counties without behaviour, measured as above on the same {REPLICATIONS} replications. "
        "*No preferences*: books, posts, ages, titles and statutes as ever, but nobody cares where; "
        "looking, applying, choosing and leaving are chance at one mean rate "
        "(`tests/patterns/null.py`). *Stock–flow*: expected staff by zone and age, no persons and no "
        "schools (`tests/patterns/stock_flow.py`); it has a value for two patterns only. A pattern "
        "that a null model shows follows from accounts, statutes or the start population: it checks "
        "the bookkeeping, and is no evidence that people decide as they do here."
    )
    yield ""
    yield (
        "两个没有行为的县，口径与上表相同。*无偏好*：账目、编制、年龄、职称与法规照旧，但人人不在意在哪里任教；"
        "*存量流量*：只有分区域、分年龄的期望人数。零模型也能呈现的模式来自核算、法规或起始人口，不能作为行为规则的证据。"
    )
    yield ""
    yield (
        "A4 is put in in part: without preferences the hazard is nearly flat; the fall that the "
        "model shows is that of `transfer.look_early`, `look_middle` and `look_late`, which were "
        "set to observed hazards ([calibration.md](calibration.md))."
    )
    yield ""
    rows = list(_rows())
    independent = ", ".join(row[0] for row in rows if row[-1] == BEHAVIOUR and row[2] == "no")
    yield (
        f"Independent evidence of behaviour are the patterns that no null model shows and to which "
        f"nothing was fitted: {independent}. 既非零模型所能呈现、又未经拟合的模式，才是行为规则的独立证据：{independent}。"
    )
    yield ""
    yield from table(
        (
            "pattern",
            "claim",
            "fitted to it 经拟合",
            "no preferences 无偏好",
            "stock–flow 存量流量",
            "follows from 来自",
        ),
        rows,
    )


PUT_IN = {"A4"}
"""Patterns to which defaults were set by hand."""


def _rows() -> Iterator[tuple[str, ...]]:
    free, flows = null_runs(REPLICATIONS), shown(runs(REPLICATIONS))
    fitted = {coefficient.pattern for coefficient in COEFFICIENTS} | PUT_IN
    for pattern in PATTERNS:
        found = pattern.measure(free)
        plain = _told(pattern, flows[pattern.name]) if pattern.name in flows else "—"
        yield (
            pattern.name,
            pattern.claim,
            "yes" if pattern.name in fitted else "no",
            _told(pattern, found),
            plain,
            BOOKS if pattern.holds(found) else BEHAVIOUR,
        )


def _told(pattern: Pattern, values: Values) -> str:
    numbers = "; ".join(f"{name} {value:.3g}" for name, value in values.items())
    return f"{'yes' if pattern.holds(values) else 'no'}: {numbers}"


if __name__ == "__main__":
    main()
