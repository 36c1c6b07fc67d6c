"""Who was moved, listed, trained or chosen as a leader and why, in words (``teacherflow trace``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from teacherflow_analysis.cli.facts import Facts, years
from teacherflow_analysis.cli.language import say


def _rotated(facts: Facts) -> str:
    n, school = facts["years"], facts["school"]
    return say(
        f"任现职 {n} 年，与学校 {school} 的校级干部互换 [{facts['form']}]",
        f"after {years(n)} in office changes places with the leader of school {school} "
        f"[{facts['form']}]",
    )


def _crossed(facts: Facts) -> str:
    n, school = facts["years"], facts["school"]
    zh, en = ("职务不变", "same office") if facts["kept"] else ("改任他职", "another office")
    return say(
        f"考核优秀、任现职 {n} 年，城乡交流到学校 {school}（{zh}） [{facts['form']}]",
        f"with an excellent appraisal and {years(n)} in office goes to lead at school {school} "
        f"({en}) [{facts['form']}]",
    )


def _attached(facts: Facts) -> str:
    n = facts["years"]
    return say(f"到机关挂职 {n} 年", f"is attached to the bureau for {years(n)}")


def _listed(facts: Facts) -> str:
    return say("列入后备干部名单", "is listed as a reserve cadre")


def _trained(facts: Facts) -> str:
    form = facts["form"]
    return say(f"接受干部培养 [{form}]", f"is trained as a leader [{form}]")


def _reserve_named(facts: Facts) -> str:
    zh, en = {"principal": ("校长", "principal"), "deputy": ("副校长", "deputy")}[facts["role"]]
    return say(f"从后备干部中任命为{zh}", f"is named {en} as a reserve cadre")


def _panel_won(facts: Facts) -> str:
    score = facts["score"]
    return say(
        f"竞争上岗任校长：评委评分 {score:+.2f}",
        f"wins the headship: the panel's score {score:+.2f}",
    )


def _panel_lost(facts: Facts) -> str:
    score = facts["score"]
    return say(
        f"竞争校长未中：评委评分 {score:+.2f}",
        f"does not win the headship: the panel's score {score:+.2f}",
    )


LEADERS: Mapping[str, Callable[[Facts], str]] = {
    "leaders.attached": _attached,
    "leaders.crossed": _crossed,
    "leaders.panel_lost": _panel_lost,
    "leaders.panel_won": _panel_won,
    "leaders.reserve_listed": _listed,
    "leaders.reserve_named": _reserve_named,
    "leaders.rotated": _rotated,
    "leaders.trained": _trained,
}
"""The words for each decision."""
