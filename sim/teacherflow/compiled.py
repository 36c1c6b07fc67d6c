"""Compilation of the decision functions and phase kernels, cached on disk.

``kernel`` is numba's ``njit`` with a cache whose folder is named after the sources of the
engine. numba alone checks only the file that holds a kernel; a changed function that the kernel
calls from another file would go unseen. New text in any file with kernels gets a new folder.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import numba
from platformdirs import user_cache_path

_ENGINE = Path(__file__).parent
_KEPT = 4


def _fingerprint() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for source in sorted(_ENGINE.rglob("*.py")):
        text = source.read_bytes()
        if b"@kernel" in text:
            digest.update(str(source.relative_to(_ENGINE)).encode())
            digest.update(text)
    return digest.hexdigest()


def _cache_folder() -> Path:
    chosen = os.environ.get("TEACHERFLOW_CACHE")
    root = Path(chosen) if chosen else user_cache_path("teacherflow")
    return root / f"kernels-{_fingerprint()}"


def _prepare(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        older = sorted(
            (p for p in folder.parent.glob("kernels-*") if p != folder),
            key=lambda p: p.stat().st_mtime,
        )
        for stale in older[: max(0, len(older) - _KEPT)]:
            for file in sorted(stale.rglob("*"), reverse=True):
                file.rmdir() if file.is_dir() else file.unlink()
            stale.rmdir()
    except OSError:
        return folder.is_dir() and os.access(folder, os.W_OK)
    return os.access(folder, os.W_OK)


CACHE = _cache_folder()
_CACHED = _prepare(CACHE)
if _CACHED:
    numba.config.CACHE_DIR = str(CACHE)


def kernel[F: Callable[..., object]](function: F) -> F:
    """Compile ``function`` with numba (IEEE arithmetic, no Python objects), cached on disk."""
    compiled: F = numba.njit(cache=_CACHED)(function)
    return compiled


def is_warm() -> bool:
    """Tell whether a full year has been compiled into the cache before."""
    return (CACHE / "warm").exists()


def mark_warm() -> None:
    """Remember that a full year has been compiled into the cache."""
    if _CACHED:
        (CACHE / "warm").touch()
