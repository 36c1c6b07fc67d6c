"""``compare``, ``figures`` and ``provenance`` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import validate
from rich.cells import cell_len

from analysis.folder import county_year, write_folder
from teacherflow_analysis.cli import main

NUMBER = {"type": ["number", "null"]}
EFFECT = {
    "indicator": {"type": "string"},
    "year": {"anyOf": [{"type": "integer"}, {"const": "last5"}]},
    **dict.fromkeys(("baseline", "reform", "difference", "low", "high"), NUMBER),
    "n": {"type": "integer", "minimum": 0},
    "unit": {"type": "string"},
    "better": {"enum": ["higher", "lower", "neither"]},
    "verdict": {"enum": ["better", "worse", "changed", "no clear difference", "no interval"]},
}
SHARE = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
COUNT = {"type": ["integer", "null"], "minimum": 0}
MORE = {
    **dict.fromkeys(("standardised", "bootstrap_low", "bootstrap_high"), NUMBER),
    **dict.fromkeys(("probability", "probability_low", "probability_high", "same"), SHARE),
    **dict.fromkeys(("p", "p_holm"), SHARE),
    **dict.fromkeys(("cases", "halved_by_replications", "halved_by_draws"), COUNT),
    **dict.fromkeys(("variance_parameters", "variance_luck"), NUMBER),
    "variance_clipped": {"type": ["boolean", "null"]},
    "probability_of": {"enum": ["better", "higher", None]},
    "stage": {"enum": ["primary", "junior", None]},
    "zone": {"enum": ["seat", "town", "village", None]},
}


def closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


CONTRACT = closed(
    {
        "baseline": {"type": "string"},
        "looked_at": {"type": "integer", "minimum": 0},
        "expected_by_chance": {"type": "number", "minimum": 0},
        "verdicts": {"enum": ["single", "holm"]},
        "unchanged": {"type": "array", "items": {"type": "string"}},
        "risk": {"type": "null"},
        "scenarios": {
            "type": "array",
            "items": closed(
                {
                    "name": {"type": "string"},
                    "effects": {"type": "array", "items": closed(EFFECT | MORE)},
                }
            ),
        },
    }
)


def test_json_is_the_contract_and_nothing_else(
    zhijin: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", str(zhijin), "--json", "--lang", "zh"]) == 0
    out = capsys.readouterr().out
    assert "NaN" not in out
    found = json.loads(out)
    validate(found, CONTRACT)
    assert found["baseline"] == "status_quo"
    assert [scenario["name"] for scenario in found["scenarios"]] == ["rotation", "package"]


def test_undefined_is_null_in_json(zhijin: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compare", str(zhijin), "--json", "--year", "2024"]
    assert main([*command, "--indicator", "retention_3y_village"]) == 0
    early, late = json.loads(capsys.readouterr().out)["scenarios"][0]["effects"]
    assert (early["year"], early["n"], early["baseline"], early["low"]) == (2024, 0, None, None)
    assert late["n"] == 20


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_tables_fit_the_terminal(
    zhijin: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    columns: int,
    language: str,
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main(["compare", str(zhijin), "--lang", language]) == 0
    out = capsys.readouterr().out
    assert max(cell_len(line) for line in out.splitlines()) <= columns
    assert "…" not in out
    assert "−" in out
    assert {"zh": "共考察 60 个差异", "en": "60 effects were looked at"}[language] in out


def test_weaknesses_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    change = {"counties": [{"name": "east", "estimated": True}, {"name": "west"}]}
    folder = write_folder(tmp_path / "s", county_year(1, counties=("east", "west")), change)
    assert main(["compare", str(folder), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert "no interval" in out
    assert "Ask for more replications" in out
    assert "are estimates" in out
    assert "plain means of 2 counties" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["compare", "{}/absent"], "there is no folder"),
        (["compare", "{}"], "holds no results"),
        (["compare", "{}/zhijin", "--baseline", "packege"], "did you mean package"),
        (["compare", "{}/zhijin", "--indicator", "moves_upp"], "did you mean moves_up"),
        (["compare", "{}/zhijin", "--year", "1990"], "not in the study"),
        (["compare", "{}/unfinished"], "not finished"),
        (["figures", "{}/unfinished"], "not finished"),
        (["figures", "{}/zhijin", "--format", "svg,jpg"], "no format called jpg"),
        (["figures", "{}/zhijin", "--size", "paper"], "no size called paper"),
        (["provenance", "{}/zhijin/manifest.json"], "no provenance can be read"),
        (["provenance", "{}/absent.svg"], "there is no file"),
    ],
)
def test_wrong_input_is_told_and_exits_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    rows = county_year(2)
    write_folder(tmp_path / "zhijin", rows)
    write_folder(tmp_path / "unfinished", rows, {"replications": 3})
    filled = [argument.format(tmp_path) for argument in arguments]
    assert main([*filled, "--lang", "en"]) == 2
    captured = capsys.readouterr()
    assert message in captured.err
    assert captured.out == ""
    assert main([*filled, "--lang", "zh"]) == 2
    assert any("\u4e00" <= c <= "\u9fff" for c in capsys.readouterr().err)


@pytest.mark.usefixtures("font_cache")
def test_figures_and_their_provenance(
    zhijin: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["figures", str(zhijin), "--out", str(tmp_path), "--format", "svg", "--lang", "zh"]
    assert main([*command, "--only", "plane,moves"]) == 0
    paths = capsys.readouterr().out.split()
    assert [Path(path).name for path in paths] == ["moves_zh.svg", "plane_zh.svg"]
    assert main(["provenance", paths[0], "--lang", "zh"]) == 0
    told = capsys.readouterr().out
    assert "织金县三种改革方案" in told
    assert "非预测" in told
    assert main(["provenance", paths[0], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["seed"] == 1
