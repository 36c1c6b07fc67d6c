"""Step 6: placement by order (组织调剂) of those still without a post."""

from __future__ import annotations

import numpy as np

from teacherflow import choice, movement
from teacherflow.agents.appointing import fits, placement_chance
from teacherflow.codes import Zone
from teacherflow.columns import F64, I64, Bool
from teacherflow.matching import by_rule, market, newcomers
from teacherflow.phases.appointment.book import ANY, Book, cause_of
from teacherflow.roads import road_kms
from teacherflow.state import NOWHERE, State
from teacherflow.terms.appoint import PLACEMENT, PLACEMENT_MATCH, WAITING

RULES = ("least_km", "none")
_NEVER = 1e6
_TIE_KM = 1e-6  # a millimetre of keyed luck decides between homes that are equally near


def offers(state: State, book: Book, rows: I64) -> I64:
    """Return the section that the bureau offers to each of ``rows``, -1 none.

    As many as possible are placed with the least sum of road kilometres from home, a seat of
    another subject counting for more. Seats are of the own stage, of the same or a lower level
    than the last post, and not in the last school itself. Under another rule of matching the
    highest score of the last round chooses the nearest seat first: schools rank people by that one
    score and nobody holds a seat any more, so that the other rules are one and the same.
    """
    rule = state.terms[PLACEMENT]
    if rule not in RULES:
        raise ValueError(f"{PLACEMENT.name} is {rule!r}; it can be {', '.join(RULES)}")
    to = np.full(rows.size, NOWHERE, dtype=np.int64)
    if rule == "none" or not rows.size:
        return to
    section, column = np.nonzero(book.seats)
    cost = _cost(state, rows, section, column - 1)
    person, slot = np.nonzero(cost < _NEVER)
    score = np.nan_to_num(state.teachers.contest_score[rows])
    first = np.lexsort((state.teachers.id[rows], -score))
    rank = np.empty(rows.size)
    rank[first] = -np.arange(rows.size)
    seats = book.seats[section, column]
    wishes = market(person, slot, -cost[person, slot], rank[person], rows.size, seats)
    match = by_rule(state.terms[PLACEMENT_MATCH], wishes, first, newcomers(rows.size))
    to[match >= 0] = section[match[match >= 0]]
    return to


def chance_to_accept(state: State, rows: I64, to: I64) -> F64:
    """Return the chance of taking the section offered (none of ``to`` is -1) rather than wait."""
    gain, scale = gain_over_waiting(state, rows, to), state.parameters.utility.choice_scale
    return np.asarray(placement_chance(gain, scale), dtype=np.float64)


def gain_over_waiting(state: State, rows: I64, to: I64) -> F64:
    """Return u of the sections offered, less that of waiting."""
    person, every = np.arange(rows.size), np.arange(state.sections.rows)
    there = choice.utility_of_pairs(state, rows, every, person, to)
    return np.asarray(there - waiting_utility(state, rows))


def accepts(state: State, rows: I64, chance: F64) -> Bool:
    """Tell who takes what is offered."""
    ids = state.teachers.id[rows]
    return np.asarray(state.draws.uniform("appoint.accept", state.year, ids) < chance)


def waiting_utility(state: State, rows: I64) -> F64:
    """Return u of waiting: a share of basic pay, and the amenity of the last school."""
    last = last_school(state, rows)
    u = state.teachers.utility[rows].copy()
    known = last >= 0
    u[known] = choice.held_by_county(state, rows[known], last[known], state.terms[WAITING].pay)[0]
    return u


def last_school(state: State, rows: I64) -> I64:
    """Return the section of the post, or of the last post of those who hold none."""
    t = state.teachers
    return np.where(t.post[rows] >= 0, t.post[rows], t.last_section[rows]).astype(np.int64)


def place(state: State, rows: I64, to: I64) -> None:
    """Move the posts of those who accepted; the placement counts as forced."""
    t = state.teachers
    t.forced_year[rows], t.waiting_since[rows] = state.year, 0
    movement.move_post(state, rows, to, "placement", cause_of(state))


def _cost(state: State, rows: I64, section: I64, subject: I64) -> F64:
    t, s = state.teachers, state.sections
    last = last_school(state, rows)
    level = np.where(last >= 0, s.zone[last], Zone.SEAT)
    east = t.home_x[rows][:, None] - s.x[section]
    north = t.home_y[rows][:, None] - s.y[section]
    taken = fits(t.subject[rows][:, None], t.second_subject[rows][:, None], subject, ANY)
    luck = state.draws.uniform("appoint.placement", state.year, t.id[rows][:, None], section)
    km = road_kms(east, north) + np.where(taken, 0.0, state.parameters.appoint.mismatch_km)
    may = s.stage[section] == t.stage[rows][:, None]
    may &= s.zone[section] <= level[:, None]
    may &= section != last[:, None]
    return np.where(may, km + _TIE_KM * luck, _NEVER)
