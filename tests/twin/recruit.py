"""Recruit in plain Python: one post, one candidate, one unit at a time."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from teacherflow.state import Teachers
from teacherflow.terms.recruit import (
    EXAM_NOISE,
    LIST_RULE,
    ROUTES,
    Hirer,
)
from twin import worth
from twin.beside_posts import end_contracts, end_programmes, programme_hires, unit_hires
from twin.listed_posts import listed_sections, route_posts, shortest_first, subjects_of
from twin.newcomers import candidate, is_licensed, place_all, settle
from twin.timetable import is_generalist, subject_gaps
from twin.transfer import draw, standard_of


def recruit(world: Any) -> None:
    gaps = subject_gaps(world)
    shared = {s.row: is_generalist(world, s, len(world.at_duty(s.row))) for s in world.sections}
    short = world.terms[LIST_RULE] == "short_subjects"
    by_section = shortest_first(world, gaps) if short else listed_sections(world)
    listed = route_posts(world, subjects_of(world, by_section, gaps, shared))
    value(world, listed)
    taken = county_hires(world, listed, gaps)
    for s in world.sections:
        s.listed = sum(post[0] == s.row for post in listed)
        s.unfilled = s.listed - taken[s.row]
    for stage in world.stages:
        stage.unfilled_before = sum(s.unfilled for s in world.sections if s.stage == stage.row)
    end_programmes(world, gaps)
    end_contracts(world, gaps)
    for route in world.terms[ROUTES]:
        if route.hirer is Hirer.PROGRAMME:
            programme_hires(world, route, gaps, shared)
    for route in world.terms[ROUTES]:
        if route.hirer is Hirer.UNIT:
            unit_hires(world, route, gaps, shared)


class Reference:
    """Somebody new: no title, no kin, no child, living at the school."""

    post = -1

    def __init__(self, section: Any) -> None:
        for name, column in Teachers.schema.items():
            setattr(self, name, column.default)
        self.home_x, self.home_y = section.x, section.y


def value(world: Any, listed: list[tuple[int, int, Any]]) -> None:
    for stage in world.stages:
        worths = [
            worth.utility(world, Reference(world.sections[row]), world.sections[row])
            for row, _, _ in listed
            if world.sections[row].stage == stage.row
        ]
        stage.listed_utility = sum(worths) / len(worths) if worths else math.nan
        if worths and world.burning_in:
            stage.listed_utility_fork = stage.listed_utility


def county_hires(world: Any, listed: list[tuple[int, int, Any]], gaps: Any) -> Counter[int]:
    p, taken, newcomers = world.parameters, Counter[int](), []
    lists = Counter((r.name, world.sections[row].stage, g) for row, g, r in listed)
    routes = {r.name: r for r in world.terms[ROUTES]}
    for record in world.stages:
        record.unfilled_subject = [0] * 6
    for (name, stage, subject), number in lists.items():
        gain = world.stages[stage].listed_utility - world.stages[stage].listed_utility_fork
        gain = 0.0 if world.burning_in or math.isnan(gain) else gain
        exact = p.recruit.candidates * number * math.exp(p.recruit.candidates_gain * gain)
        people = [
            candidate(world, routes[name], stage, subject, k)
            for k in range(math.ceil(round(exact, 9)))
        ]
        if not routes[name].service:
            for t in [t for t in people if not is_licensed(world, t)]:
                people.remove(t)
                t.remove()
        noise = world.terms[EXAM_NOISE]
        people.sort(key=lambda t: -t.talent - noise * draw(world, "normal", "entrant.exam", t.id))
        left = Counter(
            row
            for row, g, r in listed
            if (r.name, world.sections[row].stage, g) == (name, stage, subject)
        )
        for t in people[:number]:
            section = choose(world, t, left)
            if section is not None:
                left[section.row] -= 1
                taken[section.row] += 1
                newcomers.append((routes[name], t, section))
                gaps[section.row][subject] -= standard_of(world, section)
        world.stages[stage].unfilled_subject[subject] += sum(left.values())
        for t in people:
            if t not in [x for _, x, _ in newcomers]:
                t.remove()
    place_all(world, newcomers)
    return taken


def choose(world: Any, t: Any, left: Counter[int]) -> Any:
    p = world.parameters
    scale = p.utility.choice_scale
    best = p.recruit.decline + draw(world, "gumbel", "entrant.decline", t.id) / scale
    if world.year == world.start - 1:
        best = -math.inf
    chosen = None
    for row in sorted(row for row, n in left.items() if n > 0):
        section = world.sections[row]
        settle(world, t, section)
        u = worth.utility(world, t, section)
        u += draw(world, "gumbel", "entrant.taste", t.id, row) / scale
        if u >= best:
            best, chosen = u, section
    return chosen
