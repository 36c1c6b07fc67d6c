"""The page of mechanisms: current, grouped, and nothing is called built without a test."""

from __future__ import annotations

import re

import pytest

from docs.pages import DOCS, maker, text
from teacherflow.policies.catalogue import BUILT_IN

make = maker("make_mechanisms")
ROWS = make.rows()
TABLE = {line.split(" | ")[0].removeprefix("| "): line for line in make.page().splitlines()}
DONE = [name for name, row in ROWS.items() if make.state_of(name, row) != make.PLANNED]


def test_the_page_is_current() -> None:
    assert text("mechanisms.md") == make.page(), "run python docs/make_mechanisms.py"


def test_every_row_has_a_line_with_its_tier_and_is_built() -> None:
    assert len(ROWS) == 81
    for name, row in ROWS.items():
        assert f"| {make.TIERS[row['tier']]} |" in TABLE[name]
        assert TABLE[name].endswith(f"| {make.BUILT} |")


@pytest.mark.parametrize(
    ("name", "lever"),
    [
        ("M03", "hiring_plan"),
        ("M07", "borrowing_limit"),
        ("M08", "transfer_channels"),
        ("M12", "school_layout"),
        ("M45", "appraisal_reform"),
        ("M70", "provincial_exam"),
    ],
)
def test_a_default_rule_names_the_policies_that_dose_it(name: str, lever: str) -> None:
    assert "default rule of" in TABLE[name]
    assert f"[`{lever}`](policies/{lever}.md)" in TABLE[name]


def test_a_default_rule_names_its_parameters_of_behaviour() -> None:
    assert "`uncertainties` `exchange.borrow_rate`" in TABLE["M07"]


def test_the_budget_is_a_key_of_the_study() -> None:
    assert "key of the study 研究键 [`budget`](study_file.md#budgets)" in TABLE["M67"]
    unknown = {**ROWS["M67"], "policy": "no_such_key"}
    assert make.state_of("M67", unknown) == make.PLANNED


def test_every_mechanism_of_every_policy_is_called_built() -> None:
    said = {name for policy in BUILT_IN for name in policy.mechanisms}
    assert said <= set(DONE)


def test_what_waits_for_a_term_is_not_called_built() -> None:
    row = {**ROWS["M50"], "planned_columns": ["teachers.nothing"]}
    assert make.state_of("M50", row) == make.PART
    assert make.state_of("M50", {**row, "policy": "nobody"}) == make.PLANNED


def test_every_row_stands_once_and_the_sum_is_right() -> None:
    page = text("mechanisms.md")
    lines = re.findall(r"^\| (M\d\d) \|", page, re.MULTILINE)
    assert sorted(lines) == sorted(ROWS)
    (total,) = re.findall(r"^\| all 合计 (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", page, re.MULTILINE)
    rows, *states = map(int, total)
    assert rows == sum(states) == len(ROWS)


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)]+)\)", text("mechanisms.md")):
        file, _, anchor = target.partition("#")
        assert (DOCS / file).exists(), target
        heads = re.findall(r"^#+ (.*)$", text(file), re.MULTILINE) if anchor else []
        assert not anchor or anchor in {head.lower().replace(" ", "-") for head in heads}, target
