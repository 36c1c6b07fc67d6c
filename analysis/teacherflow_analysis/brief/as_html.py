"""The brief as one HTML file: style, figures and fonts inside or of the system, no request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

from teacherflow_analysis.brief.blocks import Brief, Paragraph
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.pictures import Picture, inlined
from teacherflow_analysis.brief.references import references
from teacherflow_analysis.brief.words import words_of


def write(
    brief: Brief,
    pictures: Mapping[str, Picture],
    path: Path,
    case: Case,
    template: str | PathLike[str] | None = None,
) -> None:
    """Write the page."""
    from jinja2 import Environment, PackageLoader
    from markupsafe import Markup

    environment = Environment(
        loader=PackageLoader("teacherflow_analysis.brief", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    figures = {
        name: Markup(inlined(found.svg, f"{name}-"))
        for name, found in pictures.items()
        if found.svg is not None
    }
    page = environment.get_template("brief.html.j2").render(
        brief=brief,
        kind=lambda block: type(block).__name__,
        listed=lambda block: isinstance(block, Paragraph) and block.item,
        figures=figures,
        words=words_of(brief.language),
        references=references(brief),
        facts=json.dumps(dict(brief.facts), ensure_ascii=True),
    )
    path.write_text(page, encoding="utf-8", newline="\n")
