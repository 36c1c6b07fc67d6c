"""M53 农村免论文与通过率不低于城市: papers waived for those who serve in the countryside; a floor."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest

from teacherflow.codes import Title, Zone
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.phases.promote import promote
from teacherflow.policies.titles import TitlePrerequisite
from teacherflow.terms.laws import settle

NOTHING = {"years": {"senior": 0}}


def review(fork: County, year: int, **values: object) -> tuple[County, dict[str, list[int]]]:
    """Return the county after one review, and applications and passes by place of duty."""
    county = fork.fork({})
    state = county.state
    state.year = year
    state.terms = settle({"p": TitlePrerequisite.model_validate({**NOTHING, **values})}, year)
    t, s = state.teachers, state.sections
    rural = {
        int(i): bool(d >= 0 and s.zone[d] != Zone.SEAT) for i, d in zip(t.id, t.duty, strict=True)
    }
    stage = dict(zip(t.id.tolist(), t.stage.tolist(), strict=True))
    promote(state)
    events = concatenated(state.log.titles)
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for event, level, person, rank in zip(
        *(events[name].tolist() for name in ("event", "level", "teacher_id", "rank")), strict=True
    ):
        if rank > 0 and event in ("apply", "pass"):
            group = f"{stage[person]} {level} {'rural' if rural[person] else 'urban'}"
            found[group][event == "pass"] += 1
    return county, found


@pytest.mark.parametrize("year", [2024, 2025, 2026, 2027])
def test_the_rural_pass_rate_is_not_below_the_urban(fork: County, year: int) -> None:
    _, free = review(fork, year)
    county, found = review(fork, year, rural_floor=True)
    for stage in (0, 1):
        for level in (Title.FIRST, Title.SENIOR):
            rural, urban = found[f"{stage} {level} rural"], found[f"{stage} {level} urban"]
            was_rural, was_urban = free[f"{stage} {level} rural"], free[f"{stage} {level} urban"]
            assert rural[1] + urban[1] == was_rural[1] + was_urban[1]
            if rural[0] and urban[0]:
                assert rural[1] * urban[0] >= urban[1] * rural[0]
    units = county.state.units
    assert units.moved_middle.sum() == units.moved_senior.sum() == 0


def test_the_floor_moves_posts_somewhere(fork: County) -> None:
    moved = [review(fork, year, rural_floor=True)[0].state.units for year in range(2024, 2028)]
    assert sum(np.abs(u.moved_middle).sum() + np.abs(u.moved_senior).sum() for u in moved) > 0


def test_waived_papers_count_for_those_on_duty_in_the_countryside(fork: County) -> None:
    """Seat units compete among themselves, so sending one away into a village helps this one."""
    state = fork.fork({}).state
    t, s = state.teachers, state.sections
    policy = TitlePrerequisite.model_validate({**NOTHING, "waive_paper": True, "paper_points": 5})
    rows = np.flatnonzero(t.alive & (t.duty == t.post) & (t.title == Title.FIRST))
    rows = rows[(s.zone[t.post[rows]] == Zone.SEAT) & (t.level_unit[rows] == s.unit[t.post[rows]])]
    village = int(np.flatnonzero(s.open & (s.zone == Zone.VILLAGE))[0])
    unit = s.unit[t.post[rows]]
    pool = rows[unit == np.bincount(unit).argmax()]
    t.title_years[pool] = 9
    state.units.cap_senior[:] = 1.0
    held = np.count_nonzero(t.level_unit[t.title >= Title.SENIOR] == unit[0])
    state.units.cap_senior[np.bincount(unit).argmax()] = (held + 3.5) / 0.95 / pool.size
    state.terms = settle({"p": policy}, 2025)
    sent = pool[np.argsort(t.talent[pool] + t.coaching[pool])][:1]  # the weakest one
    t.duty[sent] = village
    state.year = 2025
    promote(state)
    assert t.title[sent[0]] == Title.SENIOR
