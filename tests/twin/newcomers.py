"""Who comes, in plain Python: a candidate as a person, and the home that goes with a post."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Education, Sex, Stage, Status, Title, Zone
from teacherflow.state import Teachers
from teacherflow.terms.recruit import (
    LICENCE,
    ROUTES,
)
from twin import worth
from twin.transfer import draw
from twin.world import TwinTeacher


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
