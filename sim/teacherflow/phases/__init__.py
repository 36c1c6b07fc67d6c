"""The ten phases of the school year, in the order of the bureau's calendar."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.text import Text


@dataclass(frozen=True)
class Phase:
    """What one phase settles; `teacherflow phases` and the ODD text print these."""

    name: str
    title: Text
    decides: Text
    question: Text
    rule: Text


PHASES: tuple[Phase, ...] = (
    Phase(
        "enrol",
        Text("招生编班", "Enrol"),
        Text("（外生）", "(exogenous)"),
        Text("各校各学段有多少学生、多少班", "Pupils and classes of every section"),
        Text(
            "年龄、教龄、任职年限递增；学龄人口指数×乡村流向城镇；新建、撤并",
            "Ages, tenures and turns advance; cohort index x rural-to-town drift; openings, closures",
        ),
    ),
    Phase(
        "leave",
        Text("期满与离职", "Leave"),
        Text("教师", "Teacher"),
        Text(
            "谁交流期满返回，谁退休、辞职、调出", "Which terms away end; who retires, quits, leaves"
        ),
        Text(
            "先返回；按出生月份退休；离职风险取决于效用",
            "Returns first; pension date by month of birth; hazards fall with utility",
        ),
    ),
    Phase(
        "establish",
        Text("核编定岗", "Establish"),
        Text("教育局", "Bureau"),
        Text(
            "按标准应有多少、核定多少、超编缺编多少",
            "Need by formula, quota granted, over or under",
        ),
        Text("沿袭历史编制（编制固化）", "Quotas stand as history left them"),
    ),
    Phase(
        "promote",
        Text("职称评聘", "Promote"),
        Text("教师、单位、教育局", "Teacher, unit, bureau"),
        Text("谁申报、谁获评职称", "Who applies for a title and who gets it"),
        Text("任职年限、评分、岗位结构比例", "Years in title, score, post ratio by level"),
    ),
    Phase(
        "appoint",
        Text("岗位聘任", "Appoint"),
        Text("单位、教师、教育局", "Unit, teacher, bureau"),
        Text("谁聘在哪个岗位", "Who holds which post"),
        Text("岗位终身", "Tenure continues"),
    ),
    Phase(
        "transfer",
        Text("调动", "Transfer"),
        Text("教师、学校、教育局", "Teacher, school, bureau"),
        Text("谁的编制随人变动", "Whose post moves"),
        Text(
            "单位内调剂；个人申请、分渠道审批、双向匹配",
            "Reassignment inside a unit; apply, approve by channel, match",
        ),
    ),
    Phase(
        "recruit",
        Text("招聘", "Recruit"),
        Text("教育局、应聘者", "Bureau, entrants"),
        Text("谁经何种途径进入、到哪里、谁放弃", "Who enters, by which route, where; who declines"),
        Text(
            "退补相当、总量控制；按考分依次选岗",
            "Hires match exits within the total; exam order picks",
        ),
    ),
    Phase(
        "exchange",
        Text("交流借调", "Exchange"),
        Text("学校、教师", "School, teacher"),
        Text("谁不在编制所在校工作", "Who works away from the post"),
        Text("非正式借调", "Informal borrowing"),
    ),
    Phase(
        "teach",
        Text("教学", "Teach"),
        Text("教师、学校", "Teacher, school"),
        Text(
            "成长、辐射、扰动、满意度、课程开齐程度",
            "Growth, coaching, disruption, satisfaction, coverage of subjects",
        ),
        Text("经验曲线", "Experience curve"),
    ),
    Phase(
        "audit",
        Text("监测", "Audit"),
        Text("教育局", "Bureau"),
        Text("官方指标如何、谁达标", "The official indicators; who passes"),
        Text("计算并记录", "Computed and recorded"),
    ),
)
