"""Moves between stages in plain Python: who studies, whom the bureau redeploys."""

from __future__ import annotations

from typing import Any

from teacherflow.codes import Stage, Status
from teacherflow.terms.stages import CROSS_STAGE, OUTFLOWS, STUDIES
from twin import transfer as market
from twin.eligible import draw, effects_seen, is_covered
from twin.rounding import half_up
from twin.seen import need_seen
from twin.timetable import is_generalist, subject_gaps
from twin.worth import utility


def cross_stages(world: Any) -> None:
    gain_licences(world)
    if not world.burning_in:
        for outflow in world.terms[OUTFLOWS]:
            draw_off(world, outflow)
    if world.terms[CROSS_STAGE] > 0 and not world.burning_in:
        redeploy(world)
    for study in world.terms[STUDIES]:
        begin_studies(world, study)


def gain_licences(world: Any) -> None:
    for t in world.teachers:
        if 0 < t.study_until <= world.year:
            t.licence_junior, t.study_until = True, 0


def begin_studies(world: Any, study: Any) -> None:
    schools = [s for s in world.sections if s.open and s.stage == Stage.JUNIOR]
    for t in world.teachers:
        if t.post < 0 or world.sections[t.post].stage != Stage.PRIMARY:
            continue
        if not market.is_free(world, t) or t.licence_junior or t.study_until:
            continue
        if not is_covered(world, t, study.who) or not schools:
            continue
        if draw(world, "uniform", f"transfer.study.{study.name}", t.id) >= study.chance:
            continue
        nearest = min(schools, key=lambda s: (world.road_km(t, s.row), s.row))
        here = utility(world, t, world.sections[t.duty], own_work=True)
        if utility(world, t, nearest) > here:
            t.study_until = world.year + study.years


def draw_off(world: Any, outflow: Any) -> None:
    """Each of the eligible has one chance, such that the number is a share of the stage's staff."""
    own = [
        t
        for t in world.teachers
        if t.status == Status.ESTABLISHED
        and t.post >= 0
        and world.sections[t.post].stage == outflow.stage
    ]
    spare = {}
    for s in world.sections:
        spare[s.row] = market.posts(world, s.row) - half_up(need_seen(world, s))
    eligible = [
        t
        for t in own
        if market.is_free(world, t)
        and float(world.draws.uniform("transfer.higher_licence", 0, t.id)) < outflow.certified
        and (not outflow.surplus or spare[t.post] > 0)
    ]
    lot = {t.id: draw(world, "uniform", f"transfer.outflow.{outflow.name}", t.id) for t in eligible}
    goes = [t for t in eligible if lot[t.id] * len(eligible) < outflow.rate * len(own)]
    for t in sorted(goes, key=lambda t: (lot[t.id], t.id)):
        if outflow.surplus and spare[t.post] < 1:
            continue
        spare[t.post] -= 1
        if outflow.replaced:
            world.stages[t.stage].exits += 1
        world.end(t, "leave_county", outflow.name.split(".")[0])


def redeploy(world: Any) -> None:
    """The best of the certified who can be spared go to the nearest school that lacks them."""
    need = {s.row: half_up(need_seen(world, s)) for s in world.sections}
    over = {
        s.row: market.posts(world, s.row) - need[s.row]
        if s.open and s.stage == Stage.PRIMARY
        else 0
        for s in world.sections
    }
    lacking = {
        s.row: need[s.row] - len(world.at_duty(s.row))
        for s in world.sections
        if s.open and s.stage == Stage.JUNIOR
    }
    left = half_up(world.terms[CROSS_STAGE] * sum(lacking.values()))
    left = max(0, min(left, sum(over.values())))
    gaps = subject_gaps(world)
    seats = {
        row: market.ask_subjects(list(gaps[row]), number, market.standard_of(world, section))
        for row, number in lacking.items()
        for section in [world.sections[row]]
        if number > 0
    }
    seen = effects_seen(world)
    queue = [
        t
        for t in world.teachers
        if market.is_free(world, t) and t.licence_junior and over[t.post] > 0
    ]
    queue.sort(key=lambda t: (-seen[t.id], t.id))
    moves = []
    for t in queue:
        home = world.sections[t.post]
        if left == 0:
            break
        staff = [
            x
            for x in world.at_post(home.row)
            if x.status == Status.ESTABLISHED and x not in [m for m, _ in moves]
        ]
        alone = sum(x.subject == t.subject for x in staff) == 1
        generalist = is_generalist(world, home, len(world.at_duty(home.row)))
        if over[home.row] < 1 or (alone and not generalist):
            continue
        fitting = [
            row for row, asked in seats.items() if t.subject in asked or t.second_subject in asked
        ]
        if not fitting:
            continue
        to = min(fitting, key=lambda row: (world.road_km(t, row), row))
        seats[to].remove(t.subject if t.subject in seats[to] else t.second_subject)
        over[home.row] -= 1
        left -= 1
        moves.append((t, to))
    for t, to in moves:
        move(world, t, to)


def move(world: Any, t: Any, to: int) -> None:
    """The post goes along: quota and posts of the schools, and the totals of the stages."""
    origin, host = world.sections[t.post], world.sections[to]
    origin.quota, host.quota = max(0, origin.quota - 1), host.quota + 1
    origin.target, host.target = max(0, origin.target - 1), host.target + 1
    for stage, change in ((origin.stage, -1), (host.stage, 1)):
        world.stages[stage].total += change
        world.stages[stage].total_fork += change
    if t.level_unit == origin.unit:  # a level post goes along
        t.level_unit = host.unit
    t.stage = host.stage
    world.move_post(t, to, "redeploy", "cross_stage")
