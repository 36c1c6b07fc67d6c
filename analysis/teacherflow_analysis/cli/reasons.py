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
    en = f"own round: {score}, place {rank} of the subject in the unit, {seats} posts"
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
    years, asked = facts["years"], facts["asked"]
    return say(
        f"不能参加选聘上行：本校服务 {years} 年，须满 {asked:g} 年",
        f"may not apply for a higher post: {years} {_years(years)} at the school, {asked:g} asked",
    )


def _level_lost(facts: Facts) -> str:
    return say(
        "岗位等级竞聘：本单位该等级岗位已由得分更高者占满，高职低聘",
        "level posts: higher scores fill those of the unit, paid one level lower",
    )


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


def _passed_over(facts: Facts) -> str:
    why_zh, why = {
        "limit": (
            "所在单位不能再放人（比例已满、编制低于需求或须先补足本单位空岗）",
            "the unit may let nobody go any more (its share, its need, or its own open posts)",
        ),
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
    zh, en = _offer(facts)
    return say(f"服从组织调剂：{zh}", f"accepts the placement: {en}")


def _refused(facts: Facts) -> str:
    zh, en = _offer(facts)
    return say(f"拒绝组织调剂：{zh}", f"refuses the placement: {en}")


def _offer(facts: Facts) -> tuple[str, str]:
    chance, km, section = facts["chance"], facts["km"], facts["section"]
    return (
        f"学校 {section}，距家 {km:.0f} 公里（接受的可能 {chance:.0%}）",
        f"school {section}, {km:.0f} km from home (chance to accept {chance:.0%})",
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


def _rotated(facts: Facts) -> str:
    n, section = facts["years"], facts["section"]
    return say(
        f"任现职 {n} 年，与学校 {section} 的校级干部互换 [{facts['form']}]",
        f"after {n} {_years(n)} in office changes places with the leader of school {section} "
        f"[{facts['form']}]",
    )


def _crossed(facts: Facts) -> str:
    n, section = facts["years"], facts["section"]
    zh, en = ("职务不变", "same office") if facts["kept"] else ("改任他职", "another office")
    return say(
        f"考核优秀、任现职 {n} 年，城乡交流到学校 {section}（{zh}） [{facts['form']}]",
        f"with an excellent appraisal and {n} {_years(n)} in office goes to lead at school {section} "
        f"({en}) [{facts['form']}]",
    )


def _attached(facts: Facts) -> str:
    n = facts["years"]
    return say(f"到机关挂职 {n} 年", f"is attached to the bureau for {n} {_years(n)}")


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


def _not_held(facts: Facts) -> str:
    return say("本单位未真正竞聘，全员续聘", "the unit held no real round: everybody stays")


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


def _received(facts: Facts) -> str:
    yuan, share, months = facts["yuan"], facts["share"], facts["months"]
    zh, en = f"每月 {yuan * share:,.0f} 元", f"{yuan * share:,.0f} yuan a month"
    if months != _FULL_YEAR:
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


def _regularised(facts: Facts) -> str:
    if facts["why"] == "clearing":
        return say(
            "清理借师：编制、职称岗位转到实际任教学校",
            "cleared: the post, its quota and level move to where he or she works",
        )
    return say("在借入学校获得新核编制", "gains a newly granted post at the borrowing school")


def _redeployed(facts: Facts) -> str:
    section, km, place, number = (facts[k] for k in ("section", "km", "place", "number"))
    return say(
        f"跨学段调配到初中 {section}，距家 {km:.0f} 公里（持证富余教师中第 {place} 人，共需 {number} 人）",
        f"moved to junior school {section}, {km:.0f} km from home: "
        f"place {place} of {number} among the certified who can be spared",
    )


def _studies(facts: Facts) -> str:
    gain, n = facts["gain"], facts["years"]
    if facts["begins"]:
        return say(
            f"开始考取初中资格证（{n} 年）：到最近初中任教好处 {gain:,.0f} 元/月",
            f"begins to study for the junior licence ({n} {_years(n)}): the nearest junior school "
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


REASONS: dict[str, Callable[[Facts], str]] = {
    **EXCHANGE,
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
    "audit.named": _on_paper,
    "housing.given": _flat,
    "housing.none": _no_flat,
    "pay.floor": _floor,
    "pay.nothing": _nothing,
    "pay.performance": _performance,
    "pay.received": _received,
    "posts.regularised": _regularised,
    "leaders.attached": _attached,
    "leaders.crossed": _crossed,
    "leaders.panel_lost": _panel_lost,
    "leaders.panel_won": _panel_won,
    "leaders.reserve_listed": _listed,
    "leaders.reserve_named": _reserve_named,
    "leaders.rotated": _rotated,
    "leaders.trained": _trained,
    "outflow.drawn": _drawn,
    "stage.licensed": _licensed,
    "stage.redeployed": _redeployed,
    "stage.studies": _studies,
    "title.honoured": _honoured,
    "teach.coached": _coached,
    "teach.researcher": _researcher,
    "title.lacks": _lacks,
    "title.paid_lower": _paid_lower,
    "title.service": _service,
}
"""The words for each decision."""
