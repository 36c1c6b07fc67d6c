"""The Chinese pages say what the English ones say: the same parts, examples, words of code, figures."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest
from ruamel.yaml import YAML

from docs.pages import DOCS, ROOT

CHINESE = DOCS / "zh"
FRONT = "README.zh.md"
PAGES = [
    *(path.name for path in ROOT.glob(FRONT)),
    *sorted(path.relative_to(CHINESE).as_posix() for path in CHINESE.rglob("*.md")),
]
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
HAN = re.compile(r"[一-鿿]")
NUMBER = re.compile(r"(?<![\w.])(\d+(?:,\d{3})*(?:\.\d+)?)\s*(million|thousand|百万|千|万|亿)?")
LARGE = {"million": 1e6, "thousand": 1e3, "百万": 1e6, "千": 1e3, "万": 1e4, "亿": 1e8, "": 1}
TO_EACH_OTHER = re.compile(r"\[(?:中文|English)\]\([^)]*\)")
"""The link by which a page and its counterpart name each other; every page has one."""


def english_of(name: str) -> str:
    """Return the English counterpart of a Chinese page."""
    path = ROOT / "README.md" if name == FRONT else DOCS / name
    return path.read_text(encoding="utf-8")


def chinese(name: str) -> str:
    """Return a Chinese page."""
    path = ROOT / name if name == FRONT else CHINESE / name
    return path.read_text(encoding="utf-8")


def pair(name: str) -> tuple[str, str]:
    """Return the English page and the Chinese one."""
    return english_of(name), chinese(name)


def prose(page: str) -> str:
    """Return what stands outside of fenced blocks."""
    return FENCE.sub("", page)


def skeleton(page: str) -> list[tuple[str, int]]:
    """Return headings with their level, fenced blocks, and tables with their columns, in order."""
    parts: list[tuple[str, int]] = []
    fenced, tabled = False, False
    for line in page.splitlines():
        if line.startswith("```"):
            parts += [] if fenced else [("block", 0)]
            fenced = not fenced
        heading = None if fenced else re.match(r"(#+) ", line)
        parts += [("heading", len(heading[1]))] if heading else []
        is_row = not fenced and line.startswith("|")
        if is_row and not tabled:
            parts.append(("table of columns", line.count("|") - 1))
        parts += [("row", 0)] if is_row else []
        tabled = is_row
    return parts


def meaning(language: str, block: str) -> Any:
    """Return a block of code without remarks; what is printed (`text`) may differ.

    A table (`csv`) has the same shape and figures, with columns and words of either language.
    """
    if language == "text":
        return "printed"
    if language == "csv":
        return [[_number(cell) for cell in line.split(",")] for line in block.splitlines()]
    if language == "yaml":
        return re.findall(r"[\w.]+", _without_titles(block))
    if language == "python":
        return ast.dump(_Wordless().visit(ast.parse(block)))
    bare = re.sub(r"\s*(?<![\w'\"])#(?! exit).*", "", block)
    return re.sub(r" --lang (zh|en)\b", "", bare).split()


def _number(cell: str) -> str:
    """Return a cell that is a figure or empty, and of any other that it holds words."""
    return cell if re.fullmatch(r"[-\d.]*", cell) else "words"


class _Wordless(ast.NodeTransformer):
    """Takes the words out that a block of Python shows, and the language of a title."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in {"print", "input"}:
            node.args = [_wordless(each) for each in node.args]
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        self.generic_visit(node)
        node.attr = "zh" if node.attr == "en" else node.attr
        return node


def _wordless(printed: ast.expr) -> ast.expr:
    if isinstance(printed, ast.JoinedStr):
        printed.values = [each for each in printed.values if isinstance(each, ast.FormattedValue)]
    is_word = isinstance(printed, ast.Constant) and isinstance(printed.value, str)
    return ast.Constant("") if is_word else printed


def _without_titles(block: str) -> str:
    """Return YAML without its remarks, and without texts that a reader sees."""
    loaded = YAML(typ="safe", pure=True).load(block)
    return repr(_silent(loaded))


def _silent(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _silent(value[key]) for key in value if key not in _TEXTS}
    return [_silent(each) for each in value] if isinstance(value, list) else value


_TEXTS = {"title", "question", "author", "name", "note", "source"}


def spans(page: str) -> set[str]:
    """Return the words of code of a page."""
    return {span for span in SPAN.findall(prose(page)) if not HAN.search(span)}


def numbers(page: str) -> set[float]:
    """Return the numbers in the text of a page, large units multiplied out."""
    text = SPAN.sub("", re.sub(r"\]\([^)]*\)", "]", prose(page)))
    return {
        round(float(digits.replace(",", "")) * LARGE[unit or ""], 6)
        for digits, unit in NUMBER.findall(text)
    }


def targets(page: str) -> list[str]:
    """Return the names of the files that a page links to, in order."""
    found = re.findall(r"\]\(([^)#\s]+)", TO_EACH_OTHER.sub("", page))
    return sorted(re.sub(r"_(zh|en)(?=\.svg)", "", one.rpartition("/")[2]) for one in found)


@pytest.mark.parametrize("name", PAGES)
def test_headings_blocks_and_tables_are_the_same(name: str) -> None:
    english, translated = pair(name)
    assert skeleton(translated) == skeleton(english)


@pytest.mark.parametrize("name", PAGES)
def test_code_is_the_same_but_for_remarks_and_titles(name: str) -> None:
    english, translated = (FENCE.findall(page) for page in pair(name))
    assert [meaning(*block) for block in translated] == [meaning(*block) for block in english]


@pytest.mark.parametrize(
    ("block", "is_same"),
    [
        ('print(a.title.zh, "人", f"{b:.1f} 万")  # 见上', True),
        ('print(a.title.zh, "人", f"{b:.2f} 万")', False),
        ('print(a.title.zh, "人", f"{c:.1f} 万")', False),
        ('print(f("人"), "人", f"{b:.1f} 万")', False),
        ('print(a.title.zh, f"{b:.1f} 万")', False),
    ],
)
def test_python_may_differ_in_the_words_that_it_prints(block: str, is_same: bool) -> None:
    english = 'print(a.title.en, "persons", f"{b:.1f} million")'
    assert (meaning("python", block) == meaning("python", english)) is is_same


@pytest.mark.parametrize("name", PAGES)
def test_words_of_code_are_the_same(name: str) -> None:
    english, translated = map(spans, pair(name))
    assert translated == english


@pytest.mark.parametrize("name", PAGES)
def test_no_figure_is_lost(name: str) -> None:
    english, translated = map(numbers, pair(name))
    assert english - translated == set()


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_to_the_same_pages(name: str) -> None:
    english, translated = map(targets, pair(name))
    assert translated == english


@pytest.mark.parametrize("name", PAGES)
def test_a_page_and_its_counterpart_name_each_other(name: str) -> None:
    english, translated = pair(name)
    up = "" if name == FRONT else "../" * (name.count("/") + 1)
    down = "" if name == FRONT else "../" * name.count("/") + "zh/"
    assert f"[English]({up}{name.replace('.zh', '')})" in translated.splitlines()[:4]
    assert f"[中文]({down}{name})" in english.splitlines()[:4]


@pytest.mark.parametrize("name", PAGES)
def test_bold_words_are_seen_as_bold(name: str) -> None:
    """Between a mark of punctuation and a letter Markdown neither begins nor ends what is bold."""
    seen_as_stars = re.compile(r"\w\*\*[^\w\s*][^*]*\*\*|\*\*[^*]*[^\w\s*]\*\*\w")
    bold = re.findall(r"\w?\*\*[^*]+\*\*\w?", prose(chinese(name)))
    assert [words for words in bold if seen_as_stars.search(words)] == []


@pytest.mark.parametrize("name", PAGES)
def test_a_chinese_page_is_chinese(name: str) -> None:
    for paragraph in re.split(r"\n\s*\n", SPAN.sub("", prose(chinese(name)))):
        words = re.findall(r"[A-Za-z]{3,}", re.sub(r"\]\([^)]*\)", "]", paragraph))
        assert len(words) <= 12 or HAN.search(paragraph), paragraph


@pytest.mark.parametrize("name", PAGES)
def test_links_stay_in_chinese_where_they_can(name: str) -> None:
    page = ROOT / name if name == FRONT else CHINESE / name
    linked = re.findall(r"\]\(([^)#\s]+\.md)", TO_EACH_OTHER.sub("", chinese(name)))
    english = [(page.parent / target).resolve() for target in linked if "://" not in target]
    assert [
        target.name
        for target in english
        if target.is_relative_to(DOCS)
        and not target.is_relative_to(CHINESE)
        and (CHINESE / target.relative_to(DOCS)).exists()
    ] == []


@pytest.mark.parametrize("name", PAGES)
def test_ranges_are_written_one_way(name: str) -> None:
    """From–to with one dash; titles of documents keep the dash that they have."""
    page = re.sub(r"《[^》]*》", "", prose(chinese(name)))
    assert not re.findall(r"\d[年%]?[—～~]+\d", page)


def test_studies_use_the_words_of_the_pages() -> None:
    """One word for one thing, in titles, questions and comments of studies too."""
    old = re.compile(
        "谁得谁失|按需要|片区(?!轮岗)|情景|基线|成效|领导水平|依次选岗|规划者最优|保护原岗的"
    )
    studies = [*(ROOT / "scenarios").glob("*.yaml"), *(DOCS / "policies/examples").glob("*.yaml")]
    found = {path.name: old.findall(path.read_text(encoding="utf-8")) for path in studies}
    assert len(found) > 60
    assert not {name: words for name, words in found.items() if words}


def test_pages_and_program_have_one_word_for_one_thing() -> None:
    """What is left of earlier words: 依次选择, 指导, 离职率, 接收学校, 借调 are those in use."""
    old = re.compile("依次选岗|带教|辅导|离开率|受援学校|借用|谁得谁失|情景|基线|领导水平|按需要")
    sources = [path for part in ("sim", "analysis") for path in (ROOT / part).rglob("*.py")]
    pages = [*CHINESE.rglob("*.md"), *(DOCS / "policies").glob("*.md"), ROOT / "README.zh.md"]
    found = {path.name: old.findall(path.read_text(encoding="utf-8")) for path in sources + pages}
    assert len(found) > 400
    assert not {name: words for name, words in found.items() if words}


@pytest.mark.parametrize("name", ["validation.md", "calibration.md"])
def test_english_ranges_have_the_dash_of_the_chinese_ones(name: str) -> None:
    """From–to, as in all pages; intervals of negative numbers are written with a true minus."""
    assert not re.findall(r"\d-\.?\d|\d - \d", prose((DOCS / name).read_text(encoding="utf-8")))
