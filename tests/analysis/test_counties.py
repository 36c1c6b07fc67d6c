"""Studies of several counties: every verb speaks of one of them as if it had been run alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from analysis import ledger
from analysis.folder import county_year, write_folder
from analysis.gallery import CHANGE, ENGLISH, add, careers_of, moves_of, runs_of, schools_of
from teacherflow_analysis import provenance
from teacherflow_analysis.careers.flows import flows_of
from teacherflow_analysis.careers.retention import retention_of
from teacherflow_analysis.cli import main
from teacherflow_analysis.comparison.compare import effects_of
from teacherflow_analysis.comparison.estimates import NUMBERS
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.figures import catalogue, figures
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.limits import part_of
from teacherflow_analysis.study import Study, load

COUNTIES = ("east", "west")
EVERY_VERB = (
    *("compare", "compare --by zone", "attribution", "retention", "flows", "standing", "cost"),
    *("figures", "explore", "brief"),
)
ONE_ONLY = ("standing", "cost")
"""Verbs that a mean of counties would tell nothing in."""


def study_of(folder: Path, counties: tuple[str, ...]) -> Path:
    """Counties of their own luck; in the west nobody moves up in the second replication."""
    frame = county_year(2, counties=COUNTIES)
    frame = frame[frame["county"].isin(counties)]
    runs = runs_of(frame)
    moves = moves_of(runs).assign(backbone=False)
    moves["chain"] = moves["teacher_id"].where(moves["kind"] == "retire").astype("Int64")
    still = (moves["county"] == "west") & (moves["replication"] == 1)
    moves = moves[~(still & (moves["kind"] == "transfer"))]
    careers = careers_of(runs, 10)
    careers = careers[~((careers["county"] == "west") & (careers["teacher_id"] == 2))]
    schools, section_year = schools_of(runs)
    found = write_folder(folder, frame, CHANGE)
    add(found, careers=careers, moves=moves, schools=schools, section_year=section_year)
    return found


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return load(study_of(tmp_path_factory.mktemp("both") / "s", COUNTIES))


@pytest.fixture(scope="module")
def west(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return load(study_of(tmp_path_factory.mktemp("west") / "s", ("west",)))


def measures(study: Study, verb: str, county: str | None = None) -> pd.DataFrame:
    if verb == "retention":
        return retention_of(study, county=county).measures
    return flows_of(study, county=county).measures


@pytest.mark.parametrize("verb", ["retention", "flows"])
def test_one_of_two_is_told_as_if_it_had_been_run_alone(
    both: Study, west: Study, verb: str
) -> None:
    alone = measures(west, verb)
    assert len(alone) > 20
    pd.testing.assert_frame_equal(measures(both, verb, "west"), alone)
    assert not measures(both, verb, "east").equals(alone)


@pytest.mark.parametrize("verb", ["retention", "flows"])
def test_without_a_name_counties_are_averaged(both: Study, verb: str) -> None:
    keys = [c for c in measures(both, verb).columns if c not in (*NUMBERS, "cases", "interval")]
    mean, *each = (
        measures(both, verb, county).set_index(keys)["mean"] for county in (None, *COUNTIES)
    )
    known = each[0].index.intersection(each[1].index).intersection(mean.index)
    # what only one of two counties has, such as a way of moving, is zero or unknown in the other
    assert len(known) > 20
    both_mean = (each[0].loc[known] + each[1].loc[known]) / 2
    pd.testing.assert_series_equal(mean.loc[known], both_mean, check_names=False)


def test_comparisons_of_one_are_those_of_the_county_alone(both: Study, west: Study) -> None:
    assert effects_of(both, county="west").effects == effects_of(west).effects


@pytest.mark.parametrize("name", sorted(catalogue.PICTURES))
def test_figures_of_one_say_what_figures_of_the_county_alone_say(
    both: Study, west: Study, name: str
) -> None:
    one, alone = (
        catalogue.PICTURES[name](study, ENGLISH) for study in (both.of_county("west"), west)
    )
    if isinstance(one, Picture) and isinstance(alone, Picture):
        assert one.head == alone.head
        assert "west only (the study has 2 counties)" in one.foot[0]
    else:
        assert one == alone


def test_a_map_of_several_is_of_the_first_and_no_mean(both: Study) -> None:
    drawn = catalogue.PICTURES["map"](both, ENGLISH)
    assert isinstance(drawn, Picture)
    assert "east only (the study has 2 counties)" in drawn.foot[0]
    assert "plain means" not in drawn.foot[0]


def test_figures_of_one_stand_beside_those_of_all(both: Study) -> None:
    wanted = {"formats": ["svg"], "only": ["alluvial"]}
    every = figures(both, **wanted)  # type: ignore[arg-type]
    one = figures(both, county="west", **wanted)  # type: ignore[arg-type]
    assert [path.name for path in one] == [path.name for path in every]
    assert {path.parent for path in one} == {both.folder / "figures" / "west"}
    assert "--county west" in provenance.read(one[0])["command"]
    assert provenance.read(one[0])["counties"] == ["west"]
    assert "--county" not in provenance.read(every[0])["command"]


def test_a_county_is_told_by_the_title_of_its_file(both: Study, tmp_path: Path) -> None:
    """Chinese readers know 西县, not ``west``, which is the name of its file and of its tables."""
    (tmp_path / "inputs" / "counties").mkdir(parents=True)
    file = tmp_path / "inputs" / "counties" / "west.yaml"
    file.write_text("title: {zh: 西县, en: West County}\n", encoding="utf-8")
    one = replace(both.of_county("west"), folder=tmp_path)
    (told,) = part_of(one)
    assert told.zh == "仅西县（研究含 2 个县）。"
    assert told.en == "West County only (the study has 2 counties). "
    (whole,) = part_of(both.of_county("west"))
    assert whole.en == "west only (the study has 2 counties). ", "without its file by its name"


@pytest.mark.parametrize("verb", EVERY_VERB)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_verb_refuses_a_wrong_name_alike(
    both: Study, capsys: pytest.CaptureFixture[str], verb: str, language: str
) -> None:
    name, *more = verb.split()
    command = [name, str(both.folder), *more, "--county", "wset", "--lang", language]
    assert main(command) == 2
    told = capsys.readouterr()
    wrong = {"zh": "没有名为 wset 的县", "en": "no county called wset; did you mean west"}
    assert wrong[language] in told.err
    assert told.out == ""


@pytest.mark.parametrize("verb", EVERY_VERB)
def test_every_verb_has_the_option(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb.split()[0], "--help", "--lang", "en"]) == 0
    assert "--county" in capsys.readouterr().out


@pytest.mark.parametrize("verb", ONE_ONLY)
def test_what_has_no_mean_asks_for_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    rows = ledger.sections(("status_quo",), 2)
    names = [f"c{k:02}" for k in range(14)]
    folder = ledger.write(tmp_path / "s", pd.concat([rows.assign(county=name) for name in names]))
    assert main([verb, str(folder), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "c00, c01" in told
    assert "c13" not in told  # a nation has thousands
    assert "and 2 more" in told
    assert "--county" in told
    assert main([verb, str(folder), "--county", "c03", "--lang", "en"]) == 0
    assert "c03 only (the study has 14 counties)" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(
    ("verb", "table"), [("compare --by zone", "groups_year"), ("flows", "moves")]
)
def test_tables_that_the_study_leaves_out_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str, table: str
) -> None:
    frame = county_year(2, counties=COUNTIES)
    folder = write_folder(tmp_path / "s", frame, {"tables": ["county_year"]})
    name, *more = verb.split()
    main([name, str(folder), *more, "--lang", "en"])
    told = " ".join("".join(capsys.readouterr()).split())
    assert f"no table {table}: tables in the study file leaves it out" in told
    assert main(["retention", str(folder), "--lang", "zh"]) == 0
    assert "没有表 careers" in "".join(capsys.readouterr().out.split("\n")).replace(
        "没有表careers", "没有表 careers"
    )


def with_failures(folder: Path, failed: set[tuple[str, int]]) -> Path:
    """The two counties with units (county, replication) that could not be run."""
    frame = county_year(2, counties=COUNTIES)
    lost = [key in failed for key in zip(frame["county"], frame["replication"], strict=True)]
    found = write_folder(folder, frame[[not one for one in lost]], {"replications": 2})
    manifest = json.loads((found / "manifest.json").read_text("utf-8"))
    done = manifest["units"]
    about = {"draw": 0, "seed": 0, "status": "failed", "scenarios": {}, "where": "", "why": ""}
    more = [about | {"county": county, "replication": r} for county, r in sorted(failed)]
    manifest["units"] = sorted(done + more, key=lambda unit: (unit["replication"], unit["county"]))
    manifest["study"]["counties"] = list(COUNTIES)
    (found / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return found


def test_a_county_without_results_is_left_out_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = load(with_failures(tmp_path / "s", {("east", 0), ("east", 1)}))
    assert study.counties == ("west",)
    alone = load(
        write_folder(tmp_path / "w", county_year(2, counties=COUNTIES).query("county == 'west'"))
    )
    assert effects_of(study).effects == effects_of(alone).effects
    assert main(["compare", str(study.folder), "--lang", "en"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "All runs of 1 county failed, which no mean holds: east" in told
    with pytest.raises(AnalysisError, match="all runs of the county east failed"):
        retention_of(study, county="east")
    assert isinstance(catalogue.PICTURES["standing"](study, ENGLISH), Picture)


def test_counties_without_a_common_run_have_no_mean(tmp_path: Path) -> None:
    study = load(with_failures(tmp_path / "s", {("east", 0), ("west", 1)}))
    for ask in (effects_of, retention_of, flows_of):
        with pytest.raises(AnalysisError, match=r"no run .* has all 2 counties .*--county"):
            ask(study)
    assert effects_of(study, county="west").effects[0].n == 1


def test_a_failed_unit_takes_its_run_out_of_the_mean(tmp_path: Path) -> None:
    study = load(with_failures(tmp_path / "s", {("west", 1)}))
    whole = load(write_folder(tmp_path / "w", county_year(1, counties=COUNTIES)))
    assert effects_of(study).effects == effects_of(whole).effects
    assert (study.of_county("east").failed, study.of_county("west").failed) == (0, 1)
