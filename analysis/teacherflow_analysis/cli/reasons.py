"""Why a phase decided as it did about one person, in words (``teacherflow trace``).

One function for each decision that a phase tells; a decision without a function is shown as it
was told, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from teacherflow_analysis.cli.facts import Facts, year_word, years
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.reasons_of_appointment import APPOINTMENT
from teacherflow_analysis.cli.reasons_of_exchange import EXCHANGE
from teacherflow_analysis.cli.reasons_of_leaders import LEADERS
from teacherflow_analysis.cli.reasons_of_pay import PAY
from teacherflow_analysis.cli.reasons_of_posts import POSTS

if TYPE_CHECKING:
    from teacherflow.study.trace import Told


def reasons(told: Iterable[Told]) -> list[str]:
    """Return what is worth saying of a year, everything once.

    That a form for those who seek service leaves out somebody who seeks none goes without saying.
    """
    said = (reason(one) for one in told if one.facts.get("column") != "seeks_service")
    return list(dict.fromkeys(said))


def reason(told: Told) -> str:
    """Return what was decided and why, as one line."""
    words = REASONS.get(told.what)
    if words is None:
        facts = ", ".join(f"{name} {value}" for name, value in told.facts.items())
        return f"· {told.what}: {facts}" if facts else f"· {told.what}"
    return f"· {words(told.facts)}{_instance(told)}"


def _instance(told: Told) -> str:
    """Return the name of a competition that the study calls otherwise than the policy (``as:``)."""
    name = told.facts.get("policy", _HIRING)
    return f" [{name}]" if told.what.startswith("appoint.") and name != _HIRING else ""


_HIRING = "competitive_hiring"


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
    en = f"{queue}; gain {facts['chance']:.0%} x {facts['gain']:,.0f} = {gain:,.0f} yuan, "
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


def _on_paper(facts: Facts) -> str:
    return say(
        f"为达督导标准被命名为骨干（{facts['school']} 号学校），教学与指导不变",
        f"is named backbone on paper, so that school {facts['school']} comes nearer the line of "
        "inspection; nothing else changes",
    )


def _paid_lower(facts: Facts) -> str:
    return say(
        "在本单位没有相应等级的岗位，高职低聘，与申报者一同竞争空岗",
        "holds no level post in this unit: paid one level lower, competes for a vacant one",
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
    **PAY,
    **POSTS,
    "audit.named": _on_paper,
    "teach.coached": _coached,
    "teach.itinerant": _itinerant,
    "teach.researcher": _researcher,
    "title.honoured": _honoured,
    "title.lacks": _lacks,
    "title.paid_lower": _paid_lower,
    "title.service": _service,
}
"""The words for each decision."""
