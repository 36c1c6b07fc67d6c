"""Blocks as plain data, numbered: what the templates of Word and PDF are filled with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from teacherflow_analysis.brief.blocks import Block, Brief, Figure, Heading, Note, Paragraph, Table
from teacherflow_analysis.brief.references import references
from teacherflow_analysis.brief.words import words_of


class Plain:
    """The blocks of a brief as mappings; tables and figures are numbered through.

    Each has ``kind``; beside it ``text``, ``lead``, ``item``, ``level``, ``caption``, ``head``,
    ``rows`` (cells with ``text`` and ``tone``), ``note``, ``shares``, ``flush``, ``name`` and ``alt``.
    """

    def __init__(self, brief: Brief) -> None:
        self.words = words_of(brief.language)
        self.tables = self.figures = 0
        self.references = references(brief)
        self.first = list(self._blocks(brief.first, 0))
        self.rest = list(self._blocks(brief.rest, len(brief.first)))

    def _blocks(self, blocks: Sequence[Block], start: int) -> Iterator[dict[str, Any]]:
        for place, block in enumerate(blocks, start):
            made = {"kind": type(block).__name__, **self._of(block)}
            if place in self.references:
                made["text"] += self.references[place]
            yield made

    def _of(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading(text, level):
                return {"text": text, "level": level}
            case Note(line):
                return {"text": str(line)}
            case Paragraph(line, lead, item):
                colon = self.words["colon"] if lead and item else ""
                return {"text": str(line), "lead": f"{lead}{colon}", "item": item}
            case Table():
                self.tables += 1
                return {
                    "caption": self._numbered("table", self.tables, block.caption),
                    "head": list(block.head),
                    "rows": [
                        [{"text": str(cell), "tone": cell.tone} for cell in row]
                        for row in block.rows
                    ],
                    "note": block.note,
                    "shares": block.shares,
                    "flush": block.flush,
                }
            case Figure():
                self.figures += 1
                caption = self._numbered("figure", self.figures, block.caption)
                return {"caption": caption, "name": block.name, "alt": block.alt}

    def _numbered(self, what: str, n: int, caption: str) -> str:
        return f"{self.words[what]}\u00a0{n}{self.words['stop']}{caption}"
