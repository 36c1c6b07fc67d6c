"""The explorer's data against numbers worked out from the tables by another route; its one file."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from statistics import fmean
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.exploring import full_folder
from analysis.folder import county_year, write_folder
from teacherflow.results.schema import TABLES
from teacherflow_analysis import provenance
from teacherflow_analysis.cli import main
from teacherflow_analysis.comparison.compare import effects_of, values_of
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.explorer import explore, page
from teacherflow_analysis.explorer.families import group_of, groups, member
from teacherflow_analysis.explorer.parts import kept
from teacherflow_analysis.explorer.paths import paths_of
from teacherflow_analysis.explorer.payload import DARK, payload
from teacherflow_analysis.explorer.words import VERDICTS, WORDS
from teacherflow_analysis.inference.bands import band_of
from teacherflow_analysis.palette import BASE, HUES
from teacherflow_analysis.study import load

YEARS = list(range(2024, 2039))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return full_folder(tmp_path_factory.mktemp("explore") / "study")


@pytest.fixture(scope="module")
def html(folder: Path) -> str:
    return explore(folder, lang="zh").read_text("utf-8")


@pytest.fixture(scope="module")
def data(html: str) -> dict[str, Any]:
    return embedded(html)


def embedded(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    read: dict[str, Any] = json.loads(found[1])
    return read


def rows(folder: Path, table: str, query: str) -> list[tuple[Any, ...]]:
    """Ask a Parquet file, past all code of the analyses."""
    with duckdb.connect(":memory:") as database:
        database.execute(f"CREATE VIEW t AS FROM '{folder / (table + '.parquet')}'")
        return database.execute(query).fetchall()


def by_run(folder: Path, column: str, scenario: str, year: int) -> list[float]:
    query = f"SELECT {column}::DOUBLE FROM t WHERE scenario = '{scenario}' AND year = {year} "
    return [value for (value,) in rows(folder, "county_year", query + "ORDER BY draw, replication")]


@pytest.mark.parametrize("column", ["cv_backbone_primary_duty", "vacancy_village", "pass_county"])
@pytest.mark.parametrize("year", [2026, 2038])
def test_paths_are_means_with_t_intervals(
    folder: Path, data: dict[str, Any], column: str, year: int
) -> None:
    place = [one["name"] for one in data["indicators"]].index(column)
    at = YEARS.index(year)
    base = by_run(folder, column, "status_quo", year)
    for scenario in ("rotation", "package"):
        mean, half, change, change_half = (array[at] for array in data["paths"][scenario][place])
        values = by_run(folder, column, scenario, year)
        assert mean == pytest.approx(fmean(values), abs=6e-5)
        if len(set(values)) > 1:
            ends = stats.t.interval(0.95, 3, fmean(values), stats.sem(values))
            assert half == pytest.approx((ends[1] - ends[0]) / 2, abs=6e-5)
        changes = np.subtract(values, base)
        assert change == pytest.approx(changes.mean(), abs=6e-5)
        if changes.any():
            ends = stats.ttest_rel(values, base).confidence_interval(0.95)
            assert change_half == pytest.approx((ends.high - ends.low) / 2, abs=6e-5)
        else:
            assert change_half == 0


def test_what_is_not_defined_is_null_and_never_nan(html: str, data: dict[str, Any]) -> None:
    place = [one["name"] for one in data["indicators"]].index("retention_3y_village")
    for array in data["paths"]["package"][place]:
        assert array[:3] == [None] * 3
        assert None not in array[3:]
    assert "NaN" not in html.partition('id="data">')[2].partition("</script>")[0]


@pytest.mark.parametrize(
    ("replications", "draws", "counties"), [(3, 1, ["a"]), (2, 3, ["a"]), (3, 2, ["a", "b"])]
)
def test_paths_agree_with_compare_and_bands(
    tmp_path: Path, replications: int, draws: int, counties: list[str]
) -> None:
    frame = county_year(replications, draws, counties)
    frame.loc[(frame["replication"] == 1) & (frame["year"] == 2038), "moves_up"] = np.nan
    study = load(write_folder(tmp_path / "s", frame))
    names = study.indicators()
    found = paths_of(study, names)
    for effect in effects_of(study, every=True).effects:
        change, at = found[effect.scenario].change, names.index(effect.indicator)
        if effect.year == 2038 and effect.low is not None and effect.high is not None:
            assert change is not None
            assert change.mean[-1, at] == pytest.approx(effect.difference, rel=1e-9, abs=1e-12)
            half = (effect.high - effect.low) / 2
            assert change.half[-1, at] == pytest.approx(half, rel=1e-9, abs=1e-12)
    values = values_of(study, names)["moves_up"].xs("package", level="scenario")
    band = band_of(values, values, "mean")
    level, at = found["package"].level, names.index("moves_up")
    np.testing.assert_allclose(level.mean[:, at], band["mean"], rtol=1e-12)
    np.testing.assert_allclose(level.half[:, at], (band["high"] - band["low"]) / 2, rtol=1e-9)


def test_effects_are_those_of_compare(folder: Path, data: dict[str, Any]) -> None:
    """All of them, unrounded."""
    told = effects_of(load(folder), every=True).as_json()["scenarios"]
    for scenario in told:
        mine = [
            dict(zip(data["effect_keys"], row, strict=True))
            for row in data["effects"][scenario["name"]]
        ]
        for one, other in zip(mine, scenario["effects"], strict=True):
            same = one["low"] == one["high"] == 0 and one["verdict"] == "same"
            assert same or one["verdict"] == other["verdict"]
            assert {k: v for k, v in one.items() if k != "verdict"} == {
                key: other[key] for key in one if key != "verdict"
            }


@pytest.mark.parametrize(("by", "value"), [("zone", "village"), ("route", "bonded")])
def test_groups_are_paired_differences(
    folder: Path, data: dict[str, Any], by: str, value: str
) -> None:
    """In one year, and over the last five with a year missing in one group."""
    keys = [(way["key"], one["key"]) for way in data["people"]["by"] for one in way["values"]]
    at = keys.index((by, value))
    frame = pd.DataFrame(
        rows(
            folder,
            "groups_year",
            f"SELECT scenario, replication, year, welfare FROM t WHERE \"by\" = '{by}' AND value = '{value}'",
        ),
        columns=["scenario", "replication", "year", "welfare"],
    )
    wide = frame.pivot(index=["replication", "year"], columns="scenario", values="welfare")
    for time, years in ((YEARS.index(2030), [2030]), (len(YEARS), YEARS[-5:])):
        chosen = wide[wide.index.get_level_values("year").isin(years)].dropna()
        pairs = chosen.groupby("replication").mean()
        ends = stats.ttest_rel(pairs["package"], pairs["status_quo"]).confidence_interval(0.95)
        mean, half = (
            part[time * len(keys) + at]
            for part in data["people"]["values"]["package"]["welfare"]["change"]
        )
        assert mean - half == pytest.approx(ends.low, abs=2e-3)
        assert mean + half == pytest.approx(ends.high, abs=2e-3)


def test_groups_without_anybody_are_null(data: dict[str, Any]) -> None:
    keys = [one["key"] for way in data["people"]["by"] for one in way["values"]]
    numbers = data["people"]["values"]["package"]["welfare"]["change"][0]
    assert {numbers[i] for i in range(len(numbers)) if keys[i % len(keys)] == "silver"} == {None}


def test_spending_by_policy_and_payer(folder: Path, data: dict[str, Any]) -> None:
    """A run without a line paid nothing: the province's grant is half its size on average."""
    lines = {(one["scenario"], one["payer"]): one for one in data["spending"]["lines"]}
    assert set(lines) == {("package", "county"), ("package", "province")}
    county = lines["package", "county"]
    assert county["mean"][0] == 0
    assert county["mean"][1] == 1e6 + 1e4 * 1.5 + 2e6 + 1e3 * 2025
    assert county["mean"][-1] == sum(county["mean"][:-1])
    assert lines["package", "province"]["mean"][1:-1] == [250_000] * 14
    totals = rows(
        folder, "spending", "SELECT sum(yuan) FROM t WHERE payer = 'county' GROUP BY replication"
    )
    ends = stats.t.interval(0.95, 3, 0, stats.sem([total for (total,) in totals]))
    assert county["half"][-1] == pytest.approx(ends[1], abs=1)


def test_what_a_scenario_spends_in_all_has_an_interval_of_its_own(
    folder: Path, data: dict[str, Any]
) -> None:
    """County and province pay in the same runs: their interval is that of the sums."""
    (total,) = data["spending"]["totals"]
    assert total["scenario"] == "package"
    lines = data["spending"]["lines"]
    assert total["mean"] == [
        sum(values) for values in zip(*(one["mean"] for one in lines), strict=True)
    ]
    sums = rows(folder, "spending", "SELECT sum(yuan) FROM t GROUP BY replication")
    ends = stats.t.interval(0.95, 3, 0, stats.sem([one for (one,) in sums]))
    assert total["half"][-1] == pytest.approx(ends[1], abs=1)


def test_schools_of_the_first_run(folder: Path, data: dict[str, Any]) -> None:
    found = data["schools"]
    assert [one[0] for one in found["schools"]] == [0, 1, 2, 3]
    assert found["years"] == YEARS
    base, package = (found["values"][name] for name in ("status_quo", "package"))
    sections = [tuple(one) for one in found["sections"]]
    wanted = rows(
        folder,
        "section_year",
        "SELECT school_id, stage, year, pupils, mean_effectiveness FROM t WHERE scenario = 'status_quo' AND replication = 0",
    )
    for school, stage, year, pupils, effect in wanted:
        at = sections.index((school, stage)) * len(YEARS) + YEARS.index(year)
        assert base["pupils"][at] == pupils
        assert base["mean_effectiveness"][at] == pytest.approx(1000 * effect)
    closed = sections.index((3, "primary")) * len(YEARS) + YEARS.index(2030)
    assert base["pupils"][closed : closed + 9] == [None] * 9
    assert set(package) == {"backbone"}, "what the baseline has is not written twice"


def test_years_of_schools_are_thinned_when_there_are_many() -> None:
    years = tuple(range(2024, 2054))
    assert kept(years, 1000) == list(years)
    few = kept(years, 6000)
    assert few[0] == 2024
    assert few[-1] == 2053
    assert len(few) <= 11


def test_every_column_has_a_group_a_family_and_a_definition() -> None:
    columns = [one.name for one in TABLES["county_year"] if one.name != "year"]
    assert [name for name in columns if group_of(name) == "other"] == []
    members = [member(name) for name in columns]
    for one in members:
        for label in one.label:
            assert label == label.strip(" ,，")
            assert "（）" not in label
            assert ", ," not in label
    listed = [family["key"] for group in groups(members) for family in group["families"]]
    assert len(listed) == len(set(listed)) == len({one.family for one in members})


def test_a_family_is_a_column_without_stage_and_zone() -> None:
    one = member("ptr_junior_village")
    assert (one.family, one.stage, one.zone) == ("ptr_*_*", "junior", "village")
    assert (one.label.zh, one.label.en) == ("生师比", "Pupils per teacher")
    assert member("cv_backbone_primary_post").label.zh == "骨干教师差异系数（按编制）"
    assert member("made_up").group == "other"


def test_words_are_in_both_languages() -> None:
    for text in [*WORDS.values(), *VERDICTS.values()]:
        assert text.zh
        assert text.en
        assert text.zh.count("{}") == text.en.count("{}")
    same = {key for key, text in WORDS.items() if text.zh == text.en}
    assert same == set()
    spoken = {key: text for key, text in WORDS.items() if key != "other_language"}
    assert [key for key, text in spoken.items() if re.search("[\u4e00-\u9fff]", text.en)] == []
    scripts = "".join(page._read(name) for name in page.SCRIPTS)
    asked = set(re.findall(r'\bt\("(\w+)"', scripts))
    assert asked <= set(WORDS)


def test_the_file_asks_for_nothing_and_allows_nothing(html: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    frame = html.replace("http://www.w3.org/2000/svg", "")
    assert "://" not in frame.partition('id="data">')[0]
    assert not re.search(r"(src|href)=[\"'](?!#)", frame)
    assert not re.search(r"url\(|@import", frame)


def test_names_cannot_leave_their_place(tmp_path: Path) -> None:
    evil = "</script><script>alert(1)</script>\u2028"
    change = {"title": {"zh": evil, "en": evil}}
    html = explore(write_folder(tmp_path / "s", county_year(2), change)).read_text("utf-8")
    assert "<script>alert" not in html
    assert embedded(html)["study"]["title"]["en"] == evil
    assert unescape(re.findall("<title>(.*?)</title>", html, re.DOTALL)[0]) == evil


def test_the_same_study_gives_the_same_bytes(folder: Path, html: str, tmp_path: Path) -> None:
    again = explore(folder, tmp_path / "deep" / "again.html", lang="zh")
    assert again.read_text("utf-8") == html


def test_provenance_is_told(folder: Path, data: dict[str, Any]) -> None:
    record = data["provenance"]["record"]
    assert record["study_hash"] == load(folder).digest
    assert record["command"] == "teacherflow explore study"
    assert data["provenance"]["versions"]["teacherflow"] == "0.1.0"
    assert set(record) <= set(data["provenance"]["labels"])


def test_the_page_itself_tells_where_it_comes_from(
    data: dict[str, Any], html: str, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(html, "utf-8")
    assert provenance.read(tmp_path / "page.html") == data["provenance"]["record"]


def test_every_hue_has_a_lighter_one_for_dark_pages() -> None:
    assert set(DARK) == {BASE, *HUES}
    light = {hue: luminance(dark) - luminance(hue) for hue, dark in DARK.items()}
    assert min(light.values()) > 0
    assert len(set(DARK.values())) == len(DARK)


def luminance(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_one_run_has_no_intervals(tmp_path: Path) -> None:
    data = payload(load(full_folder(tmp_path / "s", replications=1)))
    assert data["study"]["runs"] == 1
    for path in data["paths"]["package"]:
        assert set(path[1]) == set(path[3]) == {None}
    assert {row[-1] for row in data["effects"]["package"]} <= {"no interval"}
    assert set(data["people"]["values"]["package"]["welfare"]["change"][1]) == {None}
    assert set(data["spending"]["lines"][0]["half"]) == {None}


def test_one_scenario_and_no_other_tables(tmp_path: Path) -> None:
    frame = county_year(2, scenarios=["status_quo"])
    frame["effectiveness_seat"] = np.nan
    data = payload(load(write_folder(tmp_path / "s", frame)))
    assert data["effects"] == {}
    assert data["people"] is data["spending"] is data["schools"] is None
    place = [one["name"] for one in data["indicators"]].index("effectiveness_seat")
    assert data["paths"]["status_quo"][place] == [[None] * 15, [None] * 15]


def test_two_counties_are_averaged_or_one_is_chosen(tmp_path: Path) -> None:
    folder = full_folder(tmp_path / "s", counties=["east", "west"], replications=2)
    both, west = payload(load(folder)), payload(load(folder), "west")
    assert both["study"]["counties"] == ["east", "west"]
    assert west["study"]["counties"] == ["west"]
    assert (both["schools"]["county"], west["schools"]["county"]) == ("east", "west")
    assert both["spending"]["lines"][0]["mean"] == west["spending"]["lines"][0]["mean"]
    place = [one["name"] for one in both["indicators"]].index("moves_up")
    (mean,) = rows(
        folder,
        "county_year",
        "SELECT avg(moves_up) FROM t WHERE scenario = 'package' AND year = 2038",
    )[0]
    assert both["paths"]["package"][place][0][-1] == pytest.approx(mean, abs=6e-5)
    assert "--county west" in west["provenance"]["record"]["command"]
    with pytest.raises(AnalysisError, match="wets"):
        explore(folder, county="wets")


def test_the_command_writes_beside_the_results(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "page.html"
    assert main(["explore", str(folder), "--out", str(out), "--lang", "en"]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert '<html lang="en">' in out.read_text("utf-8")
    policies = embedded(out.read_text("utf-8"))["spending"]["policies"]
    assert policies == {"rural_subsidy": {"zh": "乡村教师生活补助", "en": "Rural teacher subsidy"}}
    assert main(["explore", str(folder), "--lang", "zh"]) == 0
    assert '<html lang="zh-CN">' in (folder / "explore.html").read_text("utf-8")
    assert main(["explore", str(tmp_path / "nowhere")]) == 2
    assert main(["explore", str(folder), "--out", str(folder)]) == 2
    assert "cannot be written" in capsys.readouterr().err
