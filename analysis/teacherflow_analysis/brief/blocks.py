"""What a brief is made of: typed blocks, whose numbers know where they come from.

Every renderer reads these and adds nothing of its own, so all formats say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from teacherflow.text import Language

WHOLE: Final = 16
"""A table of so many rows stays on one page; a longer one repeats its head."""
ABSENT: Final = "–"
"""Where there is no number."""


@dataclass(frozen=True)
class Source:
    """How a number is found in the stored results.

    Attributes
    ----------
    table : str
        A table of the results, ``manifest`` or ``catalogue`` (of parameters).
    column : str
        Column, or path of keys joined by dots.
    statistic : str
        ``mean``, ``low``, ``high`` of a level; ``difference``, ``difference_low``,
        ``difference_high`` of pairs; ``share`` of the cases that are better, ``best`` and
        ``regret`` over draws; ``value`` as it stands.
    scenario, against : str or None
        The scenario, and what it is compared with.
    year : int, str or None
        School year, or ``last5``.
    where : mapping of str to str
        Further conditions on the rows.
    """

    table: str
    column: str
    statistic: str
    scenario: str | None = None
    against: str | None = None
    year: int | str | None = None
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Number:
    """A number as it is written, and as it is stored.

    Attributes
    ----------
    value : float
        In the unit of the results.
    text : str
        As readers see it, without unit.
    scale, place : float
        ``text`` is ``value * scale``, rounded to a multiple of ``place``.
    """

    value: float
    text: str
    source: Source
    scale: float = 1.0
    place: float = 1.0


type Part = str | Number


@dataclass(frozen=True)
class Line:
    """A run of words and numbers."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers of the line."""
        return tuple(part for part in self.parts if isinstance(part, Number))


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 begins a section."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``lead`` is set in bold before it, ``item`` makes it one of a list.

    ``refers``: the tables and figures of its section are named at its end (`references`).
    """

    line: Line
    lead: str = ""
    item: bool = False
    refers: bool = False


@dataclass(frozen=True)
class Note:
    """What a reader must not overlook, set apart."""

    line: Line


@dataclass(frozen=True)
class Cell:
    """A cell of a table; a sign in words goes with every colour a renderer may add."""

    line: Line
    tone: str = ""

    def __str__(self) -> str:
        return str(self.line)

    @property
    def measured(self) -> bool:
        """Whether it holds a single number, perhaps with its unit, or a dash in place of one."""
        parts = self.line.parts
        number = len(self.line.numbers) == 1 and isinstance(parts[0], Number)
        return not self.tone and (number or str(self) == ABSENT)


@dataclass(frozen=True)
class Table:
    """A table with a caption; the first column names the rows.

    Attributes
    ----------
    widths : tuple of float
        Relative widths of the columns.
    """

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    widths: tuple[float, ...] = ()

    @property
    def shares(self) -> list[float]:
        """Widths of the columns as shares of the table."""
        given = self.widths or (1.6, *(1.0,) * (len(self.head) - 1))
        return [one / sum(given) for one in given]

    @property
    def flush(self) -> list[bool]:
        """Whether each column holds numbers only, which stand flush right."""
        columns = list(zip(*self.rows, strict=True)) or [()] * len(self.head)
        told = any(cell.tone for column in columns for cell in column)
        return [
            i > 0 and not told and all(cell.measured for cell in column)
            for i, column in enumerate(columns)
        ]


@dataclass(frozen=True)
class Figure:
    """A figure of the study by name; ``alt`` says in words what it shows."""

    name: str
    caption: str
    alt: str


type Block = Heading | Paragraph | Note | Table | Figure


@dataclass(frozen=True)
class Brief:
    """The whole content.

    Attributes
    ----------
    first : tuple of Block
        Page one.
    rest : tuple of Block
        The sections after it.
    facts : mapping
        Provenance, kept in the metadata of every format.
    """

    language: Language
    title: str
    subtitle: str
    warning: str
    first: tuple[Block, ...]
    rest: tuple[Block, ...]
    facts: Mapping[str, Any] = field(repr=False)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All blocks in order."""
        return (*self.first, *self.rest)

    @property
    def figures(self) -> list[str]:
        """Names of the figures, in order."""
        return [block.name for block in self.blocks if isinstance(block, Figure)]

    def lines(self) -> Iterator[Line]:
        """Yield every line that may hold numbers."""
        for block in self.blocks:
            if isinstance(block, Paragraph | Note):
                yield block.line
            elif isinstance(block, Table):
                yield from (cell.line for row in block.rows for cell in row)

    def texts(self) -> Iterator[str]:
        """Yield everything that is written."""
        yield from (self.title, self.subtitle, self.warning)
        yield from map(str, self.lines())
        for block in self.blocks:
            if isinstance(block, Heading):
                yield block.text
            elif isinstance(block, Paragraph):
                yield block.lead
            elif isinstance(block, Table):
                yield from (block.caption, *block.head, block.note)
            elif isinstance(block, Figure):
                yield from (block.caption, block.alt)
