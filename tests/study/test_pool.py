"""Worker processes come from a server that has the model loaded, as children of who asked."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from pathlib import Path

import pytest

from teacherflow.study import pool

LINUX = sys.platform == "linux"


def of_worker() -> tuple[str | None, bool, int, bool]:
    """Return what a worker sees: a variable, whether it heeds Ctrl-C, its parent, the model."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    assert parent.pid is not None
    heeds = signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
    return os.environ.get("ASKED"), heeds, parent.pid, "teacherflow.study.simulate" in sys.modules


def test_workers_live_in_the_surroundings_of_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    for asked in ("first", "second"):  # the server began before both
        monkeypatch.setenv("ASKED", asked)
        with pool.pool_of(2) as workers:
            seen = workers.submit(of_worker).result()
        assert seen == (asked, False, os.getpid(), LINUX)


def alone(script: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a process of its own; it returns when nobody holds its output any more."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        start_new_session=True,
    )


def test_a_place_unfit_for_sockets_costs_time_only(tmp_path: Path) -> None:
    """The name of a socket has a hundred characters at most."""
    deep = tmp_path / ("x" * 120)
    deep.mkdir()
    script = """
        from teacherflow.study import pool
        pool.ready()
        with pool.pool_of(2) as workers:
            print(workers.submit(abs, -7).result())
    """
    ended = alone(script, TMPDIR=str(deep))
    assert (ended.stdout, ended.stderr, ended.returncode) == ("7\n", "", 0)


def test_an_interrupt_of_the_keyboard_is_for_the_parent_alone() -> None:
    """It reaches all processes of the terminal, also the server that is still loading."""
    script = """
        import os, signal
        from contextlib import suppress
        from teacherflow.study import pool
        pool.ready()
        with suppress(KeyboardInterrupt):
            os.killpg(0, signal.SIGINT)
        with pool.pool_of(1) as workers:
            print(workers.submit(abs, -7).result())
    """
    ended = alone(script)
    assert (ended.stdout, ended.stderr, ended.returncode) == ("7\n", "", 0)


@pytest.mark.skipif(not LINUX, reason="elsewhere workers are spawned")
def test_the_server_goes_with_who_started_it() -> None:
    script = """
        import os
        from multiprocessing import forkserver
        from teacherflow.study import pool
        pool.ready()
        print(forkserver._forkserver._forkserver_pid)
        os.kill(os.getpid(), 9)
    """
    ended = alone(script)
    assert ended.returncode == -signal.SIGKILL
    with suppress(ProcessLookupError):  # gone already
        server = os.pidfd_open(int(ended.stdout))
        assert select.select([server], [], [], 60.0)[0]


@pytest.mark.skipif(not LINUX, reason="elsewhere workers are spawned")
def test_what_workers_took_counts_once_the_server_has_ended() -> None:
    import resource  # which Windows has not

    pool.close()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pool.pool_of(1) as workers:
        spent = workers.submit(spend).result()
    pool.close()
    pool.close()  # there is none any more
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before >= spent


def spend() -> float:
    """Return seconds of CPU that are known to have been spent."""
    began = time.process_time()
    while time.process_time() - began < 0.2:
        pass
    return 0.2
