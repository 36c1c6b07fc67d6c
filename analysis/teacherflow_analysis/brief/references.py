"""Where the text refers to tables and figures: once in every section, by their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from teacherflow.text import Language
from teacherflow_analysis.brief.blocks import Block, Brief, Figure, Heading, Paragraph, Table
from teacherflow_analysis.brief.words import words_of

KINDS: Final = {Table: "table", Figure: "figure"}


def references(brief: Brief) -> dict[int, str]:
    """Return the sentences that refer to tables and figures, by the place among all blocks.

    A section refers to what it shows in the paragraph that is marked so, else in its first one.
    """
    found, counted, start = {}, {"table": 0, "figure": 0}, 0
    for part in _sections(brief):
        shown: dict[str, list[int]] = {"table": [], "figure": []}
        for block in part:
            kind = KINDS.get(type(block))
            if kind is not None:
                counted[kind] += 1
                shown[kind].append(counted[kind])
        at = _where(part)
        if at is not None and any(shown.values()):
            found[start + at] = _sentence(shown, brief.language)
        start += len(part)
    return found


def _sections(brief: Brief) -> Iterator[list[Block]]:
    """Yield page one, then every section with its heading."""
    yield list(brief.first)
    part: list[Block] = []
    for block in brief.rest:
        if isinstance(block, Heading) and block.level == 1 and part:
            yield part
            part = []
        part.append(block)
    yield part


def _where(part: Sequence[Block]) -> int | None:
    told = [i for i, block in enumerate(part) if isinstance(block, Paragraph) and not block.item]
    marked = (i for i in told if getattr(part[i], "refers", False))
    return next(marked, told[0] if told else None)


def _sentence(shown: dict[str, list[int]], language: Language) -> str:
    words = words_of(language)
    lists = [_listed(kind, numbers, language) for kind, numbers in shown.items() if numbers]
    listed = ("、" if language == "zh" else ", ").join(lists)
    return words["see"].format(what=listed)


def _listed(kind: str, numbers: Sequence[int], language: Language) -> str:
    """Return the numbers of one kind; those of a section follow each other."""
    one, many = words_of(language)[kind], words_of(language)[f"{kind}s"]
    first, last = numbers[0], numbers[-1]
    if first == last:
        return f"{one}\u00a0{first}"
    if language == "zh":
        joint = "、" if len(numbers) == 2 else " 至 "
        return f"{one}\u00a0{first}{joint}{one}\u00a0{last}"
    return f"{many}\u00a0{first} {'and' if len(numbers) == 2 else 'to'}\u00a0{last}"
