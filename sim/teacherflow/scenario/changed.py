"""What of a study cannot be changed once it is read, because other parts were settled by it.

Whoever runs studies from Python may replace fields of a `Study`. Replications are a number and no
more; the values of uncertain parameters follow from seed and draws, and the rules of a scenario are
settled for every study year. A study whose parts no longer agree would run, and mean something
else than it says: ten draws without a value of their own are one draw ten times.
"""

from __future__ import annotations

from teacherflow.faults import Faults, Position
from teacherflow.scenario.model_values import Given
from teacherflow.scenario.sampling import samples, uncertain
from teacherflow.scenario.settled import settled_burn_in
from teacherflow.scenario.study import Study
from teacherflow.scenario.study_budget import StudyBudget
from teacherflow.terms.laws import Terms
from teacherflow.text import Text


def disagreement(study: Study) -> Text | None:
    """Return which parts of a study do not agree any more, and what to do; None if all do."""
    if not _sampled_so(study):
        return Text(
            "研究对象的 seed 或 draws 在读取之后改动过，抽样参数的取值与之不符。请改研究文件并重新读取；"
            "读取之后只能改重复次数：dataclasses.replace(study, replications=…)。",
            "seed or draws of this study were changed after it was read, and the values of its "
            "uncertain parameters do not follow. Change the study file and read it again; of a study "
            "that is read only the replications may change: "
            "dataclasses.replace(study, replications=…).",
        )
    if any(
        year not in scenario.terms
        for scenario in study.scenarios.values()
        for year in study.years.school_years
    ):
        return Text(
            "研究对象的 years 在读取之后改动过，有的学年没有政策取值。请改研究文件并重新读取。",
            "years of this study were changed after it was read, and some year has no rules. Change "
            "the study file and read it again.",
        )
    return _of_baseline(study)


def _of_baseline(study: Study) -> Text | None:
    """Return that the years before the study were settled under another baseline, or under none."""
    name = study.baseline
    if name not in study.scenarios:
        listed = ", ".join(study.scenarios)
        return Text(
            f"研究对象的 baseline 在读取之后改动过，没有名为 {name} 的方案（{listed}）。",
            f"baseline of this study was changed after it was read: there is no scenario called {name} "
            f"({listed}).",
        )
    if _past_of(study) == study.burn_in_terms:
        return None
    return Text(
        f"研究对象的 baseline 在读取之后改为 {name}，研究之前的学年却仍按原来的基准。请改研究文件并重新读取；"
        "只想与另一方案比较，运行后用 compare 的 --baseline。",
        f"baseline of this study was changed to {name} after it was read, but the years before the "
        "study follow the earlier one. Change the study file and read it again; to compare with "
        "another scenario only, give --baseline to compare.",
    )


def _past_of(study: Study) -> Terms:
    """Return the terms of burn-in as reading the file would settle them."""
    past, before, at = study.scenarios[study.baseline], study.years.start - 1, str(study.file)
    budget = None if study.budget is None else StudyBudget(study.budget, Position(at))
    return settled_burn_in(past.name, past.policies, past.matching, budget, before, Faults())


def _sampled_so(study: Study) -> bool:
    """Return whether the values of every draw are those that reading the file would give."""
    if study.draws == 1:
        return not study.samples
    ranges = {name: Given(one, Position(str(study.file))) for name, one in study.ranges.items()}
    found = uncertain(study.values, ranges, study.scenarios, study.sweep)
    return samples(found, study.seed, study.draws) == dict(study.samples)
