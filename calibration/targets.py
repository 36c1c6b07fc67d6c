"""What the fit aims at: one published figure and a range for each measure.

The coefficients of certified counties come as a table (`certified_counties.csv`), so their range
is that of the median of so few counties (95 %, bootstrap). The two other figures come without a
table; their ranges are those that the sources and the patterns state.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from teacherflow.text import Text

TABLE = Path(__file__).with_name("certified_counties.csv")
RESAMPLES = 9_999
STAGES = ("primary", "junior")


@dataclass(frozen=True)
class Target:
    """A published figure that one measure should meet.

    Attributes
    ----------
    value : float
        The figure itself.
    low, high : float
        What the sources leave open; a mean inside counts as met.
    """

    measure: str
    value: float
    low: float
    high: float
    source: Text

    @property
    def scale(self) -> float:
        """Half the width of the range: what one unit of the objective means."""
        return (self.high - self.low) / 2.0

    def met(self, mean: float) -> bool:
        """Tell whether a mean over seeds lies in the range."""
        return self.low <= mean <= self.high


@cache
def certified() -> pd.DataFrame:
    """Return the certification tables: one row per county and stage, coefficients of variation."""
    return pd.read_csv(TABLE)


def median_target(measure: str, stage: str, of: Callable[[pd.DataFrame], pd.Series]) -> Target:
    """Return the median over certified counties with its 95 % bootstrap interval."""
    table = certified()
    values = of(table[table["stage"] == stage]).to_numpy()
    drawn = stats.bootstrap(
        (values,),
        np.median,
        n_resamples=RESAMPLES,
        method="percentile",
        rng=np.random.default_rng(0),
    )
    low, high = drawn.confidence_interval
    source = Text(
        f"{values.size} 个督导评估县的中位数，2013–17 年；范围：95% 自助法（bootstrap）",
        f"median of {values.size} certified counties, 2013–17; range: 95 % bootstrap",
    )
    return Target(measure, float(np.median(values)), float(low), float(high), source)


@cache
def targets() -> dict[str, Target]:
    """Return all targets by measure."""
    found = [
        *(median_target(f"cv_teachers_{s}", s, lambda t: t["teachers"]) for s in STAGES),
        *(
            median_target(f"title_ratio_{s}", s, lambda t: t["midsenior"] / t["teachers"])
            for s in STAGES
        ),
        Target(
            "down_share",
            0.045,
            1 / 26,
            0.10,
            Text(
                "2013–14 年乡村教师报告：向下占 4.5%；范围：从向上 25 人对向下 1 人，到模式 A1 的上限",
                "report on rural teachers 2013–14: 4.5 % downward; range: 25 up for one down, and "
                "the limit of pattern A1",
            ),
        ),
        Target(
            "exits_30_49",
            0.0135,
            0.010,
            0.015,
            Text(
                "日本小学 2012–13 年 30–49 岁离职者：1.35%；范围：1%–1.5%",
                "Japan, leavers of primary schools 2012–13 aged 30–49: 1.35 %; range: 1 to 1.5 %",
            ),
        ),
    ]
    return {target.measure: target for target in found}
