"""Texts side by side, as many in a row as stay legible, the others below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from teacherflow_analysis.folding import folded

if TYPE_CHECKING:
    from rich.table import Table

LEGIBLE = 38
"""Cells that a column needs."""
GAP = 2
MARKS = ("▸ ", "· ")
"""What the first line of an item begins with; the lines that follow from it stand below its text."""


class Column(NamedTuple):
    """Lines of text, and of whom or what they tell."""

    names: tuple[str, ...]
    lines: Sequence[str]


def side_by_side(columns: Sequence[Column], width: int) -> Iterator[Table | str]:
    """Yield a table for each row of columns, and an empty line between them.

    Parameters
    ----------
    columns : sequence of Column
    width : int
        Cells of the terminal.
    """
    many = min(len(columns), max(1, (width + GAP) // (LEGIBLE + GAP)))
    each = (width - GAP * (many - 1)) // many
    for first in range(0, len(columns), many):
        if first:
            yield ""
        yield _row(columns[first : first + many], each)


def _row(columns: Sequence[Column], width: int) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, GAP, 0, 0), pad_edge=False)
    cells = []
    for column in columns:
        table.add_column(width=width, no_wrap=True)
        cell = Text()
        for name in column.names:
            cell.append("\n".join(folded(name, width)) + "\n", style="bold cyan")
        cell.append("\n".join(hung(column.lines, width)))
        cells.append(cell)
    table.add_row(*cells)
    return table


def hung(lines: Sequence[str], width: int) -> list[str]:
    """Return lines of a given width; what follows from a marked line stands below its text."""
    found: list[str] = []
    for line in lines:
        mark = line[: len(MARKS[0])] if line.startswith(MARKS) else ""
        first, *more = folded(line.removeprefix(mark), width - len(mark))
        found += [mark + first, *(" " * len(mark) + one for one in more)]
    return found
