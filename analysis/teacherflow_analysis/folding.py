"""Lines of a given width in Chinese and in English: where a line may break.

English breaks at spaces. Chinese breaks between any two characters, but no line begins with a
mark that closes (，。；：、）》) and none ends with one that opens （《“. Numbers and Latin words
inside Chinese stay whole, and so does what a no-break space joins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from teacherflow_analysis.line_breaks import CLOSING, OPENING

LONGEST = 30
"""Cells from which on a word may be broken after all (a path, a hash)."""

_WIDE = r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
_PIECE = re.compile(
    rf"[{re.escape(OPENING)}]*(?:{_WIDE}|(?:[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\uffef“”‘’]|\u00a0)+|\S)"
    rf"[{re.escape(CLOSING)}]*"
)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Yield what may not be broken, and whether a space stands before it."""
    end = 0
    for found in _PIECE.finditer(text):
        yield found[0], found.start() > end
        end = found.end()


def longest(text: str) -> int:
    """Return the cells of the widest piece, at most `LONGEST`."""
    from rich.cells import cell_len

    return min(LONGEST, max((cell_len(piece) for piece, _ in pieces(text)), default=1))


def folded(text: str, width: int) -> list[str]:
    """Return the lines of a text, each at most ``width`` cells wide; line breaks are kept.

    The spaces that a line begins with are repeated on the lines that follow from it.
    """
    return [line for one in text.split("\n") for line in _folded(one, width)]


def _folded(text: str, width: int) -> list[str]:
    from rich.cells import cell_len, chop_cells

    indent = text[: len(text) - len(text.lstrip())]
    room = max(1, width - len(indent))
    if cell_len(text) <= width:
        return [text.rstrip()]
    lines, line = [], ""
    for piece, spaced in pieces(text.strip()):
        gap = " " if spaced and line else ""
        if line and cell_len(line + gap + piece) > room:
            lines.append(line)
            line, gap = "", ""
        *whole, rest = chop_cells(piece, room)  # one part, unless it is wider than the line
        lines += whole
        line += gap + rest
    return [indent + one for one in (*lines, line)]
