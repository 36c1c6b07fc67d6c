"""The program that asks for workers: Python loads it anew in each of them."""

from __future__ import annotations

import sys
from pathlib import Path

from teacherflow.study.faults import StudyFault
from teacherflow.text import Text

_GUARD = "__main__"


def check_main() -> None:
    """Refuse a script without ``if __name__ == "__main__":``, before any worker begins.

    Every worker would run it from its first line on, meet the same call and die of it; the units
    of work would be said to have failed for want of memory.

    Raises
    ------
    StudyFault
        Names the script, and what to write. Notebooks and consoles have no file, and may go on.
    """
    file = getattr(sys.modules.get("__main__"), "__file__", None)
    if file is None or _is_guarded(Path(file)):
        return
    line = f'if __name__ == "{_GUARD}":'
    raise StudyFault(
        Text(
            f"{file} 中没有 {line} 这一行，每个进程都会把它从头再执行一遍。"
            "请把运行写在这一行之下（缩进），或用 workers=1",
            f"{file} has no line {line}, so every worker process would run it from its start. "
            "Put the run below such a line (indented), or use workers=1",
        )
    )


def _is_guarded(file: Path) -> bool:
    try:
        return _GUARD in file.read_text(encoding="utf-8", errors="replace")
    except OSError:  # inside an archive, or typed in
        return True
