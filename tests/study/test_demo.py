"""The real model through the whole chain: same bytes however it is run, books, and a career."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from study.fake import bytes_of
from teacherflow.county import County
from teacherflow.faults import InputError
from teacherflow.results.schema import sql_types
from teacherflow.scenario import Study, read_study
from teacherflow.study.faults import StudyFault
from teacherflow.study.inputs import study_in
from teacherflow.study.manifest import manifest_in
from teacherflow.study.open import open_study
from teacherflow.study.run import run_study
from teacherflow.study.trace import Career, trace

ROOT = Path(__file__).resolve().parents[2]
MAIN = "import sys; from teacherflow_analysis.cli import main; sys.exit(main())"
STUDY = """
title: {zh: 演示, en: Demonstration}
county: counties/demo.yaml
years: {start: 2024, count: 4, burn_in: 2}
seed: 7
replications: 2
baseline: status_quo
scenarios:
  subsidy:
    extends: status_quo
    policies: [rural_subsidy: {yuan_per_month: {village: 900, town: 300, seat: 0}, from: 2025}]
  status_quo: {policies: [delayed_retirement]}
  nothing: {policies: [delayed_retirement, rural_subsidy: {yuan_per_month: {village: 0, town: 0}}]}
"""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    (folder / "counties").mkdir()
    county = (ROOT / "scenarios" / "counties" / "demo.yaml").read_bytes()
    (folder / "counties" / "demo.yaml").write_bytes(county)
    (folder / "demo.yaml").write_text(STUDY, "utf-8")
    return folder / "demo.yaml"


@pytest.fixture(scope="module")
def study(file: Path) -> Study:
    return read_study(file)


@pytest.fixture(scope="module")
def finished(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished") / "out"
    done = run_study(study, folder)
    assert done.failures == {}
    return folder


def tables(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in bytes_of(folder).items() if name.endswith(".parquet")}


@pytest.mark.parametrize(("seed", "workers"), [("1", "2"), ("2", "1")])
def test_neither_workers_nor_the_hash_seed_show(
    seed: str, workers: str, file: Path, finished: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-c", MAIN, "run", str(file)]
    command += ["--out", str(out), "--workers", workers, "--no-figures"]
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    ended = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert ended.returncode == 0, ended.stderr
    assert tables(out) == tables(finished)


def test_an_extended_folder_is_that_of_one_run(
    study: Study, finished: Path, tmp_path: Path
) -> None:
    """First one replication of two scenarios, then all replications, then all scenarios."""
    some = {name: study.scenarios[name] for name in ("status_quo", "nothing")}
    for part in (
        replace(study, scenarios=some, replications=1),
        replace(study, scenarios=some),
        study,
    ):
        done = run_study(part, tmp_path)
        assert done.failures == {}
    assert tables(tmp_path) == tables(finished)


def test_tables_have_the_columns_of_the_contract(finished: Path) -> None:
    with open_study(finished) as results:
        for table, columns in sql_types().items():
            found = results.sql(f"DESCRIBE {table}")
            names = ["county", "scenario", "draw", "replication", *columns]
            assert found["column_name"].tolist() == names
            assert found["column_type"].tolist()[4:] == list(columns.values())


def test_a_policy_without_effect_changes_no_table(finished: Path) -> None:
    with open_study(finished) as results:
        for table in results.tables:
            rows = f"SELECT * EXCLUDE scenario FROM {table} WHERE scenario ="
            difference = results.sql(
                f"({rows} 'nothing' EXCEPT ALL {rows} 'status_quo') UNION ALL "
                f"({rows} 'status_quo' EXCEPT ALL {rows} 'nothing')"
            )
            assert difference.empty, table


def test_a_broken_identity_is_a_failed_unit_with_scenario_and_year(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = County.step

    def slip(county: County) -> None:
        step(county)
        if county.year == 2025:
            t = county.state.teachers
            row = int(np.flatnonzero(t.alive & (t.post >= 0) & (t.post != t.post[0]))[0])
            t.post[row] = t.duty[row] = t.post[0]

    monkeypatch.setattr(County, "step", slip)
    done = run_study(replace(study, replications=1), tmp_path)
    (failure,) = done.failures.values()
    assert failure.where == "scenario status_quo, year 2025"
    assert "expected" in failure.why


def test_an_error_of_the_model_is_told_with_its_place(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = County.step

    def stumble(county: County) -> None:
        step(county)
        if county.year == 2026:
            raise ArithmeticError("no number")

    monkeypatch.setattr(County, "step", stumble)
    done = run_study(replace(study, replications=1), tmp_path)
    (failure,) = done.failures.values()
    assert failure.where.startswith("scenario status_quo, year 2026, study/test_demo.py:")
    assert failure.why == "ArithmeticError: no number"


def test_the_folder_holds_its_study(study: Study, finished: Path) -> None:
    again = study_in(finished, manifest_in(finished))
    assert again.resolved() == study.resolved()
    assert again.scenarios["subsidy"].terms == study.scenarios["subsidy"].terms


def test_a_study_file_is_run_as_the_study_in_it(file: Path, finished: Path, tmp_path: Path) -> None:
    assert run_study(file, finished).ran == 0
    assert run_study(str(file), finished).ran == 0
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(STUDY.replace("baseline:", "base:"), "utf-8")
    with pytest.raises(InputError, match="did you mean baseline"):
        run_study(wrong, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_changed_inputs_are_refused(study: Study, tmp_path: Path) -> None:
    one = replace(study, replications=1)
    run_study(one, tmp_path)
    path = tmp_path / "inputs" / "demo.yaml"
    path.write_text(path.read_text("utf-8") + "\n# edited\n", "utf-8")
    with pytest.raises(StudyFault, match=r"demo\.yaml"):
        study_in(tmp_path, manifest_in(tmp_path))


@pytest.fixture(scope="module")
def movers(finished: Path) -> list[int]:
    """Ids of a dozen people to whom different things happened in the first replication."""
    with open_study(finished) as results:
        found = results.sql(
            "SELECT kind, min(teacher_id) AS low, max(teacher_id) AS high FROM moves "
            "WHERE replication = 0 AND scenario = 'status_quo' GROUP BY kind ORDER BY kind"
        )
    return sorted({*found["low"], *found["high"]})[:12]


@pytest.fixture(scope="module")
def careers(study: Study, movers: list[int]) -> dict[int, dict[str, Career]]:
    return {teacher: trace(study, teacher) for teacher in movers}


def test_a_trace_tells_the_moves_of_the_tables(
    careers: dict[int, dict[str, Career]], finished: Path
) -> None:
    with open_study(finished) as results:
        moves, titles = results["moves"], results["titles"]
    for teacher, by_scenario in careers.items():
        assert next(iter(by_scenario)) == "status_quo"
        for scenario, career in by_scenario.items():
            mine = _of(moves, scenario, teacher)
            told = [(y.year, m.kind, m.cause) for y in career for m in y.moves]
            assert told == list(zip(mine["year"], mine["kind"], mine["cause"], strict=True))
            mine = _of(titles, scenario, teacher)
            events = [(y.year, e.event, e.level) for y in career for e in y.titles]
            assert events == list(zip(mine["year"], mine["event"], mine["level"], strict=True))


def test_a_trace_says_why_people_stay_or_quit(careers: dict[int, dict[str, Career]]) -> None:
    quits = 0
    for by_scenario in careers.values():
        for career in by_scenario.values():
            for year in career:
                if year.odds is None:
                    continue
                kinds = {move.kind for move in year.moves}
                if "quit" in kinds:
                    quits += 1
                    assert year.odds.quit_luck < year.odds.quit
                elif year.serving:
                    assert year.odds.quit_luck >= year.odds.quit
                    assert year.odds.leave_county_luck >= year.odds.leave_county
    assert quits > 0


def test_the_same_luck_in_every_scenario(careers: dict[int, dict[str, Career]]) -> None:
    for by_scenario in careers.values():
        luck = [
            {y.year: y.odds.quit_luck for y in career if y.odds} for career in by_scenario.values()
        ]
        for year in set.intersection(*(set(one) for one in luck)):
            assert len({one[year] for one in luck}) == 1


def test_nobody_of_that_id(study: Study) -> None:
    with pytest.raises(StudyFault, match="Nobody in replication 0"):
        trace(study, 10**15)


def _of(table, scenario: str, teacher: int):  # type: ignore[no-untyped-def]
    chosen = (table["scenario"] == scenario) & (table["replication"] == 0)
    return table[chosen & (table["teacher_id"] == teacher)]
