"""Keyed draws: pure functions of their key, with the right distributions."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from teacherflow.draws import Draws, seed_of

PEOPLE = np.arange(20_000)


def splitmix(x: int) -> int:
    """The finaliser as published, in Python integers."""
    mask = (1 << 64) - 1
    z = (x + 0x9E3779B97F4A7C15) & mask
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
    return z ^ (z >> 31)


@given(st.integers(0, 2**63 - 1), st.integers(-5, 10**12), st.integers(-5, 10**6))
def test_a_draw_is_the_published_hash_of_its_key(seed: int, who: int, what: int) -> None:
    draws = Draws(seed)
    mask = (1 << 64) - 1
    key = int(draws.key("leave.quit", 2025))
    word = splitmix(splitmix(key ^ (who & mask)) ^ (what & mask))
    expected = ((word >> 11) + 0.5) * 2.0**-53
    assert draws.uniform("leave.quit", 2025, [who], what)[0] == expected


def test_order_of_questions_changes_nothing() -> None:
    draws = Draws(7)
    whole = draws.uniform("a", 2025, PEOPLE)
    draws.uniform("b", 2025, PEOPLE)
    assert np.array_equal(draws.uniform("a", 2025, PEOPLE[::-1])[::-1], whole)
    assert np.array_equal(draws.uniform("a", 2025, PEOPLE[5:9]), whole[5:9])


def test_every_part_of_the_key_matters() -> None:
    base = Draws(7).uniform("a", 2025, PEOPLE)
    others = [
        Draws(8).uniform("a", 2025, PEOPLE),
        Draws(7).uniform("b", 2025, PEOPLE),
        Draws(7).uniform("a", 2026, PEOPLE),
        Draws(7).uniform("a", 2025, PEOPLE, 1),
        Draws(7).uniform("a", 2025, PEOPLE + 1),
    ]
    for other in others:
        assert abs(np.corrcoef(base[:-1], other[:-1])[0, 1]) < 4 / np.sqrt(PEOPLE.size)


def test_distributions() -> None:
    draws = Draws(3)
    assert stats.kstest(draws.uniform("u", 1, PEOPLE), "uniform").pvalue > 1e-3
    assert stats.kstest(draws.normal("n", 1, PEOPLE), "norm").pvalue > 1e-3
    assert stats.kstest(draws.gumbel("g", 1, PEOPLE), "gumbel_r").pvalue > 1e-3
    counts = draws.poisson("p", 1, PEOPLE, 2.5)
    assert abs(counts.mean() - 2.5) < 4 * np.sqrt(2.5 / PEOPLE.size)


def test_order_is_a_permutation_that_subsets_keep() -> None:
    draws = Draws(3)
    whole = PEOPLE[draws.order("tie", 2025, PEOPLE)]
    assert sorted(whole.tolist()) == PEOPLE.tolist()
    some = PEOPLE[::7]
    assert np.array_equal(some[draws.order("tie", 2025, some)], whole[np.isin(whole, some)])


def test_people_by_places_broadcast() -> None:
    draws = Draws(3)
    matrix = draws.uniform("look", 2025, PEOPLE[:4, None], np.arange(3)[None, :])
    assert matrix.shape == (4, 3)
    assert matrix[2, 1] == draws.uniform("look", 2025, [2], 1)[0]


def test_hash_seed_of_python_changes_nothing() -> None:
    code = "from teacherflow.draws import Draws; print(Draws(1).uniform('x', 1, [5])[0].hex())"
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "42")
    }
    assert len(answers) == 1


def test_replications_have_unlike_seeds() -> None:
    assert len({seed_of(s, r) for s in range(40) for r in range(50)}) == 2000
