"""The patterns that a trustworthy model must show: claim, source, measure, tolerance.

Each measure returns named numbers; ``holds`` states the tolerance. `docs/validation.md` prints
the measured values, `test_patterns.py` tests them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from patterns.measures import (
    Values,
    accounts,
    coefficients,
    delayed_retirement,
    diminishing,
    downward_share,
    exits_by_age,
    falling_births,
    far_from_home,
    in_certified_ranges,
    rural_staff,
    subsidy_doses,
    title_coefficients,
    transfer_hazards,
)
from patterns.runs import END, START, Runs
from teacherflow.text import Text


@dataclass(frozen=True)
class Pattern:
    """One stylised fact and how it is checked."""

    name: str
    claim: Text
    source: Text
    wanted: Text
    measure: Callable[[Runs], Values]
    holds: Callable[[Values], bool]


PATTERNS = (
    Pattern(
        "A1",
        Text("纵向调动中，向下的很少", "Of vertical transfers few go down"),
        Text(
            "2013–14 年乡村教师报告（向下占 4.5%）",
            "report on rural teachers 2013–14 (4.5 % downward)",
        ),
        Text("向下占纵向调动的比例 ≤ 0.10", "down / (up + down) ≤ .10"),
        downward_share,
        lambda v: v["down / (up + down)"] <= 0.10,
    ),
    Pattern(
        "A2",
        Text(
            "分叉时，师生比差异系数在督导评估县的范围之内；学历差异系数与它大致相等",
            "At the fork the 师生比 CV lies in the range of certified counties; 学历 CV about equal",
        ),
        Text(
            "12 个县（小学）、11 个县（初中）的督导评估表",
            "certification tables of 12 primary and 11 junior counties",
        ),
        Text(
            "小学 0.26–0.48，初中 0.22–0.72；小学二者相差 ≤ 0.05",
            "primary .26–.48, junior .22–.72; gap ≤ .05 in primary",
        ),
        coefficients,
        in_certified_ranges,
    ),
    Pattern(
        "A3",
        Text("职称的分布不如学历均衡", "Titles are spread less evenly than degrees"),
        Text(
            "督导评估表（小学 12 个县全部如此，初中 11 个县中有 9 个）",
            "certification tables (12 of 12 primary, 9 of 11 junior counties)",
        ),
        Text(
            "职称差异系数 > 学历差异系数：小学每个种子都如此，初中 11 个中有 9 个；职称与师生比差异系数之比：小学 1.2–1.6，初中 1.0–1.6",
            "title CV > degree CV in every seed (primary), 9 of 11 (junior); ratio 1.2–1.6 | 1.0–1.6",
        ),
        title_coefficients,
        lambda v: (
            v["title CV > degree CV, primary, share of seeds"] == 1.0
            and v["title CV > degree CV, junior, share of seeds"] >= 9 / 11
            and 1.2 <= v["title CV / 师生比 CV, primary"] <= 1.6
            and 1.0 <= v["title CV / 师生比 CV, junior"] <= 1.6
        ),
    ),
    Pattern(
        "A4",
        Text(
            "过了最低服务年限，调动的风险随在现校年限下降",
            "Past the minimum tenure the hazard of a transfer falls with tenure",
        ),
        Text(
            "678 名乡村初中教师；云南 2021（3–5 年最高）",
            "678 rural junior teachers; Yunnan 2021 (peak at 3–5 years)",
        ),
        Text(
            "3–5 年 > 6–10 年 > 10 年以上，第一个至少是最后一个的两倍",
            "3–5 > 6–10 > over 10 years, the first at least twice the last",
        ),
        transfer_hazards,
        lambda v: (
            v["hazard at tenure 3–5"]
            > v["hazard at tenure 6–10"]
            > v["hazard at tenure over 10"]
            > 0
            and v["hazard at tenure 3–5"] >= 2 * v["hazard at tenure over 10"]
        ),
    ),
    Pattern(
        "A5",
        Text("离职率随年龄呈 U 形", "Exits are U-shaped in age"),
        Text(
            "日本小学 2012–13 年离职者；起始人口的目标",
            "Japan, primary leavers 2012–13; targets of the start population",
        ),
        Text(
            "30–49 岁在 0.9% 与 2.2% 之间；30 岁以下高于此；50 岁及以上高于 5%",
            "30–49 between .9 and 2.2 %; above it under 30; 50 and over above 5 %",
        ),
        exits_by_age,
        lambda v: (
            all(0.9 <= v[f"exits at age {b}, % a year"] <= 2.2 for b in ("30_39", "40_49"))
            and v["exits at age under_30, % a year"] > v["exits at age 40_49, % a year"]
            and v["exits at age 50_up, % a year"] > 5
        ),
    ),
    Pattern(
        "A6",
        Text("任教学校离家远的教师，离开得更快", "Teachers posted far from home leave faster"),
        Text("甘肃的生存分析；Boyd 等 2005", "Gansu survival studies; Boyd et al. 2005"),
        Text("风险比 > 1.2", "hazard ratio > 1.2"),
        far_from_home,
        lambda v: v["hazard ratio, over 15 km against 5 km or less"] > 1.2,
    ),
    Pattern(
        "A7",
        Text(
            "乡村学校的教师职称较低，新教师和临近退休者较多，并且一直如此",
            "Village schools have lower titles and more novices and near-retirees, and keep them",
        ),
        Text("北京大学简报；全国统计", "Peking University brief; national statistics"),
        Text(
            "两个年份，乡村的中级及以上占比都低于县城，新教师占比都高于县城；50 岁及以上占比高于县城",
            "village below the seat in 中级+, above it in novices, both years; 50+ above the seat",
        ),
        rural_staff,
        lambda v: (
            all(
                v[f"midsenior, village, {y}"] < v[f"midsenior, seat, {y}"]
                and v[f"novices, village, {y}"] > v[f"novices, seat, {y}"]
                for y in (START, END)
            )
            and v["aged 50+, village"] > v["aged 50+, seat"]
        ),
    ),
    Pattern(
        "A8",
        Text(
            "出生人口减少时，乡村的生师比下降最多；超编与缺编并存",
            "With falling births PTR falls most in villages; surplus and shortage stand side by side",
        ),
        Text(
            "到 2050 年教师富余的预测；冠县 2024",
            "projections of surplus teachers to 2050; 冠县 2024",
        ),
        Text(
            "乡村之比低于乡镇和县城；乡村超编 > 教职工的 5%，乡镇缺编 > 2%",
            "village ratio below town and seat; village surplus > 5 %, town shortage > 2 % of staff",
        ),
        falling_births,
        lambda v: (
            v["PTR 2030 / 2024, village"]
            < min(v["PTR 2030 / 2024, town"], v["PTR 2030 / 2024, seat"])
            and v["surplus, village, 2030, % of staff"] > 5
            and v["shortage, town, 2030, % of staff"] > 2
        ),
    ),
    Pattern(
        "A9",
        Text(
            "补助使乡村离职减少，作用递减", "A subsidy lowers rural exits, with diminishing returns"
        ),
        Text("Falch 2011；Clotfelter 等 2008", "Falch 2011; Clotfelter et al. 2008"),
        Text(
            "金额越高，离职越少，作用递减；待遇每增 10%，离职变化 −15% 至 −45%",
            "monotone and diminishing; −15 to −45 % per +10 % pay",
        ),
        subsidy_doses,
        diminishing,
    ),
    Pattern(
        "A16",
        Text("编制、总量与人编不一致，账目相符", "Posts, totals and mismatch add up"),
        Text("核算", "accounting"),
        Text(
            "招聘不使编制超过总量；临时流动不转移编制；人编不一致 = 交流在外 + 借调",
            "no post above the total by hiring; duty moves carry no post; mismatch = away + borrowed",
        ),
        accounts,
        lambda v: (
            v["hires in years with posts above the total"] == 0
            and v["duty moves that carried a post"] == 0
            and v["post moves that carried none"] == 0
            and v["mismatch − borrowed, most"] == 0
        ),
    ),
    Pattern(
        "A17",
        Text(
            "延迟退休使退休减少，招聘也随之减少",
            "Delayed retirement lowers retirements and, with them, hires",
        ),
        Text(
            "2024 年 9 月的决定，2025 年 1 月起施行",
            "decision of September 2024, in force from January 2025",
        ),
        Text(
            "2025–2038 年合计低于不延迟时的 0.97 倍，没有一年高于 1.05 倍；入职较少",
            "sum of 2025–2038 below .97 of the path without, no year above 1.05; fewer entries",
        ),
        delayed_retirement,
        lambda v: (
            v["retirements 2025–2038 / without"] < 0.97
            and v["most in a year"] <= 1.05
            and v["entries / without"] < 1
        ),
    ),
)
