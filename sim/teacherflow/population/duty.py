"""Who leads, who is named, who is borrowed: what people and places settle together.

Generation is the one room beside `teacherflow.movement` that writes columns of place.
"""

from __future__ import annotations

import numpy as np

from teacherflow.apportion import apportion
from teacherflow.codes import Away, Role, Stage, Status, Zone
from teacherflow.phases.backbone import name_backbones
from teacherflow.phases.leaders import fill_offices
from teacherflow.population.careers import first_of
from teacherflow.population.people import Cast, Ints
from teacherflow.state import NOWHERE, State

ROLE_YEARS = 10
"""Years in office are uniform up to this, at most the tenure (assumption)."""


def name_and_appoint(people: Cast, state: State) -> None:
    """Name backbones and fill offices by the rules of every year, as if all places were vacant."""
    name_backbones(state)
    fill_offices(state)
    t, n = people.teachers, people.n
    years = np.floor((ROLE_YEARS + 1) * people.uniform("role_years"))
    t.role_years[:n] = np.where(t.role[:n] > Role.TEACHER, np.minimum(years, t.tenure[:n]), 0)


def lend(people: Cast, state: State) -> None:
    """Send part of the staff of lower schools to seat and town schools and to agencies.

    Hosts are schools with room below their borrowing limit, seat schools first; who goes is the
    better teacher, by keyed luck; no school gives more than a share of its staff.
    """
    t, n, c, s = people.teachers, people.n, people.chosen, people.sections
    rule = state.parameters.exchange
    age = (12 * people.year + 8 - t.birth[:n]) // 12
    talent = t.talent[:n] / c.talent_sd if c.talent_sd else 0.0  # with no spread all are alike
    score = talent + people.normal("borrowed")
    may = (age < rule.borrow_age) & (t.tenure[:n] >= rule.borrow_tenure) & (people.zone < Zone.SEAT)
    may &= (t.role[:n] == Role.TEACHER) & (t.status[:n] == Status.ESTABLISHED)
    per_school = np.floor(c.borrowed_of_school * s.target).astype(np.int64)
    may = first_of(people.section, score, per_school, may)
    room = np.floor(rule.asks_below * s.need - s.target).clip(0).astype(np.int64)
    for stage in Stage:
        staff = np.count_nonzero(people.stage == stage)
        number = round(c.borrowed * staff)
        agency = round(rule.agency_share * number)
        best = np.flatnonzero(may & (people.stage == stage))
        best = best[np.argsort(-score[best], kind="stable")]
        best = _lend(people, best, agency, np.empty(0, dtype=np.int64), rule.return_rate)
        number -= agency
        for zone in (Zone.SEAT, Zone.TOWN):
            hosts = np.flatnonzero((s.zone == zone) & (s.stage == stage) & s.open & (room > 0))
            below = best[people.zone[best] < zone]
            taken = min(number, int(room[hosts].sum()), below.size)
            slots = np.repeat(hosts, apportion(room[hosts], taken)) if taken else hosts[:0]
            left = _lend(people, below, taken, slots, rule.return_rate)
            best = best[(people.zone[best] >= zone) | np.isin(best, left)]
            number -= taken


def _lend(people: Cast, best: Ints, number: int, slots: Ints, return_rate: float) -> Ints:
    """Lend the first ``number`` of ``best`` to ``slots`` (none: to agencies); return the rest.

    They have been away as long as a constant yearly chance of return leaves them, at most for
    their tenure.
    """
    t = people.teachers
    rows = best[:number]
    luck = people.draws.uniform("population.borrowed_slot", 0, t.id[rows])
    rows = rows[np.argsort(luck, kind="stable")]
    t.duty[rows] = slots[: rows.size] if slots.size else NOWHERE
    t.away[rows] = Away.BORROWED if slots.size else Away.AGENCY
    luck = people.draws.uniform("population.borrowed_years", 0, t.id[rows])
    stays = 1.0 - return_rate
    years = np.floor(np.log(luck) / np.log(stays)) if 0.0 < stays < 1.0 else t.tenure[rows] * stays
    t.duty_years[rows] = np.minimum(years, t.tenure[rows])
    t.schools_served[rows] += 1 if slots.size else 0
    return best[number:]


def record(people: Cast) -> None:
    """Set rural service and the beginning of the spells under way."""
    t, n, s = people.teachers, people.n, people.sections
    earlier = (t.service[:n] - t.tenure[:n]).astype(np.float64)
    came_up = people.uniform("came_up") < people.chosen.seat_from_rural
    special = t.status[:n] == Status.TEGANG
    seat = people.zone == Zone.SEAT
    years = np.where(seat, earlier * came_up, t.service[:n])
    duty_zone = np.where(t.duty[:n] >= 0, s.zone[t.duty[:n]], Zone.SEAT)
    years -= np.where(~seat & (duty_zone == Zone.SEAT), t.duty_years[:n], 0)
    t.rural_years[:n] = np.maximum(years, 0.0)
    t.village_years[:n] = np.where(people.zone == Zone.VILLAGE, t.rural_years[:n], 0.0)
    t.moved_year[:n] = people.year - np.where(special, t.service[:n], t.tenure[:n])
    t.post_entered[:n] = np.where(special, 0, people.year - t.tenure[:n])
    t.duty_entered[:n] = people.year - t.duty_years[:n]
    t.duty_changed_year[:n] = t.duty_entered[:n]
    t.post_spell_title[:n] = t.duty_spell_title[:n] = t.title[:n]
