"""M21 校级干部城乡双向交流: good leaders of the seat go down, excellent rural heads go up."""

from __future__ import annotations

import numpy as np

from leading import columns_of, led, moves_of
from teacherflow.codes import Role, Zone
from teacherflow.county import County
from teacherflow.policies.leaders import LeaderTwoWay


def test_leaders_move_both_ways(fork: County) -> None:
    before, s = fork.state, fork.state.sections
    county = led(fork, LeaderTwoWay(persons_down=3, persons_up=2, after_years=0), healthy=True)
    moves, t = moves_of(county, "leader_two_way"), before.teachers
    ends = (s.zone[moves["from_section"]], s.zone[moves["to_section"]])
    down = (ends[0] == Zone.SEAT) & (ends[1] < Zone.SEAT)
    up = (ends[0] < Zone.SEAT) & (ends[1] == Zone.SEAT)
    assert np.all(down | up)
    assert up.sum() == 2
    assert 2 <= down.sum() <= 3
    row = {int(t.id[r]): int(r) for r in np.flatnonzero(t.alive)}
    sent = [row[i] for i in moves["teacher_id"].tolist()]
    assert np.all(t.appraisal_top[sent])
    assert np.all(t.role[np.array(sent)[up]] == Role.PRINCIPAL)
    after = county.state.teachers
    rural = np.isin(after.id, moves["teacher_id"][down]) & after.alive
    assert np.all(after.role[rural] == Role.PRINCIPAL)


def test_nobody_is_sent_to_and_fro(fork: County) -> None:
    county = led(fork, LeaderTwoWay(after_years=4), years=4)
    ids = moves_of(county, "leader_two_way")["teacher_id"]
    assert ids.size > 4
    assert np.unique(ids).size == ids.size


def test_no_persons_no_change(fork: County) -> None:
    none = led(fork, LeaderTwoWay(persons_down=0, persons_up=0))
    assert columns_of(none.state) == columns_of(led(fork).state)
    one = moves_of(led(fork, LeaderTwoWay(persons_down=1, persons_up=1)), "leader_two_way")
    assert one["teacher_id"].size == 2
