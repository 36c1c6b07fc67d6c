"""Timetable, delivered effect, growth, appraisal, backbones, leaders (phase teach)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import about

_OWN = "assumption of this model"


class Teach(NamedTuple):
    """How lessons are shared out and what teaching gives to pupils and teachers."""

    standard_primary: Annotated[
        float,
        about(
            "小学标准课时",
            "Standard load, primary",
            unit="lessons/week",
            low=5,
            high=30,
            source="customary load; Zhijin County 2022 taught 14.5 on average",
            kind="assumption",
        ),
    ] = 15.0
    standard_junior: Annotated[
        float,
        about(
            "初中标准课时",
            "Standard load, junior",
            unit="lessons/week",
            low=5,
            high=30,
            source="customary load; Zhijin County 2022 taught 12.8 on average",
            kind="assumption",
        ),
    ] = 12.0
    overload: Annotated[
        float,
        about(
            "超课时上限",
            "Most lessons above the standard",
            unit="share of the standard load",
            low=0,
            high=1,
            source=_OWN,
            kind="assumption",
        ),
    ] = 0.30
    generalist_classes: Annotated[
        float,
        about(
            "包班学校班数上限",
            "Most classes of a generalist school",
            unit="classes",
            low=0,
            high=60,
            source=_OWN,
            kind="assumption",
        ),
    ] = 6.0
    generalist_teachers: Annotated[
        float,
        about(
            "包班学校教师数上限",
            "Most teachers of a generalist school",
            unit="persons",
            low=0,
            high=60,
            source=_OWN,
            kind="assumption",
        ),
    ] = 8.0
    untaught_loss: Annotated[
        float,
        about(
            "缺课损失",
            "Loss by an untaught lesson",
            unit="sd/year",
            low=0,
            high=1,
            source=_OWN,
            kind="assumption",
        ),
    ] = 0.10
    remote_worth: Annotated[
        float,
        about(
            "专递课堂一节课的价值",
            "Worth of a remote lesson",
            unit="share of an untaught lesson's loss made good",
            low=0,
            high=1,
            source=_OWN,
            kind="assumption",
            uncertainty=(0.0, 1.0),
        ),
    ] = 0.5
    itinerant_loss: Annotated[
        float,
        about(
            "走教一节课的损失",
            "Loss by a lesson of a visiting teacher",
            unit="sd/year",
            low=0,
            high=0.5,
            source=_OWN,
            kind="assumption",
            uncertainty=(0.0, 0.05),
        ),
    ] = 0.02
    experience_gain: Annotated[
        float,
        about(
            "前五年经验增益",
            "Gain by the first years of experience",
            unit="sd/year",
            low=0,
            high=0.5,
            source="Rockoff 2004; Papay and Kraft 2015",
            kind="literature",
            uncertainty=(0.04, 0.10),
        ),
    ] = 0.07
    experience_years: Annotated[
        float,
        about(
            "经验增益年限",
            "Years until experience is flat",
            unit="years",
            low=1,
            high=30,
            source="Rockoff 2004",
            kind="literature",
        ),
    ] = 5.0
    effort_effect: Annotated[
        float,
        about(
            "投入程度的作用",
            "Effect of effort",
            unit="sd/year per unit of effort",
            low=0,
            high=2,
            source=_OWN,
            kind="assumption",
        ),
    ] = 0.25
    out_of_field_loss: Annotated[
        float,
        about(
            "教非所学损失",
            "Loss by a lesson out of field",
            unit="sd/year",
            low=0,
            high=0.5,
            source=_OWN,
            kind="assumption",
        ),
    ] = 0.05
    first_year_loss: Annotated[
        float,
        about(
            "到校第一年损失",
            "Loss in the first year at a school",
            unit="sd/year",
            low=0,
            high=0.5,
            source="Ronfeldt, Loeb and Wyckoff 2013",
            kind="literature",
            uncertainty=(0.0, 0.08),
        ),
    ] = 0.03
    rotator_effort: Annotated[
        float,
        about(
            "交流教师投入程度的变化",
            "Change of effort while on exchange",
            low=-1,
            high=1,
            source="effort 0.9 of the usual, 0.7–1.0; order from studies of rotation in China",
            kind="assumption",
            uncertainty=(-0.3, 0.0),
        ),
    ] = -0.10
    forced_effort: Annotated[
        float,
        about(
            "组织调剂后投入程度的变化",
            "Change of effort in the year of a forced placement",
            low=-1,
            high=1,
            source=_OWN,
            kind="assumption",
        ),
    ] = -0.10
    title_near_effort: Annotated[
        float,
        about(
            "临近评职称时投入程度的变化",
            "Change of effort in the two years before eligibility",
            low=-1,
            high=1,
            source="direction from Karachiwalla and Park 2017; size assumed",
            kind="assumption",
        ),
    ] = 0.05
    title_failed_effort: Annotated[
        float,
        about(
            "多次落评后投入程度的变化",
            "Change of effort after repeated failed applications",
            low=-1,
            high=1,
            source="direction from Karachiwalla and Park 2017; size assumed",
            kind="assumption",
        ),
    ] = -0.05
    title_failed_times: Annotated[
        float,
        about(
            "影响投入程度的落评次数",
            "Failed applications from which effort falls",
            unit="applications",
            low=1,
            high=20,
            source=_OWN,
            kind="assumption",
        ),
    ] = 3.0
    leader_effort: Annotated[
        float,
        about(
            "校长领导力对投入程度的作用",
            "Effect of the principal on effort",
            unit="per sd of leader quality",
            low=0,
            high=0.2,
            source=_OWN,
            kind="assumption",
        ),
    ] = 0.01
    coaching_effect: Annotated[
        float,
        about(
            "指导效果倍数",
            "Effect of coaching, relative to the stated rates",
            low=0,
            high=10,
            source="0.01 sd a year per coached colleague, 0–0.03; direction from studies in China",
            kind="assumption",
            uncertainty=(0.0, 3.0),
        ),
    ] = 1.0
    coaching_decay: Annotated[
        float,
        about(
            "指导效果年衰减",
            "Yearly decay of the stock of coaching",
            unit="per year",
            low=0,
            high=1,
            source=_OWN,
            kind="assumption",
        ),
    ] = 0.20
    coaching_ceiling: Annotated[
        float,
        about(
            "指导效果上限",
            "Ceiling of the stock of coaching and training",
            unit="sd/year",
            low=0,
            high=0.5,
            source=_OWN,
            kind="assumption",
        ),
    ] = 0.03
    equipment: Annotated[
        float,
        about(
            "办学条件投入的价值（生均每投入 1 元）",
            "Value to teachers of new equipment, per yuan invested for a pupil",
            unit="yuan/month per yuan/pupil",
            low=0,
            high=1,
            source="assumption: 1,000 yuan for a pupil are worth 30 yuan a month for five years",
            kind="assumption",
        ),
    ] = 0.03
    backbone_per_100: Annotated[
        float,
        about(
            "每百名学生骨干教师数",
            "Backbone teachers per 100 pupils",
            unit="persons/100 pupils",
            low=0,
            high=10,
            source="minimum of the balance standard, 教督〔2017〕6号, taken as the county's number",
            kind="assumption",
        ),
    ] = 1.0
    backbone_service: Annotated[
        float,
        about(
            "骨干教师最低教龄",
            "Least service of a new backbone teacher",
            unit="years",
            low=0,
            high=40,
            source=_OWN,
            kind="assumption",
        ),
    ] = 5.0
    backbone_noise: Annotated[
        float,
        about(
            "评骨干的观测误差",
            "Noise with which the effect is seen when backbones are named",
            unit="sd/year",
            low=0,
            high=1,
            source=_OWN,
            kind="assumption",
        ),
    ] = 0.06
    backbone_seat: Annotated[
        float,
        about(
            "评骨干县城优势",
            "Advantage of the seat when backbones are named",
            unit="sd/year",
            low=0,
            high=1,
            source=_OWN,
            kind="assumption",
        ),
    ] = 0.06
    backbone_town: Annotated[
        float,
        about(
            "评骨干乡镇优势",
            "Advantage of towns when backbones are named",
            unit="sd/year",
            low=0,
            high=1,
            source=_OWN,
            kind="assumption",
        ),
    ] = 0.03
