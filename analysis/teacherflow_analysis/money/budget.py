"""Whether budgets bind: what a year's allowances took of what was set aside for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis.frames import rows_at
from teacherflow_analysis.inference.chances import chance_of
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

FULL: Final = 0.95
"""A budget of which so large a share is spent is said to bind.

The cut is announced in September from the roll as it then stands and is settled later; where fewer
have come than were expected a little stays unspent although all allowances were cut.
"""
WHOLE: Final = "budget"
"""Name of the budget that the study sets for all allowances of the county."""


@dataclass(frozen=True)
class Bound:
    """One budget in one year under one scenario.

    Attributes
    ----------
    name : str
        ``budget``: that of the study; else the policy whose own it is.
    yuan : float
        What the year may cost at most.
    spent : float
        What it cost, mean over the runs.
    used : float or None
        Share of the budget that was spent, mean over the runs; None if the budget is 0.
    bound, bound_low, bound_high : float
        Share of the runs in which it was spent to the full, with Wilson's 95 % interval.
    exact : bool
        The allowances that the budget covers are known; if not, all that the county pays in this
        year is held against the budget.
    """

    scenario: str
    year: int
    name: str
    yuan: float
    spent: float
    used: float | None
    bound: float
    bound_low: float
    bound_high: float
    exact: bool


def bounds_of(study: Study, ledger: pd.DataFrame, scenarios: Sequence[str]) -> Iterator[Bound]:
    """Yield every budget of every year; nothing if no scenario has one."""
    terms = _terms(study)
    for scenario in scenarios:
        runs = rows_at(ledger, scenario, "scenario")
        for year in study.years:
            lines = rows_at(runs, year, "year")
            if terms is None:
                yield from _roughly(study, scenario, year, lines)
            else:
                yield from _exactly(terms[scenario][year], scenario, year, lines)


def _terms(study: Study) -> Mapping[str, Any] | None:
    """Return the settled rules of every scenario and year; None if the inputs do not say."""
    from teacherflow.faults import InputError
    from teacherflow.study.faults import StudyFault
    from teacherflow.study.inputs import study_in
    from teacherflow.study.manifest import manifest_in

    try:
        found = study_in(study.folder, manifest_in(study.folder))
    except (StudyFault, InputError, OSError):
        return None
    terms = {name: one.terms for name, one in found.scenarios.items()}
    return terms if set(terms) >= set(study.scenarios) else None


def _exactly(terms: Any, scenario: str, year: int, lines: pd.DataFrame) -> Iterator[Bound]:
    from teacherflow.terms.pay import PAY_BUDGETS, PAY_ITEMS

    for budget in terms[PAY_BUDGETS]:
        covered = {
            (item.policy, item.name.rpartition(".")[2], item.payer)
            for item in terms[PAY_ITEMS]
            if budget.covers(item)
        }
        chosen = [name for name in lines.columns if tuple(name) in covered]
        yield _bound(scenario, year, budget.policy or WHOLE, budget.yuan, lines[chosen], True)


def _roughly(study: Study, scenario: str, year: int, lines: pd.DataFrame) -> Iterator[Bound]:
    yuan = study.resolved.get("budget")
    if yuan is not None:
        chosen = [name for name in lines.columns if name[2] == "county"]
        yield _bound(scenario, year, WHOLE, float(yuan), lines[chosen], False)


def _bound(
    scenario: str, year: int, name: str, yuan: float, lines: pd.DataFrame, exact: bool
) -> Bound:
    spent = lines.sum(axis=1)
    full = (spent >= FULL * yuan).astype(float) if yuan > 0 else (spent > 0).astype(float)
    chance = chance_of(full)
    share, low, high = (0.0, 0.0, 1.0) if chance is None else chance[:3]
    mean = float(spent.mean())
    used = mean / yuan if yuan > 0 else None
    return Bound(scenario, year, name, yuan, mean, used, share, low, high, exact)


def said(bound: Bound) -> Text:
    """Return the name of a budget in words."""
    if bound.name == WHOLE:
        return Text("全县津补贴预算", "all allowances of the county")
    return Text(bound.name, bound.name)
