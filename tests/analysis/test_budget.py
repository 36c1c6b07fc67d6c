"""Budgets by the rules of the study: which allowances each covers, and how often it is spent."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from analysis import ledger
from teacherflow.faults import InputError
from teacherflow.terms.pay import PAY_BUDGETS, PAY_ITEMS, Budget, Felt, PayItem
from teacherflow.text import Text
from teacherflow_analysis.money.budget import Bound
from teacherflow_analysis.money.cost import cost_of
from teacherflow_analysis.study import load

INPUTS = "teacherflow.study.inputs.study_in"
ITEMS = (
    *(PayItem(name, (), 1.0) for name in ("rural.village", "rural.town", "own.bonus")),
    PayItem("rural.car", (), 1.0, payer="province"),
    PayItem("meals.lunch", (), 1.0, felt=Felt.UNFELT),
)
PAID = {
    ("rural", "village", "county"): (600.0, 700.0, 800.0, 2100.0),
    ("rural", "town", "county"): (300.0,) * 4,
    ("own", "bonus", "county"): (100.0,) * 4,
    ("rural", "car", "province"): (5000.0,) * 4,
    ("meals", "lunch", "county"): (9000.0,) * 4,
}
"""What each run pays in 2025: allowances of the county 1,000, 1,100, 1,200 and 2,500."""


def terms(*budgets: Budget) -> dict[int, dict[Any, Any]]:
    none = {PAY_BUDGETS: (), PAY_ITEMS: ITEMS}
    return {year: {**none, PAY_BUDGETS: budgets} if year == 2025 else none for year in ledger.YEARS}


def bounds(folder: Path) -> list[Bound]:
    rows = [
        ("zhijin", "package", 0, run, 2025, *line, yuan)
        for line, each in PAID.items()
        for run, yuan in enumerate(each)
    ]
    columns = [*ledger.KEYS, "year", "policy", "item", "payer", "yuan"]
    paid = pd.DataFrame(rows, columns=columns)
    where = ledger.write(folder / "s", ledger.sections(), {"budget": 2000.0}, ledger=paid)
    found = cost_of(load(where), per=[]).bounds
    return [one for one in found if (one.scenario, one.year) == ("package", 2025)]


def test_each_budget_is_held_against_what_it_covers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One run of four spends 95 % of 2,000 yuan; a policy's own budget is none of the county's."""
    both = terms(Budget("budget", 2000.0), Budget("own.budget", 400.0, "own"))
    rules = {"status_quo": terms(), "package": both, "rotation": terms(), "not_run": terms()}
    found = SimpleNamespace(scenarios={k: SimpleNamespace(terms=v) for k, v in rules.items()})
    monkeypatch.setattr(INPUTS, lambda folder, manifest: found)
    county, own = bounds(tmp_path)
    assert (county.name, county.exact, county.spent, county.used) == ("budget", True, 1450, 0.725)
    wilson = pytest.approx((0.25, 0.0456, 0.6994), abs=1e-4)
    assert (county.bound, county.bound_low, county.bound_high) == wilson
    assert (own.name, own.exact, own.spent, own.used, own.bound) == ("own", True, 100, 0.25, 0)


@pytest.mark.parametrize("fault", [InputError(Text("无", "gone")), FileNotFoundError(), None])
def test_without_the_rules_all_that_the_county_pays_is_held_against_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception | None
) -> None:
    """The inputs are gone, or do not have all scenarios."""

    def study_in(folder: Path, manifest: object) -> SimpleNamespace:
        if fault is not None:
            raise fault
        return SimpleNamespace(scenarios={"package": SimpleNamespace(terms=terms())})

    monkeypatch.setattr(INPUTS, study_in)
    (one,) = bounds(tmp_path)
    assert (one.name, one.exact, one.spent, one.bound) == ("budget", False, 10_450, 1)
