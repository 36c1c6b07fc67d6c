"""Pages are filled: figures move inside their section or head a page, and may be drawn lower."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from teacherflow_analysis.brief.paging import paged

PAGE = 700.0


def heading(text: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return {"kind": "Heading", "level": 1, "text": text}, {"height": 20.0, "above": 20.0}


def words(text: str, height: float) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return {"kind": "Paragraph", "text": text}, {"height": height, "above": 8.0}


def figure(text: str, height: float) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    return {"kind": "Figure", "text": text}, {"height": height, "above": 0.0, "caption": 20.0}


def table(text: str, rows: int) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    size = {"height": 40.0 + 20.0 * rows, "above": 10.0, "rows": [20.0] * rows, "note": 10.0}
    return {"kind": "Table", "text": text}, size


def laid(*sized: tuple[Mapping[str, Any], Mapping[str, Any]]) -> list[dict[str, Any]]:
    return paged([block for block, _ in sized], [size for _, size in sized], PAGE)


def told(blocks: Sequence[Mapping[str, Any]]) -> list[str]:
    return [block.get("text", "-") for block in blocks]


def test_text_fills_the_page_before_a_figure_too_high_for_it() -> None:
    made = laid(heading("A"), words("a", 200), figure("F", 650), words("b", 200), words("c", 200))
    assert told(made) == ["A", "a", "b", "c", "-", "F"]


def test_a_figure_is_drawn_lower_where_that_saves_a_page() -> None:
    made = laid(heading("A"), words("a", 200), figure("F", 500))
    assert told(made) == ["A", "a", "F"]
    assert 350 < made[-1]["height"] < 450


def test_a_figure_grows_back_into_what_is_left_of_its_page() -> None:
    made = laid(heading("A"), words("a", 200), figure("F", 500), words("b", 300))
    height = next(one["height"] for one in made if one["kind"] == "Figure")
    assert 20 + 8 + 200 + 13 + height + 20 == PAGE - 4


def test_a_figure_stays_in_its_section_and_numbers_in_order() -> None:
    made = told(
        laid(
            *(heading("A"), words("a", 400), figure("F", 600), figure("G", 600)),
            *(heading("B"), words("b", 300), table("T", 20), figure("H", 600), words("c", 50)),
        )
    )
    assert made.index("A") < made.index("a") < made.index("F") < made.index("G") < made.index("B")
    assert made.index("B") < made.index("b") < made.index("H")
    assert [one for one in made if one.islower()] == ["a", "b", "c"]


def test_a_figure_heads_the_next_page_where_its_section_leaves_one_half_empty() -> None:
    made = told(
        laid(heading("A"), words("a", 300), figure("F", 650), heading("B"), words("b", 250))
    )
    assert made == ["A", "a", "B", "b", "-", "F"]


def test_no_figure_stands_amid_another_section() -> None:
    made = told(
        laid(
            *(heading("A"), words("a", 600), figure("F", 200)),
            *(heading("B"), words("b", 20), words("c", 20), words("d", 400), words("e", 20)),
        )
    )
    assert made.index("F") < made.index("B") or made[made.index("F") - 1] == "-"


def test_figures_before_the_first_heading_stay_in_place() -> None:
    made = told(laid(words("a", 100), words("b", 400), figure("F", 650), heading("B")))
    assert [one for one in made if one != "-"] == ["a", "b", "F", "B"]


def test_figures_leave_room_where_sizes_are_rough() -> None:
    sized = heading("A"), words("a", 200), figure("F", 500), words("b", 300)
    blocks, sizes = zip(*sized, strict=True)
    exact, rough = (
        next(one["height"] for one in paged(blocks, sizes, PAGE, room) if "height" in one)
        for room in (0.0, 30.0)
    )
    assert rough == exact - 30


def test_without_figures_nothing_moves() -> None:
    made = laid(heading("A"), words("a", 600), heading("B"), table("T", 60), words("b", 690))
    assert told(made) == ["A", "a", "B", "T", "b"]
