"""M77 工作室（巴南）: fewer studios with far more mentees."""

from __future__ import annotations

import numpy as np

from growing import lived, people
from teacherflow.county import County
from teacherflow.policies.growth import Studios
from teacherflow.terms.laws import settle
from teacherflow.terms.teach import GROWTH


def test_the_banan_preset_reaches_more_mentees(fork: County) -> None:
    places = {}
    for preset in ("guanxian_2024", "banan_2021"):
        policy = Studios.model_validate({"preset": preset})
        (item,) = (g for g in settle({"s": policy}, 2025)[GROWTH] if g.name == "studios.studio")
        places[preset] = (item.per_mentor, item.most)
    assert places == {
        "guanxian_2024": (6, 289),
        "banan_2021": (48, 988),
    }  # 289 / 49 and 988 / 21, upwards
    total = [
        people(lived(fork, Studios.model_validate({"preset": p})), "coaching")["coaching"].sum()
        for p in ("guanxian_2024", "banan_2021")
    ]
    assert total[0] < total[1]


def test_no_preset_adds_studios_to_those_of_another(fork: County) -> None:
    """Two instances stand side by side; the stock is still under its ceiling."""
    both = [
        Studios.model_validate({"preset": p, "as": p, "rate": 0.02})
        for p in ("guanxian_2024", "banan_2021")
    ]
    stock = people(lived(fork, *both, years=4), "coaching")["coaching"]
    assert stock.max() <= 0.03
    alone = people(lived(fork, both[0], years=4), "coaching")["coaching"]
    assert np.sum(stock) > np.sum(alone)
