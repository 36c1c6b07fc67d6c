"""Why somebody kept, won or lost a post in a competition, in words (``teacherflow trace``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from teacherflow.text import counted
from teacherflow_analysis.cli.facts import Facts, next_best, people, schools, weighed, years
from teacherflow_analysis.cli.language import say

_PARTS = {
    "peer": ("民主测评", "colleagues"),
    "performance": ("业绩考核", "performance"),
    "speech": ("竞聘演说", "speech"),
    "panel": ("组织评定", "panel"),
    "training": ("待岗培训", "training while waiting"),
}


def _score(facts: Facts) -> tuple[str, str]:
    """Return the score and what each part adds to it, in both languages."""
    told, steps = facts["parts"], list(_PARTS)
    named = sorted(told, key=lambda name: (steps.index(name) if name in steps else 99, name))
    parts = [(_PARTS.get(name, (name, name)), told[name]) for name in named]
    zh = "、".join(f"{name[0]} {points:+.2f}" for name, points in parts)
    en = ", ".join(f"{name[1]} {points:+.2f}" for name, points in parts)
    score = f"{facts['score']:+.2f}"
    return (
        (f"得分 {score}（{zh}）", f"score {score} ({en})")
        if parts
        else (
            f"得分 {score}",
            f"score {score}",
        )
    )


def _competed(facts: Facts) -> str:
    (score_zh, score), rank, seats = _score(facts), facts["rank"], facts["seats"]
    zh = f"校内竞聘{score_zh}，本单位本学科第 {rank} 名，岗位 {seats} 个"
    en = f"own round: {score}, place {rank} of the subject in the unit, {counted(seats, 'post')}"
    if rank > seats:
        return say(f"{zh}：落聘", f"{en}: loses the post")
    risk = facts["risk"]
    if risk < 0.005:
        return say(f"{zh}：留任", f"{en}: keeps the post")
    return say(
        f"{zh}：留任（换一次运气，落聘的可能 {risk:.0%}）",
        f"{en}: keeps the post (other luck would have cost it with a chance of {risk:.0%})",
    )


def _upward(facts: Facts) -> str:
    zh, en = _score(facts)
    return say(f"选聘上行{zh}：入选", f"selected upward: {en}")


def _locked(facts: Facts) -> str:
    served, asked = facts["years"], facts["asked"]
    return say(
        f"不能参加选聘上行：本校服务 {served} 年，须满 {asked:g} 年",
        f"may not apply for a higher post: {years(served)} at the school, {asked:g} asked",
    )


def _level_lost(facts: Facts) -> str:
    return say(
        "岗位等级竞聘：本单位该等级岗位已由得分更高者占满，高职低聘",
        "level posts: higher scores fill those of the unit, paid one level lower",
    )


def _passed_over(facts: Facts) -> str:
    why_zh, why = {
        "limit": (
            "所在单位不能再放人（比例已满、编制低于需求或须先补足本单位空岗）",
            "the unit may let nobody go any more (its share, its need, or its own open posts)",
        ),
        "seats": ("合适岗位已被高分者选走", "higher scores took the posts that suit"),
    }[facts["why"]]
    zh, en = _upward_queue(facts)
    return say(f"{zh}；未入选：{why_zh}", f"{en}; passed over: {why}")


def _upward_offers(facts: Facts) -> str:
    zh, en = _upward_queue(facts)
    return say(zh, en)


def _upward_queue(facts: Facts) -> tuple[str, str]:
    """Return the place in the queue for posts of a higher level, and what they are worth."""
    score, place, here = f"{facts['score']:+.2f}", facts["place"], f"{facts['here']:+,.0f}"
    taken, others = facts["taken"], next_best(facts)
    got = "" if taken is None else say(f"；去{weighed(taken)}", f"; goes to {weighed(taken)}")
    return (
        (
            f"选聘上行得分 {score}，全县第 {place} 名；本校值 {here} 元/月，{facts['open']} 所上级学校更好"
            f"{got}{others}"
        ),
        (
            f"queue for higher posts: place {place} in the county with {score}; the own school is worth "
            f"{here} yuan/month, {schools(facts['open'])} of a higher level more{got}{others}"
        ),
    )


def _elsewhere(facts: Facts) -> str:
    zh, en = _applied(facts)
    taken, others = weighed(facts["taken"]), next_best(facts)
    return say(f"{zh}：去{taken}{others}", f"{en}: wins a post at {taken}{others}")


def _applied(facts: Facts) -> tuple[str, str]:
    """Return what somebody without a post could apply for, and what waiting is worth."""
    n, place, among = facts["wanted"], facts["place"], facts["among"]
    waiting = f"{facts['waiting']:+,.0f}"
    return (
        f"跨校竞聘：落聘 {among} 人中得分第 {place}，{facts['open']} 所合适，报 {n} 所，待岗值 {waiting} 元/月",
        (
            f"applies elsewhere: score {place} of {among} who lost, {schools(facts['open'])} would do, "
            f"applies to {n}, waiting is worth {waiting} yuan/month"
        ),
    )


def _nowhere(facts: Facts) -> str:
    n = facts["wanted"]
    if n == 0:
        return say("跨校竞聘：没有合适的岗位", "no open post of another unit would do")
    zh, en = _applied(facts)
    others = next_best(facts)
    return say(f"{zh}{others}；所报岗位已满", f"{en}{others}; those applied for are taken")


def _placed(facts: Facts) -> str:
    zh, en = _offer(facts)
    return say(f"服从组织调剂：{zh}", f"accepts the placement: {en}")


def _refused(facts: Facts) -> str:
    zh, en = _offer(facts)
    return say(f"拒绝组织调剂：{zh}", f"refuses the placement: {en}")


def _offer(facts: Facts) -> tuple[str, str]:
    chance, km, school = facts["chance"], facts["km"], facts["school"]
    gain, among = f"{facts['gain']:+,.0f}", facts["among"]
    return (
        f"学校 {school}，距家 {km:.0f} 公里，比待岗 {gain} 元/月（接受的可能 {chance:.0%}；待安置 {among} 人）",
        (
            f"school {school}, {km:.0f} km from home, {gain} yuan/month against waiting (chance to "
            f"accept {chance:.0%}; {people(among)} to place)"
        ),
    )


def _no_offer(facts: Facts) -> str:
    return say("没有可调剂的岗位", "no post was left for a placement")


def _direct(facts: Facts) -> str:
    named = [_DIRECT.get(name, (name, name)) for name in facts["why"]]
    zh, en = "、".join(zh for zh, _ in named), ", ".join(en for _, en in named)
    return say(f"直聘，不参加竞聘：{zh}", f"appointed directly, without competing: {en}")


_DIRECT = {
    "away": ("交流、借调或在外任职", "works away from the post"),
    "ill": ("重病", "seriously ill"),
    "leaders": ("校长", "principal"),
    "near_pension": ("临近退休", "close to the pension"),
    "nursing": ("孕产哺乳", "pregnant or nursing"),
    "sole_subject": ("本单位该学科唯一教师", "the only teacher of the subject in the unit"),
}


def _not_held(facts: Facts) -> str:
    return say("本单位未真正竞聘，全员续聘", "the unit held no real round: everybody stays")


APPOINTMENT: Mapping[str, Callable[[Facts], str]] = {
    "appoint.direct": _direct,
    "appoint.elsewhere": _elsewhere,
    "appoint.kept": _competed,
    "appoint.level_lost": _level_lost,
    "appoint.locked": _locked,
    "appoint.lost": _competed,
    "appoint.no_offer": _no_offer,
    "appoint.not_held": _not_held,
    "appoint.nowhere": _nowhere,
    "appoint.passed_over": _passed_over,
    "appoint.placed": _placed,
    "appoint.refused": _refused,
    "appoint.upward": _upward,
    "appoint.upward_offers": _upward_offers,
}
"""The words for each decision."""
