"""The folders of compiled kernels: what is kept, and for whom."""

from __future__ import annotations

import os
from pathlib import Path

import numba
import pytest

from teacherflow import compiled

DAY = 24 * 3600


def folders(root: Path, ages: list[float]) -> list[Path]:
    """Make one folder of kernels for each age in days, with a file each."""
    made = []
    for k, age in enumerate(ages):
        folder = root / f"kernels-{k:016x}"
        (folder / "phases").mkdir(parents=True)
        (folder / "phases" / "one.nbi").write_text("x")
        made.append(folder)
        own = root / "now"
        own.touch()
        then = own.stat().st_mtime - age * DAY
        os.utime(folder, (then, then))
    return made


def test_versions_that_may_be_running_keep_their_folders(tmp_path: Path) -> None:
    others = folders(tmp_path, [0.0, 0.1, 0.5, 1.0, 1.5, 1.9])
    assert compiled.prepare(tmp_path / "kernels-new")
    assert all((folder / "phases" / "one.nbi").exists() for folder in others)


def test_only_the_latest_of_unused_versions_stay(tmp_path: Path) -> None:
    others = folders(tmp_path, [30, 20, 10, 9, 8, 7])
    assert compiled.prepare(tmp_path / "kernels-new")
    assert [folder.exists() for folder in others] == [False, False, True, True, True, True]


def test_opening_a_folder_makes_it_the_latest(tmp_path: Path) -> None:
    others = folders(tmp_path, [30, 20, 19, 18, 17, 16])
    assert compiled.prepare(others[0])
    assert compiled.prepare(tmp_path / "kernels-new")
    assert [folder.exists() for folder in others] == [True, False, False, True, True, True]


def test_a_cache_that_was_removed_meanwhile_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "cache" / "kernels-0"
    monkeypatch.setattr(compiled, "CACHE", gone)
    monkeypatch.setattr(compiled, "CACHED", True)
    compiled.mark_warm()
    assert compiled.is_warm()


def engine(place: Path) -> Path:
    (place / "matching").mkdir(parents=True)
    (place / "matching" / "serial.py").write_text("@kernel", "utf-8")
    return place


def test_another_copy_of_the_same_sources_is_not_warm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """numba keeps kernels by the place and the time of their sources: so must the mark."""
    monkeypatch.setattr(compiled, "CACHE", tmp_path / "cache" / "kernels-0")
    monkeypatch.setattr(compiled, "CACHED", True)
    first, second = engine(tmp_path / "first"), engine(tmp_path / "second")
    monkeypatch.setattr(compiled, "_ENGINE", first)
    compiled.mark_warm()
    assert compiled.is_warm()
    monkeypatch.setattr(compiled, "_ENGINE", second)
    assert not compiled.is_warm()
    compiled.mark_warm()
    monkeypatch.setattr(compiled, "_ENGINE", first)
    assert compiled.is_warm()
    os.utime(first / "matching" / "serial.py", (DAY, DAY))
    assert not compiled.is_warm()


def test_processors_and_installations_that_share_a_cache_have_folders_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """numba keeps one list of compiled code per kernel: two that write it at once mix theirs up."""
    monkeypatch.setenv("TEACHERFLOW_CACHE", str(tmp_path))
    monkeypatch.setattr(compiled, "_ENGINE", engine(tmp_path / "engine"))
    here = compiled.cache_folder()
    assert compiled.cache_folder() == here
    with monkeypatch.context() as another:
        another.setattr(numba.config, "CPU_NAME", "another")
        assert compiled.cache_folder() != here
    with monkeypatch.context() as another:
        another.setattr(numba, "__version__", "another")
        assert compiled.cache_folder() != here
    os.utime(compiled._ENGINE / "matching" / "serial.py", (DAY, DAY))
    assert compiled.cache_folder() != here
