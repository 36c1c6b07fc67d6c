"""Who runs the units of work: this process, or several, in any order with the same results.

An executor takes tasks and yields outcomes as they come. A worker process that dies takes down the
pool of its kind in Python; the tasks that were out then run once more, one at a time in a process
apart, so that only the guilty one is reported.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import batched
from typing import Protocol

from teacherflow.study.main_module import check_main
from teacherflow.study.manifest import Failure
from teacherflow.study.parcel import Parcel
from teacherflow.study.plan import Task
from teacherflow.study.pool import pool_of
from teacherflow.study.store import Receipt

_LARGEST_BLOCK = 20
_BLOCKS_PER_WORKER = 4


@dataclass(frozen=True)
class Outcome:
    """What became of a task: a stored part or a failure; a stored one with the seconds it took."""

    task: Task
    receipt: Receipt | None = None
    failure: Failure | None = None
    seconds: float = field(default=0.0, compare=False)


type Outcomes = Generator[Outcome]
"""Closing it ends the workers."""


class Work(Protocol):
    """Runs tasks and stores them, at once or in two steps on two machines; goes to workers."""

    @property
    def together(self) -> int:
        """How many tasks are stored in one part at most."""
        ...

    def block(self, tasks: Sequence[Task]) -> list[Outcome]:
        """Run tasks and store what they give in one part."""
        ...

    def away(self, tasks: Sequence[Task]) -> list[Parcel | Outcome]:
        """Run tasks where the folder of results is not; a parcel, and how tasks failed."""
        ...

    def home(self, parcel: Parcel) -> list[Receipt]:
        """Store what came from away."""
        ...


class Executor(Protocol):
    """Runs tasks; outcomes come in any order, each task has exactly one.

    Attributes
    ----------
    here : bool
        Whether the tasks run on this machine, with its cache of compiled kernels.
    workers : int
        How many tasks run at once, as far as known.
    """

    here: bool
    workers: int

    def run(self, work: Work, tasks: Sequence[Task]) -> Outcomes: ...


class InProcess:
    """Runs one task after the other in this process."""

    here = True
    workers = 1

    def run(self, work: Work, tasks: Sequence[Task]) -> Outcomes:
        """Yield the outcome of each task."""
        for part in batched(tasks, work.together):
            yield from work.block(part)


class Processes:
    """Runs blocks of tasks in worker processes.

    Parameters
    ----------
    workers : int
        Number of processes, at least 1.
    """

    here = True

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def run(self, work: Work, tasks: Sequence[Task]) -> Outcomes:
        """Yield the outcomes of all tasks, those of a broken worker after a second try."""
        size = block_size(len(tasks), self.workers)
        blocks = list(batched(tasks, size))
        left = iter(blocks)
        while True:
            suspects: list[Task] = []
            yield from _run_blocks(work, left, self.workers, suspects)
            if not suspects:
                return
            yield from _run_suspects(work, suspects)


def executor_for(workers: int, tasks: int) -> Executor:
    """Return the executor for so many workers; one worker or one task needs no process."""
    if min(workers, tasks) <= 1:
        return InProcess()
    check_main()
    return Processes(min(workers, tasks))


def block_size(tasks: int, workers: int) -> int:
    """Return how many tasks go to a worker at once: few enough that all workers end together."""
    return max(1, min(_LARGEST_BLOCK, tasks // (_BLOCKS_PER_WORKER * workers)))


def _run_blocks(
    work: Work, blocks: Iterator[tuple[Task, ...]], workers: int, suspects: list[Task]
) -> Outcomes:
    """Yield outcomes until ``blocks`` ends or a worker dies; who was out then is a suspect."""
    out: dict[Future[list[Outcome]], tuple[Task, ...]] = {}
    with pool_of(workers) as pool:
        while True:
            _send(pool, work, blocks, out, 2 * workers, suspects)
            if not out or suspects:
                break
            ready, _ = wait(out, return_when=FIRST_COMPLETED)
            for future in ready:
                block = out.pop(future)
                if isinstance(future.exception(), BrokenProcessPool):
                    suspects.extend(block)
                else:
                    yield from future.result()
        suspects.extend(task for block in out.values() for task in block)


def _send(
    pool: ProcessPoolExecutor,
    work: Work,
    blocks: Iterator[tuple[Task, ...]],
    out: dict[Future[list[Outcome]], tuple[Task, ...]],
    most: int,
    suspects: list[Task],
) -> None:
    while len(out) < most and not suspects:
        block = next(blocks, None)
        if block is None:
            return
        try:
            out[pool.submit(_run_block, work, block)] = block
        except BrokenProcessPool:
            suspects.extend(block)


def _run_suspects(work: Work, suspects: Sequence[Task]) -> Outcomes:
    """Yield the outcomes of suspects, one at a time in one process as long as that lives."""
    left = deque(suspects)
    while left:
        with pool_of(1) as pool:
            try:
                while left:
                    yield pool.submit(_run_block, work, (left[0],)).result()[0]
                    left.popleft()
            except BrokenProcessPool:
                why = "the worker process died twice (out of memory, or killed from outside?)"
                yield Outcome(left.popleft(), failure=Failure("worker process", why))


def _run_block(work: Work, block: Sequence[Task]) -> list[Outcome]:
    return [outcome for part in batched(block, work.together) for outcome in work.block(part)]
