"""The cells of a CSV file as spreadsheets save it: its encoding and its separator are found out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from teacherflow.faults import Faults, Position
from teacherflow.population.school_words import NAMES, plain
from teacherflow.text import Text
from teacherflow.yaml_tree import bytes_of

MOST_BYTES: Final = 5_000_000
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
"""How "Unicode text" of a spreadsheet begins."""


def lines_of(path: Path, faults: Faults) -> list[list[str]] | None:
    """Return the cells of every line; None if there are none, and why goes to ``faults``."""
    text = _text(path, faults)
    if text is None:
        return None
    lines = _lines(str(path), text, faults)
    if lines == [] or (lines and not any(cell.strip() for line in lines for cell in line)):
        faults.error(Position(str(path)), "", Text("文件是空的", "the file is empty"))
        return None
    return lines


def _text(path: Path, faults: Faults) -> str | None:
    """Return the text of a file in UTF-8, UTF-16, or as Chinese spreadsheets save it (GB 18030)."""
    here = Position(str(path))
    raw = bytes_of(path, here, MOST_BYTES, faults)
    if raw is None:
        return None
    for encoding in ("utf-16",) if raw.startswith(_UTF_16) else ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    message = Text(
        "不是 CSV 文本；请在 Excel 或 WPS 中打开，另存为“CSV UTF-8（逗号分隔）”",
        "not text in CSV: save it as CSV (UTF-8) from the spreadsheet",
    )
    faults.error(here, "", message)
    return None


def _lines(file: str, text: str, faults: Faults) -> list[list[str]] | None:
    found: list[list[str]] = []
    try:
        found.extend(_reader(text, _separator(text)))
    except csv.Error as error:
        message = Text(
            f"这一行的引号没有成对（{error}）", f"a quotation mark is not closed here ({error})"
        )
        faults.error(Position(file, len(found) + 1), "", message)
        return None
    return found


def _reader(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _separator(text: str) -> str:
    """Return the sign by which the first line falls into most columns that are known."""

    def known(separator: str) -> int:
        try:
            first: list[str] = next(_reader(text, separator), [])
        except csv.Error:
            return 0
        return sum(plain(cell).lower() in NAMES for cell in first)

    return max((",", "\t", ";"), key=known)
