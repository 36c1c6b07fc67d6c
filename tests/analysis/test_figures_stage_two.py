"""Forest, flows, retention, map and dose: what they show, against numbers worked out by hand."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from analysis.folder import county_year, write_folder
from teacherflow.text import Text
from teacherflow_analysis import provenance
from teacherflow_analysis.compare import effects_of
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.figures import catalogue, dose, figures, flows, forest, retention, theme
from teacherflow_analysis.figures import map as school_map
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.figures.trajectories import Look
from teacherflow_analysis.spells import spells_of
from teacherflow_analysis.study import Study, load

pytestmark = pytest.mark.usefixtures("font_cache")
SCENARIOS = ["status_quo", "rotation", "package"]
SWEEP = {
    "scenario": "rotation",
    "parameter": "rural_subsidy.yuan_per_month.village",
    "title": {"zh": "每月补贴：乡村（元/月）", "en": "Monthly subsidy: villages (yuan/month)"},
    "values": {"package": 600, "rotation": 200},
}
DRAWN = [
    *("forest", "standing", "flows", "alluvial", "retention", "survival", "incidence"),
    *("bunching", "map", "plane", "dose", "attribution"),
]
"""Figures that the made-up study has data for."""
ATTRIBUTE = {
    "scenario": "package",
    "method": "shapley",
    "players": {
        name: {"title": {"zh": name, "en": name}, "change": "added", "members": [name]}
        for name in ("rotation", "subsidy")
    },
    "orders": [],
    "coalitions": [
        {"players": [], "scenario": "status_quo"},
        {"players": ["rotation"], "scenario": "rotation"},
        {"players": ["subsidy"], "scenario": "rotation"},
        {"players": ["rotation", "subsidy"], "scenario": "package"},
    ],
    "planned": [],
}
"""Two parts of the package that are worth the same alone."""
CHANGE = {"sweep": SWEEP, "attribute": ATTRIBUTE}
KEYS = ["county", "scenario", "draw", "replication"]

# teacher, zone, entered, left, reason: six village spells of a study that begins in 2024
SPELLS = [
    (1, "village", 2020, 2025, "transfer"),
    (2, "village", 2021, 2024, "quit"),
    (3, "village", 2022, 2038, None),
    (4, "village", 2024, 2027, "transfer"),
    (5, "village", 2024, 2028, "retire"),
    (6, "village", 2030, 2031, "leave_county"),
    (7, "village", 2030, 2030, "reassign"),  # never seen on a 1 September
]
RISK = {1: (3, 1), 2: (3, 0), 3: (4, 2), 4: (2, 0), 5: (2, 1), 6: (1, 0)}
"""By hand: years in the post: (at risk, ended).

1: spells 4, 5, 6 (3 joins at 2, 2 at 3, 1 at 4), 6 ends. 2: 3, 4, 5. 3: 2, 3, 4, 5; 2 and 4 end.
4: 1 and 3; 5 retires in that year and leaves the risk set before it. 5: 1 and 3; 1 ends. 6: 3.
"""


def _runs(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[KEYS].drop_duplicates().reset_index(drop=True)


def _each(runs: pd.DataFrame, rows: list[dict[str, object]]) -> pd.DataFrame:
    return runs.merge(pd.DataFrame(rows), how="cross")


def _careers(runs: pd.DataFrame, copies: int = 1) -> pd.DataFrame:
    names = ["teacher_id", "zone", "entered", "left", "reason"]
    rows = [dict(zip(names, spell, strict=True)) for spell in SPELLS for _ in range(copies)]
    person = {"school_id": 1, "title": "first", "route": "exam", "home_km": 3.0, "cohort": 2015}
    frame = _each(runs, rows).assign(basis="post", **person)
    frame["reason"] = frame["reason"].astype("string")
    return frame.assign(censored=frame["reason"].isna(), truncated=frame["entered"] < 2024)


def _moves(runs: pd.DataFrame) -> pd.DataFrame:
    """Village to town 30 times (45 under the package), 15 more in odd runs."""
    parts = []
    for run in runs.itertuples(index=False):
        up = (45 if run.scenario == "package" else 30) + (15 if run.replication % 2 else 0)
        rows = [("village", "town", "transfer", True)] * up
        rows += [("village", "town", "exchange_out", False)] * 50
        rows += [(None, "village", "enter", True)] * 15 + [("seat", None, "retire", True)] * 60
        part = pd.DataFrame(rows, columns=["from_zone", "to_zone", "kind", "post_moves"])
        part = part.assign(teacher_id=100 + np.arange(len(part)), year=2024, cause="exam")
        parts.append(part.assign(**dict(zip(KEYS, run, strict=True))))
    frame = pd.concat(parts, ignore_index=True)
    zones = ["from_zone", "to_zone"]
    frame[zones] = frame[zones].astype("string")
    return frame


def _schools(runs: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    names = ["school_id", "x", "y", "zone", "opened", "closed"]
    about = [
        (0, 0.0, 0.0, "seat", None, None),
        (1, 8.0, 3.0, "town", None, None),
        (2, -9.0, 6.0, "village", None, 2030),
        (3, 20.0, -11.0, "village", None, None),
        (4, 5.0, 9.0, "village", 2029, None),
    ]
    schools = _each(runs, [dict(zip(names, row, strict=True)) for row in about])
    schools = schools.astype({"opened": "Int32", "closed": "Int32"})
    years = []
    for year, pupils, backbone in (
        (2024, {0: 1000, 1: 400, 2: 80, 3: 200}, {0: 16, 1: 3, 2: 0, 3: 2}),
        (2038, {0: 1200, 1: 300, 3: 100, 4: 50}, {0: 16, 1: 4, 3: 0, 4: 1}),
    ):
        for school, n in pupils.items():
            part = {"school_id": school, "year": year, "pupils": n, "backbone": backbone[school]}
            years.append(part)
    return schools, _each(runs, years)


def _add(folder: Path, **tables: pd.DataFrame) -> None:
    """Put more tables into a study's folder and its manifest."""
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    entry = next(iter(manifest["tables"].values()))
    for name, rows in tables.items():
        path = folder / f"{name}.parquet"
        with duckdb.connect(":memory:") as database:
            database.register("rows", rows)
            database.execute("COPY rows TO $path (FORMAT parquet)", {"path": str(path)})
        manifest["tables"][name] = entry | {"rows": len(rows), "bytes": path.stat().st_size}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study of four replications with all tables that figures read, and a sweep."""
    frame = county_year(4)
    found = write_folder(tmp_path_factory.mktemp("stage") / "two", frame, CHANGE)
    runs = _runs(frame)
    schools, section_year = _schools(runs)
    tables = {"careers": _careers(runs, 10), "moves": _moves(runs)}
    _add(found, schools=schools, section_year=section_year, **tables)
    return found


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return load(folder)


@pytest.fixture(params=["zh", "en"])
def look(request: pytest.FixtureRequest) -> Look:
    return Look(request.param, theme.SIZES["double"], "double", "difference")


ENGLISH = Look("en", theme.SIZES["double"], "double", "difference")


_DRAWN: dict[tuple[Path, str, Look], tuple[Picture, Figure]] = {}


def _figure(study: Study, name: str, look: Look) -> tuple[Picture, Figure]:
    """Return a picture and its figure, which is drawn once for all tests that look at it."""
    key = study.folder, name, look
    if key not in _DRAWN:
        _DRAWN[key] = _draw(study, name, look)
    return _DRAWN[key]


def _draw(study: Study, name: str, look: Look) -> tuple[Picture, Figure]:
    found = catalogue.PICTURES[name](study, look)
    assert isinstance(found, Picture), found
    with theme.drawing([], look.medium):
        figure = found.draw(found, look)
        figure.draw_without_rendering()
    return found, figure


def _words(figure: Figure) -> list[str]:
    texts = [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]
    return [text.get_text().replace("\u00a0", " ") for text in texts]


@pytest.fixture(scope="module")
def drawn(folder: Path, font_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All new figures in Chinese, as vectors and pixels."""
    out = tmp_path_factory.mktemp("drawn")
    return figures(folder, out, ["svg", "png"], "zh", only=DRAWN)


def test_all_are_written_with_their_provenance(drawn: list[Path], study: Study) -> None:
    wanted = [f"{name}_zh.{suffix}" for name in DRAWN for suffix in ("svg", "png")]
    assert [path.name for path in drawn] == wanted
    for path in drawn:
        facts = provenance.read(path)
        assert facts["artefact"] == path.name
        assert (facts["study_hash"], facts["seed"]) == (study.digest, 1)


def test_the_same_bytes_again(drawn: list[Path], folder: Path, tmp_path: Path) -> None:
    again = figures(folder, tmp_path, ["svg"], "zh", only=DRAWN)
    first = [path for path in drawn if path.suffix == ".svg"]
    assert [path.name for path in again] == [path.name for path in first]
    assert [p.read_bytes() for p in again] == [p.read_bytes() for p in first]


def test_vectors_hold_shapes_of_letters_and_stand_180_mm_wide(drawn: list[Path]) -> None:
    for path in drawn:
        if path.suffix == ".svg":
            svg = path.read_text("utf-8")
            assert "<text" not in svg
            found = re.search(r'<svg [^>]*width="([\d.]+)pt"', svg)
            assert found is not None
            assert float(found[1]) == pytest.approx(180 / 25.4 * 72, abs=0.01)


@pytest.mark.parametrize("medium", ["double", "screen"])
def test_no_words_leave_the_page(study: Study, look: Look, medium: str) -> None:
    look = Look(look.language, theme.SIZES[medium], medium, look.band)
    for name in DRAWN:
        _, figure = _figure(study, name, look)
        wide, high = figure.bbox.width, figure.bbox.height
        for text in [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]:
            box = text.get_window_extent()
            inside = box.x0 >= -1 and box.x1 <= wide + 1 and box.y0 >= -1 and box.y1 <= high + 1
            assert inside, (name, text.get_text())


WIDTHS = {"single": 85, "a4": 170, "16:9": 338.67, "screen": 260}


@pytest.mark.parametrize("size", list(WIDTHS))
def test_sizes_are_real_and_repeatable(folder: Path, tmp_path: Path, size: str) -> None:
    """One quick figure; a slide has the height of a slide, and is the same twice."""
    formats = ["svg", "pdf", "png"] if size == "16:9" else ["svg"]
    once = figures(folder, tmp_path, formats, "zh", only=["moves"], size=size)
    files = {path.suffix: path for path in once}
    svg = files[".svg"].read_text("utf-8")
    found = re.search(r'<svg [^>]*width="([\d.]+)pt" height="([\d.]+)pt"', svg)
    assert found is not None
    assert float(found[1]) / 72 * 25.4 == pytest.approx(WIDTHS[size], abs=0.01)
    if size == "16:9":
        again = figures(folder, tmp_path / "again", formats, "zh", only=["moves"], size=size)
        assert [p.read_bytes() for p in once] == [p.read_bytes() for p in again]
        assert float(found[2]) / 72 * 25.4 == pytest.approx(190.5, abs=0.01)
    for path in once:
        assert f"--size {size}" in str(provenance.read(path)["command"])
        assert path.stem == f"moves_zh_{size.replace(':', 'x')}"


def test_a_single_column_holds_its_words_at_six_and_a_half_points(study: Study) -> None:
    look = Look("en", theme.SIZES["single"], "single", "difference")
    for name in sorted(set(catalogue.IN_A_COLUMN) & set(catalogue.PICTURES)):
        _, figure = _figure(study, name, look)
        for text in [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]:
            box = text.get_window_extent()
            assert text.get_fontsize() >= 6.5, (name, text.get_text())
            assert -1 <= box.x0 <= box.x1 <= figure.bbox.width + 1, (name, text.get_text())


def test_what_does_not_fit_is_drawn_larger_and_told(folder: Path, tmp_path: Path) -> None:
    told: list[str] = []
    draw = {"formats": ["svg"], "lang": "en", "say": lambda text: told.append(text.en)}
    (wide,) = figures(folder, tmp_path, only=["flows"], size="single", **draw)
    assert wide.name == "flows_en.svg"
    assert "drawn double" in told[-1]
    (tall,) = figures(folder, tmp_path, only=["forest"], size="16:9", **draw)
    assert tall.name == "forest_en_screen.svg"
    assert "too tall" in told[-1]


def test_forest_marks_every_effect_and_fills_clear_ones(study: Study, look: Look) -> None:
    _, figure = _figure(study, "forest", look)
    marks = {line.get_gid(): line for ax in figure.axes for line in ax.lines if line.get_gid()}
    effects = [e for e in effects_of(study).effects if e.year == "last5"]
    moved = {e.indicator for e in effects if e.difference or e.low or e.high}
    assert 0 < len(moved) < len({e.indicator for e in effects})
    effects = [e for e in effects if e.indicator in moved]
    assert set(marks) == {f"{e.scenario}/{e.indicator}" for e in effects}
    left_out = {"en": "Without any difference, left out:", "zh": "完全相同、未画出："}
    assert any(left_out[look.language] in word for word in _words(figure))
    for effect in effects:
        mark = marks[f"{effect.scenario}/{effect.indicator}"]
        assert effect.low is not None
        assert effect.high is not None
        hollow = to_hex(mark.get_markerfacecolor()) == "#ffffff"
        assert hollow == (effect.low <= 0 <= effect.high), effect


def test_forest_keeps_own_units(study: Study) -> None:
    _, figure = _figure(study, "forest", ENGLISH)
    effect = effects_of(study, indicators=["retention_3y_village"]).of("package")[-1]
    line = next(
        line
        for ax in figure.axes
        for line in ax.lines
        if line.get_gid() == "package/retention_3y_village"
    )
    assert effect.difference is not None
    assert line.get_xdata()[0] == pytest.approx(100 * effect.difference)
    assert any(word.startswith("Change, percentage points") for word in _words(figure))
    assert forest.unit_of(forest.describe("share_worse_off")) == "worse"


def test_flows_count_posts_per_year_only(study: Study) -> None:
    table = flows.flows_of(study)
    up = table[("village", "town")]
    assert up.xs("status_quo", level="scenario").tolist() == pytest.approx([2, 3, 2, 3])
    assert up.xs("package", level="scenario").tolist() == pytest.approx([3, 4, 3, 4])
    assert set(table.columns) == {("village", "town"), ("enter", "village"), ("seat", "retire")}
    assert table[("seat", "retire")].unique() == pytest.approx([4])


def test_flows_print_means_with_intervals(study: Study, look: Look) -> None:
    """Runs 2, 3, 2, 3: mean 2.5, sd 0.5774, t(3) 3.18245, half 0.9187; the pairs all differ by 1."""
    picture, figure = _figure(study, "flows", look)
    words = _words(figure)
    assert words.count("2.5 ±0.9") == 2  # the status quo, and rotation that changes nothing
    assert "+1.0 ±0.0" in words
    assert "0.0 ±0.0" in words
    ribbons = [patch.get_gid() for ax in figure.axes for patch in ax.patches if patch.get_gid()]
    assert sorted(ribbons) == sorted(["village/town", "enter/village", "seat/retire"] * 3)
    assert "+1.0" in picture.head
    assert "2.5" in picture.head


def test_retention_joins_the_risk_set_late(tmp_path: Path) -> None:
    frame = county_year(2)
    folder = write_folder(tmp_path / "s", frame)
    _add(folder, careers=_careers(_runs(frame)))
    risk, ended = spells_of(load(folder), "post", "zone").departures()
    assert len(risk) == len(_runs(frame))
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
    picture, figure = _figure(study, "retention", look)
    ax, *below = figure.axes  # only villages have spells
    assert [part.get_gid() for part in below] == ["village/5", "village/10"]
    lines = {line.get_gid(): line for line in ax.lines if line.get_gid()}
    assert list(lines) == SCENARIOS
    assert lines["package"].get_ydata()[:4].tolist() == pytest.approx([1, 2 / 3, 2 / 3, 1 / 3])
    assert "16.7%" in picture.head


def test_retention_tells_what_a_reform_changes(tmp_path: Path, look: Look) -> None:
    """A spell that no longer ends after five years: kept 1/3 instead of 1/6 in every run."""
    frame = county_year(3)
    careers = _careers(_runs(frame), 10)
    stays = (careers["scenario"] == "package") & (careers["teacher_id"] == 1)
    careers.loc[stays, ["left", "reason", "censored"]] = [2038, pd.NA, True]
    folder = write_folder(tmp_path / "s", frame)
    _add(folder, careers=careers)
    picture, figure = _figure(load(folder), "retention", look)
    dots = {line.get_gid(): line for line in figure.axes[1].lines if line.get_gid()}
    assert figure.axes[1].get_gid() == "village/5"
    assert set(dots) == {"difference rotation", "difference package"}
    assert dots["difference package"].get_xdata()[0] == pytest.approx(100 / 6)
    assert dots["difference rotation"].get_xdata()[0] == pytest.approx(0)
    filled = {n: to_hex(dot.get_markerfacecolor()) != "#ffffff" for n, dot in dots.items()}
    assert filled == {"difference rotation": False, "difference package": True}
    assert {"+16.7", "0.0"} <= set(_words(figure))
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
    _add(folder, careers=_careers(_runs(frame), 10))
    study, look = load(folder), Look(look.language, theme.SIZES[medium], medium, look.band)
    for name in ("retention", "forest"):
        _, figure = _figure(study, name, look)
        words = [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]
        words += [tick for ax in figure.axes for tick in ax.get_xticklabels()]
        shown = [(w.get_text(), w.get_window_extent()) for w in words if w.get_text().strip()]
        for i, (text, box) in enumerate(shown):
            for other, place in shown[:i]:
                wide = min(box.x1, place.x1) - max(box.x0, place.x0)
                high = min(box.y1, place.y1) - max(box.y0, place.y0)
                assert min(wide, high) < 2, (name, text, other)  # pixels


def test_map_draws_one_run_with_closed_and_new_schools(study: Study, look: Look) -> None:
    picture, figure = _figure(study, "map", look)
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
    assert any(word in ("10 km", "10 公里", "5 km", "5 公里") for word in _words(figure))


def test_dose_orders_its_points_and_names_the_parameter(study: Study, look: Look) -> None:
    _, figure = _figure(study, "dose", look)
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
    assert any(unit in word for word in _words(figure))


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
    _figure(study, "dose", ENGLISH)


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
    picture, figure = _figure(study, "forest", look)
    assert {names["package"], names["rotation"]} <= set(_words(figure))
    assert SWEEP["title"][look.language][-9:] in picture.foot[0]


def test_the_title_of_a_dose_speaks_of_what_changes_clearly(study: Study) -> None:
    """The retention of the made-up package rises by six points; that of rotation is not clear."""
    picture, _ = _figure(study, "dose", ENGLISH)
    effect = effects_of(study, indicators=["retention_3y_village"]).of("package")[-1]
    assert effect.difference is not None
    assert f"+{100 * effect.difference:.1f} pp at 600" in picture.head


def test_only_one_and_unknown_ones(folder: Path, tmp_path: Path) -> None:
    found = figures(folder, tmp_path, ["svg"], "en", only=["map"])
    assert [path.name for path in found] == ["map_en.svg"]
    with pytest.raises(AnalysisError, match="did you mean flows"):
        figures(folder, tmp_path, ["svg"], "en", only=["flow"])


@pytest.fixture
def single(folder: Path, tmp_path: Path) -> Iterator[Study]:
    """The same study with one replication, so without any interval."""
    frame = county_year(1)
    found = write_folder(tmp_path / "single", frame, CHANGE)
    runs = _runs(frame)
    schools, section_year = _schools(runs)
    tables = {"careers": _careers(runs, 10), "moves": _moves(runs)}
    _add(found, schools=schools, section_year=section_year, **tables)
    yield load(found)
    shutil.rmtree(found)


def test_one_run_has_no_intervals(single: Study) -> None:
    """Every figure is looked at in one language, half of them in each."""
    chinese = replace(ENGLISH, language="zh")
    for name, look in zip(DRAWN, cycle((ENGLISH, chinese)), strict=False):
        picture, figure = _figure(single, name, look)
        assert any("±" in word and word[0].isdigit() for word in _words(figure)) is False
        said = {"zh": "无区间", "en": "no interval"}[look.language]
        assert said in picture.foot[0], name
