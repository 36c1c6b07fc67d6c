"""The brief as a Word file: a template, the shipped one or the user's own, is filled."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, Final

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import WHOLE, Brief
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.packing import repacked
from teacherflow_analysis.brief.paging import paged
from teacherflow_analysis.brief.pictures import Picture
from teacherflow_analysis.brief.plain import Plain
from teacherflow_analysis.brief.word_sizes import Sizes
from teacherflow_analysis.brief.word_template import SHIPPED, WRITTEN
from teacherflow_analysis.errors import AnalysisError

TONES: Final = {"better": "E3F0F8", "worse": "FBE9E0"}
WIDTH: Final = 170
"""Width of figures, mm."""
TALLEST: Final = 200
"""Most height of a figure, mm."""
ROOM: Final = 30.0
"""Left free below figures, pt: how high the text becomes is known roughly."""


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
        context = _context(brief, pictures, document)
        document.render(context, autoescape=True)
    except Exception as error:  # a file of the user's that docxtpl cannot fill
        if template is None:
            raise
        raise _refused(chosen, error) from error
    _set_tables(document.docx, [one for one in context["blocks"] if one["kind"] == "Table"])
    _tell_figures(document.docx, [one for one in context["blocks"] if one["kind"] == "Figure"])
    _describe(document.docx, brief)
    document.save(str(path))
    repacked(path)


def _refused(path: Path, error: Exception) -> AnalysisError:
    why = str(error).splitlines()[0] if str(error) else type(error).__name__
    return AnalysisError(
        Text(
            f"模板 {path} 无法填写：{why}；请由自带模板改起，见 docs/zh/brief.md",
            f"the template {path} cannot be filled: {why}; start from the shipped one, "
            "see docs/brief.md",
        )
    )


def _context(brief: Brief, pictures: Mapping[str, Picture], document: Any) -> dict[str, Any]:
    plain = Plain(brief)
    for block in (*plain.first, *plain.rest):
        if block["kind"] == "Figure":
            block["png"] = pictures[block["name"]].png
        for row in block.get("rows", ()):
            for cell in row:
                cell["colour"] = TONES.get(cell["tone"], "auto")
        if block["kind"] == "Paragraph" and block["lead"] and not block["item"]:
            block["lead"] += "　" if brief.language == "zh" else "  "
    first, rest = _paged(brief, plain, document)
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


def _paged(brief: Brief, plain: Plain, document: Any) -> tuple[list[Any], list[Any]]:
    """Return the blocks in the order that fills pages best, figures with their pictures."""
    from docx.shared import Mm, Pt
    from docxtpl import InlineImage

    blocks = [{"kind": "Title", "text": brief.title}, *plain.first, *plain.rest]
    ratios = {one["name"]: _ratio(one["png"]) for one in blocks if one["kind"] == "Figure"}
    for block in blocks:
        if block["kind"] == "Figure":
            block["full"] = min(Mm(WIDTH).pt * ratios[block["name"]], Mm(TALLEST).pt)
    sizes = Sizes(document.docx, Mm(WIDTH).pt, WHOLE)
    made = paged(blocks, sizes.of(blocks), sizes.page, ROOM)
    for block in made:
        if block["kind"] == "Figure":
            width = Pt(block["height"] / ratios[block["name"]])
            block["image"] = InlineImage(document, str(block["png"]), width=width)
    made = [one for one in made if one["kind"] not in ("Title", "Break")]
    return made[: len(plain.first)], made[len(plain.first) :]


def _ratio(png: Path | None) -> float:
    """Return the height of a figure over its width."""
    from docx.image.image import Image

    if png is None:
        raise ValueError("a figure was not drawn")
    found = Image.from_file(str(png))
    return float(found.px_height / found.px_width)


def _set_tables(document: Any, tables: Sequence[Mapping[str, Any]]) -> None:
    """Give every table its widths and breaks; a template's own tables stay as they are."""
    made = iter(document.tables)
    for table in tables:
        found = next((one for one in made if _head(one) == table["head"]), None)
        if found is None:  # the template leaves tables out
            return
        _set_widths(found, table["shares"])
        _set_flush(found, table["flush"])
        _hold(found, len(table["rows"]) <= WHOLE, bool(table["note"]))


def _set_widths(table: Any, shares: Sequence[float]) -> None:
    """Give every column its share of the page."""
    from docx.oxml.ns import qn
    from docx.shared import Mm

    whole = sum(shares)
    widths = [int(Mm(WIDTH) * share / whole) for share in shares]
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.w = width
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = width


def _set_flush(table: Any, flush: Sequence[bool]) -> None:
    """Set numbers flush right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for row in table._tbl.tr_lst:
        for cell, right in zip(row.tc_lst, flush, strict=True):
            for paragraph in cell.p_lst if right else ():
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _hold(table: Any, small: bool, note: bool) -> None:
    """Keep the rows of a small table together, and with its note; the head holds on to a row."""
    rows = table._tbl.tr_lst
    for i, row in enumerate(rows):
        last = i == len(rows) - 1
        if (small and note) if last else (small or i == 0):
            for cell in row.tc_lst:
                for paragraph in cell.p_lst:
                    paragraph.get_or_add_pPr().get_or_add_keepNext()


def _tell_figures(document: Any, figures: Sequence[Mapping[str, Any]]) -> None:
    """Say in words what each figure shows, for those who hear the file read aloud."""
    told = {figure["image"].image_descriptor: figure for figure in figures}
    blobs = {Path(path).read_bytes(): figure for path, figure in told.items()}
    for shape in document.inline_shapes:
        graphic = shape._inline.graphic.graphicData.pic
        figure = blobs.get(document.part.related_parts[graphic.blipFill.blip.embed].blob)
        if figure is not None:
            shape._inline.docPr.set("name", figure["name"])
            shape._inline.docPr.set("descr", figure["alt"])


def _head(table: Any) -> list[str]:
    """Return the words of the first row of a table of the document."""
    from docx.table import _Cell

    return [_Cell(cell, table).text for cell in table._tbl.tr_lst[0].tc_lst]


def _describe(document: Any, brief: Brief) -> None:
    """Write title and provenance into the properties of the file; its date is fixed."""
    about = document.core_properties
    about.title, about.author, about.comments = brief.title[:255], "teacherflow", "-"
    about.created = about.modified = WRITTEN
    about.language = "zh-CN" if brief.language == "zh" else "en"
    for element in about._element.iter("{http://purl.org/dc/elements/1.1/}description"):
        element.text = json.dumps(dict(brief.facts), ensure_ascii=True)
