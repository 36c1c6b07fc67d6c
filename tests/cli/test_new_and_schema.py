"""What a user starts from: `new`, and the schema by which an editor checks a study file."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from ruamel.yaml import YAML

from cli.calling import ROOT
from strategies import as_yaml, studies
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.scenario import read_study
from teacherflow.scenario.schema import schema, schema_text
from teacherflow.scenario.shipped import names
from teacherflow_analysis.cli import main

OWN = {policy.name: policy for policy in sorted(BUILT_IN, key=lambda policy: policy.name)}

type Capture = pytest.CaptureFixture[str]


def test_a_new_study_is_valid_and_nothing_is_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "first"]) == 0
    assert (tmp_path / "counties" / "demo.yaml").is_file()
    assert (tmp_path / "study.schema.json").is_file()
    assert main(["validate", "first.yaml"]) == 0
    text = (tmp_path / "first.yaml").read_text(encoding="utf-8")
    assert "#   teacherflow run first.yaml" in text
    assert "county: counties/demo.yaml" in text
    (tmp_path / "counties" / "demo.yaml").write_text("mine", encoding="utf-8")
    assert main(["new", "second"]) == 0
    assert (tmp_path / "counties" / "demo.yaml").read_text(encoding="utf-8") == "mine"
    assert main(["new", "first"]) == 2
    assert "exists already" in capsys.readouterr().err


def test_a_new_study_may_go_to_a_folder(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "deep" / "one.yaml")]) == 0
    assert read_study(tmp_path / "deep" / "one.yaml").baseline == "status_quo"


def test_paths_with_spaces_are_quoted_to_be_typed(tmp_path: Path, capsys: Capture) -> None:
    study = tmp_path / "my county" / "one.yaml"
    assert main(["new", str(study), "--lang", "en"]) == 0
    assert f'  teacherflow run "{study}"' in capsys.readouterr().out.splitlines()


def test_new_where_nothing_can_be_written(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "file").write_text("")
    assert main(["new", str(tmp_path / "file" / "x")]) == 2
    assert "cannot write" in capsys.readouterr().err


def test_the_shipped_schema_is_current() -> None:
    shipped = (ROOT / "scenarios" / "study.schema.json").read_text(encoding="utf-8")
    assert shipped == schema_text(OWN), "run: teacherflow schema > scenarios/study.schema.json"


def test_the_schema_is_a_schema_and_printed(capsys: Capture) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema()


def as_json(text: str) -> object:
    """Return a study as an editor checks it: JSON, the years of dated values as text."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text)))


@pytest.mark.parametrize("name", names())
def test_shipped_studies_satisfy_the_schema(name: str) -> None:
    text = (ROOT / "scenarios" / f"{name}.yaml").read_text(encoding="utf-8")
    found = jsonschema.Draft202012Validator(schema()).iter_errors(as_json(text))
    assert [error.message for error in found] == []


@settings(max_examples=30)
@given(studies())
def test_valid_studies_satisfy_the_schema(data: dict[str, object]) -> None:
    found = jsonschema.Draft202012Validator(schema(OWN)).iter_errors(as_json(as_yaml(data)))
    assert [error.message for error in found] == []


@pytest.mark.parametrize(
    "name",
    [
        "unknown_key",
        "unknown_policy",
        "unknown_parameter",
        "out_of_range",
        "wrong_choice",
        "seed_negative",
        "scenario_name",
        "wrong_type",
        "missing_years",
        "unknown_record",
        "unknown_preset",
        "phase_in_negative",
        "model_parameter_range",
        "matching",
        "scenario_matching",
        "sweep_list",
        "sweep_no_values",
        "sweep_unknown_key",
        "sweep_without_values",
        "draws_zero",
        "range_shape",
    ],
)
def test_the_schema_finds_what_it_can(name: str) -> None:
    text = (ROOT / "tests" / "studies" / "bad" / f"{name}.yaml").read_text(encoding="utf-8")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema()).validate(as_json(text))
