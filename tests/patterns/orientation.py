"""What an early prototype of the main rules gave, and how to measure the same on our runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from patterns.runs import START, Runs, directions

_EARLY = range(START, START + 3)


@dataclass(frozen=True)
class Line:
    """One quantity, the prototype's value, and our measure."""

    quantity: str
    expected: str
    measure: Callable[[Runs], float]
    remark: str = ""


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


_SUBJECTS = "subjects bind vacancies here, so fewer posts suit a given applicant"

ORIENTATION = (
    Line("retirements, % of staff a year, 2024-26", "2.9", _per_staff(("retire", "early_retire"))),
    Line(
        "quit and left the county, %",
        "1.4",
        _per_staff(("quit", "leave_county")),
        "contract staff add .3; at the fork the young hold worse posts than in the start population",
    ),
    Line("deaths, %", ".1", _per_staff(("death",))),
    Line("transfers up, % of staff a year", "1.1", _transfers(1), _SUBJECTS),
    Line("transfers down, %", "< .1", _transfers(-1)),
    Line("transfers at the same level, %", "3.0", _transfers(0), _SUBJECTS),
    Line("reassigned inside a unit, %", ".5", _per_staff(("reassign",))),
    Line(
        "3-year post retention, seat",
        ".88",
        _county("retention_3y_seat", START + 3),
        "retirements leave the denominator here",
    ),
    Line(
        "3-year post retention, town",
        ".72",
        _county("retention_3y_town", START + 3),
        "fewer transfers, and retirements leave the denominator",
    ),
    Line(
        "3-year post retention, village",
        ".70",
        _county("retention_3y_village", START + 3),
        "the same",
    ),
    Line("CV of teachers, primary, duty", ".31", _county("cv_teachers_primary_duty")),
    Line("CV of teachers, primary, post", ".34", _county("cv_teachers_primary_post")),
    Line("CV of 中级+, primary, duty", ".41", _county("cv_midsenior_primary_duty")),
    Line(
        "CV of backbone, primary, duty",
        ".66",
        _county("cv_backbone_primary_duty"),
        "borrowing and upward moves carry off backbones during burn-in; 宁国 2022 shows .67",
    ),
    Line("CV of teachers, junior, duty", ".33", _county("cv_teachers_junior_duty")),
    Line("CV of 中级+, junior, duty", ".39", _county("cv_midsenior_junior_duty")),
    Line(
        "CV of backbone, junior, duty",
        ".57",
        _county("cv_backbone_junior_duty"),
        "as in primary; 宁国 2022 shows 1.06",
    ),
    Line("surplus (posts above need), % of staff", "9", _gap(True)),
    Line("shortage (need above duty), % of staff", "20", _gap(False)),
    Line("中级+ share, seat", ".62", _share("midsenior", "seat")),
    Line("中级+ share, town", ".61", _share("midsenior", "town")),
    Line("中级+ share, village", ".47", _share("midsenior", "village")),
    Line("novices, seat", ".03", _share("novices", "seat")),
    Line("novices, town", ".11", _share("novices", "town")),
    Line("novices, village", ".22", _share("novices", "village")),
    Line("village quits at 300 yuan, %", "−16", _village_quits("village_300")),
    Line("village quits at 600 yuan, %", "−33", _village_quits("village_600")),
    Line("village quits at 1,000 yuan, %", "−48", _village_quits("village_1000")),
    Line(
        "village quits at 2,000 yuan, %",
        "−71",
        _village_quits("village_2000"),
        "counts, not hazards: more teachers stay and are at risk",
    ),
    Line("retirements relative to the old rule, sum 2024-38 of 15", "12.9", _retirements),
    Line("staff in 2034 (8,309 in 2024)", "7,270", _county("headcount", 2034)),
)
