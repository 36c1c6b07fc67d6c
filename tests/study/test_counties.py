"""Studies of several counties through the command line: tables, the nation, resuming, workers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import teacherflow
from integration.tiny import county_file
from strategies import as_yaml
from study import fake
from teacherflow.draws import seed_of
from teacherflow.scenario import Study, read_study
from teacherflow.study.executor import InProcess
from teacherflow.study.manifest import manifest_in
from teacherflow.study.plan import Task, Unit, identity_of, units_of
from teacherflow.study.run import RunTask, run_study
from teacherflow.study.simulate import SIMULATOR, simulate
from teacherflow.study.simulator import Simulator
from teacherflow_analysis.cli import main

STUDY = """\
counties: [a.yaml, b.yaml, c.yaml]
years: {start: 2024, count: 3, burn_in: 1}
replications: 2
baseline: status_quo
tables: [county_year]
scenarios:
  status_quo: {policies: [delayed_retirement]}
  subsidy:
    extends: status_quo
    policies: [rural_subsidy: {yuan_per_month: {village: 600, town: 300, seat: 0}, from: 2025}]
"""
NATION = Path(__file__).resolve().parents[2] / "scenarios" / "nations" / "china_2024.yaml"

type Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three counties, a study of them, and its results by one process in ``one``."""
    made = tmp_path_factory.mktemp("counties")
    for name, size in (("a", 1.0), ("b", 1.2), ("c", 1.4)):
        (made / f"{name}.yaml").write_text(as_yaml(county_file(size)), encoding="utf-8")
    (made / "study.yaml").write_text(STUDY, encoding="utf-8")
    assert run(made, "one") == 0
    return made


def run(folder: Path, out: str, *more: str) -> int:
    said = ["run", str(folder / "study.yaml"), "--out", str(folder / out), "--no-figures"]
    return main([*said, "--workers", "1", "--lang", "en", *more])


def tables(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.parquet"))}


def test_only_the_tables_asked_for_are_stored(folder: Path) -> None:
    assert set(tables(folder / "one")) == {"county_year.parquet", "nation_year.parquet"}
    with teacherflow.open_study(folder / "one") as results:
        rows = results["county_year"]
    assert rows.groupby("county").size().to_dict() == {"a": 12, "b": 12, "c": 12}


def test_the_nation_is_its_counties_together(folder: Path) -> None:
    """Held against pandas: sums, means weighted by headcount, shares, percentiles."""
    with teacherflow.open_study(folder / "one") as results:
        county, nation = results["county_year"], results["nation_year"]
    keys = ["scenario", "draw", "replication", "year"]
    assert len(nation) == 12
    assert set(nation["county"]) == {"nation"}
    for key, rows in county.groupby(keys):
        (found,) = nation[(nation[keys] == pd.Series(key, keys)).all(axis=1)].to_dict("records")
        assert found["counties"] == 3
        for name in ("headcount", "entries", "vacancy_village"):
            assert found[name] == rows[name].sum()
        for name in ("payroll", "spending"):
            assert found[name] == pytest.approx(rows[name].sum(), rel=1e-12)
        weight = rows["headcount"]
        for name in ("effectiveness_village", "ptr_primary_town", "cv_teachers_primary_duty"):
            assert found[name] == pytest.approx(np.average(rows[name], weights=weight), rel=1e-12)
        shares = rows["pass_teachers_primary"].astype(float).mean()
        assert found["share_pass_teachers_primary"] == pytest.approx(shares)
        tenth = np.percentile(rows["cv_teachers_primary_duty"], 10)
        assert found["cv_teachers_primary_duty_p10"] == pytest.approx(tenth)


def test_workers_and_interruption_change_no_byte(folder: Path, capsys: Capture) -> None:
    assert run(folder, "two", "--workers", "2") == 0
    assert run(folder, "three", "--replications", "1") == 0
    assert run(folder, "three") == 0, "three units are added to three"
    assert "3 runs done (6 in all)" in capsys.readouterr().out
    for other in ("two", "three"):
        assert tables(folder / other) == tables(folder / "one")


def test_the_command_line_goes_by_county(folder: Path, capsys: Capture) -> None:
    done = str(folder / "one")
    assert main(["compare", done, "--county", "b", "--json", "--lang", "en"]) == 0
    told = json.loads(capsys.readouterr().out)["scenarios"][0]["effects"]
    assert {effect["n"] for effect in told} <= {0, 2}
    assert main(["trace", done, "--teacher", "5", "--lang", "en"]) == 2
    assert "--county (3: a, b, c)" in capsys.readouterr().err
    assert main(["trace", done, "--teacher", "5", "--county", "d", "--lang", "en"]) == 2
    assert "no county called d" in capsys.readouterr().err
    assert main(["trace", done, "--teacher", "5", "--county", "b", "--json"]) == 0
    careers = json.loads(capsys.readouterr().out)["scenarios"]
    assert set(careers) == {"status_quo", "subsidy"}


def test_counties_have_luck_of_their_own(folder: Path) -> None:
    units = manifest_in(folder / "one").to_json()["units"]
    seeds = {(u["county"], u["replication"]): u["seed"] for u in units}
    assert len(set(seeds.values())) == 6
    assert seeds["b", 1] == seed_of(1, 1, "b")


def test_other_tables_change_no_number(folder: Path) -> None:
    """A county alone has the luck of the study; what is stored does not matter."""
    plain = STUDY.replace("counties: [a.yaml, b.yaml, c.yaml]", "county: a.yaml")
    (folder / "few.yaml").write_text(plain, encoding="utf-8")
    (folder / "all.yaml").write_text(plain.replace("tables: [county_year]\n", ""), encoding="utf-8")
    found = []
    for name in ("few", "all"):
        study = read_study(folder / f"{name}.yaml")
        found.append(simulate(study, Unit("a", 0, 0), ("subsidy",)))
    few, whole = found
    assert set(few["subsidy"]) == {"county_year"} < set(whole["subsidy"])
    for scenario in few:
        mine, theirs = few[scenario]["county_year"], whole[scenario]["county_year"]
        assert all(np.ma.allequal(mine[name], theirs[name]) for name in theirs)


def test_a_sample_of_the_nation_is_drawn_where_it_is_run(tmp_path: Path) -> None:
    named = f"{{nation: {NATION}, sample: 3}}"
    (tmp_path / "s.yaml").write_text(STUDY.replace("[a.yaml, b.yaml, c.yaml]", named))
    study = read_study(tmp_path / "s.yaml")
    units = units_of(study)
    assert [unit.replication for unit in units] == [0, 0, 0, 1, 1, 1]
    assert {unit.county for unit in units} == set(study.county_names)
    assert study.counties.data(study.county_names[0]).title.en.endswith(study.county_names[0][1:])
    assert study.resolved()["nation"]["counties"] == 3
    other = STUDY.replace("[a.yaml, b.yaml, c.yaml]", named.replace("3}", "4}"))
    (tmp_path / "t.yaml").write_text(other)
    assert identity_of(read_study(tmp_path / "t.yaml")).frame != identity_of(study).frame


def test_schools_cannot_be_named_in_a_nation(tmp_path: Path, capsys: Capture) -> None:
    text = STUDY.replace("[a.yaml, b.yaml, c.yaml]", str(NATION)).replace(
        "yuan_per_month: {village: 600, town: 300, seat: 0}",
        "by: list, schools: {first: [town_004]}",
    )
    (tmp_path / "s.yaml").write_text(text)
    assert main(["validate", str(tmp_path / "s.yaml"), "--lang", "en"]) == 2
    assert "cannot name schools" in capsys.readouterr().err


# --- units that share a part


def together(study: object) -> int:
    return 4


SHARED = Simulator(fake.simulate, fake.schema, units_per_part=together)


def test_units_share_a_part_and_one_that_fails_harms_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teacherflow.study.manifest.versions", lambda: fake.VERSIONS)
    study = fake.FakeStudy(replications=5, draws=1, fails=(1,))
    work = RunTask(study, identity_of(study), tmp_path / "parts", SHARED)
    tasks = [Task(unit, tuple(study.scenarios)) for unit in units_of(study)]
    outcomes = list(InProcess().run(work, tasks))
    assert [o.task.unit.replication for o in outcomes if o.failure] == [1]
    assert len({o.receipt.folder for o in outcomes if o.receipt}) == 2
    apart = run_study(study, tmp_path / "apart", fake.FAKE)
    shared = run_study(study, tmp_path / "shared", SHARED)
    assert len(apart.failures) == len(shared.failures) == 1
    assert tables(tmp_path / "apart") == tables(tmp_path / "shared")


def test_a_damaged_part_is_thrown_away_with_all_its_units(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("teacherflow.study.manifest.versions", lambda: fake.VERSIONS)
    study = fake.FakeStudy(replications=3, draws=1)
    run_study(study, tmp_path / "whole", SHARED)
    half = tmp_path / "half"
    work = RunTask(study, identity_of(study), half, SHARED)
    tasks = [Task(unit, tuple(study.scenarios)) for unit in units_of(study)]
    run_study(study.but(replications=1), half, SHARED)
    list(InProcess().run(work, tasks[1:]))
    (torn,) = (half / "parts").glob("*/moves.parquet")
    torn.write_bytes(torn.read_bytes()[:-1])
    assert run_study(study, half, SHARED).ran == 2
    assert tables(half) == tables(tmp_path / "whole")


def test_the_model_shares_parts_only_where_tables_are_small(folder: Path) -> None:
    study: Study = read_study(folder / "study.yaml")
    assert SIMULATOR.units_per_part(study) > 1
    (folder / "every.yaml").write_text(STUDY.replace("tables: [county_year]\n", ""))
    assert SIMULATOR.units_per_part(read_study(folder / "every.yaml")) == 1
