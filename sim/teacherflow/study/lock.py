"""One run at a time in a folder of results.

The lock is the system's, so it ends with its process. On a network file system it is the server
that keeps it, and takes it from a machine that was cut off for longer than its lease; the process
there lives on and knows nothing. So who holds a folder looks again before it writes what counts.
"""

from __future__ import annotations

import hashlib
import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from teacherflow.study.faults import FAILED, StoreFault, StudyFault, storing
from teacherflow.text import Text

LOCK = ".lock"


class Lock:
    """A folder that this process holds.

    Parameters
    ----------
    folder : Path
    handle : int
        The open file of the lock.
    """

    def __init__(self, folder: Path, handle: int) -> None:
        self.folder, self._handle = folder, handle
        self._name = _own_name()

    def take(self) -> bool:
        """Take the folder, or tell that another process has it."""
        try:
            return _take(self._handle)
        except OSError as error:
            raise _without_locks(self.folder, error) from error

    def sign(self) -> None:
        """Leave a name in the file of the lock: this process is about to write in the folder."""
        with storing(self.folder):
            _sign(self._handle, self._name)

    def check(self) -> None:
        """Stop if the folder, for which we have signed, is no longer ours.

        Raises
        ------
        StoreFault
            If the lock was lost: another process has it, or has had it meanwhile, or its file is
            gone.
        """
        if not _held(self._handle, self.folder / LOCK, self._name):
            raise _lost(self.folder)


def _own_name() -> bytes:
    """Return what no other process calls itself: machine, process and moment, as a hash."""
    told = f"{platform.node()}|{os.getpid()}|{time.time_ns()}"
    return hashlib.blake2b(told.encode(), digest_size=16).digest()


@contextmanager
def locked(folder: Path) -> Iterator[Lock]:
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
        lock = Lock(folder, handle)
        if not lock.take():
            raise StudyFault(
                Text(
                    f"另一个 teacherflow 正在向 {folder} 写入。请等它结束，或用 --out 指定其他文件夹。",
                    f"Another teacherflow is writing into {folder}. Wait until it has finished, "
                    "or choose another folder with --out.",
                )
            )
        yield lock
    finally:
        os.close(handle)


def _without_locks(folder: Path, error: OSError) -> StoreFault:
    return StoreFault(
        Text(
            f"{folder} 所在的文件系统不提供文件锁（{error.strerror}），无法防止两个运行同时写入。"
            "请让管理员启用文件锁（NFS 4；Lustre 加 flock 挂载选项），或用 --out 指定其他磁盘上的文件夹。",
            f"The file system of {folder} gives no locks ({error.strerror}), so nothing would keep "
            "two runs apart. Have it mounted with locks (NFS 4; Lustre with flock), or choose a "
            "folder on another disk with --out.",
        ),
        FAILED,
    )


def _lost(folder: Path) -> StoreFault:
    return StoreFault(
        Text(
            f"{folder} 的文件锁已失去（与文件服务器的连接中断过，或 {LOCK} 被删除），可能已有另一个运行"
            "在写入，因此停止。已完成的部分会保留；请重新执行同一命令。",
            f"{folder} is no longer held by this run: the file server was out of reach, or {LOCK} "
            "was removed. Another run may be writing there, so this one stops. What is finished is "
            "kept; give the same command again.",
        ),
        FAILED,
    )


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

    def _sign(handle: int, name: bytes) -> None:
        pass

    def _held(handle: int, path: Path, name: bytes) -> bool:
        return True  # the file cannot be removed, nor its lock taken, while it is open
else:
    import fcntl

    def _take(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _sign(handle: int, name: bytes) -> None:
        os.pwrite(handle, name, 0)
        os.fsync(handle)  # other machines see it now

    def _held(handle: int, path: Path, name: bytes) -> bool:
        """Tell whether nobody has signed after us and the lock is ours, or free to take again."""
        try:
            return _take(handle) and path.read_bytes() == name
        except OSError:
            return False
