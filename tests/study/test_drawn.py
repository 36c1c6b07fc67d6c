"""Draws of uncertain parameters in a folder of results: run, resumed, extended, refused, traced."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from integration.tiny import county_file
from strategies import as_yaml
from study.fake import bytes_of
from teacherflow.scenario import Study, read_study
from teacherflow.scenario.years import Years
from teacherflow.study.faults import StudyFault
from teacherflow.study.inputs import study_in
from teacherflow.study.manifest import manifest_in
from teacherflow.study.open import open_study
from teacherflow.study.plan import Unit
from teacherflow.study.reports import Report
from teacherflow.study.run import run_study
from teacherflow.study.simulate import schema, simulate
from teacherflow.study.tables import digest
from teacherflow.study.trace import trace
from teacherflow_analysis.cli import main

HEAD = """\
county: tiny.yaml
years: {start: 2024, count: 2, burn_in: 1}
baseline: status_quo
"""
FIRST = """\
scenarios:
  status_quo: {policies: [delayed_retirement]}
  rotation: {extends: status_quo, policies: [mandatory_rotation: {after_years: 3, share: 0.3}]}
"""
MORE = FIRST + "  trained: {extends: status_quo, policies: [training]}\n"


def study_of(
    folder: Path, scenarios: str = FIRST, draws: int = 3, replications: int = 2, more: str = ""
) -> Study:
    text = f"{HEAD}draws: {draws}\nreplications: {replications}\n{more}{scenarios}"
    (folder / "tiny.yaml").write_text(as_yaml(county_file(1.2)), encoding="utf-8")
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    return read_study(folder / "study.yaml")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawn")


@pytest.fixture(scope="module")
def study(place: Path) -> Study:
    return study_of(place)


@pytest.fixture(scope="module")
def finished(study: Study, place: Path) -> Path:
    assert run_study(study, place / "out").failures == {}
    return place / "out"


def test_workers_do_not_show(study: Study, finished: Path, tmp_path: Path) -> None:
    run_study(study, tmp_path / "out", workers=2)
    assert bytes_of(tmp_path / "out") == bytes_of(finished)


def test_a_draw_is_the_study_with_its_values_written_out(study: Study, tmp_path: Path) -> None:
    values = {name: column[2] for name, column in study.samples.items()}
    model = ", ".join(f"{u.name}: {values[u.name]!r}" for u in study.uncertain if u.of_model)
    early = values["delayed_retirement.early_share"]
    rotation = {
        name.partition(".")[2]: value
        for name, value in values.items()
        if name.startswith("mandatory_rotation.")
    }
    assert len(rotation) == 3
    told = ", ".join(f"{leaf}: {value!r}" for leaf, value in rotation.items())
    scenarios = FIRST.replace(
        "[delayed_retirement]", f"[delayed_retirement: {{early_share: {early!r}}}]"
    ).replace("share: 0.3}", f"share: 0.3, {told}}}")
    by_hand = study_of(tmp_path, scenarios, 1, more=f"uncertainties: {{{model}}}\n")
    names = list(study.scenarios)
    drawn = simulate(study, Unit("tiny", 2, 1), names)
    written = simulate(by_hand, Unit("tiny", 0, 1), names)
    for name in names:
        assert digest(drawn[name], schema(study)) == digest(written[name], schema(by_hand)), name


def test_luck_is_that_of_the_replication_and_parameters_are_those_of_the_draw(
    study: Study, finished: Path
) -> None:
    manifest = manifest_in(finished).to_json()
    seeds = {(u["draw"], u["replication"]): u["seed"] for u in manifest["units"]}
    assert len(seeds) == 6
    assert all(seeds[draw, k] == seeds[0, k] for draw, k in seeds)
    assert manifest["study"]["sampled"] == {n: list(v) for n, v in study.samples.items()}
    with open_study(finished) as results:
        welfare = results.sql(
            "SELECT avg(welfare_village) AS w FROM county_year GROUP BY draw ORDER BY draw"
        )
    assert welfare["w"].nunique() == 3


def test_the_samples_are_opened_as_a_frame(study: Study, finished: Path, tmp_path: Path) -> None:
    with open_study(finished) as results:
        frame = results.samples
    assert frame.index.name == "draw"
    assert list(frame.index) == [0, 1, 2]
    assert {name: tuple(frame[name]) for name in frame} == dict(study.samples)
    run_study(study_of(tmp_path, draws=1, replications=1), tmp_path / "out")
    with open_study(tmp_path / "out") as results:
        assert results.samples.shape == (1, 0)


def test_an_interrupted_run_goes_on(finished: Path, study: Study, tmp_path: Path) -> None:
    def press(report: Report) -> None:
        if report.done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_study(study, tmp_path / "out", watch=press)
    assert run_study(study, tmp_path / "out").ran == 2
    assert bytes_of(tmp_path / "out") == bytes_of(finished)


def test_replications_and_scenarios_are_added_though_they_bring_unknowns_of_their_own(
    tmp_path: Path,
) -> None:
    few = study_of(tmp_path, draws=2, replications=1)
    run_study(few, tmp_path / "out")
    many = study_of(tmp_path, MORE, draws=2)
    assert set(many.samples) - set(few.samples) == {
        "training.rate",
        "training.leave_county_factor",
    }
    run_study(many, tmp_path / "out")
    run_study(many, tmp_path / "whole")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "whole")


def test_another_number_of_draws_is_refused_and_the_reason_told(
    finished: Path, tmp_path: Path
) -> None:
    before = bytes_of(finished)
    with pytest.raises(StudyFault, match=r"draws: 3 → 4; draws form a Latin hypercube"):
        run_study(study_of(tmp_path, draws=4), finished)
    with pytest.raises(StudyFault, match=r"holds the results of another study \(seed: 1 → 2\)"):
        run_study(study_of(tmp_path, more="seed: 2\n"), finished)
    narrow = "uncertainties: {mandatory_rotation.compliance: {low: 0.7, high: 0.8}}\n"
    with pytest.raises(StudyFault, match=r"scenario rotation was changed: sampled\.mandatory_rot"):
        run_study(study_of(tmp_path, more=narrow), finished)
    assert bytes_of(finished) == before


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"draws": 4}, "seed or draws"),
        ({"draws": 2}, "seed or draws"),
        ({"draws": 1}, "seed or draws"),
        ({"seed": 5}, "seed or draws"),
        ({"years": Years(2024, 3, 1)}, "years of this study"),
        ({"baseline": "nothing"}, "no scenario called nothing"),
    ],
)
def test_a_study_changed_after_it_was_read_is_refused(
    study: Study, tmp_path: Path, change: dict[str, Any], why: str
) -> None:
    """Draws without values of their own, or years without rules, would run and mean nothing."""
    with pytest.raises(StudyFault, match=why):
        run_study(replace(study, **change), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_draws_are_no_field_to_set_on_a_study_of_one(tmp_path: Path) -> None:
    """It would be one draw ten times, with intervals that claim to hold the parameters."""
    with pytest.raises(StudyFault, match="seed or draws"):
        run_study(replace(study_of(tmp_path, draws=1), draws=10), tmp_path / "out")


def test_a_trace_of_a_draw_tells_the_moves_of_the_tables(study: Study, finished: Path) -> None:
    again = study_in(finished, manifest_in(finished))
    with open_study(finished) as results:
        moves = results.sql("FROM moves WHERE draw = 2 AND replication = 1 ORDER BY year")
    movers = sorted(set(moves["teacher_id"][moves["scenario"] == "rotation"]))[::6]
    assert len(movers) > 2
    for teacher in movers:
        for scenario, career in trace(again, teacher, 1, 2).items():
            mine = moves[(moves["teacher_id"] == teacher) & (moves["scenario"] == scenario)]
            told = sorted((y.year, m.kind, m.cause) for y in career for m in y.moves)
            assert told == sorted(zip(mine["year"], mine["kind"], mine["cause"], strict=True))


def test_the_command_line_traces_a_draw(finished: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_study(finished) as results:
        found = results.sql("SELECT min(teacher_id) AS id FROM moves WHERE draw = 2")
    one = str(found["id"][0])
    assert main(["--lang", "en", "trace", str(finished), "--teacher", one, "--draw", "2"]) == 0
    assert f"Teacher {one}, draw 2, replication 0" in capsys.readouterr().out
    assert main(["--lang", "en", "trace", str(finished), "--teacher", one, "--draw", "3"]) == 2
    assert "those of the study are 0 to 2" in capsys.readouterr().err


def test_show_lists_what_is_sampled(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    study = study_of(place)
    assert main(["--lang", "en", "show", str(place / "study.yaml")]) == 0
    told = capsys.readouterr().out
    assert f"3 draws of {len(study.uncertain)} uncertain parameters" in told
    assert "mandatory_rotation.compliance" in told
    assert main(["show", str(place / "study.yaml"), "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    (one,) = [entry for entry in plain["uncertain"] if entry["name"] == "exchange.borrow_rate"]
    assert (one["low"], one["high"], one["shape"], one["from"]) == (
        0,
        0.012,
        "uniform",
        "catalogue",
    )
    assert one["source"]["en"]
    assert plain["sampled"]["exchange.borrow_rate"] == list(study.samples["exchange.borrow_rate"])
