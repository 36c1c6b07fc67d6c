"""Whether this processor can run DuckDB, told in a sentence instead of an illegal instruction.

DuckDB as installed from its packages uses AVX2, FMA and BMI2 on x86-64 from version 2 on, from the
moment of its import; old laptops and some virtual machines lack them. What neither runs a study nor
reads results does not need DuckDB.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from teacherflow.text import Text

NEEDED: Final = ("avx2", "fma", "bmi2")
"""What DuckDB uses, as Linux calls it."""
SINCE: Final = 2
"""First version of DuckDB whose packages use it."""
_FIRST_CORE: Final = 8192
"""Bytes that tell of the first core: the whole file takes long on a machine of many."""


class ProcessorFault(Exception):  # noqa: N818 - a word of the house: every fault is told, none is a bug
    """The processor lacks what DuckDB needs.

    Parameters
    ----------
    text : Text
        What is missing, and what can be done.
    """

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


def check(root: Path = Path("/"), installed: str | None = None) -> None:
    """Refuse a processor on which importing DuckDB would end this process.

    Parameters
    ----------
    root : Path
        Where ``proc`` is; a system without it is not asked.
    installed : str, optional
        Version of DuckDB; by default the one that is installed.

    Raises
    ------
    ProcessorFault
        If the processor lacks what the installed DuckDB needs.
    """
    missing = _missing(root)
    if not missing:
        return
    found = _installed() if installed is None else installed
    first = found.partition(".")[0]
    if first.isdecimal() and int(first) >= SINCE:
        raise ProcessorFault(_told(missing, found))


def _missing(root: Path) -> list[str]:
    """Return what an x86 processor lacks; none where the system does not list what it has."""
    try:
        with (root / "proc/cpuinfo").open("rb") as file:
            told = file.read(_FIRST_CORE)
    except OSError:
        return []
    line = next((line for line in told.splitlines() if line.startswith(b"flags")), b"")
    flags = line.decode("ascii", "replace").split()
    return [name for name in NEEDED if flags and name not in flags]


def _installed() -> str:
    try:
        return version("duckdb")
    except PackageNotFoundError:
        return ""


def _told(missing: list[str], installed: str) -> Text:
    zh, en = (mark.join(missing).upper() for mark in ("、", ", "))
    return Text(
        f"本机的处理器没有 {zh} 指令，而所装的 DuckDB {installed} 要用，一启动就会中止，"
        '因此无法运行研究，也无法读取结果。请改装第 2 版以前的 DuckDB：pip install "duckdb<2"'
        '（用 uv 时：uv add "duckdb<2"），然后重新执行同一命令。',
        f"This processor has no {en}, which DuckDB {installed} as installed needs from its start: "
        "studies cannot be run nor results read. Install a DuckDB before version 2: "
        'pip install "duckdb<2" (with uv: uv add "duckdb<2"), then give the same command again.',
    )
