"""Which posts the bureau lists for recruitment: how many, where, of which subject and route."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from teacherflow import staffing
from teacherflow.agents.hiring import posts_listed
from teacherflow.codes import Status
from teacherflow.columns import F64, I64
from teacherflow.compiled import kernel
from teacherflow.phases.asking import asked
from teacherflow.phases.pressure import weights
from teacherflow.phases.routing import routes_of
from teacherflow.phases.seen import need_seen
from teacherflow.phases.turns import one_by_one
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.audit import PRESSURE
from teacherflow.terms.recruit import LAG, LIST_RULE, REPLACEMENT, TO_STANDARD
from teacherflow.timetable import SUBJECTS
from teacherflow.vacancies import Gaps

LIST_RULES = ("vacancy", "short_subjects")


class Listing(NamedTuple):
    """Listed posts: section, subject and position of the route in its bag."""

    section: I64
    subject: I64
    route: I64


class Hires(NamedTuple):
    """How many posts are listed by stage, and the vacancies of sections that they may fill."""

    number: I64
    vacant: I64


def listing(state: State, gaps: Gaps) -> Listing:
    """Return the posts that are listed in ``state.year``."""
    rule = state.terms[LIST_RULE]
    if rule not in LIST_RULES:
        raise ValueError(f"{LIST_RULE.name} is {rule!r}; it can be {', '.join(LIST_RULES)}")
    plan = hires(state)
    by_subject = rule == "short_subjects"
    listed = shortest_first(state, plan, gaps) if by_subject else listed_sections(state, plan)
    section, subject = asked(state, listed, gaps)
    route = routes_of(state, section, subject)
    open_ = route >= 0
    return Listing(section[open_], subject[open_], route[open_])


def hires(state: State) -> Hires:
    """Return how many posts are listed, by stage, and where they may be.

    Hires answer exits and the posts that stayed empty last year, up to the room under the total
    and the vacancies. During burn-in they equal exits and empty posts.
    """
    t, stages, terms = state.teachers, state.stages, state.terms
    lagged, ratio = terms[LAG] >= 1, float(terms[REPLACEMENT])
    if state.burning_in:
        lagged, ratio = False, 1.0
    exits = stages.exits_before if lagged else stages.exits
    vacant = staffing.vacancies(state)
    staff = np.zeros(stages.rows, dtype=np.int64)
    _count_staff(t.alive, t.status, t.stage, staff)
    room = stages.total - staff
    due, free = ratio * (exits + stages.unfilled_before), staffing.by_stage(state, vacant)
    plan = np.array((due, terms[TO_STANDARD] * free, room, free))
    return Hires(np.array([posts_listed(*of) for of in plan.T.tolist()]), vacant)


@kernel
def _count_staff(alive: Any, status: Any, stage: Any, staff: Any) -> None:
    """Count those in service who are in the total of their stage."""
    for r in range(alive.size):
        if alive[r] and (status[r] == Status.ESTABLISHED or status[r] == Status.TEGANG):
            staff[stage[r]] += 1


def listed_sections(state: State, plan: Hires) -> I64:
    """Return how many posts each section lists.

    Each further post goes to the unit with the largest vacancy relative to its posts, and in the
    unit to the section with the largest; ties go to the keyed order. The bureau compares vacancies
    with its error about need; that a post is vacant it knows. Where inspection presses, the vacancy
    of a school that is short of the worst item, and of its unit, counts for more.
    """
    s, draws, year = state.sections, state.draws, state.year
    stage, unit = state.units.stage.astype(np.int64), s.unit.astype(np.int64)
    vacant, error = plan.vacant, need_seen(state) - s.need
    weight, heaviest = weights(state), np.ones(stage.size)
    if state.terms[PRESSURE]:
        np.maximum.at(heaviest, unit, weight)
    free = np.bincount(unit, vacant, stage.size).astype(np.int64)
    size = np.bincount(unit, s.target, stage.size) / heaviest
    errors = np.bincount(unit, error, stage.size)
    of_unit = one_by_one(free, size, stage, plan.number, draws.key("recruit.list", year), errors)
    key = draws.key("recruit.list_section", year)
    return one_by_one(vacant, s.target / weight, unit, of_unit, key, error)


def shortest_first(state: State, plan: Hires, gaps: Gaps) -> I64:
    """Return how many posts each section lists if short subjects come first.

    Each further post of a stage goes, of the sections with a vacancy left, where one subject lacks
    most lessons, and takes one standard load off them; ties go to the keyed order of the sections.
    """
    s, (number, vacant) = state.sections, plan
    post = np.repeat(np.arange(s.rows), vacant * SUBJECTS)
    subject, turn = (place := place_in_group(post)) % SUBJECTS, place // SUBJECTS
    lacking = gaps.lessons[post, subject] - turn * gaps.load[post]
    post, lacking = _most_of_each(post, lacking, vacant)
    tie = state.draws.uniform("recruit.list_section", state.year, np.arange(s.rows))
    order = np.lexsort((post, tie[post], -np.round(lacking, 9), s.stage[post]))
    stage = s.stage[post[order]]
    chosen = post[order][place_in_group(stage) < number[stage]]
    return np.bincount(chosen, minlength=s.rows)


def _most_of_each(group: I64, values: F64, number: I64) -> tuple[I64, F64]:
    """Return the ``number`` largest values of each group, with their groups."""
    order = np.lexsort((-values, group))
    group, values = group[order], values[order]
    first = place_in_group(group) < number[group]
    return group[first], values[first]
