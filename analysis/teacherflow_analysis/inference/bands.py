"""What surrounds a mean path: how sure a difference or a mean is, or how far single runs spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from teacherflow.text import Text
from teacherflow_analysis.inference.spread import spread_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

BANDS: Final = {
    "difference": Text(
        "与基准之差的 95% 置信区间（同一随机种子配对）",
        "95% interval of the difference from the baseline, paired by seed",
    ),
    "mean": Text("均值的 95% 置信区间", "95% interval of the mean"),
    "range": Text("各次模拟的中间 90%", "middle 90% of the replications"),
}
DEFAULT_BAND: Final = "difference"

type Around = tuple[float | None, float | None, float | None]


def band_of(values: pd.Series, base: pd.Series, band: str) -> pd.DataFrame:
    """Return mean, low and high of one scenario by year.

    Parameters
    ----------
    values, base
        One value per (draw, replication, year) of the scenario and of the baseline.
    band
        A key of `BANDS`. Around a reform, ``difference`` leaves out the baseline's mean exactly
        when `compare` finds a clear difference; the baseline itself has no such band. Intervals
        are those of `spread`, as in `compare`; years with fewer than two cases have none.
    """
    import pandas as pd

    table = values.unstack("year")
    against = base.unstack("year").reindex(index=table.index, columns=table.columns)
    draw, replication = (
        table.index.get_level_values(key).to_numpy() for key in ("draw", "replication")
    )
    pairs = zip(table.to_numpy().T, against.to_numpy().T, strict=True)
    rows = [_around(mine.copy(), other.copy(), draw, replication, band) for mine, other in pairs]
    return pd.DataFrame(rows, index=table.columns, columns=["mean", "low", "high"], dtype=float)


def _around(
    values: np.ndarray, base: np.ndarray, draw: np.ndarray, replication: np.ndarray, band: str
) -> Around:
    """Return mean, low and high of one year; arrays have one value per run."""
    import numpy as np

    known = ~np.isnan(values)
    if not known.any():
        return None, None, None
    spread = spread_of(values[known], draw[known], replication[known])
    mean = spread.mean
    if band == "range":
        low, high = map(float, np.quantile(values[known], [0.05, 0.95]))
        return (mean, low, high) if known.sum() > 1 else (mean, None, None)
    if band == "mean":
        return mean, spread.low, spread.high
    both = known & ~np.isnan(base)
    if not both.any() or np.array_equal(values, base, equal_nan=True):
        return mean, None, None
    one, other = base[both], values[both]
    effect = spread_of(other - one, draw[both], replication[both])
    if effect.low is None or effect.high is None:
        return mean, None, None
    shift = mean - effect.mean
    return mean, effect.low + shift, effect.high + shift
