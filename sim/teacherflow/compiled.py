"""Compilation of the decision functions and phase kernels, cached on disk.

``kernel`` is numba's ``njit`` with a cache whose folder is named after the sources of the
engine. numba alone checks only the file that holds a kernel; a changed function or code of another
file that the kernel uses would go unseen. New text in any of `sources` gets a new folder.

So does every kind of processor and every installation: machines may share a cache. numba keeps one
list of compiled code for each kernel, and two processes that add to it at once give their code one
file; a processor would run instructions of the other, which it may not have. Two installations
would take turns at throwing away what the other has compiled.

What only kernels call is ``in_kernel``: without an entrance from Python it compiles in a fraction
of the time. A kernel compiles anew for every layout and type of its arguments, so callers hand
over the same kinds each time.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

import numba
import numba.extending
from numba.core import event, registry
from platformdirs import user_cache_path

_ENGINE = Path(__file__).parent
_USED_BY_KERNELS = ("codes.py", "matching", "parameters")
_KEPT = 4
_IN_USE_SECONDS = 2 * 24 * 3600
"""A folder opened since then may belong to another version that is running now."""


def sources() -> dict[Path, bytes]:
    """Return the texts of the engine that kernels are made of.

    They are the files with kernels, and those whose codes and records are compiled into them: a
    kernel knows a code as its number and a field of a record by its place.
    """
    texts = {path: path.read_bytes() for path in sorted(_ENGINE.rglob("*.py"))}
    return {
        path: text
        for path, text in texts.items()
        if b"@kernel" in text
        or b"@in_kernel" in text
        or path.relative_to(_ENGINE).parts[0] in _USED_BY_KERNELS
    }


def _fingerprint() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for path, text in sources().items():
        digest.update(str(path.relative_to(_ENGINE)).encode())
        digest.update(text)
    return digest.hexdigest()


def _kind() -> str:
    """Return a hash of the processor and the numba that compile, and of this installation."""
    target = registry.cpu_target.target_context.codegen().magic_tuple()
    compilers = (numba.__version__, sys.implementation.cache_tag)
    return hashlib.blake2b(f"{target}|{compilers}|{_stamps()}".encode(), digest_size=8).hexdigest()


def _stamps() -> str:
    """Return the places and times of the sources, by which numba tells whether code is stale."""
    stamps = [(path, path.stat()) for path in sources()]
    return "".join(f"{path}|{stamp.st_mtime_ns}|{stamp.st_size}\n" for path, stamp in stamps)


def cache_folder() -> Path:
    """Return the folder of the kernels that this installation compiles on this machine."""
    chosen = os.environ.get("TEACHERFLOW_CACHE")
    root = Path(chosen) if chosen else user_cache_path("teacherflow")
    return root / f"kernels-{_fingerprint()}-{_kind()}"


def prepare(folder: Path) -> bool:
    """Make the cache folder and drop those of versions not used for long; tell if it can be used.

    The folders of the last few versions stay, and any that was opened in the last two days: a
    second version may be compiling into it at this moment.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        opened = {p: p.stat().st_mtime for p in folder.parent.glob("kernels-*") if p != folder}
        older = sorted(opened, key=lambda p: opened[p])[: max(0, len(opened) - _KEPT)]
        for stale in older:
            if opened[stale] < folder.stat().st_mtime - _IN_USE_SECONDS:
                _remove(stale)
    except OSError:
        return folder.is_dir() and os.access(folder, os.W_OK)
    return os.access(folder, os.W_OK)


def _remove(folder: Path) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    folder.rmdir()


CACHE = cache_folder()
CACHED = prepare(CACHE)
if CACHED:
    numba.config.CACHE_DIR = str(CACHE)


class _CollectorRests(event.Listener):  # type: ignore[misc]
    """Python's garbage collector rests while a kernel compiles: it takes a seventh of the time.

    What numba leaves behind is collected after each kernel that was asked for, so that the memory
    needed stays the same. Kernels compile one at a time, each with the parts that it calls.
    """

    def __init__(self) -> None:
        self._open = 0
        self._was_on = False

    def on_start(self, event: event.Event) -> None:
        if not self._open:
            self._was_on = gc.isenabled()
            gc.disable()
        self._open += 1

    def on_end(self, event: event.Event) -> None:
        self._open -= 1
        if not self._open and self._was_on:
            gc.enable()


event.register("numba:compile", _CollectorRests())


def kernel[F: Callable[..., object]](function: F) -> F:
    """Compile ``function`` with numba (IEEE arithmetic, no Python objects), cached on disk.

    It has no entrance from C, which nobody uses and which would be compiled too.
    """
    compiled: F = numba.njit(cache=CACHED, no_cfunc_wrapper=True)(function)
    return compiled


def in_kernel[F: Callable[..., object]](function: F) -> F:
    """Make ``function`` a part of the kernels that call it; called from Python it stays Python."""
    compiled: F = numba.extending.register_jitable(no_cfunc_wrapper=True)(function)
    return compiled


def _mark() -> Path:
    """Return the mark of this installation: numba keeps kernels by place and time of their files.

    A second copy of the same sources, or one that was installed again, compiles anew.
    """
    digest = hashlib.blake2b(_stamps().encode(), digest_size=8)
    return CACHE / f"warm-{digest.hexdigest()}"


def is_warm() -> bool:
    """Tell whether this installation has compiled a full year into the cache before."""
    return _mark().exists()


def mark_warm() -> None:
    """Remember that this installation has compiled a full year into the cache."""
    if CACHED:
        CACHE.mkdir(parents=True, exist_ok=True)
        _mark().touch()
