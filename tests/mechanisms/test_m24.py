"""M24 互派: a seat school and its partner swap equal numbers; head counts do not change."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from mechanisms.forms_runs import came_back, lived, sent
from teacherflow.codes import Zone
from teacherflow.county import County
from teacherflow.policies.pairs import MutualDispatch, Pairing
from teacherflow.terms.laws import Conflict, settle


def test_pairs_swap_equal_numbers(fork: County) -> None:
    county = lived(fork, {"p": MutualDispatch(per_pair=2)}, years=2)
    s, moves = county.state.sections, sent(county, "mutual_dispatch")
    assert len(moves) > 10
    ways = Counter((m["year"], m["from_section"], m["to_section"]) for m in moves)
    for (year, home, host), number in ways.items():
        assert number == ways[year, host, home] <= 2
        assert {s.zone[home] == Zone.SEAT, s.zone[host] == Zone.SEAT} == {True, False}
    back, due = came_back(county, moves, 1)
    assert 0.85 * due < back <= due


def test_each_school_has_one_partner_the_nearest_first(fork: County) -> None:
    county = lived(fork, {"p": MutualDispatch(per_pair=1)}, years=1)
    s = county.state.sections
    pairs = [np.flatnonzero(s.partner_seat == row) for row in set(s.partner_seat.tolist()) - {-1}]
    assert len(pairs) >= 2
    for members in pairs:
        assert sorted((s.zone[members] == Zone.SEAT).tolist()) == [False, True]
        assert len(set(s.stage[members].tolist())) == 1
    km = 1.3 * np.hypot(s.x[:, None] - s.x[None, :], s.y[:, None] - s.y[None, :])
    alone = np.flatnonzero(s.open & (s.zone < Zone.SEAT) & (s.partner_seat < 0))
    for members in pairs:
        helper, helped = sorted(members.tolist(), key=lambda row: -s.zone[row])
        near = alone[s.stage[alone] == s.stage[helper]]
        assert np.all(km[helper, near] >= km[helper, helped] - 1e-9)


def test_two_policies_share_the_pairs_or_are_refused() -> None:
    settle({"a": MutualDispatch(), "b": Pairing()}, 2025)
    with pytest.raises(Conflict):
        settle({"a": MutualDispatch(km_most=20.0), "b": Pairing()}, 2025)
