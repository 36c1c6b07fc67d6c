"""What the declarations of a policy say, as blocks of its page: nothing here is written by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from generated import table
from make_parameters import default_of, kind_of, range_of, value_of
from reason_examples import EXAMPLES, Example
from ruamel.yaml import YAML

from teacherflow.parameters.words import UNITS, unit_words
from teacherflow.phases.calendar import CALENDAR
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.catalogue import acts_in, feels_pay, snippet
from teacherflow.policies.parameter import Parameter
from teacherflow.study.trace import Told
from teacherflow.terms.catalogue import FELT, readers
from teacherflow.text import Language, Text
from teacherflow_analysis.cli.language import language, use
from teacherflow_analysis.cli.reasons import REASONS, reason

type Policy = type[PolicyModel]

MECHANISMS = Path(__file__).with_name("mechanisms.yaml")

DECIDERS = {
    "bureau": "教育局 bureau",
    "school": "学校 school",
    "unit": "用人单位 unit",
    "teacher": "教师 teacher",
    "none": "—",
}
"""Who decides, as the list of mechanisms names them."""

TOLD_OF = {
    "appoint.round": "appoint.",
    "audit.gaming": "audit.",
    "exchange.exemptions": "exchange.",
    "exchange.forms": "exchange.",
    "pay.items": "pay.",
    "posts.clear_borrowed": "posts.",
    "posts.grants": "posts.",
    "leaders.attachments": "leaders.attached",
    "leaders.pool": "leaders.reserve",
    "leaders.rotation": "leaders.rotated",
    "leaders.selection": "leaders.panel",
    "leaders.training": "leaders.trained",
    "leaders.two_way": "leaders.crossed",
    "leave.breaches": "leave.b",
    "pay.floor": "pay.floor",
    "pay.housing": "housing.",
    "pay.performance": "pay.performance",
    "promote.filters": "title.",
    "transfer.outflows": "outflow.",
    "transfer.studies": "stage.",
    "promote.honours": "title.honoured",
    "teach.growth": "teach.coached",
    "teach.itinerant": "teach.itinerant",
    "teach.research": "teach.researcher",
}
"""Which reasons may be told under a policy: terms it claims → how the names of reasons begin."""


def both(text: Text) -> str:
    """Return a text in Chinese and English; once if they are equal."""
    return text.zh if text.zh == text.en else f"{text.zh} {text.en}"


# --- what it is


def about(policy: Policy) -> Iterator[str]:
    """Yield the summary, who decides, when it acts, what it claims, and its mechanisms."""
    yield f"{policy.summary.zh}。"
    yield ""
    yield f"{policy.summary.en}."
    yield ""
    if policy.first_year() is not None:
        yield f"In force from {policy.first_year()} unless a study says otherwise 默认起始学年。"
        yield ""
    yield from _phases(policy)
    yield ""
    yield from _terms(policy)
    yield ""
    yield from _mechanisms(policy)


_FELT = ("pay 待遇", "teachers 教师", "every choice of a place weighs it 凡去留、选校都加以权衡")
_EVERYWHERE = "every choice of a place 各处权衡去留、选校时"


def _phases(policy: Policy) -> Iterable[str]:
    acting = acts_in(policy)
    rows = [
        (f"`{phase.name}` {phase.title.zh}", both(phase.who), both(phase.question))
        for phase in CALENDAR
        if phase.name in acting
    ]
    if feels_pay(policy):
        rows.append(_FELT)
    return table(("acts in 环节", "who decides 谁决定", "what is settled 决定什么"), rows)


def _terms(policy: Policy) -> Iterable[str]:
    read = readers()
    rows = (
        (
            f"`{term.name}`",
            both(term.title) if term.title else term.doc,
            term.law.name,
            _EVERYWHERE if term.name in FELT else ", ".join(read.get(term, ())),
        )
        for term in sorted(policy.touches, key=lambda term: term.name)
    )
    return table(("may claim 规则项", "meaning 含义", "law 合并", "read in 读取环节"), rows)


def _mechanisms(policy: Policy) -> Iterable[str]:
    if not policy.mechanisms:
        return _beyond(policy)
    rows = _list_of_mechanisms()
    return table(
        ("mechanism 机制", "what the documents call it 原文名称", "who decides 谁决定"),
        (
            (
                f"[{name}](../mechanisms.yaml)",
                both(Text(**rows[name]["title"])),
                "、".join(DECIDERS[who] for who in rows[name]["deciders"]),
            )
            for name in policy.mechanisms
        ),
    )


def _beyond(policy: Policy) -> Iterable[str]:
    """Yield where a policy comes from that no row of the list names, as its entry there says."""
    yield "No row of the [list of mechanisms](../mechanisms.yaml) names it 机制表中没有对应条目。"
    entry = _list_of_mechanisms()["beyond_rows"].get(policy.name)
    if entry is not None:
        origin = Text(**entry["origin"])
        yield from ("", f"{origin.zh}。", "", f"{origin.en}.")


@cache
def _list_of_mechanisms() -> Mapping[str, Any]:
    rows: Mapping[str, Any] = YAML(typ="safe").load(MECHANISMS.read_text(encoding="utf-8"))
    return rows


# --- parameters and presets


def parameters(policy: Policy) -> Iterable[str]:
    """Yield the table of parameters, as `docs/parameters.md` has them, sources in two languages."""
    head = ("parameter 参数", "meaning 含义", "unit 单位", "default 默认", "allowed 允许")
    more = ("uncertainty 不确定范围", "kind 依据", "source 来源")
    return table((*head, *more), map(_parameter, policy.parameters().values()))


def _parameter(one: Parameter) -> tuple[str, ...]:
    known = one.about
    unit = unit_words(known.unit)
    return (
        f"`{one.name}`",
        both(known.title),
        both(unit) if known.unit in UNITS and known.unit else known.unit or "—",
        default_of(one),
        _allowed(one),
        range_of(known.uncertainty) if known.uncertainty else "",
        kind_of(known.kind),
        both(known.citation),
    )


def _allowed(one: Parameter) -> str:
    if one.choices:
        return "; ".join(f"`{choice}` {both(one.words(choice))}" for choice in one.choices)
    return "yes, no" if one.kind == "boolean" else range_of(one.ends)


def presets(policy: Policy) -> Iterable[str]:
    """Yield the table of presets: only values that differ from the defaults."""
    if not policy.presets:
        return ("None: no document gives a whole set of figures 无预设。",)
    defaults = {name: one.default for name, one in policy.parameters().items()}
    rows = []
    for name, preset in policy.presets.items():
        differs = (f"`{k}` {value_of(v)}" for k, v in preset.values.items() if v != defaults[k])
        values = ", ".join(differs) or "the defaults 同默认"
        source = both(preset.citation)
        rows.append((f"`{name}`", both(preset.title), values, kind_of(preset.kind), source))
    head = ("preset 预设", "title 名称", "differs from the defaults 与默认不同的取值")
    return table((*head, "kind 依据", "source 来源"), rows)


def paste(policy: Policy) -> Iterator[str]:
    """Yield what a study file may hold: all parameters with their defaults, then the presets."""
    yield "All parameters with their defaults (comments have no effect beside them) 全部参数与默认值："
    yield ""
    yield from ("```yaml", snippet(policy), "```")
    if policy.presets:
        yield ""
        yield "Every preset as a scenario, to compare them 各预设逐一比较："
        yield ""
        yield "```yaml"
        yield "scenarios:"
        yield "  status_quo: {}"
        for name in policy.presets:
            yield f"  {name}: {{policies: [{{{policy.name}: {{preset: {name}, from: 2025}}}}]}}"
        yield "```"


# --- what trace can say


def reasons(policy: Policy) -> Iterable[str]:
    """Yield every reason that `teacherflow trace` may give of this policy, in both languages."""
    rows = [(f"`{one.what}`", words(one, "zh"), words(one, "en")) for one in reasons_of(policy)]
    if not rows:
        none = "No decision about one person is taken under this policy; `trace` shows pay, utility and "
        return (
            f"{none}the odds of leaving 本政策不逐人作决定；`trace` 显示待遇、效用与离开的概率。",
        )
    return table(("told as 名称", "中文", "English"), rows)


def reasons_of(policy: Policy) -> list[Example]:
    """Return what may be told under a policy: examples, or the bare name of what has none."""
    begins = {TOLD_OF[term.name] for term in policy.touches if term.name in TOLD_OF}
    names = [what for what in sorted(REASONS) if what.startswith(tuple(begins) or ("-",))]
    found: list[Example] = []
    for what in names:
        found += [one for one in EXAMPLES if one.what == what] or [Example(what, {})]
    return found


def words(one: Example, lang: Language) -> str:
    """Return the words for an example; a reason without one is shown by its name."""
    if not one.facts and one.what not in {known.what for known in EXAMPLES}:
        return one.what
    before = language()
    use(lang)
    try:
        return reason(Told(one.what, one.facts)).removeprefix("· ")
    finally:
        use(before)
