"""The brief as a Word file: a template, the shipped one or the user's own, is filled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any, Final

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Brief
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.packing import repacked
from teacherflow_analysis.brief.pictures import PAGE_ONE, Picture
from teacherflow_analysis.brief.plain import Plain
from teacherflow_analysis.brief.word_template import SHIPPED, WRITTEN
from teacherflow_analysis.errors import AnalysisError

TONES: Final = {"better": "E3F0F8", "worse": "FBE9E0"}
WIDTH: Final = 170
"""Width of figures, mm."""
FIRST: Final = 125
"""Width of the figure on page one, mm."""


def write(
    brief: Brief,
    pictures: Mapping[str, Picture],
    path: Path,
    case: Case,
    template: str | PathLike[str] | None = None,
) -> None:
    """Write the Word file."""
    from docxtpl import DocxTemplate

    chosen = SHIPPED if template is None else Path(template)
    document = DocxTemplate(str(chosen))
    try:
        document.init_docx()
        document.render(_context(brief, pictures, document), autoescape=True)
    except Exception as error:  # a file of the user's that docxtpl cannot fill
        if template is None:
            raise
        raise _refused(chosen, error) from error
    _describe(document.docx, brief)
    document.save(str(path))
    repacked(path)


def _refused(path: Path, error: Exception) -> AnalysisError:
    why = str(error).splitlines()[0] if str(error) else type(error).__name__
    return AnalysisError(
        Text(
            f"模板 {path} 无法填写：{why}；请由自带模板改起，见 docs/brief.md",
            f"the template {path} cannot be filled: {why}; start from the shipped one, "
            "see docs/brief.md",
        )
    )


def _context(brief: Brief, pictures: Mapping[str, Picture], document: Any) -> dict[str, Any]:
    from docx.shared import Mm
    from docxtpl import InlineImage

    plain = Plain(brief)
    first, rest = plain.first, plain.rest
    for block in (*first, *rest):
        if block["kind"] == "Figure":
            png = pictures[block["name"]].png
            width = FIRST if block["name"] == PAGE_ONE else WIDTH
            block["image"] = InlineImage(document, str(png), width=Mm(width))
        for row in block.get("rows", ()):
            for cell in row:
                cell["colour"] = TONES.get(cell["tone"], "auto")
        if block["kind"] == "Paragraph" and block["lead"] and not block["item"]:
            block["lead"] += "　" if brief.language == "zh" else "  "
    version, digest = brief.facts["teacherflow"], brief.facts["study_hash"][:8]
    return {
        "title": brief.title,
        "subtitle": brief.subtitle,
        "warning": brief.warning,
        "foot": f"{brief.warning} · teacherflow {version} · {digest}",
        "first": first,
        "rest": rest,
        "blocks": [*first, *rest],
    }


def _describe(document: Any, brief: Brief) -> None:
    """Write title and provenance into the properties of the file; its date is fixed."""
    about = document.core_properties
    about.title, about.author, about.comments = brief.title[:255], "teacherflow", "-"
    about.created = about.modified = WRITTEN
    about.language = "zh-CN" if brief.language == "zh" else "en"
    for element in about._element.iter("{http://purl.org/dc/elements/1.1/}description"):
        element.text = json.dumps(dict(brief.facts), ensure_ascii=True)
