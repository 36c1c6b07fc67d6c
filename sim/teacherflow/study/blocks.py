"""A block of a study: every N-th unit, for machines that share nothing but the study file.

The units of a study stand in a fixed order; unit ``k`` is in block ``(k + k div N) mod N``. So
the sizes of blocks differ by one unit at most, a unit keeps its block when replications are
added, and no block gets one county of a study in all its replications.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from teacherflow.study.faults import StudyFault
from teacherflow.study.plan import Unit
from teacherflow.text import Text


@dataclass(frozen=True)
class Block:
    """The ``index``-th of ``count`` blocks, counted from 1.

    Attributes
    ----------
    index, count : int
        1 ≤ index ≤ count.
    """

    index: int
    count: int

    def units(self, units: Sequence[Unit]) -> list[Unit]:
        """Return those of all units of a study that are in this block."""
        return [unit for k, unit in enumerate(units) if place(k, self.count) == self.index]

    @property
    def suffix(self) -> str:
        """End of the name of the folder of the block."""
        return f".block-{self.index}-of-{self.count}"

    @property
    def text(self) -> Text:
        """Return the block in words."""
        return Text(
            f"第 {self.index} 块（共 {self.count} 块）", f"block {self.index} of {self.count}"
        )

    def __str__(self) -> str:
        return f"{self.index}/{self.count}"


def place(k: int, count: int) -> int:
    """Return the block, counted from 1, of the ``k``-th unit, counted from 0."""
    return (k + k // count) % count + 1


def parse_block(text: str) -> Block:
    """Return the block that the command line names as ``i/N``.

    Raises
    ------
    StudyFault
        If it is not ``i/N`` with 1 ≤ i ≤ N.
    """
    found = re.fullmatch(r"([0-9]{1,7})/([0-9]{1,7})", text.strip())
    if found:
        block = Block(int(found[1]), int(found[2]))
        if 1 <= block.index <= block.count:
            return block
    raise StudyFault(
        Text(
            f"--block 应写作 i/N，且 1 ≤ i ≤ N，例如 3/8（共 8 块中的第 3 块）；现为 {text!r}",
            f"--block must be i/N with 1 ≤ i ≤ N, such as 3/8 (the third of eight); found {text!r}",
        )
    )


def check_block(held: Block | None, wanted: Block | None, folder: str) -> None:
    """Refuse to put one block of a study into the folder of another, or of the whole.

    Raises
    ------
    StudyFault
        If the folder holds something else.
    """
    if held == wanted:
        return
    whole = Text("整项研究", "the whole study")
    there, asked = (held.text if held else whole), (wanted.text if wanted else whole)
    raise StudyFault(
        Text(
            f"{folder} 中是{there.zh}，不能写入{asked.zh}。请用 --out 指定其他文件夹；"
            "各块都完成后，用 teacherflow merge 合并。",
            f"{folder} holds {there.en}, and {asked.en} cannot go into it. Choose another folder "
            "with --out; when all blocks are done, teacherflow merge joins them.",
        )
    )
