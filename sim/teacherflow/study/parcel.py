"""Finished units on their way from a machine that does not have the folder of results.

The worker stores the units in a folder of its own, with the code that stores units everywhere, and
sends the bytes of the files; who has the folder of results puts them there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from teacherflow.study import durable
from teacherflow.study.faults import StoreFault, storing
from teacherflow.study.store import PARTS, Receipt, land, parts_of
from teacherflow.text import Text


@dataclass(frozen=True)
class Parcel:
    """A part: the receipts of its units, and the bytes of its Parquet files by table."""

    receipts: Sequence[Receipt]
    files: Mapping[str, bytes]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(map(len, self.files.values()))


def pack(folder: Path, receipts: Sequence[Receipt]) -> Parcel:
    """Return the part that ``receipts`` tell of, read from ``folder``."""
    (name,) = parts_of(receipts)
    part = folder / PARTS / name
    with storing(folder):
        files = {table: (part / f"{table}.parquet").read_bytes() for table in receipts[0].files}
    return Parcel(receipts, files)


def unpack(folder: Path, parcel: Parcel) -> list[Receipt]:
    """Store the part in ``folder``, whole or not at all.

    Raises
    ------
    StoreFault
        If it cannot be written, or was changed on its way.
    """
    first = parcel.receipts[0]
    found = {table: durable.hash_bytes(data) for table, data in parcel.files.items()}
    if found != first.files:
        name = first.unit.name
        raise StoreFault(
            Text(
                f"{name} 的结果在传输中损坏。请重新执行同一命令：已完成的部分会保留。",
                f"The results of {name} were damaged on their way. Give the same command again: "
                "what is finished is kept.",
            )
        )

    def fill(aside: Path) -> list[Receipt]:
        for table, data in parcel.files.items():
            durable.produce(aside / f"{table}.parquet", partial(durable.put, data))
        return list(parcel.receipts)

    return land(folder, first.unit, fill)
