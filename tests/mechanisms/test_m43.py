"""M43 落聘安置与分流: placement, waiting, other work, early retirement, dismissal."""

from __future__ import annotations

import numpy as np

from competing import FIRST, competing, moves_of
from teacherflow.codes import Away
from teacherflow.county import County

HARSH = {"cut": 0.3, "own_share": 0.6}
"""Two in five posts go to outsiders; with a cut alone nearly all find one of the posts it opens."""
ENDS = ("appointment", "placement", "waiting", "dismiss")


def test_everyone_unplaced_is_placed_waiting_or_out(fork: County) -> None:
    county = competing(fork, cut=0.3, upward=False)
    t, moves = county.state.teachers, moves_of(county)
    lost = t.id[t.alive & (t.contest_rank > t.contest_seats)]
    moved = moves["teacher_id"][np.isin(moves["kind"], ENDS)]
    assert lost.size > 20
    assert set(lost.tolist()) <= set(moved.tolist())


def test_waiting_lasts_one_year(fork: County) -> None:
    county = competing(fork, 3, upward=False, **HARSH)
    t, moves = county.state.teachers, moves_of(county)
    waited = moves["teacher_id"][moves["kind"] == "waiting"]
    assert waited.size > 10
    assert not np.any(t.away[t.alive] == Away.WAITING)
    ended = np.isin(moves["kind"], ("placement", "office", "dismiss", "early_retire"))
    settled = moves["teacher_id"][ended & (moves["year"] == FIRST + 1)]
    still = t.id[t.alive]
    assert set(np.intersect1d(waited, still).tolist()) <= set(settled.tolist())


def test_pay_falls_while_waiting_and_returns_with_a_post(fork: County) -> None:
    first, second = (competing(fork, n, upward=False, **HARSH) for n in (1, 2))
    a, b = first.state.teachers, second.state.teachers
    waits = np.flatnonzero(a.alive & (a.away == Away.WAITING))
    back = [r for r in waits if b.alive[r] and b.id[r] == a.id[r] and b.post[r] >= 0]
    assert len(back) > 5
    assert np.all(b.pay[back] > 1.4 * a.pay[back])


def test_without_placement_more_wait(fork: County) -> None:
    placed = moves_of(competing(fork, cut=0.05, own_share=0.8))["kind"]
    left = moves_of(competing(fork, cut=0.05, own_share=0.8, placement=False))["kind"]
    assert np.sum(left == "waiting") > np.sum(placed == "waiting")
    assert not np.any(left == "placement")


def test_training_of_those_who_wait_is_a_line_of_the_ledger(fork: County) -> None:
    county = competing(fork, waiting={"training_yuan": 1000}, **HARSH)
    waits = int(np.sum(county.state.teachers.away == Away.WAITING))
    lines = [line for line in county.state.log.spending if line[2] == "waiting_training"]
    assert waits > 0
    assert lines == [(FIRST, "competitive_hiring", "waiting_training", "county", 1000.0 * waits)]


def test_posts_cut_are_open_to_those_who_lost_them(fork: County) -> None:
    """A post closed in one unit opens in another before anybody is placed, so hardly anyone waits."""
    county = competing(fork, upward=False, cut=1.0)
    t, moves = county.state.teachers, moves_of(county)
    lost = t.id[t.alive & (t.contest_rank > t.contest_seats)]
    found = moves["teacher_id"][np.isin(moves["kind"], ("appointment", "placement"))]
    before = fork.state.sections.target
    assert lost.size > 20
    assert np.isin(lost, found).mean() > 0.9
    assert np.any(county.state.sections.target > before)
