"""Figures of a brief: their captions, and what they show in words for who cannot see them."""

from __future__ import annotations

from typing import Final

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Figure
from teacherflow_analysis.brief.case import Case

CAPTIONS: Final = {
    "page_one": (
        Text(
            "主要结果的变化与 95% 区间（实心：区间不含零；灰底：较好的一侧）",
            "Changes of the main outcomes with 95% intervals (filled: the interval leaves out "
            "zero; grey: the better side)",
        ),
        Text(
            "均衡、留任、境况变好减变差、支出：各方案与基准之差及其 95% 区间",
            "Balance, retention, better less worse off, spending: difference of each option from the "
            "baseline, with its 95% interval",
        ),
    ),
    "forest": (
        Text("各方案的效应与 95% 区间", "Effects of the options with 95% intervals"),
        Text(
            "每行一项指标：各方案与基准之差及其 95% 区间",
            "One row per indicator: difference of each option from the baseline, 95% interval",
        ),
    ),
    "gains": (
        Text(
            "各类教师：变好减变差与平均福利", "Groups of teachers: better less worse off, welfare"
        ),
        Text(
            "按区域、年龄、职称：各方案与基准之差及其 95% 区间",
            "By zone, age and title: difference of each option from the baseline, 95% interval",
        ),
    ),
    "overview": (
        Text("六项关键指标的逐年路径", "Six key indicators year by year"),
        Text("各方案逐年均值与区间", "Mean of each option by year, with its interval"),
    ),
    "balance": (
        Text("校际差异系数的逐年路径", "Coefficients of variation between schools, year by year"),
        Text(
            "专任教师与骨干教师的差异系数、合格线与随机下限",
            "Coefficients of variation of teachers and backbones, official line and noise floor",
        ),
    ),
    "zones": (
        Text("县城、乡镇与乡村学校", "Schools of the seat, the towns and the villages"),
        Text("三类区域的留任、空编与新教师", "Retention, vacant posts and novices by zone"),
    ),
    "retention": (
        Text("教师在岗位上留多久", "How long teachers keep a post"),
        Text("各区域的留任曲线", "Survival curves by zone"),
    ),
    "flows": (
        Text("教师随编制的流动", "Moves of teachers with their posts"),
        Text("县城、乡镇与乡村之间的流动", "Flows between seat, towns and villages"),
    ),
    "standing": (
        Text("对照官方合格线", "Before the official lines"),
        Text(
            "差异系数、合格线、随机下限与达标概率",
            "Coefficients of variation, official lines, noise floors and chances of passing",
        ),
    ),
    "spending": (
        Text("政策支出：按政策与出资方", "Spending by policy and payer"),
        Text("各方案年均支出的构成与区间", "Yearly spending of each option, with its interval"),
    ),
    "plane": (
        Text("花费与成效", "Cost against effect"),
        Text(
            "各方案相对基准的花费与成效，及有效前沿",
            "Cost and effect of each option against the baseline, and the efficient frontier",
        ),
    ),
    "careers": (
        Text("几位教师在两种规定下的经历", "A few careers under two rules"),
        Text(
            "每位教师在基准与方案下逐年任教学校的区域，及交流、职称、离任",
            "Zone of the school of each teacher by year under the baseline and the option, with "
            "exchange, titles and exit",
        ),
    ),
    "sensitivity": (
        Text("参数取低值与高值时的差异", "Differences at the low and the high end of parameters"),
        Text(
            "每行一个参数：其余参数照抽样变动时，该参数取低值与高值时的期望差异",
            "One row per parameter: the difference to be expected at its low and at its high end, "
            "the others as they were drawn",
        ),
    ),
    "dose": (
        Text("剂量与效应", "Dose and response"),
        Text("各剂量下的结果与区间", "Outcome at each dose, with its interval"),
    ),
}
"""Caption and description of every figure that a brief may hold."""


def figure_of(case: Case, name: str) -> Figure:
    """Return a figure of the study, with its caption."""
    caption, alt = CAPTIONS[name]
    return Figure(name, case.of(caption), case.of(alt))
