"""Tables of measurements, and their places in the README of benchmarks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).resolve().parent / "README.md"


@dataclass(frozen=True)
class Line:
    """One line of a table."""

    what: str
    value: str
    wanted: str = ""


def listed(title: str, lines: list[Line]) -> str:
    """Return one table."""
    head = [f"| {title} | measured | wanted |", "|---|---|---|"]
    return "\n".join([*head, *(f"| {a.what} | {a.value} | {a.wanted} |" for a in lines)])


def into_readme(table: str, name: str) -> None:
    """Put a table between its marks in the README."""
    marks = [f"<!-- {name}: {end} -->" for end in ("begin", "end")]
    text = README.read_text(encoding="utf-8")
    begin, end = (text.index(mark) for mark in marks)
    text = f"{text[: begin + len(marks[0])]}\n\n{table}\n\n{text[end:]}"
    README.write_text(text, encoding="utf-8")
