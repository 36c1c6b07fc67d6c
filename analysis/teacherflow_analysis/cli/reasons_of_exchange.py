"""Why somebody was sent on exchange or not, and where, in words (``teacherflow trace``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from teacherflow.text import Text
from teacherflow_analysis.cli.facts import Facts, schools, years
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.terminal import words

_LINES = {
    "duty": Text("不变动人事关系", "post stays"),
    "with_post": Text("人事关系随迁", "with the post"),
}
_GRADUATING = Text("毕业年级", "graduating classes")
_WHY = {
    "nursing": Text("孕产哺乳", "pregnant or nursing"),
    "ill": Text("重病", "seriously ill"),
    "bonded": Text("服务期内", "bonded"),
    "sole_subject": Text("本校该学科唯一教师", "the only teacher of the subject here"),
    "changed": Text("今年已入职、调动或变动岗位", "entered or moved this year already"),
    "leader": Text("校级干部不在此列", "leaders are not meant"),
    "not_at_post": Text("不在编或不在本校岗位上", "not established, or not working at the post"),
}
_EXEMPTIONS = {
    "men": Text("男教师达到免交流年龄", "a man of the exempt age"),
    "women": Text("女教师达到免交流年龄", "a woman of the exempt age"),
    "graduating": Text("今年任教毕业年级", "teaches a graduating class this year"),
    "rest": Text("交流返回不久", "not long back from an exchange"),
}
CONDITIONS = {
    "exchange_clock": Text(
        "在本校或上次交流以来的年数", "years at the school or since the last exchange"
    ),
    "years_to_pension": Text("距退休年数", "years to the pension"),
    "post.zone": Text("所在学校不在派出学校之列", "the school is not among those that send"),
    "post.over_quota": Text("所在学校不超编", "the school has no surplus"),
    "status": Text("不在编", "not established"),
    "role": Text("职务不符", "another role is meant"),
    "backbone": Text("不是骨干", "no backbone"),
    "title": Text("职称不符", "another title is meant"),
    "post.group": Text("所在学校不属于教育集团", "the school belongs to no education group"),
    "post.partner_seat": Text("所在学校没有结对学校", "the school has no partner"),
    "service": Text("教龄", "years of service"),
    "rotations": Text("已完成过一期交流", "a term of exchange has been served already"),
    "birth": Text("年龄不符", "another age is meant"),
    "appraisal_top": Text("上次考核不是优秀", "not excellent in the last appraisal"),
    "seeks_service": Text(
        "不需要为评职称到农村任教", "seeks no years of rural service for a title"
    ),
    "graduating": Text("毕业年级教师另有比例", "graduating classes have a share of their own"),
}
"""Why somebody does not meet a condition, by the column that it asks about."""
_COUNTED = {"exchange_clock", "years_to_pension", "service"}
_CHOOSERS = {
    "school": Text("学校认为最可派出者在先", "the school sends whom it can spare"),
    "lottery": Text("抽签先后", "by lot"),
    "bureau": Text("教育局所见需求", "by the bureau's view of need"),
}
_HOW = {
    "optimal": Text("教育局统筹安排（路程与缺编合计）", "the bureau's plan (road less gap)"),
    "random": Text("抽签", "drawn by lot"),
    "serial": Text("按本人意愿依次选择", "chosen in turn by own preference"),
    "deferred": Text("本人意愿与接收学校择优相配", "own wish matched with the host's choice"),
    "deferred_protected": Text(
        "可留原校，本人意愿与接收学校择优相配",
        "free to stay, own wish matched with the host's choice",
    ),
    "to_be": Text("可留原校，依次与接收学校教师互换", "free to stay, traded places in turn"),
}
_MAY_STAY = {"deferred_protected", "to_be"}


def form(name: str) -> str:
    """Return a form as people know it: the policy, and which of its lines."""
    policy, _, line = name.partition(".")
    base = line.removesuffix("_graduating")
    if base not in _LINES:
        return f"[{name}]"
    parts = [policy, words(_LINES[base])]
    if base != line:
        parts.append(words(_GRADUATING))
    return f"[{say('，', ', ').join(parts)}]"


def _exempt(facts: Facts) -> str:
    why = facts["why"]
    if why == "condition":
        return _unmet(facts)
    if why == "on_exchange":
        until = facts["until"]
        return say(f"交流期内，至 {until} 年 8 月", f"on exchange until August {until}")
    if why == "exemption":
        kind = facts["name"].rpartition(".")[2]
        name = words(_EXEMPTIONS[kind]) if kind in _EXEMPTIONS else facts["name"]
        return say(f"免交流：{name} {form(facts['form'])}", f"exempt: {name} {form(facts['form'])}")
    reason = words(_WHY[why])
    return say(f"不派出：{reason}", f"not to be sent: {reason}")


def _unmet(facts: Facts) -> str:
    column = facts["column"]
    name = words(CONDITIONS[column]) if column in CONDITIONS else column
    if column in _COUNTED:
        value = facts["value"]
        zh, en = _bound(column, facts)
        shown = f"{value:.1f}".removesuffix(".0")
        name = say(f"{name} {shown}，{zh}", f"{name}: {shown}, {en}")
    return say(
        f"不符合条件 {form(facts['form'])}：{name}", f"not eligible {form(facts['form'])}: {name}"
    )


def _bound(column: str, facts: Facts) -> tuple[str, str]:
    low = facts["low"]
    if column == "service":
        high = facts["high"]
        return f"派出时须满 {low:.0f} 至 {high:.0f} 年", f"sent with {low:.0f} to {high:.0f}"
    if column == "years_to_pension":
        return f"须多于 {low:.0f} 年", f"must be more than {low:.0f}"
    return f"须满 {low:.0f} 年", f"must be {low:.0f} or more"


def _named(facts: Facts) -> str:
    name, place = form(facts["form"]), _place_in_queue(facts)
    if facts["for_floor"]:
        return say(
            f"为满足骨干比例被派出 {name}：{place}",
            f"named to fill the share of backbones {name}: {place}",
        )
    if facts["volunteer"]:
        return say(f"自愿报名，派出 {name}：{place}", f"volunteered and was chosen {name}: {place}")
    return say(f"被确定派出 {name}：{place}", f"named {name}: {place}")


def _kept(facts: Facts) -> str:
    name, why = form(facts["form"]), _why_kept(facts)
    if facts.get("volunteer"):
        return say(f"已报名，未派出 {name}：{why}", f"volunteered, but stays {name}: {why}")
    return say(f"未派出 {name}：{why}", f"stays {name}: {why}")


def _why_kept(facts: Facts) -> str:
    match facts["why"]:
        case "nobody":
            return say("今年不派人", "nobody is to go this year")
        case "no_volunteer":
            zh, en = _in_mind(facts)
            return say(f"只派自愿者，本人未报名{zh}", f"only volunteers go, did not offer{en}")
        case "no_host_open":
            km = facts["km_most"]
            zh, en = ("（并换回同学科教师）", " (and replace)") if _swaps(facts) else ("", "")
            return say(
                f"范围、方向和 {km:.0f} 公里以内没有能接收{zh}的学校",
                f"no school in scope, direction and {km:.0f} km could take{en} the teacher",
            )
        case "subject":
            extra = say(
                "名次在内，但本学科不能再少人", "in time, but the subject can spare no more"
            )
        case "displaced":
            extra = say("让位于骨干，以满足骨干比例", "gave way to a backbone for the floor")
        case _:
            extra = ""
    place = _place_in_queue(facts)
    return f"{place}{say('；', '; ')}{extra}" if extra else place


def _place_in_queue(facts: Facts) -> str:
    by, rank, among, sends = (facts[key] for key in ("chosen_by", "rank", "among", "sends"))
    chosen = words(_CHOOSERS[by])
    if sends == 0:
        return say("本校今年不派人", "the school sends nobody this year")
    zh, en = (f"自愿者在先，再按{chosen}", f"volunteers first, then {chosen}")
    if not facts.get("invited", True):
        zh, en = f"不征自愿，按{chosen}", f"nobody is asked to volunteer, {chosen}"
    more_zh, more = _in_mind(facts)
    return say(
        f"{zh}；本校 {among} 人中第 {rank}，派 {sends} 人{more_zh}",
        f"{en}; place {rank} of {among}, the school sends {sends}{more}",
    )


def _in_mind(facts: Facts) -> tuple[str, str]:
    """Return what the host that the bureau has in mind would be worth, if there is one."""
    if "likely" not in facts:
        return "", ""
    school, gain = facts["likely"], f"{facts['gain']:+,.0f}"
    return (
        f"；预计去学校 {school}，对本人每月 {gain} 元",
        f"; school {school}, the likely host, would be worth {gain} yuan/month to the teacher",
    )


def _swaps(facts: Facts) -> bool:
    """Whether somebody is sent in return; forms do unless told otherwise."""
    return bool(facts.get("swaps", True))


def _placed(facts: Facts) -> str:
    school, km, rank, hosts = (facts[key] for key in ("school", "km", "rank", "hosts"))
    gap, how = facts["lacks"], words(_HOW[facts["how"]])
    gap_zh = f"缺 {gap:.1f} 人" if gap > 0 else f"多 {-gap:.1f} 人"
    gap_en = f"lacks {gap:.1f}" if gap > 0 else f"has {-gap:.1f} too many"
    place = say(
        f"{hosts} 所可去学校中第 {rank}", f"place {rank} of {schools(hosts)} open to the teacher"
    )
    if facts["how"] == "random":
        place = say(f"{hosts} 所可去学校", f"{schools(hosts)} open to the teacher")
    gain = f"{facts['gain']:+,.0f}"
    others = say("；", "; ").join(_host(one) for one in facts["others"])
    rest = say(f"；其次：{others}", f"; next: {others}") if others else ""
    return say(
        f"安排到学校 {school}：{how}，距原校 {km:.1f} 公里，教育局看来该校{gap_zh}"
        f"（合 {facts['cost']:.1f} 公里），对本人每月 {gain} 元，{place}{rest}",
        f"placed at school {school}: {how}, {km:.1f} km from home; as the bureau sees it the "
        f"school {gap_en} (counts as {facts['cost']:.1f} km), worth {gain} yuan/month to the "
        f"teacher; {place}{rest}",
    )


def _host(one: Facts) -> str:
    """Return a host not taken: distance, cost to the bureau, worth to the teacher."""
    school, km, cost, gain = (one[key] for key in ("school", "km", "cost", "gain"))
    return say(
        f"学校 {school}（{km:.1f} 公里，合 {cost:.1f} 公里，每月 {gain:+,.0f} 元）",
        f"school {school} ({km:.1f} km, counts as {cost:.1f}, {gain:+,.0f} yuan/month)",
    )


def _no_host(facts: Facts) -> str:
    name = form(facts["form"])
    swaps = _swaps(facts)
    if facts["how"] in _MAY_STAY:
        zh, en = ("、又能换回教师", "take and replace") if swaps else ("、又能接收", "take")
        return say(
            f"没有优于本校{zh}的学校，按规则可留本校 {name}",
            f"no school better than the own could {en} the teacher, who may stay {name}",
        )
    zh, en = ("名额已满或无人可换", "full, or nobody to swap") if swaps else ("名额已满", "full")
    return say(
        f"没有安排到接收学校（{zh}），留在本校 {name}", f"no host was left ({en}), stays {name}"
    )


def _swap(facts: Facts) -> str:
    other, school, name = facts["other"], facts["school"], form(facts["form"])
    return say(
        f"作为接收学校换回的教师去学校 {school}，换 {other} 号教师：本校同学科年轻教师中所见效果最好 {name}",
        f"sent to school {school} in return for teacher {other}: of the young teachers of the "
        f"subject here the best as seen {name}",
    )


def _returned(facts: Facts) -> str:
    n = facts["years"]
    if facts.get("free"):
        return say(
            f"交流 {n} 年期满，本可转入接收学校，但其无空编或本人更愿回原校，返回",
            f"{years(n)} away are over; might have stayed, but the host has no free post or is "
            "worth less than home: returned",
        )
    return say(f"在外任教 {n} 年期满，返回原校", f"returned after {years(n)} away")


def _stayed(facts: Facts) -> str:
    n = facts["years"]
    return say(
        f"交流 {n} 年期满：接收学校有空编，本人更愿留下，人事关系转入接收学校",
        f"{years(n)} away are over: the host has a free post and is worth more than home, so the "
        "post moved to the host",
    )


EXCHANGE: Mapping[str, Callable[[Facts], str]] = {
    "exchange.exempt": _exempt,
    "exchange.kept": _kept,
    "exchange.named": _named,
    "exchange.no_host": _no_host,
    "exchange.placed": _placed,
    "exchange.returned": _returned,
    "exchange.stayed": _stayed,
    "exchange.swap": _swap,
}
"""The words for each decision."""
