"""A study on a real scheduler with workers of their own gives the bytes of a local run."""

from __future__ import annotations

import builtins
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.calling import call
from study.cluster import TESTS, Cluster, cluster
from study.fake import FAKE, FakeStudy, bytes_of
from teacherflow.study import dask_executor, dask_reach
from teacherflow.study.dask_executor import dask
from teacherflow.study.faults import FAILED, WRONG_INPUT, StudyFault
from teacherflow.study.reports import Report
from teacherflow.study.run import Finished, run_study
from teacherflow_analysis.cli import main

STUDY = FakeStudy(replications=12)
REAL = """
title: {zh: 演示, en: Demonstration}
county: counties/demo.yaml
years: {start: 2024, count: 2, burn_in: 1}
replications: 3
baseline: status_quo
scenarios:
  status_quo: {}
  subsidy: {policies: [rural_subsidy: {yuan_per_month: {village: 900}}]}
"""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster")) as started:
        started.worker()
        started.worker()
        yield started


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed")
    run_study(STUDY, folder, FAKE)
    return bytes_of(folder)


def run(address: str, folder: Path, study: FakeStudy = STUDY, **options: Any) -> Finished:
    with dask(address, 2, print) as executor:
        return run_study(study, folder, FAKE, executor=executor, **options)


def test_a_scheduler_gives_the_bytes_of_a_local_run(
    running: Cluster, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    assert run(running.address, tmp_path).ran == 24
    assert bytes_of(tmp_path) == undisturbed


def test_a_real_study_on_a_scheduler(
    running: Cluster, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "counties").mkdir()
    county = (TESTS.parent / "scenarios" / "counties" / "demo.yaml").read_bytes()
    (tmp_path / "counties" / "demo.yaml").write_bytes(county)
    (tmp_path / "study.yaml").write_text(REAL, "utf-8")
    command = ["run", str(tmp_path / "study.yaml"), "--no-figures", "--out"]
    assert main([*command, str(tmp_path / "local"), "--workers", "1"]) == 0
    assert main([*command, str(tmp_path / "dask"), "--dask", running.address]) == 0
    assert "3 runs done" in capsys.readouterr().out
    assert bytes_of(tmp_path / "dask") == bytes_of(tmp_path / "local")


def test_the_block_of_a_killed_worker_is_redone(
    running: Cluster, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    victim = running.worker()

    def kill(report: Report) -> None:
        if report.done == 3:
            victim.kill()
            victim.wait()

    finished = run(running.address, tmp_path, watch=kill)
    assert victim.returncode == -9
    assert not finished.failures
    assert bytes_of(tmp_path) == undisturbed


def test_an_interrupt_leaves_the_folder_to_be_resumed_and_the_scheduler_at_rest(
    running: Cluster, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    def press(report: Report) -> None:
        if report.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(running.address, tmp_path, watch=press)
    kept = len(list((tmp_path / "parts").glob("[!.]*")))
    assert kept >= 5
    assert run(running.address, tmp_path).ran == 24 - kept
    assert bytes_of(tmp_path) == undisturbed


def test_a_failed_unit_is_told(running: Cluster, tmp_path: Path) -> None:
    finished = run(running.address, tmp_path, STUDY.but(fails=(1,)))
    assert {unit.replication for unit in finished.failures} == {1}
    assert {failure.why for failure in finished.failures.values()} == {"posts 12, expected 11"}


def test_few_blocks_are_out_and_all_are_let_go(running: Cluster, tmp_path: Path) -> None:
    """Neither the scheduler nor this process holds more than a few blocks of a long study."""
    with dask(running.address, 2, print) as executor:
        client, most = executor.client, 0

        def count(report: Report) -> None:
            nonlocal most
            most = max(most, len(client.futures))

        run_study(STUDY.but(replications=40), tmp_path, FAKE, executor=executor, watch=count)
        assert 1 < most <= 2 * 2 + 1
        assert not client.futures


def test_a_worker_of_other_versions_is_refused(running: Cluster, tmp_path: Path) -> None:
    preload = tmp_path / "older.py"
    preload.write_text(
        "from teacherflow.study import dask_executor, manifest\n"
        "dask_executor.versions = lambda: {**manifest.versions(), 'numpy': '0.1'}\n"
    )
    odd = running.worker("--preload", str(preload))
    try:
        with pytest.raises(StudyFault, match=r"other versions.*numpy .* → 0\.1") as fault:
            run(running.address, tmp_path / "out")
    finally:
        odd.kill()
        odd.wait()
    assert fault.value.code == WRONG_INPUT
    assert "版本与本机不同" in fault.value.text.zh


def test_a_worker_without_teacherflow_is_told(running: Cluster, tmp_path: Path) -> None:
    preload = tmp_path / "without.py"
    preload.write_text("import sys\nsys.modules['teacherflow.study.dask_executor'] = None\n")
    odd = running.worker("--preload", str(preload))
    try:
        with pytest.raises(StudyFault, match="worker cannot run teacherflow") as fault:
            run(running.address, tmp_path / "out")
    finally:
        odd.kill()
        odd.wait()
    assert fault.value.code == WRONG_INPUT


def test_a_lost_scheduler_is_told_and_nothing_finished_is_lost(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    out = tmp_path / "out"
    with cluster(tmp_path) as own:
        own.worker()

        def kill(report: Report) -> None:
            if report.done == 2:
                own.scheduler.kill()

        logging.getLogger("distributed.client").setLevel(logging.WARNING)  # as Dask does itself
        with pytest.raises(StudyFault, match="connection to the Dask scheduler is lost") as fault:
            run(own.address, out, watch=kill)
    assert not logging.getLogger("distributed.client").isEnabledFor(logging.ERROR)
    assert fault.value.code == FAILED
    assert run_study(STUDY, out, FAKE).ran < 24
    assert bytes_of(out) == undisturbed


def test_processes_of_this_machine_and_a_unit_that_kills_them(
    tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(TESTS), *filter(None, sys.path)]))
    finished = run("local", tmp_path, STUDY.but(kills=(1,), draws=1))
    assert {unit.replication for unit in finished.failures} == {1}
    assert all("died" in failure.why for failure in finished.failures.values())
    assert finished.ran == 11


@pytest.mark.parametrize(
    "address",
    ["tcp://127.0.0.1:1", "nowhere", "tcp://127.0.0.1:port", "ftp://a:1", "tls://127.0.0.1:1", ""],
)
def test_a_scheduler_that_cannot_be_reached_exits_2(
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(dask_reach, "REACH_SECONDS", 0.5)
    command = ["run", "demo", "--dask", address, "--out", str(tmp_path / "out")]
    assert main(command) == 2
    told = capsys.readouterr().err
    assert "cannot be reached" in told
    assert "Traceback" not in told
    assert main([*command, "--lang", "zh"]) == 2
    assert "无法连接 Dask 调度器" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_program_ends_with_its_own_words_when_no_scheduler_is_reached(tmp_path: Path) -> None:
    """A half-made client of Dask would wait at the end of the program, then show its own error."""
    out = str(tmp_path / "out")
    ended = call("run", "demo", "--dask", "nowhere", "--out", out, "--lang", "en")
    assert ended.returncode == WRONG_INPUT
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    assert "cannot be reached" in ended.stderr


def test_without_dask_the_command_to_install_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = builtins.__import__

    def refuse(name: str, *more: Any, **options: Any) -> Any:
        if name == "distributed":
            raise ModuleNotFoundError("No module named 'distributed'", name="distributed")
        return real(name, *more, **options)

    monkeypatch.setattr(builtins, "__import__", refuse)
    assert main(["run", "demo", "--dask", "local", "--out", str(tmp_path / "out")]) == 2
    assert "pip install 'teacherflow[dask]'" in capsys.readouterr().err


class Silent:
    """A scheduler without workers for some time."""

    status = "running"

    def nthreads(self) -> dict[str, int]:
        return {}


def test_a_scheduler_without_workers_is_waited_for_and_told_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(dask_executor, "_LOOK_SECONDS", 0.001)
    told: list[str] = []
    flight = dask_executor._Flight(Silent(), None, lambda text: told.append(text.en))  # type: ignore[arg-type]
    looks = iter(range(3))
    look = flight._workers

    def thrice() -> int:
        if next(looks, None) is None:
            flight.back.put("a block")
        return look()

    monkeypatch.setattr(flight, "_workers", thrice)
    assert flight._next() == "a block"
    assert [words.partition(";")[0] for words in told] == ["The scheduler has no workers now"]
