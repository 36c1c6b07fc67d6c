"""Every line that a policy of the catalogue writes into the ledger has words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from teacherflow import policies as room
from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.terms.laws import settle
from teacherflow.terms.outlays import COSTS, INVESTMENTS
from teacherflow.terms.pay import PAY_ITEMS
from teacherflow_analysis.ledger import LINES, line_of

YEARS = range(2024, 2032)


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
    assert found <= set(LINES), sorted(found - set(LINES))
    assert all(re.search(r"[\u4e00-\u9fff]", text.zh) for text in LINES.values())
    assert not any(re.search(r"[\u4e00-\u9fff]", text.en) for text in LINES.values())


def test_an_unknown_line_speaks_for_itself() -> None:
    assert line_of("plateau").en == "plateau"


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
