"""Why somebody got a title, an honour or a level post or not, in words (``teacherflow trace``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from teacherflow.text import counted
from teacherflow_analysis.cli.facts import TITLES as LEVELS
from teacherflow_analysis.cli.facts import Facts, year_word, years
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.terminal import words


def _review(facts: Facts) -> str:
    level, rank, among = words(LEVELS[facts["level"]]), facts["rank"], facts["among"]
    posts, score, line = facts["posts"], f"{facts['score']:+.1f}", facts["line"]
    vacant = counted(posts, "vacant post")
    zh = f"{level}评审：本单位 {among} 人争 {posts} 个空岗"
    en = f"review for {level}: {among} of the unit compete for {vacant}"
    if facts["holds"]:
        zh = f"已是{level}而在本单位无相应岗位（高职低聘）；{zh}"
        en = f"is {level} without a level post in this unit, paid one level lower; {en}"
    if facts["outcome"] == "barred":
        return say(f"{zh}；缺规定的服务，不能聘任", f"{en}; barred for lack of service")
    zh, en = f"{zh}，得分 {score} 排第 {rank}", f"{en}, place {rank} with {score}"
    if facts["outcome"] == "won":
        return say(f"{zh}：入选", f"{en}: gets one")
    if line is None:
        return say(f"{zh}：未入选", f"{en}: gets none")
    return say(f"{zh}：未入选（入选线 {line:+.1f}）", f"{en}: gets none (the line was {line:+.1f})")


def _no_post(facts: Facts) -> str:
    level, among = words(LEVELS[facts["level"]]), facts["among"]
    if facts["holds"]:
        return say(
            f"已是{level}而在本单位无相应岗位（高职低聘）；今年没有空出的{level}岗位，{among} 人在等",
            f"is {level} without a level post in this unit, paid one level lower; none is vacant "
            f"this year, {among} wait for one",
        )
    return say(
        f"够条件评{level}，但本单位今年没有空出的{level}岗位，{among} 人在等",
        f"may apply for {level}, but the unit has no vacant post of that level this year; {among} wait for one",
    )


def _lacks(facts: Facts) -> str:
    n, rule = facts["years"], facts["filter"]
    if facts["when"] == "apply":
        return say(
            f"不能申报：还缺 {n} 年农村服务 [{rule}]",
            f"may not apply: {n} more {year_word(n)} of rural service asked [{rule}]",
        )
    return say(
        f"可申报但不能聘任：还缺 {n} 年农村服务 [{rule}]",
        f"applies but cannot be appointed: {n} more {year_word(n)} of rural service asked [{rule}]",
    )


def _service(facts: Facts) -> str:
    n, rank, reach = facts["years"], facts["rank"], facts["reach"]
    queue_zh = f"排第 {rank} 名，预计轮到前 {reach:.1f} 名"
    queue = f"place {rank} in the queue, promotions seem to reach place {reach:.1f}"
    if not facts["near"]:
        return say(
            f"缺 {n} 年农村服务，但任职年限还早，暂不申请",
            f"lacks {years(n)} of rural service, but the title is not near yet",
        )
    if rank > reach + 1e-9:
        return say(f"不申请农村服务：{queue_zh}", f"does not seek rural service: {queue}")
    if facts["cost"] is None:
        return say(
            "不申请农村服务：没有合适的学校", "does not seek rural service: no school would do"
        )
    gain, cost = facts["chance"] * facts["gain"], facts["cost"]
    zh = f"{queue_zh}；晋升收益 {facts['chance']:.0%} × {facts['gain']:,.0f} = {gain:,.0f} 元，"
    en = f"{queue}; gain {facts['chance']:.0%} × {facts['gain']:,.0f} = {gain:,.0f} yuan, "
    zh, en = f"{zh}代价 {cost:,.0f} 元", f"{en}cost {cost:,.0f} yuan"
    if facts["seeks"]:
        return say(f"申请 {n} 年农村服务：{zh}", f"seeks {years(n)} of rural service: {en}")
    return say(f"不申请农村服务：{zh}", f"does not seek rural service: {en}")


def _honoured(facts: Facts) -> str:
    held = facts["held"]
    if facts["excellent"]:
        return say(
            f"获表彰：上年考核优秀；累计 {held} 项荣誉 [{facts['honour']}]",
            f"is honoured, excellent in the last appraisal: {held} so far [{facts['honour']}]",
        )
    return say(
        f"获表彰：优秀者不足名额，其余抽签；累计 {held} 项荣誉 [{facts['honour']}]",
        f"is honoured by lot, as the excellent do not fill the number: {held} so far "
        f"[{facts['honour']}]",
    )


def _honoured_rural(facts: Facts) -> str:
    asked, served, name = facts["years"], facts["served"], facts["honour"]
    return say(
        f"获乡村学校从教 {asked} 年荣誉：已在乡镇、乡村学校任教 {served} 年 [{name}]",
        f"is honoured for {years(asked)} in rural schools, after {served} there [{name}]",
    )


def _paid_lower(facts: Facts) -> str:
    return say(
        "在本单位没有相应等级的岗位，高职低聘，与申报者一同竞争空岗",
        "holds no level post in this unit: paid one level lower, competes for a vacant one",
    )


TITLES: Mapping[str, Callable[[Facts], str]] = {
    "title.honoured": _honoured,
    "title.honoured_rural": _honoured_rural,
    "title.lacks": _lacks,
    "title.no_post": _no_post,
    "title.paid_lower": _paid_lower,
    "title.review": _review,
    "title.service": _service,
}
"""The words for each decision."""
