"""How high blocks become in Word is reckoned well enough to choose places of figures."""

from __future__ import annotations

from typing import Any

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH

from teacherflow_analysis.brief.word_sizes import Sizes, lines
from teacherflow_analysis.brief.word_template import SHIPPED

WIDTH = 482.0


@pytest.fixture(scope="module")
def sizes() -> Sizes:
    return Sizes(docx.Document(str(SHIPPED)), WIDTH, 16)


def words(text: str) -> dict[str, Any]:
    return {"kind": "Paragraph", "text": text, "lead": "", "item": False}


def table(rows: int, cell: str = "0.348") -> dict[str, Any]:
    made = {"kind": "Table", "caption": "Table 1", "head": ["a", "b"], "shares": [0.5, 0.5]}
    return {**made, "note": "", "rows": [[{"text": cell}] * 2 for _ in range(rows)]}


def test_chinese_letters_are_square_and_words_stay_whole() -> None:
    assert lines("均" * 20, 20.0) == 1
    assert lines("均" * 21, 20.0) == 2
    assert lines("teachers " * 4, 8.0) == 2  # two of four words of 3.7 fit
    assert lines("retirement", 2.0) > 1


def test_a_longer_text_is_higher_and_only_a_long_one_breaks(sizes: Sizes) -> None:
    short, long = sizes.of([words("均衡" * 10), words("均衡" * 300)])
    assert long["height"] == sum(long["rows"]) > 5 * short["height"]
    assert "rows" not in short


def test_only_tables_of_many_rows_break(sizes: Sizes) -> None:
    small, large, wrapped = sizes.of([table(16), table(17), table(16, "no clear difference " * 6)])
    assert "rows" not in small
    assert len(large["rows"]) == 17
    assert wrapped["height"] > 1.5 * small["height"]


def test_the_page_of_the_template_is_what_its_margins_leave(sizes: Sizes) -> None:
    assert 0.85 * 842 < sizes.page < 842 - 2 * 42.5


def test_figures_narrower_than_the_page_stand_in_its_middle() -> None:
    figure = docx.Document(str(SHIPPED)).styles["Figure"]
    assert figure.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
