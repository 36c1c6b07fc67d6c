"""Cost as tables for the terminal: the ledger, what money buys, the frontier, budgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from teacherflow.text import Language, Text
from teacherflow_analysis.limits import limits, not_varied
from teacherflow_analysis.money.budget import FULL, Bound, said
from teacherflow_analysis.money.cost import Cost, Entry
from teacherflow_analysis.money.frontier import Status
from teacherflow_analysis.money.ledger import line_of, payer_of, policy_of
from teacherflow_analysis.money.worth import Answer, Ratio, Worth
from teacherflow_analysis.periods import span
from teacherflow_analysis.study import Study
from teacherflow_analysis.written import (
    NONE,
    between,
    money,
    money_between,
    number,
    share,
    with_interval,
)

LEDGER_HEAD: Final = (
    Text("政策", "Policy"),
    Text("项目", "Line"),
    Text("出资方", "Payer"),
    Text("元/年", "Yuan a year"),
    Text("95% 区间", "95%"),
)
TOTAL_HEAD: Final = (
    Text("方案", "Scenario"),
    Text("支出（元/年）", "Spending a year"),
    Text("全期（元）", "Whole period"),
    Text("每名学生（元/年）", "Per pupil"),
    Text("每名教师（元/年）", "Per teacher"),
    Text("工资总额变化（元/年）", "Change of payroll"),
)
WORTH_HEAD: Final = (
    Text("方案", "Scenario"),
    Text("多花（元）", "Extra cost"),
    Text("改善", "Improvement"),
    Text("每单位改善", "Per unit"),
    Text("有效前沿", "Frontier"),
)
BUDGET_HEAD: Final = (
    Text("方案", "Scenario"),
    Text("预算", "Budget"),
    Text("额度（元/年）", "Set aside"),
    Text("有支出年份的支出", "Spent in years with any"),
    Text("使用率", "Used"),
    Text("用满的学年", "Used up in"),
)
OFTEN: Final = 0.5
"""A budget is told as used up in a year in which it is so in at least so many of the runs."""
ANSWERS: Final = {
    Answer.SAVES: Text("更好且更省：不需比值", "better and cheaper: no ratio needed"),
    Answer.FREE: Text("不花钱即改善：不需比值", "better at no cost: no ratio needed"),
    Answer.ELSEWHERE: Text(
        "更好，但钱花在未计入的年份：没有比值", "better, paid for in years not counted: no ratio"
    ),
    Answer.WORSE: Text("变差：没有比值", "worse: no ratio"),
    Answer.UNCLEAR: Text("无明显效果：没有比值", "no clear effect: no ratio"),
    Answer.SAME: Text("毫无变化：没有比值", "no effect at all: no ratio"),
    Answer.ONE_RUN: Text("只有一次模拟：没有比值", "one run only: no ratio"),
    Answer.UNKNOWN: Text("无数据", "no data"),
}


def ledger_rows(cost: Cost, scenario: str, language: Language) -> list[list[str]]:
    """Return the cells of the ledger of a scenario, a year on average."""
    return [
        [
            *_line(cost, entry, language),
            money(entry.yuan, language),
            money_between(entry.low, entry.high, language),
        ]
        for entry in cost.of(scenario)
    ]


def _line(cost: Cost, entry: Entry, language: Language) -> tuple[str, str, str]:
    if entry.policy is None:
        return Text("合计", "Sum").to(language), "", ""
    words = (
        policy_of(cost.study, entry.policy),
        line_of(entry.item or ""),
        payer_of(entry.payer or ""),
    )
    policy, item, payer = (word.to(language) for word in words)
    return policy, item, payer


def total_rows(cost: Cost, language: Language) -> list[list[str]]:
    """Return the cells of the table of sums, a row per scenario."""
    return [
        [
            cost.study.label(one.scenario, language),
            with_interval(money(one.yearly, language), money_between(one.low, one.high, language)),
            money(one.whole, language),
            number(one.per_pupil, 1),
            number(one.per_teacher, 0),
            with_interval(
                money(one.payroll, language, sign=True),
                money_between(one.payroll_low, one.payroll_high, language, sign=True),
            ),
        ]
        for one in cost.totals
    ]


def worth_rows(cost: Cost, worth: Worth, language: Language) -> list[list[str]]:
    """Return the cells of cost against one outcome."""
    shown = [total.scenario for total in cost.totals]
    return [
        [
            cost.study.label(one.scenario, language),
            with_interval(
                money(one.cost, language, sign=True),
                money_between(one.cost_low, one.cost_high, language, sign=True),
            ),
            with_interval(
                number(one.effect, 2, sign=True),
                between(one.effect_low, one.effect_high, 2, sign=True),
            ),
            answer(one, language),
            stands(cost.study, one, language),
        ]
        for one in worth.ratios
        if one.scenario in shown
    ]


def left_out(cost: Cost, worth: Worth) -> Text | None:
    """Return what the ratios of an outcome leave out, None if that is nothing."""
    told = [one for one in worth.ratios if one.left_out_years]
    told = [one for one in told if one.scenario in {total.scenario for total in cost.totals}]
    if not told:
        return None
    zh, en = ([_outside(cost.study, one, language) for one in told] for language in ("zh", "en"))
    return Text(
        f"未计入上表：{'；'.join(zh)}。这些年份的改善尚不可知，支出只入台账，但可能促成了以后才看到的改善。",
        f"Not counted above: {'; '.join(en)}. The improvement of these years is not known, so what is "
        "paid then stands in the ledger only, though it may have bought part of what is seen later.",
    )


def _outside(study: Study, one: Ratio, language: Language) -> str:
    """Return the money that a ratio leaves out, and of which years it is."""
    yuan = money(one.left_out, language, sign=True)
    ends = money_between(one.left_out_low, one.left_out_high, language, sign=True)
    name, years = study.label(one.scenario, language), _spans(one.left_out_years)
    return Text(
        f"{name}，{years} 学年 {with_interval(yuan, ends)} 元",
        f"{name}, {with_interval(yuan, ends)} yuan of {years}",
    ).to(language)


def answer(one: Ratio, language: Language) -> str:
    """Return the ratio with its interval, or in words why there is none."""
    if one.answer is not Answer.RATIO:
        return ANSWERS[one.answer].to(language)
    return with_interval(
        money(one.ratio, language), money_between(one.ratio_low, one.ratio_high, language)
    )


def stands(study: Study, one: Ratio, language: Language) -> str:
    """Return where an option stands on the plane, and how sure that is."""
    if not one.frontier:
        return NONE
    names = [study.label(name, language) for name in one.beaten_by]
    if one.beaten_by == (study.baseline,) and one.cost == one.effect == 0:
        return Text(f"等同于{names[0]}", f"the same as {names[0]}").to(language)
    words = {
        Status.EFFICIENT: Text("在前沿上", "on the frontier"),
        Status.DOMINATED: Text(f"劣于{'、'.join(names)}", f"dominated by {', '.join(names)}"),
        Status.EXTENDED: Text(
            f"劣于{'与'.join(names)}的组合", f"dominated by a mix of {' and '.join(names)}"
        ),
    }[Status(one.frontier)].to(language)
    if one.frontier_chance is None:
        return words
    chance = share(one.frontier_chance)
    return words + Text(f"（{chance}）", f" ({chance})").to(language)


def budget_rows(cost: Cost, language: Language) -> list[list[str]]:
    """Return the cells of the table of budgets, a row for each; unused ones are left out."""
    groups: dict[tuple[str, str], list[Bound]] = {}
    for bound in cost.bounds:
        groups.setdefault((bound.scenario, bound.name), []).append(bound)
    return [_bounds(cost.study, group, language) for group in groups.values()]


def _bounds(study: Study, group: Sequence[Bound], language: Language) -> list[str]:
    paid = [bound for bound in group if bound.spent]
    used = [bound.used for bound in paid if bound.used is not None]
    return [
        study.label(group[0].scenario, language),
        said(group[0]).to(language),
        _span([money(bound.yuan, language) for bound in group]),
        money(sum(bound.spent for bound in paid) / max(len(paid), 1), language),
        _span([share(min(used)), share(max(used))]) if used else NONE,
        _spans([bound.year for bound in group if bound.bound >= OFTEN]),
    ]


def _span(ends: Sequence[str]) -> str:
    return ends[0] if ends[0] == ends[-1] else f"{ends[0]}–{ends[-1]}"


def _spans(years: Sequence[int]) -> str:
    """Return years as text, runs of years as spans."""
    starts = [year for year in years if year - 1 not in years]
    ends = [year for year in years if year + 1 not in years]
    return ", ".join(_span([str(a), str(b)]) for a, b in zip(starts, ends, strict=True)) or NONE


def worth_title(worth: Worth, language: Language) -> str:
    """Return what a table of cost against effect is about."""
    outcome = worth.outcome
    period = (
        Text("全期合计", "whole period") if outcome.whole else Text("年均", "a year on average")
    )
    zh = f"{outcome.label.zh}：{outcome.per.zh}（{period.zh}）"
    return Text(zh, f"{outcome.label.en}: {outcome.per.en} ({period.en})").to(language)


def notes(cost: Cost, shown: Sequence[Worth]) -> list[Text]:
    """Return what a reader must know to trust the tables."""
    study = cost.study
    found = [
        Text(
            f"支出为政策台账（{span(study.years)} 学年年均，2024 年价，收入记为负数），不含基本工资；"
            "职称、人数变化带来的工资增减见“工资总额变化”（含各项津贴，与基准配对相减）。",
            f"Spending: the ledger of policies, a year on average over {span(study.years)}, "
            "yuan of 2024, receipts negative, without basic pay. Change of "
            "payroll: what titles and numbers add too (allowances included), paired.",
        )
    ]
    if shown:
        found.append(
            Text(
                "比值 = 配对花费差的均值 ÷ 配对改善的均值，方括号为 Fieller 95% 区间；只有改善明确且多花钱时才给出；"
                "花费与改善取同样的年份：改善在两种方案下都已知的年份，其余年份的支出另注；"
                "三年、五年留任对应截至该年三年、五年支出的平均。"
                "前沿按均值判定，括号内为重抽样中处于前沿的比例。",
                "Per unit: mean paired cost over mean paired improvement, with Fieller's 95% "
                "interval; only where the improvement is clear and costs more. Both are of the same "
                "years: those in which the improvement is known; money of other years is told below the "
                "table. Retention over three or five years is held against the mean of the years "
                "until then. Frontier: by the means; in "
                "brackets the share of resampled runs in which the option is on it.",
            )
        )
    if cost.bounds:
        found.append(
            Text(
                f"用满：半数以上的模拟中支出达到预算的 {FULL:.0%} 以上。折减在九月按当时在职人数公布，之后人数减少则有少量结余。",
                f"Used up: at least {FULL:.0%} was spent in at least half of the runs. A cut is announced in "
                "September from the roll as it then stands, so a little may stay unspent.",
            )
        )
        if not all(bound.exact for bound in cost.bounds):
            found.append(
                Text(
                    "研究的输入文件无法读取：以县级出资的全部支出与预算相比。",
                    "The inputs of the study cannot be read: all that the county pays is held "
                    "against the budget.",
                )
            )
    return [*found, *not_varied(study), *limits(study)]
