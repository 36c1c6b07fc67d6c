"""Forest, flows, retention, map and dose: what they show, against numbers worked out by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.folder import county_year, write_folder
from analysis.gallery import (
    ENGLISH,
    RISK,
    SCENARIOS,
    SWEEP,
    add,
    careers_of,
    figure_of,
    made_up,
    moves_of,
    runs_of,
    words_of,
)
from teacherflow.text import Text
from teacherflow_analysis.careers.spells import spells_of
from teacherflow_analysis.comparison.compare import effects_of
from teacherflow_analysis.figures import dose, flows, forest, retention, theme
from teacherflow_analysis.figures import map as school_map
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.study import Study, load

pytestmark = pytest.mark.usefixtures("font_cache")


@pytest.fixture(scope="module")
def folder(gallery: Path) -> Path:
    return gallery


@pytest.fixture(scope="module")
def study(gallery: Path) -> Study:
    return load(gallery)


def test_forest_marks_every_effect_and_fills_clear_ones(study: Study, look: Look) -> None:
    _, figure = figure_of(study, "forest", look)
    marks = {line.get_gid(): line for ax in figure.axes for line in ax.lines if line.get_gid()}
    effects = [e for e in effects_of(study).effects if e.year == "last5"]
    moved = {e.indicator for e in effects if e.difference or e.low or e.high}
    assert 0 < len(moved) < len({e.indicator for e in effects})
    effects = [e for e in effects if e.indicator in moved]
    assert set(marks) == {f"{e.scenario}/{e.indicator}" for e in effects}
    left_out = {"en": "Without any difference, left out:", "zh": "完全相同、未画出："}
    assert any(left_out[look.language] in word for word in words_of(figure))
    for effect in effects:
        mark = marks[f"{effect.scenario}/{effect.indicator}"]
        assert effect.low is not None
        assert effect.high is not None
        hollow = to_hex(mark.get_markerfacecolor()) == "#ffffff"
        assert hollow == (effect.low <= 0 <= effect.high), effect


def test_forest_keeps_own_units(study: Study) -> None:
    _, figure = figure_of(study, "forest", ENGLISH)
    effect = effects_of(study, indicators=["retention_3y_village"]).of("package")[-1]
    line = next(
        line
        for ax in figure.axes
        for line in ax.lines
        if line.get_gid() == "package/retention_3y_village"
    )
    assert effect.difference is not None
    assert line.get_xdata()[0] == pytest.approx(100 * effect.difference)
    assert any(word.startswith("Change, percentage points") for word in words_of(figure))
    assert forest.unit_of(forest.describe("net_better_off")) == "teachers"


def test_flows_count_posts_per_year_only(study: Study) -> None:
    table = flows.flows_of(study)
    up = table[("village", "town")]
    assert up.xs("status_quo", level="scenario").tolist() == pytest.approx([2, 3, 2, 3])
    assert up.xs("package", level="scenario").tolist() == pytest.approx([3, 4, 3, 4])
    assert set(table.columns) == {("village", "town"), ("enter", "village"), ("seat", "retire")}
    assert table[("seat", "retire")].unique() == pytest.approx([4])


def test_flows_print_means_with_intervals(study: Study, look: Look) -> None:
    """Runs 2, 3, 2, 3: mean 2.5, sd 0.5774, t(3) 3.18245, half 0.9187; the pairs all differ by 1."""
    picture, figure = figure_of(study, "flows", look)
    words = words_of(figure)
    assert words.count("2.5 ±0.9") == 2  # the status quo, and rotation that changes nothing
    assert "+1.0 ±0.0" in words
    assert "0.0 ±0.0" in words
    ribbons = [patch.get_gid() for ax in figure.axes for patch in ax.patches if patch.get_gid()]
    assert sorted(ribbons) == sorted(["village/town", "enter/village", "seat/retire"] * 3)
    assert "+1.0" in picture.head
    assert "2.5" in picture.head


def test_flows_tell_who_goes_with_a_school_that_closes(study: Study, tmp_path: Path) -> None:
    """Nine a run go to towns with their school, over 15 years; one goes back down."""
    frame = county_year(2)
    runs = runs_of(frame)
    closing = [("village", "town", "merge", True)] * 9 + [("town", "village", "merge", True)]
    parts = [moves_of(runs)]
    for run in runs.itertuples(index=False):
        rows = pd.DataFrame(closing, columns=["from_zone", "to_zone", "kind", "post_moves"])
        rows = rows.assign(teacher_id=900, year=2024, cause="enrol.closure")
        parts.append(rows.assign(**run._asdict()))
    folder = write_folder(tmp_path / "s", frame)
    add(folder, moves=pd.concat(parts, ignore_index=True))
    picture, _ = figure_of(load(folder), "flows", ENGLISH)
    assert "of those who move up under the baseline 0.6 a year go with a school" in picture.foot[0]
    assert "with a school" not in figure_of(study, "flows", ENGLISH)[0].foot[0]


def test_retention_joins_the_risk_set_late(tmp_path: Path) -> None:
    frame = county_year(2)
    folder = write_folder(tmp_path / "s", frame)
    add(folder, careers=careers_of(runs_of(frame)))
    risk, ended = spells_of(load(folder), "post", "zone").departures()
    assert len(risk) == len(runs_of(frame))
    for age, counted in RISK.items():
        assert set(zip(risk[:, 0, age - 1], ended[:, 0, age - 1], strict=True)) == {counted}, age


def test_survival_is_the_product_of_what_is_kept(study: Study) -> None:
    """By hand: 2/3, 2/3, 2/3 · 2/4 = 1/3, 1/3, 1/6; spell 3, ten times, lasts to the end."""
    curve = retention.curves(study)["village"]
    hand = [1, 2 / 3, 2 / 3, 1 / 3, 1 / 3, *[1 / 6] * 11]
    assert list(curve.columns) == [*range(16)]
    for kept in curve.itertuples(index=False):
        assert list(kept) == pytest.approx(hand)


def test_retention_draws_a_line_per_scenario_and_stops_in_time(study: Study, look: Look) -> None:
    picture, figure = figure_of(study, "retention", look)
    ax, *below = figure.axes  # only villages have spells
    assert [part.get_gid() for part in below] == ["village/5", "village/10"]
    lines = {line.get_gid(): line for line in ax.lines if line.get_gid()}
    assert list(lines) == SCENARIOS
    assert lines["package"].get_ydata()[:4].tolist() == pytest.approx([1, 2 / 3, 2 / 3, 1 / 3])
    assert "16.7%" in picture.head


def test_retention_tells_what_a_reform_changes(tmp_path: Path, look: Look) -> None:
    """A spell that no longer ends after five years: kept 1/3 instead of 1/6 in every run."""
    frame = county_year(3)
    careers = careers_of(runs_of(frame), 10)
    stays = (careers["scenario"] == "package") & (careers["teacher_id"] == 1)
    careers.loc[stays, ["left", "reason", "censored"]] = [2038, pd.NA, True]
    folder = write_folder(tmp_path / "s", frame)
    add(folder, careers=careers)
    picture, figure = figure_of(load(folder), "retention", look)
    dots = {line.get_gid(): line for line in figure.axes[1].lines if line.get_gid()}
    assert figure.axes[1].get_gid() == "village/5"
    assert set(dots) == {"difference rotation", "difference package"}
    assert dots["difference package"].get_xdata()[0] == pytest.approx(100 / 6)
    assert dots["difference rotation"].get_xdata()[0] == pytest.approx(0)
    filled = {n: to_hex(dot.get_markerfacecolor()) != "#ffffff" for n, dot in dots.items()}
    assert filled == {"difference rotation": False, "difference package": True}
    assert {"+16.7", "0.0"} <= set(words_of(figure))
    assert "+16.7" in picture.head


LONG = {
    "zh": "每年按同一比例安排教师到乡村学校任教并给予生活补助的方案",
    "en": "A long name of a reform that sends the same share of all teachers every year",
}


@pytest.mark.parametrize("medium", ["double", "screen"])
def test_no_words_hide_others(tmp_path: Path, look: Look, medium: str) -> None:
    """Eight scenarios with names of several lines, in the figures that write them into rows."""
    names = ["status_quo", *(f"share_{i}" for i in range(7))]
    frame = county_year(2, scenarios=names)
    titles = {n: {"title": {k: f"{v} {i}" for k, v in LONG.items()}} for i, n in enumerate(names)}
    folder = write_folder(tmp_path / "s", frame, {"scenarios": titles})
    add(folder, careers=careers_of(runs_of(frame), 10))
    study, look = load(folder), Look(look.language, theme.SIZES[medium], medium, look.band)
    for name in ("retention", "forest"):
        _, figure = figure_of(study, name, look)
        words = [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]
        words += [tick for ax in figure.axes for tick in ax.get_xticklabels()]
        shown = [(w.get_text(), w.get_window_extent()) for w in words if w.get_text().strip()]
        for i, (text, box) in enumerate(shown):
            for other, place in shown[:i]:
                wide = min(box.x1, place.x1) - max(box.x0, place.x0)
                high = min(box.y1, place.y1) - max(box.y0, place.y0)
                assert min(wide, high) < 2, (name, text, other)  # pixels


def test_map_draws_one_run_with_closed_and_new_schools(study: Study, look: Look) -> None:
    picture, figure = figure_of(study, "map", look)
    first = school_map.schools_of(study, "status_quo", 2024).set_index("school_id")
    assert first["share"].dropna().to_dict() == pytest.approx({0: 1.6, 1: 0.75, 2: 0.0, 3: 1.0})
    assert "2/4" in picture.head  # schools 1 and 2 in 2024
    assert "1/4" in picture.head  # school 3 in 2038
    assert "0" in re.findall(r"(?:replication|第) (\d+)", picture.foot[0])
    maps = [ax for ax in figure.axes if ax.get_xlim()[1] > 15]
    assert len(maps) == 4
    closed = [c for c in maps[1].collections if c.get_gid() is None]
    assert closed[0].get_offsets().tolist() == [[-9.0, 6.0]]
    villages = {c.get_gid(): c for c in maps[1].collections}["village"]
    edges = {to_hex(colour) for colour in villages.get_edgecolors()}
    assert edges == {school_map.EDGES, school_map.OPENED.lower()}
    assert any(word in ("10 km", "10 公里", "5 km", "5 公里") for word in words_of(figure))


def test_the_inset_of_the_seat_holds_its_words(tmp_path: Path, look: Look) -> None:
    """A seat of 2.7 km in a county of 60 km, in a corner that leaves room for a small inset only."""
    folder = made_up(tmp_path / "wide")
    schools = load(folder).sql("SELECT * FROM schools")
    far = {0: (0.0, 0.0), 1: (-18.0, 30.0), 2: (30.0, -30.0), 3: (18.0, 30.0)}
    places = schools["school_id"].map(lambda one: far.get(one, (-30.0, -30.0)))
    add(folder, schools=schools.assign(x=[x for x, _ in places], y=[y for _, y in places]))
    narrow = replace(look, medium=replace(look.medium, width=117.0))  # two maps as wide as of three
    _, figure = figure_of(load(folder), "map", narrow)
    insets = [inset for ax in figure.axes for inset in ax.child_axes]
    assert insets
    for inset in insets:
        frame, (words,) = inset.get_window_extent(), inset.texts
        box = words.get_window_extent()
        assert frame.x0 <= box.x0 <= box.x1 <= frame.x1, words.get_text()


def test_dose_orders_its_points_and_names_the_parameter(study: Study, look: Look) -> None:
    _, figure = figure_of(study, "dose", look)
    panel = figure.axes[0]
    places = {line.get_gid(): line for line in panel.lines if line.get_gid() in SCENARIOS}
    assert {name: line.get_xdata()[0] for name, line in places.items()} == {
        "rotation": 200,
        "package": 600,
    }
    effect = effects_of(study, indicators=["retention_3y_village"]).of("package")[-1]
    assert effect.difference is not None
    assert places["package"].get_ydata()[0] == pytest.approx(100 * effect.difference)
    unit = {"zh": "元/月", "en": "yuan/month"}[look.language]
    assert any(unit in word for word in words_of(figure))


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ({"package": 600, "rotation": 200, "gone": 9}, {"rotation": 200.0, "package": 600.0}),
        ({"rotation": "zone", "package": "distance"}, {"rotation": 0.0, "package": 1.0}),
    ],
    ids=["numbers", "words"],
)
def test_sweep_values(values: dict[str, object], places: dict[str, float], tmp_path: Path) -> None:
    title = {"zh": "甲、乙（元/月）", "en": "a and b (yuan/month)"}
    change = {"sweep": {"scenario": "rotation", "title": title, "values": values}}
    study = load(write_folder(tmp_path / "s", county_year(2), change))
    found = dose.sweep_of(study)
    assert found is not None
    assert found.places == places
    assert list(found.places) == list(places)
    assert found.title == Text(**title)
    figure_of(study, "dose", ENGLISH)


def test_a_sweep_is_told_in_rising_order_with_its_values(tmp_path: Path, look: Look) -> None:
    values = {"package": 600, "rotation": 200}
    study = load(
        write_folder(tmp_path / "s", county_year(2), {"sweep": SWEEP | {"values": values}})
    )
    assert dose.by_dose(study, ["package", "rotation"]) == ["rotation", "package"]
    names = dose.names_of(study, look.language)
    assert (
        names["package"]
        == {"zh": "六年轮岗（600）", "en": "Six-year rotation (600)"}[look.language]
    )
    assert names["status_quo"] == study.label("status_quo", look.language)
    picture, figure = figure_of(study, "forest", look)
    assert {names["package"], names["rotation"]} <= set(words_of(figure))
    assert SWEEP["title"][look.language][-9:] in picture.foot[0]


def test_the_title_of_a_dose_speaks_of_what_changes_clearly(study: Study) -> None:
    """The retention of the made-up package rises by six points; that of rotation is not clear."""
    picture, _ = figure_of(study, "dose", ENGLISH)
    effect = effects_of(study, indicators=["retention_3y_village"]).of("package")[-1]
    assert effect.difference is not None
    assert f"+{100 * effect.difference:.1f} pp at 600" in picture.head
