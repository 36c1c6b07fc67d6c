"""The views of ``compare`` on the command line: legible, complete in both languages, never NaN."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.cells import cell_len

from analysis.folder import county_year, with_inputs, write_folder
from analysis.test_groups import groups_year
from scenario.writing import study_of
from teacherflow_analysis.cli import main

VIEWS = {
    "table": [],
    "holm": ["--holm"],
    "detail": ["--detail"],
    "path": ["--path", "--indicator", "vacancy_village", "--indicator", "retention_3y_village"],
    "across zone": ["--across", "zone"],
    "across stage": ["--across", "stage"],
    "by": ["--by", "zone"],
    "by with path": ["--by", "zone", "--path"],
    "risk": ["--risk"],
    "between": ["--between", "package", "rotation"],
}

type Said = Callable[[list[str]], str]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Said:
    """What a command writes to standard output."""
    monkeypatch.setenv("COLUMNS", "300")

    def run(arguments: list[str]) -> str:
        assert main(["compare", *arguments]) == 0
        return capsys.readouterr().out

    return run


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One draw of six replications."""
    where = tmp_path_factory.mktemp("plain") / "s"
    return write_folder(where, county_year(6), groups=groups_year())


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten draws of two replications; package's effect on retention hangs on one parameter."""
    frame = county_year(2, draws=10)
    values = np.random.default_rng(1).uniform(size=10)
    rows = frame["scenario"] == "package"
    frame.loc[rows, "retention_3y_village"] += 5 * values[frame.loc[rows, "draw"]]
    names = {"leave.pay_sensitivity": values.tolist(), "utility.km": values[::-1].tolist()}
    where = tmp_path_factory.mktemp("sampled") / "s"
    groups = groups_year(2)
    drawn = pd.concat([groups.assign(draw=draw) for draw in range(10)], ignore_index=True)
    return write_folder(where, frame, {"sampled": names}, drawn)


@pytest.mark.parametrize("view", list(VIEWS))
@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_views_fit_and_are_told_in_one_language(
    plain: Path,
    sampled: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    view: str,
    columns: int,
    language: str,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for folder in (plain, sampled) if columns == 80 else (sampled,):
        assert main(["compare", str(folder), *VIEWS[view], "--lang", language]) == 0
        out = capsys.readouterr().out
        assert max(cell_len(line) for line in out.splitlines()) <= columns
        assert not any(word in out for word in ("nan", "NaN", "None", "…", "inf"))
        chinese = [c for c in out if "\u4e00" <= c <= "\u9fff"]
        assert bool(chinese) == (language == "zh")


def test_cells_of_a_view_stand_below_each_other(
    plain: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wide characters count as two: the years begin in one cell of the terminal."""
    monkeypatch.setenv("COLUMNS", "80")
    command = ["compare", str(plain), "--detail", "--between", "status_quo", "package"]
    assert main([*command, "--lang", "zh"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if " 2038 " in line]
    assert len(rows) > 10
    assert len({cell_len(row[: row.index("2038")]) for row in rows}) == 1


def test_risk_names_the_parameter_and_its_source(sampled: Path, said: Said) -> None:
    out = said([str(sampled), "--risk", "--lang", "en"])
    assert "(leave.pay_sensitivity), rank correlation +1.00" in out
    assert "10 draws of parameters" in out
    assert "rank correlations were looked at" in out
    assert "（leave.pay_sensitivity），秩相关 +1.00" in said(
        [str(sampled), "--risk", "--lang", "zh"]
    )


def test_few_replications_of_many_draws_are_warned_of(
    sampled: Path, tmp_path: Path, said: Said
) -> None:
    """Luck that all draws share is known from the replications alone: with two t is 12.7."""
    assert "several times as wide as 5 or more" in said([str(sampled), "--lang", "en"])
    assert "区间宽出数倍" in said([str(sampled), "--lang", "zh"])
    many = write_folder(tmp_path / "many", county_year(5, draws=8), {"sampled": {}})
    assert "several times as wide" not in said([str(many), "--lang", "en"])


def test_one_draw_says_that_parameters_were_not_varied(plain: Path, said: Said) -> None:
    assert "did not vary its parameters" in said([str(plain), "--risk", "--lang", "en"])
    assert "没有变动参数" in said([str(plain), "--risk", "--lang", "zh"])
    assert "Parameters were not varied" in said([str(plain), "--lang", "en"])


def test_json_has_the_risk_where_there_is_some(plain: Path, sampled: Path, said: Said) -> None:
    assert json.loads(said([str(plain), "--json"]))["risk"] is None
    out = said([str(sampled), "--json"])
    assert "NaN" not in out
    risk = json.loads(out)["risk"]
    assert (risk["draws"], risk["replications"]) == (10, 2)
    assert {"probability", "low", "high", "regret", "regret_most"} <= set(risk["choices"][0])
    assert risk["hinges"][0]["parameter"] == "leave.pay_sensitivity"


def test_holm_takes_back_what_many_looks_explain(zhijin: Path, said: Said) -> None:
    def clear(options: list[str]) -> int:
        scenarios = json.loads(said([str(zhijin), "--all", "--json", *options]))["scenarios"]
        verdicts = [effect["verdict"] for one in scenarios for effect in one["effects"]]
        return sum(verdict in ("better", "worse", "changed") for verdict in verdicts)

    assert 0 < clear(["--holm"]) < clear([])
    assert "adjusted for these" in said([str(zhijin), "--holm", "--lang", "en"])


def test_between_is_one_minus_the_other(zhijin: Path, said: Said) -> None:
    one = json.loads(said([str(zhijin), "--between", "rotation", "package", "--json"]))
    other = json.loads(said([str(zhijin), "--between", "package", "rotation", "--json"]))
    assert (one["baseline"], [s["name"] for s in one["scenarios"]]) == ("rotation", ["package"])
    forth, back = (side["scenarios"][0]["effects"][0]["difference"] for side in (one, other))
    assert forth == pytest.approx(-back)


def test_csv_holds_the_frame(zhijin: Path, sampled: Path, tmp_path: Path, said: Said) -> None:
    file = tmp_path / "effects.csv"
    asked = ["--path", "--indicator", "retention_3y_village"]
    assert said([str(zhijin), "--csv", str(file), *asked]) == ""
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 2 * 15
    assert (rows[0]["year"], rows[0]["difference"], rows[0]["zone"]) == ("2024", "", "village")
    assert float(rows[-1]["p"]) < 0.05
    assert said([str(sampled), "--risk", "--csv", str(file)]) == ""
    assert file.read_text("utf-8-sig").startswith("scenario,indicator,year,unit,better,draws,prob")


def test_csv_stands_in_the_place_of_tables(
    plain: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "gains.csv"
    assert main(["compare", str(plain), "--by", "zone", "--csv", str(file), "--lang", "en"]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.strip() == f"written: {file}"


def test_risk_that_cannot_be_told_is_said_beside_csv(
    plain: Path, tmp_path: Path, said: Said
) -> None:
    file = tmp_path / "effects.csv"
    assert "did not vary" in said([str(plain), "--risk", "--csv", str(file), "--lang", "en"])
    assert file.exists()


def test_one_replication_has_no_interval_anywhere(tmp_path: Path, said: Said) -> None:
    folder = write_folder(tmp_path / "s", county_year(1), groups=groups_year(1))
    for view in VIEWS.values():
        out = said([str(folder), *view, "--lang", "en"])
        assert "nan" not in out
        assert "±" not in out.replace("± half", "")
        if view != ["--risk"]:
            assert "Ask for more replications" in out


def test_a_scenario_that_changes_nothing_says_so(tmp_path: Path, said: Said) -> None:
    frame = county_year(4)
    same = frame[frame["scenario"] == "status_quo"].assign(scenario="rotation")
    frame = pd.concat([frame[frame["scenario"] == "status_quo"], same])
    folder = write_folder(tmp_path / "s", frame)
    told = said([str(folder), "--lang", "en"])
    assert "= same: no change in any run" in told
    assert re.search(r" 0 +– += same", told)  # exactly zero, and no interval of no width
    for effect in json.loads(said([str(folder), "--json"]))["scenarios"][0]["effects"]:
        if effect["n"]:
            assert (effect["low"], effect["high"], effect["same"], effect["p"]) == (0, 0, 1, 1)
            assert effect["standardised"] is None
    for view in (["--detail"], ["--path"], ["--across", "zone"]):
        assert "= same: no change in any run" in said([str(folder), *view, "--lang", "en"])


def same_tables(folder: Path, one: str, other: str) -> Path:
    """Let all tables of two scenarios be the same, as the manifest tells them."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    for unit in manifest["units"]:
        unit["scenarios"][one] = unit["scenarios"][other]
    manifest["identity"]["scenarios"] |= {one: one, other: other}
    path.write_text(json.dumps(manifest), "utf-8")
    return folder


def test_a_scenario_without_any_difference_is_one_sentence(tmp_path: Path, said: Said) -> None:
    folder = same_tables(write_folder(tmp_path / "s", county_year(4)), "rotation", "status_quo")
    told = said([str(folder), "--lang", "en"])
    sentence = "Six-year rotation changes nothing: in none of the 4 runs does anything that was"
    assert f"{sentence} recorded differ from Status quo." in told
    assert "Six-year rotation against" not in told
    assert "Rotation and subsidy against" in told
    zh = said([str(folder), "--lang", "zh", "--across", "zone"])
    assert "“六年轮岗”毫无作用：4 次模拟中，每一次所记录的结果都与“现状”完全相同。" in zh
    assert json.loads(said([str(folder), "--json"]))["unchanged"] == ["rotation"]
    path = said([str(folder), "--lang", "en", "--path"])
    assert sentence in path
    assert "Verdict" not in path.partition("Rotation and subsidy against")[0]


def test_risk_tells_a_scenario_without_any_difference(tmp_path: Path, said: Said) -> None:
    frame = county_year(2, draws=3)
    folder = write_folder(tmp_path / "s", frame, {"sampled": {"utility.km": [0.1, 0.2, 0.3]}})
    told = said([str(same_tables(folder, "rotation", "status_quo")), "--risk", "--lang", "en"])
    assert "Six-year rotation changes nothing: in none of the 6 runs" in told
    parts = told.partition("Where the variance")[2].partition("hinge on")[0]
    assert "Six-year rotation" not in parts
    assert "Rotation and subsidy" in parts


def test_a_scenario_without_any_difference_says_why(tmp_path: Path, said: Said) -> None:
    far = "rural_subsidy: {by: distance, near_below: 60, far_above: 90, yuan_by_distance.near: 0}"
    scenarios = f"status_quo: {{}}\nrotation: {{policies: [{far}]}}\npackage: {{}}"
    study = study_of(tmp_path, scenarios, "baseline: status_quo\n")
    folder = with_inputs(write_folder(tmp_path / "s", county_year(4, counties=["demo"])), study)
    told = said([str(folder), "--lang", "en"])
    assert (
        "Why: Rural teacher subsidy does nothing: Demo County has no town or village school 60 km"
        in told
    )
    assert "Why: both have the same policies." in told
    assert "±" not in told
    assert "原因：乡村教师生活补助不起作用：示例县没有" in said([str(folder), "--lang", "zh"])


def test_one_run_without_a_change_is_told_as_one_run(tmp_path: Path, said: Said) -> None:
    frame = county_year(1)
    same = frame[frame["scenario"] == "status_quo"].assign(scenario="rotation")
    frame = pd.concat([frame[frame["scenario"] == "status_quo"], same])
    folder = write_folder(tmp_path / "s", frame)
    assert "= same: no change in the only run compared" in said([str(folder), "--lang", "en"])


def test_the_same_change_in_every_run_has_no_spread(tmp_path: Path, said: Said) -> None:
    frame = county_year(4, scenarios=["status_quo", "package"])
    frame["spending"] = np.where(frame["scenario"] == "package", 1e6, 0.0)
    folder = write_folder(tmp_path / "s", frame)
    effect = json.loads(said([str(folder), "--json", "--indicator", "spending"]))["scenarios"][0][
        "effects"
    ][0]
    assert (effect["low"], effect["high"], effect["verdict"]) == (1e6, 1e6, "changed")
    assert (effect["standardised"], effect["halved_by_replications"]) == (None, None)
    assert effect["p"] == 0


def test_failed_runs_leave_unequal_draws(tmp_path: Path, said: Said) -> None:
    frame = county_year(3, draws=8)
    frame = frame[~((frame["draw"] == 2) & (frame["replication"] == 1))]
    folder = write_folder(tmp_path / "s", frame, {"draws": 8, "replications": 3})
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    failed = manifest["units"][0] | {"draw": 2, "replication": 1, "status": "failed"}
    failed |= {"scenarios": {}, "where": "rotation 2030", "why": "made up"}
    path.write_text(json.dumps(manifest | {"units": [*manifest["units"], failed]}), "utf-8")
    effect = json.loads(said([str(folder), "--json"]))["scenarios"][0]["effects"][0]
    assert (effect["n"], effect["cases"]) == (23, 8)
    assert effect["difference"] == pytest.approx(effect["reform"] - effect["baseline"])
    assert "1 run failed" in said([str(folder), "--risk", "--lang", "en"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--risk", "--detail"], "choose one"),
        (["--by", "zones"], "did you mean zone"),
        (["--across", "zones"], "did you mean zone"),
        (["--across", "zone", "--indicator", "moves_up"], "told by zone"),
        (["--path", "--year", "2030"], "give no year"),
        (["--between", "rotation", "rotation"], "two different scenarios"),
        (["--between", "rotation", "packege"], "did you mean package"),
        (["--between", "rotation", "package", "--baseline", "status_quo"], "no baseline"),
        (["--csv", "/no/such/folder/file.csv"], "cannot be written"),
    ],
)
def test_wrong_options_are_told(
    plain: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["compare", str(plain), *arguments, "--lang", "en"]) == 2
    assert message in capsys.readouterr().err
    assert main(["compare", str(plain), *arguments, "--lang", "zh"]) == 2
    assert any("\u4e00" <= c <= "\u9fff" for c in capsys.readouterr().err)
