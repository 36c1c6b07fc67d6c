"""M88 加大薄弱校投入: equipment bought once is felt for five years."""

from __future__ import annotations

import numpy as np
import pytest

from growing import lived, spent
from teacherflow import choice
from teacherflow.county import County
from teacherflow.policies.provision import WeakSchoolInvestment

ONCE = {"yuan_per_pupil": 2000, "from": 2024, "until": 2024}


def worth(county: County) -> np.ndarray:
    """Return the amenity of each section to somebody new there, in yuan a month."""
    s = county.state.sections
    return np.asarray(choice.places_of(county.state, np.arange(s.rows)).worth)


def test_equipment_is_felt_for_five_years(fork: County) -> None:
    """60 yuan a month for 2,000 yuan per pupil, in the five years after; then no more."""
    ours, felt = lived(fork, WeakSchoolInvestment.model_validate(ONCE)), []
    bought = ours.state.sections.equipment.sum(axis=1) > 0
    assert 0 < bought.sum() < ours.state.sections.open.sum()
    for _ in range(6):
        value = worth(ours)
        equipment = ours.state.sections.equipment.copy()
        ours.state.sections.equipment[:] = 0.0
        felt.append(value - worth(ours))
        ours.state.sections.equipment[:] = equipment
        ours.step()
    for year in range(5):
        assert felt[year] == pytest.approx(60.0 * bought)
    assert felt[5] == pytest.approx(0.0)


def test_those_at_work_feel_it_too(fork: County) -> None:
    """u of everybody on duty rises by 60 / 5500 where equipment is new."""
    county = lived(fork, WeakSchoolInvestment.model_validate(ONCE))
    t, s = county.state.teachers, county.state.sections
    rows = np.flatnonzero(t.alive & (t.duty >= 0))
    with_it, _ = choice.utility_here(county.state, rows)
    new = s.equipment.sum(axis=1)[t.duty[rows]] > 0
    s.equipment[:] = 0.0
    without, _ = choice.utility_here(county.state, rows)
    assert with_it - without == pytest.approx(60.0 / 5500.0 * new)


def test_weak_schools_are_paid_per_pupil(fork: County) -> None:
    county = lived(fork, WeakSchoolInvestment())
    s, t = county.state.sections, county.state.teachers
    here = t.alive & t.backbone & (t.duty >= 0)
    named = np.bincount(t.duty[here], minlength=s.rows)
    least = county.state.parameters.exchange.weak_backbones
    weak = s.open & (named < least * s.pupils / 100 - 1e-9)
    assert weak.any()
    yuan = 1000.0 * s.pupils[weak].sum()
    assert spent(county) == {"weak_school_investment.equipment (county)": yuan}


def test_the_more_is_invested_the_less_weak_schools_lose(fork: County) -> None:
    leaving = []
    for yuan in (0, 5000, 20_000):
        policy = WeakSchoolInvestment.model_validate({**ONCE, "yuan_per_pupil": yuan})
        county = lived(fork, policy)
        weak = lived(fork, WeakSchoolInvestment.model_validate(ONCE)).state.sections.weak
        choice.refresh(county.state)
        county.state.teachers.utility_before[:] = np.nan
        staff = county.teachers.select(weak[county.teachers.get("duty")])
        leaving.append(float(np.mean(staff.map("leave_hazard"))))
    assert leaving[0] > leaving[1] > leaving[2]
