"""The posts that history gave each section.

Quotas are not drawn around pupils but around need, with a wide spread: posts were granted long
ago and stay where they are (编制固化). That spread is what the official indicators measure. Staff
start at the posts that may be filled, which follow quotas except that schools half again above
their need are not refilled; so the start is no shock to the first years.
"""

from __future__ import annotations

import numpy as np

from teacherflow.agents.posts import classes_of, needs_of, posts_by_formula, targets_of
from teacherflow.apportion import Whole, apportion
from teacherflow.codes import Stage
from teacherflow.columns import F64
from teacherflow.draws import Draws
from teacherflow.faults import InputError
from teacherflow.indicators import SMALLEST, variations
from teacherflow.parameters import Parameters
from teacherflow.population.data import CountyData
from teacherflow.population.scaling import scaled_to
from teacherflow.state import Sections
from teacherflow.terms.posts import STANDARD
from teacherflow.text import Text
from teacherflow.timetable import required_lessons

WIDEST = 1.5
"""Largest log spread of quotas that is tried when a published coefficient is to be met."""


def settle_posts(
    sections: Sections, county: CountyData, parameters: Parameters, draws: Draws
) -> None:
    """Set classes, lessons, need, quota and target of all open sections.

    Quotas and targets both sum to the published teachers of the stage. A published 师生比 CV
    replaces the usual spread of quotas. Where a table lists the schools, the quota of each is what
    it has in teachers.
    """
    s = sections
    s.classes[:] = classes_of(s.pupils, s.stage, parameters.layout.multigrade_size)
    s.required[:] = required_lessons(s.stage, s.classes)
    rule = STANDARD.default
    s.need[:] = needs_of(s.pupils, s.classes, s.stage, s.zone, s.open, rule)
    formula = posts_by_formula(s.pupils, s.classes, s.stage, s.zone, rule)
    luck = draws.normal("population.quota", 0, np.arange(s.rows))
    listed = county.listed()
    for stage in Stage:
        rows = np.flatnonzero(s.open & (s.stage == stage))
        data = county.stage(stage)
        history = _History(
            formula[rows],
            s.need[rows].astype(np.int64),
            luck[rows],
            data.teachers.value,
            parameters.posts.target_most,
        )
        if listed:
            held = np.array([listed[row].teachers for row in rows.tolist()], dtype=np.int64)
            s.quota[rows], s.target[rows] = held, history.targets(held)
            continue
        spread = parameters.population.quota_sd
        if data.teacher_pupil_cv:
            spread = history.solve(data.teacher_pupil_cv.value, s.pupils[rows].astype(np.float64))
        s.quota[rows], s.target[rows] = history.posts(spread)


class _History:
    """What the posts of one stage depend on, beside their spread."""

    def __init__(self, formula: F64, need: Whole, luck: F64, total: int, most: float) -> None:
        self.formula, self.need, self.luck = formula, need, luck
        self.total, self.most = total, most

    def posts(self, spread: float) -> tuple[Whole, Whole]:
        """Return quotas (need x lognormal luck, at least 1) and the posts that may be filled."""
        drawn = self.formula * np.exp(spread * self.luck)
        quota = apportion(scaled_to(float(self.total), drawn, np.ones(drawn.size)), self.total)
        return quota, self.targets(quota)

    def targets(self, quota: Whole) -> Whole:
        """Return the posts that may be filled."""
        return targets_of(quota, self.need, self.total, self.most)

    def solve(self, wanted: float, pupils: F64) -> float:
        """Return the spread with which the start population shows a published 师生比 CV."""

        def shown(spread: float) -> float:
            return coefficient(self.posts(spread)[1], pupils)

        low, high = 0.0, WIDEST
        if not shown(low) <= wanted <= shown(high):
            possible = f"{shown(low):.3f}-{shown(high):.3f}"
            raise InputError(
                Text(
                    f"teacher_pupil_cv {wanted} 无法达到，可能范围 {possible}",
                    f"teacher_pupil_cv {wanted} cannot be reached; {possible} is possible",
                )
            )
        for _ in range(30):
            middle = (low + high) / 2.0
            low, high = (middle, high) if shown(middle) < wanted else (low, middle)
        return (low + high) / 2.0


def coefficient(counts: Whole, pupils: F64) -> float:
    """Return the official 差异系数 of persons per pupil; schools too small for it left out."""
    counted = pupils >= SMALLEST
    return float(variations(counts[None, counted].astype(np.float64), pupils[counted])[0])
