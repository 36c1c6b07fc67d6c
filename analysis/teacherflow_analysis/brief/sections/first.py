"""Page one: the question, the options, what happens, who loses, what is not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from teacherflow.text import Text, word_for
from teacherflow_analysis.brief import payers
from teacherflow_analysis.brief.blocks import Block, Figure, Line, Note, Paragraph
from teacherflow_analysis.brief.captions import figure_of
from teacherflow_analysis.brief.case import HEADLINES, Case
from teacherflow_analysis.brief.sections import gains
from teacherflow_analysis.brief.sentences import enumerated, findings
from teacherflow_analysis.brief.tables import effects_table, outcome_of
from teacherflow_analysis.comparison.evidence import title_of
from teacherflow_analysis.comparison.tables import ENOUGH
from teacherflow_analysis.comparison.unchanged import reasons, runs_of, unchanged
from teacherflow_analysis.figures import glance
from teacherflow_analysis.inference.ranks import FEWEST
from teacherflow_analysis.limits import part_of
from teacherflow_analysis.small_cells import real_schools

QUESTION = Text("问题", "Question")
OUTCOMES = (
    (Text("均衡", "Balance"), HEADLINES[:2]),
    (Text("乡村师资与留任", "Village staffing and retention"), HEADLINES[2:4]),
    (Text("谁受益、谁受损", "Who gains, who loses"), HEADLINES[4:5]),
    (Text("花费", "Cost"), HEADLINES[5:]),
)


def blocks(case: Case) -> Iterator[Block]:
    """Yield page one."""
    yield Note(warning(case))
    yield Paragraph(_question(case), case.of(QUESTION))
    yield Paragraph(_options(case), case.of(Text("方案", "Options")), refers=True)
    idle = _unchanged(case)
    if idle.parts:
        yield Paragraph(idle, case.of(Text("没有作用", "Without effect")))
    for lead, indicators in OUTCOMES:
        held = case.has(indicators)
        line = findings(case, held)
        if lead.en == "Who gains, who loses" and line.parts:
            line = enumerated(case, [line, gains.meaning(case), *gains.most(case)], Text("", " "))
        if lead.en == "Cost" and line.parts:
            line = enumerated(case, [line, *payers.told(case)], Text("", " "))
        if line.parts:
            yield Paragraph(line, case.of(lead))
    yield Paragraph(_unknown(case), case.of(Text("不知道什么", "What is not known")))
    if case.options:
        caption = Text("各方案与基准相比的变化", "What the options change against the baseline")
        outcomes = [outcome_of(case, one) for one in case.has(HEADLINES)]
        table = effects_table(case, caption, outcomes, _reading(case))
        if table is not None:
            yield table
    yield _figure(case)


def _figure(case: Case) -> Figure:
    """Return the figure of the page, which says how many options it has no row for."""
    if not case.options:
        return figure_of(case, "overview")
    figure, left = figure_of(case, "page_one"), len(case.options) - glance.MOST
    if left <= 0:
        return figure
    more = case.of(Text(f"；另有 {left} 个方案未画出", f"; options not drawn: {left}"))
    return replace(figure, caption=figure.caption + more)


"""Captions of the figures that briefs show, and what stands for them where they cannot be seen."""


def warning(case: Case) -> Line:
    """Return the plain word on page one."""
    study = case.study
    pairs = case.whole(study.replications, "study.replications")
    often = word_for(study.replications, "replication")
    if study.draws > 1:
        runs = case.line(
            Text("{d} 组参数、每组 {n} 次重复", f"{{d}} draws of parameters, {{n}} {often} each"),
            d=case.whole(study.draws, "study.draws"),
            n=pairs,
        )
    else:
        runs = case.line(Text("{n} 次重复", f"{{n}} {often}"), n=pairs)
    return case.line(_WARNING_OF_REAL_SCHOOLS if real_schools(study) else _WARNING, runs=runs)


_WARNING: Final = Text(
    "模拟结果，非预测。数字来自一个合成的县在所列假设下的模拟（{runs}），说明规则之间的差别，不预言未来。",
    "This is a simulation, not a forecast. The numbers come from simulating a synthetic county "
    "under the assumptions listed ({runs}); they tell rules apart and foretell nothing.",
)
_WARNING_OF_REAL_SCHOOLS: Final = Text(
    "模拟结果，非预测。学校取自名册，教师由模型生成，在所列假设下模拟（{runs}）；数字说明规则之间的差别，不预言未来。",
    "This is a simulation, not a forecast. The schools are those of a list, their teachers are made "
    "up and simulated under the assumptions listed ({runs}); the numbers tell rules apart and "
    "foretell nothing.",
)


def _question(case: Case) -> Line:
    asked = case.study.resolved.get("question") or {}
    words = asked if isinstance(asked, str) else asked.get(case.language)
    if words:
        return case.joined([" ".join(str(words).split())])
    if not case.options:
        return case.line(
            Text("基准路径下，这个县会怎样？", "What becomes of the county under the baseline?")
        )
    return case.line(
        Text("与基准相比，各方案改变什么？", "What do the options change against the baseline?")
    )


def _options(case: Case) -> Line:
    base = case.name(case.base, quote=True)
    if not case.options:
        return case.line(
            Text(
                "只有基准（{base}），没有可比较的对象。",
                "There is the baseline only ({base}): nothing to compare.",
            ),
            base=base,
        )
    number_of = case.whole(len(case.options), "study.options")
    named = case.options[:3] if case.folded else case.options
    names = enumerated(case, [Line((case.name(name, quote=True),)) for name in named])
    more = case.of(Text("等", " and others")) if case.folded else ""
    return case.line(
        Text(
            "{n} 个方案：{names}{more}。基准：{base}。各方案用同一个县、同一批教师、同样的运气；"
            "数值为{period}，± 为 95% 区间的半宽。",
            "{n} {options}: {names}{more}. Baseline: {base}. All share one county, the same teachers "
            "and the same luck; values are the {period}, ± is half the width of the 95% interval.",
        ),
        n=number_of,
        options=word_for(len(case.options), "option"),
        names=names,
        more=more,
        base=base,
        period=case.period,
    )


def _unchanged(case: Case) -> Line:
    """Return which options change nothing at all, and why where it is known; nothing if none is."""
    same = unchanged(case.study, case.base)
    names = [name for name in case.options if name in same]
    if not names:
        return Line(())
    runs = runs_of(case.study)
    said = case.line(
        Text(
            "{names}：{n} 次模拟中，每一次所记录的结果都与{base}完全相同。",
            f"{{names}}: in none of the {{n}} {word_for(runs, 'run')} does anything that was "
            "recorded differ from {base}.",
        ),
        names=enumerated(case, [Line((case.name(name, quote=True),)) for name in names]),
        n=case.whole(runs, "units.done"),
        base=case.name(case.base, quote=True),
    )
    known = reasons(case.study, case.base, names)
    why = dict.fromkeys(reason for name in names for reason in known[name])
    told = [
        case.line(Text("原因：{why}。", "Why: {why}."), why=Line((case.of(reason),)))
        for reason in why
    ]
    return enumerated(case, [said, *told], Text("", " "))


def _unknown(case: Case) -> Line:
    """Return what the numbers leave open."""
    study, found = case.study, [_of_parameters(case)]
    if study.draws > 1 and 1 < study.replications < ENOUGH:
        found.append(
            case.line(
                Text(
                    "各组参数共用的运气只由 {n} 次重复得知，区间因此很宽；以 {more} 次或更多为宜。",
                    "Luck that all draws share is known from {n} replications only, which makes "
                    "intervals very wide; {more} or more are better.",
                ),
                n=case.whole(study.replications, "study.replications"),
                more=ENOUGH,
            )
        )
    found += [case.line(Text(one.zh, one.en.strip())) for one in part_of(study)]
    if study.estimated:
        words = Text("部分县级总量是估计值。", "Some totals of the county are estimates.")
        found.append(case.line(words))
    if study.failed:
        found.append(
            case.line(
                Text(
                    "{n} 次模拟失败，未计入；若失败与方案有关，结果会有偏差。",
                    "Runs that failed and are left out: {n}; if failing depends on the rules, "
                    "the results are biased.",
                ),
                n=case.whole(study.failed, "units.failed"),
            )
        )
    if len(study.counties) > 1:
        found.append(
            case.line(
                Text("数值为 {n} 个县的简单平均。", "Values are plain means of {n} counties."),
                n=case.whole(len(study.counties), "study.counties"),
            )
        )
    found.append(
        case.line(
            Text(
                "模型不含教学质量的长期影响、校舍与生源流出县外等；达标只看教师类指标。",
                "The model leaves out long-run effects on pupils, buildings and pupils who leave "
                "the county; meeting the official lines is judged on teachers alone.",
            )
        )
    )
    return enumerated(case, found, Text("", " "))


def _of_parameters(case: Case) -> Line:
    study = case.study
    if study.draws == 1 and study.replications == 1:
        return case.line(
            Text(
                "只模拟了一次，没有区间：差异可能只是运气。",
                "There is a single run and so no interval: differences may be luck.",
            )
        )
    if study.draws == 1:
        return case.line(
            Text(
                "参数没有变动：区间只反映运气，不反映行为参数的不确定，也不知道排序取决于哪些假设。",
                "Parameters were not varied: intervals hold luck, not what is unknown about "
                "behaviour, nor is it known on which assumptions the ranking hinges.",
            )
        )
    if study.draws < FEWEST:
        return case.line(
            Text(
                "参数已在其不确定范围内变动，但组数太少（{n}），看不出排序取决于哪些假设。",
                "Parameters were varied within what is unknown, with {n} draws: too few to tell on "
                "which assumptions the ranking hinges.",
            ),
            n=case.whole(study.draws, "study.draws"),
        )
    if not case.swings:
        return case.line(
            Text(
                "参数已在其不确定范围内变动；没有发现单个参数左右排序。",
                "Parameters were varied within what is unknown; none was found to decide the "
                "ranking by itself.",
            )
        )
    names = list(dict.fromkeys(swing.parameter for _, swing in case.swings))[:3]
    told = enumerated(case, [Line((case.of(title_of(name)),)) for name in names])
    return case.line(
        Text("结论最取决于这些参数：{names}。", "The findings hinge most on: {names}."), names=told
    )


def _reading(case: Case) -> Text:
    if case.study.replications * case.study.draws == 1:
        return Text(
            "↑ 上升，↓ 下降；只有一次模拟，没有区间，不作判断。",
            "↑ rises, ↓ falls; a single run has no interval and no verdict.",
        )
    return Text(
        "↑ 上升，↓ 下降；“更好”“更差”仅在 95% 区间不含零且指标有好坏方向时使用；“≈ 无明显差异”：区间含零；"
        "“＝ 无变化”：所有模拟中都相同。",
        "↑ rises, ↓ falls; better and worse only where the 95% interval leaves out zero and the "
        "indicator has a good direction; ≈: the interval holds zero; =: the same in every run.",
    )
