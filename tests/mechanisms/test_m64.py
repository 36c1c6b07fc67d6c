"""M64 绩效工资: units share out part of basic pay by marks, their totals stay, effort rises."""

from __future__ import annotations

import numpy as np
import pytest

from paying import spent, under
from teacherflow.codes import Away, Role, Status, Title
from teacherflow.columns import F64, I64
from teacherflow.county import County
from teacherflow.parameters import Parameters
from teacherflow.policies.basic_pay import PerformancePolicy
from teacherflow.terms.laws import settle

AT_STAKE = 0.5 * 0.4


def pay(**given: float) -> PerformancePolicy:
    return PerformancePolicy.model_validate({"share": 0.5, "spread": 0.4, **given})


def lived(fork: County, *policies: PerformancePolicy) -> County:
    """A copy of the county after one year under these policies, with its own appraisal."""
    county = fork.fork({fork.year + 1: settle({p.label: p for p in policies}, fork.year + 1)})
    county.step()
    return county


def salaried(county: County) -> tuple[I64, I64]:
    """Rows of all but contract staff with a place, and the unit in which they work."""
    t, s = county.state.teachers, county.state.sections
    place = np.where(t.duty >= 0, t.duty, t.post)
    rows = np.flatnonzero(t.alive & (place >= 0) & (t.status != Status.CONTRACT))
    return rows, s.unit[place[rows]].astype(np.int64)


def by_the_scale(county: County, rows: I64) -> F64:
    """Basic pay as the table of pay has it: title, service, office, township."""
    t, s, p = county.state.teachers, county.state.sections, Parameters().utility
    title = {
        Title.NONE: p.base_none,
        Title.SECOND: p.base_second,
        Title.FIRST: p.base_first,
        Title.SENIOR: p.base_senior,
        Title.PROFESSOR: p.base_professor,
    }
    office = {Role.PRINCIPAL: p.principal_allowance, Role.DEPUTY: p.deputy_allowance}
    place = np.where(t.duty[rows] >= 0, t.duty[rows], t.post[rows])
    return np.array(
        [
            title[Title(t.title_paid[r])]
            + p.service_increment * min(int(t.service[r]), p.service_most)
            + office.get(Role(t.role[r]), 0.0)
            + p.town_allowance * (s.zone[at] < 2)
            for r, at in zip(rows, place, strict=True)
        ]
    )


def test_the_spread_changes_no_total(fork: County) -> None:
    county = lived(fork, pay())
    rows, unit = salaried(county)
    t, plain = county.state.teachers, by_the_scale(county, rows)
    assert np.count_nonzero(t.away[rows] != Away.HOME) > 5, "some work outside their own unit"
    total, scale = np.bincount(unit, t.pay[rows]), np.bincount(unit, plain)
    assert np.allclose(total, scale, rtol=1e-12)
    assert np.ptp(t.pay[rows] / plain) > 0.8 * AT_STAKE
    assert spent(county) == {}


def test_pay_moves_by_the_mark_against_the_mean_of_colleagues(fork: County) -> None:
    county = lived(fork, pay())
    rows, unit = salaried(county)
    t, plain = county.state.teachers, by_the_scale(county, rows)
    mark = t.appraisal_top[rows].astype(float) - (t.appraisal_failed[rows] == county.year)
    assert set(mark.tolist()) == {-1.0, 0.0, 1.0}
    mean = np.bincount(unit, plain * mark) / np.maximum(np.bincount(unit, plain), 1)
    assert np.allclose(t.pay[rows], plain * (1 + AT_STAKE * (mark - mean[unit])), rtol=1e-12)


def test_the_dose_spreads_pay_and_raises_effort(fork: County) -> None:
    spread, effort = [], []
    for at in (0.0, 0.2, 0.4):
        county = lived(fork, pay(spread=at, effort_gain=0.1))
        rows, _ = salaried(county)
        t, plain = county.state.teachers, by_the_scale(county, rows)
        spread.append(float(np.std(np.log(t.pay[rows] / plain))))
        effort.append(float(t.effort[rows].mean()))
    assert spread[0] == pytest.approx(0, abs=1e-12)
    assert np.all(np.diff(spread) > 0)
    assert np.diff(effort) == pytest.approx([0.1, 0.1], abs=0.01)  # 10 % of pay more at stake each


def test_contract_staff_stand_aside(fork: County) -> None:
    county = lived(fork, pay(effort_gain=0.1))
    t = county.state.teachers
    contract = t.alive & (t.status == Status.CONTRACT) & (t.duty >= 0)
    assert contract.sum() > 3
    assert np.all(t.pay[contract] == Parameters().utility.contract_pay)


def test_the_excellent_leave_less_and_the_others_more(fork: County) -> None:
    known = fork.state.teachers
    marks = {int(known.id[r]): int(known.mark[r]) for r in np.flatnonzero(known.alive)}
    chances = []
    for at in (0.0, 0.2, 0.4):
        county = under(fork, pay(spread=at))
        staff = [teacher for school in county.schools for teacher in school.staff]
        by_mark = [[t.leave_hazard() for t in staff if marks[t.id] == mark] for mark in (1, 0)]
        chances.append([float(np.mean(those)) for those in by_mark])
    best, others = np.array(chances).T
    assert np.all(np.diff(best) < 0)
    assert np.all(np.diff(others) > 0)
