"""Why somebody changes post, stage or system by rule, in words (``teacherflow trace``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from teacherflow_analysis.cli.facts import Facts, years
from teacherflow_analysis.cli.language import say


def _regularised(facts: Facts) -> str:
    if facts["why"] == "clearing":
        return say(
            "清理借师：编制、职称岗位转到实际任教学校",
            "cleared: the post, its quota and level move to where he or she works",
        )
    return say("在借入学校得到核增编制", "gains a newly granted post at the borrowing school")


def _redeployed(facts: Facts) -> str:
    school, km, place, number = (facts[k] for k in ("school", "km", "place", "number"))
    return say(
        f"跨学段调配到初中 {school}，距家 {km:.0f} 公里（持证富余教师中第 {place} 人，共需 {number} 人）",
        f"moved to junior school {school}, {km:.0f} km from home: "
        f"place {place} of {number} among the certified who can be spared",
    )


def _studies(facts: Facts) -> str:
    gain, n = facts["gain"], facts["years"]
    if facts["begins"]:
        return say(
            f"开始考取初中资格证（{n} 年）：到最近初中任教好处 {gain:,.0f} 元/月",
            f"begins to study for the junior licence ({years(n)}): the nearest junior school "
            f"is worth {gain:,.0f} yuan a month more",
        )
    return say(
        f"不考初中资格证：最近的初中不如本校（{gain:,.0f} 元/月）",
        f"does not study for the junior licence: the nearest junior school is worth less "
        f"({gain:,.0f} yuan a month)",
    )


def _drawn(facts: Facts) -> str:
    line = facts["by"].rpartition(".")[2]
    zh, en = _DRAWN.get(line, (line, line))
    return say(f"被{zh}抽调", f"is taken by {en}")


_DRAWN = {"kindergarten": ("幼儿园", "a kindergarten"), "senior": ("高中", "a senior school")}


def _licensed(facts: Facts) -> str:
    return say("取得初中教师资格证", "gains the licence of the junior stage")


POSTS: Mapping[str, Callable[[Facts], str]] = {
    "outflow.drawn": _drawn,
    "posts.regularised": _regularised,
    "stage.licensed": _licensed,
    "stage.redeployed": _redeployed,
    "stage.studies": _studies,
}
"""The words for each decision."""
