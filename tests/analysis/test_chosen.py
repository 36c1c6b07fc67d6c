"""Chosen scenarios of a study: every verb speaks of them as if the others had not been run."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.folder import TITLES, county_year, write_folder
from analysis.gallery import CHANGE, ENGLISH, add, careers_of, moves_of, runs_of
from briefs.made_up import change, rows
from teacherflow_analysis import provenance
from teacherflow_analysis.brief.content import content_of
from teacherflow_analysis.careers.flows import flows_of
from teacherflow_analysis.careers.retention import retention_of
from teacherflow_analysis.cli import main
from teacherflow_analysis.comparison.compare import effects_of
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.explorer import explore
from teacherflow_analysis.figures import catalogue, figures
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.study import Study, load

PAIR = ("status_quo", "package")
VERBS = ("compare", "compare --by zone", "retention", "flows", "figures", "explore", "brief")
ONE_FIGURE = {"formats": ["svg"], "only": ["alluvial"]}


def study_of(folder: Path, scenarios: tuple[str, ...]) -> Study:
    """A study of some of three scenarios, each with the luck that it has beside the others."""
    frame = county_year(2, counties=("east", "west"))
    frame = frame[frame["scenario"].isin(scenarios)]
    runs = runs_of(frame)
    change = {**CHANGE, "scenarios": {name: {"title": TITLES[name]} for name in scenarios}}
    found = write_folder(folder, frame, change)
    moves = moves_of(runs).assign(backbone=False)
    moves["chain"] = moves["teacher_id"].where(moves["kind"] == "retire").astype("Int64")
    add(found, careers=careers_of(runs, 10), moves=moves)
    return load(found)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return study_of(tmp_path_factory.mktemp("three") / "s", tuple(TITLES))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return study_of(tmp_path_factory.mktemp("two") / "s", PAIR)


@pytest.mark.parametrize(("of", "county"), [(retention_of, "west"), (flows_of, None)])
def test_measures_are_those_of_a_study_without_the_others(
    three: Study, two: Study, of: type, county: str | None
) -> None:
    alone = of(two, county=county).measures
    assert len(alone) > 20
    pd.testing.assert_frame_equal(
        of(three.of_scenarios(["package"]), county=county).measures, alone
    )


def test_effects_are_those_of_a_study_without_the_others(three: Study, two: Study) -> None:
    chosen = three.of_scenarios(["package"])
    assert effects_of(chosen).effects == effects_of(two).effects
    assert effects_of(chosen, county="east").effects == effects_of(two, county="east").effects


def test_the_order_of_parts_does_not_matter(three: Study) -> None:
    one, other = (
        three.of_county("west").of_scenarios(["package"]),
        three.of_scenarios(["package"]).of_county("west"),
    )
    assert effects_of(one).effects == effects_of(other).effects
    assert one.part == other.part == "west/package"
    assert one.sql("SELECT DISTINCT county, scenario FROM moves").shape == (2, 2)


def test_the_baseline_stays_and_the_order_is_the_study_s(three: Study) -> None:
    assert list(three.of_scenarios(["package"]).scenarios) == ["status_quo", "package"]
    assert three.of_scenarios(["package", "rotation"]) is three
    assert three.of_scenarios([]) is three
    assert three.of_scenarios("package").scenarios == three.of_scenarios(["package"]).scenarios
    other = three.of_scenarios(["package"], baseline="rotation")
    assert list(other.scenarios) == ["rotation", "package"]
    assert other.baseline == "rotation"


def test_an_unknown_name_is_refused(three: Study) -> None:
    with pytest.raises(AnalysisError, match="no scenario called packge; did you mean package"):
        three.of_scenarios(["packge"])
    title = three.scenarios["package"].zh
    with pytest.raises(AnalysisError) as caught:
        three.of_scenarios([title])
    assert f"是否想写 package（{title}）" in caught.value.text.zh


@pytest.mark.parametrize("name", ["forest", "alluvial", "incidence", "survival"])
def test_figures_say_what_those_of_the_chosen_alone_say(
    three: Study, two: Study, name: str
) -> None:
    chosen, alone = (
        catalogue.PICTURES[name](study, ENGLISH) for study in (three.of_scenarios(["package"]), two)
    )
    assert isinstance(chosen, Picture)
    assert isinstance(alone, Picture)
    assert chosen.head == alone.head
    assert "Chosen: 1 of the study's 2 options." in chosen.foot[0]
    assert "Chosen" not in alone.foot[0]


def test_files_of_a_part_stand_beside_those_of_the_whole(three: Study, tmp_path: Path) -> None:
    every = figures(three, **ONE_FIGURE)  # type: ignore[arg-type]
    some = figures(three, county="west", scenarios=["package"], **ONE_FIGURE)  # type: ignore[arg-type]
    assert [path.parent for path in every] == [three.folder / "figures"]
    assert [path.parent for path in some] == [three.folder / "figures" / "west" / "package"]
    command = provenance.read(some[0])["command"]
    assert command.endswith(" --county west --scenario package")
    page = explore(three, scenarios=["package"])
    assert page == three.folder / "explore_package.html"
    assert explore(three) == three.folder / "explore.html"


def test_a_long_choice_has_a_short_folder(tmp_path: Path) -> None:
    names = ["status_quo", *(f"a_rather_long_name_{i}" for i in range(9))]
    frame = county_year(1, scenarios=("status_quo",))
    frames = [frame.assign(scenario=name) for name in names]
    scenarios = {"scenarios": {name: {} for name in names}}
    study = load(write_folder(tmp_path / "s", pd.concat(frames, ignore_index=True), scenarios))
    parts = {study.of_scenarios(names[i : i + 6]).part for i in (1, 2, 3)}
    assert len(parts) == 3
    assert all(part.startswith("7_") and len(part) < 12 for part in parts)


def test_a_brief_says_that_options_were_chosen(tmp_path: Path) -> None:
    frame = rows(2)
    whole = load(write_folder(tmp_path / "three", frame, change(frame)))
    frame = frame[frame["scenario"].isin(PAIR)]
    two = load(write_folder(tmp_path / "two", frame, change(frame)))
    chosen, alone = (content_of(s, "en") for s in (whole.of_scenarios(["package"]), two))
    assert "Chosen: 1 of the study's 2 options." in " ".join(chosen.texts())
    assert chosen.first[2:4] == alone.first[2:4]


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_takes_names_and_refuses_wrong_ones(
    three: Study, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    name, *more = verb.split()
    command = [name, str(three.folder), *more, "--scenario", "packge", "--lang", "en"]
    assert main(command) == 2
    told = capsys.readouterr()
    assert "no scenario called packge; did you mean package" in told.err
    assert told.out == ""


def test_a_choice_of_the_baseline_alone_is_told_as_that(
    three: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    for verb in ("retention", "flows"):
        command = [verb, str(three.folder), "--scenario", "status_quo"]
        assert main([*command, "--lang", "en"]) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert "The baseline only (the study has 2 options besides)." in told
        assert main([*command, "--lang", "zh"]) == 0
        assert "此处只含基准方案（研究另有 2 个方案）。" in capsys.readouterr().out


def test_compare_shows_the_chosen_only(three: Study, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compare", str(three.folder), "--scenario", "package", "--lang", "en"]
    assert main(command) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "Rotation and subsidy" in told
    assert "Six-year rotation" not in told
    assert "Chosen: 1 of the study's 2 options." in told
    assert main([*command, "--baseline", "rotation", "--json"]) == 0
    assert [s["name"] for s in json.loads(capsys.readouterr().out)["scenarios"]] == ["package"]


def test_compare_takes_two_names_or_a_choice(
    three: Study, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["compare", str(three.folder), "--between", "rotation", "package", "--lang", "en"]
    assert main([*command, "--scenario", "package"]) == 2
    assert "--between names both scenarios: leave out --scenario" in capsys.readouterr().err
