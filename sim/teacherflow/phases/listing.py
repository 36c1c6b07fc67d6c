"""Which posts the bureau lists for recruitment: how many, where, of which subject and route."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from teacherflow import staffing
from teacherflow.allowances import satisfied
from teacherflow.apportion import apportion, nearest
from teacherflow.codes import Stage, Status, Subject
from teacherflow.columns import F64, I64
from teacherflow.phases.pressure import weights
from teacherflow.phases.seen import need_seen
from teacherflow.ranking import place_in_group
from teacherflow.state import State
from teacherflow.terms.recruit import (
    LAG,
    LIST_RULE,
    REPLACEMENT,
    ROUTES,
    TO_STANDARD,
    Hirer,
    Route,
)
from teacherflow.timetable import SUBJECTS, standard_load
from teacherflow.vacancies import Gaps, vacancy_subjects

STAGES = len(Stage)
LIST_RULES = ("vacancy", "short_subjects")


class Listing(NamedTuple):
    """Listed posts: section, subject and position of the route in its bag."""

    section: I64
    subject: I64
    route: I64


def listing(state: State, gaps: Gaps) -> Listing:
    """Return the posts that are listed in ``state.year``."""
    rule = state.terms[LIST_RULE]
    if rule not in LIST_RULES:
        raise ValueError(f"{LIST_RULE.name} is {rule!r}; it can be {', '.join(LIST_RULES)}")
    number = hires(state)
    by_subject = rule == "short_subjects"
    listed = shortest_first(state, number, gaps) if by_subject else listed_sections(state, number)
    section, subject = asked(state, listed, gaps)
    return routed(state, section, subject)


def hires(state: State) -> I64:
    """Return how many posts are listed, by stage.

    Hires answer exits and the posts that stayed empty last year, up to the room under the total
    and the vacancies. During burn-in they equal exits and empty posts.
    """
    t, stages, terms = state.teachers, state.stages, state.terms
    counted = t.alive & ((t.status == Status.ESTABLISHED) | (t.status == Status.TEGANG))
    staff = np.bincount(t.stage[counted], minlength=STAGES)
    room = np.floor(np.round(stages.total - staff, 9))
    vacant = np.bincount(state.sections.stage, weights=staffing.vacancies(state), minlength=STAGES)
    lagged, ratio = terms[LAG] >= 1, terms[REPLACEMENT]
    if state.burning_in:
        lagged, ratio = False, 1.0
    exits = stages.exits_before if lagged else stages.exits
    wanted = np.maximum(ratio * (exits + stages.unfilled_before), terms[TO_STANDARD] * vacant)
    number = np.minimum(np.minimum(nearest(wanted), room), vacant)
    return np.asarray(np.maximum(0, number), dtype=np.int64)


def listed_sections(state: State, number: I64) -> I64:
    """Return how many posts each section lists.

    Each further post goes to the unit with the largest vacancy relative to its posts, and in the
    unit to the section with the largest; ties go to the keyed order. The bureau compares vacancies
    with its error about need; that a post is vacant it knows. Where inspection presses, the vacancy
    of a school that is short of the worst item, and of its unit, counts for more.
    """
    s, units = state.sections, state.units
    vacant, error = staffing.vacancies(state), need_seen(state) - s.need
    stage = units.stage.astype(np.int64)
    by_unit = np.bincount(s.unit, weights=vacant, minlength=units.rows).astype(np.int64)
    target = np.bincount(s.unit, weights=s.target, minlength=units.rows)
    weight = weights(state)
    heaviest = np.ones(units.rows)
    np.maximum.at(heaviest, s.unit, weight)
    tie = state.draws.uniform("recruit.list", state.year, np.arange(units.rows))
    errors = np.bincount(s.unit, weights=error, minlength=units.rows)
    of_unit = one_by_one(by_unit, target / heaviest, stage, number, tie, errors)
    tie = state.draws.uniform("recruit.list_section", state.year, np.arange(s.rows))
    target = s.target / weight
    return one_by_one(vacant, target, s.unit.astype(np.int64), of_unit, tie, error)


def shortest_first(state: State, number: I64, gaps: Gaps) -> I64:
    """Return how many posts each section lists if short subjects come first.

    Each further post of a stage goes, of the sections with a vacancy left, where one subject lacks
    most lessons, and takes one standard load off them; ties go to the keyed order of the sections.
    """
    s = state.sections
    vacant = staffing.vacancies(state)
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


def one_by_one(
    vacant: I64, size: F64, group: I64, number: I64, tie: F64, error: F64 | float = 0.0
) -> I64:
    """Give ``number[g]`` of the vacancies of each group, one by one, where most are left.

    Parameters
    ----------
    vacant, size : (n,)
        Vacancies of each place, and what they are divided by to compare places.
    group : (n,) int
        Group of each place.
    number : (groups,) int
        How many each group gives; what exceeds its vacancies is not given.
    tie : (n,) float
        Of equal places the lower comes first.
    error : (n,) float
        By how much the vacancies of each place seem more than they are.

    Returns
    -------
    (n,) int
    """
    place = np.repeat(np.arange(vacant.size), vacant)
    seen = (vacant + error)[place] - place_in_group(place)
    relative = seen / size[place]
    order = np.lexsort((place, tie[place], -relative, group[place]))
    place = place[order]
    chosen = place[place_in_group(group[place]) < number[group[place]]]
    return np.bincount(chosen, minlength=vacant.size)


def asked(state: State, listed: I64, gaps: Gaps) -> tuple[I64, I64]:
    """Return section and subject of every listed post, sorted by section.

    A generalist school asks for the subjects that its whole unit lacks; its posts get them in
    the keyed order.
    """
    s, shared, lessons = state.sections, gaps.generalist, _wanted(state, gaps.lessons)
    own = vacancy_subjects(lessons, np.where(shared, 0, listed), gaps.load)
    section, subject = np.nonzero(own)
    number = own[section, subject]
    section, subject = np.repeat(section, number), np.repeat(subject, number)
    of_unit = np.zeros((state.units.rows, SUBJECTS))
    np.add.at(of_unit, s.unit, lessons - own * gaps.load[:, None])
    post, wanted = _for_units(state, np.where(shared, listed, 0), of_unit)
    section, subject = np.append(section, post), np.append(subject, wanted)
    order = np.lexsort((subject, section))
    return section[order], subject[order]


def _wanted(state: State, lessons: F64) -> F64:
    """Return the lessons that lack a teacher; arts and PE weigh more where inspection asks."""
    wanted = lessons.copy()
    arts = wanted[:, Subject.ARTS_PE]
    arts *= np.where(arts > 0, weights(state, "artspe"), 1.0)
    return wanted


def _for_units(state: State, listed: I64, gaps: F64) -> tuple[I64, I64]:
    """Return section and subject of the posts that ask for what their unit lacks."""
    s = state.sections
    number = np.bincount(s.unit, weights=listed, minlength=state.units.rows).astype(np.int64)
    load = standard_load(state)[state.units.stage]
    unit, subject = np.nonzero(by_unit := vacancy_subjects(gaps, number, load))
    subject = np.repeat(subject, by_unit[unit, subject])
    post = np.repeat(np.arange(s.rows), listed)
    lot = state.draws.uniform("recruit.subject", state.year, post, place_in_group(post))
    post = post[np.lexsort((lot, s.unit[post]))]
    return post, subject


def routed(state: State, section: I64, subject: I64) -> Listing:
    """Give a route to every listed post.

    The number of a route and stage is its share by largest remainder; posts that a plan states
    are a share of this year's list (`of_plan`). Routes that only some
    sections may use choose first, in the keyed order of the posts; posts that they cannot use
    fall to the open route with the largest share.
    """
    routes = state.terms[ROUTES]
    route, planned = np.full(section.size, -1), of_plan(state, routes, section)
    post = section * SUBJECTS + subject
    lot = state.draws.uniform("recruit.route", state.year, post, place_in_group(post))
    for stage in range(STAGES):
        mine = np.flatnonzero(state.sections.stage[section] == stage)
        mine = mine[np.lexsort((post[mine], lot[mine]))]
        for position, posts in _taken(state, routes, planned[:, stage], section, mine):
            route[posts] = position
    kept = route >= 0
    return Listing(section[kept], subject[kept], route[kept])


def _taken(
    state: State, routes: tuple[Route, ...], planned: I64, section: I64, mine: I64
) -> list[tuple[int, I64]]:
    """Divide the posts ``mine`` (in keyed order) among the routes of the county."""
    share = shares(routes, planned / max(1, mine.size))
    county = [r for r in range(len(routes)) if share[r] > 0]
    if not county or not mine.size:
        return []
    number = dict(zip(county, apportion(share[county], mine.size).tolist(), strict=True))
    county.sort(key=lambda r: not routes[r].hosts)
    taken, left = [], np.ones(section.size, dtype=bool)
    for r in county:
        fit = satisfied(state.sections, routes[r].hosts, section[mine])
        chosen = mine[fit][: number[r]]
        taken.append((r, chosen))
        left[chosen] = False
        mine = mine[left[mine]]
    unrestricted = [r for r in county if not routes[r].hosts]
    if mine.size and unrestricted:
        taken.append((max(unrestricted, key=lambda r: share[r]), mine))
    return taken


def of_plan(state: State, routes: tuple[Route, ...], section: I64) -> I64:
    """Return how many of the posts listed go to each route (rows) and stage by a stated number.

    A number is that of the county. It is divided between the stages in proportion to the posts
    listed that the route may fill, and no more than these.
    """
    found = np.zeros((len(routes), STAGES), dtype=np.int64)
    stage = state.sections.stage[section].astype(np.int64)
    for r, route in enumerate(routes):
        if route.posts and route.hirer is Hirer.COUNTY:
            fit = satisfied(state.sections, route.hosts, section)
            listed = np.bincount(stage[fit], minlength=STAGES)
            found[r] = apportion(listed, min(int(nearest(route.posts)), int(listed.sum())))
    return found


def shares(routes: tuple[Route, ...], planned: F64 | float = 0.0) -> F64:
    """Return the share of hires of every route; 0 for those through which units hire.

    ``planned`` comes on top of the share of each route: the posts that a plan states. Where some shares are fixed, the other routes share what these leave, in proportion.
    """
    by_county = [route.hirer is Hirer.COUNTY for route in routes]
    share = (np.array([route.share for route in routes]) + planned) * by_county
    names = [route.name for route in routes]
    for route, is_open in zip(routes, by_county, strict=True):
        if is_open and route.takes_from in names:
            share[names.index(route.takes_from)] -= route.share
    share = np.maximum(share, 0.0)
    fixed = np.array([route.fixed for route in routes]) & by_county
    others = share[~fixed].sum()
    if fixed.any() and others > 0:
        share[~fixed] *= max(0.0, 1.0 - share[fixed].sum()) / others
    return np.asarray(share)
