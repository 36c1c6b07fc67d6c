"""A scheduler and workers of Dask as processes of their own, on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from distributed import Client

TESTS = Path(__file__).resolve().parents[1]
_PATIENCE = 90.0
"""Seconds after which a test fails that waits for what does not come."""


class Cluster:
    """What runs; ends with the test, whatever happens.

    Parameters
    ----------
    folder : Path
        Place for the files in which the processes tell of themselves.
    settings : mapping of str to str
        Dask's configuration of the processes, such as ``distributed.comm.tls.ca-file``.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] = MappingProxyType({})) -> None:
        self.folder, self.settings = folder, settings
        self.file = folder / "scheduler.json"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("dask_scheduler", "--port", "0")
        until(lambda: self.file.exists() and read(self.file), "the scheduler to start")

    @property
    def address(self) -> str:
        return str(read(self.file)["address"])

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Start one more worker and wait until the scheduler knows it."""
        name = f"worker-{len(self.processes)}"
        process = self._start(
            "dask_worker", "--name", name, "--nthreads", "1", "--no-nanny", *options
        )
        with self.client() as client:
            until(lambda: name in self._names(client), "the worker to come")
        return process

    def client(self) -> Client:
        return Client(self.address, set_as_default=False)

    def end(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait(_PATIENCE)

    def _names(self, client: Client) -> set[str]:
        workers = client.scheduler_info(n_workers=-1)["workers"].values()
        return {worker["name"] for worker in workers}

    def _start(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", *options]
        command += ["--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", str(self.file)]
        paths = [str(TESTS), os.environ.get("PYTHONPATH", "")]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
        for name, value in self.settings.items():
            environment["DASK_" + name.replace(".", "__").replace("-", "_").upper()] = value
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                command, env=environment, cwd=self.folder, stdout=log, stderr=log
            )
        self.processes.append(process)
        return process


@contextmanager
def cluster(folder: Path, settings: Mapping[str, str] = MappingProxyType({})) -> Iterator[Cluster]:
    started = Cluster(folder, settings)
    try:
        yield started
    finally:
        started.end()


def read(file: Path) -> dict[str, Any]:
    """Return what a process has written so far; nothing if it is still writing."""
    try:
        found: dict[str, Any] = json.loads(file.read_text())
    except ValueError:
        return {}
    return found


def until(holds: Callable[[], object], what: str) -> None:
    """Look until something holds."""
    end = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)
