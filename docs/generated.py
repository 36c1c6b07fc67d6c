"""Blocks of a page that are made from the code.

A page holds pairs of marks, ``<!-- NAME: generated -->`` and ``<!-- end of NAME -->``. `filled`
replaces what stands between them and leaves the rest as it is written by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

type Maker = Callable[[], Iterable[str]]

_BLOCK = re.compile(r"<!-- (?P<name>[\w ]+): generated -->.*?<!-- end of (?P=name) -->", re.DOTALL)


def filled(page: str, blocks: Mapping[str, Maker]) -> str:
    """Return the page with every block made anew.

    Raises
    ------
    ValueError
        If the page lacks a block, or has one that nobody makes.
    """
    found = [match["name"] for match in _BLOCK.finditer(page)]
    if sorted(found) != sorted(blocks):
        raise ValueError(f"the page has the blocks {sorted(found)}, made are {sorted(blocks)}")

    def made(match: re.Match[str]) -> str:
        name = match["name"]
        lines = "\n".join(blocks[name]())
        return f"<!-- {name}: generated -->\n\n{lines}\n\n<!-- end of {name} -->"

    return _BLOCK.sub(made, page)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterable[str]:
    """Return the lines of a table; bars inside cells are escaped."""
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(_cell(cell) for cell in row) + " |"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
