"""The ledger (table ``spending``) in words: policies, their lines, and who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from teacherflow.text import Text

if TYPE_CHECKING:
    from teacherflow_analysis.study import Study

PAYERS: Final = {
    "county": Text("县", "county"),
    "province": Text("省", "province"),
    "centre": Text("中央", "centre"),
    "host": Text("接收学校", "host school"),
}

LINES: Final = {
    "allowance": Text("津贴", "allowance"),
    "backbones": Text("骨干教师经费", "backbone teachers"),
    "bureau": Text("局机关跟岗", "shadowing at the bureau"),
    "class": Text("班主任津贴", "class heads"),
    "coaching": Text("指导费", "coaching"),
    "county_honour": Text("县级荣誉奖金", "county's honour"),
    "culture": Text("学校文化建设", "school culture"),
    "equipment": Text("设备", "equipment"),
    "exam": Text("考试", "examination"),
    "far": Text("偏远", "far"),
    "farthest": Text("最偏远", "farthest"),
    "floor": Text("工资补足", "pay up to the floor"),
    "grant": Text("财政补助", "grant"),
    "honour": Text("荣誉津贴", "honour"),
    "hosted": Text("接收学校奖金", "bonus at the host"),
    "leaders": Text("交流任职干部补贴", "leaders sent to an office"),
    "leaders_away": Text("在外交流干部补贴", "leaders away on exchange"),
    "lessons": Text("课时费", "lessons"),
    "meals": Text("伙食补助", "meals"),
    "middle": Text("中等距离", "middle distance"),
    "national_honour": Text("国家荣誉奖金", "nation's honour"),
    "near": Text("较近", "near"),
    "posts": Text("核增编制", "posts granted"),
    "province_honour": Text("省级荣誉奖金", "province's honour"),
    "relief": Text("由补助抵减的工资", "pay met by the grant"),
    "remote": Text("边远", "remote"),
    "repayment": Text("违约退费", "repayment at breach"),
    "research": Text("教研", "research"),
    "rural": Text("乡村", "rural"),
    "school": Text("学校跟岗", "shadowing at schools"),
    "seat": Text("县城", "seat"),
    "settlement": Text("安家费", "settling in"),
    "staff": Text("表彰", "honours"),
    "studies": Text("培养费", "studies"),
    "studio": Text("工作室", "studios"),
    "town": Text("乡镇", "towns"),
    "training": Text("培训", "training"),
    "travel": Text("差旅费", "travel"),
    "upkeep": Text("周转房维护", "upkeep of flats"),
    "village": Text("乡村", "villages"),
    "visits": Text("跟岗学习", "study visits"),
}
"""By the name of the line. A study may name tiers of its own: these speak for themselves."""


def line_of(item: str) -> Text:
    """Return a line of the ledger in words; one that is not known speaks for itself."""
    return LINES.get(item, Text(item, item))


def payer_of(name: str) -> Text:
    """Return who pays in words; an unknown payer speaks for itself."""
    return PAYERS.get(name, Text(name, name))


def policy_of(study: Study, name: str) -> Text:
    """Return the title of a policy; one that the study gave a name of its own keeps it beside.

    A policy that this version does not have goes by its name.
    """
    from teacherflow.policies.catalogue import policies

    used = {
        instance: str(about["policy"])
        for scenario in study.resolved["scenarios"].values()
        for instance, about in (scenario.get("policies") or {}).items()
    }
    instance = name.partition(".")[0]
    policy = policies().get(used.get(instance, instance))
    if policy is None:
        return Text(name, name)
    if policy.name == name:
        return policy.title
    return Text(f"{policy.title.zh}（{name}）", f"{policy.title.en} ({name})")
