"""One run at a time in a folder of results."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from teacherflow.study.faults import StudyFault, storing
from teacherflow.text import Text

LOCK = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold ``folder`` for this process; the system lets go of it if the process dies.

    Raises
    ------
    StudyFault
        If another run holds the folder, or it is a file.
    """
    with storing(folder):
        _check_is_no_file(folder)
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _take(handle):
            raise StudyFault(
                Text(
                    f"另一个 teacherflow 正在向 {folder} 写入。请等它结束，或用 --out 指定其他文件夹。",
                    f"Another teacherflow is writing into {folder}. Wait until it has finished, "
                    "or choose another folder with --out.",
                )
            )
        yield
    finally:
        os.close(handle)


def _check_is_no_file(folder: Path) -> None:
    """Refuse a file where the folder, or one above it, should be: nothing was stored yet."""
    found = next((path for path in (folder, *folder.parents) if path.exists()), None)
    if found is not None and not found.is_dir():
        raise StudyFault(
            Text(
                f"{found} 是文件，不是文件夹。请用 --out 指定一个文件夹（不存在时会新建）。",
                f"{found} is a file, not a folder. Choose a folder with --out (a new one is made).",
            )
        )


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
