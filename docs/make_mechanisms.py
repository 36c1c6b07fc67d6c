"""Write docs/mechanisms.md: what the documents ask for, what in this model answers it, and its test.

The page is made from docs/mechanisms.yaml and from the code: a mechanism is built if a default rule
or a policy that ships has it and none of its claims is planned. ``python docs/make_mechanisms.py``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from generated import table
from ruamel.yaml import YAML

from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.policies.families import Family
from teacherflow.scenario.schema import schema

DOCS = Path(__file__).resolve().parent
PAGE = DOCS / "mechanisms.md"

type Row = Mapping[str, Any]

RANGES = {
    Family.POSTS: range(1, 20),
    Family.EXCHANGE: range(20, 40),
    Family.COMPETITION: range(40, 50),
    Family.TITLES: range(50, 60),
    Family.PAY: range(60, 70),
    Family.ENTRY: range(70, 100),
}
"""Numbers of the rows by family, as the documents group them."""
MOVED = {
    **dict.fromkeys((10, 20, 21, 22, 33), Family.LEADERSHIP),
    82: Family.LEADERSHIP,
    84: Family.LEADERSHIP,
    85: Family.SUPERVISION,
    86: Family.SUPERVISION,
    87: Family.COMPETITION,
    88: Family.SUPERVISION,
}
"""Rows whose number stands in another range than the family they belong to."""

STUDY_KEYS = {"budget": "study_file.md#budgets"}
"""Mechanisms that a key of the study has, instead of a policy, and where it is described."""

TIERS = {"core": "core 核心", "second": "second 次要", "parameter": "parameter 仅参数"}

BUILT, PART, PLANNED = "built 已实现", "in part 部分实现", "planned 计划中"

_HEAD = """# Mechanisms of the source documents 原始文件中的机制

This page is made from [mechanisms.yaml](mechanisms.yaml) and the code by `python docs/make_mechanisms.py`; a test keeps it current.
Each line: what the documents call it, what it should move, how much of a rule it has here, which policy, key of the study or default
rule of a phase has it, the terms that it may change, and the test that shows it.

*Tier.* Core: what the reforms of the documents turn on, worked out in full. Second: worked out in full too, of less weight for who
teaches where. Parameter: the documents name the practice and nothing of its working, so a parameter stands for it and says so.

*Default rules* hold in every run. A study doses them by the policies named with them, which claim only what differs from the rule, or
by the parameters of behaviour that are named, under its key `uncertainties` ([study_file.md](study_file.md)).

*Built*: it runs and the test exists. *In part*: some of its claims are still planned. *Planned*: nothing of it
is built yet.

本页由 mechanisms.yaml 与代码生成，并有测试保证其最新。每行依次为：原文名称、应影响什么、层次、本模型中对应的政策、研究键或环节默认规则、可改变的规则项、证明它的测试、状态。
层次：“核心”是原文中各项改革的关键，有完整规则；“次要”也有完整规则，但对谁在哪里任教影响较小；“仅参数”者原文只提做法、未述机理，
以一个参数表示并写明。默认规则在每次运行中都有效；研究文件可用所列政策调整（只写与默认不同之处），或在 `uncertainties` 下给出所列行为参数。
已实现：可以运行且测试存在；部分实现：个别规则项仍在计划中；计划中：尚未实现。
"""


@cache
def rows() -> dict[str, Row]:
    """Return the mechanisms by number; nobody is to change them."""
    text = (DOCS / "mechanisms.yaml").read_text(encoding="utf-8")
    found: dict[str, Row] = YAML(typ="safe", pure=True).load(text)
    return {name: row for name, row in found.items() if name[0] == "M" and name[1:].isdigit()}


def family_of(name: str) -> Family:
    """Return the family of a mechanism."""
    number = int(name[1:])
    return MOVED.get(number) or next(f for f, many in RANGES.items() if number in many)


def state_of(name: str, row: Row) -> str:
    """Tell whether a mechanism is built, as far as the code and the row say."""
    if row["policy"] == "rule":
        there = row["milestone"] == 1
    elif row["policy"] in STUDY_KEYS:
        there = row["policy"] in schema()["properties"]
    else:
        there = any(p.name == row["policy"] and name in p.mechanisms for p in BUILT_IN)
    if not there:
        return PLANNED
    waits = any(claim.get("planned") for claim in row["terms"]) or row.get("planned_columns")
    return PART if waits else BUILT


def page() -> str:
    """Return the text of the page."""
    return "\n".join([_HEAD, *_summary(), *_families()]).rstrip("\n") + "\n"


def _summary() -> Iterator[str]:
    states = {name: state_of(name, row) for name, row in rows().items()}
    lines = []
    for family in Family:
        mine = [states[name] for name in states if family_of(name) is family]
        if mine:
            counts = (str(mine.count(state)) for state in (BUILT, PART, PLANNED))
            lines.append((f"{family.words.zh} {family.words.en}", *counts))
    total = (str(list(states.values()).count(state)) for state in (BUILT, PART, PLANNED))
    yield from table(
        ("family 类别", BUILT, PART, PLANNED), [*lines, (f"all 合计 {len(states)}", *total)]
    )
    yield ""


def _families() -> Iterator[str]:
    every = rows()
    head = (
        "",
        "mechanism 机制",
        "should move 应影响什么",
        "tier 层次",
        "policy or rule 政策或规则",
        "terms 规则项",
        "test 测试",
        "state 状态",
    )
    for family in Family:
        mine = {name: row for name, row in every.items() if family_of(name) is family}
        if mine:
            yield f"## {family.words.zh} {family.words.en}"
            yield ""
            yield from table(head, (_line(name, row) for name, row in mine.items()))
            yield ""


def _line(name: str, row: Row) -> tuple[str, ...]:
    state = state_of(name, row)
    terms = dict.fromkeys(claim["term"] for claim in row["terms"])
    shown = "—" if state == PLANNED else _test(row["test"])
    return (
        name,
        *(f"{row[text]['zh']} {row[text]['en']}" for text in ("title", "outcome")),
        TIERS[row["tier"]],
        _answer(row, state),
        ", ".join(f"`{term}`" for term in terms),
        shown,
        state,
    )


def _answer(row: Row, state: str) -> str:
    name = row["policy"]
    if name == "rule":
        phases = ", ".join(f"`{phase}`" for phase in row["phases"])
        return f"default rule of 默认规则：{phases}{_doses(row)}"
    if name in STUDY_KEYS:
        return f"key of the study 研究键 [`{name}`]({STUDY_KEYS[name]})"
    return _linked(name) if state != PLANNED else f"`{name}`"


def _doses(row: Row) -> str:
    """Return how a study doses a default rule: by policies, by parameters of behaviour."""
    parts = []
    if policies := _turning(row):
        parts.append(f"policies 政策 {', '.join(map(_linked, policies))}")
    if behaviour := row.get("behaviour"):
        parts.append(f"`uncertainties` {', '.join(f'`{one}`' for one in behaviour)}")
    return "; dosed by 调整：" + "; ".join(parts) if parts else ""


def _turning(row: Row) -> list[str]:
    """Return the policies that turn the numbers of a rule: its levers, then others that claim them.

    Items of bags are left out: a policy that adds its own item does not turn the rule's.
    """
    numbers = {claim["term"] for claim in row["terms"] if claim["law"] != "BAG"}
    others = (p.name for p in BUILT_IN if numbers & {term.name for term in p.touches})
    return list(dict.fromkeys((*row.get("levers", ()), *others)))


def _linked(name: str) -> str:
    return f"[`{name}`](policies/{name}.md)" if _page(name).is_file() else f"`{name}`"


def _page(name: str) -> Path:
    return DOCS / "policies" / f"{name}.md"


def _test(path: str) -> str:
    file, _, test = path.partition("::")
    return f"[`{test}`](../{file})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
