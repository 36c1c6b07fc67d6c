"""What surrounds a mean path: how sure a difference or a mean is, or how far single runs spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from teacherflow.text import Text
from teacherflow_analysis.paths import difference_of
from teacherflow_analysis.spread import spread_of_series

if TYPE_CHECKING:
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

    years = values.index.get_level_values("year").unique().sort_values()
    rows = [
        _around(values.xs(year, level="year"), base.xs(year, level="year"), band) for year in years
    ]
    return pd.DataFrame(rows, index=years, columns=["mean", "low", "high"], dtype=float)


def _around(values: pd.Series, base: pd.Series, band: str) -> Around:
    known = values.dropna()
    if not len(known):
        return None, None, None
    spread = spread_of_series(known)
    mean = spread.mean
    if band == "range":
        low, high = (float(edge) for edge in known.quantile([0.05, 0.95]))
        return (mean, low, high) if len(known) > 1 else (mean, None, None)
    if band == "mean":
        return mean, spread.low, spread.high
    if values.equals(base):
        return mean, None, None
    change = difference_of(base, values)
    if not len(change):
        return mean, None, None
    effect = spread_of_series(change)
    if effect.low is None or effect.high is None:
        return mean, None, None
    shift = mean - effect.mean
    return mean, effect.low + shift, effect.high + shift
