"""Where teachers go: matrices of moves, temporary against permanent, backbones, vacancy chains.

A move is *permanent* if a post is gained, lost or moved; it is *temporary* if only the place of duty
changes: exchange, borrowing, returns. The two are never added up: a teacher lent for two years is
not lost to the village school. Service *without a post* (special posts before they become regular,
contracts, silver service) begins and ends apart from both.

Vacancy chains: a departure opens a seat; who fills it opens the next one, until an entrant comes
from outside or a seat stays empty. All fills of one cascade carry the person whose departure is at
its root.
"""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from teacherflow.codes import EXITS, MOVE_KINDS
from teacherflow.text import Text
from teacherflow_analysis.careers import eligibility
from teacherflow_analysis.comparison.estimates import (
    RUN,
    TIDY,
    estimated,
    over_counties,
    records,
    runs_of,
)
from teacherflow_analysis.errors import unknown
from teacherflow_analysis.frames import levels
from teacherflow_analysis.sql_words import listed
from teacherflow_analysis.study import Study, load

if TYPE_CHECKING:
    import pandas as pd

ZONES: Final = ("seat", "town", "village")
OUTSIDE: Final = "outside"
"""Not at a school of the county: outside it, in other work, or waiting."""
LONG: Final = 5
"""Chains of so many fills and more are counted together."""
COLUMNS: Final = ("table", "scenario", "kind", "cause", "from", "to", "what", *TIDY)

_LASTING: Final = f"""CASE WHEN post_moves THEN 'permanent'
    WHEN kind IN {listed(("enter", *EXITS))} THEN 'no_post' ELSE 'temporary' END"""
_RUN: Final = ", ".join(RUN)
_MATRIX: Final = f"""
SELECT {_RUN}, kind, cause, coalesce(from_zone, '{OUTSIDE}') AS "from",
  coalesce(to_zone, '{OUTSIDE}') AS "to",
  {_LASTING} AS what,
  count(*)::BIGINT AS moves, sum(backbone::INT)::BIGINT AS backbones
FROM moves GROUP BY ALL ORDER BY ALL
"""
_SAME: Final = " AND ".join(f"a.{key} = b.{key}" for key in RUN)
_CHAINS: Final = f"""
WITH seats AS (
  SELECT {_RUN}, chain, year, teacher_id = chain AS root, from_zone, to_zone FROM moves
  WHERE chain IS NOT NULL AND post_moves AND kind <> 'merge'),
roots AS (
  SELECT {_RUN}, chain, year, any_value(from_zone) AS opened,
    any_value(coalesce(to_zone, from_zone)) AS source
  FROM seats WHERE root AND from_zone IS NOT NULL GROUP BY ALL),
fills AS (
  SELECT a.*, coalesce(b.source, 'before') AS source, b.year AS begun
  FROM (FROM seats WHERE NOT root) a
  ASOF LEFT JOIN roots b ON {_SAME} AND a.chain = b.chain AND a.year >= b.year)"""
_LENGTHS: Final = f"""{_CHAINS},
counted AS (
  SELECT {_RUN}, chain, begun AS year, count(*) AS n FROM fills WHERE begun IS NOT NULL
  GROUP BY ALL)
SELECT {", ".join(f"a.{key}" for key in RUN)}, a.opened AS "from",
  least(coalesce(b.n, 0), {LONG})::INT AS length, count(*)::BIGINT AS n,
  sum(coalesce(b.n, 0))::BIGINT AS fills
FROM roots a LEFT JOIN counted b ON {_SAME} AND a.chain = b.chain AND a.year = b.year
GROUP BY ALL ORDER BY ALL
"""
_TRACED: Final = f"""{_CHAINS},
gone AS (
  SELECT {_RUN}, from_zone AS "from", source AS "to" FROM fills
  UNION ALL BY NAME
  SELECT {_RUN}, from_zone AS "from", coalesce(to_zone, 'left') AS "to" FROM seats WHERE root)
SELECT {_RUN}, "from", "to", count(*)::BIGINT AS n FROM gone
WHERE "from" IN ('town', 'village') GROUP BY ALL ORDER BY ALL
"""
"""Roots are those whose departure opens a seat: who ends service, or takes a seat that is new.

The vacancy behind a move is where its root ended service, or the new seat that the root took. Posts
that move with a merger are no departures, and their seats close.
"""


@dataclass(frozen=True)
class Flows:
    """What a study says about moves.

    Attributes
    ----------
    measures : pandas.DataFrame
        A row per measure: ``table, scenario, kind, cause, from, to, what``, then `estimates.TIDY`;
        a column that does not apply is empty. Tables, all per year unless told:

        - ``matrix``: moves by kind, cause, zones and whether they last (what: permanent, temporary,
          no_post);
        - ``directions``: the same summed over kinds and causes;
        - ``net``: posts (what: all, backbone) gained less lost by moves between schools of the
          county, and by entry and exit (kind: between, outside), and places of duty (temporary);
        - ``chains``: share of departures (from: zone of the vacancy, ``all``) that are followed by
          0, 1, … fills (what), and ``mean``;
        - ``traced``: of the posts left in a zone (from), the share whose holder ended service
          (``left``) or went after a vacancy that began in a zone (to) or before the study;
        - ``eligibility``: see `teacherflow_analysis.careers.eligibility`.
    """

    study: Study
    kind: str | None
    measures: pd.DataFrame

    def table(self, name: str) -> pd.DataFrame:
        """Return the measures of one table."""
        return self.measures[self.measures["table"] == name].reset_index(drop=True)

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain JSON values; what is undefined is null."""
        tables = list(dict.fromkeys(self.measures["table"]))
        rest = [name for name in COLUMNS if name != "table"]
        return {
            "baseline": self.study.baseline,
            "kind": self.kind,
            "tables": {name: records(self.table(name), rest) for name in tables},
        }


def flows(
    study: str | PathLike[str] | Study, *, kind: str | None = None, county: str | None = None
) -> pd.DataFrame:
    """Return moves and what follows from them, a row per measure: see `Flows.measures`.

    Parameters
    ----------
    study
        Folder of the results, or a loaded study.
    kind
        One kind of move: only its matrix is told.
    county
        One county of a study of several; by default their plain mean.
    """
    return flows_of(study if isinstance(study, Study) else load(study), kind, county).measures


def flows_of(study: Study, kind: str | None = None, county: str | None = None) -> Flows:
    """Return the flows with what belongs to them; `flows` gives the measures only."""
    import pandas as pd

    study = study.of_county(county)
    if kind is not None and kind not in MOVE_KINDS:
        raise unknown(Text("流动类别", "kind of move"), kind, MOVE_KINDS)
    parts: list[pd.DataFrame] = []
    if "moves" in study.results.tables:
        counts = study.sql(_MATRIX)
        chosen = counts if kind is None else counts[counts["kind"] == kind]
        parts = [_matrix(study, chosen), _directions(study, chosen)]
        if kind is None:
            parts += [net(study, counts), chains(study), traced(study)]
            parts += [eligibility.measured(study)]
    kept = [part for part in parts if len(part)]
    found = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=list(COLUMNS))
    found = found.reindex(columns=list(COLUMNS))
    words = list(COLUMNS[: -len(TIDY)])
    found[words] = found[words].fillna("").astype(str)
    return Flows(study, kind, found)


def yearly(study: Study, rows: pd.DataFrame, by: list[str], value: str) -> pd.DataFrame:
    """Return counts a year: a row per run, none left out, a column for each of ``by``."""
    wide = _by_run(study, rows, by, value)
    return over_counties(study, wide) / len(study.years)


def _by_run(study: Study, rows: pd.DataFrame, by: list[str], value: str) -> pd.DataFrame:
    """Return sums with zeros where a run has no row."""
    import pandas as pd

    index = pd.MultiIndex.from_frame(runs_of(study))
    if rows.empty:
        return pd.DataFrame(index=index, columns=_columns([], by), dtype=float)
    wide = rows.groupby([*RUN, *by])[value].sum().unstack(by)
    wide.columns = _columns(list(wide.columns), by)
    return wide.reindex(index).fillna(0.0).astype(float)


def _columns(found: list[Any], by: list[str]) -> pd.MultiIndex:
    import pandas as pd

    tuples = [one if isinstance(one, tuple) else (one,) for one in found]
    return (
        pd.MultiIndex.from_tuples(tuples, names=by)
        if tuples
        else pd.MultiIndex.from_arrays([[] for _ in by], names=by)
    )


def _matrix(study: Study, counts: pd.DataFrame) -> pd.DataFrame:
    wide = yearly(study, counts, ["kind", "cause", "from", "to", "what"], "moves")
    return estimated(study, wide).assign(table="matrix")


def _directions(study: Study, counts: pd.DataFrame) -> pd.DataFrame:
    wide = yearly(study, counts, ["from", "to", "what"], "moves")
    return estimated(study, wide).assign(table="directions")


def net(study: Study, counts: pd.DataFrame) -> pd.DataFrame:
    """Return by zone what comes less what goes, a year: all teachers and backbones."""
    import pandas as pd

    parts = []
    for end, sign in (("to", 1), ("from", -1)):
        other = "from" if end == "to" else "to"
        rows = counts[(counts[end] != OUTSIDE) & (counts["what"] != "no_post")]
        kind = rows["what"].where(
            rows["what"] == "temporary",
            (rows[other] == OUTSIDE).map({True: OUTSIDE, False: "between"}),
        )
        for what, value in (("all", "moves"), ("backbone", "backbones")):
            part = rows[RUN].assign(
                kind=kind, to=rows[end], what=what, n=sign * rows[value].astype(float)
            )
            parts.append(part)
    wide = yearly(study, pd.concat(parts), ["kind", "to", "what"], "n")
    return estimated(study, wide).assign(table="net")


def chains(study: Study) -> pd.DataFrame:
    """Return how far departures are felt: how many fills follow one, by zone of the vacancy."""
    import pandas as pd

    rows = study.sql(_LENGTHS)
    whole = pd.concat([rows, rows.assign(**{"from": "all"})])
    number = _by_run(study, whole.astype({"length": str}), ["from", "length"], "n")
    fills = _by_run(study, whole, ["from"], "fills")
    if number.shape[1] == 0:
        return pd.DataFrame(columns=list(COLUMNS))
    total = number.T.groupby(level="from").sum().T
    shares: dict[tuple[str, str], pd.Series] = {
        (zone, length): number[(zone, length)] / total[zone].where(total[zone] > 0)
        for zone, length in levels(number.columns)
    }
    for (zone,) in levels(fills.columns):
        shares[(zone, "mean")] = fills[(zone,)] / total[zone].where(total[zone] > 0)
    wide = pd.DataFrame(shares)
    wide.columns = pd.MultiIndex.from_tuples(list(shares), names=["from", "what"])
    found = estimated(study, over_counties(study, wide)).dropna(subset=["mean"])
    return found.assign(table="chains")


def traced(study: Study) -> pd.DataFrame:
    """Return what the posts left in towns and villages were left for, as shares."""
    import pandas as pd

    rows = study.sql(_TRACED)
    rural = pd.concat([rows, rows.assign(**{"from": "rural"})])
    number = _by_run(study, rural, ["from", "to"], "n")
    if number.shape[1] == 0:
        return pd.DataFrame(columns=list(COLUMNS))
    total = number.T.groupby(level="from").sum().T
    found: dict[tuple[str, str, str], pd.Series] = {}
    for zone in total.columns:
        own = {to: number[(zone, to)] for one, to in levels(number.columns) if one == zone}
        base = total[zone].where(total[zone] > 0)
        found |= {(zone, to, "of_all"): count / base for to, count in own.items()}
        moved = sum(count for to, count in own.items() if to != "left")
        if isinstance(moved, pd.Series):
            other = moved.where(moved > 0)
            found |= {(zone, to, "of_moved"): n / other for to, n in own.items() if to != "left"}
    wide = pd.DataFrame(found)
    wide.columns = pd.MultiIndex.from_tuples(list(found), names=["from", "to", "what"])
    frame = estimated(study, over_counties(study, wide)).dropna(subset=["mean"])
    return frame.assign(table="traced")
