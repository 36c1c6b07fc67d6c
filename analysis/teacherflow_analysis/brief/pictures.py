"""The figures of a brief, drawn once for all formats; the text of their words stays text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from teacherflow.text import Language, Text
from teacherflow_analysis.careers.sampled import Sample
from teacherflow_analysis.study import Study

PAGE_ONE: Final = "page_one"
"""Four outcomes side by side, small enough for the first page."""
type Say = Callable[[Text], None]


@dataclass(frozen=True)
class Picture:
    """Files of one figure."""

    svg: Path | None
    png: Path | None


def draw(
    study: Study,
    names: Iterable[str],
    language: Language,
    folder: Path,
    formats: Sequence[str],
    say: Say | None = None,
    few: Sample | Text | None = None,
) -> Mapping[str, Picture]:
    """Draw figures into a folder; those that the study has no data for are left out.

    ``few`` are the careers to be drawn; else the figure chooses them.
    """
    from teacherflow_analysis.figures import careers, catalogue, glance, page, theme
    from teacherflow_analysis.figures.look import Look
    from teacherflow_analysis.figures.page import Picture as Drawing
    from teacherflow_analysis.inference import bands

    look = Look(language, theme.SIZES[theme.DEFAULT], theme.DEFAULT, bands.DEFAULT_BAND)
    found = {}
    for name in dict.fromkeys(names):
        if name == PAGE_ONE:
            words = glance.picture(study, look)
            written = []
            if isinstance(words, Drawing):
                written = page.write(study, words, look, folder, formats, say)
        elif name == careers.NAME and few is not None:
            words = careers.of_sample(study, look, few)
            written = []
            if isinstance(words, Drawing):
                written = page.write(study, words, look, folder, formats, say)
        else:
            written = catalogue.write(study, name, look, folder, formats, say)
        files = {path.suffix: path for path in written}
        if files:
            found[name] = Picture(files.get(".svg"), files.get(".png"))
    return found


def inlined(path: Path, prefix: str) -> str:
    """Return an SVG as an element of a page: without prologue, its names its own."""
    text = path.read_text(encoding="utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{prefix}', text)
    text = re.sub(r'((?:xlink:)?href="#|url\(#)', rf"\1{prefix}", text)
    for size in ("height", "width"):  # the page decides
        text = re.sub(rf'(<svg[^>]*?) {size}="[^"]*"', r"\1", text, count=1)
    return text
