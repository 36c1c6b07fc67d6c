"""The Word template that comes with the package: ``python -m teacherflow_analysis.brief.word_template``.

It is an ordinary Word file: fonts, margins, heads and feet can be changed in Word, and the fields
in braces moved, as long as each loop keeps its end. `docs/brief.md` lists the fields.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from teacherflow_analysis.brief.packing import repacked

if TYPE_CHECKING:
    from docx.document import Document

SHIPPED: Final = Path(__file__).with_name("templates") / "brief.docx"
BODY: Final = ("Times New Roman", "宋体")
HEADS: Final = ("Arial", "黑体")
"""Fonts for Latin and for Chinese letters; Word takes its nearest if one is missing."""
STYLES: Final = {
    "Normal": (BODY, 9, False),
    "Title": (HEADS, 18, False),
    "Subtitle": (BODY, 9, False),
    "Heading 1": (HEADS, 14, False),
    "Heading 2": (HEADS, 11, False),
    "Caption": (HEADS, 9, False),
    "List Bullet": (BODY, 9, False),
    "Intense Quote": (BODY, 9, True),
}
LINES: Final = (
    ("Title", "{{ title }}"),
    ("Subtitle", "{{ subtitle }}"),
    ("Normal", "{%p for block in blocks %}"),
    ("Normal", "{%p if block.kind == 'Heading' and block.level == 1 %}"),
    ("Heading 1", "{{ block.text }}"),
    ("Normal", "{%p elif block.kind == 'Heading' %}"),
    ("Heading 2", "{{ block.text }}"),
    ("Normal", "{%p elif block.kind == 'Note' %}"),
    ("Intense Quote", "{{ block.text }}"),
    ("Normal", "{%p elif block.kind == 'Paragraph' and block.item %}"),
    ("List Bullet", "**{{ block.lead }}**{{ block.text }}"),
    ("Normal", "{%p elif block.kind == 'Paragraph' %}"),
    ("Normal", "**{{ block.lead }}**{{ block.text }}"),
    ("Normal", "{%p elif block.kind == 'Table' %}"),
    ("Caption", "{{ block.caption }}"),
    ("table", ""),
    ("Note", "{{ block.note }}"),
    ("Normal", "{%p elif block.kind == 'Figure' %}"),
    ("Figure", "{{ block.image }}"),
    ("Below", "{{ block.caption }}"),
    ("Normal", "{%p endif %}"),
    ("Normal", "{%p endfor %}"),
)
LINE: Final = 13.5
"""Height of a line of ten points, pt: fixed, because Chinese fonts differ by a third in theirs."""
WRITTEN: Final = datetime(2020, 1, 1)
"""A fixed date, so that the same template has the same bytes."""


def make(path: Path) -> None:
    """Write the template."""
    import docx

    document = docx.Document()
    _page(document)
    _styles(document)
    _languages(document)
    for style, text in LINES:
        if style == "table":
            _table(document)
        else:
            _line(document, style, text)
    about = document.core_properties
    about.created = about.modified = WRITTEN
    about.title, about.author, about.comments = "teacherflow brief", "teacherflow", ""
    about.last_modified_by, about.revision = "teacherflow", 1
    document.save(str(path))
    repacked(path)


def _line(document: Document, style: str, text: str) -> None:
    """Write a line of the template; a caption below a figure does not hold on to what follows."""
    from docx.shared import Pt

    paragraph = document.add_paragraph(style="Caption" if style == "Below" else style)
    if style == "Below":
        paragraph.paragraph_format.keep_with_next = False
        paragraph.paragraph_format.space_before = Pt(0)
        paragraph.paragraph_format.space_after = Pt(10)
    for i, piece in enumerate(text.split("**")):
        if piece:
            paragraph.add_run(piece).bold = True if i % 2 else None


def _page(document: Document) -> None:
    """Set A4 paper, and the note and the number of the page in the foot."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin, section.bottom_margin = Mm(15), Mm(15)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("{{ foot }}  ·  ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")


def _field(paragraph: Any, name: str) -> None:
    field, run, text = _element("fldSimple", instr=name), _element("r"), _element("t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _styles(document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt, RGBColor

    for name, (based, size) in {"Note": ("Normal", 8.5), "Figure": ("Normal", 10.5)}.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.paragraph_format.keep_with_next = name == "Figure"
        style.base_style = document.styles[based]
        style.paragraph_format.line_spacing = 1.0 if name == "Figure" else Pt(11)
        _fonts(style, BODY)
        style.font.size = Pt(size)
    document.styles["Figure"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name, (faces, size, plain) in STYLES.items():
        style = document.styles[name]
        _fonts(style, faces)
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
        style.font.italic = False
        if name.startswith("Heading") or name == "Caption":
            style.font.bold = True
            style.paragraph_format.keep_with_next = True
        if name == "Caption":
            style.paragraph_format.space_before = Pt(8)
            style.paragraph_format.space_after = Pt(3)
        if plain:
            style.font.bold = False
        if name != "Normal":
            style.paragraph_format.line_spacing = Pt(round(LINE * size / 10, 1))
    quote = document.styles["Intense Quote"].paragraph_format
    quote.left_indent = quote.right_indent = Pt(6)
    quote.space_before = quote.space_after = Pt(6)
    quote.keep_together = True
    _set_apart(document.styles["Intense Quote"])
    spacing = document.styles["Normal"].paragraph_format
    spacing.space_after, spacing.line_spacing = Pt(3), Pt(LINE * 0.9)


def _languages(document: Document) -> None:
    """Name the languages of Latin and of Chinese letters: they choose glyphs, stops and voices."""
    from docx.oxml.ns import qn

    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), "en-GB")
        found.set(qn("w:eastAsia"), "zh-CN")


def _set_apart(style: Any) -> None:
    """Give a note a wash and a line at its left, in place of a line below."""
    from docx.oxml.ns import qn

    paragraph = style.element.get_or_add_pPr()
    borders = paragraph.find(qn("w:pBdr"))
    borders.clear()
    borders.append(_edge("left", 24, "0B4F7D", 6))
    wash = _element("shd", val="clear", color="auto", fill="F4F5F6")
    borders.addnext(wash)


def _element(name: str, **values: str) -> Any:
    """Return an element of Word with its attributes."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _edge(side: str, size: int, colour: str, space: int = 0) -> Any:
    return _element(side, val="single", sz=str(size), space=str(space), color=colour)


def _fonts(style: Any, faces: tuple[str, str]) -> None:
    """Set the Latin and the East Asian font; without the second Chinese falls to any default."""
    from docx.oxml.ns import qn

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for key in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(key), faces[0])
    fonts.set(qn("w:eastAsia"), faces[1])


def _table(document: Document) -> None:
    """Write a table of three lines whose rows and columns are repeated."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    rows = (
        ("{%tc for cell in block.head %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr for row in block.rows %}", "", ""),
        (
            "{%tc for cell in row %}",
            "{% cellbg cell.colour %}{{ cell.text }}",
            "{%tc endfor %}",
        ),
        ("{%tr endfor %}", "", ""),
    )
    table = document.add_table(len(rows), 3)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            run = cell.paragraphs[0].add_run(text)
            run.font.size = Pt(8)
            run.bold = True if row._index == 0 else None
            cell.paragraphs[0].paragraph_format.space_after = Pt(0)
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(10)
    table.rows[0]._tr.get_or_add_trPr().append(_element("tblHeader"))
    for row in table.rows:
        row._tr.get_or_add_trPr().append(_element("cantSplit"))
    borders = _element("tblBorders")
    for side, size, colour in (
        ("top", 12, "1A1A1A"),
        ("bottom", 12, "1A1A1A"),
        ("insideH", 4, "BFC3C8"),
    ):
        borders.append(_edge(side, size, colour))
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(borders)


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else SHIPPED)
