"""Files that stay as they were found, although a run may put others in their place."""

from __future__ import annotations

import os
from pathlib import Path

_HANDLES = Path("/dev/fd")


class Pins:
    """Holds files open and names paths that lead to what they hold, whatever comes in their place.

    The commit of a run renames new tables over old ones. A file held open lives on, and on Linux
    and macOS ``/dev/fd`` has a path to it. Elsewhere a path is only itself: Windows does not let a
    file in use be replaced, so files are not held there, or a run could not end.
    """

    def __init__(self) -> None:
        self._held: list[int] = []

    def hold(self, path: Path) -> Path:
        """Return a path at which the present file ``path`` can be read until `close`."""
        if os.name == "nt" or not _HANDLES.is_dir():
            return path
        self._held.append(os.open(path, os.O_RDONLY))
        return _HANDLES / str(self._held[-1])

    def close(self) -> None:
        """Let go of the files."""
        while self._held:
            os.close(self._held.pop())
