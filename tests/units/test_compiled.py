"""The folders of compiled kernels: what is kept, and for whom."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
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
    others = folders(tmp_path, [30, 20, 10, 9, 8, 7, 6, 5, 4, 3])
    assert compiled.prepare(tmp_path / "kernels-new")
    assert [folder.exists() for folder in others] == [False, False, *[True] * 8]


def test_opening_a_folder_makes_it_the_latest(tmp_path: Path) -> None:
    others = folders(tmp_path, [30, 20, 19, 18, 17, 16, 15, 14, 13, 12])
    assert compiled.prepare(others[0])
    assert compiled.prepare(tmp_path / "kernels-new")
    assert [folder.exists() for folder in others] == [True, False, False, *[True] * 7]


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


def test_what_compiled_code_hangs_on_has_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Machines that share a cache would write the code of two processors under one name."""
    monkeypatch.setenv("TEACHERFLOW_CACHE", str(tmp_path))
    monkeypatch.setattr(compiled, "_ENGINE", engine(tmp_path / "engine"))
    here = compiled.cache_folder()
    assert compiled.cache_folder() == here
    for module, name in ((numba.config, "CPU_NAME"), (numba, "__version__")):
        with monkeypatch.context() as another:
            another.setattr(module, name, "another")
            assert compiled.cache_folder() != here
    (compiled._ENGINE / "matching" / "serial.py").write_text("@kernel # changed", "utf-8")
    assert compiled.cache_folder() != here


def test_place_and_time_of_the_sources_do_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another installation of one version, and layers of an image that keep whole seconds."""
    monkeypatch.setenv("TEACHERFLOW_CACHE", str(tmp_path))
    first, second = engine(tmp_path / "first"), engine(tmp_path / "second")
    os.utime(second / "matching" / "serial.py", (DAY + 0.25, DAY + 0.25))
    monkeypatch.setattr(compiled, "_ENGINE", first)
    here = compiled.cache_folder()
    monkeypatch.setattr(compiled, "_ENGINE", second)
    assert compiled.cache_folder() == here


WRITTEN = """
    from teacherflow.signatures import listed, type_of
    from teacherflow.spells import _fill_ages

    _fill_ages.compile(tuple(map(type_of, listed()["teacherflow.spells._fill_ages"])))
"""
READ_ONLY = """
    import os
    import sys
    from pathlib import Path

    folder = Path(sys.argv[1])
    may = os.access
    os.access = lambda path, mode, **ways: not mode & os.W_OK and may(path, mode, **ways)
    from teacherflow import compiled
    from teacherflow.signatures import listed, type_of
    from teacherflow.spells import _fill_ages

    def held():
        return sorted((path, path.stat().st_mtime_ns) for path in folder.rglob("*.nb?"))

    assert not compiled.CACHED
    before = held()
    there = listed()["teacherflow.spells._fill_ages"]
    for kinds in (there, ["int32[1]", *there[1:]]):
        _fill_ages.compile(tuple(map(type_of, kinds)))
        print(sum(_fill_ages.stats.cache_hits.values()), len(_fill_ages.stats.cache_misses))
    assert held() == before
    print(compiled.__file__)
"""


def test_another_installation_uses_kernels_where_it_may_not_write(tmp_path: Path) -> None:
    """Such as a pod whose image was built elsewhere, and which does not run as root."""

    def run(script: str, packages: Path) -> list[str]:
        ended = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(script), str(tmp_path / "cache")],
            env={
                **os.environ,
                "TEACHERFLOW_CACHE": str(tmp_path / "cache"),
                "PYTHONPATH": str(packages),
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ended.stderr, ended.returncode) == ("", 0)
        return ended.stdout.split()

    package = Path(compiled.__file__).parent
    run(WRITTEN, package.parent)
    copy = shutil.copytree(package, tmp_path / "second" / package.name)
    assert run(READ_ONLY, copy.parent) == ["1", "0", "1", "1", str(copy / "compiled.py")]
