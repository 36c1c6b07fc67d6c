"""M66 班主任津贴: one head per class draws it, and class heads leave less."""

from __future__ import annotations

import numpy as np
import pytest

from paying import spent, under
from teacherflow.codes import Role
from teacherflow.county import County
from teacherflow.policies.pay import HomeroomPay


def pay(yuan: float) -> HomeroomPay:
    return HomeroomPay.model_validate({"yuan_per_month": yuan})


def test_one_class_head_per_class_is_paid(fork: County) -> None:
    without, county = under(fork), under(fork, pay(500))
    t, s = county.state.teachers, county.state.sections
    on_duty = t.alive & (t.duty >= 0)
    heads = np.bincount(t.duty[on_duty & t.homeroom], minlength=s.rows)
    staff = np.bincount(t.duty[on_duty], minlength=s.rows)
    assert heads.sum() > 50
    assert np.array_equal(heads, np.minimum(staff, np.where(s.open, s.classes, 0)))
    gain = t.pay - without.state.teachers.pay
    assert np.allclose(gain[on_duty & t.homeroom], 500)
    assert np.all(gain[on_duty & ~t.homeroom] == 0)
    assert spent(county) == {"homeroom_pay.class": pytest.approx(500 * 12 * heads.sum())}


def test_leaders_lead_a_class_only_where_nobody_else_is_left(fork: County) -> None:
    t = fork.state.teachers
    on_duty, leads = t.alive & (t.duty >= 0), t.role != Role.TEACHER
    for section in np.unique(t.duty[on_duty & leads & t.homeroom]):
        assert np.all(t.homeroom[on_duty & ~leads & (t.duty == section)])


def test_class_heads_stay_heads_and_leave_less(fork: County) -> None:
    heads = [t.id for school in fork.schools for t in school.staff if t.homeroom]
    chances = []
    for yuan in (0, 400, 800):
        county = under(fork, pay(yuan))
        staff = [t for school in county.schools for t in school.staff if t.id in set(heads)]
        chances.append(np.mean([teacher.leave_hazard() for teacher in staff]))
    assert np.all(np.diff(chances) < 0)
    later = fork.fork({})
    later.step()
    t = later.state.teachers
    kept = t.alive & np.isin(t.id, heads)
    assert t.homeroom[kept].mean() > 0.8
