"""The efficient frontier: which options nobody should pass over, whatever a unit is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from teacherflow_analysis.comparison.compare import PAIR
from teacherflow_analysis.inference.resampling import resampled
from teacherflow_analysis.inference.spread import spread_of_series, square

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

RESAMPLES: Final = 1000


class Status(StrEnum):
    """Where an option stands.

    ``dominated``: another does as much or more for as little or less. ``extended``: a mixture of
    two others does as much for less, so each further unit costs more than at the next option.
    """

    EFFICIENT = "efficient"
    DOMINATED = "dominated"
    EXTENDED = "extended dominance"


class Place(NamedTuple):
    """Where an option stands, by the means of the runs."""

    status: Status
    beaten_by: tuple[str, ...]
    next_ratio: float | None
    chance: float | None

    def told(self) -> tuple[str, tuple[str, ...], float | None, float | None]:
        """Return the same as plain values."""
        return self.status.value, self.beaten_by, self.next_ratio, self.chance


def frontier(runs: Mapping[str, pd.DataFrame], baseline: str) -> dict[str, Place]:
    """Return the place of every option, the baseline (no cost, no effect) among them.

    Parameters
    ----------
    runs : mapping of str to pandas.DataFrame
        Columns ``cost`` and ``effect`` against the baseline, indexed by draw and replication.
    """
    if not runs:
        return {}
    means = {baseline: (0.0, 0.0)} | {
        name: (spread_of_series(one["cost"]).mean, spread_of_series(one["effect"]).mean)
        for name, one in runs.items()
    }
    places = places_of(means)
    found = _chances(runs, baseline)
    return {name: place._replace(chance=found.get(name)) for name, place in places.items()}


def places_of(means: Mapping[str, tuple[float, float]]) -> dict[str, Place]:
    """Return the place of every option by its cost and effect.

    Of options that are equal in both, the first stays and beats the others.
    """
    order = list(means)
    beaten = {name: _better_than(name, means, order) for name in order}
    left = sorted((n for n in order if not beaten[n]), key=lambda name: means[name][1])
    hull, passed = _hull(left, means)
    places = {n: Place(Status.DOMINATED, (by,), None, None) for n, by in beaten.items() if by}
    for name in passed:
        low = max((h for h in hull if means[h][1] < means[name][1]), key=lambda h: means[h][1])
        high = min((h for h in hull if means[h][1] > means[name][1]), key=lambda h: means[h][1])
        places[name] = Place(Status.EXTENDED, (low, high), None, None)
    for before, name in zip([None, *hull], hull, strict=False):
        step = None if before is None else _step(means[before], means[name])
        places[name] = Place(Status.EFFICIENT, (), step, None)
    return {name: places[name] for name in order}


def _better_than(name: str, means: Mapping[str, tuple[float, float]], order: Sequence[str]) -> str:
    """Return the cheapest option that does as much for as little, empty if there is none."""
    cost, effect = means[name]
    found = [
        other
        for other in order
        if other != name
        and means[other][0] <= cost
        and means[other][1] >= effect
        and (means[other] != means[name] or order.index(other) < order.index(name))
    ]
    return min(found, key=lambda other: (means[other][0], -means[other][1])) if found else ""


def _hull(
    left: Sequence[str], means: Mapping[str, tuple[float, float]]
) -> tuple[list[str], list[str]]:
    """Return options whose price of a further unit rises step by step, and those passed over."""
    hull: list[str] = []
    for name in left:
        while len(hull) > 1 and _step(means[hull[-2]], means[hull[-1]]) > _step(
            means[hull[-1]], means[name]
        ):
            hull.pop()
        hull.append(name)
    return hull, [name for name in left if name not in hull]


def _step(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (other[0] - one[0]) / (other[1] - one[1])


def _chances(runs: Mapping[str, pd.DataFrame], baseline: str) -> dict[str, float]:
    """Return how often each option is on the frontier if the runs are drawn again."""
    first = next(iter(runs.values()))
    if len(first) == 1 or any(not one.index.equals(first.index) for one in runs.values()):
        return {}
    samples = [_sample(one[column]) for one in runs.values() for column in ("cost", "effect")]
    drawn = resampled(samples)[:, :RESAMPLES].reshape(len(runs), 2, -1)
    counted = dict.fromkeys([baseline, *runs], 0)
    for k in range(drawn.shape[2]):
        means = {baseline: (0.0, 0.0)} | {
            name: (float(cost), float(effect))
            for name, (cost, effect) in zip(runs, drawn[:, :, k], strict=True)
        }
        for name, place in places_of(means).items():
            counted[name] += place.status is Status.EFFICIENT
    return {name: count / drawn.shape[2] for name, count in counted.items()}


def _sample(values: pd.Series) -> np.ndarray:
    """Return values as they are drawn again: in a row, or as a table of draws and replications."""
    draw, replication = (values.index.get_level_values(key).to_numpy() for key in PAIR)
    numbers = values.to_numpy()
    return numbers if len(set(draw.tolist())) == 1 else square(numbers, draw, replication)
