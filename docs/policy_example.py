"""The worked example of a policy: its small study is run, and the page shows what came out.

Everything goes through public faces: `read_study`, `run_study`, `open_study`, `compare`, and what
`teacherflow trace` says. The studies stand in ``docs/policies/examples``: two scenarios, without
the policy and with it, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
from generated import table
from make_parameters import value_of
from policy_facts import Policy, both
from policy_runs import SHARING
from policy_stories import otherwise, told

from teacherflow.codes import KIND_TEXT
from teacherflow.scenario import Study, read_study
from teacherflow.study.open import Results, open_study
from teacherflow.study.run import run_study
from teacherflow.terms.exchange import FEEDBACK, FORMS, form_key
from teacherflow.terms.pay import PAY_ITEMS
from teacherflow.terms.who import Where
from teacherflow.text import Text
from teacherflow_analysis.comparison import tables as terminal
from teacherflow_analysis.comparison.compare import Effect, effects_of
from teacherflow_analysis.indicators_meta import describe
from teacherflow_analysis.study import load

EXAMPLES = Path(__file__).with_name("policies") / "examples"

READ = ("county_year", "exchanges", "moves", "spending", "titles")
"""The tables that a page shows something of; the others need not be made."""

REFORM = "with"
"""Name of the scenario with the policy; the other one is the baseline."""

_EVENTS = {
    "apply": Text("申报", "applied"),
    "fail": Text("未评上", "failed"),
    "pass": Text("评上", "gained"),
}
_OF_FORMS = {
    "asked": Text("各形式应派人数", "Asked of each form"),
    "sent": Text("各形式实派人数", "Sent under each form"),
}
_TITLES = {
    "second": Text("二级", "second grade"),
    "first": Text("一级", "first grade"),
    "senior": Text("高级", "senior"),
    "professor": Text("正高级", "professor grade"),
}


@dataclass(frozen=True)
class Ran:
    """An example that has been run."""

    policy: Policy
    study: Study
    folder: Path
    results: Results
    read: dict[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Name of the instance in the scenario with the policy."""
        before = {one.name for one in self.study.scenarios[self.study.baseline].policies}
        (own,) = (p.name for p in self.study.scenarios[REFORM].policies if p.name not in before)
        return own

    @property
    def first(self) -> int:
        """The first year in which the policy claims anything."""
        terms = self.study.scenarios[REFORM].terms
        return min(year for year, settled in terms.items() if settled.claimants)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the results, read once: several parts of a page look into the same."""
        if name not in self.read:
            self.read[name] = self.results.table(name)
        return self.read[name]


def lines(policy: Policy, folder: Path) -> Iterator[str]:
    """Run the example of a policy into a folder; yield what the page shows of it.

    Raises
    ------
    FileNotFoundError
        If the policy has no example.
    """
    file = EXAMPLES / f"{policy.name}.yaml"
    study = replace(read_study(file), tables=READ)
    run_study(study, folder, SHARING, workers=1, fresh=True)
    with open_study(folder) as results:
        ran = Ran(policy, study, folder, results)
        yield from _study(file)
        parts = (_settled, _acts, _mix, _changes, _titles, _ledger, _effects, _told, _otherwise)
        for part in parts:
            found = list(part(ran))
            if found:
                yield ""
                yield from found


def _study(file: Path) -> Iterator[str]:
    text = file.read_text(encoding="utf-8")
    body = [line for line in text.splitlines() if not line.startswith("#")]
    yield f"[examples/{file.name}](examples/{file.name}):"
    yield ""
    yield from ("```yaml", *body, "```")
    yield ""
    yield (
        f"`teacherflow run docs/policies/examples/{file.name}` gives the figures below: means of "
        "the replications; *without → with* where the two differ. The demo county is invented; "
        "figures of few replications show how things work, not how large they are."
    )
    yield ""
    yield "以下数字由上述命令得出，为各次重复的平均；“无 → 有”表示两方案不同。示例县为虚构，重复次数少，只说明如何运行，不说明效果大小。"


# --- settled terms


def _settled(ran: Ran) -> Iterator[str]:
    settled = ran.study.terms(REFORM, ran.first)
    keys = {float(form_key(form.name)): form.name for form in settled[FORMS]}
    yield f"### What is settled for {ran.first} 当年确定的规则"
    yield ""
    rows = []
    for term in settled.claimed():
        title = both(term.title) if term.title else term.doc
        for _, value in settled.claimants[term]:
            items = value if isinstance(value, tuple) else (value,)
            rows += [(f"`{term.name}`", title, claim(item, keys)) for item in items]
    yield from table(("term 规则项", "meaning 含义", "claim 要求"), rows)
    yield ""
    yield "What stands at the default of an item is left out 与默认相同的项从略；`teacherflow show` shows all."


def claim(value: Any, keys: dict[float, str]) -> str:
    """Return a claimed value or item as the page shows it; ``keys`` name the forms of exchange."""
    if not is_dataclass(value) or isinstance(value, type):
        return value_of(value)
    shown: list[str] = []
    for part in fields(value):
        item, default = getattr(value, part.name), part.default
        if part.name == "name":
            shown.insert(0, f"`{item}`")
        elif default is MISSING or item != default:
            shown.append(f"{part.name} {_value(item, keys)}")
    return ", ".join(shown) or "the defaults 同默认"


def _value(value: Any, keys: dict[float, str]) -> str:
    if isinstance(value, tuple):
        return " & ".join(_value(item, keys) for item in value) or "everybody 所有人"
    if isinstance(value, Where) and value.column == "away_form" and value.low in keys:
        return f"away_form = {keys[value.low]}"
    return value_of(float(f"{value:.6g}") if isinstance(value, float) else value)


# --- what happened


def _acts(ran: Ran) -> Iterator[str]:
    """Yield the moves whose cause is the policy."""
    moves = ran.table("moves")
    own = moves[(moves.scenario == REFORM) & (moves.cause == ran.label)]
    if own.empty:
        return
    yield "### Moved by the policy 因政策流动的人数"
    yield ""
    counts = own.groupby(["kind", "year"]).size() / ran.study.replications
    rows = [
        (f"`{kind}` {both(KIND_TEXT[kind])}", *_years(ran, counts.xs(kind)))
        for kind in KIND_TEXT
        if kind in counts.index
    ]
    yield from table(("persons a year 人/年", *map(str, _span(ran))), rows)


def _mix(ran: Ran) -> Iterator[str]:
    """Yield how many each form asked for, if the policy shifts the numbers of others."""
    if FEEDBACK not in ran.policy.touches:
        return
    done = ran.table("exchanges")
    for name, words in _OF_FORMS.items():
        counts = done.groupby(["scenario", "form", "year"])[name].sum() / ran.study.replications
        rows = [
            (f"`{form}`", *(_pair(ran, counts, form, year) for year in _span(ran)))
            for form in sorted(set(done.form))
        ]
        yield f"### {words.en} {words.zh}"
        yield ""
        yield from table(("persons a year 人/年", *map(str, _span(ran))), rows)
        yield ""
    yield "From the table `exchanges` of the results 取自结果表 `exchanges`。"


def _pair(ran: Ran, counts: pd.Series, form: str, year: int) -> str:
    a, b = (
        _number(float(counts.get((name, form, year), 0.0))) for name in (ran.study.baseline, REFORM)
    )
    return a if a == b else f"{a} → {b}"


def _changes(ran: Ran) -> Iterator[str]:
    """Yield the moves of each kind of which there are more or fewer than without the policy."""
    moves = ran.table("moves")
    rows = []
    for kind, words in KIND_TEXT.items():
        cells = _both_years(ran, moves[moves.kind == kind])
        if cells:
            rows.append((f"`{kind}` {both(words)}", *cells))
    if rows:
        yield "### All moves that differ 与无政策时不同的各类流动"
        yield ""
        yield from table(("persons a year 人/年", *map(str, _span(ran))), rows)


def _titles(ran: Ran) -> Iterator[str]:
    """Yield applications and successes, if the policy claims anything about titles."""
    if not any(term.name.startswith("promote.") for term in ran.policy.touches):
        return
    events = ran.table("titles")
    rows = []
    for level, title in _TITLES.items():
        for event, words in _EVENTS.items():
            cells = _both_years(ran, events[(events.level == level) & (events.event == event)])
            if cells:
                rows.append((f"{title.zh}{words.zh} {title.en}: {words.en}", *cells))
    if rows:
        yield "### Titles 职称评审"
        yield ""
        yield from table(("applications a year 人次/年", *map(str, _span(ran))), rows)


def _span(ran: Ran) -> range:
    return range(ran.study.years.start, ran.study.years.last + 1)


def _years(ran: Ran, counts: pd.Series) -> list[str]:
    return [_number(float(counts.get(year, 0.0))) for year in _span(ran)]


def _both_years(ran: Ran, events: pd.DataFrame) -> list[str]:
    """Return the mean number in each year without and with the policy; nothing if all agree."""
    counts = events.groupby(["scenario", "year"]).size() / ran.study.replications
    pairs = [
        [float(counts.get((name, year), 0.0)) for name in (ran.study.baseline, REFORM)]
        for year in _span(ran)
    ]
    if all(without == reform for without, reform in pairs):
        return []
    return [_number(a) if a == b else f"{_number(a)} → {_number(b)}" for a, b in pairs]


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


# --- money


def _ledger(ran: Ran) -> Iterator[str]:
    """Yield every line of the ledger; for a flat allowance also how many are paid."""
    spent = ran.table("spending")
    spent = spent[spent.scenario == REFORM]
    yield "### The ledger 支出台账"
    yield ""
    if spent.empty:
        yield "Nothing is paid beyond basic pay 没有基本工资以外的支出。"
        return
    per_run = spent.groupby(["policy", "item", "payer", "year"]).yuan.sum() / ran.study.replications
    rows = []
    for policy, item, payer in sorted({key[:3] for key in per_run.index}):
        yuan = per_run[policy, item, payer]
        cells = [_paid(ran, f"{policy}.{item}", y, float(yuan.get(y, 0.0))) for y in _span(ran)]
        rows.append((f"`{policy}.{item}`", payer, *cells))
    yield from table(("yuan a year 元/年", "payer 出资方", *map(str, _span(ran))), rows)
    if not any("(" in cell for row in rows for cell in row):
        return
    yield ""
    yield "In brackets: persons paid, where everybody gets the same sum 括号内为领取人数（等额发放的项目）。"


def _paid(ran: Ran, name: str, year: int, yuan: float) -> str:
    items = {item.name: item for item in ran.study.terms(REFORM, year)[PAY_ITEMS]}
    item = items.get(name)
    if not yuan or item is None or item.times:
        return f"{yuan:,.0f}"
    return f"{yuan:,.0f} ({_number(yuan / (item.months * item.yuan))})"


# --- effects


def _effects(ran: Ran) -> Iterator[str]:
    """Yield the headline effects: the last five years, which are those with the policy."""
    comparison = effects_of(load(ran.folder))
    effects = [effect for effect in comparison.effects if effect.year == "last5"]
    changed = [effect for effect in effects if effect.low or effect.high or effect.difference]
    last = ran.study.years.last
    yield f"### Effects, mean of {last - 4} to {last} 效果"
    yield ""
    head = ("indicator 指标", "without 无", "with 有", "difference 差异", "95 %", "verdict 判断")
    yield from table(head, map(_effect, changed))
    same = [both(describe(effect.indicator).label) for effect in effects if effect not in changed]
    if same:
        yield ""
        yield f"Equal in every pair 各对完全相同：{'；'.join(same)}。"
    yield ""
    yield (
        f"Intervals are those of {ran.study.replications} paired runs 区间来自 "
        f"{ran.study.replications} 对运行；`teacherflow compare` tells all indicators."
    )


def _effect(effect: Effect) -> Sequence[str]:
    known = describe(effect.indicator)

    def number(value: float | None, *, signed: bool = False) -> str:
        return terminal.MISSING if value is None else known.written(value, "en", signed)

    ends = f"[{number(effect.low, signed=True)}, {number(effect.high, signed=True)}]"
    unit = both(known.change_unit)
    return (
        f"{terminal.GOOD[effect.better]} {both(known.label)}{f' ({unit})' if unit else ''}".strip(),
        number(effect.baseline),
        number(effect.reform),
        number(effect.difference, signed=True),
        ends if effect.low is not None else terminal.MISSING,
        _verdict(terminal.VERDICTS[effect.verdict]),
    )


def _verdict(text: Text) -> str:
    """Return both words behind the one symbol that they share."""
    return f"{text.zh} {text.en.partition(' ')[2] if text.en[0] == text.zh[0] else text.en}"


# --- single persons


def _told(ran: Ran) -> Iterable[str]:
    return told(ran.study, REFORM, ran.label, ran.first, ran.table("moves"))


def _otherwise(ran: Ran) -> Iterable[str]:
    return otherwise(ran.study, REFORM, ran.table("moves"))
