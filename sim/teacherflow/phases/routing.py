"""By which route each listed post is filled."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.allowances import satisfied
from teacherflow.apportion import apportion, apportion_within, nearest
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import kernel
from teacherflow.ranking import place_in_group
from teacherflow.state import STAGES, State
from teacherflow.terms.recruit import ROUTES, Hirer, Route
from teacherflow.timetable import SUBJECTS


def routes_of(state: State, section: I64, subject: I64) -> I64:
    """Return the position of the route of every listed post, -1 if no route is open.

    The number of a route and stage is its share by largest remainder; posts that a plan states
    are a share of this year's list (`of_plan`). Routes that only some
    sections may use choose first, in the keyed order of the posts; posts that they cannot use
    fall to the open route with the largest share.
    """
    routes: tuple[Route, ...] = state.terms[ROUTES]
    route, post = np.full(section.size, -1), section * SUBJECTS + subject
    of_stage = state.sections.stage[section].astype(np.int64)
    lot = state.draws.uniform("recruit.route", state.year, post, place_in_group(post))
    queue, number = np.lexsort((post, lot, of_stage)), np.bincount(of_stage, minlength=len(STAGES))
    share = _shares_by_stage(state, routes, section, number)
    restricted = np.array([bool(each.hosts) for each in routes])
    fits, ends = _fitting(state, routes), number.cumsum().tolist()
    group = np.repeat(np.arange(number.size), len(routes))
    left = apportion_within(share.ravel(), group, np.where(share.any(axis=1), number, 0)).tolist()
    main = np.where(restricted, 0.0, share)
    for stage, (n, end) in enumerate(zip(number.tolist(), ends, strict=True)):
        posts = queue[end - n : end]
        for r in sorted(range(len(routes)), key=lambda r: not routes[r].hosts):
            _take(posts, r, left[stage * len(routes) + r], section, fits[r], route)
        r = int(main[stage].argmax())
        if main[stage, r] > 0.0:
            _take(posts, r, n, section, fits[r], route)
    return route


def _shares_by_stage(state: State, routes: tuple[Route, ...], section: I64, number: I64) -> F64:
    """Return the share of every route in the posts of each stage, (stages, routes)."""
    if not any(route.posts for route in routes):
        return np.array([shares(routes)] * len(STAGES))
    planned = of_plan(state, routes, section) / np.maximum(1, number)
    return np.array([shares(routes, planned[:, stage]) for stage in STAGES])


def _fitting(state: State, routes: tuple[Route, ...]) -> Bool:
    """Tell which posts a route may fill, (routes, sections)."""
    everywhere = np.arange(state.sections.rows)
    fits = np.ones((len(routes), everywhere.size), dtype=bool)
    for r, route in enumerate(routes):
        if route.hosts:
            fits[r] = satisfied(state.sections, route.hosts, everywhere)
    return fits


@kernel
def _take(queue: Any, r: int, number: int, section: Any, fits: Any, route: Any) -> None:
    """Let route r take the first ``number`` of the posts that are left and that it may fill."""
    for i in queue:
        if number > 0 and route[i] < 0 and fits[section[i]]:
            route[i] = r
            number -= 1


def of_plan(state: State, routes: tuple[Route, ...], section: I64) -> I64:
    """Return how many of the posts listed go to each route (rows) and stage by a stated number.

    A number is that of the county. It is divided between the stages in proportion to the posts
    listed that the route may fill, and no more than these.
    """
    found = np.zeros((len(routes), len(STAGES)), dtype=np.int64)
    stage = state.sections.stage[section].astype(np.int64)
    for r, route in enumerate(routes):
        if route.posts and route.hirer is Hirer.COUNTY:
            fit = satisfied(state.sections, route.hosts, section)
            listed = np.bincount(stage[fit], minlength=len(STAGES))
            found[r] = apportion(listed, min(int(nearest(route.posts)), int(listed.sum())))
    return found


def shares(routes: tuple[Route, ...], planned: F64 | float = 0.0) -> F64:
    """Return the share of hires of every route; 0 for those through which units hire.

    ``planned`` comes on top of the share of each route: the posts that a plan states. Where some
    shares are fixed, the other routes share what these leave, in proportion.
    """
    by_county = [route.hirer is Hirer.COUNTY for route in routes]
    share = (np.array([route.share for route in routes]) + planned) * by_county
    names = [route.name for route in routes]
    for route, is_open in zip(routes, by_county, strict=True):
        if is_open and route.takes_from in names:
            share[names.index(route.takes_from)] -= route.share
    share = np.maximum(share, 0.0)
    fixed = np.array([route.fixed for route in routes]) & by_county
    if fixed.any():
        others = share[~fixed].sum()
        if others > 0:
            share[~fixed] *= max(0.0, 1.0 - share[fixed].sum()) / others
    return np.asarray(share)
