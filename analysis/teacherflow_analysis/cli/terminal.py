"""What verbs share: tables on standard output, messages on standard error, JSON."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from teacherflow_analysis.cli import streams
from teacherflow_analysis.cli.language import language

if TYPE_CHECKING:
    from rich.console import Console

    from teacherflow.text import Text

PIPED_WIDTH = 120
"""Columns of a table when standard output is not a terminal and COLUMNS is not set."""


def console(*, error: bool = False) -> Console:
    """Return a console; piped output has a fixed width and no colour."""
    from rich.console import Console

    stream = sys.stderr if error else sys.stdout
    fixed = None if stream.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH
    return Console(stderr=error, width=fixed, highlight=False)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, or its rows one below the other if the terminal is too narrow."""
    from teacherflow_analysis.cli.tables import lay_out

    screen = console()
    for part in lay_out(head, list(rows), screen.width):
        screen.print(part)


def heading(text: str) -> None:
    """Print a line that stands out."""
    console().print(text, style="bold", markup=False)


def line(text: str) -> None:
    """Print a line."""
    console().print(text, markup=False)


def paragraph(text: str) -> None:
    """Print running text, broken where the language allows."""
    from teacherflow_analysis.folding import folded

    for one in folded(text, console().width):
        line(one)


def verbatim(text: str) -> None:
    """Print lines as they are, however long: they are to be copied."""
    console().print(text, markup=False, soft_wrap=True)


def note(text: str) -> None:
    """Print a line on standard error."""
    print(text, file=sys.stderr)


def print_json(value: Any) -> None:
    """Print machine-readable output, and nothing else may go there.

    JSON is UTF-8: where standard output is not, letters beyond ASCII are escaped.
    """
    escaped = not streams.is_utf_8()
    print(json.dumps(value, ensure_ascii=escaped, indent=2, allow_nan=False))


def words(text: Text) -> str:
    """Return bilingual text in the language in use."""
    return text.to(language())
