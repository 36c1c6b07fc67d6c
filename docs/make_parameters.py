"""Write docs/parameters.md: every parameter, every term and its default, every fixed figure."""

from __future__ import annotations

import ast
import inspect
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from itertools import pairwise
from math import inf
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from generated import table
from ruamel.yaml import YAML

from teacherflow.parameters import Parameters, catalogue
from teacherflow.parameters.about import About, Evidence
from teacherflow.parameters.words import unit_words
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.policies.parameter import NO_NUMBER, Parameter
from teacherflow.terms.catalogue import READ_BY, own_terms
from teacherflow.terms.laws import Term
from teacherflow.terms.who import Where
from teacherflow.text import Text

TARGET = Path(__file__).with_name("parameters.md")
WORDS = TARGET.with_name("parameter_words.yaml")

HEAD = """# Parameters, terms and fixed figures 参数、规则项与固定数值

This page is made from the code by `python docs/make_parameters.py`; a test keeps it current.

- A **parameter** 参数 says how people and institutions behave. A study sets it under `uncertainties`
  (`leave.pay_sensitivity: 4.0`). *Range* is what is allowed; *uncertainty* is what is not known.
- A **term** 规则项 is what policies may change. Its default holds without any policy; its *law* says how the
  claims of several policies merge.
- A **parameter of a policy** 政策参数 is a lever under study.
- A **fixed figure** 固定数值 is a vector or a number that follows from statute, statistics or the shape of the model.

- **参数**：人和机构的行为方式，在研究文件的 `uncertainties` 下设定（`leave.pay_sensitivity: 4.0`）；“允许范围”是可填的值，
  “不确定范围”是不知道的程度。
- **规则项**：政策可以改变的东西。没有政策时用默认值；“合并”说明几项政策的要求怎样合并。
- **政策参数**：所研究的政策手段。**固定数值**：由法规、统计或模型结构确定的数。

*Kind* is the kind of evidence: `statute` 法规, `survey` 调查统计, `literature` 文献, `assumption` **假设** (assumed here, whatever
it leans on; set in bold).
"""

FAMILIES = {
    "utility": "Pay and utility 待遇与效用",
    "population": "Start population and places 起始人口与学校布点",
    "layout": "Pupils, classes, homes 学生、班级与住处 (enrol)",
    "posts": "Posts 编制 (establish)",
    "leave": "Leaving 离开 (leave)",
    "titles": "Titles 职称 (promote)",
    "transfer": "Transfer 调动 (transfer)",
    "recruit": "Entry 招聘 (recruit)",
    "appoint": "Competition for posts 竞聘 (appoint)",
    "exchange": "Exchange and borrowing 交流与借调 (transfer, exchange)",
    "teach": "Teaching 教学 (teach)",
    "indicators": "Official indicators 官方指标 (results, audit)",
}

FIXED = {
    "teacherflow.roads": ("ROAD_FACTOR",),
    "teacherflow.parameters.layout": ("CLASS_SIZE",),
    "teacherflow.timetable": ("LESSONS",),
    "teacherflow.demography": ("GRADES", "INDEX", "BIRTHS"),
    "teacherflow.indicators": ("SMALLEST", "LINES", "MINIMA", "TOLERANCE"),
    "teacherflow.population.people": ("SUBJECT_SHARES", "BAND_EDGES", "RETIRES", "YOUNG"),
    "teacherflow.population.places": (
        "SEAT_OPENINGS",
        "TOWN_OPENINGS",
        "TOWNSHIPS_PER_CLUSTER",
        "POINT_PUPILS",
    ),
    "teacherflow.population.careers": ("SERVICE_BAND",),
    "teacherflow.population.duty": ("ROLE_YEARS",),
    "teacherflow.terms.pay": ("MONTHS",),
    "teacherflow.policies.retirement": ("OPTION_MONTHS",),
}
"""Documented constants of modules that are figures of the model."""


def page() -> str:
    """Return the text of docs/parameters.md."""
    parts = [HEAD, *_counts(), "", *_parameters(), *_terms(), *_policies(), *_fixed()]
    return "\n".join(parts)


# --- counts


def _counts() -> Iterator[str]:
    own = Counter(known.kind for _, known, _ in catalogue())
    terms = Counter(Evidence(term.kind) for term in own_terms().values())
    levers = Counter(p.about.kind for policy in BUILT_IN for p in policy.parameters().values())
    rows = []
    for kind in Evidence:
        counts = (own[kind], terms[kind], levers[kind])
        rows.append((kind_of(kind), *counts, sum(counts)))
    rows.append(("all", *(sum(column) for column in list(zip(*rows, strict=True))[1:])))
    yield "## Counts by kind 按依据分类"
    yield ""
    yield from table(("kind 依据", "parameters", "terms", "of policies", "sum"), rows)
    sampled = sum(known.uncertainty is not None for _, known, _ in catalogue())
    yield ""
    yield f"{sampled} of the parameters carry an uncertainty range."


def kind_of(kind: Evidence | str) -> str:
    """Return the kind as the page shows it; an assumption is set in bold."""
    word = Evidence(kind).value
    return f"**{word}**" if word == Evidence.ASSUMPTION else word


# --- parameters


def _parameters() -> Iterator[str]:
    yield "## Parameters 参数"
    for family in Parameters._fields:
        yield ""
        yield f"### {FAMILIES[family]}"
        yield ""
        mine = [p for p in catalogue() if p[0].startswith(f"{family}.")]
        yield from table(_COLUMNS, (_row(name, known, default) for name, known, default in mine))
    yield ""


_COLUMNS = (
    "name 名称",
    "title 标题",
    "unit 单位",
    "default 默认",
    "range 允许范围",
    "uncertainty 不确定范围",
    "kind 依据",
    "source 来源",
)


def _both(text: Text) -> str:
    return text.en if text.zh == text.en else f"{text.zh} {text.en}"


def _unit(unit: str) -> str:
    return _both(unit_words(unit)) if unit else "—"


@cache
def _chinese(part: str) -> Mapping[str, str]:
    """Return texts of the page in Chinese, by the English ones that stand in the code."""
    words: Mapping[str, Mapping[str, str]] = YAML(typ="safe", pure=True).load(
        WORDS.read_text(encoding="utf-8")
    )
    return words[part]


def _row(name: str, known: About, default: Any) -> tuple[str, ...]:
    word = known.word(default) if isinstance(default, float) else None
    return (
        f"`{name}`",
        f"{known.title.zh} {known.title.en}",
        _unit(known.unit),
        f"`{word}`" if word else value_of(default),
        choices_of(known.choices) if word else range_of((known.low, known.high)),
        range_of(known.uncertainty) if known.uncertainty else "",
        kind_of(known.kind),
        _both(known.citation),
    )


def choices_of(words: Mapping[str, Text]) -> str:
    """Return the words that a parameter may be, as the page shows them."""
    return "; ".join(f"`{one}` {said.zh} {said.en}" for one, said in words.items())


def range_of(ends: tuple[float, float]) -> str:
    """Return a range as the page shows it."""
    low, high = (value_of(end) for end in ends)
    return "any" if ends == (-inf, inf) else f"{low} … {high}"


def default_of(parameter: Parameter) -> str:
    """Return a default; in words if it is a number that stands for them."""
    meaning, value = parameter.meaning(parameter.default), value_of(parameter.default)
    if meaning is None:
        return value
    said = f"{meaning.zh} {meaning.en}"
    default = parameter.default
    large = isinstance(default, int | float) and abs(default) >= NO_NUMBER
    return said if large else f"{value}: {said}"


def value_of(value: Any) -> str:
    """Return a number, word, range or item as the page shows it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, int | float):
        if value in (inf, -inf):
            return "∞" if value > 0 else "−∞"
        return f"{value:,.15g}".replace("-", "−")
    if isinstance(value, Where):
        return _where(value)
    if isinstance(value, tuple):
        return ", ".join(value_of(item) for item in value) or "none"
    return str(value)


def _where(where: Where) -> str:
    # codes, years and shares: no mark of thousands
    low, high = (value_of(end).replace(",", "") for end in (where.low, where.high))
    return f"{where.column} = {low}" if where.low == where.high else f"{where.column} {low}…{high}"


# --- terms


def _terms() -> Iterator[str]:
    yield "## Terms and their defaults 规则项及其默认值"
    yield ""
    rows = []
    for name, term in own_terms().items():
        cells = (
            f"`{name}`",
            f"{title_of(term).zh} {term.doc}",
            term.law.name,
            _unit(term.unit),
            _short(term.default),
            ", ".join(READ_BY[name]),
            kind_of(term.kind),
            _both(Text(_chinese("terms")[term.source], term.source)),
        )
        rows.append(cells)
    head = ("term 规则项", "meaning 含义", "law 合并", "unit 单位", "default 默认")
    yield from table((*head, "read by 读取环节", "kind 依据", "source 来源"), rows)
    yield ""
    yield (
        "Laws 合并方式: `sum` adds to the default; `most`, `least` and `either` take the strictest claim, and the default "
        "stands only without claims; `bag` holds items side by side, an item with the name of a default item replaces "
        "it; `one` holds one value, and two different claims in one year are refused."
    )
    yield ""
    yield (
        "`sum` 与默认值相加；`most`、`least`、`either` 取最严的要求，没有要求时才用默认值；`bag` 各条并列，与默认条目同名者取而代之；"
        "`one` 只有一个值，同一年有两个不同的要求则拒绝。"
    )
    for name, term in own_terms().items():
        if is_dataclass(term.default) or (isinstance(term.default, tuple) and term.default):
            yield ""
            yield f"### `{name}` {title_of(term).zh} {title_of(term).en}"
            yield ""
            yield from _detail(term)
    yield ""


def title_of(term: Term[Any]) -> Text:
    """Return the short name of a term.

    Raises
    ------
    ValueError
        If it has none.
    """
    if term.title is None:
        raise ValueError(f"the term {term.name} needs a title in Chinese and English")
    return term.title


def _short(value: Any) -> str:
    if is_dataclass(value):
        return "see below 见下"
    if isinstance(value, tuple):
        return f"{len(value)} item(s), see below 见下" if value else "empty 空"
    return value_of(value)


def _detail(term: Term[Any]) -> Iterable[str]:
    if isinstance(term.default, tuple):
        names = [f.name for f in fields(term.default[0])]
        rows = [[_field(name, getattr(item, name)) for name in names] for item in term.default]
        return table(names, rows)
    rows = [[f"`{f.name}`", value_of(getattr(term.default, f.name))] for f in fields(term.default)]
    return table(("field", "default"), rows)


_UNSAID = {
    "who": "everybody",
    "at": "everywhere",
    "hosts": "everywhere",
    "mentors": "nobody needed",
    "scope": "county",
}
"""What an empty tuple means in a field of an item."""


def _field(name: str, value: Any) -> str:
    return _UNSAID.get(name, "none") if value == () else value_of(value)


# --- policies


def _policies() -> Iterator[str]:
    yield "## Parameters of policies 政策参数"
    for policy in sorted(BUILT_IN, key=lambda p: p.name):
        yield ""
        yield f"### `{policy.name}` {policy.title.zh} {policy.title.en}"
        yield ""
        rows = []
        for name, parameter in policy.parameters().items():
            row = list(_row(name, parameter.about, parameter.default))
            row[3], row[4] = default_of(parameter), range_of(parameter.ends)
            if parameter.choices:
                row[4] = choices_of({one: parameter.words(one) for one in parameter.choices})
            elif parameter.kind == "boolean":
                row[4] = "yes, no"
            elif parameter.kind == "places":
                row[4] = "schools, townships"
            rows.append(row)
        yield from table(_COLUMNS, rows)
        if policy.presets:
            yield ""
            yield "Presets 预设:"
            yield ""
            for name, preset in policy.presets.items():
                values = ", ".join(f"{k} {value_of(v)}" for k, v in preset.values.items())
                title = f"{preset.title.zh} {preset.title.en}"
                yield f"- `{name}` {title}: {values} ({kind_of(preset.kind)}; {_both(preset.citation)})"
    yield ""


# --- fixed figures


def _fixed() -> Iterator[str]:
    yield "## Fixed figures 固定数值"
    yield ""
    rows = []
    for path, names in FIXED.items():
        module = import_module(path)
        said = constants(module)
        for name in names:
            rows.append(
                (
                    f"`{path}.{name}`",
                    _figure(getattr(module, name)),
                    _both(Text(_chinese("fixed")[said[name]], said[name])),
                )
            )
    yield from table(("name 名称", "value 值", "meaning and source 含义与来源"), rows)
    yield ""


def constants(module: ModuleType) -> dict[str, str]:
    """Return what stands below each constant of a module, as one line."""
    body = ast.parse(inspect.getsource(module)).body
    said = {}
    for line, after in pairwise(body):
        target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
        if isinstance(target, ast.Name):
            told = after.value if isinstance(after, ast.Expr) else None
            text = told.value if isinstance(told, ast.Constant) else ""
            said[target.id] = " ".join(str(text).split())
    return said


def _figure(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return _figure(value.tolist())
    if isinstance(value, dict):
        return "; ".join(f"{_key(key)}: {_figure(item)}" for key, item in value.items())
    if isinstance(value, list | tuple):
        nested = any(isinstance(item, list | tuple) for item in value)
        return ("; " if nested else ", ").join(_figure(item) for item in value)
    return f"{value}" if isinstance(value, int) else value_of(value)


def _key(key: Any) -> str:
    return str(key) if type(key) is int else value_of(key)


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{TARGET}\n")
