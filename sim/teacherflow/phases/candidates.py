"""Who applies for entry: lists of people that no scenario changes.

Candidate k of a list (route x stage x subject) of a year is the same person everywhere; policies
decide how long a list is, who of it is taken and where he or she works.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import Education, Sex, Stage, Status, Subject, Title
from teacherflow.columns import F64, I64
from teacherflow.ranking import ascending
from teacherflow.state import State
from teacherflow.terms.recruit import EXAM_NOISE, LICENCE, ROUTES, Route

SUBJECTS = len(Subject)
LIST_MOST = 99_999
"""Longest list; ids hold five digits for the place in it."""
_NO_KIN, _SEAT = -2, -1


class Candidates(NamedTuple):
    """People on lists: id, list and talent."""

    id: I64
    list: I64
    talent: F64

    def take(self, at: I64) -> Candidates:
        """Return the candidates at the positions ``at``."""
        return Candidates(self.id[at], self.list[at], self.talent[at])


def list_of(code: NDArray[np.int64] | int, stage: I64, subject: I64) -> I64:
    """Return the number of the list of a route, stage and subject."""
    return np.asarray((code * len(Stage) + stage) * SUBJECTS + subject, dtype=np.int64)


def id_of(year: int, number: I64, place: I64) -> I64:
    """Return the id of candidate ``place`` of list ``number``."""
    return np.asarray(year * 10**9 + number * 10**5 + place, dtype=np.int64)


def list_length(posts: I64, gain: F64, state: State) -> I64:
    """Return how many people a list has for ``posts`` at ``gain`` of utility over the fork."""
    p = state.parameters.recruit
    exact = p.candidates * posts * np.exp(p.candidates_gain * gain)
    return np.minimum(np.ceil(np.round(exact, 9)), LIST_MOST).astype(np.int64)


def talent_of(state: State, ids: I64, extra: F64) -> F64:
    """Return the talent of candidates; ``extra`` is what their route adds to the mean."""
    p = state.parameters
    luck = state.draws.normal("entrant.talent", state.year, ids)
    return p.recruit.talent + extra + p.population.talent_sd * luck


def licensed(state: State, people: Candidates) -> NDArray[np.bool_]:
    """Tell which candidates pass the licence exam.

    Its mark is as good as its correlation with talent; it drops the lowest share, expected over
    all candidates, and changes nobody.
    """
    rule, ids = state.terms[LICENCE], people.id
    if rule.cut <= 0.0:
        return np.ones(ids.size, dtype=bool)
    talent = state.draws.normal("entrant.talent", state.year, ids)
    luck = state.draws.normal("entrant.licence_mark", state.year, ids)
    mark = rule.accuracy * talent + np.sqrt(1.0 - rule.accuracy**2) * luck
    return np.asarray(mark >= NormalDist().inv_cdf(rule.cut))


def exam_marks(state: State, people: Candidates) -> F64:
    """Return the marks of the exam: talent, and luck."""
    noise = state.draws.normal("entrant.exam", state.year, people.id)
    return np.asarray(people.talent + state.terms[EXAM_NOISE] * noise)


def passed(state: State, people: Candidates, number: I64, posts: I64) -> I64:
    """Return the positions of those who pass, in the order of the exam within each list.

    Parameters
    ----------
    number : (lists,) int
        Numbers of the lists, ascending.
    posts : (lists,) int
        Posts of each list; as many pass.
    """
    order = ascending(-exam_marks(state, people))  # of equal ones the lower id is first
    order = order[np.argsort(people.list[order], kind="stable")]
    ranked = people.list[order]
    first = np.searchsorted(ranked, number)
    at = np.searchsorted(number, ranked)
    return order[np.arange(ranked.size) - first[at] < posts[at]]


def write(state: State, rows: I64, people: Candidates, route: I64) -> None:
    """Write the personal columns of candidates who may enter; their homes depend on the post.

    Parameters
    ----------
    rows : (n,) int
        Free rows.
    route : (n,) int
        Position of the route in its bag.
    """
    _write_contract(state, rows, route)
    t, year, ids = state.teachers, state.year, people.id
    draws, p = state.draws, state.parameters
    subject, stage = people.list % SUBJECTS, people.list // SUBJECTS % len(Stage)
    primary = stage == Stage.PRIMARY
    t.id[rows], t.stage[rows], t.subject[rows], t.talent[rows] = ids, stage, subject, people.talent
    women = np.where(primary, p.population.women_primary, p.population.women_junior)
    is_woman = draws.uniform("entrant.sex", year, ids) < women
    t.sex[rows] = np.where(is_woman, Sex.WOMAN, Sex.MAN)
    late = -p.recruit.age_spread * np.log(draws.uniform("entrant.age", year, ids))
    age = p.recruit.age_least + np.minimum(p.recruit.age_spread_most, late) + t.service[rows]
    t.birth[rows] = state.september - np.floor(12 * age + 0.5).astype(np.int64)
    t.education[rows] = _education(state, ids, primary)
    t.second_subject[rows] = _second_subject(state, ids, primary, subject)
    more = draws.uniform("entrant.licence", year, ids) < p.population.junior_licence
    t.licence_primary[rows], t.licence_junior[rows] = primary, ~primary | more
    t.connected[rows] = draws.uniform("entrant.connected", year, ids) < p.population.connected
    t.leader_quality[rows] = p.population.leader_sd * draws.normal("entrant.leader", year, ids)
    t.kin_township[rows] = _kin(state, ids)
    t.child_birth[rows] = _child(state, ids, t.birth[rows].astype(np.int64))


def _write_contract(state: State, rows: I64, route: I64) -> None:
    """Write status, service and bond as the route has it; service brings the lowest title.

    Silver staff retired as seniors.
    """
    t, year = state.teachers, state.year
    routes: tuple[Route, ...] = state.terms[ROUTES]
    fields = [(r.status, r.code, r.service, r.bond_years) for r in routes]
    status, code, service, bond = np.array(fields, dtype=np.int64).reshape(-1, 4)[route].T
    t.status[rows], t.route[rows] = status, code
    t.cohort[rows], t.service[rows] = year - service, service
    t.bond_until[rows] = np.where(bond > 0, year + bond, 0)
    titled = (service > 0) & (status != Status.CONTRACT)
    title = np.where(status == Status.SILVER, Title.SENIOR, Title.SECOND)
    t.title[rows] = t.title_paid[rows] = np.where(titled, title, Title.NONE)
    t.title_years[rows] = np.where(titled, service - 1, 0)


def lives_in_seat(state: State, ids: I64) -> NDArray[np.bool_]:
    """Tell who lives in the seat; the others settle in the township of the post."""
    lot = state.draws.uniform("entrant.home", state.year, ids)
    return np.asarray(lot < state.parameters.recruit.lives_in_seat)


def _education(state: State, ids: I64, primary: NDArray[np.bool_]) -> I64:
    """Everybody has college at least; bachelors and masters as in the stock."""
    p = state.parameters.population
    lot = state.draws.uniform("entrant.education", state.year, ids)
    master = np.where(primary, p.master_primary, p.master_junior)
    bachelor = np.where(primary, p.bachelor_primary, p.bachelor_junior)
    low = np.where(lot < bachelor, Education.BACHELOR, Education.COLLEGE)
    return np.asarray(np.where(lot < master, Education.MASTER, low), dtype=np.int64)


def _second_subject(state: State, ids: I64, primary: NDArray[np.bool_], subject: I64) -> I64:
    """Primary Chinese and maths stand for each other; some others have a second subject."""
    has = (
        state.draws.uniform("entrant.second", state.year, ids)
        < state.parameters.population.second_subject
    )
    which = np.floor(
        (SUBJECTS - 1) * state.draws.uniform("entrant.second_which", state.year, ids)
    ).astype(np.int64)
    other = np.where(has, which + (which >= subject), -1)
    return np.asarray(np.where(primary & (subject <= Subject.MATHS), 1 - subject, other))


def _kin(state: State, ids: I64) -> I64:
    """Return the township of kin: -2 none in the county, else as pupils were spread."""
    s = state.sections
    has = state.draws.uniform("entrant.kin", state.year, ids) < state.parameters.population.kin
    pupils = np.bincount(s.township.astype(np.int64) + 1, weights=s.fork_pupils)
    lot = state.draws.uniform("entrant.kin_place", state.year, ids)
    place = np.searchsorted(np.cumsum(pupils), lot * pupils.sum(), side="right")
    return np.where(has, np.minimum(place, pupils.size - 1) + _SEAT, _NO_KIN)


def _child(state: State, ids: I64, birth: I64) -> I64:
    """Return the month of birth of the first child, before or after entry; 0 none."""
    p, draws, year = state.parameters.population, state.draws, state.year
    has = draws.uniform("entrant.child", year, ids) < p.child_share
    age = p.child_age + p.child_age_sd * draws.normal("entrant.child_age", year, ids)
    return np.where(has, birth + np.floor(12 * age + 0.5).astype(np.int64), 0)
