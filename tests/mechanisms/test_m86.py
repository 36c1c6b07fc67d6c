"""M86 督导、监测与整改: effort goes to the item that failed worst; backbones on paper."""

from __future__ import annotations

import numpy as np
import pytest

from teacherflow.codes import Stage, Subject
from teacherflow.county import County
from teacherflow.phases import pressure
from teacherflow.phases.asking import asked
from teacherflow.phases.backbone import visible_merit
from teacherflow.phases.eligibility import Roll
from teacherflow.phases.hosts import Hosts, distances
from teacherflow.phases.listing import Hires, listed_sections
from teacherflow.phases.seen import need_seen
from teacherflow.phases.supervision import supervise
from teacherflow.policies.supervision import Supervision
from teacherflow.results.balance import values as balance
from teacherflow.results.view import View
from teacherflow.staffing import on_duty, vacancies
from teacherflow.state import State
from teacherflow.terms.exchange import Form
from teacherflow.terms.laws import Terms, settle
from teacherflow.vacancies import Gaps

ITEM = {name: k for k, name in enumerate(pressure.ITEMS)}


def under(fork: County, item: str | None = None, **values: object) -> State:
    """Return a county under inspection, with ``item`` as the worst one of last year."""
    state = fork.fork({}).state
    state.year = 2025
    state.terms = settle({"p": Supervision.model_validate(values)}, 2025)
    if item is not None:
        state.stages.worst_item[:] = ITEM[item]
    return state


def short_schools(state: State, item: str) -> np.ndarray:
    """Return who is short, from the tables: fewer persons per 100 pupils than the minimum."""
    view, s = View(state), state.sections
    column = ("teachers", "degree", "backbone", "midsenior", "artspe").index(item)
    least = {"degree": (4.2, 5.3), "backbone": (1.0, 1.0), "artspe": (0.9, 0.9)}[item]
    rated = s.open & (s.pupils >= 50)
    need = np.array(least)[s.stage] * s.pupils / 100
    return np.asarray(rated & (view.duty[:, column] < need - 1e-9))


def test_effort_shifts_to_the_worst_line(fork: County) -> None:
    """More listed posts and nearer hosts at the schools short of backbones, and more in view."""
    plain, pressed = under(fork, "backbone", pressure=0), under(fork, "backbone", pressure=3)
    short = short_schools(pressed, "backbone")
    assert 0 < short.sum() < short.size
    for state in (plain, pressed):
        state.sections.target[:] += 3
    listed = [
        int(listed_sections(s, Hires(np.array([20, 10]), vacancies(s)))[short].sum())
        for s in (plain, pressed)
    ]
    assert listed[0] < listed[1]
    people = np.flatnonzero(plain.teachers.alive & (plain.teachers.post >= 0))
    gain = visible_merit(pressed, people) - visible_merit(plain, people)
    seat = pressed.parameters.teach.backbone_seat
    assert gain == pytest.approx(3 * seat * short[pressed.teachers.post[people]])


def test_hosts_short_of_the_worst_item_come_nearer(fork: County) -> None:
    form = Form(name="f", who=(), amount=0.1, rank=1)
    costs = []
    for dose in (0.0, 0.5):
        state = under(fork, "degree", pressure=dose)
        short = short_schools(state, "degree")
        staff = on_duty(state)
        hosts = Hosts(Roll(state), form, staff, distances(state), need_seen(state))
        hosts.look(np.zeros_like(staff))
        people = np.flatnonzero(state.teachers.alive & (state.teachers.post >= 0))[:40]
        costs.append(hosts.costs(people))
    gap = np.where(short & (hosts.gap > 0), hosts.gap, 0.0)
    worth = 0.5 * state.parameters.exchange.gap_km * gap
    there = np.isfinite(costs[0])
    nearer = costs[0][there] - costs[1][there]
    assert nearer.max() > 1
    assert nearer == pytest.approx(np.broadcast_to(worth, there.shape)[there])


def test_lists_ask_for_arts_where_arts_are_short(fork: County) -> None:
    wanted = []
    for dose in (0.0, 3.0):
        state = under(fork, "artspe", pressure=dose)
        posts = short_schools(state, "artspe") * 3
        _, subject = asked(state, posts.astype(np.int64), Gaps(state))
        wanted.append(np.count_nonzero(subject == Subject.ARTS_PE))
    assert wanted[0] < wanted[1]


def test_the_worst_item_is_the_one_furthest_above_its_line(fork: County) -> None:
    state = under(fork, pressure=0.5, gaming=0)
    supervise(state)
    found: dict[str, float] = balance(View(state))
    for stage, line in ((Stage.PRIMARY, 0.50), (Stage.JUNIOR, 0.45)):
        name = stage.name.lower()
        over = {item: found[f"cv_{item}_{name}_duty"] / line for item in pressure.ITEMS}
        worst = max(over, key=lambda item: over[item])
        expected = ITEM[worst] if over[worst] > 1 else -1
        assert state.stages.worst_item[stage] == expected


@pytest.mark.parametrize("gaming", [0.2, 0.5, 1.0])
def test_names_on_paper_close_the_gap_of_the_indicator_and_nothing_else(
    fork: County, gaming: float
) -> None:
    state = under(fork, gaming=gaming, pressure=0)
    before = balance(View(state))
    t = state.teachers
    kept = {name: t[name].copy() for name in t.schema if name != "backbone_on_paper"}
    supervise(state)
    after = balance(View(state))
    named = 0
    for stage in ("primary", "junior"):
        closed = before[f"short_backbone_{stage}"] - after[f"short_backbone_{stage}"]
        assert closed == pytest.approx(gaming * before[f"short_backbone_{stage}"], abs=0.501)
        named += closed
    assert np.count_nonzero(t.backbone_on_paper) == named > 0
    assert all(np.array_equal(t[name], column, equal_nan=True) for name, column in kept.items())


def test_the_effort_is_of_the_next_year(fork: County) -> None:
    """In its first year inspection has nothing to go by: the year is as without it."""
    only = Supervision.model_validate({"from": 2024, "gaming": 0, "pressure": 2})
    rules = {year: settle({"p": only}, year) for year in (2024, 2025)}
    free, pressed = fork.fork({}), fork.fork(rules)
    for county in (free, pressed):
        county.step()
    same = [
        np.array_equal(free.state.teachers[n], pressed.state.teachers[n], equal_nan=True)
        for n in free.state.teachers.schema
    ]
    assert all(same)
    assert pressed.state.stages.worst_item.max() >= 0
    assert free.state.stages.worst_item.max() == -1


def test_zero_claims_nothing() -> None:
    for values in ({"pressure": 0, "gaming": 0}, {"from": 2030}, {"until": 2020}):
        assert settle({"p": Supervision.model_validate(values)}, 2025) == Terms()
