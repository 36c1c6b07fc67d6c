"""Attributions of made-up studies: words, tables, the figure and the command."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from rich.cells import cell_len

from analysis.folder import write_folder
from teacherflow_analysis.cli import main
from teacherflow_analysis.comparison.compare import effects_of
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.figures import attribution as figure_of
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.shapley.attribution import Attribution, attribution, attribution_of
from teacherflow_analysis.study import load

type Coalition = frozenset[str]

YEARS = range(2024, 2039)
TITLES = {
    "rotation": {"zh": "六年轮岗", "en": "Six-year rotation"},
    "subsidy": {"zh": "乡村补助", "en": "Rural subsidy"},
    "housing": {"zh": "周转房", "en": "Housing"},
}
OWN = {"rotation": 0.01, "subsidy": 0.05, "housing": 0.0}
TOGETHER = {frozenset({"rotation", "subsidy"}): -0.02}
"""What each brings by itself, and what two bring together, to village retention."""


def worth(chosen: Coalition) -> float:
    two = sum(value for pair, value in TOGETHER.items() if pair <= chosen)
    return sum(OWN.get(name, 0.0) for name in chosen) + two


def name_of(chosen: Coalition, names: Sequence[str]) -> str:
    if not chosen:
        return "status_quo"
    return "package" if len(chosen) == len(names) else "package__" + "_and_".join(sorted(chosen))


def made_up(
    folder: Path,
    names: Sequence[str] = tuple(TITLES),
    *,
    coalitions: Sequence[Coalition] | None = None,
    orders: Sequence[Sequence[str]] = (),
    replications: int = 8,
    draws: int = 1,
    noise: float = 0.002,
) -> Path:
    """A finished study that attributes a package; luck differs between pairs and scenarios."""
    every = [frozenset(c) for k in range(len(names) + 1) for c in combinations(names, k)]
    wanted = sorted(every if coalitions is None else coalitions, key=lambda c: (len(c), sorted(c)))
    frames = []
    for draw in range(draws):
        for replication in range(replications):
            luck = np.random.default_rng((draw, replication))
            common = luck.normal(size=len(YEARS))
            for chosen in wanted:
                own = noise * luck.normal(size=len(YEARS)) * bool(chosen - {"housing"})
                rows = {
                    "county": "zhijin",
                    "scenario": name_of(chosen, names),
                    "draw": draw,
                    "replication": replication,
                    "year": list(YEARS),
                    "retention_3y_village": 0.7 + 0.01 * common + worth(chosen) + own,
                    "vacancy_village": 200.0 + common,
                    "spending": 1e6 * len(chosen & {"subsidy"}) + 0 * common,
                }
                frames.append(pd.DataFrame(rows))
    attribute = {
        "scenario": "package",
        "method": "shapley" if orders or coalitions is None else "one_at_a_time",
        "players": {
            name: {
                "title": TITLES.get(name, {"zh": name, "en": name}),
                "change": "added",
                "members": [name],
            }
            for name in names
        },
        "orders": [list(order) for order in orders],
        "coalitions": [
            {"players": sorted(chosen), "scenario": name_of(chosen, names)} for chosen in wanted
        ],
        "planned": [n for n in (name_of(c, names) for c in wanted) if "__" in n],
    }
    return write_folder(folder, pd.concat(frames), {"attribute": attribute})


def rows_of(folder: Path) -> pd.DataFrame:
    return duckdb.sql(f"FROM '{folder / 'county_year.parquet'}'").df()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up(tmp_path_factory.mktemp("attributed") / "three")


@pytest.fixture
def found(folder: Path) -> Attribution:
    return attribution_of(load(folder))


def value(found: Attribution, measure: str, policy: str | None = None) -> float:
    part = found.find("retention_3y_village", measure, policy)
    assert part is not None
    assert part.value is not None
    return part.value


def test_what_was_put_in_is_found(found: Attribution) -> None:
    near = 0.002
    assert value(found, "package") == pytest.approx(0.04, abs=near)
    assert value(found, "together") == pytest.approx(-0.02, abs=near)
    assert value(found, "alone", "subsidy") == pytest.approx(0.05, abs=near)
    assert value(found, "last", "subsidy") == pytest.approx(0.03, abs=near)
    assert value(found, "shapley", "subsidy") == pytest.approx(0.04, abs=near)
    assert value(found, "shapley", "rotation") == pytest.approx(0.0, abs=near)
    assert value(found, "synergy", "rotation") == pytest.approx(-0.02, abs=near)
    pair = found.strongest("retention_3y_village")
    assert pair is not None
    assert {pair.policy, pair.other} == {"rotation", "subsidy"}
    assert pair.value == pytest.approx(-0.02, abs=near)


def test_verdicts_respect_the_intervals(found: Attribution) -> None:
    words = {(part.measure, part.policy): part.verdict for part in found.parts[:20]}
    assert words["shapley", "subsidy"] == "better"
    assert words["shapley", "housing"] == "no clear difference"
    assert {p.verdict.value for p in found.of("spending", "alone")} == {
        "changed",
        "no clear difference",
    }
    for part in found.parts:
        assert part.low is not None
        assert part.high is not None
        clear = not part.low <= 0 <= part.high
        assert clear == (part.verdict in {"better", "worse", "changed"})


def test_a_part_that_changes_nothing_in_any_pair_is_said_to_be_the_same(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["attribution", str(folder), "--indicator", "vacancy_village", "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert out.count("= same") == 4
    assert "The effects alone add up to the package." in out
    assert "No two parts interact at all." in out


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("columns", ["80", "120"])
def test_tables_fit_the_terminal(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    columns: str,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert main(["attribution", str(folder), "--lang", language]) == 0
    out = capsys.readouterr().out
    assert max(cell_len(line) for line in out.splitlines()) <= int(columns)
    told = {
        "zh": ["乡村补助", "▲ 更好", "最大的两两交互：六年轮岗与乡村补助"],
        "en": ["Rural subsidy"],
    }
    assert all(word in out.replace("\n", "") for word in told[language])
    other = {"zh": "Rural subsidy", "en": "乡村补助"}[language]
    assert other not in out


def test_json_and_csv_hold_the_same_numbers(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "parts.csv"
    arguments = ["attribution", str(folder), "--year", "2030", "--indicator", "spending"]
    assert main([*arguments, "--json", "--csv", str(path)]) == 0
    out = capsys.readouterr().out
    assert "NaN" not in out
    told: dict[str, Any] = json.loads(out)
    assert (told["package"], told["exact"], told["orders"]) == ("package", True, 0)
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(told["parts"]) == 2 + 3 * 4 + 3
    for row, part in zip(rows, told["parts"], strict=True):
        assert part["year"] == int(row["year"]) == 2030
        assert row["policy"] == (part["policy"] or "")
        assert float(row["value"]) == part["value"]
    assert [p["value"] for p in told["parts"] if p["measure"] == "shapley"] == [0, 1e6, 0]


def test_a_file_that_cannot_be_written_is_said(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["attribution", str(folder), "--csv", str(tmp_path / "no" / "x.csv")]) == 2
    assert "x.csv" in capsys.readouterr().err


def test_of_several_draws_luck_and_parameters_are_told_apart(tmp_path: Path) -> None:
    folder = made_up(tmp_path / "s", replications=3, draws=4)
    found = attribution_of(load(folder))
    assert {(part.n, part.cases) for part in found.parts} == {(12, 4)}
    part = found.find("retention_3y_village", "package")
    assert part is not None
    compared = effects_of(load(folder), indicators=["retention_3y_village"]).of("package")
    last = next(effect for effect in compared if effect.year == "last5")
    ends = (last.difference, last.low, last.high)
    assert (part.value, part.low, part.high) == pytest.approx(ends)


def test_one_replication_has_no_intervals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    single = made_up(tmp_path / "s", replications=1)
    frame = attribution(single)
    assert frame["low"].isna().all()
    assert set(frame["verdict"]) == {"no interval"}
    shares = frame.query("measure == 'shapley' and indicator == 'retention_3y_village'")["value"]
    whole = frame.query("measure == 'package' and indicator == 'retention_3y_village'")["value"]
    assert shares.sum() == pytest.approx(whole.item(), abs=1e-12)
    assert main(["attribution", str(single), "--lang", "en"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "ask for more replications" in out
    assert "(no interval)" in out
    assert "nan" not in out


def test_one_policy_is_the_whole_package(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = made_up(tmp_path / "s", ["subsidy"])
    found = attribution_of(load(folder), indicators=["retention_3y_village"])
    sizes = {value(found, measure, "subsidy") for measure in ("alone", "last", "shapley")}
    assert sizes == {value(found, "package")}
    assert main(["attribution", str(folder), "--lang", "zh"]) == 0
    assert "交互" not in capsys.readouterr().out


def test_years_without_values_are_left_out(tmp_path: Path) -> None:
    folder = made_up(tmp_path / "s")
    study = load(folder)
    frame = rows_of(folder)
    frame.loc[frame["year"] < 2030, "retention_3y_village"] = None
    again = write_folder(tmp_path / "t", frame, {"attribute": study.resolved["attribute"]})
    found = attribution_of(load(again), indicators=["retention_3y_village"], year=2026)
    assert {(part.n, part.value, part.low) for part in found.parts} == {(0, None, None)}
    assert {part.verdict.value for part in found.parts} == {"no interval"}


SIX = tuple("abcdef")
ORDERS = [tuple("bdface"), tuple("ecafdb"), tuple("fbdaec"), tuple("ceadbf")]


def of_orders() -> set[Coalition]:
    ends = {frozenset[str](), frozenset(SIX)}
    single = {frozenset(name) for name in SIX} | {frozenset(SIX) - {name} for name in SIX}
    return ends | single | {frozenset(order[:k]) for order in ORDERS for k in range(6)}


def test_sampled_orders_add_up_and_tell_their_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = sorted(SIX)
    folder = made_up(tmp_path / "s", names, coalitions=list(of_orders()), orders=ORDERS)
    frame = attribution(folder, indicators=["retention_3y_village"]).set_index("measure")
    shares = frame.loc["shapley"]
    assert shares["value"].sum() == pytest.approx(frame.loc["package", "value"], abs=1e-12)
    assert shares["orders_error"].notna().all()
    assert frame.drop("shapley")["orders_error"].isna().all()
    assert "pair" not in frame.index
    raw = rows_of(folder).query("year >= 2034")
    means = raw.groupby("scenario")["retention_3y_village"].mean()

    def added(order: Sequence[str]) -> float:
        before = frozenset(order[: order.index("d")])
        return float(means[name_of(before | {"d"}, SIX)] - means[name_of(before, SIX)])

    by_order = [added(order) for order in ORDERS]
    mine = shares.set_index("policy").loc["d"]
    assert mine["value"] == pytest.approx(np.mean(by_order))
    pairs = [(by_order[0] + by_order[1]) / 2, (by_order[2] + by_order[3]) / 2]
    assert mine["orders_error"] == pytest.approx(np.std(pairs, ddof=1) / np.sqrt(2))
    assert main(["attribution", str(folder), "--lang", "en"]) == 0
    assert "Over 4 sampled orders" in capsys.readouterr().out


def test_one_at_a_time_has_no_shares(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few = [c for c in of_orders() if len(c) in (0, 1, 5, 6)]
    folder = made_up(tmp_path / "s", sorted(SIX), coalitions=few)
    frame = attribution(folder)
    assert set(frame["measure"]) == {"package", "together", "alone", "last", "synergy"}
    assert main(["attribution", str(folder), "--lang", "en"]) == 0
    assert "Shapley" not in capsys.readouterr().out


def test_what_cannot_be_attributed_is_said(zhijin: Path, folder: Path) -> None:
    with pytest.raises(AnalysisError, match="add attribute: true to the study file"):
        attribution(zhijin)
    with pytest.raises(AnalysisError, match="did you mean spending"):
        attribution(folder, indicators=["spendin"])
    with pytest.raises(AnalysisError, match="2050 is not in the study"):
        attribution(folder, year=2050)


@pytest.mark.usefixtures("font_cache")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_figure_marks_every_number_and_fills_clear_ones(
    found: Attribution, language: str
) -> None:
    look = Look(language, theme.SIZES["double"], "double", "difference")
    picture = figure_of.picture(found.study, look)
    assert isinstance(picture, Picture)
    with theme.drawing([], look.medium):
        figure = picture.draw(picture, look)
    marks = {line.get_gid(): line for ax in figure.axes for line in ax.lines if line.get_gid()}
    drawn = [p for p in found.parts if p.measure in figure_of.MARKS]
    assert set(marks) == {f"{p.indicator}/{p.measure}/{p.policy or ''}" for p in drawn}
    for part in drawn:
        mark = marks[f"{part.indicator}/{part.measure}/{part.policy or ''}"]
        assert part.low is not None
        assert part.high is not None
        hollow = to_hex(mark.get_markerfacecolor()) == "#ffffff"
        assert hollow == (part.low <= 0 <= part.high), part
        times = {"retention_3y_village": 100, "vacancy_village": 1}.get(part.indicator)
        if times is not None:
            assert mark.get_xdata()[0] == pytest.approx(times * (part.value or 0.0))
    subsidy = found.find("retention_3y_village", "shapley", "subsidy")
    assert subsidy is not None
    head = picture.head.replace("\u00a0", " ")
    assert f"{100 * (subsidy.value or 0.0):+.1f}" in head
    assert {"zh": "乡村补助", "en": "Rural subsidy"}[language] in head


@pytest.mark.usefixtures("font_cache")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_words_leave_the_page_of_many_parts(tmp_path: Path, language: str) -> None:
    names = [f"a_policy_with_a_long_name_{k:02}" for k in range(12)]
    everyone = frozenset(names)
    few = {frozenset[str](), everyone} | {frozenset([n]) for n in names}
    few |= {everyone - {n} for n in names}
    study = load(made_up(tmp_path / "s", names, coalitions=list(few), replications=4))
    look = Look(language, theme.SIZES["screen"], "screen", "difference")
    picture = figure_of.picture(study, look)
    assert isinstance(picture, Picture)
    assert {"zh": "各项均无明显作用", "en": "no part by itself"}[language] in picture.head
    assert {"zh": "另有 2 项未画出", "en": "Parts not drawn: 2"}[language] in picture.foot[0]
    with theme.drawing([], look.medium):
        figure = picture.draw(picture, look)
        figure.draw_without_rendering()
    for text in figure.texts:
        box = text.get_window_extent()
        assert box.x0 >= -1
        assert box.x1 <= figure.bbox.width + 1
        assert box.y0 >= -1
        assert box.y1 <= figure.bbox.height + 1
