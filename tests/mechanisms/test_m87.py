"""M87 宣传引导: publicity wins units over (its part in the lag of posts is another policy's)."""

from __future__ import annotations

from competing import competing
from teacherflow.county import County


def test_publicity_speeds_adoption(fork: County) -> None:
    curve = {"ceiling": 0.5, "speed": 0.1, "loss": 0.0, "gain": 0.4}
    silent, loud = (competing(fork, adoption=curve, publicity=p).state.units for p in (0.0, 1.0))
    assert loud.adopted.sum() > silent.adopted.sum()
    assert not (silent.adopted & ~loud.adopted).any()
