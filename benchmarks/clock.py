"""A clock that keeps the draws apart, and small helpers for medians and counties."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from teacherflow.draws import Draws
from teacherflow.population import CountyData, load_county

COUNTIES = Path(__file__).resolve().parents[1] / "scenarios" / "counties"


class TimedDraws(Draws):
    """Draws that add up the CPU seconds spent in them, so that both sides can leave them out.

    Engine and twin ask the same class for the same numbers: the engine for a thousand people at
    once, the twin for one. What the engine draws inside a kernel stays in its own time.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.seconds, self._depth = 0.0, 0

    def _timed(self, draw: Callable[..., Any], *args: Any) -> Any:
        if self._depth:
            return draw(*args)
        self._depth, begin = 1, time.process_time()
        try:
            return draw(*args)
        finally:
            self.seconds += time.process_time() - begin
            self._depth = 0

    def uniform(self, *args: Any) -> Any:
        return self._timed(super().uniform, *args)

    def normal(self, *args: Any) -> Any:
        return self._timed(super().normal, *args)

    def gumbel(self, *args: Any) -> Any:
        return self._timed(super().gumbel, *args)

    def poisson(self, *args: Any) -> Any:
        return self._timed(super().poisson, *args)

    def order(self, *args: Any) -> Any:
        return self._timed(super().order, *args)


def seconds_of(act: Callable[..., Any], *args: Any, draws: TimedDraws | None = None) -> float:
    """Return the CPU seconds that ``act(*args)`` takes, without those of ``draws``."""
    apart = draws.seconds if draws else 0.0
    begin = time.process_time()
    act(*args)
    spent = time.process_time() - begin
    return spent - (draws.seconds - apart if draws else 0.0)


def median(values: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def county_data(name: str) -> CountyData:
    """Return a county that ships with the model."""
    return load_county(COUNTIES / f"{name}.yaml")
