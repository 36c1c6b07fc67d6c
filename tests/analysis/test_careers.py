"""A few careers under two rules: by hand, and on pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from scipy import stats

from analysis.careers_again import shares_again
from analysis.spell_folder import move, promoted, spell, study_folder
from teacherflow.text import Text
from teacherflow_analysis.brief import brief
from teacherflow_analysis.brief.blocks import Brief, Heading, Paragraph
from teacherflow_analysis.brief.content import content_of
from teacherflow_analysis.careers.differing import WAYS
from teacherflow_analysis.careers.lives import Event, lives_of
from teacherflow_analysis.careers.lives_told import EVENTS, age, chosen, life, opening
from teacherflow_analysis.careers.sampled import Sample, sampled
from teacherflow_analysis.cli import main
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.figures import careers as figure
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.study import Study, load

pytestmark = pytest.mark.usefixtures("font_cache")
ROOT = Path(__file__).resolve().parents[2]
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
ENGLISH = re.compile(r"[A-Za-z]")


# -- by hand ---------------------------------------------------------------------------------


def both(teacher: int, *spells: tuple[int, int, int, str, str | None]) -> list[dict[str, Any]]:
    """Spells by post and by duty of (school, entered, left, zone, reason)."""
    return [
        spell(teacher, first, last, why, basis=basis, school_id=school, zone=zone, age=first - born)
        for basis in ("post", "duty")
        for school, first, last, zone, why in spells
        if (born := 1980 + teacher)
    ]


def stays(teacher: int) -> list[dict[str, Any]]:
    return both(teacher, (1, 2015, 2038, "village", None))


def sent(teacher: int) -> list[dict[str, Any]]:
    """Two years at a school of a town, the post staying behind."""
    rows = [row for row in stays(teacher) if row["basis"] == "post"]
    away = both(
        teacher,
        (1, 2015, 2026, "village", "exchange_out"),
        (7, 2026, 2028, "town", "exchange_return"),
        (1, 2028, 2038, "village", None),
    )
    return rows + [row for row in away if row["basis"] == "duty"]


def quits(teacher: int) -> list[dict[str, Any]]:
    return both(teacher, (1, 2015, 2027, "village", "quit"))


def tables(exchanged: list[set[int]], leavers: list[set[int]]) -> dict[str, Any]:
    """Twelve teachers: under rotation some are sent, under the baseline some quit, by run."""
    careers: dict[tuple[str, int], list[dict[str, Any]]] = {}
    moves: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for run, (away, gone) in enumerate(zip(exchanged, leavers, strict=True)):
        careers["status_quo", run] = [
            row for i in range(1, 13) for row in (quits(i) if i in gone else stays(i))
        ]
        moves["status_quo", run] = [
            move(i, 2027, "quit", "village", None, cause="leave.quit", from_school=1) for i in gone
        ]
        careers["rotation", run] = [
            row for i in range(1, 13) for row in (sent(i) if i in away else stays(i))
        ]
        out = {"post_moves": False, "from_school": 1, "to_school": 7}
        back = {"post_moves": False, "from_school": 7, "to_school": 1, "cause": "leave.return"}
        moves["rotation", run] = [
            row
            for i in away
            for row in (
                move(i, 2028, "exchange_return", "town", "village", **back),
                move(i, 2026, "exchange_out", "village", "town", **out),
            )
        ]
    titles = {("rotation", 0): [promoted(3, 2030, 6.0, "first")]}
    return {"careers": careers, "moves": moves, "titles": titles}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("careers") / "s"
    runs = tables([{1, 2, 3, 4, 5}, {1, 2, 3, 4, 5, 11}], [{6, 7, 8, 9, 10}, {7, 8, 9, 10}])
    return study_folder(where, runs, 2)


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return load(folder)


@pytest.fixture(scope="module")
def few(study: Study) -> Sample:
    found = sampled(study)
    assert isinstance(found, Sample)
    return found


def test_the_most_frequent_differences_are_told_by_the_person_in_the_middle(few: Sample) -> None:
    """Born in 1980 + id: of 1 to 5 the middle is 3, of 6 to 10 it is 8; one title is too rare."""
    assert (few.base, few.reform, few.teachers) == ("status_quo", "rotation", 12)
    assert [one.told.column for one in few.careers] == ["exchange_more", "leave_less"]
    assert [one.age for one in few.careers] == [40, 35]
    shares = [(one.told.share.mean, one.opposite.share.mean) for one in few.careers]
    assert shares == [pytest.approx((11 / 24, 0)), pytest.approx((9 / 24, 0))]
    assert few.differs.mean == pytest.approx(20 / 24)
    half = stats.t.ppf(0.975, 1) * np.std([5 / 12, 6 / 12], ddof=1) / np.sqrt(2)
    assert few.careers[0].told.share.high == pytest.approx(11 / 24 + half)


SENT = (
    "is sent on exchange to a town school in 2026 (back in 2028), gains the first-grade title in "
    "2030 and still teaches at a village school in 2038"
)


def test_sentences(few: Sample) -> None:
    first, second = few.careers
    start = opening(first)
    assert start.zh == "2023 年 9 月时 40–44 岁，乡村小学教师，二级职称"
    assert start.en == (
        "40 to 44 in September 2023, teaching at a village primary school, second-grade title"
    )
    told = [life(lived, 2038) for lived in (*first.lives, *second.lives)]
    assert [one.zh for one in told] == [
        "一直在原校任教到 2038 年",
        "2026 年交流到乡镇学校（2028 年返回），2030 年评上一级职称，到 2038 年仍在乡村学校任教",
        "2027 年辞职",
        "一直在原校任教到 2038 年",
    ]
    assert [one.en for one in told] == [
        "stays at the same school through 2038",
        SENT,
        "quits in 2027",
        "stays at the same school through 2038",
    ]
    away = [place.year for place in first.lives[1].places if place.away]
    assert away == [2026, 2027]
    assert [place.year for place in second.lives[0].places] == [2023, 2024, 2025, 2026]


def test_words_are_complete_in_both_languages() -> None:
    words = [*EVENTS.values(), chosen(4), *(one for way in WAYS for one in (way.more, way.less))]
    words += [age(20), age(30), age(60)]
    for text in words:
        assert text.zh
        assert not CHINESE.search(text.en), text.en
        assert not ENGLISH.search(re.sub(r"\{\w+\}", "", text.zh)), text.zh
        assert not re.search(r"[,;()]", text.zh), text.zh
    assert [age(n).en for n in (20, 25, 50, 55, 60)] == [
        "under 25", "25 to 29", "50 to 54", "55 or older", "55 or older"
    ]  # fmt: skip


def test_who_stays_at_the_host_is_told_with_the_exchange(tmp_path: Path) -> None:
    ends = {"exchange_return": 2028, "regularise": 2029}
    careers = [*stays(1), *stays(2)]
    moves = [
        *[move(i, 2026, "exchange_out", "village", "town", cause="rotation") for i in (1, 2)],
        move(1, ends["regularise"], "regularise", "village", "town", cause="leave.stay"),
        move(2, ends["exchange_return"], "exchange_return", "town", "village", cause="rotation"),
    ]
    study = load(study_folder(tmp_path / "s", {"careers": careers, "moves": moves}))
    pair = ("status_quo", "rotation")
    found = lives_of(study, pair, "zhijin", (0, 0), [1, 2])
    out = (2026, "exchange_out", "rotation", "village", "town")
    assert found[1][2][1].events == (Event(*out, until=2029, stayed=True),)
    assert found[2][2][1].events == (Event(*out, until=2028, stayed=False),)


def test_a_school_is_merged_before_anybody_leaves_that_year(tmp_path: Path) -> None:
    moves = [
        move(1, 2027, "quit", "village", None),
        move(1, 2027, "merge", "village", "village", cause="layout"),
    ]
    study = load(study_folder(tmp_path / "s", {"careers": [*stays(1)], "moves": moves}))
    found = lives_of(study, ("status_quo", "rotation"), "zhijin", (0, 0), [1])
    assert [event.what for event in found[1][2][1].events] == ["merge", "quit"]


def test_the_other_way_round_and_the_same_again(study: Study, few: Sample) -> None:
    turned = sampled(study, ("rotation", "status_quo"))
    assert isinstance(turned, Sample)
    assert [one.told.column for one in turned.careers] == ["exchange_less", "leave_more"]
    assert [one.lives for one in turned.careers] == [one.lives[::-1] for one in few.careers]
    assert repr(sampled(study)) == repr(few)
    one = sampled(study, number=1)
    assert isinstance(one, Sample)
    assert one.careers[0].lives == few.careers[0].lives
    assert len(one.careers) == 1


def test_what_cannot_be_told_says_why(tmp_path: Path, study: Study) -> None:
    runs = tables([set()], [set()])
    same = sampled(load(study_folder(tmp_path / "same", {**runs, "titles": {}}, 1)))
    assert isinstance(same, Text)
    assert "too few careers differ" in same.en
    rare = sampled(load(study_folder(tmp_path / "rare", tables([{1, 2, 3, 4}], [set()]), 1)))
    assert isinstance(rare, Text)
    bare = study_folder(tmp_path / "bare", {"careers": runs["careers"]}, 1)
    lacking = sampled(load(bare))
    assert isinstance(lacking, Text)
    assert "moves" in lacking.en
    assert "moves" in lacking.zh
    alone = {key: {("status_quo", 0): rows["status_quo", 0]} for key, rows in runs.items()
             if key != "titles"}  # fmt: skip
    single = sampled(load(study_folder(tmp_path / "one", alone, 1, ["status_quo"])))
    assert isinstance(single, Text)
    for wrong in (("status_quo", "x"), ("rotation", "rotation")):
        with pytest.raises(AnalysisError):
            sampled(study, wrong)
    with pytest.raises(AnalysisError, match="replication 9"):
        sampled(study, run=(0, 9))


def test_one_run_and_no_titles(tmp_path: Path) -> None:
    runs = tables([{1, 2, 3, 4, 5}], [set()])
    del runs["titles"]
    study = load(study_folder(tmp_path / "s", runs, 1))
    found = sampled(study)
    assert isinstance(found, Sample)
    assert found.differs.low is None
    for language in ("zh", "en"):
        said = section(content_of(study, language))
        assert said
        assert not any(re.search(r"\bnan\b|None|\{|区间 |interval", one) for one in said[:1])


# -- on pages --------------------------------------------------------------------------------


def section(content: Brief) -> list[str]:
    """The paragraphs of the section."""
    inside, found = False, []
    for block in content.rest:
        if isinstance(block, Heading):
            inside = block.text in ("几位教师的经历", "A few careers")
        elif inside and isinstance(block, Paragraph):
            found.append(f"{block.lead}|{block.line}".replace("\u00a0", " "))
    return found


def test_the_brief_tells_them_with_shares_found_again(folder: Path, study: Study) -> None:
    content = content_of(study, "en")
    said = section(content)
    assert [one.partition("|")[0] for one in said[2:]] == [
        "Teacher A", '"Status quo"', '"Six-year rotation"',
        "Teacher B", '"Status quo"', '"Six-year rotation"',
    ]  # fmt: skip
    assert "careers" in content.figures
    wanted = shares_again(folder, "status_quo", "rotation")
    looked = 0
    for line in content.lines():
        for one in line.numbers:
            if one.source.table == "careers" and one.source.statistic == "share":
                looked += 1
                assert one.value == pytest.approx(wanted[one.source.column].mean())
    assert looked == 5


def test_no_number_of_a_person_or_a_school_is_written(study: Study) -> None:
    for language in ("zh", "en"):
        said = " ".join(section(content_of(study, language)))
        digits = {int(n) for n in re.findall(r"\d+", re.sub(r"[\d.]+%", "", said))}
        years = {2023, 2026, 2027, 2028, 2030, 2038}
        assert digits <= {*years, 9, 95, 12, 35, 39, 40, 44, 2}


def test_html_and_excel_hold_them(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from teacherflow_analysis.brief import writing

    monkeypatch.setattr(writing, "draw", lambda *_: {})
    page, book = brief(folder, tmp_path, ["html", "xlsx"], "zh", careers="rotation")
    html = page.read_text("utf-8").replace("\u00a0", " ")
    assert "几位教师的经历" in html
    assert "2026 年交流到乡镇学校（2028 年返回）" in html
    assert "--careers rotation" in html
    sheet = openpyxl.load_workbook(book)["教师经历"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == ["教师甲", "教师甲", "教师乙", "教师乙"]
    assert rows[0][5] == pytest.approx(11 / 24)
    with pytest.raises(AnalysisError, match="option"):
        brief(folder, tmp_path, ["html"], "zh", careers="status_quo")


def test_trace_prints_and_gives_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", str(folder), "--sample", "1", "--lang", "en"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Teacher A: sent on exchange" in said
    assert "is sent on exchange to a town school in 2026 (back in 2028)" in said
    assert "45.8% (95% interval 0.0% to" in said
    assert "Teacher B" not in said
    assert main(["trace", str(folder), "--sample", "4", "--json", "--lang", "zh"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["kind"] for one in found["careers"]] == ["exchange_more", "leave_less"]
    assert found["careers"][1]["told"]["status_quo"] == "2027 年辞职"
    for wrong in ([], ["--sample", "2", "--teacher", "1"], ["--between", "a", "b"]):
        assert main(["trace", str(folder), *wrong, "--lang", "en"]) == 2
        assert "--" in capsys.readouterr().err


@pytest.mark.parametrize("size", list(theme.SIZES))
def test_words_of_the_figure_stay_on_the_page(study: Study, look: Look, size: str) -> None:
    if size == "single":  # drawn double
        return
    look = Look(look.language, theme.SIZES[size], size, look.band)
    found = figure.picture(study, look)
    assert isinstance(found, Picture)
    with theme.drawing([], look.medium):
        drawn = found.draw(found, look)
        drawn.draw_without_rendering()
    texts = [text.get_text() for text in drawn.texts]
    assert sum("2027" in one and len(one) > 4 for one in texts) == 1  # how service ends
    wide, high = drawn.bbox.width, drawn.bbox.height
    for text in drawn.texts:
        box = text.get_window_extent()
        inside = box.x0 >= -1 and box.x1 <= wide + 1 and box.y0 >= -1 and box.y1 <= high + 1
        assert inside, text.get_text()
