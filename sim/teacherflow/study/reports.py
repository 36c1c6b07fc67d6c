"""What a run tells those who watch it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from teacherflow.text import Text


@dataclass(frozen=True)
class Report:
    """Where a run stands, for those who watch it.

    Attributes
    ----------
    done, total : int
        Units of work finished, and wanted, in this run.
    note : Text or None
        What is going on besides.
    minor : bool
        The note matters only to who has waited already.
    apart : int
        So many of the units done took longer than the others will: they compiled the model.
    workers : int
        How many units run at once, as far as known.
    seconds : float
        What the last unit took; 0 if it failed in the model, or there is none.
    """

    done: int
    total: int
    note: Text | None = None
    minor: bool = False
    apart: int = 0
    workers: int = 1
    seconds: float = 0.0


type Watch = Callable[[Report], None]

COMPILING = Text(
    "首次运行：正在编译模型（只需一次，约十至二十秒）…",
    "First run: compiling the model (once, ten to twenty seconds) …",
)


def compiling_in_vain(folder: Path) -> Text:
    """Say that the model is compiled and nobody may keep it, as in a pod without a place for it."""
    return Text(
        f"正在编译模型（每个进程各需十至二十秒）：{folder} 不可写，编译结果无法保留，每次运行都要重新编译；"
        "可用环境变量 TEACHERFLOW_CACHE 另指文件夹…",
        f"Compiling the model (ten to twenty seconds in each process): {folder} cannot be written, "
        "so every run compiles anew; name another folder in the environment variable "
        "TEACHERFLOW_CACHE …",
    )


MERGING = Text("正在合并结果表…", "Merging the tables …")
REDOING = Text(
    "有结果表缺失或损坏，正在重新计算：",
    "Tables are missing or damaged and are made again: ",
)
