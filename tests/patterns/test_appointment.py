"""A14 and A15: who wins and who loses by competition for posts."""

from __future__ import annotations

import numpy as np
import pytest

from patterns.appointment import change, gap, runs, ups
from teacherflow.codes import Zone

pytestmark = pytest.mark.pattern


def test_a14_without_protection_villages_lose_their_best_within_two_cycles() -> None:
    """Mean talent of village staff falls by .02-.06 SD in every county; that of the seat rises."""
    village = change("open", Zone.VILLAGE, 2028)
    assert np.all(village < -0.01)
    assert -0.06 < village.mean() < -0.02
    assert np.all(change("open", Zone.SEAT, 2028) > 0.01)
    assert all((by > 0).sum() > 0.1 * n for by, n in ups("open"))


def test_a14_rural_first_takes_most_of_the_loss_away() -> None:
    open_, first = (change(s, Zone.VILLAGE, 2028) for s in ("open", "rural first"))
    assert np.all(first > open_)
    assert abs(first.mean()) < 0.6 * abs(open_.mean())
    for by, n in ups("rural first"):
        assert (by > 0).sum() < 0.05 * n


def test_a15_those_without_a_post_are_older_of_lower_title_and_weaker() -> None:
    assert 0.5 < gap("without placement", "age") < 3.0
    assert -0.4 < gap("without placement", "title") < -0.05
    assert gap("without placement", "talent") < -0.04


def test_a15_without_placement_they_end_in_rural_schools_or_wait() -> None:
    for run in runs("without placement"):
        kinds, to = run.moves["kind"], run.moves["to_section"]
        leaves = np.isin(kinds, ("appointment", "waiting"))
        rural = (to >= 0) & (run.level[to] < Zone.SEAT)
        nowhere = kinds == "waiting"
        assert not np.any(kinds == "placement")
        assert (rural | nowhere)[leaves].mean() > 0.75
        assert nowhere[leaves].mean() > 0.1


def test_a15_resistance_grows_with_the_share_without_a_post() -> None:
    """The first round meets no memory; later ones comply less where many lost a post."""
    firm, soft = (np.array([run.adopted for run in runs(s)]) for s in ("resisting", "docile"))
    assert np.array_equal(firm[:, 0], soft[:, 0])
    assert np.all(firm[:, 1:] < soft[:, 1:])
    assert 0.03 < (soft - firm)[:, 1:].mean() < 0.25
