"""Every vacancy carries a subject: the one with the most lessons that lack a teacher."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow import staffing
from teacherflow.columns import I64
from teacherflow.compiled import in_kernel, kernel
from teacherflow.state import State
from teacherflow.timetable import SUBJECTS, is_generalist, standard_load, subject_gaps

_EQUAL = 1e-9  # lessons per week


class Gaps:
    """Lessons that lack a teacher of the field, kept up while people come and go in a phase.

    A leaver's standard load lacks a teacher from then on, an arrival's no longer does; the
    timetable itself is settled again only at the start of a phase.

    Attributes
    ----------
    lessons : (sections, subjects) float
        Lessons per week that lack a teacher.
    load : (sections,) float
        Standard load of a teacher.
    generalist : (sections,) bool
        Schools where teachers take a whole class.
    """

    def __init__(self, state: State) -> None:
        self.load = standard_load(state)[state.sections.stage]
        self.generalist = is_generalist(state, staffing.on_duty(state))
        self.lessons = subject_gaps(state, generalist=self.generalist)

    def leave(self, section: NDArray[Any], subject: NDArray[Any]) -> None:
        """Note that teachers of ``subject`` left their sections."""
        np.add.at(self.lessons, (section, subject), self.load[section])

    def come(self, section: NDArray[Any], subject: NDArray[Any]) -> None:
        """Note that teachers came who take ``subject``."""
        np.add.at(self.lessons, (section, subject), -self.load[section])


def vacancy_subjects(gaps: NDArray[Any], vacancies: NDArray[Any], standard: NDArray[Any]) -> I64:
    """Give subjects to vacancies, one after another.

    The next vacancy of a place asks for the subject with the most lessons that lack a teacher
    of the field (ties: the lower subject), and takes one standard load off it. The subjects of
    the first v vacancies therefore do not depend on how many follow.

    Parameters
    ----------
    gaps : (n, subjects) float
        Lessons per week that lack a teacher of the field, by place (section or unit).
    vacancies : (n,) int
        Vacancies of each place.
    standard : (n,) float
        Lessons per week of one more teacher at each place.

    Returns
    -------
    (n, subjects) int
        Vacancies by place and subject.
    """
    count = np.zeros((vacancies.size, SUBJECTS), dtype=np.int64)
    _give_subjects(gaps.astype(np.float64), vacancies.astype(np.int64), standard, count)
    return count


@kernel
def _give_subjects(left: Any, vacancies: Any, standard: Any, count: Any) -> None:
    for place in range(vacancies.size):
        give_subjects(left[place], vacancies[place], standard[place], count[place])


@in_kernel
def give_subjects(left: Any, vacancies: int, standard: float, count: Any) -> None:
    """Give subjects to the vacancies of one place; ``left`` and ``count`` are written.

    What differs by less than `_EQUAL` is equally short: sums over schools are rounded in the last
    digits, and the order of summing must not choose the subject.
    """
    for _ in range(vacancies):
        short = 0
        for subject in range(1, left.size):
            if left[subject] > left[short] + _EQUAL:
                short = subject
        count[short] += 1
        left[short] -= standard
