"""Why a phase decided as it did about one person, in words (``teacherflow trace``).

One function for each decision that a phase tells; a decision without a function is shown as it
was told, so nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.reasons_of_exchange import EXCHANGE

if TYPE_CHECKING:
    from teacherflow.study.trace import Told

type Facts = Mapping[str, Any]


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
    return f"· {words(told.facts)}"


def _lacks(facts: Facts) -> str:
    n, rule = facts["years"], facts["filter"]
    if facts["when"] == "apply":
        return say(
            f"不能申报：还缺 {n} 年农村服务 [{rule}]",
            f"may not apply: {n} more {_years(n)} of rural service asked [{rule}]",
        )
    return say(
        f"可申报但不能聘任：还缺 {n} 年农村服务 [{rule}]",
        f"applies but cannot be appointed: {n} more {_years(n)} of rural service asked [{rule}]",
    )


def _service(facts: Facts) -> str:
    n, rank, reach = facts["years"], facts["rank"], facts["reach"]
    queue_zh = f"排第 {rank} 名，预计轮到前 {reach:.1f} 名"
    queue = f"place {rank} in the queue, promotions seem to reach place {reach:.1f}"
    if not facts["near"]:
        return say(
            f"缺 {n} 年农村服务，但任职年限还早，暂不申请",
            f"lacks {n} {_years(n)} of rural service, but the title is not near yet",
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
        return say(f"申请 {n} 年农村服务：{zh}", f"seeks {n} {_years(n)} of rural service: {en}")
    return say(f"不申请农村服务：{zh}", f"does not seek rural service: {en}")


def _years(n: int) -> str:
    return "year" if n == 1 else "years"


def _competed(facts: Facts) -> str:
    score, rank, seats = facts["score"], facts["rank"], facts["seats"]
    zh = f"校内竞聘得分 {score:+.2f}，本学科第 {rank} 名，岗位 {seats} 个"
    en = f"own round: score {score:+.2f}, place {rank} in the subject, {seats} posts"
    if rank <= seats:
        return say(f"{zh}：留任", f"{en}: keeps the post")
    return say(f"{zh}：落聘", f"{en}: loses the post")


def _upward(facts: Facts) -> str:
    score = facts["score"]
    return say(f"选聘上行得分 {score:+.2f}：入选", f"selected upward: score {score:+.2f}")


def _passed_over(facts: Facts) -> str:
    why_zh, why = {
        "limit": ("所在单位名额已满或缺编", "the unit may let nobody go any more"),
        "seats": ("合适岗位已被高分者选走", "higher scores took the posts that suit"),
    }[facts["why"]]
    score, place = facts["score"], facts["place"]
    return say(
        f"选聘上行得分 {score:+.2f}（全县第 {place} 名）未入选：{why_zh}",
        f"passed over for a higher post, score {score:+.2f} (place {place} in the county): {why}",
    )


def _elsewhere(facts: Facts) -> str:
    return say("跨校竞聘成功", "wins a post in another unit")


def _nowhere(facts: Facts) -> str:
    n = facts["wanted"]
    if n == 0:
        return say("跨校竞聘：没有合适的岗位", "no open post of another unit would do")
    return say("跨校竞聘：所报岗位已满", "the posts applied for in other units are taken")


def _placed(facts: Facts) -> str:
    chance = facts["chance"]
    return say(f"服从组织调剂（概率 {chance:.0%}）", f"accepts the placement (chance {chance:.0%})")


def _refused(facts: Facts) -> str:
    chance = facts["chance"]
    return say(
        f"拒绝组织调剂（接受概率 {chance:.0%}）",
        f"refuses the placement (chance to accept {chance:.0%})",
    )


def _no_offer(facts: Facts) -> str:
    return say("没有可调剂的岗位", "no post was left for a placement")


def _direct(facts: Facts) -> str:
    return say("直聘，不参加竞聘", "appointed directly, without competing")


def _not_held(facts: Facts) -> str:
    return say("本单位未真正竞聘，全员续聘", "the unit held no real round: everybody stays")


REASONS: dict[str, Callable[[Facts], str]] = {
    **EXCHANGE,
    "appoint.direct": _direct,
    "appoint.elsewhere": _elsewhere,
    "appoint.kept": _competed,
    "appoint.lost": _competed,
    "appoint.no_offer": _no_offer,
    "appoint.not_held": _not_held,
    "appoint.nowhere": _nowhere,
    "appoint.passed_over": _passed_over,
    "appoint.placed": _placed,
    "appoint.refused": _refused,
    "appoint.upward": _upward,
    "title.lacks": _lacks,
    "title.service": _service,
}
"""The words for each decision."""
