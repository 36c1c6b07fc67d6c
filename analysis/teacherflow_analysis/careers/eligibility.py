"""What people do around a promotion that asks for years of rural service.

A rule that asks for some years in rural schools before a title should show as *bunching*: many are
promoted with just the years asked for and few with just less, people go to rural schools in the
years before, and come back after. Two simple contrasts say how much:

- ``excess``: of those promoted within one year on either side of the years asked for, the share
  just above less the share just below; 1 if all are above, -1 if all are below;
- moves per hundred promoted, by years before (-) and after (+) the promotion, upward and downward,
  lasting and temporary apart.

Both need a comparison: under other rules people have few years of service for other reasons, so
the difference from the baseline over runs is what the rule does. Years of service are those of the
table ``titles``, completed years at the time of the review.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from teacherflow_analysis.comparison.estimates import RUN, estimated, over_counties, runs_of
from teacherflow_analysis.sql_words import zone_rank
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

POLICY: Final = "title_prerequisite"
LEVELS: Final = ("first", "senior")
MOST: Final = 10
"""So many years of service and more are counted together."""
WINDOW: Final = 4
"""Years before and after a promotion in which moves are counted."""
DEFAULT_YEARS: Final = 1
"""Years around which the contrast is taken where no rule of the study asks for any."""

_RUN: Final = ", ".join(RUN)
_SAME: Final = " AND ".join(f"p.{key} = m.{key}" for key in RUN)
_SERVICE: Final = f"""
SELECT {_RUN}, level, year, least(floor(rural_years), {MOST})::INT AS years, count(*)::BIGINT AS n
FROM titles WHERE event = 'pass' AND level IN {LEVELS} GROUP BY ALL ORDER BY ALL
"""
_MOVES: Final = f"""
WITH p AS (
  SELECT {_RUN}, teacher_id, level, year FROM titles
  WHERE event = 'pass' AND level IN {LEVELS}),
m AS (
  SELECT {_RUN}, teacher_id, year,
    CASE WHEN post_moves THEN 'permanent' ELSE 'temporary' END AS lasting,
    {zone_rank("to_zone")} - {zone_rank("from_zone")} AS rise
  FROM moves WHERE from_zone <> to_zone)
SELECT {", ".join(f"p.{key}" for key in RUN)}, level,
  CASE WHEN rise > 0 THEN 'up' ELSE 'down' END AS way, lasting,
  (m.year - p.year)::INT AS step, count(*)::BIGINT AS n
FROM p JOIN m ON {_SAME} AND p.teacher_id = m.teacher_id
  AND m.year BETWEEN p.year - {WINDOW} AND p.year + {WINDOW}
GROUP BY ALL ORDER BY ALL
"""


def asked(study: Study) -> dict[str, dict[str, int]]:
    """Return by scenario the years of rural service asked for before each title."""
    found: dict[str, dict[str, int]] = {}
    for name, about in study.resolved.get("scenarios", {}).items():
        policies = about.get("policies") or {} if isinstance(about, Mapping) else {}
        for policy in policies.values() if isinstance(policies, Mapping) else ():
            if isinstance(policy, Mapping) and policy.get("policy") == POLICY:
                parameters = policy.get("parameters") or {}
                years = {level: _largest(parameters.get(f"years.{level}")) for level in LEVELS}
                found[name] = {level: year for level, year in years.items() if year > 0}
    return {name: years for name, years in found.items() if years}


def _largest(value: object) -> int:
    """Return a number of years, the largest if it changes in the course of the study."""
    if isinstance(value, Mapping):
        return max((_largest(one) for one in value.values()), default=0)
    return int(value) if isinstance(value, int | float) else 0


def line_of(study: Study, level: str) -> int:
    """Return the years of service around which those promoted to a level are contrasted."""
    rules = [years[level] for years in asked(study).values() if level in years]
    return min(max(rules, default=DEFAULT_YEARS), MOST - 1)


def measured(study: Study) -> pd.DataFrame:
    """Return the contrasts of all levels, in the columns of `flows.Flows.measures`.

    ``kind``: the title; ``cause``: ``service`` (what: years; the share of those promoted),
    ``contrast`` (what: below, at, excess) or ``moves`` (from: up, down; to: permanent, temporary;
    what: years from the promotion; moves per hundred promoted).
    """
    import pandas as pd

    if "titles" not in study.results.tables:
        return pd.DataFrame()
    rows = study.sql(_SERVICE)
    if rows.empty:
        return pd.DataFrame()
    parts = [part for part in (_service(study, rows), _moves(study, rows)) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def _service(study: Study, rows: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    number = rows.groupby([*RUN, "level", "years"])["n"].sum().unstack(["level", "years"])
    number = number.reindex(pd.MultiIndex.from_frame(runs_of(study))).fillna(0.0).astype(float)
    found: dict[tuple[str, str, str], Any] = {}
    for level in dict.fromkeys(number.columns.get_level_values("level")):
        own = number[level].reindex(columns=range(MOST + 1), fill_value=0.0)
        total = own.sum(axis=1)
        shares = own.div(total.where(total > 0), axis=0)
        found |= {(level, "service", str(year)): shares[year] for year in own.columns}
        line = line_of(study, level)
        below, at = shares[line - 1], shares[line]
        near = (below + at).where(below + at > 0)
        found |= {(level, "contrast", "below"): below, (level, "contrast", "at"): at}
        found[(level, "contrast", "excess")] = (at - below) / near
    wide = pd.DataFrame(found)
    wide.columns = pd.MultiIndex.from_tuples(list(found), names=["kind", "cause", "what"])
    frame = estimated(study, over_counties(study, wide)).dropna(subset=["mean"])
    return frame.assign(table="eligibility")


def _moves(study: Study, promoted: pd.DataFrame) -> pd.DataFrame:
    """Return moves per hundred promoted whose year before or after lies inside the study."""
    import pandas as pd

    index = pd.MultiIndex.from_frame(runs_of(study))
    moves = study.sql(_MOVES) if "moves" in study.results.tables else pd.DataFrame()
    first, last = study.years[0], study.years[-1]
    found: dict[tuple[str, str, str, str, str], Any] = {}
    for level in [one for one in LEVELS if one in set(promoted["level"])]:
        people = promoted[promoted["level"] == level]
        own = moves[moves["level"] == level] if len(moves) else moves
        for step in range(-WINDOW, WINDOW + 1):
            seen = people[people["year"].between(first - step, last - step)]
            base = seen.groupby(RUN)["n"].sum().reindex(index)
            for way in ("up", "down"):
                for lasting in ("permanent", "temporary"):
                    key = (level, "moves", way, lasting, f"{step:+d}" if step else "0")
                    count = _count(own, way, lasting, step).reindex(index).fillna(0.0)
                    found[key] = 100 * count / base
    wide = pd.DataFrame(found, index=index)
    names = ["kind", "cause", "from", "to", "what"]
    wide.columns = pd.MultiIndex.from_tuples(list(found), names=names)
    frame = estimated(study, over_counties(study, wide)).dropna(subset=["mean"])
    return frame.assign(table="eligibility")


def _count(moves: pd.DataFrame, way: str, lasting: str, step: int) -> pd.Series:
    import pandas as pd

    if not len(moves):
        return pd.Series(dtype=float, index=pd.MultiIndex.from_arrays([[]] * len(RUN), names=RUN))
    chosen = (moves["way"] == way) & (moves["lasting"] == lasting) & (moves["step"] == step)
    return moves[chosen].groupby(RUN)["n"].sum()
