"""Phase promote, one unit and one candidate at a time."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Education, Route, Status, Title, Zone
from teacherflow.terms.posts import FOLLOW
from teacherflow.terms.promote import BONUSES, HONOURS, RURAL_FLOOR, STEPS, When
from twin.leave import meets
from twin.rounding import half_up
from twin.seeking import lacks


def promote(world: Any) -> None:
    for item in world.terms[HONOURS]:
        honour(world, item)
    steps = world.terms[STEPS]
    for t in world.teachers:
        if t.status in (Status.ESTABLISHED, Status.TEGANG) and t.title == Title.NONE:
            quick = t.education >= Education.BACHELOR and t.route != Route.TEGANG
            if t.title_years >= (steps.second_bachelor if quick else steps.second_other):
                award(t, Title.SECOND)
                note(world, t, Title.SECOND, "pass", 0)
    staff = [t for t in world.teachers if t.status == Status.ESTABLISHED and t.post >= 0]
    for t in staff:
        unit = world.sections[t.post].unit
        if t.level_unit == -1 or t.title < Title.FIRST or world.terms[FOLLOW]:
            t.level_unit = unit
        t.title_paid = t.title if t.level_unit == unit else t.title - 1
    asks = [(t, level_asked(world, t)) for t in staff]
    asks = [(t, level) for t, level in asks if level]
    vacant = {
        level: vacancies(world, staff, asks, level, name)
        for level, name in ((Title.SENIOR, "senior"), (Title.FIRST, "middle"))
    }
    known, seen = effects(world)
    outcomes = []
    for unit in world.units:
        for level in (Title.FIRST, Title.SENIOR):
            here = [
                t for t, asked in asks if asked == level and world.sections[t.post].unit == unit.row
            ]
            if vacant[level][unit.row] > 0:
                outcomes += review(world, here, level, vacant[level][unit.row], known, seen)
    if world.terms[RURAL_FLOOR]:
        raise_rural(world, outcomes)
    for unit in world.units:
        unit.promoted_senior = [0, *unit.promoted_senior[:2]]
        unit.promoted_middle = [0, *unit.promoted_middle[:2]]
    for outcome in outcomes:
        settle(world, outcome)


def honour(world: Any, item: Any) -> None:
    """A share of established staff; excellent ones first, then by lot; rests and failures pass.

    What is given for rural service is kept apart from what is given for merit.
    """
    staff = [t for t in world.teachers if t.status == Status.ESTABLISHED]
    staff = [t for t in staff if meets(world, t, item.who)]
    free = [
        t
        for t in staff
        if t.appraisal_failed != world.year - 1
        and (t.honour_year == 0 or t.honour_year + item.rest <= world.year)
    ]
    lots = f"promote.honour.{item.name}"
    lot = {t.id: float(world.draws.uniform(lots, world.year, t.id)) for t in free}
    free.sort(key=lambda t: (not t.appraisal_top, lot[t.id]))
    for t in free[: half_up(item.share * len(staff))]:
        if item.rural_years:
            t.rural_honour, t.rural_honour_year = item.rural_years, world.year
        else:
            t.honours, t.honour_year = t.honours + 1, world.year


def level_asked(world: Any, t: Any) -> int:
    """The title that ``t`` competes for, 0 none."""
    steps = world.terms[STEPS]
    if t.level_unit != world.sections[t.post].unit:
        return int(t.title) if t.title <= Title.SENIOR else 0
    if t.appraisal_failed >= world.year - steps.clean_years:
        return 0
    if t.title == Title.SECOND:
        master = t.education >= Education.MASTER
        served = t.title_years >= (steps.first_master if master else steps.first)
    else:
        served = t.title == Title.FIRST and t.title_years >= steps.senior
    if not served or lacks(world, t, t.title + 1, When.APPLY):
        return 0
    return int(t.title + 1)


def vacancies(world: Any, staff: Any, asks: Any, level: Title, name: str) -> dict[int, int]:
    county = world.parameters.titles.reservoir
    vacant: dict[int, int] = {}
    entitled, holders, posts = {}, {}, {}
    for unit in world.units:
        people = [t for t in staff if world.sections[t.post].unit == unit.row]
        posts[unit.row] = len(people)
        holders[unit.row] = sum(t.level_unit == unit.row and t.title >= level for t in people)
        entitled[unit.row] = (1 - county) * getattr(unit, f"cap_{name}") * len(people)
        entitled[unit.row] += getattr(unit, f"moved_{name}")
        carry = getattr(unit, f"carry_{name}")
        lacking = entitled[unit.row] - holders[unit.row] + carry
        vacant[unit.row] = max(0, math.floor(lacking + 1e-9))
        if lacking >= 0:
            setattr(unit, f"carry_{name}", max(0.0, lacking - vacant[unit.row]))
    for stage in world.stages:
        units = [u for u in world.units if u.stage == stage.row]
        held = county * sum(getattr(u, f"cap_{name}") * posts[u.row] for u in units)
        setattr(stage, f"reservoir_{name}", held)
        used = sum(max(0, holders[u.row] + vacant[u.row] - entitled[u.row]) for u in units)
        free = math.floor(held - used + 1e-9)
        wanting = {world.sections[t.post].unit for t, asked in asks if asked == level}
        may = [
            u
            for u in units
            if u.row in wanting and vacant[u.row] == 0 and holders[u.row] < entitled[u.row]
        ]
        for u in sorted(may, key=lambda u: (posts[u.row], u.row))[: max(0, free)]:
            vacant[u.row] = 1
    return vacant


def effects(world: Any) -> tuple[dict[int, float], dict[int, float]]:
    """Standard scores of the effect within the stage: true, and as the review sees it."""
    noise = world.parameters.titles.effect_noise
    true = {t.id: t.talent + t.coaching for t in world.teachers}
    blurred = {
        t.id: true[t.id] + noise * float(world.draws.normal("promote.seen", world.year, t.id))
        for t in world.teachers
    }
    return standardised(world, true), standardised(world, blurred)


def standardised(world: Any, values: dict[int, float]) -> dict[int, float]:
    scores = {}
    for stage in (0, 1):
        ids = [t.id for t in world.teachers if t.stage == stage]
        if ids:
            mean = math.fsum(values[i] for i in ids) / len(ids)
            sd = math.sqrt(math.fsum((values[i] - mean) ** 2 for i in ids) / len(ids))
            scores.update({i: (values[i] - mean) / (sd or 1.0) for i in ids})
    return scores


class Outcome:
    """What became of one candidate of one pool."""

    def __init__(self, t: Any, unit: int, level: Title, rank: int, score: float) -> None:
        self.t, self.unit, self.level, self.rank, self.score = t, unit, level, rank, score
        self.moved = t.level_unit != unit
        self.barred = self.wins = False


def review(world: Any, here: Any, level: Title, posts: int, known: Any, seen: Any) -> list[Outcome]:
    p, year = world.parameters.titles, world.year
    public, score = {}, {}
    for t in here:
        bonus, paper = 0.0, float(world.draws.normal("promote.paper", year, t.id))
        for item in world.terms[BONUSES]:
            if item.low <= level <= item.high and meets(world, t, item.who):
                bonus += item.points * (getattr(t, item.times) if item.times else 1)
                paper = 0.0 if item.waives_paper else paper
        service = p.service_points * min(t.service, p.service_most)
        public[t.id] = service + p.effect_points * known[t.id] + bonus
        score[t.id] = service + p.effect_points * seen[t.id] + bonus + p.paper_points * paper
        score[t.id] += p.review_points * float(world.draws.normal("promote.review", year, t.id))
    ranks = {
        t.id: place for place, t in enumerate(sorted(here, key=lambda t: -public[t.id]), start=1)
    }
    outcomes = []
    for t in sorted(here, key=lambda t: -score[t.id]):
        outcome = Outcome(t, world.sections[t.post].unit, level, ranks[t.id], score[t.id])
        outcome.barred = not outcome.moved and lacks(world, t, level, When.APPOINT)
        outcome.wins = posts > 0 and not outcome.barred
        posts -= outcome.wins
        outcomes.append(outcome)
    return outcomes


def raise_rural(world: Any, outcomes: list[Outcome]) -> None:
    """Let rural candidates of a stage and level pass at least as often as urban ones."""
    for stage in (0, 1):
        for level, name in ((Title.FIRST, "moved_middle"), (Title.SENIOR, "moved_senior")):
            group = [
                o
                for o in outcomes
                if o.level == level and not o.moved and world.units[o.unit].stage == stage
            ]
            rural = [o for o in group if is_rural(world, o.t)]
            urban = [o for o in group if not is_rural(world, o.t)]
            while rural and urban:
                passed = sum(o.wins for o in rural), sum(o.wins for o in urban)
                if passed[0] * len(urban) >= passed[1] * len(rural):
                    break
                waiting = [o for o in rural if not o.wins and not o.barred]
                if not waiting:
                    break
                first = max(waiting, key=lambda o: (o.score, -o.t.id))
                last = min((o for o in urban if o.wins), key=lambda o: (o.score, -o.t.id))
                first.wins, last.wins = True, False
                for outcome, change in ((first, 1), (last, -1)):
                    unit = world.units[outcome.unit]
                    setattr(unit, name, getattr(unit, name) + change)


def is_rural(world: Any, t: Any) -> bool:
    return t.duty >= 0 and world.sections[t.duty].zone != Zone.SEAT


def settle(world: Any, outcome: Outcome) -> None:
    t, level, wins = outcome.t, outcome.level, outcome.wins
    if wins:
        t.level_unit = outcome.unit
    if outcome.moved:
        t.title_paid = int(level) if wins else t.title_paid
        return
    note(world, t, level, "apply", outcome.rank)
    note(world, t, level, "pass" if wins else "fail", outcome.rank)
    if wins:
        unit = world.units[outcome.unit]
        (unit.promoted_senior if level == Title.SENIOR else unit.promoted_middle)[0] += 1
        award(t, level)
    else:
        t.title_failures += 1


def award(t: Any, level: int) -> None:
    t.title = t.title_paid = int(level)
    t.title_years = t.title_failures = 0


def note(world: Any, t: Any, level: int, event: str, rank: int) -> None:
    if world.keeping:
        world.titles.append(
            dict(
                year=world.year,
                teacher_id=t.id,
                level=int(level),
                event=event,
                rural_years=t.rural_years,
                rank=rank,
            )
        )
