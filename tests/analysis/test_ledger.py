"""Every line that a policy of the catalogue writes into the ledger has words."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from analysis.folder import county_year, write_folder
from teacherflow import policies as room
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.terms.laws import settle
from teacherflow.terms.outlays import COSTS, INVESTMENTS
from teacherflow.terms.pay import PAY_ITEMS
from teacherflow_analysis.money.ledger import LINES, PAYERS, line_of, payer_of, policy_of
from teacherflow_analysis.study import Study, load

YEARS = range(2024, 2032)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study that uses a policy twice, once by a name of its own."""
    folder = write_folder(tmp_path / "s", county_year(2))
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    used = {name: {"policy": "rural_subsidy"} for name in ("rural_subsidy", "old_subsidy")}
    manifest["study"]["scenarios"]["package"]["policies"] = used
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return load(folder)


def lines() -> set[str]:
    """Lines of all policies at their defaults and presets."""
    found: set[str] = set()
    for policy in BUILT_IN:
        for preset in ({}, *({"preset": name} for name in policy.presets)):
            chosen = {policy.name: policy.model_validate({"from": 2024, **preset})}
            for year in YEARS:
                terms = settle(chosen, year)
                items = (*terms[PAY_ITEMS], *terms[COSTS], *terms[INVESTMENTS])
                found |= {item.name.rpartition(".")[2] for item in items}
    return found


def test_every_line_has_words_in_both_languages() -> None:
    found = lines()
    assert len(found) > 10
    assert found <= set(LINES), f"add words to LINES of ledger.py: {sorted(found - set(LINES))}"
    assert all(re.search(r"[\u4e00-\u9fff]", text.zh) for text in LINES.values())
    assert not any(re.search(r"[\u4e00-\u9fff]", text.en) for text in LINES.values())


def test_what_is_unknown_speaks_for_itself(study: Study) -> None:
    assert line_of("plateau").en == payer_of("plateau").zh == "plateau"
    assert policy_of(study, "plateau").en == "plateau"


def test_a_policy_with_a_name_of_its_own_keeps_it(study: Study) -> None:
    assert policy_of(study, "rural_subsidy").zh == "乡村教师生活补助"
    assert policy_of(study, "old_subsidy").zh == "乡村教师生活补助（old_subsidy）"
    assert policy_of(study, "old_subsidy").en.endswith(" (old_subsidy)")


def test_payers_are_those_of_the_catalogue() -> None:
    found = {
        item.payer
        for policy in BUILT_IN
        for year in YEARS
        for terms in (settle({policy.name: policy.model_validate({"from": 2024})}, year),)
        for item in (*terms[PAY_ITEMS], *terms[COSTS], *terms[INVESTMENTS])
    }
    assert found <= set(PAYERS)


def test_no_word_without_a_line() -> None:
    """Every word is the name of a line somewhere in the sources of the policies and phases."""
    engine = Path(str(room.__file__)).parents[1]
    texts = {
        part
        for path in (*engine.glob("policies/*.py"), *engine.glob("phases/*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for part in re.findall(r"[a-z_]+", node.value)
    }
    assert set(LINES) <= texts, sorted(set(LINES) - texts)
