"""The verbs about study files and policies."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from ruamel.yaml import YAML

from cli.calling import ROOT
from scenario.writing import write
from strategies import as_yaml, studies
from teacherflow.phases.calendar import CALENDAR
from teacherflow.policies.catalogue import BUILT_IN, acts_in, feels_pay, snippet
from teacherflow.policies.families import Family
from teacherflow.scenario import read_study
from teacherflow.scenario.schema import schema, schema_text
from teacherflow.scenario.shipped import names
from teacherflow_analysis.cli import main

BAD = sorted((ROOT / "tests" / "studies" / "bad").glob("*.yaml"))
OWN = {policy.name: policy for policy in sorted(BUILT_IN, key=lambda policy: policy.name)}

type Capture = pytest.CaptureFixture[str]


# --- validate


@pytest.mark.parametrize("name", names())
def test_shipped_studies_are_valid_and_bilingual(name: str, capsys: Capture) -> None:
    assert main(["validate", str(ROOT / "scenarios" / f"{name}.yaml")]) == 0
    said = capsys.readouterr()
    assert "ready to run" in said.out
    assert said.err == ""
    study = read_study(ROOT / "scenarios" / f"{name}.yaml")
    titles = [study.title, *(scenario.title for scenario in study.scenarios.values())]
    assert all(title.zh != title.en for title in titles)


def test_a_shipped_study_can_be_named(capsys: Capture) -> None:
    assert main(["validate", "demo"]) == 0


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_studies_are_exit_2_with_one_line_for_the_mistake(path: Path, capsys: Capture) -> None:
    assert main(["validate", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    mistake, count = said.err.splitlines()
    assert mistake.startswith(f"{path}:")
    assert "1 mistake" in count


def test_validate_json_has_the_shape_of_the_contract(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, "a: {policies: [rural_subsid]}")
    assert main(["validate", str(path), "--json", "--lang", "zh"]) == 2
    said = capsys.readouterr()
    assert said.err == ""
    told = json.loads(said.out)
    assert set(told) == {"valid", "errors", "warnings"}
    assert told["valid"] is False
    (error,) = told["errors"]
    assert error == {
        "file": str(path),
        "line": 5,
        "column": 18,
        "key": "policies",
        "message": error["message"],
    }
    assert "是否想写 rural_subsidy" in error["message"]


def one_line(text: str) -> str:
    """Return text without white space, as lines may be broken anywhere."""
    return "".join(text.split())


SUBSIDY = "status_quo: {}\nsubsidy: {policies: [rural_subsidy: {from: 2025}]}"
AUTO = "{auto: {contrast: subsidy, indicator: cv_teachers_primary_duty, width: 0.01, most: 60}}"


@pytest.mark.parametrize(
    ("written", "zh", "en", "runs"),
    [
        (
            "draws: 20\n",
            "参数抽样 20 组，各重复 4 次，共 80 个单元",
            "20 draws of parameters, 4 replications each: 80 units of work",
            {"counties": 1, "draws": 20, "replications": 4, "units": 80},
        ),
        ("", "重复 4 次）", "; 4 replications)", {"draws": 1, "replications": 4, "units": 4}),
        (
            f"replications: {AUTO}\n",
            "（最多 60 次）",
            "(60 at most)",
            {"draws": 1, "replications": None, "most": 60, "units": None},
        ),
    ],
)
def test_validate_tells_how_much_runs(
    written: str, zh: str, en: str, runs: dict[str, object], tmp_path: Path, capsys: Capture
) -> None:
    path = write(tmp_path, SUBSIDY, f"baseline: status_quo\n{written}")
    if "auto" in written:
        path.write_text(path.read_text("utf-8").replace("replications: 4\n", ""), "utf-8")
    for lang, words in (("zh", zh), ("en", en)):
        assert main(["validate", str(path), "--lang", lang]) == 0
        assert one_line(words) in one_line(capsys.readouterr().out)
    assert main(["validate", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["runs"]
    assert {key: told[key] for key in runs} == runs


def test_validate_counts_counties_in_units_of_work(capsys: Capture) -> None:
    assert main(["validate", "national", "--lang", "en"]) == 0
    study = read_study(ROOT / "scenarios" / "national.yaml")
    units = len(study.county_names) * study.draws * study.replications
    assert one_line(f"{units:,} units of work") in one_line(capsys.readouterr().out)


def test_validate_json_of_a_missing_file(capsys: Capture) -> None:
    assert main(["validate", "nowhere.yaml", "--json"]) == 2
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert error["file"] == "nowhere.yaml"
    assert error["line"] == 1


def test_a_missing_file_names_the_shipped_studies(capsys: Capture) -> None:
    assert main(["validate", "nowhere.yaml"]) == 2
    assert "demography, dose, dose_rotation" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("before", "after", "zh", "en"),
    [
        ("demo.yaml", "guanxian", "；可用：counties/demo.yaml", "; there are counties/demo.yaml"),
        (
            "counties/demo.yaml",
            "counties",
            "可用：counties/demo.yaml",
            "there are counties/demo.yaml",
        ),
        ("count: 10, burn_in: 10", "end: 2033", "start: 2024, count: 10", "start: 2024, count: 10"),
        ("by: distance", "by: 距离", "是否想写 distance", "did you mean distance"),
    ],
)
def test_a_mistake_is_told_with_what_to_write(
    before: str, after: str, zh: str, en: str, tmp_path: Path, capsys: Capture
) -> None:
    assert main(["new", str(tmp_path / "mine")]) == 0
    path = tmp_path / "mine.yaml"
    path.write_text(path.read_text("utf-8").replace(before, after), "utf-8")
    capsys.readouterr()
    for lang, words in (("zh", zh), ("en", en)):
        assert main(["validate", str(path), "--lang", lang]) == 2
        said = capsys.readouterr().err
        assert words in said
        assert "mine.yaml," not in said  # a study is no county


def test_a_county_file_in_the_place_of_a_study_is_one_mistake(capsys: Capture) -> None:
    assert main(["validate", str(ROOT / "scenarios" / "counties" / "demo.yaml")]) == 2
    mistake, count = capsys.readouterr().err.splitlines()
    assert "this is a county file, not a study" in mistake
    assert "1 mistake" in count


def test_faults_of_the_county_file_are_located_in_it(tmp_path: Path, capsys: Capture) -> None:
    county = (ROOT / "scenarios" / "counties" / "demo.yaml").read_text(encoding="utf-8")
    (tmp_path / "county.yaml").write_text(county.replace("townships:", "townshipz:"), "utf-8")
    path = write(tmp_path, "a: {policies: []}")
    path.write_text(
        path.read_text("utf-8").replace(
            path.read_text("utf-8").splitlines()[0], "county: county.yaml"
        ),
        encoding="utf-8",
    )
    assert main(["validate", str(path), "--json"]) == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert {error["file"] for error in errors} == {str(tmp_path / "county.yaml")}
    assert any("townships" in error["message"] for error in errors)


# --- new


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


# --- schema


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


# --- show, policies, phases

SHOWN = """
a: {policies: [delayed_retirement]}
b:
  extends: a
  policies: [rural_subsidy: {preset: hunan_2019, yuan_per_month.town: {2026: 99}}]
"""


def test_show_says_who_claims_what_and_where_values_come_from(
    tmp_path: Path, capsys: Capture
) -> None:
    path = write(tmp_path, SHOWN, "baseline: a\n")
    assert main(["show", str(path), "b"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "rural_subsidy in force 2024 – 2029" in said
    assert "yuan_per_month.village 300 yuan/month hunan_2019 (b, line 9)" in said
    assert "yuan_per_month.town 150, 2026: 99 yuan/month hunan_2019 (b, line 9); b, line 9" in said
    assert "2024–2025 pay.items rural_subsidy" in said
    assert "2026–2029 pay.items rural_subsidy" in said
    assert "2025–2029 leave.statute delayed_retirement delayed_2025" in said


def test_show_tells_a_word_of_the_model_as_the_study_spells_it(
    tmp_path: Path, capsys: Capture
) -> None:
    path = write(tmp_path, "one: {}", "uncertainties: {indicators.degree_primary: bachelor}\n")
    assert main(["show", str(path)]) == 0
    assert "indicators.degree_primary = bachelor\n" in capsys.readouterr().out


def test_show_tells_large_sums_whole(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, "one: {policies: [rural_subsidy]}", "budget: 1234.5678万元/年\n")
    assert main(["show", str(path), "--lang", "en"]) == 0
    assert "yuan 12345678" in capsys.readouterr().out


def test_show_marks_what_holds_in_burn_in(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, "a: {policies: [rural_subsidy]}")
    assert main(["show", str(path)]) == 0
    assert "always, burn-in too" in capsys.readouterr().out


def test_show_json_holds_the_resolved_study_and_the_claims(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, SHOWN, "baseline: a\n")
    assert main(["show", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["scenarios"] == json.loads(json.dumps(read_study(path).resolved()["scenarios"]))
    claims = [(c["term"], c["policy"], c["years"][0], c["years"][-1]) for c in told["claims"]["b"]]
    assert ("pay.items", "rural_subsidy", 2026, 2029) in claims


def test_show_calls_forms_of_exchange_by_name(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, "a: {policies: [mandatory_rotation: {from: 2025}]}")
    assert main(["show", str(path)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "away_form = mandatory_rotation.duty" in said
    assert "scope -, km_most" in said


def test_show_refuses_an_unknown_scenario(tmp_path: Path, capsys: Capture) -> None:
    path = write(tmp_path, SHOWN, "baseline: a\n")
    assert main(["show", str(path), "status"]) == 2
    assert "no scenario called status" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_policies_are_listed_in_both_languages(lang: str, capsys: Capture) -> None:
    assert main(["policies", "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert ("渐进式延迟退休" in said) == (lang == "zh")
    assert ("Delayed retirement" in said) == (lang == "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_policies_are_listed_by_family(
    lang: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Every policy stands under the heading of its family; headings follow the documents."""
    monkeypatch.setenv("COLUMNS", "400")
    assert main(["policies", "--lang", lang]) == 0
    heads = {getattr(family.words, lang): family for family in Family}
    order, under = [], {}
    for line in capsys.readouterr().out.splitlines():
        if line.strip() in heads:
            order.append(heads[line.strip()])
        elif (name := line.strip().partition(" ")[0]) in OWN:
            under[name] = order[-1]
    assert under == {name: policy.family for name, policy in OWN.items()}
    assert order == [family for family in Family if family in under.values()]


@pytest.mark.parametrize("name", OWN)
def test_one_policy_has_a_snippet_to_paste_in_the_language_of_the_call(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("COLUMNS", "40")  # what is to be copied is not broken
    assert main(["policies", name, "--lang", "en"]) == 0
    assert f"\n{snippet(OWN[name], 'en')}\n" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", OWN)
def test_a_policy_tells_all_that_is_known_of_it(
    name: str, lang: str, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    assert main(["policies", name, "--lang", lang]) == 0
    said = capsys.readouterr().out
    policy = OWN[name]
    about = [parameter.about for parameter in policy.parameters().values()]
    phases = {phase.name: phase for phase in CALENDAR}
    texts = [policy.title, policy.summary, *(one.title for one in about)]
    texts += [one.citation for one in (*about, *policy.presets.values())]
    texts += [text for p in acts_in(policy) for text in (phases[p].who, phases[p].question)]
    texts += [term.title for term in policy.touches if term.title]
    assert [text for text in texts if getattr(text, lang) not in said] == []
    names = (*policy.parameters(), *policy.presets, *(term.name for term in policy.touches))
    assert [one for one in names if one not in said] == []
    pays = {"zh": "都权衡所得", "en": "what is paid is weighed"}[lang]
    assert (pays in said) == feels_pay(policy)


def test_pay_is_told_as_pay_and_not_as_every_phase(capsys: Capture) -> None:
    assert main(["policies", "--lang", "en"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "Town allowance M61 pay" in said
    assert "leave, appoint, transfer, recruit, exchange" not in said


def test_a_preset_shows_only_what_it_changes(capsys: Capture) -> None:
    assert main(["policies", "rural_subsidy", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"tiers_default +the defaults +assumption", said)
    (row,) = re.findall(r"^ hunan_2019.*?^ luxi", said, re.DOTALL | re.MULTILINE)
    assert "yuan_per_month.village: 300" in row
    assert "by: zone" not in row


def test_equal_sources_share_a_footnote(capsys: Capture) -> None:
    assert main(["policies", "mandatory_rotation", "--lang", "en"]) == 0
    said = capsys.readouterr().out
    notes = re.findall(r"^  \[(\d+)\] (.*)", said, re.MULTILINE)
    assert [int(number) for number, _ in notes] == list(range(1, len(notes) + 1))
    assert sum("the usual practice of counties" in text for _, text in notes) == 1
    cited = re.findall(r"(?:statute|survey|literature|assumption) \[(\d+)\]", said)
    assert set(cited) == {number for number, _ in notes}


def test_policies_json(capsys: Capture) -> None:
    assert main(["policies", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {"rural_subsidy", "delayed_retirement"} <= {policy["name"] for policy in listed}
    assert main(["policies", "rural_subsidy", "--json"]) == 0
    (one,) = json.loads(capsys.readouterr().out)
    village = {p["name"]: p for p in one["parameters"]}["yuan_per_month.village"]
    assert village["range"] == [0, 20000]
    assert village["default"] == 600
    assert village["unit"] == "yuan/month"
    assert set(one["presets"]) >= {"hunan_2019", "luxi"}


def test_phases_are_listed_in_order(capsys: Capture) -> None:
    assert main(["phases", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [phase["name"] for phase in listed][:2] == ["enrol", "leave"]
    assert "pay.items" in listed[1]["terms"]
    assert main(["phases", "--lang", "zh"]) == 0
    assert "招生与布局" in capsys.readouterr().out


def test_a_study_named_without_its_ending_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mine"]) == 0
    assert main(["validate", "mine", "--lang", "en"]) == 2
    assert "no study file mine; did you mean mine.yaml?" in capsys.readouterr().err


@pytest.mark.parametrize("meant", ["zhijn", "织金", "Zhijin County"])
def test_a_shipped_study_is_found_by_what_it_is_like(
    meant: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run", meant, "--lang", "en"]) == 2
    assert f"no study file called {meant}; did you mean zhijin" in capsys.readouterr().err
