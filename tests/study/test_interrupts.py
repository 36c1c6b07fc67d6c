"""Ctrl-C, a polite end and a sudden one: nothing finished is lost, and the same command goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from study.fake import bytes_of

TESTS = Path(__file__).resolve().parents[1]
STUDY = """
title: Interrupted
county: counties/demo.yaml
years: {start: 2024, count: 2}
replications: 6
scenarios: {status_quo: {}}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("study")
    shipped = TESTS.parent / "scenarios" / "counties" / "demo.yaml"
    (folder / "counties").mkdir()
    (folder / "counties" / "demo.yaml").write_bytes(shipped.read_bytes())
    (folder / "study.yaml").write_text(STUDY, "utf-8")
    return folder / "study.yaml"


def run(
    study: Path, out: Path, *options: str, told: str = "", at: int = 3
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "study.drive", "run", str(study), "--out", str(out), *options]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(TESTS), os.environ.get("PYTHONPATH")))),
        "DRIVE_SIGNAL": told,
        "DRIVE_AT": str(at),
        "DRIVE_FLAG": str(out.with_suffix(".flag")),
    }
    return subprocess.run(
        command,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        preexec_fn=heed_interrupts,
    )


def heed_interrupts() -> None:
    """Undo what a job in the background inherits: that an interrupt is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture(scope="module")
def undisturbed(study: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    ended = run(study, out, "--workers", "1")
    assert ended.returncode == 0, ended.stderr
    return bytes_of(out)


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("told", ["INT", "TERM"])
def test_an_interrupt_exits_130_and_is_resumed(
    told: str, workers: str, study: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    ended = run(study, out, "--workers", workers, told=told)
    assert ended.returncode == 130, ended.stderr
    assert "the same command goes on" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert list((out / "parts").glob("demo_*")), "what was finished is kept"
    resumed = run(study, out, "--workers", workers, told=told)
    assert resumed.returncode == 0, resumed.stderr
    assert bytes_of(out) == undisturbed


def test_workers_leave_with_a_parent_that_is_killed(
    study: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    # The pipes close when the last worker has left; otherwise this call would run into its limit.
    ended = run(study, out, "--workers", "2", told="KILL")
    assert ended.returncode == -9
    resumed = run(study, out, "--workers", "1", told="KILL")
    assert resumed.returncode == 0, resumed.stderr
    assert bytes_of(out) == undisturbed


def test_the_words_are_chinese_too(study: Path, tmp_path: Path) -> None:
    ended = run(study, tmp_path / "out", "--workers", "1", "--lang", "zh", told="INT")
    assert "重新执行同一命令" in ended.stderr
