"""M23 支教: backbones of the seat teach in villages for a term and return."""

from __future__ import annotations

from math import ceil

import numpy as np

from mechanisms.forms_runs import came_back, lived, sent, told
from teacherflow import movement
from teacherflow.codes import Zone
from teacherflow.county import County
from teacherflow.policies.forms import SupportTeach


def test_support_teaching_puts_backbones_in_villages_and_returns_them(fork: County) -> None:
    county = lived(fork, {"p": SupportTeach(share=0.02)})
    moves, s = sent(county, "support_teach"), county.state.sections
    assert len(moves) > 30
    assert all(s.zone[m["from_section"]] == Zone.SEAT for m in moves)
    assert all(s.zone[m["to_section"]] == Zone.VILLAGE for m in moves)
    assert all(m["backbone"] for m in moves)
    back, due = came_back(county, moves, 1)
    assert 0.9 * due < back <= due  # the others left the service meanwhile
    without = lived(fork, {})

    def in_villages(one: County) -> int:
        t, s = one.state.teachers, one.state.sections
        rows = np.flatnonzero(t.alive & t.backbone & (t.duty >= 0))
        return int((s.zone[t.duty[rows]] == Zone.VILLAGE).sum())

    assert in_villages(county) > in_villages(without)


def test_the_number_is_a_share_of_staff_or_of_persons(fork: County) -> None:
    by_share = lived(fork, {"p": SupportTeach(share=0.01)}, years=1)
    staff = int(movement.holds_post(by_share.state).sum())
    asked = told(by_share, "support_teach.duty")[2024].asked
    assert abs(asked - ceil(0.01 * staff)) <= 1  # borrowing follows and takes no post
    fixed = lived(fork, {"p": SupportTeach(counted_in="persons", persons=7)}, years=1)
    assert told(fixed, "support_teach.duty")[2024].asked == 7
    assert len(sent(fixed, "support_teach")) == 7
