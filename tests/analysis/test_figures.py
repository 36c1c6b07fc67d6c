"""Figures: complete, repeatable, legible; and the words on them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.folder import TITLES, county_year, write_folder
from teacherflow.text import Text
from teacherflow_analysis import fonts
from teacherflow_analysis.comparison.compare import effects_of, values_of
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.figures import figures, theme
from teacherflow_analysis.figures.labels import spread
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.sheets import sheets_of
from teacherflow_analysis.figures.trajectories import draw
from teacherflow_analysis.figures.words import headline
from teacherflow_analysis.inference.bands import band_of
from teacherflow_analysis.palette import DASHES, HUES, styles
from teacherflow_analysis.study import load

pytestmark = pytest.mark.usefixtures("font_cache")
NAMES = ["overview", "forest", "balance", "standing", "zones", "moves", "plane"]


@pytest.fixture(scope="module")
def told() -> list[Text]:
    """What was told while `drawn` was drawn."""
    return []


@pytest.fixture(scope="module")
def drawn(
    zhijin: Path, font_cache: Path, tmp_path_factory: pytest.TempPathFactory, told: list[Text]
) -> list[Path]:
    """All figures in Chinese."""
    return figures(zhijin, tmp_path_factory.mktemp("figures"), lang="zh", say=told.append)


def test_every_figure_in_every_format(drawn: list[Path]) -> None:
    wanted = {f"{name}_zh.{suffix}" for name in NAMES for suffix in theme.FORMATS}
    assert {path.name for path in drawn} == wanted
    assert {path.name for path in drawn[0].parent.iterdir()} == wanted  # nothing half-written


@pytest.mark.usefixtures("drawn")
def test_what_a_study_has_no_data_for_is_said(told: list[Text]) -> None:
    skipped = [text.en for text in told if "not drawn" in text.en]
    why = {line.split()[0]: line for line in skipped}
    assert list(why) == [
        *(
            "gains",
            "schools",
            "flows",
            "alluvial",
            "retention",
            "survival",
            "incidence",
            "bunching",
        ),
        *("careers", "map", "spending", "dose", "attribution", "sensitivity"),
    ]
    without = ("alluvial", "retention", "survival", "incidence", "careers")
    assert all("careers" in why[name] for name in without)
    assert "sweep" in why["dose"]


def test_the_same_bytes_again_in_another_process(
    drawn: list[Path], zhijin: Path, tmp_path: Path
) -> None:
    """All figures as SVG; one that is quickly drawn in every format."""
    keys = ["county", "scenario", "draw", "replication", "year", "moves_up"]
    small = write_folder(tmp_path / "small", county_year(2)[keys])
    once = figures(small, tmp_path / "once", lang="zh")
    code = (
        "import sys; from teacherflow_analysis.figures import figures; "
        "figures(sys.argv[1], sys.argv[3], ['svg'], 'zh'); "
        "figures(sys.argv[2], sys.argv[3] + '/small', lang='zh')"
    )
    command = [sys.executable, "-c", code, zhijin, small, tmp_path / "again"]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": "12345"})
    for path in drawn:
        if path.suffix == ".svg":
            assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name
    assert {path.suffix for path in once} == {f".{suffix}" for suffix in theme.FORMATS}
    for path in once:
        again = tmp_path / "again" / "small" / path.name
        assert path.read_bytes() == again.read_bytes(), path.name


def test_print_width_is_180_mm(drawn: list[Path]) -> None:
    svg = drawn[0].with_suffix(".svg").read_text("utf-8")
    found = re.search(r'<svg [^>]*width="([\d.]+)pt"', svg)
    assert found is not None
    assert float(found[1]) == pytest.approx(180 / 25.4 * 72, abs=0.01)
    png = drawn[0].with_suffix(".png").read_bytes()
    assert int.from_bytes(png[16:20]) == int(180 / 25.4 * 300)


def test_svg_needs_no_font_of_the_reader(drawn: list[Path]) -> None:
    assert "<text" not in drawn[0].with_suffix(".svg").read_text("utf-8")


def test_pdf_embeds_true_type(drawn: list[Path]) -> None:
    pdf = drawn[0].with_suffix(".pdf").read_bytes()
    assert b"/CIDFontType2" in pdf
    assert b"/Type3" not in pdf


def test_screen_and_range(zhijin: Path, tmp_path: Path) -> None:
    found = figures(zhijin, tmp_path, ["png"], "en", size="screen", band="range")
    assert [path.name for path in found] == [f"{name}_en_screen.png" for name in NAMES]


def test_bands_around_a_mean_path() -> None:
    """Values 1, 2, 3, 6: mean 3, sd 2.160, t(3) 3.18245; against 0, 2, 1, 5: differences 1, 0, 2, 1."""
    index = pd.MultiIndex.from_product(
        [[0], range(4), [2030]], names=["draw", "replication", "year"]
    )
    values, base = pd.Series([1.0, 2, 3, 6], index), pd.Series([0.0, 2, 1, 5], index)
    mean = band_of(values, base, "mean").loc[2030]
    assert tuple(mean) == pytest.approx((3, 3 - 3.4374, 3 + 3.4374), abs=1e-3)
    paired = band_of(values, base, "difference").loc[2030]
    assert tuple(paired) == pytest.approx((3, 3 - 1.2992, 3 + 1.2992), abs=1e-3)
    wide = band_of(values, base, "range").loc[2030]
    assert tuple(wide) == pytest.approx((3, 1.15, 5.55))


def test_intervals_stand_after_the_last_year_where_bands_would_hide_each_other(
    tmp_path: Path,
) -> None:
    """Eight scenarios: the bars are those of `band_of`, of the baseline around its mean."""
    names = ["status_quo", *(f"share_{i}" for i in range(7))]
    study = load(write_folder(tmp_path / "s", county_year(4, scenarios=names)))
    look = Look("en", theme.SIZES["double"], "double", "difference")
    (sheet,) = (sheet for sheet in sheets_of(study) if sheet.name == "moves")
    with theme.drawing(["moves"], look.medium):
        figure = draw(study, sheet, look, "moves", ["foot"])
    values = values_of(study, ["moves_up"])["moves_up"]
    bars = {c.get_gid(): c for c in figure.axes[0].collections if c.get_gid()}
    assert set(bars) == {f"interval {name}" for name in names}
    places = []
    for name in names:
        ((low, high),) = (
            sorted(path.vertices[:, 1]) for path in bars[f"interval {name}"].get_paths()
        )
        kind = "mean" if name == "status_quo" else "difference"
        band = band_of(values.xs(name), values.xs("status_quo"), kind)
        assert (low, high) == pytest.approx(tuple(band.loc[study.years[-1], ["low", "high"]]))
        places.append(bars[f"interval {name}"].get_paths()[0].vertices[0, 0])
    assert places == sorted(set(places))
    assert places[0] > study.years[-1]
    assert max(figure.axes[0].get_xticks()) <= study.years[-1]


def test_no_line_ends_with_a_mark_that_opens_or_begins_with_one_that_closes() -> None:
    text = "合格线：优质均衡督导评估办法（教督〔2017〕6号），小学"
    with theme.drawing([text], theme.SIZES["double"]):
        for width in range(6, 60):
            lines = theme.wrap(text, 7.5, float(width))
            assert "".join(lines) == text
            assert not any(line[-1] in "（〔" or line[0] in "）〕，：" for line in lines), lines


def test_legends_never_cut_a_name(tmp_path: Path) -> None:
    names = ["status_quo", *(f"share_{i}" for i in range(7))]
    long = {
        name: {"zh": f"{name} " + "很长的方案名称" * 3, "en": f"{name} " + "word " * 9}
        for name in names
    }
    frame = county_year(2, scenarios=names)
    change = {"scenarios": {name: {"title": title} for name, title in long.items()}}
    study = load(write_folder(tmp_path / "s", frame, change))
    look = Look("en", theme.SIZES["double"], "double", "difference")
    sheet = sheets_of(study)[0]
    with theme.drawing(["x"], look.medium):
        figure = draw(study, sheet, look, "x", ["foot"])
    written = {text.get_text() for text in figure.texts}
    assert {long[name]["en"].strip() for name in names} <= {w.strip() for w in written}


def test_the_baseline_has_no_band_of_differences(zhijin: Path) -> None:
    """A reform's band leaves out the baseline's line exactly when its difference is clear."""
    study = load(zhijin)
    values = values_of(study, ["vacancy_village"])["vacancy_village"]
    base, reform = values.xs("status_quo"), values.xs("package")
    assert band_of(base, base, "difference")["low"].isna().all()
    band = band_of(reform, base, "difference")
    line = band_of(base, base, "mean")["mean"]
    for year in study.years:
        effect = effects_of(study, indicators=["vacancy_village"], year=year).of("package")[0]
        outside = not band.loc[year, "low"] <= line[year] <= band.loc[year, "high"]
        assert outside == (effect.verdict in ("better", "worse"))


@pytest.mark.parametrize(
    "frame",
    [
        county_year(1),
        county_year(3, scenarios=["status_quo"]),
        county_year(2, scenarios=["status_quo", *(f"share_{i}" for i in range(9))]),
        county_year(2, draws=2, counties=("east", "west")),
        county_year(2)[["county", "scenario", "draw", "replication", "year", "moves_up"]],
    ],
    ids=["one run", "one scenario", "ten scenarios", "draws and counties", "one indicator"],
)
def test_unusual_studies_are_drawn(frame: object, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "study", frame)  # type: ignore[arg-type]
    found = figures(folder, formats=["png"], lang="en")
    assert found
    assert all(path.parent == folder / "figures" for path in found)


def test_rare_characters_are_drawn_and_unknown_ones_refused(tmp_path: Path) -> None:
    title = {"title": {"zh": "鄠邑区堃镇教师流动", "en": "Huyi"}}
    folder = write_folder(tmp_path / "rare", county_year(2), title)
    assert figures(folder, formats=["svg"], lang="zh", only=["moves", "forest"])
    folder = write_folder(tmp_path / "odd", county_year(2), {"title": {"zh": "县😀"}})
    with pytest.raises(AnalysisError, match="1F600"):
        figures(folder, formats=["svg"], lang="zh", only=["moves"])


def test_a_glyph_that_is_missing_is_an_error(tmp_path: Path) -> None:
    medium = theme.SIZES["double"]
    with theme.drawing(["县"], medium):
        figure = theme.blank(medium, 20)
        figure.text(0.5, 0.5, "鄠")  # not announced, so not in the fonts
        with pytest.raises(AnalysisError, match="cannot draw"):
            theme.save(figure, tmp_path / "a.png", "a", {"teacherflow": "0"}, medium)
    assert list(tmp_path.iterdir()) == []


def test_minus_signs_are_minus_signs() -> None:
    assert not {"−", "·", "（"} - fonts.common()


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        ({"formats": ["svgg"]}, "did you mean svg"),
        ({"lang": "fr"}, "allowed: zh, en"),
        ({"size": "paper"}, "allowed: single, double, a4, 16:9, screen"),
        ({"band": "rnage"}, "did you mean range"),
    ],
)
def test_wrong_options(zhijin: Path, options: dict[str, object], hint: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        figures(zhijin, **options)  # type: ignore[arg-type]
    assert hint in caught.value.text.en


def test_folder_that_cannot_be_written(zhijin: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(AnalysisError, match="cannot write"):
        figures(zhijin, tmp_path / "file", ["svg"])


def test_title_states_the_finding(tmp_path: Path) -> None:
    """Baseline 10, rotation the same, package 6, 7, 8 lower by pair."""
    frame = county_year(3)[["county", "scenario", "draw", "replication", "year"]]
    lower = (frame["scenario"] == "package") * (6.0 + frame["replication"])
    frame = frame.assign(moves_up=10.0 - lower)
    study = load(write_folder(tmp_path / "s", frame))
    assert headline(study, "moves_up", "en").replace("\u00a0", " ") == (
        "Upward moves, 2038: 10.0 under Status quo; in comparison, "
        "Rotation and subsidy −7.0 ± 2.5 events, Six-year rotation shows no clear difference"
    )
    assert headline(study, "moves_up", "zh").replace("\u00a0", " ") == (
        "2038 年向上流动：现状 10.0；与之相比，轮岗加补助 −7.0 ± 2.5 人次，六年轮岗无明显差异"
    )

    same = study.folder.parent / "same"
    unmoved = load(write_folder(same, frame.assign(moves_up=10.0)))
    assert headline(unmoved, "moves_up", "zh").endswith("与之相比，各方案均无明显差异")


def test_the_title_of_many_scenarios_names_clear_differences_only(tmp_path: Path) -> None:
    """Five reforms: two differ by 6, 7, 8 and by −1.9, −2, −2.1; three by −20, 0, 20, so not clearly."""
    names = ["status_quo", *(f"share_{i}" for i in range(5))]
    frame = county_year(3, scenarios=names)[["county", "scenario", "draw", "replication", "year"]]
    shift = {"share_1": (6, 7, 8), "share_3": (-1.9, -2, -2.1)}
    moves = [
        100.0
        + shift.get(row.scenario, (-20, 0, 20) if row.scenario != "status_quo" else (0, 0, 0))[
            row.replication
        ]
        for row in frame.itertuples()
    ]
    study = load(write_folder(tmp_path / "s", frame.assign(moves_up=moves)))
    assert (
        headline(study, "moves_up", "en")
        .replace("\u00a0", " ")
        .endswith(
            "2 of 5 options differ clearly: from share_3 −2.0 ± 0.2 events "
            "to share_1 +7.0 ± 2.5 events"
        )
    )
    assert "5 个方案中 2 个有明显差异" in headline(study, "moves_up", "zh").replace("\u00a0", " ")


def test_numbers_of_teachers_have_no_floor(zhijin: Path) -> None:
    """Dealt at random to the same posts, people leave the number at every school as it is."""
    (sheet,) = (sheet for sheet in sheets_of(load(zhijin)) if sheet.name == "balance")
    floors = {panel.indicator: panel.floor for panel in sheet.panels}
    assert floors["cv_teachers_primary_duty"] is None
    assert floors["cv_backbone_primary_duty"] == "cv0_backbone_primary_duty"


@given(
    st.lists(st.tuples(st.floats(0, 50), st.floats(1, 4)), min_size=1, max_size=8),
)
def test_labels_do_not_overlap(labels: list[tuple[float, float]]) -> None:
    wanted, heights = [y for y, _ in labels], [h for _, h in labels]
    centres = spread(wanted, heights, 0, 60)
    boxes = sorted(
        (centre - height / 2, centre + height / 2)
        for centre, height in zip(centres, heights, strict=True)
    )
    assert all(low[1] <= high[0] + 1e-6 for low, high in pairwise(boxes))
    assert boxes[0][0] >= -1e-6
    assert boxes[-1][1] <= 60 + 1e-6


def test_labels_far_apart_stay_where_they_are() -> None:
    assert spread([30, 10], [2, 2], 0, 60) == [30, 10]


@given(st.text(alphabet="教师流动，。 ab\u00a0+1", max_size=60), st.integers(15, 80))
def test_broken_lines_fit_and_lose_nothing(text: str, width: int) -> None:
    with theme.drawing([], theme.SIZES["double"]):
        for broken in (theme.wrap(text, 8, width), theme.balance(text, 8, width)):
            assert "".join(broken).replace(" ", "") == text.replace(" ", "")
            for line in broken:
                alone = len(theme.wrap(line, 8, 1)) <= 1
                assert alone or theme.width_of(line, 8) <= width


def test_styles_are_distinct_also_without_colour() -> None:
    drawn = styles([*TITLES, *(f"share_{i}" for i in range(27))], "status_quo")
    looks = {(style.colour, style.dash) for style in drawn.values()}
    assert len(looks) == len(drawn) == 30
    first = list(drawn.values())[: 1 + min(len(HUES), len(DASHES))]
    assert len({style.dash for style in first}) == len(first)
    assert len({style.marker for style in first}) == len(first)


def test_every_format_has_its_words_in_the_same_place(zhijin: Path) -> None:
    """A vector format draws at 72 dots per inch, a PNG at 300: places may not be in pixels."""
    study = load(zhijin)
    look = Look("en", theme.SIZES["double"], "double", "difference")
    for sheet in sheets_of(study):
        with theme.drawing([], look.medium):
            figure = draw(study, sheet, look, "Title", ["Caption"])
            places = []
            for dpi in (72, 300):
                figure.set_dpi(dpi)
                figure.draw_without_rendering()
                words = [*figure.texts, *(text for ax in figure.axes for text in ax.texts)]
                places.append([tuple(word.get_window_extent().p0 / dpi) for word in words])
        for low, high in zip(*places, strict=True):
            assert low == pytest.approx(high, abs=0.02)
