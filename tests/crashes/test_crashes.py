"""A crash at any write, fsync, rename or removal costs time, never a byte of the results."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from crashes.power import Blackout, plug
from study.fake import FAKE, FakeStudy, bytes_of, fix_versions, schema, simulate
from teacherflow.study import durable, manifest
from teacherflow.study.open import open_study
from teacherflow.study.plan import Unit
from teacherflow.study.run import run_study
from teacherflow.study.simulator import Simulator
from teacherflow.study.tables import Tables

STUDY = FakeStudy(replications=2, draws=1)
LESS = STUDY.but(scenarios={"status_quo": {}}, replications=1)
TESTS = Path(__file__).resolve().parents[1]


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
    folder = tmp_path_factory.mktemp("undisturbed")
    run_study(STUDY, folder, FAKE)
    return bytes_of(folder)


@pytest.fixture(scope="module")
def smaller(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("smaller")
    run_study(LESS, folder, FAKE)
    return folder


def operations(folder: Path) -> list[str]:
    """Return the operations of a whole run into ``folder``."""
    installed = plug(0)
    run_study(STUDY, folder, FAKE)
    durable.HOOK = None
    return installed.operations


def test_every_kind_of_operation_is_walked(tmp_path: Path) -> None:
    walked = operations(tmp_path)
    assert {"write", "fsync", "rename", "remove"} == set(walked)
    assert len(walked) > 40


def test_a_new_run_survives_a_crash_anywhere(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    count = len(operations(tmp_path / "count"))
    for n in range(1, count + 1):
        folder = tmp_path / str(n)
        crash(folder, n)
        run_study(STUDY, folder, FAKE)
        assert bytes_of(folder) == undisturbed, f"died at operation {n}"
        assert not (folder / "parts").exists()
        shutil.rmtree(folder)


def test_an_extension_survives_a_crash_anywhere(
    tmp_path: Path, smaller: Path, undisturbed: dict[str, bytes]
) -> None:
    shutil.copytree(smaller, tmp_path / "count")
    count = len(operations(tmp_path / "count"))
    for n in range(1, count + 1):
        folder = tmp_path / str(n)
        shutil.copytree(smaller, folder)
        crash(folder, n)
        assert_readable(folder)
        run_study(STUDY, folder, FAKE)
        assert bytes_of(folder) == undisturbed, f"died at operation {n}"
        shutil.rmtree(folder)


def test_crash_upon_crash(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    count = len(operations(tmp_path / "count"))
    for distance in (1, 2, 5, 11):
        folder = tmp_path / str(distance)
        deaths = 0
        while crash_or_finish(folder, distance + deaths):
            deaths += 1
            assert deaths < 3 * count
        assert deaths > 3
        assert bytes_of(folder) == undisturbed


def test_clearing_survives_a_crash_anywhere(tmp_path: Path, undisturbed: dict[str, bytes]) -> None:
    other = tmp_path / "other"
    run_study(STUDY.but(seed=7), other, FAKE)
    for n in range(1, 12):
        folder = tmp_path / str(n)
        shutil.copytree(other, folder)
        crash(folder, n, fresh=True)
        run_study(STUDY, folder, FAKE, fresh=True)
        assert bytes_of(folder) == undisturbed, f"died at operation {n}"


@pytest.mark.parametrize("n", [1, 6, 11])
def test_a_worker_that_crashes_anywhere(
    n: int, tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRASH_AT", str(n))
    finished = run_study(STUDY, tmp_path, Simulator(simulate_until_blackout, schema), workers=2)
    assert len(finished.failures) == 2
    run_study(STUDY, tmp_path, FAKE)
    assert bytes_of(tmp_path) == undisturbed


@pytest.mark.parametrize(("n", "workers"), [(3, 1), (17, 1), (31, 1), (40, 1), (5, 2), (14, 2)])
def test_a_process_that_leaves(
    n: int, workers: int, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    command = [sys.executable, "-m", "crashes.leave", str(tmp_path / "out"), str(n), str(workers)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH")))),
        "PYTHONHASHSEED": str(n),
    }
    ended = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120)
    assert ended.returncode == 9, ended.stderr.decode()
    run_study(STUDY, tmp_path / "out", FAKE)
    assert bytes_of(tmp_path / "out") == undisturbed


def crash(folder: Path, n: int, *, fresh: bool = False) -> None:
    plug(n)
    with pytest.raises(Blackout):
        run_study(STUDY, folder, FAKE, fresh=fresh)
    durable.HOOK = None


def crash_or_finish(folder: Path, n: int) -> bool:
    """Return whether the run died."""
    plug(n)
    try:
        run_study(STUDY, folder, FAKE)
    except Blackout:
        return True
    finally:
        durable.HOOK = None
    return False


def assert_readable(folder: Path) -> None:
    """The results are those of the smaller study or of the larger one, never a mixture."""
    with open_study(folder) as results:
        rows = {table: len(results[table]) for table in results.tables}
        listed = {name: entry["rows"] for name, entry in results.manifest["tables"].items()}
        assert rows == listed


def simulate_until_blackout(
    study: FakeStudy, unit: Unit, scenarios: Sequence[str]
) -> dict[str, Tables]:
    """Let the worker die at an operation of its first unit."""
    if durable.HOOK is None:
        plug(int(os.environ["CRASH_AT"]), leave=True)
    return simulate(study, unit, scenarios)
