"""Write the measured patterns and the comparison with an early prototype into docs/validation.md.

Run ``python docs/make_patterns.py``, or with ``--words`` to write what was measured last. The block
of docs/zh/validation.md is written along with it. The claims and the tolerances stand in
tests/patterns, where the suite tests them, in both languages; validation_words.py has the Chinese
names of the measures.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent / "tests"))

from generated import table
from validation_pages import WORDS_ONLY, keep, said, stored, write
from validation_words import measured

from patterns.appointment import HIRING, SEEDS
from patterns.catalogue import PATTERNS, Pattern
from patterns.neighbours import NEIGHBOURS, neighbour_runs
from patterns.orientation import ORIENTATION
from patterns.prerequisite import TITLES
from patterns.rotation import ROTATION, WHY, rotation_runs
from patterns.runs import Runs, runs
from teacherflow.text import Language, Text

PART = "patterns"


def main(arguments: Sequence[str]) -> None:
    """Measure all patterns and write the blocks."""
    if WORDS_ONLY not in arguments:
        keep(PART, _measured())
    write(PART, section)


def _measured() -> dict[str, Any]:
    of_itself = Runs({})  # these patterns make runs of their own
    groups = (
        (PATTERNS, runs()),
        (ROTATION, rotation_runs()),
        (TITLES, of_itself),
        (HIRING, of_itself),
        (NEIGHBOURS, neighbour_runs()),
    )
    return {
        "measures": {one.name: one.measure(on) for group, on in groups for one in group},
        "against a prototype": {line.quantity.en: line.measure(runs()) for line in ORIENTATION},
    }


def section(lang: Language) -> Iterator[str]:
    """Yield the section of a page."""
    yield f"## {Text('运行必须呈现的模式', 'Patterns that a run must show').to(lang)}"
    yield ""
    yield Text(
        "织金，8 次重复，所用种子没有用于任何拟合，2024–2038 年。每一行都是一项测试（`tests/patterns`）。",
        "织金, 8 replications under seeds on which nothing was fitted, 2024–2038. Every row is a "
        "test (`tests/patterns`).",
    ).to(lang)
    yield ""
    yield from _rows(PATTERNS, lang)
    for title, told, group in _MORE:
        yield from ("", f"### {title.to(lang)}", "", told.to(lang), "")
        yield from _rows(group, lang)
        if group is ROTATION:
            yield from ("", WHY.to(lang))
    yield ""
    yield from _orientation(lang)


_MORE = (
    (
        Text("交流轮岗", "Rotation"),
        Text(
            "织金，3 次重复，2024–2031 年，2025 年起轮岗（`tests/patterns/rotation.yaml`）。",
            "织金, 3 replications, 2024–2031, rotation from 2025 on (`tests/patterns/rotation.yaml`).",
        ),
        ROTATION,
    ),
    (
        Text("评职称前的农村服务", "Rural service before a title"),
        Text(
            "织金，2 次重复，2024–2036 年，2025 年起要求服务（`tests/patterns/prerequisite.yaml`）。"
            "人数为两次重复之和。",
            "织金, 2 replications, 2024–2036, service asked for from 2025 on "
            "(`tests/patterns/prerequisite.yaml`). Counts are sums of both.",
        ),
        TITLES,
    ),
    (
        Text("县管校聘", "Competition for posts"),
        Text(
            f"织金，{len(SEEDS)} 个种子，2024–2031 年，2025、2028、2031 年各竞聘一轮；乡村和县城：2028 年平均教学能力"
            "与现状之差，单位为标准差。除考察抵触的方案外，所有单位都照办（`tests/patterns/appointment.py`）。"
            "A14 中，*有落聘*取落聘上限的默认值，其余没有落聘：测得的因此只是选聘上行的作用。",
            f"织金, {len(SEEDS)} seeds, 2024–2031, rounds in 2025, 2028 and 2031; villages and seat: "
            "change of mean talent against the status quo in 2028, in SD. All units comply, but for "
            "resistance (`tests/patterns/appointment.py`). In A14 *with cuts* has the default "
            "cut, the others none: what is measured is then selection upward alone.",
        ),
        HIRING,
    ),
    (
        Text("受补学校的邻校", "Neighbours of paid schools"),
        Text(
            "织金，4 次重复，2024–2034 年，2025 年起发放补助（`tests/patterns/neighbours.yaml`）。",
            "织金, 4 replications, 2024–2034, paid from 2025 on (`tests/patterns/neighbours.yaml`).",
        ),
        NEIGHBOURS,
    ),
)


def _rows(patterns: Sequence[Pattern], lang: Language) -> Iterator[str]:
    head = {
        "en": ("pattern", "claim", "wanted", "measured", "holds", "source"),
        "zh": ("模式", "内容", "要求", "测得", "成立", "来源"),
    }
    found = stored(PART)["measures"]
    rows = [_row(pattern, found[pattern.name], lang) for pattern in patterns]
    yield from table(head[lang], rows)


def _row(pattern: Pattern, values: dict[str, float], lang: Language) -> Sequence[str]:
    shown = [measured(name, _number(value), lang) for name, value in values.items()]
    holds = pattern.holds(values)
    verdict = said(holds).to(lang)
    return (
        pattern.name,
        pattern.claim.to(lang),
        pattern.wanted.to(lang),
        Text("；", "; ").to(lang).join(shown),
        verdict if holds else f"**{verdict}**",
        pattern.source.to(lang),
    )


def _orientation(lang: Language) -> Iterator[str]:
    yield f"## {Text('与早期原型的对照', 'Against a prototype').to(lang)}"
    yield ""
    yield Text(
        "一个只含主要规则、不分学科的早期原型，在织金得到中间一栏（20 个种子）。它只供参照，不是目标：没有任何取值据此调整。"
        "两者相差较大之处，最后一栏写明已知的原因。",
        "A prototype of the main rules, without subjects, gave the middle column on 织金 (20 seeds). "
        "It is orientation, not a target: nothing was tuned to it. Where the two differ by much the "
        "last column says why, as far as it is known.",
    ).to(lang)
    yield ""
    head = {
        "en": ("quantity", "prototype", "measured", "remark"),
        "zh": ("项目", "原型", "测得", "说明"),
    }
    found = stored(PART)["against a prototype"]
    rows = [
        (
            line.quantity.to(lang),
            line.expected if lang == "en" else re.sub(r"(?<!\d)\.(?=\d)", "0.", line.expected),
            _number(found[line.quantity.en]),
            line.remark.to(lang),
        )
        for line in ORIENTATION
    ]
    yield from table(head[lang], rows)


def _number(value: float) -> str:
    if float(value).is_integer() and abs(value) < 1e6:
        return f"{value:.0f}"
    return (f"{value:.3f}" if abs(value) < 1 else f"{value:.2f}").replace("-", "−")


if __name__ == "__main__":
    main(sys.argv[1:])
