"""Why a phase decided as it did about one person, in words (``teacherflow trace``).

One function for each decision that a phase tells; a decision without a function is shown as it
was told, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from teacherflow_analysis.cli.facts import Facts
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.reasons_of_appointment import APPOINTMENT
from teacherflow_analysis.cli.reasons_of_exchange import EXCHANGE
from teacherflow_analysis.cli.reasons_of_leaders import LEADERS
from teacherflow_analysis.cli.reasons_of_moves import MOVES
from teacherflow_analysis.cli.reasons_of_pay import PAY
from teacherflow_analysis.cli.reasons_of_posts import POSTS
from teacherflow_analysis.cli.reasons_of_titles import TITLES
from teacherflow_analysis.written import with_minus

if TYPE_CHECKING:
    from teacherflow.study.trace import Told


def reasons(told: Iterable[Told]) -> list[str]:
    """Return what is worth saying of a year, everything once.

    That a form for those who seek service leaves out somebody who seeks none goes without saying,
    and that somebody is paid lower where the queue for the level post is told.
    """
    told = list(told)
    silent = {"title.paid_lower"} if any(one.facts.get("holds") for one in told) else set()
    said = (
        reason(one)
        for one in told
        if one.facts.get("column") != "seeks_service" and one.what not in silent
    )
    return list(dict.fromkeys(said))


def reason(told: Told) -> str:
    """Return what was decided and why, as one line."""
    words = REASONS.get(told.what)
    if words is None:
        facts = ", ".join(f"{name} {value}" for name, value in told.facts.items())
        return f"· {told.what}: {facts}" if facts else f"· {told.what}"
    return f"· {with_minus(words(told.facts))}{_instance(told)}"


def _instance(told: Told) -> str:
    """Return the name of a competition that the study calls otherwise than the policy (``as:``)."""
    name = told.facts.get("policy", _HIRING)
    return f" [{name}]" if told.what.startswith("appoint.") and name != _HIRING else ""


_HIRING = "competitive_hiring"


def _on_paper(facts: Facts) -> str:
    return say(
        f"为达督导标准被命名为骨干（{facts['school']} 号学校），教学与指导不变",
        f"is named backbone on paper, so that school {facts['school']} comes nearer the line of "
        "inspection; nothing else changes",
    )


def _coached(facts: Facts) -> str:
    by, gain = facts["by"], f"{facts['gain']:.3f}"
    return say(
        f"得到指导或培训 [{by}]：提高 {gain} 个标准差，合计不超过上限",
        f"coached or trained [{by}]: gains {gain} sd, up to the common ceiling",
    )


def _researcher(facts: Facts) -> str:
    share = f"{facts['lessons']:.0%}"
    return say(
        f"被聘为兼职教研员：课时减为他人的 {share}",
        f"named part-time researcher: teaches {share} of the load of others",
    )


def _itinerant(facts: Facts) -> str:
    lessons = f"{facts['lessons']:.1f}"
    return say(
        f"走教：每周到邻近学校上 {lessons} 节本学科课，编制与岗位不变",
        f"gives {lessons} lessons a week of the own subject at neighbouring schools; post and "
        "duty stay",
    )


REASONS: dict[str, Callable[[Facts], str]] = {
    **APPOINTMENT,
    **EXCHANGE,
    **LEADERS,
    **MOVES,
    **PAY,
    **POSTS,
    **TITLES,
    "audit.named": _on_paper,
    "teach.coached": _coached,
    "teach.itinerant": _itinerant,
    "teach.researcher": _researcher,
}
"""The words for each decision."""
