"""Phase recruit: who enters, by which route, where; who declines.

The bureau lists posts (`listing`), candidates of each list sit an exam (`candidates`), and in
the order of the exam each takes the listed post that suits best or declines; a declined post
stays empty this year. Units then let contract staff go or hire more (`contract`).
"""

from __future__ import annotations

import numpy as np

from teacherflow import movement, staffing
from teacherflow.agents.mobility import accepts
from teacherflow.choice import utility_of_pairs
from teacherflow.codes import Stage
from teacherflow.columns import F64, I64
from teacherflow.matching import market, serial
from teacherflow.phases.candidates import (
    SUBJECTS,
    Candidates,
    id_of,
    licensed,
    list_length,
    list_of,
    lives_in_seat,
    passed,
    talent_of,
    write,
)
from teacherflow.phases.contract import contract
from teacherflow.phases.entering import tell_choice, tell_exam
from teacherflow.phases.entrants import enter, settlement
from teacherflow.phases.listing import Listing, listing
from teacherflow.ranking import place_in_group
from teacherflow.roads import road_kms
from teacherflow.state import NOWHERE, STAGES, State
from teacherflow.terms.recruit import ROUTES
from teacherflow.vacancies import Gaps


def recruit(state: State) -> None:
    """Settle the entries of ``state.year``."""
    gaps = Gaps(state)
    posts = listing(state, gaps)
    _value(state, posts)
    people, route = _candidates(state, posts)
    rows = movement.free_rows(state, people.id.size)
    write(state, rows, people, route)
    section = _choices(state, rows, people, posts)
    takes = section != NOWHERE
    enter(state, rows[takes], section[takes], route[takes])
    state.teachers.clear(rows[~takes])
    _remember(state, posts, section[takes])
    _remember_subjects(state, posts, section[takes], people.list[takes] % SUBJECTS)
    gaps.come(section[takes], people.list[takes] % SUBJECTS)
    contract(state, gaps)


def _value(state: State, posts: Listing) -> None:
    """Note what the listed posts are worth to somebody new: no title, distance, kin or child."""
    s, stages, p = state.sections, state.stages, state.parameters.utility
    stages.listed_utility[:] = np.nan
    if not posts.section.size:
        return
    nobody = movement.free_rows(state, 1)
    same = np.zeros(posts.section.size, dtype=np.int64)
    worth = utility_of_pairs(state, nobody, np.arange(s.rows), same, posts.section)
    worth += p.km * np.minimum(road_kms(s.x, s.y)[posts.section], p.km_most) / p.reference_pay
    stage = s.stage[posts.section]
    count = np.bincount(stage, minlength=len(STAGES))
    total = np.bincount(stage, weights=worth, minlength=len(STAGES))
    listed = count > 0
    stages.listed_utility[listed] = total[listed] / count[listed]
    if state.burning_in:
        stages.listed_utility_fork[listed] = stages.listed_utility[listed]


def _candidates(state: State, posts: Listing) -> tuple[Candidates, I64]:
    """Return those who pass the exam of their list, and the position of their route.

    Who is new to teaching needs a licence; who comes from service elsewhere holds one.
    """
    routes, stages = state.terms[ROUTES], state.stages
    lists = _lists(state, posts)
    number, first, count = np.unique(lists, return_index=True, return_counts=True)
    gain = stages.listed_utility - stages.listed_utility_fork
    gain = np.where(np.isfinite(gain) & (not state.burning_in), gain, 0.0)
    length = list_length(count, gain[number // SUBJECTS % len(Stage)], state)
    whose = np.repeat(np.arange(number.size), length)
    ids = id_of(state.year, number[whose], place_in_group(whose))
    way = posts.route[first][whose]
    extra = np.array([route.talent for route in routes])[way]
    everybody = Candidates(ids, number[whose], talent_of(state, ids, extra))
    served = np.array([route.service > 0 for route in routes])[way]
    may = np.flatnonzero(served | licensed(state, everybody))
    everybody, way = everybody.take(may), way[may]
    best = passed(state, everybody, number, count)
    tell_exam(state, everybody, best, number, count)
    return everybody.take(best), way[best]


def _lists(state: State, posts: Listing) -> I64:
    """Return the number of the list of every listed post."""
    code = np.array([route.code for route in state.terms[ROUTES]], dtype=np.int64)
    stage = state.sections.stage[posts.section].astype(np.int64)
    return list_of(code[posts.route], stage, posts.subject)


def _choices(state: State, rows: I64, people: Candidates, posts: Listing) -> I64:
    """Return the section that each candidate takes, -1 if he or she declines.

    In the last year of burn-in nobody declines, so that the staff at the fork is the published
    number to the person.
    """
    s, year, p = state.sections, state.year, state.parameters
    key, seats = np.unique(_lists(state, posts) * s.rows + posts.section, return_counts=True)
    slot_list, slot_section = key // s.rows, key % s.rows
    first = np.searchsorted(slot_list, people.list)
    number = np.searchsorted(slot_list, people.list, side="right") - first
    who = np.repeat(np.arange(people.id.size), number)
    slot = first[who] + place_in_group(who)
    there = slot_section[slot]
    taste = state.draws.gumbel("entrant.taste", year, people.id[who], there)
    worth = _worth(state, rows, people.id, who, there) + taste / p.utility.choice_scale
    doubt = state.draws.gumbel("entrant.decline", year, people.id)
    outside = p.recruit.decline + doubt / p.utility.choice_scale
    if state.year == state.start - 1:
        outside[:] = -np.inf
    taken = accepts(worth, outside[who])
    wishes = market(who[taken], slot[taken], worth[taken], worth[taken], people.id.size, seats)
    match = serial(wishes, np.arange(people.id.size))
    section = np.where(match >= 0, np.append(slot_section, NOWHERE)[match], NOWHERE)
    tell_choice(state, people.id, who, there, worth, outside, section)
    return section


def _worth(state: State, rows: I64, ids: I64, who: I64, there: I64) -> F64:
    """Return u of candidates at posts: from the seat, or settled in the township of the post."""
    s, p = state.sections, state.parameters.utility
    u = utility_of_pairs(state, rows, np.arange(s.rows), who, there)
    _, x, y = settlement(state)
    far, near = road_kms(s.x, s.y), road_kms(s.x - x, s.y - y)
    saved = np.minimum(far, p.km_most) - np.minimum(near, p.km_most)
    settles = ~lives_in_seat(state, ids)
    return np.asarray(u + settles[who] * p.km * saved[there] / p.reference_pay)


def _remember(state: State, posts: Listing, taken: I64) -> None:
    """Note what was listed and stayed empty, for this year's tables and next year's plan."""
    s, stages = state.sections, state.stages
    s.listed[:] = np.bincount(posts.section, minlength=s.rows)
    s.unfilled[:] = s.listed - np.bincount(taken, minlength=s.rows)
    stages.unfilled_before[:] = staffing.by_stage(state, s.unfilled)


def _remember_subjects(state: State, posts: Listing, taken: I64, subject: I64) -> None:
    """Note the subjects of the listed posts that stayed empty, by stage."""
    stage = state.sections.stage.astype(np.int64)
    left = np.zeros((len(STAGES), SUBJECTS), dtype=np.int64)
    np.add.at(left, (stage[posts.section], posts.subject), 1)
    np.subtract.at(left, (stage[taken], subject), 1)
    state.stages.unfilled_subject[:] = left
