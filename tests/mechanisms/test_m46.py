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
