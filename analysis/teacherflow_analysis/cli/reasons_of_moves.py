"""Why somebody entered, stayed, moved or was borrowed, and what else there was, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from teacherflow.text import counted
from teacherflow_analysis.cli.facts import Facts, next_best, people, place, schools, weighed
from teacherflow_analysis.cli.language import say


def _looked(facts: Facts) -> str:
    """Tell what a search for another school found: the own place, the schools open, the end."""
    here, others = f"{facts['here']:+,.0f}", next_best(facts)
    head = say(
        f"找学校：本校值 {here} 元/月，{facts['open']} 所学校可去，{facts['wanted']} 所值得去",
        f"looks for another school: the own is worth {here} yuan/month; "
        f"{schools(facts['open'])} open, {facts['wanted']} worth a move",
    )
    if facts["why"] == "nothing_open":
        return say(
            f"找学校：本校值 {here} 元/月，没有可申请的学校",
            f"looks for another school: the own is worth {here} yuan/month; none is open",
        )
    if facts["taken"] is not None:
        zh, en = _standing(facts)
        taken = weighed(facts["taken"])
        return f"{head}{say('；去', '; goes to ')}{taken}{say(zh, en)}{others}"
    return f"{head}{others}{say('；', '; ')}{_why_stays(facts)}"


def _why_stays(facts: Facts) -> str:
    match facts["why"]:
        case "nothing_better":
            return say("增益不足以调动", "none gains enough for a move")
        case "not_released":
            return say("本校不放", "the school does not let go")
    zh, en = _standing(facts)
    return say(f"未排上{zh}", f"does not get it{en}")


def _standing(facts: Facts) -> tuple[str, str]:
    rank, among, seats = facts["rank"], facts["applicants"], facts["seats"]
    return (
        f"（空缺 {seats} 个，{among} 人申请，学校排其第 {rank}）",
        f" ({seats} vacant, {people(among)} asked for it, the school ranks this one {rank})",
    )


def _exam(facts: Facts) -> str:
    rank, among, posts = facts["rank"], facts["among"], facts["posts"]
    zh = f"招聘考试：{among} 人中第 {rank} 名，招 {posts} 人"
    en = f"sits the exam: place {rank} of {among} for {counted(posts, 'post')}"
    if facts["passed"]:
        return say(zh, en)
    return say(f"{zh}，未考上", f"{en}, not enough")


def _chose(facts: Facts) -> str:
    outside, others = facts["outside"], next_best(facts)
    bar = f"{outside:+,.0f}" if outside is not None else ""
    zh, en = (f"，不来值 {bar}", f", declining {bar}") if bar else ("", "")
    if facts["taken"] is not None:
        taken = weighed(facts["taken"])
        return say(
            f"选岗：{facts['open']} 所学校招人，去{taken} 元/月{zh}{others}",
            f"chooses among {schools(facts['open'])}: {taken} yuan/month{en}{others}",
        )
    return say(
        f"选岗：{facts['open']} 所学校招人，放弃{zh}{others} 元/月",
        f"declines all of {schools(facts['open'])}{en}{others} yuan/month",
    )


def _borrowed(facts: Facts) -> str:
    among = facts["among"]
    if facts["school"] is None:
        return say(
            f"被机关选中借调：从其知晓的 {among} 名教师中",
            f"an agency borrows the best of {counted(among, 'teacher')} it knows",
        )
    where = place(facts)
    gain = f"{facts['gain']:+,.0f}"
    return say(
        f"被{where} 选中借调：从其知晓的 {among} 名教师中；本人每月 {gain} 元",
        f"{where} borrows the best of {counted(among, 'teacher')} it knows; worth {gain} yuan/month to "
        "this one",
    )


def _bound(facts: Facts) -> str:
    years, yuan, policy = facts["years"], f"{facts['yuan']:,.0f}", facts["policy"]
    return say(
        f"履约期还有 {years} 年 [{policy}]：现在离开须退费和违约金共 {yuan} 元",
        f"bound for {_years(years)} more [{policy}]: leaving now would cost {yuan} yuan",
    )


def _breached(facts: Facts) -> str:
    years, yuan, policy = facts["years"], f"{facts['yuan']:,.0f}", facts["policy"]
    zh, en = _RECEIVERS[facts["receiver"]]
    return say(
        f"违约：还差 {years} 年，向{zh}退费和违约金共 {yuan} 元 [{policy}]",
        f"breaks the bond, {_years(years)} short: pays back {yuan} yuan to the {en} [{policy}]",
    )


def _years(number: int) -> str:
    return counted(number, "year")


_RECEIVERS = {"county": ("县", "county"), "province": ("省", "province")}


MOVES: Mapping[str, Callable[[Facts], str]] = {
    "exchange.borrowed": _borrowed,
    "leave.bound": _bound,
    "leave.breached": _breached,
    "recruit.choice": _chose,
    "recruit.exam": _exam,
    "transfer.looked": _looked,
}
"""The words for each decision."""
