"""Recruit in plain Python: one post, one candidate, one unit at a time."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from teacherflow.codes import Education, Sex, Stage, Status, Subject, Title, Zone
from teacherflow.state import Teachers
from teacherflow.terms.recruit import (
    EXAM_NOISE,
    LAG,
    LICENCE,
    LIST_RULE,
    REPLACEMENT,
    ROUTES,
    TO_STANDARD,
    Hirer,
)
from twin import worth
from twin.rounding import half_up, largest_remainder, shares
from twin.seen import need_seen
from twin.supervision import ARTS, weight
from twin.timetable import is_generalist, subject_gaps
from twin.transfer import ask_subjects, draw, standard_of, vacancies
from twin.ways import is_host
from twin.world import TwinTeacher


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


# how many, where, which subject, which route


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


# who comes


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


def candidate(world: Any, route: Any, stage: int, subject: int, k: int) -> TwinTeacher:
    """Candidate k of a list: the same person whatever the policies."""
    p = world.parameters.population
    number = (route.code * 2 + stage) * 6 + subject
    who = world.year * 10**9 + number * 10**5 + k
    columns = {name: column.default for name, column in Teachers.schema.items() if name != "alive"}
    t = TwinTeacher(world, **columns)
    u = lambda name: draw(world, "uniform", f"entrant.{name}", who)
    n = lambda name: draw(world, "normal", f"entrant.{name}", who)
    t.id, t.stage, t.subject = who, stage, subject
    t.status, t.route, t.service = int(route.status), int(route.code), route.service
    t.cohort = world.year - route.service
    t.bond_until = world.year + route.bond_years if route.bond_years else 0
    if route.service and route.status != Status.CONTRACT:
        silver = route.status == Status.SILVER
        t.title = t.title_paid = int(Title.SENIOR if silver else Title.SECOND)
        t.title_years = route.service - 1
    t.talent = world.parameters.recruit.talent + route.talent + p.talent_sd * n("talent")
    primary = stage == Stage.PRIMARY
    t.sex = int(
        Sex.WOMAN if u("sex") < (p.women_primary if primary else p.women_junior) else Sex.MAN
    )
    r = world.parameters.recruit
    age = r.age_least + min(r.age_spread_most, -r.age_spread * math.log(u("age"))) + route.service
    t.birth = world.september - math.floor(12 * age + 0.5)
    lot = u("education")
    if lot < (p.master_primary if primary else p.master_junior):
        t.education = int(Education.MASTER)
    elif lot < (p.bachelor_primary if primary else p.bachelor_junior):
        t.education = int(Education.BACHELOR)
    else:
        t.education = int(Education.COLLEGE)
    if primary and subject < 2:
        t.second_subject = 1 - subject
    elif u("second") < p.second_subject:
        t.second_subject = [g for g in range(6) if g != subject][math.floor(5 * u("second_which"))]
    t.licence_primary = primary
    t.licence_junior = not primary or u("licence") < p.junior_licence
    t.connected = u("connected") < p.connected
    t.leader_quality = p.leader_sd * n("leader")
    if u("kin") < p.kin:
        t.kin_township = kin_place(world, u("kin_place"))
    if u("child") < p.child_share:
        t.child_birth = t.birth + math.floor(
            12 * (p.child_age + p.child_age_sd * n("child_age")) + 0.5
        )
    t.home_x = t.home_y = 0.0
    t.in_seat = u("home") < r.lives_in_seat
    return t


def is_licensed(world: Any, t: Any) -> bool:
    """Whether somebody new to teaching passes the licence exam."""
    rule = world.terms[LICENCE]
    if rule.cut <= 0:
        return True
    mark = rule.accuracy * draw(world, "normal", "entrant.talent", t.id)
    mark += math.sqrt(1 - rule.accuracy**2) * draw(world, "normal", "entrant.licence_mark", t.id)
    share_below = (1 + math.erf(mark / math.sqrt(2))) / 2
    return share_below >= float(rule.cut)


def kin_place(world: Any, lot: float) -> int:
    total = sum(s.fork_pupils for s in world.sections)
    passed = 0.0
    for township in sorted({s.township for s in world.sections}):
        passed += sum(s.fork_pupils for s in world.sections if s.township == township)
        if lot * total < passed:
            return int(township)
    raise AssertionError("shares sum to one")


def settle(world: Any, t: Any, section: Any) -> None:
    """Give a candidate the home that goes with a post."""
    t.home_x = t.home_y = 0.0
    t.home_township = -1
    if not t.in_seat and section.township >= 0:
        towns = [
            s for s in world.sections if s.township == section.township and s.zone == Zone.TOWN
        ]
        place = towns[0] if towns else section
        t.home_x, t.home_y, t.home_township = place.x, place.y, section.township


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


def place_all(world: Any, newcomers: list[tuple[Any, Any, Any]]) -> None:
    for route in world.terms[ROUTES]:
        for _, t, section in sorted(
            (x for x in newcomers if x[0].name == route.name), key=lambda x: x[1].id
        ):
            settle(world, t, section)
            del t.in_seat
            post = section.row if route.status == Status.ESTABLISHED else -1
            world.enter(t, post, section.row, route.name)
            t.utility = worth.utility(world, t, section, own_work=True)
            t.pay = worth.pay_at(world, t, section)


# beside the posts


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
