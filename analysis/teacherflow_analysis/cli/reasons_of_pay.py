"""What somebody is paid or housed with, and why not, in words (``teacherflow trace``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from teacherflow_analysis.cli.facts import Facts
from teacherflow_analysis.cli.language import say


def _received(facts: Facts) -> str:
    yuan, share, months = facts["yuan"], facts["share"], facts["months"]
    zh, en = f"每月 {yuan * share:,.0f} 元", f"{yuan * share:,.0f} yuan a month"
    if months == 1:
        zh, en = f"一次发放 {yuan * share:,.0f} 元", f"{yuan * share:,.0f} yuan in one payment"
    elif months != _FULL_YEAR:
        zh, en = f"{zh}，发 {months} 个月", f"{en} for {months} months"
    if share < 1:
        zh = f"{zh}（标准 {yuan:,.0f} 元，预算只够 {share:.1%}）"
        en = f"{en} (of {yuan:,.0f}: the budget reaches for {share:.1%})"
    where = f"{facts['policy']}.{facts['tier']}"
    return say(f"领取补助 [{where}]：{zh}", f"receives [{where}]: {en}")


def _nothing(facts: Facts) -> str:
    policy, tier, why = facts["policy"], facts["tier"], facts["why"]
    if why in _UNPLACED:
        zh, en = _UNPLACED[why]
    else:
        zh, en = _UNPAID.get(why, (f"不符合条件 {why}", f"does not meet the condition on {why}"))
        zh, en = f"{zh}（所在档 {tier}）", f"{en} (tier of the place: {tier})"
    return say(f"无补助 [{policy}]：{zh}", f"receives nothing [{policy}]: {en}")


def _floor(facts: Facts) -> str:
    policy, yuan = facts["policy"], facts["yuan"]
    return say(
        f"平均工资下限 [{policy}]：基本工资每月增加 {yuan:,.0f} 元",
        f"floor of mean pay [{policy}]: basic pay rises by {yuan:,.0f} yuan a month",
    )


def _performance(facts: Facts) -> str:
    yuan = facts["yuan"]
    zh, en = _MARKS[facts["mark"]]
    return say(
        f"年度考核{zh}：绩效工资每月 {yuan:+,.0f} 元",
        f"appraised as {en}: performance pay of {yuan:+,.0f} yuan a month",
    )


_MARKS = {1: ("优秀", "excellent"), 0: ("合格", "passed"), -1: ("不合格", "failed")}


def _flat(facts: Facts) -> str:
    km, flats = facts["km"], facts["flats"]
    return say(
        f"入住周转房（家校距离 {km:.0f} 公里，本校 {flats} 套）",
        f"has a flat of the teacher housing ({km:.0f} km from home; {flats} at the school)",
    )


def _no_flat(facts: Facts) -> str:
    km, flats = facts["km"], facts["flats"]
    return say(
        f"未分到周转房（家校距离 {km:.0f} 公里，本校 {flats} 套；交流教师优先，其次距离远者）",
        f"gets no flat of the teacher housing ({km:.0f} km from home; {flats} at the school: those "
        "on exchange come first, then who lives farthest)",
    )


_FULL_YEAR = 12


_UNPLACED = {
    "place": ("任教学校不在补助范围", "the school of duty is in no tier that pays"),
    "no_duty": ("不在学校任教", "works at no school"),
}


_UNPAID = {
    "status": ("不在编", "not on established staff"),
    "title": ("没有职称", "holds no title"),
    "rural_years": ("农村任教年限不足", "too few years of rural service"),
    "away": ("交流人员不发", "not paid to those on exchange"),
}


PAY: Mapping[str, Callable[[Facts], str]] = {
    "housing.given": _flat,
    "housing.none": _no_flat,
    "pay.floor": _floor,
    "pay.nothing": _nothing,
    "pay.performance": _performance,
    "pay.received": _received,
}
"""The words for each decision."""
