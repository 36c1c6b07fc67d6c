"""How sure the findings are: which option is best over the draws, regret, what it hinges on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from teacherflow.parameters.words import KINDS
from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Block, Cell, Line, Paragraph, Source, Table
from teacherflow_analysis.brief.captions import figure_of
from teacherflow_analysis.brief.case import WHEN, Case
from teacherflow_analysis.brief.rounding import number, scale_of
from teacherflow_analysis.comparison.evidence import about, title_of
from teacherflow_analysis.comparison.risk import Choice
from teacherflow_analysis.comparison.sensitivity import Outcome, Swing, value_of
from teacherflow_analysis.indicators_meta import describe
from teacherflow_analysis.inference.ranks import FEWEST

HINGES: Final = 12
"""Most parameters of differences that are told."""


def blocks(case: Case) -> Iterator[Block]:
    """Yield the section."""
    if not case.options:
        return
    found = case.comparison
    if found is not None and found.looked_at:
        yield Paragraph(
            case.line(
                Text(
                    "简报共考察 {n} 个有区间的差异；若各方案全无作用，约有 5% 的区间也会偶然不含零。",
                    "{n} differences with an interval were looked at; if no option did anything, "
                    "about 5% of the intervals would leave out zero by chance.",
                ),
                n=number(found.looked_at, Source("county_year", "", "looked_at")),
            )
        )
    risk = case.risk
    if risk is None:
        yield Paragraph(
            case.line(
                Text(
                    "参数没有变动（draws: 1）：区间只反映运气。要知道排序取决于哪些假设，请设 draws（建议 30 以上）后再运行。",
                    "Parameters were not varied (draws: 1): intervals hold luck alone. To learn on "
                    "which assumptions the ranking hinges, run the study with draws (30 or more).",
                )
            )
        )
        return
    choices = [choice for choice in risk.choices if choice.year == WHEN]
    for indicator in dict.fromkeys(choice.indicator for choice in choices):
        yield _choices(case, [one for one in choices if one.indicator == indicator])
    if case.swings:
        yield _hinges(case, case.swings[:HINGES])
        yield figure_of(case, "sensitivity")
    elif case.study.draws < FEWEST:
        few = Text(
            "参数抽样太少，不给出相关。", "Too few draws of parameters to tell correlations."
        )
        yield Paragraph(case.line(few))
    else:
        yield Paragraph(
            case.line(
                Text(
                    "没有发现哪个参数单独左右差异（按所考察的相关个数校正）。",
                    "No single parameter was found to decide a difference (allowing for how many "
                    "correlations were looked at).",
                )
            )
        )


def _choices(case: Case, choices: list[Choice]) -> Table:
    meta = describe(choices[0].indicator)
    scale = scale_of(meta, case.language)
    unit = scale.change
    shown = choices
    if case.folded:
        shown = sorted(choices, key=lambda one: -one.probability)[:8]
    rows = []
    for one in shown:
        best = number(one.probability, _source(one, "best"), factor=100)
        regret, most = (
            number(value, _source(one, what), factor=scale.factor, place=scale.place)
            for what, value in (("regret", one.regret), ("regret_most", one.regret_most))
        )
        rows.append(
            (
                case.cell(case.name(one.scenario)),
                Cell(Line((best, "%"))),
                Cell(Line((regret,))),
                Cell(Line((most,))),
            )
        )
    bracket = (f"（{unit}）" if case.language == "zh" else f" ({unit})") if unit else ""
    head = (
        case.of(Text("方案", "Option")),
        case.of(Text("最优的概率", "Probability best")),
        case.of(Text("平均后悔", "Mean regret")) + bracket,
        case.of(Text("最大后悔", "Largest regret")) + bracket,
    )
    caption = Text(
        f"参数不确定时选哪个：{case.label(meta)}（{case.period}）",
        f"Which to choose if parameters are uncertain: {case.label(meta)} ({case.period})",
    )
    drawn = case.study.draws
    note = Text(
        f"最优的概率：在 {drawn} 组参数抽样的多大比例中均值最好；后悔：与该组参数下最好方案的差距。",
        f"Probability best: share of the {drawn} draws of parameters in which its mean is best; "
        "regret: distance from the best option of the draw.",
    )
    return Table(case.of(caption), head, tuple(rows), case.of(note), (2, 1, 1, 1))


def _source(one: Choice, what: str) -> Source:
    return Source("county_year", one.indicator, what, one.scenario, None, one.year)


def _hinges(case: Case, swings: list[tuple[Outcome, Swing]]) -> Table:
    head = (
        Text("差异", "Difference"),
        Text("取决于", "Hinges on"),
        Text("取值", "Values"),
        Text("此时差异", "Difference there"),
        Text("依据", "Evidence"),
    )
    rows = tuple(_hinge(case, outcome, swing) for outcome, swing in swings)
    caption = Text("差异取决于哪些参数", "On which parameters differences hinge")
    note = Text(
        "取值：该参数抽样的 5% 与 95% 分位；此时差异：由最小二乘直线读出，其余参数照抽样变动。按所考察的全部参数与结果校正后，"
        "偶然出现如此强的关系的机会小于 5%。",
        "Values: 5 and 95% of the draws of the parameter; difference there: read from the "
        "least-squares line, the other parameters as they were drawn. Allowing for all parameters "
        "and outcomes that were looked at, chance would bring so strong a relation in fewer than "
        "5 of 100 such studies.",
    )
    widths = (1.7, 1.7, 1.2, 1.5, 1)
    return Table(case.of(caption), tuple(map(case.of, head)), rows, case.of(note), widths)


def _hinge(case: Case, outcome: Outcome, swing: Swing) -> tuple[Cell, ...]:
    known, meta = about(swing.parameter), describe(outcome.indicator)
    scale = scale_of(meta, case.language)
    kind = Text("–", "–") if known is None else KINDS[known.kind]
    what = case.line(
        Text("{s}：{i}", "{s}: {i}"),
        s=case.name(outcome.scenario),
        i=case.label(outcome.indicator),
    )
    low, high = (
        number(
            value,
            Source(
                "county_year",
                outcome.indicator,
                statistic,
                outcome.scenario,
                case.base,
                outcome.year,
                {"parameter": swing.parameter},
            ),
            factor=scale.factor,
            place=scale.place,
            signed=True,
        )
        for value, statistic in ((swing.at_low, "at_low"), (swing.at_high, "at_high"))
    )
    unit = f"\u00a0{scale.change}" if scale.change else ""
    return (
        Cell(what),
        case.cell(case.of(title_of(swing.parameter))),
        case.cell(f"{value_of(swing.low)} → {value_of(swing.high)}"),
        Cell(Line((low, " → ", high, unit))),
        case.cell(case.of(kind)),
    )
