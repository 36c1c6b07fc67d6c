"""How high the blocks of a brief become in Word, reckoned from the styles of its template.

Word sets the file only when it is opened, so nothing can be measured. Lines have fixed heights in
the shipped template; how many a text takes is reckoned from the letters of Times, Chinese ones
being square. What is reckoned differs a little from what is set: `paging.paged` leaves room for it.
Lengths are points.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import east_asian_width

WIDTHS: Final = """
250 333 408 500 500 833 778 333 333 333 500 564 250 333 250 278 500 500 500
500 500 500 500 500 500 500 278 278 564 564 564 444 921 722 667 667 722 611
556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 722
722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500
278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541
"""
LATIN: Final = tuple(map(int, WIDTHS.split()))
"""Widths of the letters of ASCII from the space on in Times, in thousandths of their size."""
OTHER: Final = 500
SQUARE: Final = 1000
PIECE: Final = re.compile(r"[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+")
"""What no line parts: a Chinese letter, or a word with the space behind it."""
HEADS: Final = 1.15
"""Letters of headings and captions, bold ones of Arial, are wider by so much."""
CELL: Final = (8.0, 10.0)
"""Size of letters and height of lines in tables."""
INSIDE: Final = 10.8
"""Left free at both sides of a cell."""
RULE: Final = 0.5
STYLES: Final = {
    ("Heading", 1): "Heading 1",
    ("Heading", 2): "Heading 2",
    "Note": "Intense Quote",
    "item": "List Bullet",
    "Paragraph": "Normal",
}

type Block = Mapping[str, Any]


@dataclass(frozen=True)
class Face:
    """What a style of the template says of a paragraph."""

    size: float
    line: float
    before: float
    after: float
    indent: float
    wide: float = 1.0

    def lines(self, text: str, width: float) -> int:
        """Return how many lines a text takes."""
        return lines(text, (width - self.indent) / (self.size * self.wide))


class Sizes:
    """Sizes of blocks in a template, as `paging.paged` takes them."""

    def __init__(self, document: Any, width: float, whole: int) -> None:
        self.document, self.width, self.whole = document, width, whole
        self.faces: dict[str, Face] = {}

    @property
    def page(self) -> float:
        """Height of a page for what is said: the foot may be higher than the margin."""
        section = self.document.sections[0]
        foot = sum(self.face(one.style.name).line for one in section.footer.paragraphs)
        beneath = max(section.bottom_margin.pt, section.footer_distance.pt + foot)
        return float(section.page_height.pt - section.top_margin.pt - beneath)

    def face(self, name: str) -> Face:
        """Return a style of the template with what it takes from those that it builds on."""
        if name not in self.faces:
            self.faces[name] = self._face(name)
        return self.faces[name]

    def _face(self, name: str) -> Face:
        known = {one.name for one in self.document.styles}
        style = self.document.styles[name if name in known else "Normal"]
        size = _points(style, lambda one: one.font.size) or 10.0
        given = _found(style, lambda one: one.paragraph_format.line_spacing)
        line = given.pt if hasattr(given, "pt") else 1.2 * size * (given or 1.0)
        before, after, *indents = (
            _points(style, lambda one, key=key: getattr(one.paragraph_format, key))
            for key in ("space_before", "space_after", "left_indent", "right_indent")
        )
        heads = name.startswith("Heading") or name == "Caption"
        return Face(size, line, before, after, sum(indents), HEADS if heads else 1.0)

    def of(self, blocks: Sequence[Block]) -> list[dict[str, Any]]:
        """Return the size of every block; ``above`` holds the space behind the one before it."""
        found, left = [], 0.0
        for block in blocks:
            made = self._of(block)
            after = made.pop("after")
            made["above"] += left
            found.append(made)
            if block["kind"] != "Figure":
                left = after
        return found

    def _of(self, block: Block) -> dict[str, Any]:
        match block["kind"]:
            case "Table":
                return self._table(block)
            case "Figure":
                face = self.face("Caption")
                caption = face.line * face.lines(block["caption"], self.width) + face.after
                return {"height": block["full"], "caption": caption, "above": 0.0, "after": 0.0}
            case "Heading":
                return self._words(block["text"], STYLES["Heading", block["level"]])
            case "Title":
                return self._words(block["text"], "Title")
        name = "item" if block.get("item") else block["kind"]
        return self._words(block.get("lead", "") + block["text"], STYLES[name])

    def _words(self, text: str, name: str) -> dict[str, Any]:
        face = self.face(name)
        number = face.lines(text, self.width)
        size = {"height": face.line * number, "above": face.before, "after": face.after}
        breaks = name in ("Normal", "List Bullet") and number > 3
        return {**size, "rows": [face.line] * number} if breaks else size

    def _table(self, block: Block) -> dict[str, Any]:
        face, beneath = self.face("Caption"), self.face("Note")
        caption = face.line * face.lines(block["caption"], self.width) + face.after
        head, *rows = (
            self._row(block, texts)
            for texts in (block["head"], *([cell["text"] for cell in row] for row in block["rows"]))
        )
        note = beneath.line * beneath.lines(block["note"], self.width)
        height = caption + head + sum(rows) + note
        size = {"height": height, "above": face.before, "after": beneath.after}
        return {**size, "rows": rows, "note": note} if len(rows) > self.whole else size

    def _row(self, block: Block, texts: Sequence[str]) -> float:
        size, line = CELL
        whole = sum(block["shares"])
        number = (
            lines(text, (self.width * share / whole - INSIDE) / size)
            for text, share in zip(texts, block["shares"], strict=True)
        )
        return line * max(number) + RULE


def lines(text: str, width: float) -> int:
    """Return how many lines a text takes; the width is in sizes of its letters."""
    chinese = any(east_asian_width(one) in "WF" for one in text)
    x, number = 0.0, 1
    for piece in PIECE.findall(text):
        bare = sum(_widths(piece.rstrip(), chinese)) / 1000
        if x and x + bare > width:
            x, number = 0.0, number + 1
        if bare > width:  # a word too long is broken
            number, bare = number + int(bare / width), bare % width
        x += bare + (len(piece) - len(piece.rstrip())) * LATIN[0] / 1000
    return number


def _widths(text: str, chinese: bool) -> Iterator[int]:
    for letter in text:
        if 32 <= ord(letter) < 127:
            yield LATIN[ord(letter) - 32]
        else:
            square = east_asian_width(letter) in ("WFA" if chinese else "WF")
            yield SQUARE if square else OTHER


def _found(style: Any, ask: Any) -> Any:
    """Return what a style says, or the first of those that it builds on."""
    while style is not None:
        if (found := ask(style)) is not None:
            return found
        style = style.base_style
    return None


def _points(style: Any, ask: Any) -> float:
    found = _found(style, ask)
    return float(found.pt) if found is not None else 0.0
