"""Where the teachers of the start are later: their posts by zone, half way and in the last year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from teacherflow_analysis.comparison.compare import PAIR
from teacherflow_analysis.comparison.estimates import RUN, over_counties, runs_of
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

STATES: Final = ("seat", "town", "village", "off", "leave", "retire")
"""Zone of the post; in service without a post at a school; left the county's service, retired or
died."""

_SAME: Final = " AND ".join(f"{{0}}.{key} = b.{key}" for key in RUN)
_AT: Final = """(SELECT {keys}, teacher_id, zone FROM careers WHERE basis = 'post'
  AND entered <= {year} AND ("left" > {year} OR (censored AND "left" >= {year})))"""
_FATE: Final = (
    "coalesce({0}.zone, CASE WHEN g.year <= {1} THEN "
    "CASE WHEN g.kind IN ('retire', 'early_retire', 'death') THEN 'retire' ELSE 'leave' END "
    "ELSE 'off' END)"
)
_QUERY: Final = """
WITH b AS (SELECT {keys}, teacher_id, zone FROM careers WHERE basis = 'post' AND truncated),
g AS (SELECT {keys}, teacher_id, year, kind FROM moves
  WHERE kind IN ('retire', 'early_retire', 'death', 'quit', 'leave_county', 'dismiss'))
SELECT {own}, b.zone AS first, {middle_fate} AS middle, {last_fate} AS last, count(*)::BIGINT AS n
FROM b
LEFT JOIN {middle} m ON {same_m} AND m.teacher_id = b.teacher_id
LEFT JOIN {last} e ON {same_e} AND e.teacher_id = b.teacher_id
LEFT JOIN g ON {same_g} AND g.teacher_id = b.teacher_id
GROUP BY ALL ORDER BY ALL
"""


def years_of(study: Study) -> tuple[int, int, int]:
    """Return the September before the study, one half way, and the last."""
    first, last = study.years[0] - 1, study.years[-1]
    return first, (first + last + 1) // 2, last


def whereabouts(study: Study) -> pd.DataFrame:
    """Return where those with a post before the study are later, as shares of all of them.

    Returns
    -------
    pandas.DataFrame
        A row per (scenario, draw, replication), a column per (first, middle, last): zone before
        the study, and two of `STATES`. Rows sum to 1; several counties are averaged.
    """
    import pandas as pd

    _, middle, last = years_of(study)
    keys = ", ".join(RUN)
    query = _QUERY.format(
        keys=keys,
        own=", ".join(f"b.{key}" for key in RUN),
        middle=_AT.format(keys=keys, year=middle),
        last=_AT.format(keys=keys, year=last),
        middle_fate=_FATE.format("m", middle),
        last_fate=_FATE.format("e", last),
        same_m=_SAME.format("m"),
        same_e=_SAME.format("e"),
        same_g=_SAME.format("g"),
    )
    rows = study.sql(query)
    names = ["first", "middle", "last"]
    index = pd.MultiIndex.from_frame(runs_of(study))
    if rows.empty:
        empty = pd.MultiIndex.from_arrays([[], [], []], names=names)
        return pd.DataFrame(index=index.droplevel("county"), columns=empty, dtype=float)
    wide = rows.groupby([*RUN, *names])["n"].sum().unstack(names).reindex(index)
    total = wide.sum(axis=1)
    shares = wide.fillna(0.0).div(total.where(total > 0), axis=0)
    return over_counties(study, shares).dropna().sort_index(level=["scenario", *PAIR])
