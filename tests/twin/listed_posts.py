"""What recruitment lists in plain Python: how many posts, where, which subject, which route."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from teacherflow.codes import Status, Subject
from teacherflow.terms.recruit import (
    LAG,
    REPLACEMENT,
    ROUTES,
    TO_STANDARD,
    Hirer,
)
from twin.rounding import half_up, largest_remainder, shares
from twin.seen import need_seen
from twin.supervision import ARTS, weight
from twin.transfer import ask_subjects, draw, standard_of, vacancies
from twin.ways import is_host


def hires(world: Any, stage: Any) -> int:
    mine = [s for s in world.sections if s.stage == stage.row]
    vacant = sum(vacancies(world, s) for s in mine)
    counted = (Status.ESTABLISHED, Status.TEGANG)
    staff = sum(t.stage == stage.row and t.status in counted for t in world.teachers)
    room = math.floor(round(stage.total - staff, 9))
    exits, ratio = stage.exits, world.terms[REPLACEMENT]
    if world.terms[LAG] >= 1:
        exits = stage.exits_before
    if world.burning_in:
        exits, ratio = stage.exits, 1.0
    wanted = max(ratio * (exits + stage.unfilled_before), world.terms[TO_STANDARD] * vacant)
    return max(0, min(half_up(wanted), room, vacant))


def shortest_first(world: Any, known: Any) -> Counter[int]:
    """One post after another to the school where one subject lacks most lessons."""
    left = {s.row: vacancies(world, s) for s in world.sections}
    tie = {s.row: draw(world, "uniform", "recruit.list_section", s.row) for s in world.sections}
    gaps, listed = [list(row) for row in known], Counter[int]()
    for stage in world.stages:
        mine = [s for s in world.sections if s.stage == stage.row]
        for _ in range(hires(world, stage)):
            open_ = [s for s in mine if left[s.row]]
            best = min(open_, key=lambda s: (-round(max(gaps[s.row]), 9), tie[s.row]))
            (subject,) = ask_subjects(gaps[best.row], 1, 0.0)
            gaps[best.row][subject] -= standard_of(world, best)
            left[best.row] -= 1
            listed[best.row] += 1
    return listed


def listed_sections(world: Any) -> Counter[int]:
    """One post after another to the unit, then the section, with most vacancies per post.

    The bureau takes them for larger or smaller by its error about need.
    """
    error = {s.row: need_seen(world, s) - s.need for s in world.sections}
    left = {s.row: vacancies(world, s) for s in world.sections}
    tie_unit = {u.row: draw(world, "uniform", "recruit.list", u.row) for u in world.units}
    tie = {s.row: draw(world, "uniform", "recruit.list_section", s.row) for s in world.sections}
    of_unit = {u.row: [s for s in world.sections if s.unit == u.row] for u in world.units}
    weighs = {s.row: weight(world, s) for s in world.sections}
    listed: Counter[int] = Counter()
    for stage in world.stages:
        units = [u.row for u in world.units if u.stage == stage.row]

        def relative_unit(u: int) -> float:
            target = sum(s.target for s in of_unit[u])
            heaviest = max(weighs[s.row] for s in of_unit[u])
            return heaviest * sum(left[s.row] + error[s.row] for s in of_unit[u]) / target

        for _ in range(hires(world, stage)):
            lacking = [u for u in units if any(left[s.row] for s in of_unit[u])]
            unit = min(lacking, key=lambda u: (-relative_unit(u), tie_unit[u]))
            best = min(
                (s for s in of_unit[unit] if left[s.row]),
                key=lambda s: (
                    -(left[s.row] + error[s.row]) * weighs[s.row] / s.target,
                    tie[s.row],
                ),
            )
            left[best.row] -= 1
            listed[best.row] += 1
    return listed


def subjects_of(world: Any, listed: Counter[int], known: Any, shared: Any) -> list[Any]:
    """(section, subject) of every post; generalist schools ask for what their unit lacks."""
    gaps, result = [list(row) for row in known], []
    for s in world.sections:
        if gaps[s.row][Subject.ARTS_PE] > 0:
            gaps[s.row][Subject.ARTS_PE] *= weight(world, s, ARTS)
    for s in world.sections:
        if not shared[s.row]:
            for subject in ask_subjects(gaps[s.row], listed[s.row], standard_of(world, s)):
                result.append((s.row, subject))
                gaps[s.row][subject] -= standard_of(world, s)
    for unit in world.units:
        mine = [s for s in world.sections if s.unit == unit.row]
        lots = {
            (s.row, n): draw(world, "uniform", "recruit.subject", s.row, n)
            for s in mine
            if shared[s.row]
            for n in range(listed[s.row])
        }
        together = [sum(gaps[s.row][g] for s in mine) for g in range(6)]
        wanted = ask_subjects(together, len(lots), standard_of(world, mine[0]))
        for (row, _), subject in zip(
            sorted(lots, key=lots.__getitem__), sorted(wanted), strict=True
        ):
            result.append((row, subject))
    return sorted(result)


def numbers(world: Any, asked: list[tuple[int, int]], route: Any) -> dict[int, int]:
    """Posts that a plan states for a route, by stage: as the posts listed that it may fill."""
    fit = [world.sections[row] for row, _ in asked if is_host(world.sections[row], route.hosts)]
    by_stage = [sum(s.stage == stage for s in fit) for stage in (0, 1)]
    number = min(half_up(route.posts), len(fit))
    return dict(enumerate(shares(by_stage, number) if number else [0, 0]))


def shares_of(routes: list[Any], of_plan: dict[str, float]) -> dict[str, float]:
    share = {r.name: r.share + of_plan[r.name] for r in routes}
    for r in routes:
        if r.takes_from in share:
            share[r.takes_from] = share[r.takes_from] - r.share
    share = {name: max(0.0, part) for name, part in share.items()}
    fixed = sum(share[r.name] for r in routes if r.fixed)
    others = sum(share[r.name] for r in routes if not r.fixed)
    if any(r.fixed for r in routes) and others > 0:
        for r in [r for r in routes if not r.fixed]:
            share[r.name] *= max(0.0, 1.0 - fixed) / others
    return share


def route_posts(world: Any, asked: list[tuple[int, int]]) -> list[tuple[int, int, Any]]:
    by_county = [r for r in world.terms[ROUTES] if r.hirer is Hirer.COUNTY]
    plans = {r.name: numbers(world, asked, r) for r in by_county}
    seen: Counter[tuple[int, int]] = Counter()
    lots = []
    for row, subject in asked:
        n = seen[row, subject]
        seen[row, subject] += 1
        key = row * 6 + subject
        lots.append((draw(world, "uniform", "recruit.route", key, n), key, row, subject))
    result = []
    for stage in (0, 1):
        queue = sorted(x for x in lots if world.sections[x[2]].stage == stage)
        if not queue:
            continue
        of_plan = {name: plan[stage] / len(queue) for name, plan in plans.items()}
        share = shares_of(by_county, of_plan)
        routes = [r for r in by_county if share[r.name] > 0]
        if not routes:
            continue
        total = sum(share[r.name] for r in routes)
        exact = [share[r.name] * len(queue) / total for r in routes]
        number = dict(
            zip((r.name for r in routes), largest_remainder(exact, len(queue)), strict=True)
        )
        for r in [r for r in routes if r.hosts] + [r for r in routes if not r.hosts]:
            fit = [x for x in queue if is_host(world.sections[x[2]], r.hosts)][: number[r.name]]
            result += [(x[2], x[3], r) for x in fit]
            queue = [x for x in queue if x not in fit]
        free = [r for r in routes if not r.hosts]
        if free:
            main = max(free, key=lambda r: share[r.name])
            result += [(x[2], x[3], main) for x in queue]
    return result
