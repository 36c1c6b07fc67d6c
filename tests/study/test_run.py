"""Running, resuming, extending and refusing, with a study whose numbers cost nothing."""

from __future__ import annotations

import errno
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from study.fake import FAKE, SCHEMA, FakeStudy, bytes_of, simulate, tables
from study.running import STUDY, run
from teacherflow import compiled
from teacherflow.study import durable, merge
from teacherflow.study.faults import FAILED, WRONG_INPUT, StoreFault, StudyFault
from teacherflow.study.manifest import read_json
from teacherflow.study.open import open_study
from teacherflow.study.plan import Unit
from teacherflow.study.reports import Report
from teacherflow.study.run import run_study
from teacherflow.study.simulator import Simulator


def test_tables_hold_what_the_simulator_gave(tmp_path: Path) -> None:
    run(STUDY, tmp_path)
    with open_study(tmp_path) as results:
        assert results.tables == tuple(sorted(SCHEMA))
        found = results["county_year"]
        assert list(found.columns[:5]) == ["county", "scenario", "draw", "replication", "year"]
        assert len(found) == 2 * 2 * 3 * 4
        for (scenario, draw, replication), rows in found.groupby(
            ["scenario", "draw", "replication"]
        ):
            unit = Unit("织金", draw, replication)
            expected = tables(STUDY, unit, scenario)["county_year"]
            assert rows["welfare"].tolist()[1:] == expected["welfare"].tolist()[1:]
            assert rows["welfare"].isna().tolist() == [True, False, False, False]


def test_types_are_those_of_the_contract_and_undefined_is_null(tmp_path: Path) -> None:
    run(STUDY, tmp_path)
    with open_study(tmp_path) as results:
        types = results.sql("DESCRIBE moves").set_index("column_name")["column_type"].to_dict()
        keys = {"county": "VARCHAR", "scenario": "VARCHAR"}
        assert types == {**keys, "draw": "INTEGER", "replication": "INTEGER", **SCHEMA["moves"]}
        counts = results.sql(
            "SELECT count(*) AS n, count(welfare) AS defined, "
            "count(*) FILTER (isnan(welfare)) AS nan FROM county_year"
        )
        assert counts.loc[0].to_list() == [48, 36, 0]
        years = results.sql("SELECT DISTINCT year FROM county_year WHERE headcount IS NULL")
        assert years["year"].to_list() == [2026]  # 2026 = 3 modulo 7
        assert results["spending"].empty
        assert results.sql("SELECT * FROM schools WHERE name IS NULL").shape[0] == 12


def test_rows_stand_by_run_in_the_order_of_events(tmp_path: Path) -> None:
    run(STUDY, tmp_path)
    with open_study(tmp_path) as results:
        moves = results["moves"]
        keys = ["county", "scenario", "draw", "replication"]
        assert moves[keys].equals(moves[keys].sort_values(keys, ignore_index=True))
        for (_, scenario, draw, replication), rows in moves.groupby(keys):
            given = tables(STUDY, Unit("织金", draw, replication), scenario)["moves"]
            assert rows["teacher_id"].tolist() == given["teacher_id"].tolist()


@pytest.mark.parametrize("workers", [1, 2])
def test_the_workers_do_not_show(
    workers: int, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    run(STUDY, tmp_path, workers=workers)
    assert bytes_of(tmp_path) == undisturbed


def test_tables_that_need_more_memory_than_joining_asks_for_get_it(
    tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merge, "ENOUGH", "1MB")
    run(STUDY, tmp_path)
    assert bytes_of(tmp_path) == undisturbed


def test_a_finished_folder_is_left_alone(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    run(STUDY, tmp_path)
    untouched = {p: p.stat().st_mtime_ns for p in tmp_path.glob("*.*")}
    again = run(STUDY, tmp_path)
    assert again.ran == 0
    assert {p: p.stat().st_mtime_ns for p in tmp_path.glob("*.*")} == untouched
    assert bytes_of(tmp_path) == undisturbed


def test_more_replications_extend(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    run(STUDY.but(replications=1), tmp_path)
    more = run(STUDY, tmp_path)
    assert more.ran == 4  # two draws of two new replications
    assert bytes_of(tmp_path) == undisturbed


def test_more_scenarios_extend_and_check_the_baseline(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    run(STUDY.but(scenarios={"status_quo": {}}), tmp_path)
    assert run(STUDY, tmp_path).ran == 6
    assert bytes_of(tmp_path) == undisturbed


def test_an_extension_needs_the_same_baseline(tmp_path: Path) -> None:
    run(STUDY.but(scenarios={"status_quo": {}}), tmp_path)
    before = open_study(tmp_path)["county_year"]
    extended = run(STUDY.but(shift=1.0), tmp_path)  # same study by name, other numbers
    assert len(extended.failures) == 6
    assert "baseline" in next(iter(extended.failures.values())).why
    with open_study(tmp_path) as results:
        assert results["county_year"].equals(before)
        assert {unit["status"] for unit in results.manifest["units"]} == {"failed"}


def test_new_words_are_no_new_study(tmp_path: Path) -> None:
    run(STUDY, tmp_path)
    assert run(STUDY.but(title="新标题"), tmp_path).ran == 0


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"seed": 2}, "seed: 1 → 2"),
        ({"scenarios": {"status_quo": {}, "轮岗": {"x": 2}}}, "轮岗 was changed: x: 1 → 2"),
        ({"scenarios": {"status_quo": {}}}, "轮岗"),
        ({"replications": 2}, "replications"),
        ({"draws": 1}, "draws: 2 → 1"),
        ({"county_name": "alpha"}, "county"),
    ],
)
def test_another_study_is_refused_and_nothing_is_lost(
    change: dict[str, object], word: str, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    run(STUDY, tmp_path)
    with pytest.raises(StudyFault, match=word) as fault:
        run(STUDY.but(**change), tmp_path)
    assert fault.value.code == WRONG_INPUT
    assert "--fresh" in fault.value.text.zh
    assert bytes_of(tmp_path) == undisturbed


def test_fresh_replaces_another_study_and_keeps_the_users_files(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    run(STUDY.but(seed=2), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    run(STUDY, tmp_path, fresh=True)
    found = bytes_of(tmp_path)
    assert found.pop("notes.txt") == b"mine"
    assert found == undisturbed


@pytest.mark.parametrize("harm", ["flip", "cut", "gone"])
def test_a_damaged_table_is_made_again(
    harm: str, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    run(STUDY, tmp_path)
    table = tmp_path / "moves.parquet"
    damage(table, harm)
    told: list[Report] = []
    assert run(STUDY, tmp_path, watch=told.append).ran == 6
    assert bytes_of(tmp_path) == undisturbed
    assert any(report.note and "moves" in report.note.zh for report in told)


@pytest.mark.parametrize("harm", ["flip", "cut", "gone"])
def test_a_damaged_part_is_made_again(
    harm: str, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    interrupted(tmp_path, after=3)
    damage(next((tmp_path / "parts").glob("[!.]*")) / "moves.parquet", harm)
    assert run(STUDY, tmp_path).ran == 4  # three of six were there, one is damaged
    assert bytes_of(tmp_path) == undisturbed


def test_an_interrupted_run_goes_on(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    interrupted(tmp_path, after=3)
    with pytest.raises(StudyFault, match="not finished"):
        open_study(tmp_path)
    assert run(STUDY, tmp_path).ran == 3
    assert bytes_of(tmp_path) == undisturbed


def test_another_study_is_refused_in_an_interrupted_folder(tmp_path: Path) -> None:
    interrupted(tmp_path, after=1)
    with pytest.raises(StudyFault, match="another study"):
        run(STUDY.but(seed=5), tmp_path)


def test_other_versions_do_not_mix(tmp_path: Path) -> None:
    interrupted(tmp_path, after=1)
    path = tmp_path / "manifest.json"
    path.write_text(path.read_text("utf-8").replace('"numpy": "', '"numpy": "0.'), "utf-8")
    with pytest.raises(StudyFault, match="numpy 0"):
        run(STUDY, tmp_path)


def test_a_failed_unit_is_told_and_the_others_are_kept(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    finished = run(STUDY.but(fails=(1,)), tmp_path)
    assert finished.ran == 4
    assert {unit.replication for unit in finished.failures} == {1}
    entry = [u for u in read_json(tmp_path)["units"] if u["status"] == "failed"]
    assert [(u["where"], u["why"]) for u in entry] == [
        ("scenario 轮岗, year 2026", "posts 12, expected 11")
    ] * 2
    with open_study(tmp_path) as results:
        assert set(results["moves"]["replication"]) == {0, 2}
    assert run(STUDY, tmp_path).ran == 2  # tried again
    assert bytes_of(tmp_path) == undisturbed


def test_an_unforeseen_error_is_a_failed_unit_with_its_place(tmp_path: Path) -> None:
    finished = run_study(STUDY, tmp_path, Simulator(stalls, FAKE.schema))
    failure = next(iter(finished.failures.values()))
    assert failure.where.startswith("study/test_run.py:")
    assert failure.why == "ZeroDivisionError: an engine without oil"


def test_columns_off_the_contract_are_a_failed_unit(tmp_path: Path) -> None:
    finished = run_study(STUDY, tmp_path, Simulator(odd_column, FAKE.schema))
    assert "'schools' differs from its contract in ['odd']" in str(
        [failure.why for failure in finished.failures.values()]
    )


def test_a_dying_worker_fails_only_its_unit(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    finished = run(STUDY.but(kills=(1,)), tmp_path, workers=2)
    assert {unit.replication for unit in finished.failures} == {1}
    assert all("died" in failure.why for failure in finished.failures.values())
    assert finished.ran == 4
    assert run(STUDY, tmp_path).ran == 2
    assert bytes_of(tmp_path) == undisturbed


@pytest.mark.parametrize(
    ("number", "english", "chinese"),
    [
        (errno.ENOSPC, "disk is full", "磁盘已满"),
        (errno.EROFS, "may not be written", "没有权限"),
        (errno.EIO, "cannot be read or written", "出错"),
    ],
)
@pytest.mark.parametrize("nth", [1, 12, 70])
def test_the_disk_gives_out(
    number: int,
    english: str,
    chinese: str,
    nth: int,
    tmp_path: Path,
    undisturbed: dict[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = 0

    def fault(operation: str, path: Path) -> None:
        nonlocal calls
        calls += operation != "remove"
        if calls >= nth and operation != "remove":
            raise OSError(number, "from the test", str(path))

    monkeypatch.setattr(durable, "HOOK", fault)
    with pytest.raises(StoreFault, match=english) as told:
        run(STUDY, tmp_path)
    assert chinese in told.value.text.zh
    assert told.value.code == FAILED
    monkeypatch.setattr(durable, "HOOK", None)
    run(STUDY, tmp_path)
    assert bytes_of(tmp_path) == undisturbed


def test_a_full_disk_in_a_worker_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / "parts").write_text("a file where a folder should be")
    with pytest.raises(StoreFault):
        run(STUDY, tmp_path, workers=2)


def test_a_broken_manifest_is_told(tmp_path: Path) -> None:
    run(STUDY, tmp_path)
    path = tmp_path / "manifest.json"
    path.write_text(path.read_text("utf-8")[:100], "utf-8")
    for act in (lambda: run(STUDY, tmp_path), lambda: open_study(tmp_path)):
        with pytest.raises(StudyFault, match="damaged"):
            act()


def test_tables_without_a_manifest_are_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "other.parquet").write_bytes(b"PAR1")
    with pytest.raises(StudyFault, match=r"other\.parquet"):
        run(STUDY, tmp_path)


@pytest.mark.parametrize("below", ["", "deeper/still"])
def test_a_file_is_no_folder_of_results(below: str, tmp_path: Path) -> None:
    """Also when the file stands where a folder above the wanted one should be."""
    file = tmp_path / "notes.txt"
    file.write_text("mine")
    with pytest.raises(StudyFault, match=r"notes\.txt is a file, not a folder") as fault:
        run(STUDY, file / below)
    assert fault.value.code == WRONG_INPUT
    assert "是文件" in fault.value.text.zh
    assert "--out" in fault.value.text.zh
    assert file.read_text() == "mine"


def test_the_folder_may_have_any_name(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    folder = tmp_path / "结果 [1]*? 'a'"
    run(STUDY, folder)
    with open_study(folder) as results:
        assert len(results["county_year"]) == 48
    assert bytes_of(folder) == undisturbed


def test_the_manifest_says_what_made_the_results(tmp_path: Path) -> None:
    run(STUDY, tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["study"] == STUDY.resolved()
    assert {"teacherflow", "sources", "numpy", "duckdb", "python"} <= set(manifest["versions"])
    assert len(manifest["units"]) == 6
    assert len({unit["seed"] for unit in manifest["units"]}) == 3
    assert manifest["tables"]["county_year"]["rows"] == 48
    assert str(tmp_path) not in json.dumps(manifest)


def test_an_unknown_table_is_told(tmp_path: Path) -> None:
    run(STUDY, tmp_path)
    with open_study(tmp_path) as results, pytest.raises(StudyFault, match="county_year"):
        results.table("county_years")


def interrupted(folder: Path, after: int) -> None:
    """Run the study and press Ctrl-C when so many units are done."""

    def press(report: Report) -> None:
        if report.done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(STUDY, folder, watch=press)


def damage(path: Path, harm: str) -> None:
    data = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        middle = len(data) // 2
        flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        path.write_bytes(flipped if harm == "flip" else data[:middle])


def stalls(*_: object) -> dict[str, dict[str, object]]:
    raise ZeroDivisionError("an engine without oil")


def odd_column(study: FakeStudy, unit: Unit, scenarios: tuple[str, ...]) -> dict[str, dict]:
    results = simulate(study, unit, scenarios)
    results["status_quo"]["schools"]["odd"] = np.zeros(2)
    return results


def test_the_unit_that_compiles_is_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "is_warm", lambda: False)
    monkeypatch.setattr(compiled, "mark_warm", lambda: None)
    told: list[Report] = []
    simulator = replace(FAKE, compiles=True)
    run_study(STUDY, tmp_path, simulator, watch=told.append)
    units = [(one.done, one.apart) for one in told if one.note is None]
    assert units == [(0, 0), *((done, 1) for done in range(1, 7))]


def test_who_may_not_keep_what_is_compiled_is_told_where_another_folder_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "is_warm", lambda: False)
    monkeypatch.setattr(compiled, "CACHED", False)
    monkeypatch.setattr(compiled, "CACHE", Path("/closed"))
    told: list[Report] = []
    run_study(STUDY, tmp_path, replace(FAKE, compiles=True), workers=2, watch=told.append)
    (note,) = [one.note for one in told if one.note is not None and not one.minor]
    for text in (note.zh, note.en):
        assert "TEACHERFLOW_CACHE" in text
        assert str(Path("/closed")) in text
