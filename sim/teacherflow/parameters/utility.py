"""Utility: what a post is worth to a teacher. u = ln(pay/5500) + A/5500, A in yuan per month.

A term appears once: distance is commuting, kin is family ties, child is schooling. Every decision
uses the same u with a scale of its own.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import about
from teacherflow.text import Text

_DOWNWARD = Text(
    "拟合：向下流动少于纵向流动的十分之一（2013–14年报告为4.5%，docs/zh/calibration.md）；不计入福利",
    "fitted to few downward moves, at most a tenth of vertical ones (4.5 % in a report of 2013–14; "
    "docs/calibration.md); not part of welfare",
)
_PAY = "assumption from provincial pay scales; mean 5,564 yuan on the default title mix"


class Utility(NamedTuple):
    """Parameters of pay and of the utility of a post."""

    reference_pay: Annotated[
        float,
        about(
            "参照工资",
            "Reference pay",
            unit="yuan/month",
            low=1000,
            high=20000,
            source="scale of the utility: mean pay of the default title mix",
            kind="assumption",
        ),
    ] = 5500.0
    base_none: Annotated[
        float,
        about(
            "未定级基本工资",
            "Basic pay without a title",
            unit="yuan/month",
            low=1000,
            high=30000,
            source=_PAY,
            kind="assumption",
        ),
    ] = 4200.0
    base_second: Annotated[
        float,
        about(
            "二级教师基本工资",
            "Basic pay, second grade",
            unit="yuan/month",
            low=1000,
            high=30000,
            source=_PAY,
            kind="assumption",
        ),
    ] = 4700.0
    base_first: Annotated[
        float,
        about(
            "一级教师基本工资",
            "Basic pay, first grade",
            unit="yuan/month",
            low=1000,
            high=30000,
            source=_PAY,
            kind="assumption",
        ),
    ] = 5600.0
    base_senior: Annotated[
        float,
        about(
            "高级教师基本工资",
            "Basic pay, senior",
            unit="yuan/month",
            low=1000,
            high=30000,
            source=_PAY,
            kind="assumption",
        ),
    ] = 6800.0
    base_professor: Annotated[
        float,
        about(
            "正高级教师基本工资",
            "Basic pay, professor grade",
            unit="yuan/month",
            low=1000,
            high=30000,
            source=_PAY,
            kind="assumption",
        ),
    ] = 8500.0
    service_increment: Annotated[
        float,
        about(
            "每年教龄工资增量",
            "Pay per year of service",
            unit="yuan/month",
            low=0,
            high=200,
            source=_PAY,
            kind="assumption",
        ),
    ] = 20.0
    service_most: Annotated[
        float,
        about(
            "计薪教龄上限",
            "Years of service that count for pay",
            unit="years",
            low=0,
            high=60,
            source=_PAY,
            kind="assumption",
        ),
    ] = 40.0
    town_allowance: Annotated[
        float,
        about(
            "乡镇工作补贴（已含于基本工资）",
            "Town allowance held by basic pay outside the seat",
            unit="yuan/month",
            low=0,
            high=2000,
            source="township work allowance: 200 yuan a head at least (人社部发〔2015〕7号)",
            kind="statute",
        ),
    ] = 200.0
    contract_pay: Annotated[
        float,
        about(
            "编外教师工资",
            "Pay of contract staff",
            unit="yuan/month",
            low=500,
            high=10000,
            source="assumption from advertised contract posts",
            kind="assumption",
            uncertainty=(2000, 3800),
        ),
    ] = 2800.0
    principal_allowance: Annotated[
        float,
        about(
            "校长津贴",
            "Allowance of a principal",
            unit="yuan/month",
            low=0,
            high=3000,
            source="assumption",
            kind="assumption",
        ),
    ] = 400.0
    deputy_allowance: Annotated[
        float,
        about(
            "副校长津贴",
            "Allowance of a deputy",
            unit="yuan/month",
            low=0,
            high=3000,
            source="assumption",
            kind="assumption",
        ),
    ] = 250.0
    km: Annotated[
        float,
        about(
            "每公里通勤折算",
            "Cost of commuting per road km",
            unit="yuan/month per km",
            low=0,
            high=200,
            source="assumption: 85 % start within 40 miles of home in New York (Boyd et al. 2005), scaled to a county: 35/5500 x 12 = .076 per km, length 13 km",
            kind="assumption",
            uncertainty=(17.5, 70.0),
        ),
    ] = 35.0
    km_most: Annotated[
        float,
        about(
            "通勤折算的最大距离",
            "Distance beyond which commuting costs no more (lodging)",
            unit="km",
            low=1,
            high=200,
            source="assumption",
            kind="assumption",
            uncertainty=(15, 30),
        ),
    ] = 20.0
    kin: Annotated[
        float,
        about(
            "亲属在同一乡镇",
            "Kin in the township of the school",
            unit="yuan/month",
            low=0,
            high=3000,
            source="assumption; order of reasons from Wang et al. 2023 (Yunnan, n = 5,342)",
            kind="assumption",
            uncertainty=(150, 600),
        ),
    ] = 300.0
    seat: Annotated[
        float,
        about(
            "县城学校的吸引力",
            "Amenity of the county seat",
            unit="yuan/month",
            low=0,
            high=5000,
            source="assumption",
            kind="assumption",
            uncertainty=(400, 1600),
        ),
    ] = 800.0
    town: Annotated[
        float,
        about(
            "乡镇驻地学校的吸引力",
            "Amenity of a town",
            unit="yuan/month",
            low=0,
            high=5000,
            source="assumption",
            kind="assumption",
            uncertainty=(175, 700),
        ),
    ] = 350.0
    child_seat: Annotated[
        float,
        about(
            "子女入学：县城",
            "School-age child: amenity of the seat",
            unit="yuan/month",
            low=0,
            high=5000,
            source="assumption: log-hazard .6 = 900 yuan; order of reasons from Wang et al. 2023 "
            "(children's schooling the first to leave)",
            kind="assumption",
            uncertainty=(450, 1800),
        ),
    ] = 900.0
    child_town: Annotated[
        float,
        about(
            "子女入学：乡镇",
            "School-age child: amenity of a town",
            unit="yuan/month",
            low=0,
            high=5000,
            source="half of the seat's; assumption",
            kind="assumption",
            uncertainty=(225, 900),
        ),
    ] = 450.0
    child_from: Annotated[
        float,
        about(
            "子女入学起始月龄",
            "First month of age at which a child counts",
            unit="months",
            low=0,
            high=240,
            source="kindergarten age, 3 years",
            kind="statute",
        ),
    ] = 36.0
    child_to: Annotated[
        float,
        about(
            "子女入学终止月龄",
            "Month of age from which a child counts no more",
            unit="months",
            low=0,
            high=300,
            source="end of compulsory schooling, before 16",
            kind="statute",
        ),
    ] = 192.0
    intake: Annotated[
        float,
        about(
            "生源声誉（每标准差）",
            "Standing of the intake per sd",
            unit="yuan/month",
            low=0,
            high=3000,
            source="Hanushek, Kain and Rivkin 2004: pupils weigh more than pay; size assumed",
            kind="assumption",
            uncertainty=(150, 600),
        ),
    ] = 300.0
    housing: Annotated[
        float,
        about(
            "周转房的价值",
            "Value of teacher housing to one who lives far",
            unit="yuan/month",
            low=0,
            high=3000,
            source="assumption",
            kind="assumption",
            uncertainty=(100, 500),
        ),
    ] = 250.0
    housing_km: Annotated[
        float,
        about(
            "周转房起作用的距离",
            "Distance from which teacher housing has value",
            unit="km",
            low=0,
            high=100,
            source="assumption",
            kind="assumption",
        ),
    ] = 10.0
    lesson: Annotated[
        float,
        about(
            "超课时折算",
            "Cost of a weekly lesson above the standard",
            unit="yuan/month per lesson",
            low=0,
            high=500,
            source="assumption",
            kind="assumption",
            uncertainty=(10, 60),
        ),
    ] = 30.0
    out_of_field: Annotated[
        float,
        about(
            "所学非所教的代价",
            "Cost of teaching mostly out of field",
            unit="yuan/month",
            low=0,
            high=2000,
            source="assumption",
            kind="assumption",
            uncertainty=(50, 300),
        ),
    ] = 150.0
    out_of_field_above: Annotated[
        float,
        about(
            "视为所学非所教的课时比例",
            "Share of lessons out of field above which its cost counts",
            unit="share",
            low=0,
            high=1,
            source="assumption: more than half",
            kind="assumption",
        ),
    ] = 0.5
    leader: Annotated[
        float,
        about(
            "校长领导力（每标准差）",
            "Quality of the principal per sd",
            unit="yuan/month",
            low=0,
            high=1000,
            source="assumption; direction from Wang et al. 2023 (school management rose among reasons)",
            kind="assumption",
            uncertainty=(0, 200),
        ),
    ] = 100.0
    choice_scale: Annotated[
        float,
        about(
            "择校敏感度",
            "Sensitivity of choices among posts to u",
            unit="log-odds per u",
            low=1,
            high=60,
            source="assumption: 12 x 35/5500 = .076 per km, i.e. a length of 13 km (Boyd et al. 2005, scaled to a county)",
            kind="assumption",
            uncertainty=(8, 16),
        ),
    ] = 12.0
    moving_threshold: Annotated[
        float,
        about(
            "流动门槛",
            "Gain in u below which nobody moves",
            unit="u",
            low=0,
            high=1,
            source="880 yuan/month; assumption",
            kind="assumption",
            uncertainty=(0.08, 0.3),
        ),
    ] = 0.16
    downward_friction: Annotated[
        float,
        about(
            "向下流动一级的阻力",
            "Friction on applying one level down",
            unit="yuan/month",
            low=0,
            high=6000,
            source=_DOWNWARD,
            kind="assumption",
            uncertainty=(600, 2600),
        ),
    ] = 1500.0
    moving_cost: Annotated[
        float,
        about(
            "流动当年的搬迁代价",
            "Cost in the year of a move (welfare only)",
            unit="yuan/month",
            low=0,
            high=3000,
            source="assumption",
            kind="assumption",
        ),
    ] = 250.0
    forced_cost: Annotated[
        float,
        about(
            "被调剂首年的代价",
            "Cost in the first year of a forced placement (welfare only)",
            unit="yuan/month",
            low=0,
            high=3000,
            source="assumption",
            kind="assumption",
        ),
    ] = 200.0
