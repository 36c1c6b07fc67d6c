"""What an early prototype of the main rules gave, and how to measure the same on our runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from patterns.runs import START, Runs, directions
from teacherflow.text import Text

_EARLY = range(START, START + 3)
_NOTHING = Text("", "")


@dataclass(frozen=True)
class Line:
    """One quantity, the prototype's value, and our measure."""

    quantity: Text
    expected: str
    measure: Callable[[Runs], float]
    remark: Text = _NOTHING


def _per_staff(kinds: tuple[str, ...]) -> Callable[[Runs], float]:
    def measure(runs: Runs) -> float:
        moves, county = runs.of("moves"), runs.of("county_year")
        staff = county[county["year"].isin(_EARLY)]["headcount"].sum()
        some = moves["kind"].isin(kinds) & moves["year"].isin(_EARLY)
        return float(100 * (some & (moves["cause"] != "contract_end")).sum() / staff)

    return measure


def _transfers(change: int) -> Callable[[Runs], float]:
    def measure(runs: Runs) -> float:
        moves, county = runs.of("moves"), runs.of("county_year")
        chosen = moves[(moves["kind"] == "transfer") & moves["year"].isin(_EARLY)]
        staff = county[county["year"].isin(_EARLY)]["headcount"].sum()
        step = directions(chosen).clip(-1, 1)
        return float(100 * (step == change).sum() / staff)

    return measure


def _county(column: str, year: int = START) -> Callable[[Runs], float]:
    def measure(runs: Runs) -> float:
        county = runs.of("county_year")
        return float(county[county["year"] == year][column].mean())

    return measure


def _share(column: str, zone: str) -> Callable[[Runs], float]:
    def measure(runs: Runs) -> float:
        sections = runs.of("section_year")
        now = sections[(sections["year"] == START) & (sections["zone"] == zone)]
        return float(now[column].sum() / now["on_duty"].sum())

    return measure


def _gap(over: bool) -> Callable[[Runs], float]:
    def measure(runs: Runs) -> float:
        sections = runs.of("section_year")
        now = sections[sections["year"] == START]
        gap = now["posts"] - now["need"] if over else now["need"] - now["on_duty"]
        return float(100 * gap.clip(lower=0).sum() / now["on_duty"].sum())

    return measure


def _village_quits(scenario: str) -> Callable[[Runs], float]:
    def count(runs: Runs, name: str) -> int:
        moves = runs.of("moves", name)
        quits = (moves["kind"] == "quit") & (moves["from_zone"] == "village")
        return int((quits & (moves["cause"] != "contract_end") & (moves["year"] >= 2026)).sum())

    return lambda runs: 100 * (count(runs, scenario) / count(runs, "status_quo") - 1)


def _retirements(runs: Runs) -> float:
    kinds = ["retire", "early_retire"]
    total = 1.0  # 2024 is equal by construction
    for year in range(2025, 2039):
        counts = []
        for scenario in ("delayed_retirement", "status_quo"):
            moves = runs.of("moves", scenario)
            counts.append(((moves["year"] == year) & moves["kind"].isin(kinds)).sum())
        total += counts[0] / counts[1]
    return total


_SUBJECTS = Text(
    "本模型的空缺限定学科，适合某一申请者的岗位较少",
    "subjects bind vacancies here, so fewer posts suit a given applicant",
)

ORIENTATION = (
    Line(
        Text("退休，占教职工（%/年），2024–26 年", "retirements, % of staff a year, 2024–26"),
        "2.9",
        _per_staff(("retire", "early_retire")),
    ),
    Line(
        Text("辞职与调离本县，%", "quit and left the county, %"),
        "1.4",
        _per_staff(("quit", "leave_county")),
        Text(
            "编外教师使它增加 0.3；分叉时青年教师的岗位不如起始人口中的好",
            "contract staff add .3; at the fork the young hold worse posts than in the start population",
        ),
    ),
    Line(Text("去世，%", "deaths, %"), ".1", _per_staff(("death",))),
    Line(
        Text("向上调动，占教职工（%/年）", "transfers up, % of staff a year"),
        "1.1",
        _transfers(1),
        _SUBJECTS,
    ),
    Line(Text("向下调动，%", "transfers down, %"), "< .1", _transfers(-1)),
    Line(Text("平级调动，%", "transfers at the same level, %"), "3.0", _transfers(0), _SUBJECTS),
    Line(Text("单位内调剂，%", "reassigned inside a unit, %"), ".5", _per_staff(("reassign",))),
    Line(
        Text("3 年编制留任率，县城", "3-year post retention, seat"),
        ".88",
        _county("retention_3y_seat", START + 3),
        Text("本模型的分母不含退休者", "retirements leave the denominator here"),
    ),
    Line(
        Text("3 年编制留任率，乡镇", "3-year post retention, town"),
        ".72",
        _county("retention_3y_town", START + 3),
        Text(
            "调动较少，分母又不含退休者", "fewer transfers, and retirements leave the denominator"
        ),
    ),
    Line(
        Text("3 年编制留任率，乡村", "3-year post retention, village"),
        ".70",
        _county("retention_3y_village", START + 3),
        Text("同上", "the same"),
    ),
    Line(
        Text("师生比差异系数，小学，按任教", "CV of teachers, primary, duty"),
        ".31",
        _county("cv_teachers_primary_duty"),
    ),
    Line(
        Text("师生比差异系数，小学，按编制", "CV of teachers, primary, post"),
        ".34",
        _county("cv_teachers_primary_post"),
    ),
    Line(
        Text("中级及以上差异系数，小学，按任教", "CV of 中级+, primary, duty"),
        ".41",
        _county("cv_midsenior_primary_duty"),
    ),
    Line(
        Text("骨干教师差异系数，小学，按任教", "CV of backbone, primary, duty"),
        ".66",
        _county("cv_backbone_primary_duty"),
        Text(
            "预热期间的借调和向上调动带走骨干教师；宁国 2022 年为 0.67",
            "borrowing and upward moves carry off backbones during burn-in; 宁国 2022 shows .67",
        ),
    ),
    Line(
        Text("师生比差异系数，初中，按任教", "CV of teachers, junior, duty"),
        ".33",
        _county("cv_teachers_junior_duty"),
    ),
    Line(
        Text("中级及以上差异系数，初中，按任教", "CV of 中级+, junior, duty"),
        ".39",
        _county("cv_midsenior_junior_duty"),
    ),
    Line(
        Text("骨干教师差异系数，初中，按任教", "CV of backbone, junior, duty"),
        ".57",
        _county("cv_backbone_junior_duty"),
        Text("与小学相同；宁国 2022 年为 1.06", "as in primary; 宁国 2022 shows 1.06"),
    ),
    Line(
        Text("超编（编制多于需求），占教职工（%）", "surplus (posts above need), % of staff"),
        "9",
        _gap(True),
    ),
    Line(
        Text("缺编（在岗少于需求），占教职工（%）", "shortage (need above duty), % of staff"),
        "20",
        _gap(False),
    ),
    Line(Text("中级及以上占比，县城", "中级+ share, seat"), ".62", _share("midsenior", "seat")),
    Line(Text("中级及以上占比，乡镇", "中级+ share, town"), ".61", _share("midsenior", "town")),
    Line(
        Text("中级及以上占比，乡村", "中级+ share, village"), ".47", _share("midsenior", "village")
    ),
    Line(Text("新教师占比，县城", "novices, seat"), ".03", _share("novices", "seat")),
    Line(Text("新教师占比，乡镇", "novices, town"), ".11", _share("novices", "town")),
    Line(Text("新教师占比，乡村", "novices, village"), ".22", _share("novices", "village")),
    Line(
        Text("补助 300 元时乡村辞职的变化，%", "village quits at 300 yuan, %"),
        "−16",
        _village_quits("village_300"),
    ),
    Line(
        Text("补助 600 元时乡村辞职的变化，%", "village quits at 600 yuan, %"),
        "−33",
        _village_quits("village_600"),
    ),
    Line(
        Text("补助 1,000 元时乡村辞职的变化，%", "village quits at 1,000 yuan, %"),
        "−48",
        _village_quits("village_1000"),
    ),
    Line(
        Text("补助 2,000 元时乡村辞职的变化，%", "village quits at 2,000 yuan, %"),
        "−71",
        _village_quits("village_2000"),
        Text(
            "这是人数，不是风险：留下的教师较多，面临风险的人也较多",
            "counts, not hazards: more teachers stay and are at risk",
        ),
    ),
    Line(
        Text(
            "退休人数与旧规定之比，2024–38 年 15 年合计",
            "retirements relative to the old rule, sum 2024–38 of 15",
        ),
        "12.9",
        _retirements,
    ),
    Line(
        Text("2034 年教职工（2024 年 8,309）", "staff in 2034 (8,309 in 2024)"),
        "7,270",
        _county("headcount", 2034),
    ),
)
