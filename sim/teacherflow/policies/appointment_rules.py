"""Parameters of competition for posts that come in groups, and where they stem from."""

from __future__ import annotations

from typing import Annotated

from teacherflow.policies.assumed import OWN, number, switch
from teacherflow.policies.base import Group
from teacherflow.text import Text

STEPS = Text(
    "六个环节见某县县管校聘工作汇报；权重为假设",
    "the six steps are those of a county's work report; weights are assumptions",
)
DAFANG = Text(
    "大方县 2025 年方案（据网络评述）",
    "plan of Dafang County 2025, as a published commentary reports it",
)
DAFANG_PATH = Text(
    "去向见大方县 2025 年方案（据网络评述）；比例为假设",
    "the ways out are those of the plan of Dafang County 2025, as a published commentary reports "
    "it; shares are assumptions",
)
OWN_ROUND = Text(
    "假设：全部岗位向本单位开放；大方县 2025 年为九成",
    "assumption: own staff may compete for every post; nine in ten in Dafang County 2025",
)
WISHES = Text(
    "假设：各县方案多为三个志愿",
    "assumption: a form with three wishes is usual in county plans",
)
PROTECTION = Text(
    "各县方案通行的直聘对象",
    "groups that county plans commonly appoint directly",
)
USUAL = Text(
    "各县方案的通行做法",
    "usual practice of county plans",
)
RESISTANCE = Text(
    "方向见某县县管校聘工作汇报（教师畏难、校长观望）；数值为假设",
    "direction from a county's work report (fear of teachers, caution of principals); size assumed",
)


class Weights(Group):
    """Weights of the parts of the competition, relative to their sum."""

    peer: Annotated[
        float, number("权重：民主测评", "Weight: vote of colleagues", 0, 1, STEPS, "share")
    ] = 0.20
    performance: Annotated[
        float, number("权重：业绩考核", "Weight: record of performance", 0, 1, STEPS, "share")
    ] = 0.40
    speech: Annotated[float, number("权重：竞聘演说", "Weight: speech", 0, 1, STEPS, "share")] = (
        0.15
    )
    panel: Annotated[float, number("权重：组织评定", "Weight: panel", 0, 1, STEPS, "share")] = 0.25


class Protection(Group):
    """Who is appointed directly, beside those on exchange or otherwise away."""

    near_pension: Annotated[
        float,
        number(
            "直聘：距退休年限", "Direct: years to retirement, at most", 0, 20, PROTECTION, "years"
        ),
    ] = 5.0
    nursing: Annotated[
        float,
        number(
            "直聘：25–38 岁女教师孕期哺乳期比例",
            "Direct: share of women aged 25–38 who are pregnant or nursing",
            0,
            1,
            OWN,
            "share",
        ),
    ] = 0.06
    ill: Annotated[
        float, number("直聘：重病比例", "Direct: share who are seriously ill", 0, 1, OWN, "share")
    ] = 0.01
    leaders: Annotated[bool, switch("直聘：校长", "Direct: principals", PROTECTION)] = True
    sole_subject: Annotated[
        bool,
        switch("直聘：单位唯一学科教师", "Direct: only teacher of a subject in the unit"),
    ] = True


class WaitingRules(Group):
    """Waiting for a post, and what follows a second refusal."""

    months: Annotated[
        int,
        number("待岗期限", "Waiting until the second placement", 0, 36, USUAL, "months"),
    ] = 12
    pay: Annotated[
        float, number("待岗工资比例", "Share of basic pay while waiting", 0.1, 1, OWN, "share")
    ] = 0.6
    training_score: Annotated[
        float,
        number(
            "待岗培训加分",
            "Points by training while waiting, in the next round",
            0,
            3,
            OWN,
            "points, sd",
        ),
    ] = 0.3
    other_work: Annotated[
        float,
        number("再拒后转岗比例", "Second refusal: other work", 0, 1, DAFANG_PATH, "share"),
    ] = 0.7
    early_retirement: Annotated[
        float,
        number(
            "再拒后提前退休比例", "Second refusal: early retirement", 0, 1, DAFANG_PATH, "share"
        ),
    ] = 0.2
    dismissal: Annotated[
        float,
        number("再拒后解聘比例", "Second refusal: dismissal", 0, 1, DAFANG_PATH, "share"),
    ] = 0.1
    training_yuan: Annotated[
        float,
        number("待岗培训费", "Training of one who waits", 0, 100_000, OWN, "yuan/year"),
    ] = 0.0


class AdoptionCurve(Group):
    """Real adoption by units."""

    ceiling: Annotated[
        float, number("采用率上限", "Adoption in the long run", 0, 1, RESISTANCE, "share")
    ] = 0.9
    speed: Annotated[
        float,
        number(
            "采用的时间尺度",
            "Time scale of adoption",
            0.1,
            20,
            RESISTANCE,
            "years",
            uncertainty=(1.0, 4.0),
        ),
    ] = 2.0
    loss: Annotated[
        float,
        number(
            "落聘比例对采用率的削减",
            "Fall of adoption by the share left without a post",
            0,
            20,
            RESISTANCE,
            uncertainty=(0.0, 4.0),
        ),
    ] = 2.0
    gain: Annotated[
        float,
        number("宣传引导的作用", "Rise of adoption by full publicity", 0, 1, RESISTANCE, "share"),
    ] = 0.1
    earlier: Annotated[
        float,
        number(
            "宣传引导使采用提前的年数",
            "Years by which full publicity brings adoption forward",
            0,
            10,
            RESISTANCE,
            "years",
        ),
    ] = 0.2
