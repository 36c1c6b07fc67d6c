"""M46 三年一聘: a pulse of moves every term."""

from __future__ import annotations

import numpy as np
import pytest

from competing import FIRST, competing, moves_of
from teacherflow.county import County


@pytest.mark.parametrize("term", [2, 3])
def test_moves_pulse_with_the_term(fork: County, term: int) -> None:
    moves = moves_of(competing(fork, 7, term_years=term, cut=0.1))
    in_round = moves["year"][np.isin(moves["kind"], ("appointment", "waiting"))]
    wanted = set(range(FIRST, FIRST + 7, term))
    assert set(in_round.tolist()) == wanted
    by_year = np.bincount(moves["year"] - FIRST, minlength=7)
    quiet = [n for year, n in enumerate(by_year) if year + FIRST not in wanted]
    assert min(by_year[::term]) > max(quiet)


@pytest.fixture
def fewer_levels(fork: County) -> County:
    """The county after its entitlement to level posts was cut by a third."""
    county = fork.fork({})
    for name in ("cap_senior", "cap_middle"):
        county.state.units[name][:] *= 2 / 3
    return county


def test_level_posts_are_competed_for_where_the_policy_says_so(fewer_levels: County) -> None:
    """Who is lowered scored below all who stay at the level; pay falls by one level, titles stay."""
    kept, fresh = (
        competing(fewer_levels, cut=0.05, upward=False, levels=on) for on in (False, True)
    )
    a, b, s = kept.state.teachers, fresh.state.teachers, fresh.state.sections
    lowered = np.flatnonzero(b.alive & (b.level_unit == -2))
    assert lowered.size > 10
    assert np.array_equal(a.title, b.title)
    assert np.all(b.title_paid[lowered] == b.title[lowered] - 1)
    assert np.all(b.pay[lowered] < a.pay[lowered])
    unit = s.unit[b.post]
    here = b.alive & (b.contest_year == FIRST) & (b.contest_rank > 0)
    here &= (b.contest_rank <= b.contest_seats) & (b.post >= 0)
    competed_here = lowered[b.moved_year[lowered] < FIRST]  # others came after the round
    assert competed_here.size > 10
    for row in competed_here.tolist():
        peers = here & (unit == unit[row]) & (b.title == b.title[row]) & (b.level_unit == unit)
        assert np.all(b.contest_score[peers] >= b.contest_score[row])


def test_who_was_lowered_may_win_a_level_post_again(fewer_levels: County) -> None:
    """Places that fall vacant at the level go to applicants and to those lowered alike."""
    first, later = (competing(fewer_levels, n, upward=False, levels=True) for n in (1, 3))
    a, b = first.state.teachers, later.state.teachers
    lowered = np.flatnonzero(a.alive & (a.level_unit == -2))
    still = [row for row in lowered if b.alive[row] and b.id[row] == a.id[row]]
    assert all((b.title_paid[row] == b.title[row]) == (b.level_unit[row] != -2) for row in still)
    assert any(b.level_unit[row] != -2 for row in still)


def test_without_the_switch_nobody_is_lowered(fewer_levels: County) -> None:
    t = competing(fewer_levels, cut=0.05).state.teachers
    assert not np.any(t.level_unit[t.alive] == -2)
