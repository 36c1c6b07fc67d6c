"""Retention against spells that can be counted on paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.folder import county_year, write_folder
from analysis.spell_folder import move, spell, study_folder
from docs.pages import blocks, text
from teacherflow_analysis.careers import retention as module
from teacherflow_analysis.careers.retention import (
    curves_of,
    retention,
    retention_of,
    survival_of,
)
from teacherflow_analysis.careers.spells import SHOWN, service_of, spells_of
from teacherflow_analysis.cli import main
from teacherflow_analysis.comparison.compare import compare
from teacherflow_analysis.comparison.estimates import estimated
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.inference.spread import spread_of_series
from teacherflow_analysis.study import load

# teacher 1 to 9: entered, left, reason, and where he is on the September after
LIVES: list[dict[str, Any]] = [
    spell(1, 2020, 2025, "transfer"),  # up: to a town
    spell(1, 2025, 2038, None, zone="town", school_id=2),
    spell(2, 2021, 2024, "quit"),
    spell(3, 2022, 2038, None),
    spell(4, 2024, 2027, "transfer"),  # level: to another village school
    spell(4, 2027, 2029, "leave_county", school_id=3),
    spell(5, 2024, 2028, "retire"),
    spell(6, 2024, 2026, "regularise"),  # the same school again: no move
    spell(6, 2026, 2026, "reassign", school_id=4),  # never seen in September
    spell(6, 2026, 2038, None),
    spell(7, 2024, 2025, "merge"),
    spell(7, 2025, 2038, None, school_id=5),
]
CAUSES = {"up": 1, "quit": 1, "level": 1, "leave_county": 1, "retire": 1, "other": 1, "merge": 1}


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LEAST", 1)


def lives(shift: int = 0) -> list[dict[str, Any]]:
    """The lives once more for other teachers."""
    return [{**row, "teacher_id": row["teacher_id"] + shift} for row in LIVES]


def test_every_end_has_the_cause_that_its_next_september_shows(tmp_path: Path) -> None:
    study = load(study_folder(tmp_path / "s", {"careers": LIVES}))
    counts = spells_of(study).counts
    by_cause = counts[counts["cause"] != "still"].groupby("cause")["n"].sum()
    assert by_cause.to_dict() == {cause: 6 * n for cause, n in CAUSES.items()}


@pytest.mark.usefixtures("few")
def test_a_curve_by_hand(tmp_path: Path) -> None:
    """Villages: at risk at 1: 4, 4', 5, 6, 6', 7', 7 (merged in that year: out).

    1: 4, 4', 5, 6, 6', 7'; nobody ends. 2: the same and 3; 4' and 6 end. 3: 2, 3, 4, 5, 6', 7';
    2 and 4 end. 4: 3, 6', 7' (5 retires in that year: out; 1 joins at 4). 5: 1, 3, …; 1 ends.
    """
    study = load(study_folder(tmp_path / "s", {"careers": LIVES}))
    risk, ended = spells_of(study).departures()
    assert risk[0, 1, :5].tolist() == [6, 7, 6, 4, 4]
    assert ended[0, 1, :5].tolist() == [0, 2, 2, 0, 1]
    found = retention_of(study).table("survival")
    own = found[(found["scenario"] == "status_quo") & (found["group"] == "village")]
    expected = [1, 5 / 7, 5 / 7 * 4 / 6, 5 / 7 * 4 / 6, 5 / 7 * 4 / 6 * 3 / 4]
    assert own["mean"].tolist()[:5] == pytest.approx(expected)
    assert own["low"].tolist()[:5] == pytest.approx(expected)  # all runs alike
    assert own["at"].max() == 15  # teacher 3 is seen for a year more
    assert curves_of(study)["village"].iloc[0].tolist()[:6] == pytest.approx([1.0, *expected])
    assert survival_of(study)[found.columns].equals(found)
    assert (found.loc[found["scenario"] == "rotation", "difference"] == 0).all()


@pytest.mark.usefixtures("few")
def test_the_page_makes_the_same_curve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What docs/retention.md hands to packages of survival analysis, run as it stands there."""
    folder = study_folder(tmp_path / "results" / "zhijin", {"careers": LIVES})
    (code,) = blocks(text("retention.md"), "python")
    assert code in text("zh/retention.md")
    monkeypatch.chdir(tmp_path)
    made: dict[str, Any] = {}
    exec(code, made)
    own = retention_of(load(folder)).table("survival").query("scenario == 'status_quo'")
    assert made["curve"] == pytest.approx(own[own["group"] == "village"]["mean"].tolist()[:5])


def half_go(stay: int, go: int) -> list[dict[str, Any]]:
    """Spells of some who stay, and of others who quit in their fourth year."""
    rows = [spell(i, 2024, 2038, None) for i in range(stay)]
    return rows + [spell(stay + i, 2024, 2028, "quit") for i in range(go)]


@pytest.mark.parametrize("draws", [1, 2])
def test_median_and_mean_stay_by_hand(tmp_path: Path, draws: int) -> None:
    """Half of forty quit in their fourth year: of ten years 4 × 1 + 6 × 0.5 are stayed."""
    study = load(study_folder(tmp_path / "s", {"careers": half_go(20, 20)}, 2, draws=draws))
    found = retention_of(study).table("stay").query("scenario == 'status_quo'")
    assert found.set_index("what")["mean"].to_dict() == pytest.approx({"median": 4, "mean": 7})


@pytest.mark.parametrize("baseline", ["status_quo", "rotation"])
def test_a_median_that_some_runs_do_not_reach_is_not_told(tmp_path: Path, baseline: str) -> None:
    """Under rotation one of three runs keeps more than half: neither median nor difference."""
    runs = {("status_quo", r): half_go(20, 20) for r in range(3)}
    runs |= {("rotation", r): half_go(20 + (r == 0), 20) for r in range(3)}
    folder = study_folder(tmp_path / "s", {"careers": runs}, change={"baseline": baseline})
    found = retention_of(load(folder)).table("stay").query("what == 'median'")
    assert found[["scenario", "mean"]].values.tolist() == [["status_quo", 4]]
    assert found["difference"].isna().all()


def test_curves_end_where_few_are_left(tmp_path: Path) -> None:
    """Of thirty, 21 quit in their third year: at the fourth nine are at risk, fewer than ten."""
    rows = [spell(i, 2024, 2027 if i < 21 else 2038, "quit" if i < 21 else None) for i in range(30)]
    study = load(study_folder(tmp_path / "s", {"careers": rows}))
    found = retention_of(study).table("survival").query("scenario == 'status_quo'")
    assert found["at"].tolist() == [1, 2, 3]
    assert found["mean"].tolist() == pytest.approx([1, 1, 0.3])


@pytest.mark.usefixtures("few")
def test_differences_are_paired_over_runs(tmp_path: Path) -> None:
    quits = {0: 1, 1: 3, 2: 2}
    careers = {}
    for r in range(3):
        stay = [spell(i, 2024, 2038, None) for i in range(20 - quits[r])]
        gone = [spell(50 + i, 2024, 2026, "quit") for i in range(quits[r])]
        more = [spell(80 + i, 2024, 2026, "quit") for i in range(2 + r)]
        careers[("status_quo", r)] = stay + gone
        careers[("rotation", r)] = stay[: 18 - quits[r] - r] + gone + more
    study = load(study_folder(tmp_path / "s", {"careers": careers}))
    found = retention_of(study).table("survival")
    row = found[(found["scenario"] == "rotation") & (found["at"] == 2)].iloc[0]
    base = np.array([1 - quits[r] / 20 for r in range(3)])
    reform = np.array([1 - (quits[r] + 2 + r) / 20 for r in range(3)])
    low, high = stats.ttest_rel(reform, base).confidence_interval(0.95)
    assert row["difference"] == pytest.approx((reform - base).mean())
    assert (row["difference_low"], row["difference_high"]) == pytest.approx((low, high))
    tests = retention_of(study).tests
    assert tests["observed"].tolist() == [sum(quits.values()) + 2 + 3 + 4]
    assert tests["ratio"].tolist() == pytest.approx([15 / 10.5])  # half of all 6 + 15 are expected


@pytest.mark.usefixtures("few")
def test_incidence_adds_up_with_delayed_entry(tmp_path: Path) -> None:
    study = load(study_folder(tmp_path / "s", {"careers": LIVES}))
    found = retention_of(study).table("incidence")
    total = found.groupby(["scenario", "group", "at"])["mean"].sum()
    assert total.to_numpy() == pytest.approx(np.ones(len(total)))
    assert set(found["what"]) == {*SHOWN, "kept"}


@pytest.mark.usefixtures("few")
def test_temporary_exchange_lowers_duty_and_not_the_post(tmp_path: Path) -> None:
    post = [spell(i, 2024, 2038, None) for i in range(12)]
    duty = [spell(i, 2024, 2026, "exchange_out", basis="duty") for i in range(4)]
    host = [
        spell(i, 2026, 2028, "exchange_return", basis="duty", zone="town", school_id=2)
        for i in range(4)
    ]
    back = [spell(i, 2028, 2038, None, basis="duty") for i in range(4)]
    stay = [spell(i, 2024, 2038, None, basis="duty") for i in range(4, 12)]
    study = load(study_folder(tmp_path / "s", {"careers": [*post, *duty, *host, *back, *stay]}))

    def kept(basis: str) -> float:
        found = retention_of(study, basis).table("survival")
        own = found[(found["group"] == "village") & (found["at"] == 2)]
        return float(own["mean"].iloc[0])

    assert kept("post") == 1.0
    assert kept("duty") == pytest.approx(12 / 16)  # of 16 spells on duty, 4 end
    ends = retention_of(study, "duty").table("incidence")
    away = ends[(ends["what"] == "temporary") & (ends["group"] == "village") & (ends["at"] == 2)]
    assert away["mean"].tolist() == pytest.approx([4 / 16] * 2)


def test_rates_are_those_of_compare(zhijin: Path) -> None:
    found = retention(zhijin)
    rates = found[found["table"] == "rates"].set_index(["scenario", "what", "group", "at"])
    known = compare(zhijin, indicators=["retention_3y_village", "presence_3y_village"])
    known = known[known["year"] == "last5"]
    for row in known.itertuples(index=False):
        key = (row.scenario, row.indicator.partition("_")[0], "village", 3)
        one = rates.loc[key]
        assert one["mean"] == pytest.approx(row.reform)
        told = one[["difference", "difference_low", "difference_high"]].tolist()
        assert told == pytest.approx([row.difference, row.low, row.high])


@pytest.mark.usefixtures("few")
def test_groups_are_those_of_the_beginning(tmp_path: Path) -> None:
    rows = [
        spell(1, 2024, 2030, "quit", home_km=2.0, title="none", route="tegang", cohort=2024),
        spell(2, 2024, 2038, None, home_km=14.9, title="senior", route="founder", cohort=1999),
        spell(3, 2024, 2038, None, home_km=30.0, title="first", route="bonded", cohort=2015),
    ]
    study = load(study_folder(tmp_path / "s", {"careers": rows}))
    assert spells_of(study, by="home").groups == ("0", "5", "30")
    assert spells_of(study, by="title").groups == ("none", "first", "senior")
    assert spells_of(study, by="route").groups == ("founder", "tegang", "bonded")
    assert spells_of(study, by="cohort").groups == ("old", "2010", "new")


@pytest.mark.usefixtures("few")
def test_novices_and_the_end_of_a_bond(tmp_path: Path) -> None:
    """Ten enter by a special post: none leaves in the first two years, four in the third."""
    entered = [
        move(i, 2024, "enter", None, "village", cause="tegang", post_moves=False) for i in range(10)
    ]
    ways = ("quit", "quit", "leave_county", "dismiss")
    gone = [move(i, 2027, way, "village", None) for i, way in enumerate(ways)]
    gone += [move(4, 2028, "retire", "village", None)]
    study = load(study_folder(tmp_path / "s", {"moves": [*entered, *gone]}))  # no spells stored
    assert service_of(study).groups == ("tegang",)
    found = retention_of(study)
    service = found.table("service").query("scenario == 'status_quo'")
    assert service["mean"].tolist()[:5] == pytest.approx([0, 0, 40, 0, 0])
    novices = found.table("novices").query("scenario == 'status_quo' and what == 'county'")
    assert novices["mean"].tolist() == pytest.approx([0.6, 0.6, 0.6, 0.6])
    assert novices["group"].tolist() == ["all", "all", "tegang", "tegang"]
    assert novices["at"].tolist() == [3, 5, 3, 5]


@pytest.mark.parametrize(("start", "years"), [(2024, [3, 5]), (2033, [3, 5]), (2035, [3])])
def test_novices_of_all_ways_are_enough_together(
    tmp_path: Path, start: int, years: list[int]
) -> None:
    """Eight by each of two ways: too few to tell each, sixteen together, of whom four go."""
    moves = [
        move(i, start, "enter", None, "village", cause=way, post_moves=False)
        for i, way in enumerate(("tegang", "exam") * 8)
    ]
    moves += [move(i, start + 2, "quit", "village", None, cause="leave.quit") for i in range(4)]
    study = load(study_folder(tmp_path / "s", {"moves": moves}))
    found = retention_of(study).table("novices").query("scenario == 'status_quo'")
    assert (found["group"].tolist(), found["at"].tolist()) == (["all"] * len(years), years)
    assert found["mean"].tolist() == pytest.approx([0.75] * len(years))


@pytest.mark.usefixtures("few")
def test_one_run_has_greenwoods_interval(tmp_path: Path) -> None:
    rows = [spell(i, 2024, 2026, "quit") for i in range(10)]
    rows += [spell(10 + i, 2024, 2038, None) for i in range(30)]
    study = load(study_folder(tmp_path / "s", {"careers": rows}, replications=1))
    found = retention_of(study).table("survival")
    row = found[(found["scenario"] == "rotation") & (found["at"] == 2)].iloc[0]
    data = stats.CensoredData(uncensored=[2] * 10, right=[14] * 30)
    ends = stats.ecdf(data).sf.confidence_interval(method="log-log")
    known = (float(ends.low.evaluate(2)), float(ends.high.evaluate(2)))
    assert (row["low"], row["high"]) == pytest.approx(known)
    assert row["interval"] == "spells"
    assert np.isnan(row["difference_low"])
    assert set(found.loc[found["at"] == 1, "interval"]) == {""}  # all are still there
    draws = load(study_folder(tmp_path / "draws", {"careers": rows}, 1, draws=2))
    assert set(retention_of(draws).table("survival")["interval"]) == {"runs"}


CASES: dict[str, dict[str, Any]] = {
    "no rows": {"tables": {"careers": [], "moves": []}},
    "no tables": {"tables": {}},
    "no ends": {"tables": {"careers": [spell(i, 2020, 2038, None) for i in range(40)]}},
    "no villages": {
        "tables": {
            "careers": [spell(i, 2024, 2026 + i % 5, "quit", zone="seat") for i in range(50)]
        }
    },
    "one run": {"tables": {"careers": lives() + lives(100)}, "replications": 1},
    "one scenario": {"tables": {"careers": LIVES}, "scenarios": ["status_quo"]},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_unusual_studies_are_told_without_nan(
    case: str, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = study_folder(tmp_path / "s", **CASES[case])
    for verb in ("retention", "flows"):
        assert main([verb, str(folder), "--lang", language]) == 0
        told = capsys.readouterr().out
        assert told.strip()
        assert "nan" not in told.lower().replace("governance", "")
        assert main([verb, str(folder), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["baseline"] == "status_quo"


def test_equal_scenarios_differ_by_nothing(tmp_path: Path) -> None:
    found = retention(study_folder(tmp_path / "s", {"careers": lives() * 4}))
    told = found[(found["scenario"] == "rotation") & (found["table"] != "rates")]
    assert len(told)
    assert (told[["difference", "difference_low", "difference_high"]] == 0).all(axis=None)


def test_csv_holds_every_number(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = study_folder(tmp_path / "s", {"careers": lives() * 4})
    path = tmp_path / "who stays.csv"
    assert main(["retention", str(folder), "--csv", str(path), "--lang", "zh"]) == 0
    assert "已写入" in capsys.readouterr().err
    read, held = pd.read_csv(path, encoding="utf-8-sig"), retention(folder)
    assert list(read.columns) == list(module.COLUMNS)
    assert read["mean"].to_numpy() == pytest.approx(held["mean"].to_numpy(dtype=float))
    assert main(["retention", str(folder), "--csv", str(tmp_path / "no" / "f.csv")]) == 2
    assert "--csv" in capsys.readouterr().err


@pytest.mark.parametrize(("basis", "by"), [("posts", "zone"), ("post", "zones")])
def test_unknown_words_are_refused(tmp_path: Path, basis: str, by: str) -> None:
    study = load(study_folder(tmp_path / "s", {"careers": LIVES}))
    with pytest.raises(AnalysisError, match="did you mean"):
        retention_of(study, basis, by)


def test_of_several_draws_luck_and_parameters_are_told_apart(tmp_path: Path) -> None:
    frame = county_year(2, draws=3)
    study = load(write_folder(tmp_path / "s", frame))
    values = frame.groupby(["scenario", "draw", "replication"])[["moves_up"]].mean()
    values.columns = pd.MultiIndex.from_tuples([("x",)], names=["what"])
    row = estimated(study, values).query("scenario == 'status_quo'").iloc[0]
    own = values.xs("status_quo")
    found = spread_of_series(own.iloc[:, 0])
    assert row["cases"] == 3
    assert (row["low"], row["high"]) == pytest.approx((found.low, found.high))
    cases = own.groupby("draw").mean().to_numpy().ravel()
    of_draws = stats.ttest_1samp(cases, 0).confidence_interval(0.95)
    assert found.low <= of_draws.low + 1e-9


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize("verb", ["retention", "flows"])
def test_many_looks_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    """Of hundreds of intervals some leave out zero by chance, whether they are printed or not."""
    rows = {"careers": LIVES, "moves": [move(1, 2025, "transfer", "village", "town")]}
    folder = study_folder(tmp_path / "s", rows)
    assert main([verb, str(folder), "--json"]) == 0
    tables = json.loads(capsys.readouterr().out)["tables"].values()
    many = sum(one["difference_low"] is not None for rows in tables for one in rows)
    assert main([verb, str(folder), "--lang", "en"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert f"{many} differences were looked at" in told
    assert f"about {0.05 * many:.1f} intervals would leave out zero by chance" in told
    assert "intervals hold luck" in told
