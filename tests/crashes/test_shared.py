"""Parts of several units, blocks and merge: any crash, a full disk, damage; the bytes are equal."""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from crashes.power import Blackout, plug
from crashes.shared import (
    FEWER,
    SHARED,
    SMALL,
    STUDY,
    in_blocks,
    simulate_and_die_once,
    whole,
)
from study.fake import FakeStudy, bytes_of, fix_versions
from teacherflow.study import durable, manifest
from teacherflow.study.faults import FAILED, StoreFault, StudyFault
from teacherflow.study.inputs import study_in
from teacherflow.study.manifest import manifest_in
from teacherflow.study.open import open_study
from teacherflow.study.reports import Report
from teacherflow.study.run import run_study

type Way = Callable[[Path, FakeStudy], Path]

BEFORE = {
    "new": (None, SMALL),
    "replications": (SMALL.but(replications=1), SMALL),
    "scenarios": (FEWER.but(scenarios={"status_quo": {}}), FEWER),
}
"""What the folder holds at first, and the study that is then run; the last has several draws."""


@pytest.fixture(autouse=True)
def power_returns() -> Iterator[None]:
    yield
    durable.HOOK = None


@pytest.fixture(scope="module", autouse=True)
def same_versions() -> Iterator[None]:
    real = manifest.versions
    fix_versions()
    yield
    manifest.versions = real


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return bytes_of(whole(tmp_path_factory.mktemp("undisturbed")))


# --- a crash at any operation


@pytest.mark.parametrize("way", [whole, in_blocks])
@pytest.mark.parametrize("before", BEFORE)
def test_a_crash_anywhere_costs_no_byte(before: str, way: Way, tmp_path: Path) -> None:
    """Also when a finished study is extended, in one folder or in all blocks and their whole."""
    start = tmp_path / "start"
    start.mkdir()
    smaller, study = BEFORE[before]
    undisturbed = bytes_of(whole(tmp_path / "undisturbed", study))
    if smaller is not None:
        way(start, smaller)
        if way is in_blocks:
            shutil.rmtree(start / "out")
    counted = plug(0)
    way(shutil.copytree(start, tmp_path / "count"), study)
    durable.HOOK = None
    assert len(counted.operations) > 25
    # blocks run as the whole does: of their many operations each case walks every twelfth
    first, step = (1, 1) if way is whole else (1 + 4 * list(BEFORE).index(before), 12)
    for n in range(first, len(counted.operations) + 1, step):
        folder = shutil.copytree(start, tmp_path / str(n))
        plug(n)
        with pytest.raises(Blackout):
            way(folder, study)
        durable.HOOK = None
        out = way(folder, study)
        assert bytes_of(out) == undisturbed, f"died at operation {n}"
        assert hidden(folder) == [], f"died at operation {n}"
        shutil.rmtree(folder)


def test_a_crash_while_extending_leaves_readable_results_with_their_inputs(tmp_path: Path) -> None:
    start = whole(tmp_path / "start", SMALL.but(replications=1))
    counted = plug(0)
    whole(shutil.copytree(start, tmp_path / "count"), SMALL)
    few, many = 0, 0
    for n in range(1, len(counted.operations) + 1):
        folder = shutil.copytree(start, tmp_path / str(n))
        plug(n)
        with pytest.raises(Blackout):
            whole(folder, SMALL)
        durable.HOOK = None
        with open_study(folder) as results:
            found = results["county_year"]["replication"].max() + 1
            assert found == results.manifest["study"]["replications"]
        few, many = few + (found == 1), many + (found == 2)
        inputs = manifest_in(folder).inputs
        there = {name: durable.hash_of(folder / "inputs" / name) for name in inputs}
        if there != inputs:  # cut short after the commit: told, and mended by the same command
            assert found == 2
            with pytest.raises(StudyFault, match="cut short at its last step"):
                study_in(folder, manifest_in(folder))
    assert few > 8
    assert many > 5


# --- a disk that gives out


@pytest.mark.parametrize("way", [whole, in_blocks])
def test_a_disk_that_fills_up_anywhere_is_told_and_left_tidy(way: Way, tmp_path: Path) -> None:
    undisturbed = bytes_of(whole(tmp_path / "undisturbed", SMALL))
    counted = plug(0)
    way(tmp_path / "count", SMALL)
    acts = [k for k, act in enumerate(counted.operations, 1) if act != "remove"]
    for n in acts[:: 3 if way is whole else 8]:
        folder = tmp_path / str(n)
        full_from(n)
        with pytest.raises(StoreFault, match="disk is full") as told:
            way(folder, SMALL)
        durable.HOOK = None
        assert "磁盘已满" in told.value.text.zh
        assert told.value.code == FAILED
        left = [path for path in hidden(folder) if path.name != ".manifest.json.tmp"]
        assert all((path.parent / "manifest.json").exists() for path in left)
        assert bytes_of(way(folder, SMALL)) == undisturbed, f"full at operation {n}"
        shutil.rmtree(folder)


def full_from(n: int) -> None:
    """Let every write from the n-th operation on find no space."""
    count = 0

    def hook(operation: str, path: Path) -> None:
        nonlocal count
        count += 1
        if count >= n and operation != "remove":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    durable.HOOK = hook


def test_a_full_disk_does_not_keep_what_was_prepared(tmp_path: Path) -> None:
    """What a commit has written so far would take the space that it asks for."""
    count = 0

    def hook(operation: str, path: Path) -> None:
        nonlocal count
        if path.parent.name == ".new" and operation == "fsync":
            count += 1
            raise OSError(errno.ENOSPC, "no space", str(path))

    durable.HOOK = hook
    with pytest.raises(StoreFault):
        whole(tmp_path)
    assert count
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("limit", [100, 700, 1000])
def test_the_system_refuses_to_write(
    limit: int, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """By a limit on the size of files: no hook, and what fails may be a write of DuckDB."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        with pytest.raises(StoreFault, match="cannot be read or written") as told:
            whole(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert told.value.code == FAILED
    assert "重新执行同一命令" in told.value.text.zh
    assert bytes_of(whole(tmp_path)) == undisturbed


def test_a_folder_that_may_not_be_written(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    """Refused by a hook as the system refuses it: root, who may run the tests, may write anywhere."""
    whole(tmp_path / "out")
    refused = []

    def hook(operation: str, path: Path) -> None:
        refused.append(operation)
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    durable.HOOK = hook
    with pytest.raises(StoreFault, match="may not be written"):
        whole(tmp_path / "out", STUDY.but(replications=3))
    durable.HOOK = None
    assert refused
    with open_study(tmp_path / "out") as results:
        assert len(results["county_year"]) == 2 * 2 * 2 * 2 * 4
    assert bytes_of(tmp_path / "out") == undisturbed


# --- damage


def test_any_damaged_byte_of_a_receipt_is_seen(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    cut = interrupted(tmp_path / "cut", after=3)
    (receipt,) = (cut / "parts").glob("*/unit.json")
    place, data = receipt.relative_to(cut), receipt.read_bytes()
    for k in range(0, len(data), 211):
        folder = shutil.copytree(cut, tmp_path / str(k))
        (folder / place).write_bytes(data[:k] + bytes([data[k] ^ 1]) + data[k + 1 :])
        assert run_study(STUDY, folder, SHARED).ran == 8, f"byte {k}"
        assert bytes_of(folder) == undisturbed, f"byte {k}"
        shutil.rmtree(folder)


@pytest.mark.parametrize("cut", [0, 1, 40])
def test_a_truncated_file_of_a_shared_part_costs_its_units_only(
    cut: int, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    folder = interrupted(tmp_path, after=6)
    torn = sorted((folder / "parts").glob("*/county_year.parquet"))[0]
    torn.write_bytes(torn.read_bytes()[:cut])
    assert run_study(STUDY, folder, SHARED).ran == 2 + 3
    assert bytes_of(folder) == undisturbed


def test_a_part_brought_home_twice_counts_once(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """A worker that outlives its run by a moment, and the run that follows, do the same units."""
    folder = interrupted(tmp_path / "a", after=3)
    straggler = whole_part(tmp_path / "b")
    shutil.copytree(straggler, folder / "parts" / straggler.name)
    assert run_study(STUDY, folder, SHARED).ran == 6  # one of the two parts was taken
    assert bytes_of(folder) == undisturbed
    shutil.copytree(straggler, folder / "parts" / straggler.name)  # after the commit
    assert run_study(STUDY, folder, SHARED).ran == 0
    assert bytes_of(folder) == undisturbed


def test_a_part_that_is_merged_in_part_is_thrown_away(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    folder = whole(tmp_path / "a", FEWER)
    straggler = whole_part(tmp_path / "b", replace(SHARED, units_per_part=lambda study: 6))
    shutil.copytree(straggler, folder / "parts" / straggler.name)
    assert run_study(STUDY, folder, SHARED).ran == 4
    assert bytes_of(folder) == undisturbed


def test_parts_without_a_manifest_are_taken_if_these_versions_made_them(
    tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for versions, ran in ((manifest.versions(), 5), ({"numpy": "other"}, 8)):
        folder = interrupted(tmp_path / str(ran), after=3)
        (folder / "manifest.json").unlink()
        monkeypatch.setattr(manifest, "versions", lambda versions=versions: versions)
        assert run_study(STUDY, folder, SHARED).ran == ran
        with open_study(folder) as results:
            assert results.manifest["versions"] == versions
        assert (folder / "county_year.parquet").read_bytes() == undisturbed["county_year.parquet"]


def test_what_is_not_the_runs_own_is_kept(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    whole(tmp_path, STUDY.but(seed=2))
    mine = {"mine.parquet": b"PAR1", "notes/a.parquet": b"PAR1", ".hidden": b"x"}
    (tmp_path / "notes").mkdir()
    for name, data in mine.items():
        (tmp_path / name).write_bytes(data)
    run_study(STUDY, tmp_path, SHARED, fresh=True)
    assert {name: (tmp_path / name).read_bytes() for name in mine} == mine
    found = bytes_of(tmp_path)
    assert {name: found[name] for name in undisturbed} == undisturbed
    assert run_study(STUDY, tmp_path, SHARED).ran == 0


# --- workers


def test_a_worker_that_dies_after_storing_some_of_its_units(
    tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it stored is run again one by one, and stands in the tables once."""
    flag, log = tmp_path / "flag", tmp_path / "log"
    monkeypatch.setenv("SHARED_FLAG", str(flag))
    monkeypatch.setenv("SHARED_LOG", str(log))
    study = STUDY.but(replications=16)  # blocks of eight: a part of three is stored, then …
    seen: list[list[str]] = []

    def look(report: Report) -> None:
        seen.append(sorted(p.name for p in (tmp_path / "out").glob("parts/[!.]*")))
        if report.done == 20:
            raise KeyboardInterrupt

    mortal = replace(SHARED, simulate=simulate_and_die_once)
    with pytest.raises(KeyboardInterrupt):
        run_study(study, tmp_path / "out", mortal, workers=2, watch=look)
    assert flag.exists()
    run_study(study, tmp_path / "out", mortal, workers=2)
    assert bytes_of(tmp_path / "out") == bytes_of(whole(tmp_path / "undisturbed", study))
    assert run_study(study, tmp_path / "out", mortal).failures == {}
    processes = {line.split()[0] for line in log.read_text("utf-8").splitlines()}
    assert len(processes) <= 2 + 1 + 2 + 2, "suspects run in one process while it lives"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_while_the_workers_leave_waits_for_them(
    number: int, tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Breaking into the joining of their thread would let the process hang at its end."""
    real = ProcessPoolExecutor.shutdown
    left: list[int] = []

    def shutdown(self: ProcessPoolExecutor, **how: bool) -> None:
        signal.raise_signal(number)
        real(self, **how)
        left.append(len(multiprocessing.active_children()))

    def end(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ProcessPoolExecutor, "shutdown", shutdown)
    before = signal.signal(number, end)
    try:
        with pytest.raises(KeyboardInterrupt):
            run_study(STUDY, tmp_path, SHARED, workers=2)
    finally:
        assert signal.signal(number, before) is end
    assert left == [0]
    run_study(STUDY, tmp_path, SHARED)
    assert bytes_of(tmp_path) == undisturbed


def hidden(folder: Path) -> list[Path]:
    """Return what a crash may leave: prepared commits, unfinished parts, temporary files."""
    return [path for path in folder.rglob(".*") if path.name != ".lock"]


def interrupted(folder: Path, after: int) -> Path:
    """Press Ctrl-C when so many units are done."""

    def press(report: Report) -> None:
        if report.done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_study(STUDY, folder, SHARED, watch=press)
    return folder


def whole_part(
    folder: Path, simulator: object = replace(SHARED, units_per_part=lambda _: 2)
) -> Path:
    """Return the first part of a run that puts other units together."""

    def press(report: Report) -> None:
        if report.done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_study(STUDY, folder, simulator, watch=press)
    (part,) = (folder / "parts").glob("[!.]*")
    return part
