"""One run at a time has a folder; who has lost it stops, and tells so."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from study.fake import bytes_of
from study.running import STUDY, run
from teacherflow.study.faults import FAILED, StoreFault, StudyFault
from teacherflow.study.lock import locked
from teacherflow.study.reports import Report


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(StudyFault, match="Another teacherflow"):
        run(STUDY, tmp_path)
    assert run(STUDY, tmp_path).ran == 6


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks otherwise")
@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_told(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So answer Lustre without ``flock``, and NFS 3 while nobody serves locks."""

    def refuse(handle: int, operation: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(StoreFault, match="gives no locks") as told:
        run(STUDY, tmp_path)
    assert told.value.code == FAILED
    assert "文件锁" in told.value.text.zh
    assert str(tmp_path) in told.value.text.zh


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is held")
@pytest.mark.parametrize("another", [True, False])
def test_a_run_that_has_lost_its_folder_stops(
    another: bool, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    """Who removes the file of the lock lets another run in."""
    lost: list[Report] = []

    def lose(report: Report) -> None:
        if report.done == 2 and not lost:
            lost.append(report)
            (tmp_path / ".lock").unlink()
            if another:
                run(STUDY, tmp_path)

    with pytest.raises(StoreFault, match="no longer held") as told:
        run(STUDY, tmp_path, watch=lose)
    assert told.value.code == FAILED
    assert lost
    assert "同一命令" in told.value.text.zh
    assert run(STUDY, tmp_path).ran == (0 if another else 3)
    assert bytes_of(tmp_path) == undisturbed


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps a file that is held")
def test_a_run_whose_lock_another_had_meanwhile_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undisturbed: dict[str, bytes]
) -> None:
    """An NFS server takes the lock of a machine that was cut off, and may give it back later."""
    lost: list[Report] = []

    def lose(report: Report) -> None:
        if report.done == 2 and not lost:
            lost.append(report)
            run(STUDY, tmp_path)

    monkeypatch.setattr("fcntl.flock", lambda handle, operation: None)
    with pytest.raises(StoreFault, match="no longer held"):
        run(STUDY, tmp_path, watch=lose)
    assert lost
    assert run(STUDY, tmp_path).ran == 0
    assert bytes_of(tmp_path) == undisturbed
