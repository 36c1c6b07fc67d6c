"""Teachers hired beside the posts, in plain Python: by programmes and by schools."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from teacherflow.codes import Status
from teacherflow.terms.recruit import (
    ROUTES,
    Hirer,
)
from twin.listed_posts import subjects_of
from twin.newcomers import candidate, place_all
from twin.transfer import draw, standard_of
from twin.ways import is_host

BESIDE = (Status.CONTRACT, Status.SILVER)


def end_programmes(world: Any, gaps: Any) -> None:
    """Who is beyond the number of the programme goes, long service first."""
    number = sum(r.number for r in world.terms[ROUTES] if r.hirer is Hirer.PROGRAMME)
    silver = [t for t in world.teachers if t.status == Status.SILVER]
    silver.sort(
        key=lambda t: (-t.service, draw(world, "uniform", "recruit.programme_end", t.id), t.id)
    )
    for t in silver[: max(0, len(silver) - number)]:
        section = world.sections[t.duty]
        gaps[section.row][t.subject] += standard_of(world, section)
        world.end(t, "quit", "programme_end")


def programme_hires(world: Any, route: Any, gaps: Any, shared: Any) -> None:
    """One retired teacher after another to the school that is shortest."""
    short = {
        s.row: max(0, s.need - len(world.at_duty(s.row)))
        for s in world.sections
        if s.open and is_host(s, route.hosts)
    }
    free = route.number - sum(t.route == route.code for t in world.teachers)
    listed: Counter[int] = Counter()
    for _ in range(max(0, min(free, sum(short.values())))):
        best = min(
            short,
            key=lambda row: (-short[row], draw(world, "uniform", "recruit.contract_section", row)),
        )
        short[best] -= 1
        listed[best] += 1
    take_on(world, route, listed, gaps, shared)


def end_contracts(world: Any, gaps: Any) -> None:
    for s in world.sections:
        over = len(world.at_duty(s.row)) - s.need
        staff = [t for t in world.at_duty(s.row) if t.status in BESIDE]
        staff.sort(
            key=lambda t: (t.service, draw(world, "uniform", "recruit.contract_end", t.id), t.id)
        )
        for t in staff[: max(0, over)]:
            gaps[s.row][t.subject] += standard_of(world, s)
            world.end(t, "quit", "contract_end")


def unit_hires(world: Any, route: Any, gaps: Any, shared: Any) -> None:
    listed: Counter[int] = Counter()
    for unit in world.units:
        mine = [s for s in world.sections if s.unit == unit.row]
        short = {s.row: max(0, s.need - len(world.at_duty(s.row))) if s.open else 0 for s in mine}
        there = sum(t.route == route.code for s in mine for t in world.at_duty(s.row))
        most = max(1, math.floor(round(route.share * sum(s.need for s in mine), 9))) - there
        if draw(world, "uniform", f"recruit.hire.{route.name}", unit.row) >= route.chance:
            continue
        for _ in range(max(0, min(most, sum(short.values())))):
            best = min(
                short,
                key=lambda row: (
                    -short[row],
                    draw(world, "uniform", "recruit.contract_section", row),
                ),
            )
            short[best] -= 1
            listed[best] += 1
    take_on(world, route, listed, gaps, shared)


def take_on(world: Any, route: Any, listed: Any, gaps: Any, shared: Any) -> None:
    place_in_list: Counter[tuple[int, int]] = Counter()
    newcomers = []
    for row, subject in subjects_of(world, listed, gaps, shared):
        stage = world.sections[row].stage
        t = candidate(world, route, stage, subject, place_in_list[stage, subject])
        place_in_list[stage, subject] += 1
        newcomers.append((route, t, world.sections[row]))
        gaps[row][subject] -= standard_of(world, world.sections[row])
    place_all(world, newcomers)
