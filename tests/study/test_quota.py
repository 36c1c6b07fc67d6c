"""How many cores a process may use: a container's quota counts, not the cores of its machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from teacherflow.study import pool, quota


def machine(root: Path, group: str, **files: str) -> Path:
    """Write what a kernel tells: the groups of this process, and files of the groups."""
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/self/cgroup").write_text(group, "utf-8")
    for name, text in files.items():
        path = root / "sys/fs/cgroup" / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        stem, _, end = path.name.partition("_")
        path.with_name(f"{stem}.{end}").write_text(text, "utf-8")
    return root


def test_a_pod_with_a_limit_of_one_and_a_half(tmp_path: Path) -> None:
    assert quota.cpus(machine(tmp_path, "0::/\n", cpu_max="150000 100000\n")) == 1.5


def test_no_limit_is_none(tmp_path: Path) -> None:
    assert quota.cpus(machine(tmp_path / "a", "0::/\n", cpu_max="max 100000\n")) is None
    assert quota.cpus(machine(tmp_path / "b", "0::/job\n")) is None
    assert quota.cpus(tmp_path / "no such system") is None


def test_a_limit_of_a_group_above_holds_too(tmp_path: Path) -> None:
    root = machine(
        tmp_path,
        "0::/slurm/job/step\n",
        slurm__cpu_max="800000 100000\n",
        slurm__job__cpu_max="200000 100000\n",
        slurm__job__step__cpu_max="max 100000\n",
    )
    assert quota.cpus(root) == 2


def test_the_first_version_of_groups(tmp_path: Path) -> None:
    root = machine(
        tmp_path,
        "4:memory:/docker/1\n2:cpu,cpuacct:/docker/1\n0::/\n",
        **{"cpu,cpuacct__cpu_cfs_quota_us": "50000", "cpu,cpuacct__cpu_cfs_period_us": "100000"},
    )
    assert quota.cpus(root) == 0.5
    (root / "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us").write_text("-1\n", "utf-8")
    assert quota.cpus(root) is None


def test_what_cannot_be_read_limits_nothing(tmp_path: Path) -> None:
    assert quota.cpus(machine(tmp_path, "0::/\n", cpu_max="twelve\n")) is None
    assert quota.cpus(machine(tmp_path / "b", "??", cpu_max="100000 100000\n")) is None


@pytest.mark.parametrize(("limit", "many"), [(0.2, 1), (1.0, 1), (1.5, 2), (64.0, 4), (None, 4)])
def test_workers_by_default_fill_the_quota_and_no_more(
    limit: float | None, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool.os, "sched_getaffinity", lambda pid: set(range(4)), raising=False)
    monkeypatch.setattr(quota, "cpus", lambda: limit)
    assert pool.cores() == many
