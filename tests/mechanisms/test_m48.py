"""M48 思想阻力: adoption rises with the years and falls with the share left without a post."""

from __future__ import annotations

import numpy as np

from competing import competing
from teacherflow.county import County


def adopted(county: County) -> float:
    state = county.state
    units = np.unique(state.sections.unit[state.teachers.post[state.teachers.alive]])
    return float(state.units.adopted[units].mean())


def test_adoption_rises_with_years_and_falls_with_the_unplaced(fork: County) -> None:
    curve = {"ceiling": 0.9, "speed": 2.0, "loss": 0.0}
    first, third = (competing(fork, n, adoption=curve, cut=0.0) for n in (1, 7))
    assert adopted(first) < adopted(third)
    fearful = {"ceiling": 0.9, "speed": 0.1, "loss": 8.0}
    bold = {**fearful, "loss": 0.0}
    harsh = {"cut": 1.0, "own_share": 0.8, "upward": False, "term_years": 3}
    assert adopted(competing(fork, 4, adoption=fearful, **harsh)) < adopted(
        competing(fork, 4, adoption=bold, **harsh)
    )


def test_a_unit_that_does_not_comply_appoints_everybody(fork: County) -> None:
    county = competing(fork, adoption={"ceiling": 0.0}, cut=1.0, dismiss_failed=False)
    assert adopted(county) == 0.0
    assert not np.any(county.state.teachers.contest_rank)
