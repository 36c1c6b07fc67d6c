"""Worker processes: forked off a server that has loaded the model, or spawned where that is unsafe.

The server (Python's ``forkserver``) imports what workers need once, does nothing else,
and forks a worker in some milliseconds; `ready` starts it early, beside whatever else the caller
has to load. It ends with the process that started it. macOS and Windows have no safe fork: there
every worker loads Python and the model anew. Workers ignore the interrupt of the keyboard (the
parent stops them) and leave when their parent dies.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.context import BaseContext
from types import FrameType

from teacherflow.study import quota

_LOADED = ("teacherflow.study.simulate", "teacherflow.study.run", "scipy.optimize")
"""What a worker needs beside the standard library, loaded at once or when it is first used."""


def cores() -> int:
    """Return the number of cores that this process may use, or that fill its share of them."""
    many = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    share = quota.cpus()
    return many if share is None else max(1, min(many, math.ceil(share)))


def ready() -> None:
    """Start loading what workers need, in a process beside this one; it is not waited for.

    For those who are about to run with several workers and have slow imports of their own to do.
    """
    with suppress(OSError):  # no place for its socket: workers are spawned
        _serve()


def close() -> None:
    """End the server, if there is one, and wait for it.

    What its workers took counts among the children of this process from then on.
    """
    if _forks():
        from multiprocessing.forkserver import _forkserver  # Python has no public way

        _forkserver._stop()  # type: ignore[attr-defined]


def _serve() -> None:
    if not _forks():
        return
    from multiprocessing import forkserver, resource_tracker

    multiprocessing.set_forkserver_preload(list(_LOADED))
    resource_tracker.ensure_running()  # the server needs it, and its start lifts the block
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # as workers will
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


@contextmanager
def pool_of(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Give a pool of processes; they are ended at once if it is left by an error or early."""
    before = set(multiprocessing.active_children())
    made = ProcessPoolExecutor(
        workers, mp_context=_context(), initializer=_begin_worker, initargs=(dict(os.environ),)
    )
    try:
        yield made
    except BaseException:
        _stop(before)
        raise
    finally:
        with _deferring_interrupts():
            made.shutdown(wait=True, cancel_futures=True)


def _forks() -> bool:
    return sys.platform == "linux" and "forkserver" in multiprocessing.get_all_start_methods()


def _context() -> BaseContext:
    """Return how processes begin: from the server if there is, or can be, one."""
    try:
        _serve()
    except OSError:  # such as a folder of temporary files with too long a name for a socket
        return multiprocessing.get_context("spawn")
    return multiprocessing.get_context("forkserver" if _forks() else "spawn")


@contextmanager
def _deferring_interrupts() -> Iterator[None]:
    """Let an interrupt wait until the end: it must not break into the joining of a thread.

    Python then takes the thread for ended while it runs, and the process hangs when it leaves.
    What is done meanwhile is short: the workers are idle, or were ended.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are handled in the main thread only
        return
    came: list[tuple[int, FrameType | None]] = []
    before = {
        number: signal.signal(number, lambda number, frame: came.append((number, frame)))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for late, frame in came:
        handler = before[signal.Signals(late)]
        if callable(handler):
            handler(late, frame)
        elif handler != signal.SIG_IGN:
            signal.raise_signal(late)


def _begin_worker(environment: Mapping[str, str]) -> None:
    """Begin as a child of the parent: a server may have been started under another environment."""
    os.environ.clear()
    os.environ.update(environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _stop(before: set[multiprocessing.process.BaseProcess]) -> None:
    """End the workers at once: parts are whole or absent, so nothing is lost but their time."""
    for process in multiprocessing.active_children():
        if process not in before:
            process.terminate()
