"""Files filled at once: all of them whole and on the disk, or none is spoken of."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from teacherflow.study import durable


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    operations: list[tuple[str, str]] = []
    monkeypatch.setattr(durable, "HOOK", lambda what, path: operations.append((what, path.name)))
    return operations


def test_files_are_filled_at_once_and_reach_the_disk_in_order(
    tmp_path: Path, seen: list[tuple[str, str]]
) -> None:
    """Either of two waits until the other is being filled as well."""
    both = threading.Barrier(2)

    def write(path: Path) -> None:
        both.wait(timeout=60)
        path.write_text(path.name)

    files = dict.fromkeys((tmp_path / name for name in ("b", "a")), write)
    durable.produce_all(files, 2, lambda: None)
    assert [path.read_text() for path in files] == ["b", "a"]
    assert seen == [("write", "b"), ("write", "a"), ("fsync", "b"), ("fsync", "a")]


def test_one_that_fails_stops_the_others(tmp_path: Path, seen: list[tuple[str, str]]) -> None:
    begun, stopped = threading.Event(), threading.Event()

    def slow(path: Path) -> None:
        begun.set()
        assert stopped.wait(timeout=60)

    def full(path: Path) -> None:
        assert begun.wait(timeout=60)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        durable.produce_all({tmp_path / "full": full, tmp_path / "slow": slow}, 2, stopped.set)
    assert stopped.is_set()
    assert not any(what == "fsync" for what, _ in seen)
