"""A county without preferences: the null model against which patterns are held.

Books, posts, ages, titles and statutes are as ever; nobody cares where. Who looks for another
post, who applies where, whom a school takes and who leaves is chance, at the same mean rates. What
such a county shows as well follows from accounting and start state, and is no evidence that the
behaviour of the model is right.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from patterns.runs import FILE, Runs, lived
from teacherflow.scenario import read_study

_PLACES = ("km", "kin", "seat", "town", "child_seat", "child_town", "intake", "housing", "leader")
_WORK = ("lesson", "out_of_field", "town_allowance")
_RANKS = ("effect", "title", "subject", "near")

NO_PREFERENCES = {
    **{f"utility.{name}": 0.0 for name in (*_PLACES, *_WORK)},
    "utility.downward_friction": 0.0,
    "utility.choice_scale": 1.0,  # the least allowed: choices among posts are nearly all luck
    "leave.pay_sensitivity": 0.0,
    "leave.early_career": 0.0,
    "leave.worse_off": 0.0,
    "leave.no_kin_factor": 1.0,
    "leave.kin_factor": 1.0,
    **{f"transfer.look_{when}": 0.08 for when in ("early", "middle", "late")},
    **{f"transfer.rank_{what}": 0.0 for what in _RANKS},
    "recruit.candidates_gain": 0.0,
}
"""What is set to nothing; one rate of looking for all tenures keeps transfers near their number."""


@cache
def null_runs(replications: int, *scenarios: str) -> Runs:
    """Return the tables of the pattern study (all scenarios or some) without preferences."""
    study = read_study(FILE)
    chosen = {name: study.scenarios[name] for name in scenarios or study.scenarios}
    without = study.parameters.changed(NO_PREFERENCES)
    return lived(replace(study, parameters=without, scenarios=chosen), replications)
