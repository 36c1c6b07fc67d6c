"""Units of work on the workers of a Dask scheduler, on this machine or on many.

Workers need not see the folder of results: each stores a unit in a temporary folder and sends the
files, and this process puts them into the folder of results as they come. Tasks travel in blocks
long enough that the scheduler does not show (some 2 ms a block), few at a time.

A worker that is lost loses its block, which the scheduler gives to another one. A block that is lost
again and again (as often as the scheduler allows) is suspected of killing its workers: its tasks
then run once more, each alone, at the end, so that only the guilty one is reported.
"""

from __future__ import annotations

import logging
import pickle
import signal
import threading
from asyncio import CancelledError as LoopCancelled
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import batched
from math import ceil
from queue import Empty, SimpleQueue
from time import monotonic, perf_counter
from typing import Any

from teacherflow.study.dask_reach import client_of, reached
from teacherflow.study.executor import Outcome, Outcomes, Work
from teacherflow.study.faults import FAILED, StudyFault
from teacherflow.study.manifest import Failure, changed_versions, versions
from teacherflow.study.parcel import Parcel
from teacherflow.study.plan import Task
from teacherflow.text import Text

LOCAL = "local"

_BLOCK_SECONDS = 1.0
_BLOCK_BYTES = 32 << 20
_LARGEST_BLOCK = 200
_BLOCKS_PER_WORKER = 2
_ASK_SECONDS = 1.0
_LOOK_SECONDS = 5.0
"""How often to look whether there are workers while nothing comes."""

_CALL = f"__import__({__name__!r}, fromlist=['run_block']).run_block(*arguments)"
"""A worker that lacks teacherflow answers that it does; one that is handed a function dies of it."""

type Say = Callable[[Text], None]

_NO_WORKERS = Text(
    "调度器目前没有可用的工作进程，等待其加入（Ctrl-C 可中断，已完成的部分会保留）…",
    "The scheduler has no workers now; waiting for some (Ctrl-C ends it, what is finished is "
    "kept) …",
)


@dataclass(frozen=True)
class Returned:
    """What a worker sends back for a block of tasks, with the seconds that the work took."""

    made: Sequence[Parcel | Outcome]
    tasks: int
    seconds: float


@contextmanager
def dask(address: str, workers: int, say: Say) -> Iterator[Dask]:
    """Reach a scheduler, or start one with worker processes on this machine.

    Parameters
    ----------
    address : str
        ``tcp://host:port`` or ``tls://host:port`` of a scheduler, or ``local``.
    workers : int
        Number of processes if they are started here.
    say : callable
        Takes what a watcher should know.

    Raises
    ------
    StudyFault
        If Dask is not installed, or the scheduler cannot be reached.
    """
    distributed = _distributed()
    for talker in ("distributed", "distributed.client"):  # Dask gives the second a level of its own
        logging.getLogger(talker).setLevel(logging.CRITICAL)  # what matters is told by us
    if address == LOCAL:
        with _cluster(distributed, workers) as cluster, client_of(distributed, cluster) as client:
            yield Dask(client, say, here=True)
    else:
        with reached(distributed, address) as client:
            yield Dask(client, say, here=False)


class Dask:
    """Runs tasks on the workers of a scheduler.

    Parameters
    ----------
    client : distributed.Client
    say : callable
        Takes what a watcher should know.
    here : bool
        Whether all workers are on this machine.
    """

    def __init__(self, client: Any, say: Say, *, here: bool) -> None:
        self.client, self.say, self.here = client, say, here
        self.workers = 1

    def run(self, work: Work, tasks: Sequence[Task]) -> Outcomes:
        """Yield the outcomes of all tasks; closing cancels what is out."""
        flight = _Flight(self.client, work, self.say)
        left = deque(tasks)
        try:
            while left or flight.out:
                flight.fill(left)
                self.workers = max(1, flight.workers)
                yield from flight.land()
            suspects, flight.suspects = flight.suspects, []
            for task in suspects:
                flight.send((task,))
                yield from flight.land(alone=True)
        finally:
            flight.cancel()


class _Flight:
    """The blocks that are out, and what was learnt from those that came back."""

    def __init__(self, client: Any, work: Work, say: Say) -> None:
        self.client, self.work, self.say = client, work, say
        self.luggage = pickle.dumps(work, protocol=pickle.HIGHEST_PROTOCOL)
        self.out: dict[Any, tuple[Task, ...]] = {}
        self.back: SimpleQueue[Any] = SimpleQueue()
        self.suspects: list[Task] = []
        self.size = 1
        self.sent = 0
        self.told = False
        self.workers, self.asked = 0, 0.0

    def fill(self, left: deque[Task]) -> None:
        """Send as many blocks as keep all workers busy, and no more."""
        workers = max(1, self._workers())
        while left and len(self.out) < _BLOCKS_PER_WORKER * workers:
            share = max(1, len(left) // (_BLOCKS_PER_WORKER * workers))
            self.send(tuple(left.popleft() for _ in range(min(self.size, share, len(left)))))

    def send(self, block: tuple[Task, ...]) -> None:
        """Hand a block to the scheduler."""
        arguments = (versions(), self.luggage, pickle.dumps(block))
        future = self.client.submit(
            eval, _CALL, {"arguments": arguments}, key=self._name(), pure=False
        )
        self.out[future] = block
        future.add_done_callback(self.back.put)

    def _name(self) -> str:
        """Return a name that no block of this or another run has on the scheduler."""
        self.sent += 1
        return f"{self.client.id}-block-{self.sent}"

    def land(self, *, alone: bool = False) -> Iterator[Outcome]:
        """Wait for a block and yield its outcomes, its parts stored.

        Parameters
        ----------
        alone : bool
            Whether it was out alone, so that it is guilty if its worker died.
        """
        from distributed import KilledWorker

        future = self._next()
        block = self.out.pop(future)
        try:
            returned = future.result()
        except KilledWorker:
            if not alone:
                self.suspects.extend(block)
                return
            yield from (Outcome(task, failure=_KILLER) for task in block)
            return
        except (CancelledError, LoopCancelled) as error:
            raise _lost() from error
        except (ImportError, AttributeError, pickle.UnpicklingError) as error:
            raise _unfit(f"{type(error).__name__}: {error}") from error
        finally:
            future.release()
        self._learn(returned)
        task_of = {task.unit: task for task in block}
        for made in returned.made:
            if isinstance(made, Parcel):
                for receipt in self.work.home(made):
                    each = returned.seconds / returned.tasks
                    yield Outcome(task_of[receipt.unit], receipt=receipt, seconds=each)
            else:
                yield made

    def cancel(self) -> None:
        """Take back what is out: workers finish their present unit, nobody asks for it."""
        if self.out and self.client.status == "running":
            self.client.cancel(list(self.out))
        self.out.clear()

    def _learn(self, returned: Returned) -> None:
        """Set the size of blocks by the quickest block: the first ones load and compile."""
        units = returned.tasks
        most = sum(made.size for made in returned.made if isinstance(made, Parcel)) / units
        by_time = ceil(_BLOCK_SECONDS * units / max(returned.seconds, 1e-6))
        by_bytes = int(_BLOCK_BYTES // max(most, 1.0))
        self.size = max(1, min(max(self.size, by_time), by_bytes, _LARGEST_BLOCK))

    def _next(self) -> Any:
        """Return a block that is back; look after the scheduler while there is none."""
        while True:
            try:
                return self.back.get(timeout=_LOOK_SECONDS)
            except Empty:
                if not self._workers() and not self.told:
                    self.told = True
                    self.say(_NO_WORKERS)

    def _workers(self) -> int:
        """Return the number of workers, asked for once a second: they come and go."""
        if self.workers and monotonic() - self.asked < _ASK_SECONDS:
            return self.workers
        self.workers, self.asked = self._count(), monotonic()
        return self.workers

    def _count(self) -> int:
        if self.client.status not in ("running", "connecting"):
            raise _lost()
        try:
            return len(self.client.nthreads())
        except (OSError, TimeoutError, CancelledError, LoopCancelled, RuntimeError) as error:
            raise _lost() from error


_KILLER = Failure(
    "worker process", "its worker died each time (out of memory, or killed from outside?)"
)
_ONE_AT_A_TIME = threading.Lock()
"""A worker with several threads runs one unit at a time: a run is no faster in threads."""


def run_block(expected: Mapping[str, str], luggage: bytes, block: bytes) -> Returned:
    """Run a block on a worker of the same versions.

    Parameters
    ----------
    expected : mapping of str to str
        Versions of the process that stores the results.
    luggage, block : bytes
        The work and its tasks; they are opened by the same versions only.

    Raises
    ------
    StudyFault
        If the worker has other versions, or cannot store a unit for its way.
    """
    told = changed_versions(expected, versions())
    if told:
        raise _other_versions(told)
    work = _opened(luggage)
    with _ONE_AT_A_TIME:
        began = perf_counter()
        tasks = pickle.loads(block)
        made = [one for some in batched(tasks, work.together) for one in work.away(some)]
        return Returned(made, len(tasks), perf_counter() - began)


@lru_cache(maxsize=1)
def _opened(luggage: bytes) -> Work:
    work: Work = pickle.loads(luggage)
    return work


def _distributed() -> Any:
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise StudyFault(
            Text(
                f"--dask 需要 Dask（缺少 {error.name}）。安装：pip install 'teacherflow[dask]'"
                "（在源码目录中：pip install -e '.[dask]' 或 uv sync --extra dask）。",
                f"--dask needs Dask ({error.name} is missing). Install it: pip install "
                "'teacherflow[dask]' (inside the clone: pip install -e '.[dask]' or uv sync "
                "--extra dask).",
            )
        ) from error
    return distributed


def _cluster(distributed: Any, workers: int) -> Any:
    """Start a scheduler in this process and worker processes of one thread each."""
    import dask.config

    # A block that loses its worker once runs alone the next time, as with processes of our own.
    with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
        return distributed.LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            memory_limit=0,
            dashboard_address="127.0.0.1:0",
            preload=[__name__],
            silence_logs=logging.CRITICAL,
        )


def dask_setup(worker: Any) -> None:
    """Let a worker of our own ignore the interrupt of the keyboard: this process ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _lost() -> StudyFault:
    return StudyFault(
        Text(
            "与 Dask 调度器的连接已断开。已完成的部分会保留；调度器恢复后重新执行同一命令即可继续。",
            "The connection to the Dask scheduler is lost. What is finished is kept; give the same "
            "command again when the scheduler is back.",
        ),
        FAILED,
    )


def _unfit(why: str) -> StudyFault:
    return StudyFault(
        Text(
            f"Dask 工作进程无法运行 teacherflow（{why}）。请在所有工作进程中安装与本机相同的版本。",
            f"A Dask worker cannot run teacherflow ({why}). Install the version of this machine "
            "for all workers.",
        )
    )


def _other_versions(told: str) -> StudyFault:
    from distributed import get_worker

    worker = get_worker().address
    return StudyFault(
        Text(
            f"Dask 工作进程 {worker} 的版本与本机不同（{told}），结果会因此不同。"
            "请统一版本后重新执行同一命令。",
            f"The Dask worker {worker} has other versions than this machine ({told}), which may "
            "change results. Install the same ones, then give the same command again.",
        )
    )
