"""Duty away from the post (phase exchange)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import about

_GUAN = "Guan County 2024: a stock of 494 (about 4.8 % of staff) before clearing; flows assumed"
_SPARE = "direction: schools send whom they can spare; weight assumed"


class Exchange(NamedTuple):
    """Parameters of informal borrowing (借调、借师) and of the forms of exchange (交流轮岗)."""

    borrow_rate: Annotated[
        float,
        about(
            "年借调率",
            "Teachers borrowed a year, share of established staff",
            unit="per year",
            low=0,
            high=0.2,
            source=_GUAN,
            kind="assumption",
            uncertainty=(0.0, 0.012),
        ),
    ] = 0.0065
    return_rate: Annotated[
        float,
        about(
            "借调人员年返回率",
            "Borrowed teachers who return in a year",
            unit="per year",
            low=0,
            high=1,
            source=_GUAN,
            kind="assumption",
        ),
    ] = 0.12
    agency_share: Annotated[
        float,
        about(
            "借调到机关的比例",
            "Share of the borrowed who go to an agency",
            low=0,
            high=1,
            source=_GUAN,
            kind="assumption",
        ),
    ] = 0.10
    asks_below: Annotated[
        float,
        about(
            "借入学校在岗上限",
            "A school asks while those on duty are below this multiple of need",
            low=0,
            high=3,
            source="assumption",
            kind="assumption",
        ),
    ] = 1.15
    borrow_tenure: Annotated[
        float,
        about(
            "被借调最低任教年限",
            "Least years at the post school of a borrowed teacher",
            unit="years",
            low=0,
            high=40,
            source="assumption",
            kind="assumption",
        ),
    ] = 2.0
    borrow_age: Annotated[
        float,
        about(
            "被借调年龄上限",
            "Borrowed teachers are younger",
            unit="years",
            low=20,
            high=70,
            source="assumption",
            kind="assumption",
        ),
    ] = 45.0
    borrow_known: Annotated[
        float,
        about(
            "每次借调考察人数",
            "Teachers whom a school has in view for one place (expected number)",
            unit="persons",
            low=1,
            high=1000,
            source="assumption",
            kind="assumption",
        ),
    ] = 30.0
    keep_effect: Annotated[
        float,
        about(
            "派出排序：所见教学效果",
            "Whom schools keep: effect as seen",
            unit="points/sd",
            low=-5,
            high=5,
            source=_SPARE,
            kind="assumption",
        ),
    ] = 0.5
    keep_backbone: Annotated[
        float,
        about(
            "派出排序：骨干",
            "Whom schools keep: backbones",
            unit="points, sd",
            low=-5,
            high=5,
            source=_SPARE,
            kind="assumption",
        ),
    ] = 0.3
    keep_senior: Annotated[
        float,
        about(
            "派出排序：高级职称",
            "Whom schools keep: 高级 and above",
            unit="points, sd",
            low=-5,
            high=5,
            source=_SPARE,
            kind="assumption",
        ),
    ] = 0.2
    keep_class: Annotated[
        float,
        about(
            "派出排序：毕业班或班主任",
            "Whom schools keep: graduating class or class head",
            unit="points, sd",
            low=-5,
            high=5,
            source=_SPARE,
            kind="assumption",
        ),
    ] = 0.2
    keep_connected: Annotated[
        float,
        about(
            "派出排序：有人脉",
            "Whom schools keep: the well connected",
            unit="points, sd",
            low=-5,
            high=5,
            source=_SPARE,
            kind="assumption",
        ),
    ] = 0.15
    keep_tenure: Annotated[
        float,
        about(
            "派出排序：在校年限（满 20 年）",
            "Whom schools keep: tenure (at 20 years)",
            unit="points, sd",
            low=-5,
            high=5,
            source=_SPARE,
            kind="assumption",
        ),
    ] = 0.1
    spare_subject: Annotated[
        float,
        about(
            "派出排序：本学科富余",
            "Whom schools spare: own subject in surplus",
            unit="points, sd",
            low=-5,
            high=5,
            source=_SPARE,
            kind="assumption",
        ),
    ] = 0.3
    nursing: Annotated[
        float,
        about(
            "孕产哺乳年概率",
            "Yearly chance of pregnancy or nursing",
            unit="per year",
            low=0,
            high=1,
            source="assumption; women of 25–38",
            kind="assumption",
        ),
    ] = 0.06
    nursing_from: Annotated[
        float,
        about(
            "孕产哺乳起始年龄",
            "Pregnancy or nursing from age",
            unit="years",
            low=15,
            high=60,
            source="assumption",
            kind="assumption",
        ),
    ] = 25.0
    nursing_to: Annotated[
        float,
        about(
            "孕产哺乳终止年龄",
            "Pregnancy or nursing to age",
            unit="years",
            low=15,
            high=60,
            source="assumption",
            kind="assumption",
        ),
    ] = 38.0
    ill: Annotated[
        float,
        about(
            "重病年概率",
            "Yearly chance of serious illness",
            unit="per year",
            low=0,
            high=1,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.01
    volunteer_margin: Annotated[
        float,
        about(
            "自愿交流的效用余量",
            "Utility that volunteers give up for going",
            unit="utility",
            low=-1,
            high=1,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.05
    swap_age: Annotated[
        float,
        about(
            "互换教师年龄上限",
            "Teachers sent back in a swap are younger",
            unit="years",
            low=20,
            high=70,
            source="assumption: the most promising of the young are sent to learn",
            kind="assumption",
        ),
    ] = 40.0
    gap_km: Annotated[
        float,
        about(
            "缺编百分之百相当的公里数",
            "Kilometres that a gap of all staff is worth to the bureau",
            unit="km",
            low=0,
            high=500,
            source="assumption: a school that lacks half of its staff may be 10 km farther",
            kind="assumption",
        ),
    ] = 20.0
    mismatch_km: Annotated[
        float,
        about(
            "学科不符相当的公里数",
            "Kilometres that a wrong subject counts",
            unit="km",
            low=0,
            high=500,
            source="assumption: the penalty of placements by order",
            kind="assumption",
        ),
    ] = 20.0
    weak_backbones: Annotated[
        float,
        about(
            "薄弱校：每百名学生骨干少于",
            "Weak schools: fewer backbones per 100 pupils than",
            unit="persons/100 pupils",
            low=0,
            high=10,
            source="half of the minimum of 1.0 of 教督〔2017〕6号; the half is an assumption",
            kind="assumption",
        ),
    ] = 0.5
    housing_far_km: Annotated[
        float,
        about(
            "非交流教师分配周转房的距离",
            "Distance beyond which staff who are not on exchange are given teacher housing",
            unit="km",
            low=0,
            high=100,
            source="assumption: too far to go to and fro each day",
            kind="assumption",
        ),
    ] = 20.0
