"""Pulling the plug: a fault hook that dies at the n-th operation and loses what was not synced."""

from __future__ import annotations

import os
from pathlib import Path

from teacherflow.study import durable


class Blackout(BaseException):
    """The process is gone; no handler of errors sees it."""


class Plug:
    """Counts the operations of `durable` and dies at the n-th of them.

    A file whose bytes were not brought to the disk before the end is left torn: a crash may keep
    any part of it.

    Parameters
    ----------
    at : int
        Number of the operation at which to die, from 1; 0 never.
    leave : bool
        End the process instead of raising `Blackout`.
    """

    def __init__(self, at: int, *, leave: bool = False) -> None:
        self.at, self.leave = at, leave
        self.operations: list[str] = []
        self.unsynced: dict[Path, None] = {}

    def __call__(self, operation: str, path: Path) -> None:
        self.operations.append(operation)
        if operation == "write":
            self.unsynced[path] = None
        if len(self.operations) == self.at:
            self._tear()
            if self.leave:
                os._exit(9)
            raise Blackout(f"{operation} {path}")
        if operation == "fsync":
            self.unsynced.pop(path, None)

    def _tear(self) -> None:
        for path in self.unsynced:
            data = path.read_bytes() if path.exists() else b"torn"
            path.write_bytes(data[: len(data) // 2])


def plug(at: int, *, leave: bool = False) -> Plug:
    """Install a plug into `durable` and return it."""
    installed = Plug(at, leave=leave)
    durable.HOOK = installed
    return installed
