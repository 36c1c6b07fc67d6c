"""A county without people: expected stocks by zone and age, moved by fixed rates.

The second null model. Staff of a zone are a number at every age; shares leave by age band, everybody
goes at the pension age, and those who left are replaced where they left, up to the total. Pupils
and need of a zone are those of the runs. Nobody chooses, no school differs from another of its zone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from patterns.runs import START, Runs, person_years

ZONES = ("seat", "town", "village")
YOUNGEST, ENTRY, PENSION, OLDEST = 22, 24, 58, 66
"""Ages; people go at 58, the mean of 55 and 60 by the shares of those who go then."""
BANDS = {"under_30": (0, 30), "30_39": (30, 40), "40_49": (40, 50), "50_up": (50, OLDEST)}
RATES = {"under_30": 0.0245, "30_39": 0.014, "40_49": 0.014, "50_up": 0.009}
"""Yearly exits before the pension: the sums of the targets of the start population."""
LATE = 2030
AGES = np.arange(YOUNGEST, OLDEST)

type Stocks = NDArray[np.float64]


def stocks(runs: Runs) -> Stocks:
    """Return mean staff after the first year by zone and age (3, ages)."""
    years = person_years(runs.of("careers"), "duty")
    now = years[years["year"] == START + 1]
    counted = now.groupby(["zone", "age"]).size().unstack(fill_value=0)
    found = counted.reindex(index=ZONES, columns=AGES, fill_value=0)
    replications = runs.of("county_year")["replication"].nunique()
    return found.to_numpy(dtype=float) / replications


def one_year(staff: Stocks, total: float) -> tuple[Stocks, Stocks]:
    """Return staff a year later and those who left; zones hire in proportion to those they lost."""
    left = staff * _rates()
    older = np.zeros_like(staff)
    older[:, 1:] = (staff - left)[:, :-1]
    hires = np.clip(total - older.sum(), 0.0, left.sum())
    older[:, ENTRY - YOUNGEST] += hires * left.sum(axis=1) / left.sum()
    return older, left


def _rates() -> Stocks:
    found = np.ones(AGES.size)
    for band, (low, high) in BANDS.items():
        found[(low <= AGES) & (high > AGES)] = RATES[band]
    return np.where(AGES >= PENSION, 1.0, found)


def shown(runs: Runs) -> dict[str, dict[str, float]]:
    """Return A5 and A8 as this county shows them, by pattern and name of the measure."""
    county = runs.of("county_year").groupby("year")["headcount"].mean()
    sections = runs.of("section_year").groupby(["year", "zone"])[["pupils", "need"]].sum()
    sections /= runs.of("county_year")["replication"].nunique()
    first = staff = stocks(runs)
    at_risk, gone = np.zeros(AGES.size), np.zeros(AGES.size)
    for year in range(START + 1, LATE + 1):
        at_risk += staff.sum(axis=0)
        staff, left = one_year(staff, float(county[year]))
        gone += left.sum(axis=0)
    return {"A5": _exits(gone, at_risk), "A8": _births(first, staff, sections)}


def _exits(gone: Stocks, at_risk: Stocks) -> dict[str, float]:
    return {
        f"exits at age {band}, % a year": float(
            100
            * gone[(low <= AGES) & (high > AGES)].sum()
            / at_risk[(low <= AGES) & (high > AGES)].sum()
        )
        for band, (low, high) in BANDS.items()
    }


def _births(first: Stocks, last: Stocks, sections: pd.DataFrame) -> dict[str, float]:
    found = {}
    for z, zone in enumerate(ZONES):
        before, after = sections.loc[(START, zone)], sections.loc[(LATE, zone)]
        then, now = float(first[z].sum()), float(last[z].sum())
        found[f"PTR 2030 / 2024, {zone}"] = (after["pupils"] / now) / (before["pupils"] / then)
        gap = 100 * (now - after["need"]) / now
        found[f"surplus, {zone}, 2030, % of staff"] = max(gap, 0.0)
        found[f"shortage, {zone}, 2030, % of staff"] = max(-gap, 0.0)
    return found
