"""Pages with measured blocks, those of validation above all, and what was measured for them.

Each maker keeps what it measured in ``validation.json`` and writes its block of a page and of the
Chinese one from there, so that both have the same figures and words may change without a run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from teacherflow.text import Language, Text

DOCS = Path(__file__).resolve().parent
STORED = DOCS / "validation.json"
PAGES: dict[Language, Path] = {
    "en": DOCS / "validation.md",
    "zh": DOCS / "zh" / "validation.md",
}
WORDS_ONLY = "--words"
"""Given to a maker, writes the pages from what was measured last."""
DIGITS = 6

type Section = Callable[[Language], Iterable[str]]


def stored(part: str) -> Any:
    """Return what a maker measured last."""
    return json.loads(STORED.read_text(encoding="utf-8"))[part]


def keep(part: str, found: dict[str, Any]) -> None:
    """Store what a maker measured, floats to six significant digits."""
    known = json.loads(STORED.read_text(encoding="utf-8")) if STORED.exists() else {}
    known[part] = _rounded(found)
    text = json.dumps(known, indent=1, ensure_ascii=False)
    STORED.write_text(text + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, int | str):
        return value
    return float(f"{float(value):.{DIGITS}g}")


def write(part: str, section: Section, pages: Mapping[Language, Path] = PAGES) -> None:
    """Write a block of both pages."""
    for lang, path in pages.items():
        made = page(path.read_text(encoding="utf-8"), lang, part, section)
        path.write_text(made, encoding="utf-8")


def page(text: str, lang: Language, part: str, section: Section) -> str:
    """Return a page with one block made anew."""
    begin, end = f"<!-- {part}: generated -->", f"<!-- end of {part} -->"
    block = "\n".join([begin, "", *section(lang), "", end])
    made, count = re.subn(f"{begin}.*?{end}", lambda _: block, text, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"the page has {count} blocks {part!r}, not one")
    return made


def said(holds: bool) -> Text:
    """Return yes or no."""
    return Text("是", "yes") if holds else Text("否", "no")
