"""How sure the mean of runs is: Student's t, with parameters and luck told apart.

With one draw of the uncertain parameters the runs are the independent cases. With several, every
draw meets the same luck: replication 3 is the same county with the same chances under all draws.
Draws and replications are *crossed*, so a value is

    mean + (draw) + (replication) + (rest),

and the variance of the mean is ``A/D + B/R + E/(D R)`` with D draws and R replications: more draws
do not lessen what R replications leave open. Means of draws taken as independent cases would
leave out B. The mean squares of the two-way table estimate the parts (Searle, Casella and McCulloch
1992, *Variance Components*, ch. 4), Satterthwaite's rule (1946) gives the degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, sqrt
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LEVEL: Final = 0.95
TINY: Final = 1e-12
"""Relative size under which a difference or a spread is a rounding error."""


@dataclass(frozen=True)
class Components:
    """Variance of one value (draw, replication), in parts; none is negative.

    Attributes
    ----------
    parameters : float
        Of the expected value between draws: what the parameters do.
    common : float
        Of luck that is the same in all draws.
    rest : float
        Of luck that works differently in every draw.
    clipped : bool
        Whether the estimate of ``parameters`` was negative and is put at zero.
    left_out : int
        Values not used, because their draw or replication has gaps.
    """

    parameters: float
    common: float
    rest: float
    clipped: bool
    left_out: int

    @property
    def luck(self) -> float:
        """Variance within a draw."""
        return self.common + self.rest

    @property
    def share(self) -> float | None:
        """Share of the parameters in the variance; None if nothing varies."""
        total = self.parameters + self.luck
        return self.parameters / total if total > 0 else None


class Estimate(NamedTuple):
    """A mean with its 95 % interval; no interval with fewer than two independent cases."""

    mean: float
    low: float | None
    high: float | None

    @property
    def half(self) -> float | None:
        """Half the width of the interval."""
        return _half(self.low, self.high)

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low is not None and self.high is not None and not self.low <= 0 <= self.high


@dataclass(frozen=True)
class Spread:
    """A mean and how sure it is.

    Attributes
    ----------
    cases : array of float
        Independent cases: values of a single draw, or the mean of each draw.
    low, high, p : float or None
        95 % interval of the mean and probability of so large a mean if the truth were zero
        (two-sided); None with fewer than two cases.
    replications, draws : int or None
        How many in all would halve the interval, the other number staying; None if none would.
    components : Components or None
        None unless at least two draws have the same two replications.
    """

    mean: float
    cases: np.ndarray
    low: float | None = None
    high: float | None = None
    p: float | None = None
    replications: int | None = None
    draws: int | None = None
    components: Components | None = None

    @property
    def half(self) -> float | None:
        """Half the width of the interval."""
        return _half(self.low, self.high)


def _half(low: float | None, high: float | None) -> float | None:
    return None if low is None or high is None else (high - low) / 2


def spread_of(values: np.ndarray, draw: np.ndarray, replication: np.ndarray) -> Spread:
    """Return mean and interval of values, one per (draw, replication); at least one value."""
    if len(set(draw.tolist())) == 1:
        return _of_one_draw(values)
    return _of_draws(square(values, draw, replication))


def spread_of_series(values: pd.Series) -> Spread:
    """Return the same of a series indexed by (draw, replication)."""
    draw, replication = (
        values.index.get_level_values(key).to_numpy() for key in ("draw", "replication")
    )
    return spread_of(values.to_numpy(), draw, replication)


class Spreads(NamedTuple):
    """Means and their 95 % intervals, many at once; NaN where undefined.

    Attributes
    ----------
    mean, low, high : float array
    cases : int array
        Independent cases behind each mean.
    """

    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    cases: np.ndarray


def spreads(values: np.ndarray, draw: np.ndarray, replication: np.ndarray) -> Spreads:
    """Return `spread_of` of every column of an array whose first axis are the runs.

    Parameters
    ----------
    values : float array, (runs, …)
        NaN where a run has no value; a column may have none at all.
    """
    import numpy as np

    if len(np.unique(draw)) <= 1:
        return _spreads_of_one_draw(values)
    flat = values.reshape(len(values), -1)
    found = np.full((4, flat.shape[1]), np.nan)
    found[3] = 0.0
    for k, column in enumerate(flat.T):
        known = ~np.isnan(column)
        if known.any():
            one = spread_of(column[known], draw[known], replication[known])
            ends = (np.nan if end is None else end for end in (one.low, one.high))
            found[:, k] = one.mean, *ends, len(one.cases)
    mean, low, high, cases = (row.reshape(values.shape[1:]) for row in found)
    return Spreads(mean, low, high, cases.astype(int))


def _spreads_of_one_draw(values: np.ndarray) -> Spreads:
    import numpy as np
    from scipy.special import stdtrit

    known = ~np.isnan(values)
    n = known.sum(axis=0)
    filled = np.where(known, values, 0.0)
    mean = np.where(n > 0, filled.sum(axis=0) / np.maximum(n, 1), np.nan)
    squares = np.where(known, (filled - mean) ** 2, 0.0).sum(axis=0)
    deviation = np.sqrt(squares / np.maximum(n - 1, 1))
    half = stdtrit(np.maximum(n - 1, 1), (1 + LEVEL) / 2) * deviation / np.sqrt(np.maximum(n, 1))
    half = np.where(n > 1, half, np.nan)
    return Spreads(mean, mean - half, mean + half, n)


def square(values: np.ndarray, draw: np.ndarray, replication: np.ndarray) -> np.ndarray:
    """Return values as a table (draws, replications); what is missing is NaN."""
    import numpy as np

    rows, row = np.unique(draw, return_inverse=True)
    columns, column = np.unique(replication, return_inverse=True)
    table = np.full((len(rows), len(columns)), np.nan)
    table[row, column] = values
    return table


def means_of_draws(table: np.ndarray) -> np.ndarray:
    """Return the mean of each draw of a table (draws, replications); rounding errors are zero.

    NaN are gaps; a draw needs one value. Without this, luck that cancels within a draw would count
    as better or worse by its last bit.
    """
    import numpy as np

    known = np.isfinite(table)
    number, filled = known.sum(axis=1), np.where(known, table, 0.0)
    mean, size = filled.sum(axis=1) / number, np.abs(filled).sum(axis=1) / number
    return np.where(np.abs(mean) <= TINY * size, 0.0, mean)


def cases_of(values: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """Return the values of a single draw, or the mean of each of several."""
    import numpy as np

    draws, at = np.unique(draw, return_inverse=True)
    if len(draws) <= 1:
        return values
    return np.asarray(np.bincount(at, weights=values) / np.bincount(at))


def components(table: np.ndarray) -> Components | None:
    """Return the parts of the variance of a table (draws, replications), as far as it is full."""
    full = complete(table)
    if min(full.shape) < 2:
        return None
    between, common, rest = _mean_squares(full)
    draws, replications = full.shape
    size = TINY * max(between, common, rest)
    return Components(
        parameters=max((between - rest) / replications, 0.0),
        common=max((common - rest) / draws, 0.0),
        rest=rest,
        clipped=between < rest - size,
        left_out=int((table == table).sum()) - full.size,
    )


def complete(table: np.ndarray) -> np.ndarray:
    """Return the part of a table without gaps.

    As long as there is a gap, the row or the column with the largest share of gaps is left out
    (of equals a row, and the first).
    """
    import numpy as np

    gaps = np.isnan(table)
    while gaps.size and gaps.any():
        rows, columns = gaps.mean(axis=1), gaps.mean(axis=0)
        if rows.max() >= columns.max():
            keep = np.arange(len(rows)) != rows.argmax()
            table, gaps = table[keep], gaps[keep]
        else:
            keep = np.arange(len(columns)) != columns.argmax()
            table, gaps = table[:, keep], gaps[:, keep]
    return table


def _of_one_draw(values: np.ndarray) -> Spread:
    n, mean = len(values), float(values.mean())
    if n < 2:
        return Spread(mean, values)
    se = sqrt(_variance(values) / n)
    half = _t(n - 1) * se
    return Spread(
        mean,
        values,
        low=mean - half,
        high=mean + half,
        p=_p(mean, se, n - 1),
        replications=_halving(n) if se > 0 else None,
    )


def _of_draws(table: np.ndarray) -> Spread:
    """Return mean and interval of a table (draws, replications) of at least two draws."""
    cases = means_of_draws(table)
    mean, draws = float(cases.mean()), len(cases)
    between = _variance(cases) / draws
    parts = components(table)
    variance, df, common = between, float(draws - 1), 0.0
    if parts is not None:
        variance, df, common = _crossed(complete(table), between)
    half = _t(df) * sqrt(variance)
    replications, more = (None, None) if variance == 0 else _room(table, variance, common, parts)
    return Spread(
        mean,
        cases,
        low=mean - half,
        high=mean + half,
        p=_p(mean, sqrt(variance), df),
        replications=replications,
        draws=more,
        components=parts,
    )


def _crossed(full: np.ndarray, between: float) -> tuple[float, float, float]:
    """Return variance of the mean, degrees of freedom, and the variance by luck common to draws.

    Without sign of common luck these are those of the means of draws; with it the interval is
    never narrower than theirs.
    """
    draws, replications = full.shape
    _, common, rest = (square / full.size for square in _mean_squares(full))
    extra = max(common - rest, 0.0)
    if common > between + extra:
        return common, float(min(draws, replications) - 1), common
    if extra == 0:
        return between, draws - 1.0, 0.0
    total = between + extra
    sizes = (between, common, rest)
    freedoms = (draws - 1, replications - 1, (draws - 1) * (replications - 1))
    spread = sum(size**2 / freedom for size, freedom in zip(sizes, freedoms, strict=True))
    df = total**2 / spread if spread else float(draws - 1)
    return total, min(max(df, float(min(draws, replications) - 1)), draws - 1.0), extra


def _mean_squares(full: np.ndarray) -> tuple[float, float, float]:
    """Return the mean squares of draws, replications and the rest, without rounding errors."""
    draws, replications = full.shape
    mean, by_draw, by_replication = full.mean(), full.mean(axis=1), full.mean(axis=0)
    left = full - by_draw[:, None] - by_replication[None, :] + mean
    floor = (TINY * abs(full).max()) ** 2 * full.size
    squares = (
        replications * ((by_draw - mean) ** 2).sum() / (draws - 1),
        draws * ((by_replication - mean) ** 2).sum() / (replications - 1),
        (left**2).sum() / ((draws - 1) * (replications - 1)),
    )
    one, two, three = (float(square) if square > floor else 0.0 for square in squares)
    return one, two, three


def _room(
    table: np.ndarray, variance: float, common: float, parts: Components | None
) -> tuple[int | None, int | None]:
    """Return the replications, and the draws, that would quarter the variance of the mean.

    The t quantile is held, since draws are many.
    """
    draws, replications = table.shape
    goal = variance / 4
    luck = common
    more = ceil(draws * (variance - luck) / (goal - luck)) if goal > luck else None
    if parts is None or replications < 2:
        return None, more
    own = parts.parameters / draws
    again = ceil(replications * (variance - own) / (goal - own)) if goal > own else None
    return again, more


def _halving(n: int) -> int:
    """Return the least number of values whose interval is half as wide, for the same spread."""
    goal = _t(n - 1) / sqrt(n) / 2
    least, most = n, 4 * n + 4
    while least < most:
        middle = (least + most) // 2
        if _t(middle - 1) / sqrt(middle) <= goal:
            most = middle
        else:
            least = middle + 1
    return least


def _variance(values: np.ndarray) -> float:
    """Return the variance over n − 1; zero if values differ by rounding errors only."""
    deviation = abs(values - values.mean()).max()
    if deviation <= TINY * abs(values).max():
        return 0.0
    return float(values.var(ddof=1))


def _t(df: float) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(df, (1 + LEVEL) / 2))


def _p(mean: float, se: float, df: float) -> float:
    from scipy.special import stdtr

    if se == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * stdtr(df, -abs(mean) / se))
