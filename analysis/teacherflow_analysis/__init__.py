"""Analyses of stored results: comparisons, figures, briefs. They never run the simulator.

The questions that a study can be asked stand here, loaded when they are first used, so that the
command line answers at once. A question takes a folder of results, or the study that `load` finds
there, and returns a frame: `compare`, `compare_groups`, `sensitivity`, `cost`, `standing`,
`retention`, `flows`, `attribution`. Its ``_of`` takes a loaded study and returns an object with
what belongs to the frame, such as notes, tests and ``as_json``: `effects_of` is that of `compare`,
`gains_of` that of `compare_groups`; `risk_of` takes what `effects_of` returns. What cannot be
answered raises `AnalysisError`. Pictures and pages have packages of their own
(``from teacherflow_analysis.figures import figures``, ``from teacherflow_analysis.brief import
brief``).

>>> from teacherflow_analysis import compare, cost, retention
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from teacherflow_analysis.balance.standing import standing as standing
    from teacherflow_analysis.balance.standing import standing_of as standing_of
    from teacherflow_analysis.careers.flows import flows as flows
    from teacherflow_analysis.careers.flows import flows_of as flows_of
    from teacherflow_analysis.careers.retention import retention as retention
    from teacherflow_analysis.careers.retention import retention_of as retention_of
    from teacherflow_analysis.comparison.compare import compare as compare
    from teacherflow_analysis.comparison.compare import effects_of as effects_of
    from teacherflow_analysis.comparison.groups import compare_groups as compare_groups
    from teacherflow_analysis.comparison.groups import gains_of as gains_of
    from teacherflow_analysis.comparison.risk import risk_of as risk_of
    from teacherflow_analysis.comparison.sensitivity import sensitivity as sensitivity
    from teacherflow_analysis.comparison.sensitivity import sensitivity_of as sensitivity_of
    from teacherflow_analysis.errors import AnalysisError as AnalysisError
    from teacherflow_analysis.explorer import explore as explore
    from teacherflow_analysis.money.cost import cost as cost
    from teacherflow_analysis.money.cost import cost_of as cost_of
    from teacherflow_analysis.shapley.attribution import attribution as attribution
    from teacherflow_analysis.shapley.attribution import attribution_of as attribution_of
    from teacherflow_analysis.study import load as load

_PLACES = {
    "AnalysisError": "teacherflow_analysis.errors",
    "attribution": "teacherflow_analysis.shapley.attribution",
    "attribution_of": "teacherflow_analysis.shapley.attribution",
    "compare": "teacherflow_analysis.comparison.compare",
    "compare_groups": "teacherflow_analysis.comparison.groups",
    "cost": "teacherflow_analysis.money.cost",
    "cost_of": "teacherflow_analysis.money.cost",
    "effects_of": "teacherflow_analysis.comparison.compare",
    "explore": "teacherflow_analysis.explorer",
    "flows": "teacherflow_analysis.careers.flows",
    "flows_of": "teacherflow_analysis.careers.flows",
    "gains_of": "teacherflow_analysis.comparison.groups",
    "load": "teacherflow_analysis.study",
    "retention": "teacherflow_analysis.careers.retention",
    "retention_of": "teacherflow_analysis.careers.retention",
    "risk_of": "teacherflow_analysis.comparison.risk",
    "sensitivity": "teacherflow_analysis.comparison.sensitivity",
    "sensitivity_of": "teacherflow_analysis.comparison.sensitivity",
    "standing": "teacherflow_analysis.balance.standing",
    "standing_of": "teacherflow_analysis.balance.standing",
}

__all__ = list(_PLACES)


if not TYPE_CHECKING:  # to who checks types, any name would seem to be there

    def __getattr__(name: str) -> Any:
        """Load a public name on first use."""
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
