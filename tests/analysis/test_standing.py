"""Standing before the official lines, against tables worked out by hand and raw Parquet."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from statistics import NormalDist

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_1samp

from analysis import ledger
from teacherflow.text import Text
from teacherflow_analysis.balance.behind import OTHERS, behind, parts
from teacherflow_analysis.balance.standing import standing, standing_of
from teacherflow_analysis.balance.tables import notes
from teacherflow_analysis.cli import main
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.inference.chances import all_of, chance_of, wilson
from teacherflow_analysis.small_cells import real_schools
from teacherflow_analysis.study import Study, load


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ledger.write(tmp_path_factory.mktemp("standing") / "s", ledger.sections())


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return load(folder)


def runs_of(values: list[list[float]]) -> pd.Series:
    """Values by draw and replication."""
    index = [(draw, run) for draw, row in enumerate(values) for run in range(len(row))]
    names = pd.MultiIndex.from_tuples(index, names=["draw", "replication"])
    return pd.Series([value for row in values for value in row], names, dtype=float)


def test_wilson_is_where_the_score_test_turns() -> None:
    """Ends p solve |share - p| = z sqrt(p (1 - p) / n)."""
    z = NormalDist().inv_cdf(0.975)
    for happened, n in ((0, 5), (3, 20), (20, 20), (7, 10)):
        for end in wilson(happened / n, n):
            gap = abs(happened / n - end)
            assert gap == pytest.approx(z * (end * (1 - end) / n) ** 0.5, abs=1e-9)


def test_replications_of_one_draw_count_for_less() -> None:
    alike = chance_of(runs_of([[1] * 10, [1] * 10, [0] * 10, [0] * 10]))
    mixed = chance_of(runs_of([[1, 0] * 5] * 4))
    assert alike is not None
    assert mixed is not None
    assert alike.share == mixed.share == 0.5
    assert (alike.low, alike.high) == pytest.approx(wilson(0.5, 4))
    assert (mixed.low, mixed.high) == pytest.approx(wilson(0.5, 40))
    sure = chance_of(runs_of([[1] * 10] * 4))
    assert sure is not None
    assert (sure.low, sure.high) == pytest.approx(wilson(1.0, 4))
    never = chance_of(runs_of([[0] * 10] * 4))
    assert never is not None
    assert (never.low, never.high) == pytest.approx(wilson(0.0, 4))


def test_what_is_unknown_is_neither_kept_nor_broken() -> None:
    table = pd.DataFrame({"a": [1.0, 1, 0, np.nan], "b": [1.0, np.nan, np.nan, np.nan]})
    found = all_of(table)
    assert found[0] == 1
    assert found[2] == 0
    assert found[[1, 3]].isna().all()
    assert chance_of(runs_of([[float("nan")] * 3])) is None
    some = chance_of(runs_of([[1, float("nan"), 0]]))
    assert some is not None
    assert (some.share, some.runs) == (0.5, 2)


def test_lines_are_those_of_the_parquet_table(folder: Path, study: Study) -> None:
    frame = standing(study)
    path = folder / "county_year.parquet"
    for item, stage in (("backbone", "primary"), ("artspe", "junior")):
        raw = duckdb.sql(
            f"SELECT avg(cv_{item}_{stage}_duty), avg(pass_{item}_{stage}::INT), count(*), "
            f"avg(cv_{item}_{stage}_post - cv_{item}_{stage}_duty) FROM '{path}' "
            "WHERE scenario = 'package' AND year = 2026"
        ).fetchall()[0]
        chosen = (frame["item"] == item) & (frame["stage"] == stage) & (frame["year"] == 2026)
        row = frame[chosen & (frame["scenario"] == "package")].iloc[0]
        assert (row["cv"], row["chance"], row["runs"], row["borrowed"]) == pytest.approx(raw)
    county = frame[(frame["item"] == "county") & (frame["scenario"] == "package")]
    assert list(county["chance"]) == [0.0, 0.5, 0.5]


def test_all_lines_of_a_stage_hold_together(folder: Path, study: Study) -> None:
    raw = duckdb.sql(
        "SELECT avg((pass_degree_primary AND pass_backbone_primary AND pass_artspe_primary)::INT) "
        f"FROM '{folder / 'county_year.parquet'}' WHERE scenario = 'package' AND year = 2025"
    ).fetchall()[0]
    (line,) = (
        x for x in standing_of(study).path("package", "primary", "all_lines") if x.year == 2025
    )
    assert line.chance == raw[0]


def test_schools_at_the_minima_by_hand(study: Study) -> None:
    """Backbones, minimum 1: 12/1000 and 4/400 reach it, 0/100 lacks one; 40 pupils are not rated."""
    (one,) = (
        m
        for m in standing_of(study).minima
        if (m.scenario, m.year, m.stage, m.item) == ("status_quo", 2024, "primary", "backbone")
    )
    assert (one.schools, one.pupils, one.short) == pytest.approx((2 / 3, 1400 / 1500, 1))
    assert one.least == 1.0


def ends_of(values: list[float]) -> tuple[float, float]:
    """The 95 % interval of a mean, as scipy reckons it."""
    found = ttest_1samp(values, 0).confidence_interval(0.95)
    return float(found.low), float(found.high)


def test_intervals_of_schools_at_the_minima(study: Study) -> None:
    """In odd runs the package leaves 9 backbones for 1,000 pupils, and 3 for 100 in the village.

    Then the first school misses one item by a tenth, and passes; in even runs the village has none.
    """
    found = standing_of(study, scenarios=["package"], stages=["primary"])
    package = {m.item: m for m in found.minima if m.year == 2026}
    one, rule = package["backbone"], package["rule"]
    assert (one.schools, one.schools_low, one.schools_high) == pytest.approx((2 / 3,) * 3)
    low, high = ends_of([14 / 15, 5 / 15] * 2)
    assert high > 1
    assert (one.pupils, one.pupils_low, one.pupils_high) == pytest.approx((19 / 30, low, 1))
    assert (one.short, one.short_low, one.short_high) == (1, 1, 1)
    low, high = ends_of([2 / 3, 1] * 2)
    assert high > 1
    assert (rule.schools, rule.schools_low, rule.schools_high) == pytest.approx((5 / 6, low, 1))
    assert rule.pupils == pytest.approx((14 / 15 + 1) / 2)
    every = found.path("package", "primary", "all_schools")[-1]
    assert (every.chance, every.runs) == (0.5, 4)
    assert (every.chance_low, every.chance_high) == pytest.approx(wilson(0.5, 4))


def test_intervals_of_a_line(study: Study) -> None:
    """The coefficient of 2026 has two values, of even and of odd runs; by post it is 0.1 more."""
    frame = study.county_year(["cv_backbone_primary_duty", "cv0_backbone_primary_duty"], "zhijin")
    frame = frame[(frame["scenario"] == "package") & (frame["year"] == 2026)]
    cv = list(frame["cv_backbone_primary_duty"])
    whole = standing_of(study, scenarios=["package"], stages=["primary"])
    line = whole.path("package", "primary", "backbone")[-1]
    assert (line.cv_low, line.cv_high) == pytest.approx(ends_of(cv))
    assert line.floor == pytest.approx(frame["cv0_backbone_primary_duty"].mean())
    assert line.post == pytest.approx(np.mean(cv) + 0.1)
    assert (line.borrowed_low, line.borrowed_high) == pytest.approx((0.1, 0.1))


def test_a_cell_that_only_some_runs_have(study: Study) -> None:
    """The village school is below the mean in even runs; then 9, 4, 3 backbones stand beside 16.

    Terms of odd runs: 2/3 × .15625², 4/15 × .0625², 1/15 × 1.8125².
    """
    found = behind(study, "zhijin", "package", "primary", "backbone", 2026)
    assert found is not None
    terms = np.array([2 / 3 * 0.15625**2, 4 / 15 * 0.0625**2, 1 / 15 * 1.8125**2])
    part = terms[2] / terms.sum()
    cells = {(cell.zone, cell.side): cell for cell in found.cells}
    above = cells["village", "above"]
    assert above.schools == 0.5
    assert above.part == pytest.approx(part / 2)
    assert (above.low, above.high) == pytest.approx(ends_of([0, part, 0, part]))
    assert list(cells)[:2] == [("seat", "below"), ("seat", "above")]
    village = next(one for one in found.schools if one.zone == "village")
    alone = 1 / 15 / (2 / 3 * 0.125**2 + 4 / 15 * 0.0625**2 + 1 / 15)
    assert village.part == pytest.approx((part + alone) / 2)
    assert (village.low, village.high) == pytest.approx(ends_of([alone, part] * 2))
    assert (village.pupils, village.per_hundred) == pytest.approx((100, 1.5))


def test_first_year_and_lasting_year(tmp_path: Path) -> None:
    """In 10 of 11, 9 of 11, then all runs: held first in the first year, for good from the third."""
    rows = ledger.sections(("status_quo",), 11)
    frame = ledger.county_year(rows)
    bad = {2024: [0], 2025: [0, 1], 2026: []}
    frame["cv_backbone_primary_duty"] = [
        0.6 if run in bad[year] else 0.5
        for run, year in zip(frame["replication"], frame["year"], strict=True)
    ]
    found = standing_of(load(ledger.write(tmp_path / "s", rows, frame=frame)))
    hold = found.hold("status_quo", "primary", "backbone")
    assert (hold.first, hold.lasting) == (2024, 2026)
    chances = [line.chance for line in found.path("status_quo", "primary", "backbone")]
    assert chances == pytest.approx([10 / 11, 9 / 11, 1.0])


def test_parts_by_hand(study: Study) -> None:
    """Mean 16/1500; ratios 1.125, .9375, 0; terms 2/3 × .015625, 4/15 × .00390625, 1/15."""
    found = parts(study, "zhijin", "status_quo", "primary", "backbone", 2024)
    one = found[found["replication"] == 0]
    terms = np.array([2 / 3 * 0.125**2, 4 / 15 * 0.0625**2, 1 / 15])
    assert list(one["part"]) == pytest.approx(list(terms / terms.sum()))
    assert list(one["side"]) == ["above", "below", "below"]
    assert one["cv"].iloc[0] == pytest.approx(terms.sum() ** 0.5)
    whole = behind(study, "zhijin", "status_quo", "primary", "backbone", 2024)
    assert whole is not None
    assert whole.half == 1
    assert sum(cell.part or 0 for cell in whole.cells) == pytest.approx(1)


def test_half_of_four_equal_parts_are_two(tmp_path: Path) -> None:
    """Of a hundred pupils each: two schools have two backbones, two have none."""
    rows = ledger.sections(("status_quo",), 1)
    primary = rows["stage"] == "primary"
    rows.loc[primary, "pupils"] = 100
    rows.loc[primary, "backbone"] = rows["school_id"].map({0: 2, 1: 2, 2: 0, 3: 0})
    study = load(ledger.write(tmp_path / "s", rows))
    found = behind(study, "zhijin", "status_quo", "primary", "backbone", 2025)
    assert found is not None
    assert (found.half, found.cv, found.rated) == pytest.approx((2, 1, 4))


def test_a_school_that_only_some_runs_have_weighs_for_these_alone(tmp_path: Path) -> None:
    """Two of four equal schools close in half of the runs: parts .25 or .5, and .25 or none."""
    rows = ledger.sections(("status_quo",), 4)
    primary = rows["stage"] == "primary"
    rows.loc[primary, "pupils"] = 100
    rows.loc[primary, "backbone"] = rows["school_id"].map({0: 2, 1: 0, 2: 2, 3: 0})
    closed = (rows["school_id"] > 1) & (rows["replication"] > 1) & (rows["year"] == 2025)
    study = load(ledger.write(tmp_path / "s", rows[~(primary & closed)]))
    found = behind(study, "zhijin", "status_quo", "primary", "backbone", 2025)
    assert found is not None
    assert found.same_schools
    assert [one.part for one in found.schools] == pytest.approx([0.375, 0.375, 0.125, 0.125])


def test_the_coefficient_taken_apart_is_the_stored_one(folder: Path, study: Study) -> None:
    for item in ("teachers", "midsenior", "artspe"):
        found = parts(study, "zhijin", "package", "junior", item, 2026)
        raw = duckdb.sql(
            f"SELECT cv_{item}_junior_duty FROM '{folder / 'county_year.parquet'}' "
            "WHERE scenario = 'package' AND year = 2026 ORDER BY replication"
        ).fetchall()
        if item == "artspe":  # six, five, three per hundred alike: nothing to take apart
            assert (found["part"] == 0).all()
            continue
        assert list(found.groupby("replication")["cv"].first()) == pytest.approx(
            [one[0] for one in raw]
        )


def test_real_schools_with_few_teachers_are_told_together(tmp_path: Path) -> None:
    rows = ledger.sections()
    runs = rows[ledger.KEYS].drop_duplicates()
    names = pd.DataFrame(
        {"school_id": [0, 1, 2, 3], "name": ["城关一小", "八步小学", "猫场小学", "点"]}
    )
    study = load(ledger.write(tmp_path / "s", rows, schools=runs.merge(names, how="cross")))
    assert real_schools(study)
    found = behind(study, "zhijin", "status_quo", "primary", "backbone", 2024)
    assert found is not None
    assert found.suppressed
    told = {one.name: one for one in found.schools}
    assert told["城关一小"].per_hundred == pytest.approx(1.2)
    for few in ("八步小学", "猫场小学"):  # four and none
        assert told[few].part is None
        assert told[few].per_hundred is None
    assert told[OTHERS].part == pytest.approx(1 - (told["城关一小"].part or 0))
    made_up = names.assign(name=["seat_000", "town_001", "village_002", "village_003"])
    other = load(ledger.write(tmp_path / "m", rows, schools=runs.merge(made_up, how="cross")))
    assert not real_schools(other)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("columns", ["80", "120"])
def test_tables_without_numbers_that_are_none(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    columns: str,
) -> None:
    """One run, one stage, an item without a coefficient, no schools in villages."""
    monkeypatch.setenv("COLUMNS", columns)
    rows = ledger.sections(("status_quo",), 1)
    rows = rows[(rows["stage"] == "junior") & (rows["zone"] != "village")]
    rows = rows.assign(backbone=0)
    frame = ledger.county_year(ledger.sections(("status_quo",), 1))
    frame = frame[[c for c in frame.columns if "primary" not in c and "village" not in c]]
    frame = frame.assign(cv_backbone_junior_duty=np.nan, pass_county=None)
    folder = ledger.write(tmp_path / "s", rows, frame=frame)
    for verb in ("standing", "cost"):
        assert main([verb, str(folder), "--lang", language]) == 0
        out = capsys.readouterr().out
        assert "nan" not in out.lower().replace("finance", "")
        assert "None" not in out
    assert main(["standing", str(folder), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    empty = [x for x in found["lines"] if x["item"] == "backbone"]
    assert {(x["cv"], x["chance"], x["runs"]) for x in empty} == {(None, None, 0)}


def test_the_notes_name_the_degree_that_counts(study: Study) -> None:
    """What the study sets; results from before it could be set were counted as by default."""

    def noted(**values: float) -> list[Text]:
        resolved = {**study.resolved, "parameters": {"indicators": values} if values else {}}
        return notes(standing_of(dataclasses.replace(study, resolved=resolved)))

    usual = Text(
        "高于规定学历：小学专科及以上，初中本科及以上。",
        "Higher degree: primary college and above, junior bachelor and above.",
    )
    assert usual in noted()
    assert usual in noted(degree_primary=1.0, degree_junior=2.0)
    told = [note.en for note in noted(degree_primary=2.0) if note.en.startswith("Higher degree")]
    assert told == ["Higher degree: primary bachelor and above, junior bachelor and above."]


def test_names_that_do_not_exist_are_refused(study: Study) -> None:
    for wrong in ({"scenarios": ["packag"]}, {"stages": ["senior"]}, {"county": "dafang"}):
        with pytest.raises(AnalysisError):
            standing_of(study, **wrong)  # type: ignore[arg-type]


def test_a_study_of_several_counties_asks_for_one(tmp_path: Path) -> None:
    rows = ledger.sections(("status_quo",), 2)
    both = pd.concat([rows, rows.assign(county="dafang")])
    study = load(ledger.write(tmp_path / "s", both))
    with pytest.raises(AnalysisError, match="--county"):
        standing_of(study)
    assert standing_of(study, county="dafang").county == "dafang"


def test_csv_holds_every_year(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "lines.csv"
    assert main(["standing", str(folder), "--csv", str(out), "--lang", "en"]) == 0
    assert capsys.readouterr().out == ""
    frame = pd.read_csv(out)
    assert set(frame["year"]) == set(ledger.YEARS)
    assert (tmp_path / "lines_minima.csv").exists()
    assert (tmp_path / "lines_schools.csv").exists()
