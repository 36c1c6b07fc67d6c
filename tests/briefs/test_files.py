"""The files of a brief: each opens in a reader of its own, says the same, and asks for nothing."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from analysis.folder import write_folder
from briefs.made_up import change, groups, rows, whole
from teacherflow_analysis import provenance
from teacherflow_analysis.brief import brief, writing
from teacherflow_analysis.brief.as_xlsx import LINE
from teacherflow_analysis.brief.blocks import WHOLE, Brief, Figure, Heading, Table
from teacherflow_analysis.brief.content import content_of
from teacherflow_analysis.brief.pictures import Picture, draw
from teacherflow_analysis.brief.word_template import SHIPPED, make
from teacherflow_analysis.brief.xlsx_formats import Row, lines_of, widths
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.study import load

pytestmark = pytest.mark.usefixtures("font_cache")


LONG = 60
"""Letters of a text that no column of a sheet holds in one line."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole(tmp_path_factory.mktemp("brief") / "zhijin", replications=3)


@pytest.fixture(scope="module")
def drawn(
    folder: Path, font_cache: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Picture]:
    """The figures, drawn once for all tests; that they repeat is tested elsewhere."""
    where = tmp_path_factory.mktemp("figures")
    names = content_of(load(folder), "zh").figures
    return draw(load(folder), names, "zh", where, ["svg", "png"])


@pytest.fixture(scope="module")
def written(folder: Path, drawn: Mapping[str, Picture]) -> dict[str, Path]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "draw", lambda *_: drawn)
        return {path.suffix: path for path in brief(folder, lang="zh")}


@pytest.fixture(scope="module")
def content(folder: Path) -> Brief:
    return content_of(load(folder), "zh")


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """No figures, which take long."""
    monkeypatch.setattr(writing, "draw", lambda *_: {})


def heads(content: Brief) -> list[str]:
    return [b.text for b in content.rest if isinstance(b, Heading) and b.level == 1]


class Links(HTMLParser):
    """Whatever a browser might fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for key, value in attrs:
            if key in ("src", "href", "xlink:href", "srcset", "data", "action", "poster", "style"):
                self.found.append((tag, key, value or ""))


def test_the_page_asks_for_nothing_outside(written: dict[str, Path]) -> None:
    page = written[".html"].read_text(encoding="utf-8")
    links = Links()
    links.feed(page)
    outside = [one for one in links.found if one[1] != "style" and not one[2].startswith("#")]
    assert outside == []
    assert not re.search(r"url\((?!#)|@import|<script|<link|<iframe", page)


def test_names_inside_the_page_are_unique_and_found(written: dict[str, Path]) -> None:
    page = written[".html"].read_text(encoding="utf-8")
    ids = Counter(re.findall(r'\bid="([^"]+)"', page))
    targets = set(re.findall(r'(?:href="#|url\(#)([^")]+)', page))
    assert len(targets) > 100
    assert {ids[target] for target in targets} == {1}


def test_the_page_says_what_the_content_says(written: dict[str, Path], content: Brief) -> None:
    page = written[".html"].read_text(encoding="utf-8")
    assert page.count("<h2") == len(heads(content))
    assert "模拟结果，非预测" in page
    assert not re.search(r"</ul>\s*<ul>", page)
    assert page.count("<ul>") == page.count("</ul>") < page.count("<li>")
    assert page.count("<table>") == page.count("<caption>表&nbsp;") > 8
    for svg in re.findall(r"<svg.*?>", page):
        assert " width=" not in svg
        assert "viewBox" in svg


def test_word_has_headings_captions_fonts_and_page_numbers(
    written: dict[str, Path], content: Brief
) -> None:
    document = docx.Document(str(written[".docx"]))
    styled = [(p.style.name, p.text) for p in document.paragraphs]
    assert [text for style, text in styled if style == "Heading 1"] == heads(content)
    tables = [text for style, text in styled if style == "Caption" and text.startswith("表")]
    assert len(document.tables) == len(tables)
    assert len(document.inline_shapes) == len(
        [text for style, text in styled if style == "Caption" and text.startswith("图")]
    )
    styles = zipfile.ZipFile(written[".docx"]).read("word/styles.xml").decode()
    assert 'w:eastAsia="宋体"' in styles
    assert 'w:eastAsia="黑体"' in styles
    foot = zipfile.ZipFile(written[".docx"]).read("word/footer1.xml").decode()
    assert 'w:instr="PAGE"' in foot
    assert "模拟结果，非预测" in foot
    for table in document.tables:
        assert all(len(row.cells) == len(table.columns) for row in table.rows)
    body = zipfile.ZipFile(written[".docx"]).read("word/document.xml").decode()
    assert "{%" not in body
    assert "{{" not in body


def test_word_says_its_language_and_what_figures_show(
    written: dict[str, Path], drawn: Mapping[str, Picture], content: Brief
) -> None:
    document = docx.Document(str(written[".docx"]))
    alts = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    figures = [block for block in content.blocks if isinstance(block, Figure)]
    assert alts == [block.alt for block in figures if block.name in drawn]
    names = [shape._inline.docPr.get("name") for shape in document.inline_shapes]
    assert len(set(names)) == len(names)
    with zipfile.ZipFile(written[".docx"]) as parts:
        styles = parts.read("word/styles.xml").decode()
    spoken = re.findall(r"<w:lang [^>]*>", styles)
    assert spoken
    assert all('w:eastAsia="zh-CN"' in one and 'w:val="en-GB"' in one for one in spoken)


def test_word_keeps_small_tables_whole(written: dict[str, Path], content: Brief) -> None:
    document = docx.Document(str(written[".docx"]))
    tables = [block for block in content.blocks if isinstance(block, Table)]
    for block, table in zip(tables, document.tables, strict=True):
        held = [
            all(p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs)
            for row in table.rows
        ]
        small = len(block.rows) <= WHOLE
        assert held == [small or i == 0 for i in range(len(held) - 1)] + [
            small and bool(block.note)
        ]


def test_figures_of_word_fit_beside_the_text_and_keep_their_shape(
    written: dict[str, Path], drawn: Mapping[str, Picture]
) -> None:
    document = docx.Document(str(written[".docx"]))
    for shape in document.inline_shapes:
        png = docx.image.image.Image.from_file(str(drawn[shape._inline.docPr.get("name")].png))
        assert shape.width.mm <= 170.01
        assert shape.height.mm <= 200.01
        assert shape.height / shape.width == pytest.approx(png.px_height / png.px_width, rel=0.01)


def test_numbers_stand_flush_right_in_all_formats(written: dict[str, Path], content: Brief) -> None:
    page = written[".html"].read_text(encoding="utf-8")
    document = docx.Document(str(written[".docx"]))
    tables = [block for block in content.blocks if isinstance(block, Table)]
    for block, made in zip(tables, document.tables, strict=True):
        for row in made.rows:
            right = [cell.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT for cell in row.cells]
            assert right == block.flush
    assert [True, True, True] in [block.flush[1:] for block in tables]
    assert not any(any(b.flush) for b in tables if any(c.tone for row in b.rows for c in row))
    counted = sum(len(b.rows) * sum(b.flush) for b in tables)
    assert page.count('<td class="number">') == counted > 0


def test_the_pdf_has_pages_with_chinese_text_and_embedded_static_fonts(
    written: dict[str, Path], content: Brief
) -> None:
    pdf = pypdfium2.PdfDocument(str(written[".pdf"]))
    assert len(pdf) > 4
    texts = [page.get_textpage().get_text_range() for page in pdf]
    assert "模拟结果，非预测" in texts[0]
    whole_text = re.sub(r"\s", "", "".join(texts))
    for head in heads(content):
        assert head in whole_text
    raw = written[".pdf"].read_bytes()
    assert b"NotoSansSCCut" in raw
    assert b"NotoSansSC-Thin" not in raw
    pdf.close()


def test_figures_of_the_pdf_stand_in_their_section_or_head_a_page_soon_after(
    written: dict[str, Path], drawn: Mapping[str, Picture], content: Brief
) -> None:
    pdf = pypdfium2.PdfDocument(str(written[".pdf"]))
    pages = [page.get_textpage().get_text_range().splitlines() for page in pdf]
    pdf.close()
    lines = [(re.sub(r"\s", "", line), n) for n, page in enumerate(pages) for line in page]
    head, expected = "", []
    for block in content.blocks:
        if isinstance(block, Heading) and block.level == 1:
            head = block.text
        elif isinstance(block, Figure) and block.name in drawn:
            expected.append((head, f"图{len(expected) + 1}{re.sub(r'\s', '', block.caption)}"))
    begins = {line: n for line, n in lines if line in heads(content)}
    ends = dict(zip(begins, [*list(begins.values())[1:], len(pages)], strict=True))
    found = [(line, n) for line, n in lines if any(line == caption for _, caption in expected)]
    assert [line for line, _ in found] == [caption for _, caption in expected]
    for (head, caption), (_, page) in zip(expected, found, strict=True):
        assert begins.get(head, 0) <= page <= ends.get(head, 0) + 1, caption


def test_excel_holds_numbers_as_numbers_and_native_charts(written: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(written[".xlsx"])
    assert {
        "摘要",
        "图",
        "差异",
        "逐年",
        "谁受益、谁受损",
        "支出",
        "参数与假设",
        "定义",
        "复现",
    } == set(book.sheetnames)
    assert len(book["图"]._charts) >= 8
    sheet = book["差异"]
    head = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2, values_only=True):
        found = dict(zip(head, row, strict=True))
        if found["差异"] is not None:
            assert isinstance(found["差异"], int | float)
            assert found["方案值"] - found["基准"] == pytest.approx(found["差异"], abs=1e-6)
    codes = {row[0] for row in book["定义"].iter_rows(min_row=2, values_only=True)}
    assert {row[2] for row in sheet.iter_rows(min_row=2, values_only=True)} <= codes
    assert all(row[2] != "教授级" for row in book["谁受益、谁受损"].iter_rows(values_only=True))


def test_excel_shows_the_digits_that_intervals_leave(written: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(written[".xlsx"])
    for name in ("差异", "谁受益、谁受损"):
        rows = book[name].iter_rows()
        head = {cell.value: i for i, cell in enumerate(next(rows))}
        for row in rows:
            low, high, change = (row[head[one]] for one in ("95% 下限", "95% 上限", "差异"))
            if change.value is None or row[head["代码"]].value == "spending":
                continue
            assert change.number_format == low.number_format == high.number_format
            decimals = len(change.number_format.rstrip("%").partition(".")[2])
            percent = change.number_format.endswith("%")
            assert percent == (row[head["单位"]].value == "占比")
            half = (high.value - low.value) / 2 * (100 if percent else 1)
            assert half == 0 or decimals == 4 or half >= 0.95 * 10**-decimals
            assert isinstance(row[head["时期"]].value, int) or "平均" in row[head["时期"]].value


def test_excel_is_ready_to_print_and_to_read(written: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(written[".xlsx"])
    known = {row[0] for row in book["定义"].iter_rows(min_row=2, values_only=True)}
    told = {row[4] for row in book["谁受益、谁受损"].iter_rows(min_row=2, values_only=True)}
    assert told <= known
    for sheet in book:
        assert sheet.page_setup.paperSize == 9
        assert "模拟结果，非预测" in sheet.oddFooter.left.text
        if sheet.title not in ("摘要", "图"):
            assert sheet.freeze_panes == "A2"
            assert sheet.print_title_rows == "$1:$1"
    for chart in book["图"]._charts:
        assert chart.title is not None
        assert chart.x_axis.tickLblPos == "low"  # names and years never cross what is drawn
        measured = chart.y_axis
        assert measured.title is not None
        assert measured.number_format != "General"
    with zipfile.ZipFile(written[".xlsx"]) as parts:
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert drawing.count("descr=") == len(book["图"]._charts)


def test_charts_of_money_in_chinese_are_of_wan_without_a_made_up_point(
    written: dict[str, Path],
) -> None:
    """Formats divide by thousands only: 万元 are cells of their own, beside the charts."""
    book = openpyxl.load_workbook(written[".xlsx"])
    money = [
        one for one in book["图"]._charts if "万元" in str(one.y_axis.title.tx.rich.p[0].r[0].t)
    ]
    assert len(money) == 2
    values = openpyxl.load_workbook(written[".xlsx"], data_only=True)
    for chart in money:
        assert chart.y_axis.number_format.formatCode.startswith("[>=10]#,##0;")
        for series in chart.series:
            column, first = series.val.numRef.f.rpartition("!")[2].split(":")[0][1:].split("$")
            sheet, cell = book["图"][column + first].value[1:].removesuffix("/10000").split("!")
            yuan = values[sheet.strip("'")][cell.replace("$", "")].value
            assert values["图"][column + first].value == pytest.approx(yuan / 10_000)
    assert book["图"].column_dimensions["AO"].hidden
    with zipfile.ZipFile(written[".xlsx"]) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if "charts/chart" in name]
    assert sum("<c:plotVisOnly" not in one for one in charts) == 2  # those show hidden cells


def test_excel_sets_numbers_flush_right_below_their_heads_and_labels_left(
    written: dict[str, Path],
) -> None:
    for sheet in openpyxl.load_workbook(written[".xlsx"]).worksheets[2:]:
        for head, *cells in sheet.iter_cols():
            shown = [cell for cell in cells if cell.value is not None]
            numbers = bool(shown) and all(cell.data_type == "n" for cell in shown)
            sides = {cell.alignment.horizontal for cell in (head, *shown)}
            assert sides <= ({"right"} if numbers else {None, "left"}), (sheet.title, head.value)


def test_rows_of_sheets_are_as_high_as_what_is_wrapped_in_them(written: dict[str, Path]) -> None:
    for sheet in openpyxl.load_workbook(written[".xlsx"]).worksheets[1:]:
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str) and len(cell.value) > LONG:
                    assert (sheet.row_dimensions[cell.row].height or 0) > LINE, cell.value


@pytest.mark.usefixtures("plain")
def test_heads_of_sheets_show_all_their_lines_and_rows_are_no_higher(
    folder: Path, tmp_path: Path
) -> None:
    (made,) = brief(folder, tmp_path, ["xlsx"], "en")
    sheet = openpyxl.load_workbook(made)["Effects"]
    assert "Option's value" in [cell.value for cell in sheet[1]]
    assert (sheet.row_dimensions[1].height or 0) >= 2 * LINE
    options = {row[0].value for row in sheet.iter_rows(min_row=2)}
    assert lines_of(max(options, key=len), int(sheet.column_dimensions["A"].width)) == 1
    words = "Tiered subsidy phased in over three years"
    (wide,) = widths([""], [Row((words,))])
    assert lines_of(words, wide) == 1


@pytest.mark.usefixtures("plain")
def test_no_sheet_stands_empty_beside_many_options(tmp_path: Path) -> None:
    frame = rows(3, scenarios=["status_quo", *(f"dose_{i}" for i in range(12))])
    where = write_folder(tmp_path / "many", frame, change(frame), groups(frame))
    (made,) = brief(where, tmp_path, ["xlsx"], "en")
    book = openpyxl.load_workbook(made)
    assert "Charts" not in book.sheetnames
    assert all(sheet.max_row > 1 for sheet in book)


def test_every_format_tells_where_it_comes_from(written: dict[str, Path], folder: Path) -> None:
    study = load(folder)
    for path in written.values():
        facts = provenance.read(path)
        assert facts["study_hash"] == study.digest
        assert facts["artefact"] == path.name


def test_the_same_results_give_the_same_bytes(
    written: dict[str, Path],
    drawn: Mapping[str, Picture],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writing, "draw", lambda *_: drawn)
    for path in brief(folder, tmp_path, lang="zh"):
        assert path.read_bytes() == written[path.suffix].read_bytes(), path.name


@pytest.mark.usefixtures("plain")
def test_english(folder: Path, tmp_path: Path) -> None:
    (page,) = brief(folder, tmp_path, ["html"], "en")
    text = re.sub(
        r"<svg.*?</svg>|<meta.*?>|<style>.*?</style>", "", page.read_text("utf-8"), flags=re.DOTALL
    )
    assert not re.search("[\u4e00-\u9fff]", text)
    assert "simulation, not a forecast" in text


def test_the_shipped_template_is_the_one_that_is_made(tmp_path: Path) -> None:
    make(tmp_path / "made.docx")
    with zipfile.ZipFile(tmp_path / "made.docx") as made, zipfile.ZipFile(SHIPPED) as shipped:
        assert made.namelist() == shipped.namelist()
        for name in made.namelist():
            assert made.read(name) == shipped.read(name), name


@pytest.mark.usefixtures("plain")
def test_a_template_of_ones_own(folder: Path, tmp_path: Path) -> None:
    document = docx.Document(str(SHIPPED))
    document.paragraphs[0].insert_paragraph_before("织金县教育局文件")
    document.save(str(tmp_path / "own.docx"))
    (made,) = brief(folder, tmp_path, ["docx"], "zh", template=tmp_path / "own.docx")
    assert docx.Document(str(made)).paragraphs[0].text == "织金县教育局文件"


@pytest.mark.usefixtures("plain")
def test_a_template_that_cannot_be_filled(folder: Path, tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("{% for block in blocks %}")
    document.save(str(tmp_path / "bad.docx"))
    with pytest.raises(AnalysisError, match=r"bad\.docx cannot be filled"):
        brief(folder, tmp_path, ["docx"], "zh", template=tmp_path / "bad.docx")
    (tmp_path / "no.docx").write_text("no zip")
    with pytest.raises(AnalysisError, match=r"no\.docx cannot be filled"):
        brief(folder, tmp_path, ["docx"], "zh", template=tmp_path / "no.docx")
    with pytest.raises(AnalysisError, match="no template file"):
        brief(folder, tmp_path, ["docx"], "zh", template=tmp_path / "absent.docx")
    with pytest.raises(AnalysisError, match="--template is for Word"):
        brief(folder, tmp_path, ["html"], "zh", template=tmp_path / "bad.docx")


@pytest.mark.usefixtures("plain")
def test_without_the_extra_the_page_is_written_and_the_rest_says_what_to_install(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "find_spec", lambda _: None)
    assert [path.suffix for path in brief(folder, tmp_path, ["html"], "zh")] == [".html"]
    with pytest.raises(AnalysisError, match=r"teacherflow\[report\]"):
        brief(folder, tmp_path, ["html", "pdf"], "zh")


@pytest.mark.usefixtures("plain")
def test_bad_options(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(AnalysisError, match="no format of briefs called odt"):
        brief(folder, tmp_path, ["odt"])
    with pytest.raises(AnalysisError, match="no language called fr"):
        brief(folder, tmp_path, ["html"], "fr")
    (tmp_path / "file").write_text("")
    with pytest.raises(AnalysisError, match="cannot write the brief"):
        brief(folder, tmp_path / "file" / "x", ["html"])
