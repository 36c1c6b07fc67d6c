"""Files that are whole or absent, whatever happens: temporary name, fsync, rename, fsync.

Every operation that a crash may interrupt passes `HOOK` first, so that tests can die at the n-th
write, fsync or rename. The hook is called before the operation; for a write the path is that of
the temporary file, in which the hook may leave torn bytes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

type Hook = Callable[[str, Path], None]

HOOK: Hook | None = None
"""Called with ("write" | "fsync" | "rename" | "remove", path) before each operation."""

_CHUNK = 1 << 20


def _about_to(operation: str, path: Path) -> None:
    if HOOK is not None:
        HOOK(operation, path)


def produce(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` fill the file ``path`` and bring its bytes to the disk.

    The file has its final name at once: callers give names that nobody reads before a later
    rename (of the file or its folder) or before a manifest lists it.
    """
    _about_to("write", path)
    write(path)
    fsync(path)


def produce_all(
    files: Mapping[Path, Callable[[Path], None]], at_once: int, stop: Callable[[], None]
) -> None:
    """Fill several files, some at once, and bring them to the disk in the order given.

    Parameters
    ----------
    at_once : int
        How many are filled at the same time, each by a thread.
    stop : callable
        Called when one has failed or the run is interrupted: bids those under way give up.
    """
    for path in files:
        _about_to("write", path)
    with ThreadPoolExecutor(at_once) as pool:
        writing = [pool.submit(write, path) for path, write in files.items()]
        try:
            for one in writing:
                one.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            stop()
            raise
    for path in files:
        fsync(path)


def replace_file(path: Path, data: bytes) -> None:
    """Put ``data`` into ``path``, replacing an older file at one instant.

    Only one process may write a path at a time: the temporary name is always the same, so that
    what a crash leaves is overwritten by the next start.
    """
    aside = path.with_name(f".{path.name}.tmp")
    produce(aside, partial(put, data))
    rename(aside, path)


def put(data: bytes, path: Path) -> None:
    """Write ``data`` to ``path``; for `produce`."""
    path.write_bytes(data)


def fsync_folders(files: Iterable[Path], root: Path) -> None:
    """Bring the folders of ``files``, up to ``root``, to the disk."""
    for folder in sorted({up for file in files for up in file.relative_to(root).parents}):
        fsync(root / folder)


def rename(source: Path, target: Path) -> None:
    """Give a file or a folder its final name and bring that to the disk."""
    _about_to("rename", target)
    os.replace(source, target)
    fsync(target.parent)


def fsync(path: Path) -> None:
    """Bring a file or (where the system allows it) a folder to the disk."""
    _about_to("fsync", path)
    if path.is_dir():
        if os.name != "nt":
            _synchronise(path, os.O_RDONLY)
    else:
        _synchronise(path, os.O_RDWR)


def remove(path: Path) -> None:
    """Remove a file or a folder with all it holds; nothing happens if it is absent."""
    if not path.exists():
        return
    _about_to("remove", path)
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def hash_of(path: Path) -> str:
    """Return the BLAKE2b hash of a file, 32 hexadecimal digits."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def hash_bytes(data: bytes) -> str:
    """Return the hash that a file with these bytes has."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def is_whole(path: Path, expected: str) -> bool:
    """Tell whether a file exists and has the expected hash."""
    return path.is_file() and hash_of(path) == expected


def _synchronise(path: Path, flags: int) -> None:
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
