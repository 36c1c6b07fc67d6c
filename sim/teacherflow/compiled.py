"""Compilation of the decision functions and phase kernels, cached on disk.

``kernel`` is numba's ``njit`` with a cache of its own, whose folder is named after the sources of
the engine, the processor and the compiler. numba alone checks only the file that holds a kernel; a
changed function or code of another file that the kernel uses would go unseen, and new text in any
of `sources` gets a new folder. Machines may share a cache, and two that differ would write their
code under one name; so every kind of processor gets a folder, too. Nothing in it hangs on where the
package is installed or when its files were written: a second installation, or an image whose
layers keep whole seconds, finds what the first has compiled. Who may read the folder but not write
to it uses what is there.

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
from functools import cache
from pathlib import Path

import numba
import numba.extending
from llvmlite import binding
from numba.core import caching, event
from platformdirs import user_cache_path

_ENGINE = Path(__file__).parent
_USED_BY_KERNELS = ("codes.py", "matching", "parameters")
_KEPT = 8
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
    """Return a hash of the processor and the compiler that compiled code is for."""
    name, features = numba.config.CPU_NAME, numba.config.CPU_FEATURES
    told = (
        binding.get_process_triple(),
        name or binding.get_host_cpu_name(),
        binding.get_host_cpu_features().flatten() if features is None else features,
        numba.__version__,
        sys.implementation.cache_tag,
    )
    return hashlib.blake2b("|".join(map(str, told)).encode(), digest_size=8).hexdigest()


def cache_folder() -> Path:
    """Return the folder of the kernels that are compiled from these sources for this machine."""
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
"""Whether this process may keep what it compiles."""
READ = CACHED or CACHE.is_dir()
"""Whether there may be kernels, such as those of an image, that this process can load."""


class _Place:
    """Where a kernel is kept, in the words of numba: by its file within the package."""

    def __init__(self, file: Path, line: int) -> None:
        self._file, self._line = file, line

    @classmethod
    def from_function(cls, function: Callable[..., object], file: str) -> _Place:
        """Return the place of a function that stands in ``file``."""
        return cls(Path(file), function.__code__.co_firstlineno)

    def get_cache_path(self) -> str:
        """Return the folder: one for each folder of the package, and for each outside of it."""
        outside = not self._file.is_relative_to(_ENGINE)
        digest = hashlib.blake2b(str(self._file.parent).encode(), digest_size=8).hexdigest()
        within = Path(digest) if outside else self._file.parent.relative_to(_ENGINE)
        return str(CACHE / within)

    def get_source_stamp(self) -> str:
        """Return what changes when the file does."""
        return _stamp(self._file)

    def get_disambiguator(self) -> str:
        """Return what tells functions of one name apart."""
        return str(self._line)

    def ensure_cache_path(self) -> None:
        """Make the folder before something is written to it."""
        Path(self.get_cache_path()).mkdir(parents=True, exist_ok=True)


@cache
def _stamp(file: Path) -> str:
    return hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest()


class _Entries(caching.CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = (_Place,)


class _Kept(caching.FunctionCache):  # type: ignore[misc]
    """The compiled forms of a kernel; what is missing compiles, and is kept if that is possible."""

    _impl_class = _Entries

    def save_overload(self, signature: object, compiled: object) -> None:
        if CACHED:
            super().save_overload(signature, compiled)


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
    compiled = numba.njit(no_cfunc_wrapper=True)(function)
    if READ:
        compiled._cache = _Kept(function)  # numba has no public way to choose a cache
    made: F = compiled
    return made


def in_kernel[F: Callable[..., object]](function: F) -> F:
    """Make ``function`` a part of the kernels that call it; called from Python it stays Python."""
    compiled: F = numba.extending.register_jitable(no_cfunc_wrapper=True)(function)
    return compiled


_MARK = "warm"


def is_warm() -> bool:
    """Tell whether a full year has been compiled into the cache before."""
    return (CACHE / _MARK).exists()


def mark_warm() -> None:
    """Remember that a full year has been compiled into the cache."""
    if CACHED:
        CACHE.mkdir(parents=True, exist_ok=True)
        (CACHE / _MARK).touch()
