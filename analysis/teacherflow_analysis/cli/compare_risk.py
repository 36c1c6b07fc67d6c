"""``compare DIR --risk``: parameters and luck told apart, and what a choice may cost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from teacherflow.text import Text
from teacherflow_analysis.cli.compare_views import percent, probability, titled
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.terminal import console, heading, line, paragraph, table, words
from teacherflow_analysis.comparison.compare import Effect
from teacherflow_analysis.comparison.effects import Year
from teacherflow_analysis.comparison.evidence import about, cited, title_of
from teacherflow_analysis.comparison.risk import Choice, Risk
from teacherflow_analysis.comparison.tables import MISSING, caveats_of, show_notes, unchanged_of
from teacherflow_analysis.indicators_meta import describe
from teacherflow_analysis.inference.ranks import CHANCE, FEWEST
from teacherflow_analysis.study import Study
from teacherflow_analysis.written import number as signed

SHOWN: Final = 3
"""Parameters named for each effect."""


def show_risk(risk: Risk, when: Year) -> None:
    """Print what is at stake in choosing, in one period."""
    study = risk.comparison.study
    if not risk.varied:
        paragraph(
            say(
                f"研究 {study.folder} 没有变动参数（draws: 1），无法区分参数的不确定与运气。"
                "请在研究文件中设 draws: 20 或更多后重新运行。",
                f"The study in {study.folder} did not vary its parameters (draws: 1), so what is "
                "unknown about them cannot be told from luck. Set draws: 20 or more in the study "
                "file and run it again.",
            )
        )
        return
    same = unchanged_of(risk.comparison)
    for told in same.values():
        paragraph(words(told))
    period = say("末五年", "last five years") if when == "last5" else str(when)
    heading(
        say(f"择优与后悔（{period}）", f"Which is best, and the regret of choosing it ({period})")
    )
    _show_choices(risk, when)
    heading(
        say(
            f"差异的方差从何而来（{period}）",
            f"Where the variance of a difference comes from ({period})",
        )
    )
    _show_parts(risk, when, without=same)
    heading(say(f"结论取决于哪些参数（{period}）", f"What the differences hinge on ({period})"))
    _show_hinges(risk, when)
    show_notes([_NOTE, *caveats_of(study)], console(), language())


_NOTE: Final = Text(
    "最优概率：该方案在多大比例的参数抽样中最好（并列均分），括号内为 Jeffreys 95% 区间；后悔：与该组最优方案之差的均值与最大值。"
    "各组均值含少数重复的运气，使排序显得更不确定、后悔显得更大。"
    "参数占比：一次配对差异的方差中由参数造成的部分，其余为运气；* 估计值为负，按 0 计。",
    "Best in: share of the draws of parameters in which the scenario is best (ties share), with its "
    "Jeffreys 95% interval; regret: mean and largest distance from the best of the draw. Means of "
    "few replications hold luck, which makes ranks less sure and regret larger. Parameters: their "
    "share in the variance of one paired difference, the rest is luck; *: a negative estimate, put "
    "at 0.",
)


def _show_choices(risk: Risk, when: Year) -> None:
    study = risk.comparison.study
    found = [choice for choice in risk.choices if choice.year == when]
    rows = []
    for indicator in dict.fromkeys(choice.indicator for choice in found):
        choices = [choice for choice in found if choice.indicator == indicator]
        cells = zip(*(_choice(one, study, choices) for one in choices), strict=True)
        rows.append((titled(describe(indicator)), *("\n".join(lines) for lines in cells)))
    if not rows:
        line(say("没有可判断好坏的指标。", "No indicator with a good direction has values."))
        return
    head = (
        say("指标（单位）", "Indicator (unit)"),
        say("方案", "Scenario"),
        say("最优概率", "Best in"),
        say("平均后悔", "Regret"),
        say("最大", "Largest"),
    )
    table(head, rows)


def _choice(choice: Choice, study: Study, rivals: Sequence[Choice]) -> tuple[str, ...]:
    name = study.label(choice.scenario, language()).replace(" ", "\u00a0")
    if not any(one.regret_most for one in rivals):
        return name, "=", "=", "="
    meta = describe(choice.indicator)
    regret, most = (
        meta.written(value, language()).replace("%", "")
        for value in (choice.regret, choice.regret_most)
    )
    return name, percent(choice.probability, choice.low, choice.high), regret, most


def _show_parts(risk: Risk, when: Year, without: Collection[str]) -> None:
    comparison = risk.comparison
    rows = []
    for scenario in (name for name in comparison.scenarios if name not in without):
        first = comparison.study.label(scenario, language())
        for effect in comparison.of(scenario):
            if effect.year == when:
                rows.append((first, titled(describe(effect.indicator)), *_parts(effect)))
                first = ""
    head = (
        say("方案", "Scenario"),
        say("指标（单位）", "Indicator (unit)"),
        say("参数占比", "Parameters"),
        say("标准差：参数", "SD, parameters"),
        say("标准差：运气", "SD, luck"),
    )
    table(head, rows)


def _parts(effect: Effect) -> tuple[str, str, str]:
    parts = effect.components
    if effect.nothing:
        return "=", "=", "="
    if parts is None:
        return MISSING, MISSING, MISSING
    meta, share = describe(effect.indicator), parts.share
    ours, luck = (
        meta.written(variance**0.5, language()).replace("%", "")
        for variance in (parts.parameters, parts.luck)
    )
    told = MISSING if share is None else f"{share:.0%}" + ("*" if parts.clipped else "")
    return told, ours, luck


def _show_hinges(risk: Risk, when: Year) -> None:
    study = risk.comparison.study
    if study.draws < FEWEST:
        line(
            say(
                f"参数抽样不足 {FEWEST} 组，不计算秩相关。",
                f"Fewer than {FEWEST} draws: no correlations are told.",
            )
        )
        return
    counted: dict[tuple[str, str], int] = {}
    for hinge in risk.hinges:
        key = (hinge.scenario, hinge.indicator)
        if hinge.year != when or hinge.p >= CHANCE or counted.get(key, 0) >= SHOWN:
            continue
        counted[key] = counted.get(key, 0) + 1
        scenario, label = (
            study.label(hinge.scenario, language()),
            words(describe(hinge.indicator).label),
        )
        number = signed(hinge.correlation, 2, sign=True)
        paragraph(
            say(
                f"{scenario}，{label}：{words(title_of(hinge.parameter))}"
                f"（{hinge.parameter}），秩相关 {number}，p {probability(hinge.p)}",
                f"{scenario}, {label}: {words(title_of(hinge.parameter))} "
                f"({hinge.parameter}), rank correlation {number}, p {probability(hinge.p)}",
            )
        )
        _show_source(hinge.parameter)
    if not counted:
        line(
            say(
                f"在考察的 {risk.looked_at} 个秩相关中，没有一个强于偶然。",
                f"None of {risk.looked_at} rank correlations is stronger than chance.",
            )
        )
        return
    paragraph(
        say(
            f"共考察 {risk.looked_at} 个秩相关；p 为随机打乱抽样后其中任何一个达到这一强度的概率。",
            f"{risk.looked_at} rank correlations were looked at; p: the chance that any of them "
            "comes out as strong when the draws are shuffled.",
        )
    )


def _show_source(parameter: str) -> None:
    known = about(parameter)
    if known is not None:
        paragraph(f"  {words(cited(known))}")
