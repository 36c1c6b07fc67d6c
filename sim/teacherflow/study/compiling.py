"""Compile all kernels before a first run, side by side in several processes.

The list of kernels (`teacherflow.signatures`) is dealt to worker processes, which compile into the
cache on disk; longest source first, so that they end together. Parts that several kernels call are
compiled in each process that needs them, which makes an eighth more work for two processes.
"""

from __future__ import annotations

import inspect
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

from teacherflow import compiled
from teacherflow.signatures import Kind, kernel_of, listed, type_of
from teacherflow.study.pool import pool_of

_MOST = 4
"""Processes: each holds a third of a gigabyte, and more of them share ever less work."""


def compile_ahead(workers: int) -> None:
    """Compile the listed kernels into the cache on disk; nothing is done if there is none.

    A kernel that cannot be compiled so, or a process that dies, is passed over: what is missing
    compiles when it is called, and says then what is wrong.
    """
    if not compiled.CACHED:
        return
    kernels = sorted(listed().items(), key=lambda item: -_length(item[0]))
    with suppress(BrokenProcessPool), pool_of(min(workers, _MOST)) as pool:
        for compiling in [pool.submit(_compile, *kernel) for kernel in kernels]:
            compiling.result()
        compiled.mark_warm()


def _length(name: str) -> int:
    with suppress(AttributeError, ImportError):
        return len(inspect.getsource(kernel_of(name).py_func))
    return 0


def _compile(name: str, kinds: list[Kind]) -> None:
    with suppress(Exception):  # a list of other kernels, or of another numba, costs time only
        kernel_of(name).compile(tuple(type_of(kind) for kind in kinds))
