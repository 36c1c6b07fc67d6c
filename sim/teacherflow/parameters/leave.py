"""Retirement, quitting, leaving the county, death (phase leave)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from teacherflow.parameters.about import about
from teacherflow.text import Text

_JAPAN = "assumption; half of the rates of Japanese teachers under life tenure"
_FLOOR = Text(
    "拟合：起始人口的职业中期离职率每年1–1.5%（日本小学教师30–49岁为1.35%）；运行中略高，见docs/zh/calibration.md；"
    "辞职与调出县外的比例为假设",
    "fitted to a mid-career floor of 1–1.5 % a year in the start population (Japan, primary "
    "teachers aged 30–49: 1.35 %); runs show a little more, see docs/calibration.md; how it divides "
    "into quits and leaving the county is an assumption",
)


class Leave(NamedTuple):
    """Retirement, quitting, leaving the county, death (phase leave)."""

    pay_sensitivity: Annotated[
        float,
        about(
            "离职对效用的敏感度",
            "Fall of the log-odds of leaving per unit of utility",
            unit="1/utility",
            low=0,
            high=20,
            source="Falch 2011; Clotfelter et al. 2008: log-hazard -.35 per +10 % pay",
            kind="literature",
            uncertainty=(1.0, 6.0),
        ),
    ] = 3.7
    quit_under_30: Annotated[
        float,
        about(
            "30岁以下年辞职率",
            "Quits of the start population, under 30",
            unit="share/year",
            low=0.0001,
            high=0.2,
            source=_JAPAN,
            kind="assumption",
        ),
    ] = 0.012
    quit_30_49: Annotated[
        float,
        about(
            "30–49岁年辞职率",
            "Quits of the start population, 30–49",
            unit="share/year",
            low=0.0001,
            high=0.2,
            source=_FLOOR,
            kind="assumption",
        ),
    ] = 0.006
    quit_50_up: Annotated[
        float,
        about(
            "50岁及以上年辞职率",
            "Quits of the start population, 50 and over",
            unit="share/year",
            low=0.0001,
            high=0.2,
            source=_JAPAN,
            kind="assumption",
        ),
    ] = 0.004
    leave_county_under_30: Annotated[
        float,
        about(
            "30岁以下年调出县外率",
            "Leaving the county, start population, under 30",
            unit="share/year",
            low=0.0001,
            high=0.2,
            source=_JAPAN,
            kind="assumption",
        ),
    ] = 0.012
    leave_county_30_49: Annotated[
        float,
        about(
            "30–49岁年调出县外率",
            "Leaving the county, start population, 30–49",
            unit="share/year",
            low=0.0001,
            high=0.2,
            source=_FLOOR,
            kind="assumption",
        ),
    ] = 0.005
    leave_county_50_up: Annotated[
        float,
        about(
            "50岁及以上年调出县外率",
            "Leaving the county, start population, 50 and over",
            unit="share/year",
            low=0.0001,
            high=0.2,
            source=_JAPAN,
            kind="assumption",
        ),
    ] = 0.002
    death_under_30: Annotated[
        float,
        about(
            "30岁以下年死亡率",
            "Deaths in service, under 30",
            unit="share/year",
            low=0,
            high=0.05,
            source="assumption, order of life tables",
            kind="assumption",
        ),
    ] = 0.0005
    death_30_49: Annotated[
        float,
        about(
            "30–49岁年死亡率",
            "Deaths in service, 30–49",
            unit="share/year",
            low=0,
            high=0.05,
            source="assumption, order of life tables",
            kind="assumption",
        ),
    ] = 0.001
    death_50_up: Annotated[
        float,
        about(
            "50岁及以上年死亡率",
            "Deaths in service, 50 and over",
            unit="share/year",
            low=0,
            high=0.05,
            source="assumption, order of life tables",
            kind="assumption",
        ),
    ] = 0.003
    no_kin_factor: Annotated[
        float,
        about(
            "县内无亲属者调出倍数",
            "Leaving the county without kin in it",
            unit="factor",
            low=0,
            high=20,
            source="assumption; outsiders leave more often (Boyd et al. 2005)",
            kind="assumption",
        ),
    ] = 2.5
    kin_factor: Annotated[
        float,
        about(
            "县内有亲属者调出倍数",
            "Leaving the county with kin in it",
            unit="factor",
            low=0,
            high=20,
            source="assumption; outsiders leave more often (Boyd et al. 2005)",
            kind="assumption",
        ),
    ] = 0.7
    early_career: Annotated[
        float,
        about(
            "入职早期的附加风险",
            "Extra log-odds of leaving early in the career",
            unit="log-odds",
            low=-2,
            high=2,
            source="assumption; peak of the wish to leave at 3–5 years (Wang et al. 2023)",
            kind="assumption",
        ),
    ] = 0.3
    early_career_from: Annotated[
        float,
        about(
            "附加风险起始教龄",
            "First year of service of the extra log-odds",
            unit="years",
            low=0,
            high=60,
            source="Wang et al. 2023: peak of the wish to leave at 3–5 years",
            kind="literature",
        ),
    ] = 3.0
    early_career_to: Annotated[
        float,
        about(
            "附加风险终止教龄",
            "Last year of service of the extra log-odds",
            unit="years",
            low=0,
            high=60,
            source="Wang et al. 2023: peak of the wish to leave at 3–5 years",
            kind="literature",
        ),
    ] = 5.0
    worse_off: Annotated[
        float,
        about(
            "待遇较上年明显变差的附加风险",
            "Extra log-odds of leaving when clearly worse off than last year",
            unit="log-odds",
            low=-2,
            high=2,
            source="assumption",
            kind="assumption",
        ),
    ] = 0.3
    worse_off_yuan: Annotated[
        float,
        about(
            "明显变差的界限",
            "Loss of welfare that counts as clearly worse off",
            unit="yuan/month",
            low=0,
            high=5000,
            source="assumption",
            kind="assumption",
        ),
    ] = 200.0
    bond: Annotated[
        float,
        about(
            "服务期内的离职风险",
            "Log-odds of leaving while bonded or in the first special-post term",
            unit="log-odds",
            low=-20,
            high=0,
            source="assumption; breach is repaid with a penalty (国办发〔2018〕75号)",
            kind="assumption",
        ),
    ] = -6.0
    bond_repaid: Annotated[
        float,
        about(
            "服务期离职风险所对应的违约退费（每剩一年）",
            "Repayment at breach that goes with leave.bond, for each year not served",
            unit="yuan/year",
            low=0,
            high=100_000,
            source=Text(
                "假设：四年培养费用 4 万元加五成违约金，按六年服务期均摊",
                "assumption: four years of study at 10,000 yuan and half as much again, over the "
                "six years of a bond",
            ),
            kind="assumption",
        ),
    ] = 10_000.0
    bond_end_factor: Annotated[
        float,
        about(
            "服务期满当年离职倍数",
            "Leaving in the year in which a bond ends",
            unit="factor",
            low=0,
            high=20,
            source="assumption",
            kind="assumption",
        ),
    ] = 2.0
    contract_factor: Annotated[
        float,
        about(
            "编外教师离职倍数",
            "Leaving of contract staff",
            unit="factor",
            low=0,
            high=20,
            source="assumption; direction from Perez Leon (Peru: temporary staff react strongly, tenured "
            "staff hardly) and Chen 2019 (678 rural junior teachers: contract staff leave more)",
            kind="assumption",
            uncertainty=(1.5, 5.0),
        ),
    ] = 3.0
    choose_55: Annotated[
        float,
        about(
            "高级职称女教师选择55岁退休的比例",
            "Women with a senior title who choose to retire at 55",
            low=0,
            high=1,
            source="组通字〔2015〕14号 gives the choice; the share is an assumption",
            kind="assumption",
        ),
    ] = 0.5
    silver_age: Annotated[
        float,
        about(
            "银龄教师任教年龄上限",
            "Age at which retired teachers who still teach stop",
            unit="years",
            low=55,
            high=80,
            source="upper age of the silver teachers programme (银龄讲学计划)",
            kind="statute",
        ),
    ] = 65.0
