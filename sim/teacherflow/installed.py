"""What other installed packages publish, looked up once for a state of the search path."""

from __future__ import annotations

import os
import sys
from functools import lru_cache
from importlib.metadata import EntryPoint, entry_points


def published(group: str) -> tuple[EntryPoint, ...]:
    """Return the entry points of a group; a package installed meanwhile is among them."""
    return _published(group, tuple((folder, _changed(folder)) for folder in sys.path))


@lru_cache(maxsize=64)
def _published(group: str, state: tuple[tuple[str, int], ...]) -> tuple[EntryPoint, ...]:
    """Look through all installed packages, which takes longer than to read a study."""
    return tuple(entry_points(group=group))


def _changed(folder: str) -> int:
    """Return when something was put into a folder last; 0 if there is none."""
    try:
        return os.stat(folder or ".").st_mtime_ns  # a study asks several times: no Path
    except OSError:
        return 0
