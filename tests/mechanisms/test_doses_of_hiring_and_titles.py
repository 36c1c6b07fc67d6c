"""More of a dose, more of its effect: signs over the whole range, on one small county."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from competing import FIRST, competing, moves_of
from teacherflow.codes import Away, Zone
from teacherflow.county import County
from teacherflow.policies.titles import TitlePrerequisite
from teacherflow.terms.laws import settle


def lost(county: County) -> int:
    t = county.state.teachers
    return int(np.sum(t.alive & (t.contest_rank > t.contest_seats)))


def test_the_more_posts_others_get_the_more_lose_theirs(fork: County) -> None:
    shares = (1.0, 0.9, 0.75, 0.5)
    found = [lost(competing(fork, upward=False, own_share=share)) for share in shares]
    assert all(a < b for a, b in pairwise(found))


def test_the_more_audit_the_less_connections_gain(fork: County) -> None:
    """The luck is the same, so the scores of the connected fall by exactly what is audited."""
    runs = [competing(fork, cut=0.15, audit=audit).state.teachers for audit in (0.0, 0.3, 0.7, 1.0)]
    rows = np.flatnonzero(np.all([t.alive & (t.contest_rank > 0) for t in runs], axis=0))
    rows = rows[np.all([t.id[rows] == runs[0].id[rows] for t in runs], axis=0)]
    friends = runs[0].connected[rows]
    gains = [(t.contest_score[rows] - runs[-1].contest_score[rows])[friends].mean() for t in runs]
    assert friends.sum() > 20
    assert np.allclose(gains, [0.2, 0.14, 0.06, 0.0])  # a quarter of .8 points


def test_the_more_publicity_the_more_units_comply(fork: County) -> None:
    """Every unit that complies with less publicity complies with more; strictly more in the end."""
    curve = {"ceiling": 0.6, "gain": 0.4, "earlier": 2.0}
    doses = (0.0, 0.5, 1.0)
    runs = [competing(fork, publicity=d, adoption=curve).state.units.adopted for d in doses]
    assert all(np.all(a <= b) for a, b in pairwise(runs))
    assert runs[0].sum() < runs[-1].sum()


def test_the_longer_the_waiting_the_more_wait(fork: County) -> None:
    """Person-years of waiting over a term; 0 months: nobody waits."""
    found = []
    for months in (0, 12, 24, 36):
        waited = 0
        for years in (1, 2, 3):
            rule = {"months": months}
            county = competing(fork, years, cut=0.3, own_share=0.5, applications=1, waiting=rule)
            t = county.state.teachers
            waited += int(np.sum(t.alive & (t.away == Away.WAITING) & (t.waiting_since > 0)))
        found.append(waited)
    assert found[0] == 0
    assert all(a < b for a, b in pairwise(found))


def test_the_longer_the_lock_the_fewer_go_up(fork: County) -> None:
    tenure = dict(zip(fork.state.teachers.id.tolist(), fork.state.teachers.tenure, strict=True))
    gone = []
    for lock in (0, 5, 15, 40):
        county = competing(fork, cut=0.0, lock_years=lock)
        moves, zone = moves_of(county), county.state.sections.zone
        up = zone[moves["to_section"]] > zone[moves["from_section"]]
        up &= moves["kind"] == "appointment"
        movers = moves["teacher_id"][up].tolist()
        assert all(tenure[person] + 1 >= lock for person in movers)  # a year older in the round
        gone.append(len(movers))
    assert gone[0] > gone[-1] == 0
    assert all(a >= b for a, b in pairwise(gone))


def test_the_more_years_asked_the_larger_the_rural_stock(fork: County) -> None:
    """Persons in service and staff on duty in towns and villages, mean of eight years."""
    serving, rural = [], []
    for asked in (0, 1, 2, 3):
        given = {"years": {"senior": asked, "first": asked}, "from": FIRST}
        policy = TitlePrerequisite.model_validate(given)
        terms = {y: settle({policy.name: policy}, y) for y in range(FIRST, FIRST + 8)}
        county = fork.fork(terms)
        here, away = [], []
        for _ in range(8):
            county.step()
            t, s = county.state.teachers, county.state.sections
            away.append(int(np.sum(t.alive & (t.away == Away.EXCHANGE))))
            here.append(int(np.sum(s.zone[t.duty[t.alive & (t.duty >= 0)]] != Zone.SEAT)))
        serving.append(np.mean(away))
        rural.append(np.mean(here))
    assert serving[0] == 0
    assert all(a < b for a, b in pairwise(serving))
    assert all(a < b for a, b in pairwise(rural))
