"""The pages of policies: current, complete, and all that they show can be pasted and run."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import pytest
from ruamel.yaml import YAML

from docs.pages import DOCS, ROOT, blocks, maker, text
from teacherflow.parameters import catalogue
from teacherflow.parameters.about import about
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.scenario import read_study
from teacherflow.terms.exchange import Form
from teacherflow.terms.laws import Claim
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.who import Where
from teacherflow.text import Text
from teacherflow_analysis.cli import main
from teacherflow_analysis.cli.reasons import REASONS

make = maker("make_policies")
facts = maker("policy_facts")
example = maker("policy_example")
stories = maker("policy_stories")
told = maker("reason_examples")

NAMES = {policy.name: policy for policy in BUILT_IN}
EXAMPLES = sorted((DOCS / "policies" / "examples").glob("*.yaml"))
PAGES = {path.stem for path in (DOCS / "policies").glob("*.md")} - {"README"}
SHOWN = {name: blocks(text(f"policies/{name}.md"), "yaml") for name in NAMES if name in PAGES}
BESIDE = {
    "adaptive_forms": ["cluster_rotation", "fill_in", "support_teach"],
    "exchange_allowance": ["leader_rotation", "mandatory_rotation"],
}
"""What stands in both scenarios, because the policy changes nothing by itself."""
MODEL = {name: default for name, _, default in catalogue()}

HEAD = """\
county: counties/demo.yaml
years: {start: 2024, count: 8}
replications: 2
baseline: status_quo
"""
ALONE = f"{HEAD}scenarios:\n  status_quo: {{}}\n  reform:\n    policies:\n"

type Capture = pytest.CaptureFixture[str]


@cache
def beyond_rows() -> dict[str, Any]:
    """Return where policies come from that no row of the list names."""
    rows: dict[str, Any] = YAML(typ="safe").load(text("mechanisms.yaml"))["beyond_rows"]
    return rows


def prose(name: str) -> str:
    """Return what is written by hand on the page of a policy."""
    made = r"<!-- [\w ]+: generated -->.*?<!-- end of [\w ]+ -->"
    return re.sub(made, "", text(f"policies/{name}.md"), flags=re.DOTALL)


# --- current


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_current(name: str) -> None:
    """The generated part is made anew, its example run; what is written by hand is kept."""
    page = text(f"policies/{name}.md")
    assert page == make.page(NAMES[name], page), f"run python docs/make_policies.py {name}"


def test_the_index_is_current() -> None:
    assert text("policies/README.md") == make.index(), "run python docs/make_policies.py"


def test_there_is_a_page_for_every_policy_and_no_other() -> None:
    missing = ", ".join(sorted(set(NAMES) - PAGES))
    assert not missing, (
        f"write docs/policies/examples/NAME.yaml, run docs/make_policies.py NAME: {missing}"
    )
    assert set(NAMES) == PAGES
    assert {path.stem for path in EXAMPLES} == set(NAMES)


# --- written by hand


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_how_the_policy_works_and_what_is_left_out(name: str) -> None:
    page, title = prose(name), NAMES[name].title
    assert page.startswith(f"# `{name}` {title.zh} {title.en}\n")
    for head in ("## How it works 如何运行", "## What the model leaves out 模型未计入"):
        (body,) = re.findall(rf"^{re.escape(head)}\n(.*?)^## ", page, re.DOTALL | re.MULTILINE)
        assert len(re.findall(r"[a-z]{3,} ", body)) > 20
        assert len(re.findall(r"[\u4e00-\u9fff]", body)) > 20


@pytest.mark.parametrize("name", NAMES)
def test_every_default_in_the_prose_is_that_of_the_code(name: str) -> None:
    own = {leaf: one.default for leaf, one in NAMES[name].parameters().items()}
    known = {**MODEL, **own}
    said = re.findall(r"`([a-z_]+(?:\.[a-z0-9_]+)?)`\s(\d+(?:\.\d+)?)\b", prose(name))
    assert said, "no default is told"
    assert [(p, n) for p, n in said if p not in known or float(n) != float(known[p])] == []


@pytest.mark.parametrize("name", [name for name, one in NAMES.items() if not one.mechanisms])
def test_a_policy_beyond_the_list_of_mechanisms_says_where_it_comes_from(name: str) -> None:
    """None is called a statute because no row of the list names it: most are not."""
    about = "\n".join(facts.about(NAMES[name]))
    origin = beyond_rows()[name]["origin"]
    assert f"{origin['zh']}。" in about
    assert f"{origin['en']}." in about


# --- to paste


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the demo county, where the reader stands."""
    shutil.copytree(ROOT / "scenarios" / "counties", tmp_path / "counties")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def studies(name: str) -> Iterator[str]:
    """Yield the blocks of a page as whole studies; the example is a file of its own."""
    for block in SHOWN[name]:
        if block.startswith("- "):
            yield ALONE + re.sub("^", "      ", block, flags=re.MULTILINE)
        elif block.startswith("scenarios:"):
            yield HEAD + block


@pytest.mark.parametrize("name", NAMES)
def test_what_is_to_be_pasted_can_run(name: str, folder: Path, capsys: Capture) -> None:
    whole = list(studies(name))  # the snippet that is made, and variants written by hand
    assert len(whole) >= 3 + bool(NAMES[name].presets) - (name == "delayed_retirement")
    for study in whole:
        (folder / "study.yaml").write_text(study, encoding="utf-8")
        assert main(["validate", "study.yaml", "--lang", "en"]) == 0, capsys.readouterr().err
        warnings = capsys.readouterr().err.splitlines()
        assert [one for one in warnings if "has the same policies as" not in one] == [], study


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_can_be_pasted(name: str) -> None:
    scenarios = [YAML(typ="safe").load(one) for one in SHOWN[name] if "preset:" in one]
    pasted = {
        entry[name]["preset"]
        for study in scenarios
        if isinstance(study, dict)
        for scenario in study["scenarios"].values()
        for entry in scenario.get("policies", ())
        if isinstance(entry.get(name), dict) and "preset" in entry[name]
    }
    assert pasted >= set(NAMES[name].presets)


# --- examples


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_a_study_of_one_policy(path: Path, capsys: Capture) -> None:
    assert main(["validate", str(path), "--lang", "en"]) == 0
    assert capsys.readouterr().err == ""
    study = read_study(path)
    before = [one.name for one in study.scenarios[study.baseline].policies]
    assert before == BESIDE.get(path.stem, [])
    assert [one.name for one in study.scenarios[example.REFORM].policies] == sorted(
        [*before, path.stem]
    )
    assert study.years.last - 4 == min(
        year for year, terms in study.scenarios[example.REFORM].terms.items() if terms.claimants
    )  # the last five years are those with the policy


def test_the_ledger_counts_persons_by_the_settled_sum() -> None:
    page = text("policies/rural_subsidy.md")
    (row,) = re.findall(r"^\| `rural_subsidy\.village` \| county \| (.*) \|$", page, re.MULTILINE)
    paid = [re.fullmatch(r"([\d,]+) \(([\d.]+)\)", cell) for cell in row.split(" | ")[1:]]
    assert len(paid) == 5
    for cell in paid:
        assert cell is not None
        yuan = float(cell[1].replace(",", ""))
        assert yuan == pytest.approx(600 * 12 * float(cell[2]), rel=1e-3)


def test_a_claim_shows_what_differs_from_the_defaults_of_an_item() -> None:
    item = PayItem("p.meals", (Where("away_form", 7, 7),), 300.0)
    assert example.claim(item, {7.0: "p.duty"}) == "`p.meals`, who away_form = p.duty, yuan 300"
    assert "yuan" not in example.claim(Form(name="f", who=(), amount=0.1, rank=50), {})
    assert example.claim(True, {}) == "yes"


# --- single teachers


def test_few_people_show_all_reasons_the_rare_ones_first() -> None:
    common = [stories.Scouted(k, frozenset({"a", "b"})) for k in range(5)]
    rare = stories.Scouted(9, frozenset({"c"}))
    assert stories._covering([*common, rare]) == [rare, common[0]]
    assert stories._covering([*common, stories.Scouted(8, frozenset({"a", "c"}))])[0].teacher == 8
    assert stories._covering([]) == []


def test_who_stayed_on_served_in_both_scenarios() -> None:
    study = read_study(EXAMPLES[0])
    base, reform = study.baseline, example.REFORM
    moves = pd.DataFrame(
        [
            (base, 0, 1, 2025, "enter"),  # not hired under the policy: no story
            (base, 0, 1, 2026, "quit"),
            (base, 0, 2, 2025, "quit"),  # leaves in both, at the same time
            (reform, 0, 2, 2025, "quit"),
            (base, 1, 3, 2026, "quit"),  # leaves later
            (reform, 1, 3, 2027, "quit"),
            (base, 0, 4, 2027, "quit"),  # stays
            (reform, 0, 5, 2025, "retire"),  # leaves under the policy only
        ],
        columns=["scenario", "replication", "teacher_id", "year", "kind"],
    )
    assert stories._stayed_on(study, reform, moves) == (3, 1, 2026)
    assert stories._stayed_on(study, reform, moves[moves.teacher_id == 2]) is None


# --- reasons


def test_every_reason_has_an_example() -> None:
    assert {one.what for one in told.EXAMPLES} == set(REASONS)


def test_every_example_of_a_reason_can_be_said() -> None:
    for one in told.EXAMPLES:
        zh, en = (facts.words(one, lang) for lang in ("zh", "en"))
        assert re.search(r"[\u4e00-\u9fff]", zh), one
        assert not re.search(r"[\u4e00-\u9fff]", en), one
        assert one.what not in en


def test_a_policy_shows_the_reasons_of_what_it_claims() -> None:
    begins = {
        name: {one.what.partition(".")[0] for one in facts.reasons_of(policy)}
        for name, policy in NAMES.items()
    }
    expected = {
        "clear_borrowed": {"posts"},
        "competitive_hiring": {"appoint"},
        "cross_stage": {"stage"},
        "delayed_retirement": set(),
        "housing": {"housing", "pay"},
        "itinerant_lessons": {"teach"},
        "leader_rotation": {"leaders"},
        "mandatory_rotation": {"exchange", "pay"},
        "rural_subsidy": {"pay"},
        "title_prerequisite": {"exchange", "title"},
        "training": {"teach"},
    }
    assert {name: begins[name] for name in expected} == expected


# --- policies that are still to come


class Bonus(PolicyModel):
    """A policy without presets, mechanisms or a page, with a unit that nobody knows."""

    name = "bonus"
    title = Text("奖金", "Bonus")
    summary = Text("发奖金", "A bonus")
    touches = (PAY_ITEMS,)

    apples: Annotated[
        float, about("苹果", "Apples", unit="apples", source="assumption: none", kind="assumption")
    ] = 3.0

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        yield from ()


def test_a_new_policy_begins_with_a_page_to_be_written() -> None:
    page = make.hand_written(Bonus)
    for name, made in make.DECLARED.items():
        lines = list(made(Bonus))
        assert lines, name
    assert page.startswith("# `bonus` 奖金 Bonus\n")
    assert "| `apples` | 苹果 Apples | apples | 3 | any |" in "\n".join(facts.parameters(Bonus))
    with pytest.raises(Exception, match=r"bonus\.yaml"):
        make.page(Bonus, page)
