"""Codes of categorical columns. The order of `Zone`, `Title` and `Role` has a meaning: level."""

from __future__ import annotations

from enum import IntEnum

from teacherflow.text import Text


class Stage(IntEnum):
    """学段."""

    PRIMARY = 0
    JUNIOR = 1


class Zone(IntEnum):
    """Zone of a school, by list of schools; a higher code is a higher level of flow."""

    VILLAGE = 0
    TOWN = 1
    SEAT = 2


class Kind(IntEnum):
    """Kind of school."""

    SCHOOL = 0
    CENTRAL = 1
    POINT = 2
    NINE_YEAR = 3


class Sex(IntEnum):
    """Sex."""

    MAN = 0
    WOMAN = 1


class Education(IntEnum):
    """Highest education of a teacher."""

    SECONDARY = 0
    COLLEGE = 1
    BACHELOR = 2
    MASTER = 3


class Subject(IntEnum):
    """Subject groups with lessons of their own (model of the timetable)."""

    CHINESE = 0
    MATHS = 1
    ENGLISH = 2
    SCIENCES = 3
    ARTS_PE = 4
    OTHER = 5


class Title(IntEnum):
    """职称: none, 二级, 一级, 高级, 正高级."""

    NONE = 0
    SECOND = 1
    FIRST = 2
    SENIOR = 3
    PROFESSOR = 4


class Status(IntEnum):
    """Employment status; all count in the headcount."""

    ESTABLISHED = 0
    CONTRACT = 1
    TEGANG = 2
    SILVER = 3


class Route(IntEnum):
    """Route of entry; the stock at the start of burn-in has no known route."""

    FOUNDER = 0
    EXAM = 1
    TEGANG = 2
    BONDED = 3
    TRANSFER_IN = 4
    GREEN = 5
    CONTRACT = 6
    SILVER = 7


class Role(IntEnum):
    """Role at a school."""

    TEACHER = 0
    DEPUTY = 1
    PRINCIPAL = 2


class Away(IntEnum):
    """Why duty differs from the post (0: it does not, or by placement of a tegang teacher)."""

    HOME = 0
    BORROWED = 1
    AGENCY = 2
    EXCHANGE = 3
    OFFICE = 4
    OUTSIDE = 5
    WAITING = 6


RETIRING = ("retire", "early_retire")
LEAVING = ("quit", "leave_county", "dismiss")
EXITS = (*RETIRING, *LEAVING, "death")
"""Kinds of move that end service."""
MOVE_KINDS = (
    *("enter", *EXITS),
    *("transfer", "reassign", "appointment", "placement", "waiting"),
    *("exchange_out", "exchange_return", "borrow", "redeploy", "regularise", "merge", "office"),
)
"""Every kind of move, as the table ``moves`` spells it."""
MOVES = tuple(kind for kind in MOVE_KINDS if kind not in (*EXITS, "enter"))
"""Kinds of move that keep the headcount."""

KIND_TEXT: dict[str, Text] = {
    "enter": Text("新进", "entered service"),
    "retire": Text("退休", "retired"),
    "early_retire": Text("提前退休", "retired early"),
    "quit": Text("辞职或合同期满", "quit, or contract ended"),
    "leave_county": Text("调离本县", "left the county"),
    "dismiss": Text("解聘", "dismissed"),
    "death": Text("在职死亡", "died in service"),
    "transfer": Text("个人申请调动", "transfers by own wish"),
    "reassign": Text("单位内调剂", "reassignments inside a unit"),
    "appointment": Text("竞聘到其他学校", "appointments at another school"),
    "placement": Text("组织调剂", "placements by order"),
    "waiting": Text("转为待岗", "into waiting"),
    "exchange_out": Text("交流派出", "sent on exchange"),
    "exchange_return": Text("交流或借调返回", "returns from exchange or borrowing"),
    "borrow": Text("借调", "borrowings"),
    "redeploy": Text("跨学段调配", "redeployments"),
    "regularise": Text("编制转入任教学校", "posts moved to the school of duty, or gained"),
    "merge": Text("学校撤并转移", "moves by merger"),
    "office": Text("转任系统内其他工作", "moves to other work in the system"),
}
"""Every kind of move, in words."""

LABELS: dict[type[IntEnum], tuple[Text, ...]] = {
    Stage: (Text("小学", "Primary"), Text("初中", "Junior")),
    Zone: (Text("乡村", "Village"), Text("乡镇", "Town"), Text("县城", "Seat")),
    Kind: (
        Text("学校", "School"),
        Text("中心校", "Central school"),
        Text("教学点", "Teaching point"),
        Text("九年一贯制学校", "Nine-year school"),
    ),
    Sex: (Text("男", "Man"), Text("女", "Woman")),
    Education: (
        Text("中专及以下", "Secondary"),
        Text("专科", "College"),
        Text("本科", "Bachelor"),
        Text("研究生", "Master"),
    ),
    Subject: (
        Text("语文", "Chinese"),
        Text("数学", "Maths"),
        Text("英语", "English"),
        Text("科学", "Sciences"),
        Text("体育艺术", "Arts and PE"),
        Text("其他", "Other"),
    ),
    Title: (
        Text("未定级", "No title"),
        Text("二级", "Second grade"),
        Text("一级", "First grade"),
        Text("高级", "Senior"),
        Text("正高级", "Professor grade"),
    ),
    Status: (
        Text("在编", "Established"),
        Text("编外", "Contract"),
        Text("特岗", "Special post"),
        Text("银龄", "Silver"),
    ),
    Route: (
        Text("原有", "In service"),
        Text("公开招聘", "Open exam"),
        Text("特岗计划", "Special posts"),
        Text("公费师范生", "Bonded students"),
        Text("县外调入", "Transfer in"),
        Text("绿色通道", "Green channel"),
        Text("编外聘用", "Contract"),
        Text("银龄讲学", "Silver"),
    ),
    Role: (Text("教师", "Teacher"), Text("副校长", "Deputy"), Text("校长", "Principal")),
}


def name_of(code: IntEnum) -> str:
    """Return the lower-case name of a code, as tables and study files spell it."""
    return code.name.lower()


def label(kind: type[IntEnum], code: int) -> Text:
    """Return the bilingual label of a code."""
    return LABELS[kind][code]
