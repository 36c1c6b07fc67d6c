"""Phase recruit: who enters, by which route, where; who declines.

The bureau lists posts (`listing`), candidates of each list sit an exam (`lists`), and in
the order of the exam each takes the listed post that suits best or declines (`choosing`); a
declined post stays empty this year. Units then let contract staff go or hire more (`contract`).
"""

from __future__ import annotations

import numpy as np

from teacherflow import movement
from teacherflow.choice import Places, places_of, utility_of_pairs
from teacherflow.columns import I64
from teacherflow.phases.choosing import choices
from teacherflow.phases.contract import contract
from teacherflow.phases.entrants import enter, value
from teacherflow.phases.homes import Homes, homes_of
from teacherflow.phases.listing import Listing, listing
from teacherflow.phases.lists import examined, lists_of
from teacherflow.phases.newcomers import Cohort, cohort_of, write
from teacherflow.state import NOWHERE, STAGES, State
from teacherflow.timetable import SUBJECTS
from teacherflow.vacancies import Gaps


def recruit(state: State) -> None:
    """Settle the entries of ``state.year``."""
    gaps, homes, cohort = Gaps(state), homes_of(state), cohort_of(state)
    posts = listing(state, gaps)
    newcomers, section, subject = hire(state, posts, cohort, homes)
    _remember(state, posts, section, subject)
    gaps.come(section, subject)
    staff = contract(state, gaps, cohort, homes)
    value(state, np.concatenate((newcomers, *staff)))


def hire(state: State, posts: Listing, cohort: Cohort, homes: Homes) -> tuple[I64, I64, I64]:
    """Hire for the listed posts; return the rows, sections and subjects of those who enter."""
    places = places_of(state, np.arange(state.sections.rows))
    _value_posts(state, posts, places, homes)
    lists = lists_of(state, posts)
    people, route = examined(state, lists)
    rows = movement.free_rows(state, people.id.size)
    settles = write(state, cohort, rows, people, route)
    section = choices(state, rows, people, settles, lists, places, homes)
    takes = section != NOWHERE
    state.teachers.clear(rows[~takes])
    rows, section, route = rows[takes], section[takes], route[takes]
    enter(state, rows, section, route, settles[takes], homes)
    return rows, section, people.list[takes] % SUBJECTS


def _value_posts(state: State, posts: Listing, places: Places, homes: Homes) -> None:
    """Note what the listed posts are worth to somebody new: no title, distance, kin or child."""
    stages, p = state.stages, state.parameters.utility
    stages.listed_utility[:] = np.nan
    if not posts.section.size:
        return
    nobody, at = movement.free_rows(state, 1), posts.section
    worth = utility_of_pairs(state, nobody, places.section, np.zeros_like(at), at, places)
    worth += p.km * np.minimum(homes.seat_km[at], p.km_most) / p.reference_pay
    stage = state.sections.stage[at]
    count = np.bincount(stage, minlength=len(STAGES))
    total = np.bincount(stage, weights=worth, minlength=len(STAGES))
    listed = count > 0
    stages.listed_utility[listed] = total[listed] / count[listed]
    if state.burning_in:
        stages.listed_utility_fork[listed] = stages.listed_utility[listed]


def _remember(state: State, posts: Listing, taken: I64, subject: I64) -> None:
    """Note what was listed and stayed empty, for this year's tables and next year's plan."""
    s, stages = state.sections, state.stages
    s.listed[:] = np.bincount(posts.section, minlength=s.rows)
    s.unfilled[:] = s.listed - np.bincount(taken, minlength=s.rows)
    stages.unfilled_before[:] = np.bincount(s.stage, s.unfilled, stages.rows)
    left, cells = stages.unfilled_subject, stages.unfilled_subject.size
    listed = np.bincount(s.stage[posts.section] * SUBJECTS + posts.subject, minlength=cells)
    filled = np.bincount(s.stage[taken] * SUBJECTS + subject, minlength=cells)
    left[:] = (listed - filled).reshape(left.shape)
