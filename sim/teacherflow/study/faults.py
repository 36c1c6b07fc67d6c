"""What can go wrong around a run, in words for its user."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from teacherflow.study.engine import duckdb
from teacherflow.text import Text

FAILED, WRONG_INPUT, INTERRUPTED = 1, 2, 130
"""Exit codes of the command line: a run failed, the input is wrong, interrupted and resumable."""


class StudyFault(Exception):  # noqa: N818 - a word of the house: every fault is told, none is a bug
    """A fault with a message in both languages and the exit code it leads to.

    Parameters
    ----------
    text : Text
        What was found, where, and what can be done.
    code : int
        Exit code of the command line.
    """

    def __init__(self, text: Text, code: int = WRONG_INPUT) -> None:
        self.text, self.code = text, code
        super().__init__(text.en)

    def __reduce__(self) -> tuple[type[StudyFault], tuple[Text, int]]:
        return type(self), (self.text, self.code)


class StoreFault(StudyFault):
    """The folder of results cannot be read or written; the run stops, finished units are kept."""


class UnitFault(Exception):  # noqa: N818 - see StudyFault
    """One unit of work cannot be finished; the others go on.

    Parameters
    ----------
    where : str
        Scenario, year and place of the fault.
    why : str
        What was found and what was expected.
    """

    def __init__(self, where: str, why: str) -> None:
        self.where, self.why = where, why
        super().__init__(f"{where}: {why}")

    def __reduce__(self) -> tuple[type[UnitFault], tuple[str, str]]:
        return type(self), (self.where, self.why)


@contextmanager
def storing(place: Path) -> Iterator[None]:
    """Turn errors of the file system at ``place`` into a `StoreFault` that says what to do."""
    try:
        yield
    except OSError as error:
        raise StoreFault(_told(place, error.errno, str(error)), FAILED) from error
    except duckdb.Error as error:
        raise StoreFault(_told(place, _guessed(str(error)), str(error)), FAILED) from error


def _guessed(message: str) -> int | None:
    """Return the error number that DuckDB spells out in words."""
    lowered = message.lower()
    words = {"no space left": errno.ENOSPC, "permission denied": errno.EACCES}
    words["read-only file system"] = errno.EROFS
    return next((number for word, number in words.items() if word in lowered), None)


def _told(place: Path, number: int | None, message: str) -> Text:
    if number in (errno.ENOSPC, errno.EDQUOT):
        return Text(
            f"磁盘已满，无法写入 {place}。请腾出空间后重新执行同一命令：已完成的部分会保留。",
            f"The disk is full: {place} cannot be written. Free some space and give the same "
            "command again: what is finished is kept.",
        )
    if number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Text(
            f"没有权限写入 {place}。请更改权限，或用 --out 指定其他文件夹。",
            f"{place} may not be written. Change its permissions or choose another folder "
            "with --out.",
        )
    return Text(
        f"读写 {place} 时出错：{message}。已完成的部分会保留，排除故障后可重新执行同一命令。",
        f"{place} cannot be read or written: {message}. What is finished is kept; give the same "
        "command again when the cause is gone.",
    )


def place_of_error(error: BaseException) -> str:
    """Return the innermost line of source at which an error was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown place"
    file = Path(frames[-1].filename)
    return f"{file.parent.name}/{file.name}:{frames[-1].lineno}"
