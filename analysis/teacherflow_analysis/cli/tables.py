"""Tables that never break a word: columns where they fit, else one block of lines for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from teacherflow_analysis.cli.language import say
from teacherflow_analysis.folding import folded, longest

if TYPE_CHECKING:
    from rich.table import Table

GAP = 2
"""Cells between columns."""


def lay_out(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Any]:
    """Return what to print: a table if every word fits its column, else blocks of lines.

    Parameters
    ----------
    head : sequence of str
    rows : sequence of sequence of str
        Cells; a cell may have several lines.
    width : int
        Cells of the terminal.
    """
    widths = _widths([head, *rows], width - 2)
    if widths is None:
        return _blocks(head, rows, width)
    return [_table(head, rows, widths)]


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Share out the room: each column its longest word, the rest by need; None if too narrow."""
    columns = list(zip(*rows, strict=True))
    least = [max(map(_longest_word, column)) for column in columns]
    most = [max(map(_longest_line, column)) for column in columns]
    room -= GAP * (len(columns) - 1)
    if sum(least) > room:
        return None
    widths, spare = list(least), room - sum(least)
    while spare > 0 and widths != most:
        open_ = [k for k, wide in enumerate(widths) if wide < most[k]]
        share = max(1, spare // len(open_))
        for k in open_[:spare]:
            more = min(share, most[k] - widths[k], spare)
            widths[k] += more
            spare -= more
    return widths


def _longest_word(cell: str) -> int:
    """Return the widest piece of a cell, the indent of its line included."""
    lines = cell.split("\n")
    return max(len(line) - len(line.lstrip()) + longest(line) for line in lines)


def _longest_line(cell: str) -> int:
    from rich.cells import cell_len

    return max(map(cell_len, cell.splitlines()), default=1) or 1


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, padding=(0, GAP - 1, 0, 0), pad_edge=False)
    for words, wide in zip(head, widths, strict=True):
        table.add_column("\n".join(folded(words, wide)), width=wide, overflow="fold")
    for row in rows:
        cells = zip(row, widths, strict=True)
        table.add_row(*(Text("\n".join(folded(cell, wide))) for cell, wide in cells))
    return table


def _blocks(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[Any]:
    """Return each row as its first cell and, indented, the others with their headings."""
    from rich.text import Text

    blocks: list[Any] = []
    for row in rows:
        if row[0]:
            first, *more = row[0].split("\n")
            blocks.append(Text(first, style="bold"))
            blocks += [Text(line) for one in more for line in folded(one, width)]
        for words, cell in zip(head[1:], row[1:], strict=True):
            if cell:
                first, *more = f"{words}{say('：', ': ')}{cell}".split("\n")
                lines = [f"  {first}", *(f"    {line.strip()}" for line in more)]
                blocks += [Text(line) for one in lines for line in folded(one, width)]
    return blocks
