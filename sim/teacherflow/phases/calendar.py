"""The school year as the bureau's calendar: what each phase settles, and who decides."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.text import Text


@dataclass(frozen=True)
class Phase:
    """One phase of the school year.

    Attributes
    ----------
    name : str
        Function of the same name in ``teacherflow.phases``.
    title, who, question, rule : Text
        What it is called, who decides, what is settled, and what holds without any policy.
    """

    name: str
    title: Text
    who: Text
    question: Text
    rule: Text


CALENDAR: tuple[Phase, ...] = (
    Phase(
        "enrol",
        Text("招生与布局", "Enrolment"),
        Text("—", "nobody"),
        Text(
            "各校学生数与班级数；学校新建、撤并", "pupils and classes; openings, closures, mergers"
        ),
        Text(
            "出生队列决定总数，乡村生源逐年向城镇流动；教龄、任期加一年",
            "cohorts give the total, village pupils drift to towns; everyone is a year older",
        ),
    ),
    Phase(
        "leave",
        Text("期满与离开", "Leaving"),
        Text("教师", "teachers"),
        Text(
            "谁交流期满、退休、辞职、调离本县",
            "whose exchange ends; who retires, quits, moves away",
        ),
        Text(
            "先返校；按出生月份退休；离开的概率取决于效用",
            "returns first; pension by month of birth; the chance to leave follows utility",
        ),
    ),
    Phase(
        "establish",
        Text("核编", "Posts"),
        Text("教育局", "bureau"),
        Text("按标准需要多少编制，核给多少", "posts needed by formula, posts granted"),
        Text(
            "编制沿用历史分布，总量只减不增",
            "quotas stay as history left them; the total never rises",
        ),
    ),
    Phase(
        "promote",
        Text("职称评聘", "Titles"),
        Text("教师、用人单位、教育局", "teachers, units, bureau"),
        Text("谁申报、谁晋升", "who applies for a title and who gets it"),
        Text("年限、得分与岗位比例", "years in the title, a score, and post ratios by level"),
    ),
    Phase(
        "appoint",
        Text("聘任", "Appointment"),
        Text("用人单位、教师", "units, teachers"),
        Text("谁聘在哪个岗位", "who holds which post"),
        Text("长期聘任，不竞聘", "life tenure, no competition"),
    ),
    Phase(
        "transfer",
        Text("调动", "Transfer"),
        Text("教师、学校、教育局", "teachers, schools, bureau"),
        Text("谁的编制随人变动", "whose post moves"),
        Text("申请、分渠道审批、匹配", "apply, approval by channel, matching"),
    ),
    Phase(
        "recruit",
        Text("招聘", "Recruitment"),
        Text("教育局、应聘者", "bureau, entrants"),
        Text("招谁、经何途径、去哪里、谁放弃", "who enters, by which route, where; who declines"),
        Text(
            "总量之内退一补一；按考试名次选岗",
            "hires replace exits within the total; exam order picks",
        ),
    ),
    Phase(
        "exchange",
        Text("交流轮岗", "Exchange"),
        Text("学校、教师、教育局", "schools, teachers, bureau"),
        Text("谁离开编制所在校任教", "who works away from the post"),
        Text(
            "县城和乡镇学校不论实际缺口，最多借到需求的 1.15 倍",
            "seat and town schools ask for staff up to 1.15 × need, whatever their real gap",
        ),
    ),
    Phase(
        "teach",
        Text("教学", "Teaching"),
        Text("教师、学校", "teachers, schools"),
        Text("排课、成长、指导、福利", "timetable, growth, coaching, welfare"),
        Text("经验曲线；缺科由他科教师兼任", "experience curve; gaps are taught out of field"),
    ),
    Phase(
        "audit",
        Text("督导评估", "Audit"),
        Text("教育局", "bureau"),
        Text("官方均衡指标，是否达标", "the official indicators, who passes"),
        Text("只计算与记录", "computed and recorded"),
    ),
)
"""The ten phases in the order of `County.step`."""
