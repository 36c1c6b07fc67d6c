"""Tables of options and outcomes, laid out so that they stay narrow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import ABSENT, Cell, Line, Number, Source, Table
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.rounding import count, good_direction, scale_of
from teacherflow_analysis.comparison.effects import Effect, Verdict
from teacherflow_analysis.indicators_meta import PLAIN, Better, Indicator, describe


@dataclass(frozen=True)
class Outcome:
    """One outcome of a table: its name, what is known of it, its level and its effects."""

    label: str
    meta: Indicator
    level: Callable[[], Line | None]
    effect: Callable[[str], Effect | None]
    where: dict[str, str]


def outcome_of(case: Case, indicator: str) -> Outcome:
    """Return a county indicator as an outcome."""
    meta = describe(indicator)
    return Outcome(
        headed(case, meta),
        meta,
        lambda: case.level_of(case.base, indicator),
        lambda scenario: case.effect(scenario, indicator),
        {},
    )


def headed(case: Case, meta: Indicator, unit: bool = True) -> str:
    """Return the name of an indicator with the unit of a change and with the way that is good."""
    good, of_change = good_direction(meta), scale_of(meta, case.language).change
    extra = [of_change] if unit and of_change else []
    if good is not None:
        extra.append(case.of(good))
    if not extra:
        return case.label(meta)
    if case.language == "zh":
        return f"{case.label(meta)}（{'，'.join(extra)}）"
    return f"{case.label(meta)} ({', '.join(extra)})"


def effects_table(
    case: Case, caption: Text, outcomes: Sequence[Outcome], note: Text = PLAIN
) -> Table | None:
    """Return levels of the baseline and what every option changes; None without outcomes."""
    shown = [one for one in outcomes if one.level() is not None]
    if not shown:
        return None
    head = Text(f"{caption.zh}（{case.period}）", f"{caption.en} ({case.period})")
    if case.folded:
        return _folded(case, case.of(head), shown, case.of(note))
    columns = [_column(case, one) for one in shown]
    names = [case.name(case.base), *(case.name(name) for name in case.options)]
    corner_of_outcomes = case.of(Text("结果", "Outcome"))
    if len(shown) >= len(names):
        rows = tuple(
            (case.cell(one.label), *cells) for one, cells in zip(shown, columns, strict=True)
        )
        return Table(case.of(head), (corner_of_outcomes, *names), rows, case.of(note))
    turned = zip(names, *columns, strict=True)
    rows = tuple((case.cell(name), *cells) for name, *cells in turned)
    heads = (case.of(Text("方案", "Option")), *(one.label for one in shown))
    return Table(case.of(head), heads, rows, case.of(note))


def _column(case: Case, outcome: Outcome) -> list[Cell]:
    """Return the level of the baseline, then the effect of every option."""
    level = outcome.level()
    effects = (outcome.effect(name) for name in case.options)
    cells = [case.verdict(effect, outcome.meta, **outcome.where) for effect in effects]
    return [Cell(level if level is not None else Line((ABSENT,))), *cells]


def _folded(case: Case, caption: str, outcomes: Sequence[Outcome], note: str) -> Table:
    """Return, for many options, how many are better or worse, and the ends of the range."""
    heads = (
        Text("结果", "Outcome"),
        Text("基准", "Baseline"),
        Text("更好/更差/不明显（个）", "Better / worse / unclear"),
        Text("最小的差异", "Smallest difference"),
        Text("最大的差异", "Largest difference"),
    )
    rows = tuple(_range(case, one) for one in outcomes)
    more = case.of(
        Text(
            f"共 {len(case.options)} 个方案，此处只列范围；全部数值见 Excel 文件。",
            f"{len(case.options)} options, told by their range; all values are in the Excel file.",
        )
    )
    joint = "" if case.language == "zh" or not note else " "
    return Table(
        caption, tuple(map(case.of, heads)), rows, f"{note}{joint}{more}", (1.6, 0.8, 1, 1.6, 1.6)
    )


def _range(case: Case, outcome: Outcome) -> tuple[Cell, ...]:
    found = [outcome.effect(name) for name in case.options]
    effects = sorted(
        (e for e in found if e is not None and e.difference is not None),
        key=lambda e: e.difference or 0.0,
    )
    level = outcome.level()
    base = Cell(level if level is not None else Line((ABSENT,)))
    if not effects:
        return (case.cell(outcome.label), base, *(case.cell(ABSENT) for _ in range(3)))
    numbers = _counted(case, outcome, effects)
    ends = [
        Cell(
            case.line(
                Text("{n}（{name}）", "{n} ({name})"),
                n=case.difference(e, outcome.meta, **outcome.where),
                name=case.name(e.scenario),
            )
        )
        for e in (effects[0], effects[-1])
    ]
    return (case.cell(outcome.label), base, numbers, *ends)


def _counted(case: Case, outcome: Outcome, effects: Sequence[Effect]) -> Cell:
    """Return how many options are better, worse and not clear; or, not judged, how many differ."""
    better, worse, changed = (
        _count(outcome, verdict, sum(e.verdict is verdict for e in effects))
        for verdict in (Verdict.BETTER, Verdict.WORSE, Verdict.CHANGED)
    )
    clear = (Verdict.BETTER, Verdict.WORSE, Verdict.CHANGED)
    rest = _count(outcome, "not clear", sum(e.verdict not in clear for e in effects))
    if outcome.meta.better is Better.NEITHER:
        words = Text("{a} 有变化 / {c}", "{a} changed / {c}")
        return case.cell(words, a=changed, c=rest)
    return case.cell("{a} / {b} / {c}", a=better, b=worse, c=rest)


def _count(outcome: Outcome, what: str, value: int) -> Number:
    """Return a number of options, with where it comes from."""
    table = "groups_year" if outcome.where else "county_year"
    where = {key: one for key, one in outcome.where.items() if key != "column"}
    return count(
        value, Source(table, outcome.meta.name, f"count_{what}", year="last5", where=where)
    )
