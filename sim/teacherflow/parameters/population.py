"""The start population and its places: how a county is drawn from its published totals."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import About, about
from teacherflow.text import Text

type _Range = tuple[float, float] | None

_A = "assumption"
_INTAKE = "assumption; that intake matters: Hanushek, Kain and Rivkin 2004"
_BANDS = "assumption; set so that the fork shows about 26/30/23/21"
_WANG = "assumption; order of reasons Wang 2023"
_TITLE_CVS = Text(
    "拟合：23个督导评估县中级以上职称差异系数与师生比差异系数之比，2013–17年（docs/zh/calibration.md）",
    "fitted to the ratio of title CVs to teacher-pupil CVs of 23 certified counties, 2013–17 "
    "(docs/calibration.md)",
)
_TEACHER_CVS = Text(
    "拟合：23个督导评估县的师生比差异系数，2013–17年（docs/zh/calibration.md）",
    "fitted to the teacher-pupil CVs of 23 certified counties, 2013–17 (docs/calibration.md)",
)
_BOUNDS = {
    "share": (0.0, 1.0),
    "years": (0.0, 60.0),
    "km": (0.0, 40.0),
    "sd": (-3.0, 3.0),
    "log": (0.0, 1.0),
    "sd/year": (-1.0, 1.0),
    "ratio": (0.0, 3.0),
    "correlation": (0.0, 1.0),
    "share/year": (-0.2, 0.2),
    "1/year": (0.0, 1.0),
}


def _of(
    zh: str,
    en: str,
    unit: str,
    source: str | Text = _A,
    kind: str = _A,
    uncertainty: _Range = None,
) -> About:
    """Describe a parameter; the bounds follow from its unit."""
    low, high = _BOUNDS[unit]
    return about(
        zh, en, unit=unit, low=low, high=high, source=source, kind=kind, uncertainty=uncertainty
    )


class Population(NamedTuple):
    """The start population and its places."""

    # enrolment
    births_after_2024: Annotated[
        float,
        _of(
            "2024年后出生数年变化率",
            "Yearly change of births after 2024",
            "share/year",
            "assumption; births stay at 9.54 million",
            uncertainty=(-0.04, 0.0),
        ),
    ] = 0.0
    # places
    village_km_least: Annotated[
        float,
        _of("村小距乡镇最近距离", "Least distance of a village school from its township", "km"),
    ] = 2.0
    village_km_mean: Annotated[
        float,
        _of("村小距乡镇距离的指数均值", "Mean of the exponential part of that distance", "km"),
    ] = 4.0
    seat_radius: Annotated[float, _of("县城半径", "Radius of the county seat", "km")] = 1.5
    intake_seat: Annotated[float, _of("县城学校生源", "Intake of seat schools", "sd", _INTAKE)] = (
        0.8
    )
    intake_town: Annotated[float, _of("乡镇学校生源", "Intake of town schools", "sd", _INTAKE)] = (
        0.1
    )
    intake_village: Annotated[
        float, _of("乡村学校生源", "Intake of village schools", "sd", _INTAKE)
    ] = -0.35
    intake_sd: Annotated[float, _of("生源标准差", "Standard deviation of the intake", "sd")] = 0.3
    # posts
    quota_sd: Annotated[
        float,
        _of(
            "编制分布的对数标准差",
            "Log standard deviation of inherited quotas",
            "log",
            _TEACHER_CVS,
            uncertainty=(0.25, 0.6),
        ),
    ] = 0.45
    # age, sex, service
    age_seat_under_30: Annotated[
        float, _of("县城教师30岁以下占比", "Share of seat teachers aged under 30", "share", _BANDS)
    ] = 0.18
    age_seat_30_39: Annotated[
        float, _of("县城教师30–39岁占比", "Share of seat teachers aged 30–39", "share", _BANDS)
    ] = 0.32
    age_seat_40_49: Annotated[
        float, _of("县城教师40–49岁占比", "Share of seat teachers aged 40–49", "share", _BANDS)
    ] = 0.28
    age_town_under_30: Annotated[
        float, _of("乡镇教师30岁以下占比", "Share of town teachers aged under 30", "share", _BANDS)
    ] = 0.2
    age_town_30_39: Annotated[
        float, _of("乡镇教师30–39岁占比", "Share of town teachers aged 30–39", "share", _BANDS)
    ] = 0.25
    age_town_40_49: Annotated[
        float, _of("乡镇教师40–49岁占比", "Share of town teachers aged 40–49", "share", _BANDS)
    ] = 0.33
    age_village_under_30: Annotated[
        float,
        _of("乡村教师30岁以下占比", "Share of village teachers aged under 30", "share", _BANDS),
    ] = 0.2
    age_village_30_39: Annotated[
        float, _of("乡村教师30–39岁占比", "Share of village teachers aged 30–39", "share", _BANDS)
    ] = 0.18
    age_village_40_49: Annotated[
        float, _of("乡村教师40–49岁占比", "Share of village teachers aged 40–49", "share", _BANDS)
    ] = 0.4
    women_primary: Annotated[
        float,
        _of(
            "小学女教师占比",
            "Share of women, primary",
            "share",
            "national statistics 2022, rounded",
            "survey",
        ),
    ] = 0.72
    women_junior: Annotated[
        float,
        _of(
            "初中女教师占比",
            "Share of women, junior",
            "share",
            "national statistics 2022, rounded",
            "survey",
        ),
    ] = 0.6
    women_over_55: Annotated[
        float,
        _of(
            "50岁以上女教师中55岁以上占比",
            "Share of women of 50 and over who are 55 or over",
            "share",
            "assumption; steady state of half the women with a senior title staying to 60",
        ),
    ] = 0.15
    entry_age: Annotated[float, _of("入职年龄", "Age at entry into service", "years")] = 23.5
    tenure_mean: Annotated[
        float,
        _of(
            "在现校年限均值",
            "Mean of the geometric tenure at the school",
            "years",
            "assumption; Gansu spells of 76 months on average (Ma 2020)",
        ),
    ] = 7.0
    school_rate: Annotated[
        float,
        _of(
            "每年教龄的调校次数",
            "Changes of school per year of service",
            "1/year",
            "assumption; order of Ma 2020",
        ),
    ] = 0.06
    seat_from_rural: Annotated[
        float,
        _of(
            "县城教师此前在乡镇或乡村任教占比",
            "Share of seat teachers whose earlier schools were rural",
            "share",
            "assumption; about half of reassigned rural teachers went up (survey of 2013–14)",
        ),
    ] = 0.7
    # home and family
    residence_age: Annotated[
        float, _of("居住分界年龄", "Age that divides the two patterns of residence", "years")
    ] = 38.0
    old_at_post: Annotated[
        float, _of("年长者住本乡镇占比", "Older township staff who live in their township", "share")
    ] = 0.75
    old_in_seat: Annotated[
        float, _of("年长者住县城占比", "Older township staff who live in the seat", "share")
    ] = 0.17
    young_at_post: Annotated[
        float,
        _of(
            "年轻者住本乡镇占比",
            "Younger township staff who live in their township",
            "share",
            _WANG,
        ),
    ] = 0.4
    young_in_seat: Annotated[
        float,
        _of("年轻者住县城占比", "Younger township staff who live in the seat", "share", _WANG),
    ] = 0.52
    seat_in_seat: Annotated[
        float, _of("县城教师住县城占比", "Seat staff who live in the seat", "share")
    ] = 0.9
    kin: Annotated[
        float,
        _of("在县内有亲属占比", "Share with kin in the county", "share", uncertainty=(0.5, 0.9)),
    ] = 0.7
    kin_at_post: Annotated[
        float,
        _of(
            "亲属在任教地占比",
            "Of these, share whose kin live where the post is",
            "share",
            "assumption; the rest as pupils are spread",
        ),
    ] = 0.4
    child_share: Annotated[
        float, _of("有子女占比", "Share who have a child at some time", "share")
    ] = 0.85
    child_age: Annotated[float, _of("生育首个子女年龄", "Age at the first child", "years")] = 27.0
    child_age_sd: Annotated[
        float, _of("生育年龄标准差", "Standard deviation of that age", "years")
    ] = 2.0
    # education, subjects, licences
    college_primary: Annotated[
        float,
        _of(
            "小学教师专科及以上占比",
            "Primary teachers with college or more",
            "share",
            "national statistics 2022",
            "survey",
        ),
    ] = 0.985
    bachelor_primary: Annotated[
        float,
        _of(
            "小学教师本科及以上占比",
            "Primary teachers with a bachelor or more",
            "share",
            "national statistics 2022: 74.53 %",
            "survey",
        ),
    ] = 0.745
    master_primary: Annotated[
        float, _of("小学教师研究生占比", "Primary teachers with a master", "share")
    ] = 0.02
    bachelor_junior: Annotated[
        float,
        _of(
            "初中教师本科及以上占比",
            "Junior teachers with a bachelor or more",
            "share",
            "national statistics 2022, rounded",
            "survey",
        ),
    ] = 0.92
    master_junior: Annotated[
        float, _of("初中教师研究生占比", "Junior teachers with a master", "share")
    ] = 0.05
    second_subject: Annotated[
        float,
        _of(
            "有第二学科占比",
            "Share with a second subject (beyond Chinese and maths in primary schools)",
            "share",
        ),
    ] = 0.15
    junior_licence: Annotated[
        float,
        _of("小学教师持初中资格占比", "Primary teachers who also hold the junior licence", "share"),
    ] = 0.2
    # titles
    cap_senior_primary: Annotated[
        float,
        _of(
            "小学高级岗位比例",
            "Post ratio of 高级, primary",
            "share",
            "provincial limits of 5–12 % and more recent ones",
            "survey",
        ),
    ] = 0.12
    cap_senior_junior: Annotated[
        float,
        _of(
            "初中高级岗位比例",
            "Post ratio of 高级, junior",
            "share",
            "provincial limits of 15–25 %",
            "survey",
        ),
    ] = 0.22
    cap_middle_primary: Annotated[
        float,
        _of(
            "小学中级以上岗位比例",
            "Post ratio of 一级 and above, primary",
            "share",
            "provincial limits",
            "survey",
        ),
    ] = 0.55
    cap_middle_junior: Annotated[
        float,
        _of(
            "初中中级以上岗位比例",
            "Post ratio of 一级 and above, junior",
            "share",
            "provincial limits",
            "survey",
        ),
    ] = 0.63
    cap_sd_primary: Annotated[
        float,
        _of(
            "小学岗位比例对数标准差",
            "Log standard deviation of the ratios of units, primary",
            "log",
            _TITLE_CVS,
            uncertainty=(0.0, 0.4),
        ),
    ] = 0.2
    cap_sd_junior: Annotated[
        float,
        _of(
            "初中岗位比例对数标准差",
            "Log standard deviation of the ratios of units, junior",
            "log",
            _TITLE_CVS,
            uncertainty=(0.0, 0.4),
        ),
    ] = 0.28
    cap_most: Annotated[float, _of("岗位比例上限", "Largest ratio of a unit", "share")] = 0.92
    fill_senior: Annotated[float, _of("高级岗位使用率", "Share of 高级 posts filled", "share")] = (
        0.95
    )
    fill_middle: Annotated[
        float, _of("中级以上岗位使用率", "Share of posts of 一级 and above filled", "share")
    ] = 0.97
    least_service_senior: Annotated[
        float,
        _of(
            "高级最低教龄",
            "Least service of 高级",
            "years",
            "sum of the least years in title, 人社部发〔2015〕79号, plus practice",
        ),
    ] = 11.0
    least_service_middle: Annotated[
        float,
        _of(
            "一级最低教龄",
            "Least service of 一级",
            "years",
            "人社部发〔2015〕79号: 1 + 4 years",
            "statute",
        ),
    ] = 5.0
    title_noise: Annotated[
        float, _of("职称与教龄的偏离", "Spread of titles around the order of service", "years")
    ] = 5.0
    title_years_most: Annotated[
        float, _of("任现职称年限上限", "Years in title are uniform up to", "years")
    ] = 10.0
    # effect on pupils
    talent_sd: Annotated[
        float,
        _of(
            "教学能力标准差",
            "Standard deviation of the fixed effect of teachers",
            "sd/year",
            "0.10–0.15 in Rockoff 2004 and later work",
            "literature",
            uncertainty=(0.1, 0.15),
        ),
    ] = 0.12
    talent_title: Annotated[
        float,
        _of(
            "教学能力与职称的相关系数",
            "Correlation of effect and title within a band of service",
            "correlation",
            uncertainty=(0.1, 0.5),
        ),
    ] = 0.3
    leader_sd: Annotated[
        float, _of("领导力标准差", "Standard deviation of the quality as a leader", "sd", "scale")
    ] = 1.0
    # borrowing and routes
    borrowed: Annotated[
        float,
        _of(
            "被借调人员占比",
            "Share of staff who are borrowed",
            "share",
            "Guan County 2024: 494 of about 10,300 before clearing; rounded",
            uncertainty=(0.0, 0.07),
        ),
    ] = 0.04
    borrowed_of_school: Annotated[
        float, _of("借出占全校上限", "Most of a school's staff that is borrowed", "share")
    ] = 0.2
    yearly_hires: Annotated[
        float, _of("年招聘占比", "Hires a year", "share", "assumption; replacement of exits")
    ] = 0.047
    connected: Annotated[float, _of("有人情关系占比", "Share with connections", "share")] = 0.15
