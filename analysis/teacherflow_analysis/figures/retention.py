"""How long teachers keep a post: survival curves of spells by zone, with delayed entry.

A spell that began before the study is seen only from the study's first year on (left truncation),
so it joins the risk set at the age it has then: counted from its beginning, as if its survival so
far had been observed, it would make posts look more lasting than they are. Time runs in school
years from the first September in the post; a spell that ends before its first September is not
counted. Retirement and death leave the risk set without an end, and so does a merger, because the
post goes on at the successor: as in the indicators of retention.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from teacherflow.text import Text
from teacherflow_analysis.bands import BANDS
from teacherflow_analysis.figures.dose import told_in
from teacherflow_analysis.figures.measure import (
    KEYS,
    ZONES,
    amount,
    effects,
    foot,
    lacks,
    mean_of,
    runs,
)
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.figures.retention_panels import draw, kept
from teacherflow_analysis.figures.trajectories import DIRECT, Look
from teacherflow_analysis.figures.words import stated
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

NAME: Final = "retention"
SUBJECT: Final = Text("教师在岗位上留多久", "How long teachers keep a post")
LONGEST: Final = 15
"""Years after which a curve is not drawn."""
LEAST: Final = 10
"""A curve ends where fewer spells than this, on average, are at risk in a run."""
LEFT: Final = ("retire", "early_retire", "death", "merge")
"""Ends that are not a departure from the post: such spells leave the risk set."""
NAMED: Final = 5
"""Years at which the title speaks of the curves."""

_QUERY: Final = f"""
WITH spells AS (
  SELECT county, scenario, draw, replication, zone, "left" - entered AS age,
    greatest({{start}} - entered, 1) AS first, censored,
    coalesce(reason IN {LEFT}, false) AS gone
  FROM careers WHERE basis = 'post'),
risk AS (
  SELECT county, scenario, draw, replication, zone, first,
    CASE WHEN gone THEN age - 1 ELSE age END AS last,
    (NOT censored AND NOT gone) AS ended FROM spells)
SELECT county, scenario, draw, replication, zone, first, last,
  count(*)::BIGINT AS spells, sum(ended::BIGINT)::BIGINT AS ended
FROM risk WHERE last >= first GROUP BY ALL ORDER BY ALL
"""


def risks(study: Study) -> pd.DataFrame:
    """Return spells at risk and ended, a row per county, run, zone and year in the post."""
    import numpy as np
    import pandas as pd

    keys = ["county", *KEYS, "zone"]
    groups = study.sql(_QUERY.format(start=study.years[0]))
    parts = []
    for age in range(1, LONGEST + 1):
        under = groups[(groups["first"] <= age) & (groups["last"] >= age)]
        ends = np.where(under["last"] == age, under["ended"], 0)
        part = under.assign(ended=ends, year=age).groupby([*keys, "year"])[["spells", "ended"]]
        parts.append(part.sum())
    return pd.concat(parts).sort_index()


def survival(spells: pd.DataFrame, ended: pd.DataFrame) -> pd.DataFrame:
    """Return the share that keeps the post beyond each year: the product of 1 − ended / at risk.

    Parameters
    ----------
    spells, ended
        At risk and ended; a column per year in the post, 1, 2, …, a row per run. From a year
        without anybody at risk on, the share is not known.
    """
    share = (1 - ended / spells.where(spells > 0)).cumprod(axis=1, skipna=False)
    share.insert(0, 0, 1.0)
    return share


def curves(study: Study) -> dict[str, pd.DataFrame]:
    """Return curves by zone: a row per run, a column per year in the post from 0 on.

    A curve ends where too few are at risk; several counties are averaged.
    """
    found = {}
    table = risks(study)
    for zone in ZONES:
        if zone not in table.index.get_level_values("zone"):
            continue
        one = table.xs(zone, level="zone")
        spells = one["spells"].unstack("year").fillna(0.0)
        ended = one["ended"].unstack("year").fillna(0.0)
        enough = (spells.mean() >= LEAST).cummin()
        years = enough[enough].index
        grouped = survival(spells[years], ended[years]).groupby(level=KEYS)
        mean = grouped.mean().where(grouped.count() == len(study.counties))
        found[zone] = mean.reindex(runs(study))
    return found


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the curves, or why there are none."""
    missing = lacks(study, "careers")
    if missing is not None:
        return missing
    found = {zone: curve for zone, curve in curves(study).items() if curve.shape[1] > 2}
    if not found:
        return Text("任职段太少", "too few spells for a curve")
    return Picture(
        NAME,
        SUBJECT,
        _headline(study, found, look.language),
        foot(study, _caption(study, look), look.language),
        lambda self: draw(study, look, self, found),
    )


def _headline(study: Study, found: Mapping[str, pd.DataFrame], language: str) -> str:
    zone = "village" if "village" in found else next(iter(found))
    year = min(NAMED, int(found[zone].columns[-1]))
    word = ZONES[zone]
    label = Text(
        f"任职 {year} 年后仍在{word.zh}原岗位的教师",
        f"Still in their post in {word.en} after {year} years",
    )
    meta = kept(year, label)
    values = found[zone][year]
    base = mean_of(values.xs(study.baseline, level="scenario"))
    mean = None if base is None else base.mean
    return stated(study, meta, label, mean, effects(study, meta, values), language)


def _caption(study: Study, look: Look) -> list[Text]:
    mean = amount(study)
    parts = [
        Text(
            f"线：编制任职段的存续比例（{mean.zh}）；研究期前开始的任职段自研究首年起计入（左截断）；"
            "退休、去世和学校撤并不算离开。",
            f"Lines: share of spells that still last ({mean.en}); spells begun before the study "
            "count from its first year on (left truncation); retirement, death and mergers are "
            "not departures. ",
        )
    ]
    if study.replications * study.draws > 1 and len(study.scenarios) <= DIRECT:
        one, other = BANDS["mean"], BANDS[look.band]
        parts.append(Text(f"阴影：基准为{one.zh}", f"Shading: baseline, {one.en}"))
        others = Text(f"，其他方案为{other.zh}。", f"; others, {other.en}. ")
        parts.append(others if len(study.scenarios) > 1 else Text("。", ". "))
    if len(study.scenarios) > 1:
        parts.append(
            Text(
                "下方各点：与基准之差；横线：95% 置信区间（同一随机种子配对）；"
                "实心：区间不含零；空心：区间含零或无区间。",
                "Dots below: difference from the baseline; bars: 95% interval, paired "
                "by seed; filled: the interval leaves out zero; hollow: it does not, or there is "
                "none. ",
            )
        )
    return parts + told_in(study)
