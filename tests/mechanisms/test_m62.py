"""M62 交流人员补贴: who is away draws it, more go of their own will, and it ends with the return."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from paying import spent, under
from teacherflow import movement
from teacherflow.codes import Away, Role
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.policies.forms import SupportTeach
from teacherflow.policies.leaders import LeaderRotation, OpenSelection
from teacherflow.policies.pay import ExchangeAllowance
from teacherflow.terms.exchange import form_key
from teacherflow.terms.laws import settle

YEAR = 2024


def rotation(**more: Any) -> MandatoryRotation:
    """Only volunteers go, for one year, and all return."""
    given = {"share": 1.0, "volunteers": "only", "after_years": 2, "years": 1, "return_chance": 1}
    nothing = {"travel_yuan_per_km": 0, "meals_yuan_per_month": 0, "km_most": 200}
    return MandatoryRotation.model_validate({**given, **nothing, **more})


def lived(fork: County, allowance: ExchangeAllowance, years: int) -> County:
    """Return the county after some years of which only the first has rotation."""
    first = settle({"rotation": rotation(), "exchange_allowance": allowance}, YEAR)
    later = settle({"exchange_allowance": allowance}, YEAR)
    county = fork.fork({year: first if year == YEAR else later for year in range(YEAR, YEAR + 9)})
    county.run_for(years)
    return county


def away(county: County) -> np.ndarray:
    t = county.state.teachers
    return np.flatnonzero(t.alive & (t.away == Away.EXCHANGE))


def test_allowances_raise_volunteers_and_end_with_the_exchange(fork: County) -> None:
    gone = []
    for times in (0, 2, 6):
        allowance = ExchangeAllowance.model_validate(
            {"travel_yuan_per_km": 0.6 * times, "meals_yuan_per_month": 300 * times}
        )
        county = lived(fork, allowance, 1)
        gone.append(away(county).size)
    assert 0 <= gone[0] < gone[1] < gone[2]
    rows, t = away(county), county.state.teachers
    lines = {item: yuan for _, policy, item, _, yuan in county.state.log.spending}
    assert lines["meals"] == pytest.approx(1800 * 12 * rows.size)
    assert lines["travel"] == pytest.approx(3.6 * 8 * 12 * t.exchange_km[rows].sum())
    county.run_for(1)
    assert away(county).size == 0
    assert all(line[0] == YEAR for line in county.state.log.spending)
    kinds = concatenated(county.state.log.moves)["kind"].tolist()
    assert kinds.count("exchange_return") >= rows.size


def sent(fork: County) -> tuple[County, np.ndarray]:
    """Return a county of whom forty, three of them leaders, are away on exchange, 10 km each."""
    county = fork.fork({})
    t = county.state.teachers
    rows = np.flatnonzero(t.alive & (t.duty >= 0) & (t.role == Role.TEACHER))[:40]
    t.role[rows[:2]], t.role[rows[2]] = Role.DEPUTY, Role.PRINCIPAL
    t.away[rows], t.exchange_km[rows] = Away.EXCHANGE, 10.0
    return county, rows


def test_leaders_draw_an_allowance_of_their_own(fork: County) -> None:
    county, _ = sent(fork)
    paid = spent(under(county, ExchangeAllowance.model_validate({})))
    assert paid == pytest.approx(
        {
            "exchange_allowance.leaders_away": 3 * 500 * 12,
            "exchange_allowance.travel": 40 * 0.6 * 8 * 10 * 12,
            "exchange_allowance.meals": 40 * 300 * 12,
        }
    )


def test_nobody_draws_travel_money_or_meals_twice(fork: County) -> None:
    """Of two offers the larger is paid, of equal ones the first by name."""
    county, rows = sent(fork)
    offers = {"first": (0.6, 300), "second": (0.9, 200), "third": (0.6, 300)}
    policies = [
        ExchangeAllowance.model_validate(
            {
                "travel_yuan_per_km": travel,
                "meals_yuan_per_month": meals,
                "leaders_yuan_per_month": 0,
                "as": name,
            }
        )
        for name, (travel, meals) in offers.items()
    ]
    together = under(county, *policies)
    assert spent(together) == pytest.approx(
        {"second.travel": 40 * 0.9 * 8 * 10 * 12, "first.meals": 40 * 300 * 12}
    )
    gain = together.state.teachers.pay[rows] - under(county).state.teachers.pay[rows]
    assert gain == pytest.approx(np.full(40, 0.9 * 8 * 10 + 300))


@pytest.mark.parametrize("policy", [MandatoryRotation, SupportTeach])
def test_what_the_rule_that_sent_pays_is_not_paid_on_top(fork: County, policy: Any) -> None:
    """Every rule that sends teachers offers travel money and meals; the larger sum is paid."""
    county, rows = sent(fork)
    sender = policy.model_validate({"meals_yuan_per_month": 200, "travel_yuan_per_km": 0.9})
    county.state.teachers.away_form[rows] = form_key(f"{sender.name}.duty")
    allowance = ExchangeAllowance.model_validate({"leaders_yuan_per_month": 0})
    assert spent(under(county, sender, allowance)) == pytest.approx(
        {
            f"{sender.name}.travel": 40 * 0.9 * 8 * 10 * 12,
            "exchange_allowance.meals": 40 * 300 * 12,
        }
    )


# --- leaders whom the bureau sent to an office at another school

PAID = {"travel_yuan_per_km": 0, "meals_yuan_per_month": 0}


def test_leaders_sent_to_another_school_draw_it_while_in_office(fork: County) -> None:
    """Year by year, against who was sent by the moves and still holds that office there."""
    allowance = ExchangeAllowance.model_validate(PAID)
    sending = LeaderRotation(principal_years=3, deputy_years=5, share=0.5)
    rules = {"rotation": sending, "paid": allowance, "selection": OpenSelection(term_years=2)}
    county = fork.fork({year: settle(rules, year) for year in range(YEAR, YEAR + 5)})
    holds: dict[int, tuple[int, int]] = {}
    lost = 0
    for year in range(YEAR, YEAR + 5):
        was = {head: role for head, (_, role) in offices(county).items()}
        county.run_for(1)
        for who, to in sent_in(county, year):
            holds[who] = to, was[who]
        now = offices(county)
        lost += len(holds)
        holds = {who: office for who, office in holds.items() if now.get(who) == office}
        lost -= len(holds)
        assert yuan_of(county, year) == pytest.approx({"leaders": 500 * 12 * len(holds)})
    assert len(holds) > 10
    assert lost > 3
    t = county.state.teachers
    gain = under(county, allowance).state.teachers.pay - under(county).state.teachers.pay
    assert gain[t.alive] == pytest.approx(500.0 * np.isin(t.id[t.alive], list(holds)))


def test_whoever_leaves_the_unit_draws_it_no_longer(fork: County) -> None:
    """A post that moves inside the unit is the same office."""
    county = fork.fork({})
    t, s = county.state.teachers, county.state.sections
    places = {int(u): np.flatnonzero(s.open & (s.unit == u)) for u in np.unique(s.unit)}
    here, there = next(at for at in places.values() if at.size > 1)[:2]
    elsewhere = np.flatnonzero(s.open & (s.unit != s.unit[here]))[0]
    leader = np.flatnonzero(t.alive & (t.post == here) & (t.away == Away.HOME))[:1]
    t.role[leader], t.office_sent[leader] = Role.DEPUTY, YEAR
    allowance = ExchangeAllowance.model_validate(PAID)
    movement.move_post(county.state, leader, there, "merge", "test")
    assert spent(under(county, allowance)) == {"exchange_allowance.leaders": 6000}
    movement.move_post(county.state, leader, elsewhere, "merge", "test")
    assert spent(under(county, allowance)) == {}


def offices(county: County) -> dict[int, tuple[int, int]]:
    """Return unit and role of all leaders, by person."""
    t, s = county.state.teachers, county.state.sections
    rows = np.flatnonzero(t.alive & (t.role > Role.TEACHER) & (t.post >= 0))
    return {int(t.id[row]): (int(s.unit[t.post[row]]), int(t.role[row])) for row in rows}


def sent_in(county: County, year: int) -> list[tuple[int, int]]:
    """Return whom the bureau sent to an office in a year, and to which unit."""
    moves = concatenated(county.state.log.moves)
    ordered = (moves["year"] == year) & (moves["cause"] == "leader_rotation")
    units = county.state.sections.unit[moves["to_section"][ordered]]
    return list(zip(moves["teacher_id"][ordered].tolist(), units.tolist(), strict=True))


def yuan_of(county: County, year: int) -> dict[str, float]:
    """Return the lines of the allowance in the ledger of a year."""
    lines = county.state.log.spending
    return {
        item: yuan
        for y, policy, item, _, yuan in lines
        if (y, policy) == (year, "exchange_allowance")
    }
