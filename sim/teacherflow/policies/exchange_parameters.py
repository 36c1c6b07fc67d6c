"""Parameters of rotation: what a study may set, and where the defaults stem from."""

from __future__ import annotations

from typing import Annotated, Literal

from teacherflow.parameters.about import about
from teacherflow.policies.away_money import USAGE
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.choices import BACKFILL, CHOSEN_BY
from teacherflow.text import Text

_NATIONAL = Text(
    "教师〔2014〕4号；教督〔2017〕6号",
    "Ministry of Education, Jiaoshi [2014] No. 4 (rotation); Jiaodu [2017] No. 6 (inspection)",
)


class RotationParameters(PolicyModel):
    """The parameters of `teacherflow.policies.exchange.MandatoryRotation`, money aside."""

    after_years: Annotated[
        int,
        about(
            "同校任教满多少年",
            "School years at one school",
            unit="years",
            low=0,
            high=40,
            source=Text(
                "安徽 2015、北京 2021：六年；国家未定年限",
                "Anhui 2015, Beijing 2021: six years; the national rule leaves it open",
            ),
            kind="statute",
        ),
    ] = 6
    share: Annotated[
        float,
        about(
            "每年交流占符合条件教师的比例",
            "Sent each year, share of the eligible",
            unit="share",
            low=0,
            high=1,
            source=_NATIONAL,
            kind="statute",
        ),
    ] = 0.10
    backbone_share: Annotated[
        float,
        about(
            "交流教师中骨干的最低比例",
            "Backbones, least share of those sent",
            unit="share",
            low=0,
            high=1,
            source=_NATIONAL,
            kind="statute",
        ),
    ] = 0.20
    backbone_of: Annotated[
        Literal["sent", "due"],
        about(
            "骨干比例的分母",
            "The share of backbones is one of those sent, or of the eligible backbones",
            choices={
                "sent": Text("当年交流人数", "those sent"),
                "due": Text("符合条件的骨干人数", "the eligible backbones"),
            },
            source=Text(
                "全国标准：占交流人数；浙江 2013：占符合条件的骨干",
                "the national rule: of those sent; Zhejiang 2013: of the backbones who are due",
            ),
            kind="statute",
        ),
    ] = "sent"
    graduating: Annotated[
        Literal["as_others", "exempt", "own_share"],
        about(
            "毕业年级教师",
            "Teachers of a graduating class: like others, exempt, or with a share of their own",
            choices={
                "as_others": Text("与其他教师相同", "like others"),
                "exempt": Text("不交流", "exempt"),
                "own_share": Text("另定比例", "with a share of their own"),
            },
            source=Text("合肥：毕业年级另定比例", "Hefei sets a share of their own"),
            kind="statute",
        ),
    ] = "as_others"
    graduating_share: Annotated[
        float,
        about(
            "毕业年级教师每年交流的比例",
            "Sent each year, share of the eligible who teach a graduating class",
            unit="share",
            low=0,
            high=1,
            source=Text("合肥：不少于 30%", "Hefei: at least 30 %"),
            kind="statute",
        ),
    ] = 0.30
    post_share: Annotated[
        float,
        about(
            "变动人事关系的比例",
            "Moved with the post, share of those sent",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "多数县以不变动为主", "assumption: most counties leave posts where they are"
            ),
            kind="assumption",
        ),
    ] = 0.0
    years: Annotated[
        int,
        about(
            "交流期限",
            "Length of the exchange",
            unit="years",
            low=1,
            high=6,
            source=Text("各地一至三年", "counties: one to three years, then they return"),
            kind="survey",
        ),
    ] = 2
    senders: Annotated[
        Literal["county", "seat_town", "seat", "over_quota"],
        about(
            "派出学校",
            "Sending schools",
            choices={
                "county": Text("全县学校", "all schools of the county"),
                "seat_town": Text("县城与乡镇学校", "schools of the seat and the towns"),
                "seat": Text("县城学校", "schools of the seat"),
                "over_quota": Text("超编学校", "schools above their quota"),
            },
            source=Text(
                "教师〔2014〕4号：城镇学校、优质学校",
                "Jiaoshi [2014] No. 4: urban and good schools",
            ),
            kind="statute",
        ),
    ] = "seat_town"
    scope: Annotated[
        Literal["county", "zone", "cluster", "group"],
        about(
            "交流范围",
            "Home and host are in the same",
            choices={
                "county": Text("全县", "county"),
                "zone": Text("同一区域（县城、乡镇或乡村）", "zone (seat, town or village)"),
                "cluster": Text("同一学区", "cluster"),
                "group": Text("同一教育集团", "group of schools"),
            },
            source=USAGE,
            kind="assumption",
        ),
    ] = "county"
    direction: Annotated[
        Literal["lower_or_weak", "lower", "same", "any"],
        about(
            "交流方向",
            "Hosts, seen from home",
            choices={
                "lower_or_weak": Text("下一级区域或薄弱学校", "a lower zone, or a weaker school"),
                "lower": Text("下一级区域", "a lower zone"),
                "same": Text("同一区域", "the same zone"),
                "any": Text("任何学校", "any school"),
            },
            source=Text(
                "教师〔2014〕4号：由城镇到乡村、由强校到弱校",
                "Jiaoshi [2014] No. 4: from town to countryside, from strong schools to weak ones",
            ),
            kind="statute",
        ),
    ] = "lower_or_weak"
    placing: Annotated[
        Literal["need", "random", "preference"],
        about(
            "如何安排接收学校",
            "How hosts are found",
            choices={
                "need": Text("按缺编多少", "by need"),
                "random": Text("随机", "at random"),
                "preference": Text("按教师志愿", "by the wishes of teachers"),
            },
            source=USAGE,
            kind="assumption",
        ),
    ] = "need"
    turn: Annotated[
        Literal["lot", "points"],
        about(
            "逐人安排时的先后：抽签，或乡镇乡村任教年数",
            "Placed one by one, first is: by lot, or who has most years in towns and villages",
            choices={
                "lot": Text("抽签", "by lot"),
                "points": Text(
                    "乡镇乡村任教年数多者在先", "who has most years in towns and villages"
                ),
            },
            source=Text("韩国：偏远任教积分", "Korea: points for remote service"),
            kind="literature",
        ),
    ] = "lot"
    backfill: Annotated[
        Literal["swap", "none"],
        about(
            "派出学校得到的补充",
            "What the sending school gets",
            choices=BACKFILL,
            source=USAGE,
            kind="assumption",
        ),
    ] = "swap"
    swap_after_years: Annotated[
        int,
        about(
            "换回教师须在校满多少年",
            "Years at the school of those sent in return",
            unit="years",
            low=0,
            high=40,
            source=USAGE,
            kind="assumption",
        ),
    ] = 0
    chosen_by: Annotated[
        Literal["school", "lottery", "bureau"],
        about(
            "由谁确定人选",
            "Who names those who go",
            choices=CHOSEN_BY,
            source=USAGE,
            kind="assumption",
        ),
    ] = "school"
    volunteers: Annotated[
        Literal["first", "only", "none"],
        about(
            "自愿报名者",
            "Volunteers go",
            choices={
                "first": Text("优先", "first"),
                "only": Text("只派自愿者", "alone"),
                "none": Text("不考虑自愿", "without precedence"),
            },
            source=USAGE,
            kind="assumption",
        ),
    ] = "first"
    compliance: Annotated[
        float,
        about(
            "落实程度",
            "Share of the number that is carried out",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "各地落实程度不一", "assumption: counties carry it out to a different degree"
            ),
            kind="assumption",
            uncertainty=(0.4, 1.0),
        ),
    ] = 1.0
    delay_years: Annotated[
        int,
        about(
            "生效后尚未执行的年数",
            "Years in force before anybody is sent",
            unit="years",
            low=0,
            high=10,
            source=Text("各地起步早晚不一", "assumption: counties begin sooner or later"),
            kind="assumption",
        ),
    ] = 0
    inspected: Annotated[
        bool,
        about(
            "交流纳入学校综合督导评估",
            "Inspection of schools looks at exchange",
            source=Text("巴南区 2021：纳入综合督导评估", "Banan District 2021: it does"),
            kind="survey",
        ),
    ] = False
    inspection_weight: Annotated[
        float,
        about(
            "交流在督导评估中的权重",
            "Weight of exchange in the inspection",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "未落实部分每年补上一半加权重的一半", "assumption: half + half of it a year"
            ),
            kind="assumption",
            uncertainty=(0.0, 1.0),
        ),
    ] = 0.5
    return_chance: Annotated[
        float,
        about(
            "期满返回的比例",
            "Chance to return when the term ends",
            unit="share",
            low=0,
            high=1,
            source=Text(
                "假设；各地做法：期满一般返回",
                "assumption; in practice they return after the term, others stay if a post is free",
            ),
            kind="assumption",
            uncertainty=(0.85, 1.0),
        ),
    ] = 0.95
    clock: Annotated[
        Literal["restarts", "runs_on"],
        about(
            "返回后同校任教年限",
            "On return the years at the school",
            choices={
                "restarts": Text("重新计算", "start anew"),
                "runs_on": Text("连续计算", "run on"),
            },
            source=Text("各地做法：重新计算", "assumption: the usual practice is to count anew"),
            kind="assumption",
        ),
    ] = "restarts"
    rest_years: Annotated[
        int,
        about(
            "返回后免交流年数",
            "Exempt: years after a return, also from being sent in return",
            unit="years",
            low=0,
            high=20,
            source=USAGE,
            kind="assumption",
        ),
    ] = 2
    km_most: Annotated[
        float,
        about(
            "交流最远公路距离",
            "Farthest host by road",
            unit="km",
            low=0,
            high=500,
            source=USAGE,
            kind="assumption",
        ),
    ] = 40.0
    school_cap: Annotated[
        float,
        about(
            "每校每年派出或接收的上限（占在岗教师）",
            "Most who go or come a year, share of a school's staff (at least one)",
            unit="share",
            low=0,
            high=1,
            source=USAGE,
            kind="assumption",
        ),
    ] = 0.15
    years_to_pension: Annotated[
        float,
        about(
            "距法定退休不足此年限者免",
            "Exempt: years to the pension, up to",
            unit="years",
            low=0,
            high=40,
            source=Text("北京 2021：五年", "Beijing 2021: five years"),
            kind="statute",
        ),
    ] = 5.0
    men_exempt_from: Annotated[
        float,
        about(
            "男教师免交流年龄",
            "Men are exempt from the age of",
            unit="years",
            low=20,
            high=70,
            meanings={70.0: Text("不设", "no exemption by age")},
            source=Text("各地 50 至 55 岁或不设", "counties: 50 to 55, or none (70: none)"),
            kind="assumption",
        ),
    ] = 70.0
    women_exempt_from: Annotated[
        float,
        about(
            "女教师免交流年龄",
            "Women are exempt from the age of",
            unit="years",
            low=20,
            high=70,
            meanings={70.0: Text("不设", "no exemption by age")},
            source=Text("各地 45 至 50 岁或不设", "counties: 45 to 50, or none (70: none)"),
            kind="assumption",
        ),
    ] = 70.0
