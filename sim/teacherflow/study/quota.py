"""The share of the processors that a container or a job may use, as Linux tells it.

A pod of Kubernetes or a container with a limit still sees all cores of its machine; more busy
processes than its share only halt one another, and each takes memory of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath


def cpus(root: Path = Path("/")) -> float | None:
    """Return how many processors' time this process may use at most, or none without a limit.

    Parameters
    ----------
    root : Path
        Where ``proc`` and ``sys`` are.
    """
    limits = []
    for folder in _groups(root):
        with suppress(OSError, ValueError, ZeroDivisionError):
            limits.append(_limit(folder))
    return min((limit for limit in limits if limit is not None), default=None)


def _groups(root: Path) -> Iterator[Path]:
    """Yield the folders of the control groups that hold this process, and of those above them.

    Inside a container the path of the group may be the one that the machine sees, of which only
    the uppermost folder is there.
    """
    try:
        lines = (root / "proc/self/cgroup").read_text("utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        _, found, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        if found and (not controllers or "cpu" in controllers.split(",")):
            top = root / "sys/fs/cgroup" / controllers
            path = PurePosixPath(group.lstrip("/"))
            yield from (top / above for above in (path, *path.parents))


def _limit(folder: Path) -> float | None:
    """Return the limit of one group in the second or the first version of control groups."""
    if (folder / "cpu.max").is_file():
        quota, period = (folder / "cpu.max").read_text("utf-8").split()
    else:
        quota = (folder / "cpu.cfs_quota_us").read_text("utf-8")
        period = (folder / "cpu.cfs_period_us").read_text("utf-8")
    if quota == "max" or int(quota) < 0:
        return None
    return int(quota) / int(period)
