"""Spells at schools and careers in the county, counted into risk sets with delayed entry.

DuckDB counts, NumPy reckons: millions of rows become a few thousand counts by run, group, first
and last age at risk, and cause of the end. A spell is seen on 1 September: one that ends before
its first September is not counted, and a spell that ends in the year ``left`` was last seen the
September before, at the age ``left - entered - 1``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from teacherflow.codes import EXITS, RETIRING
from teacherflow.study.tables import quoted
from teacherflow.text import Text
from teacherflow_analysis.comparison.estimates import RUN, runs_of
from teacherflow_analysis.errors import unknown
from teacherflow_analysis.inference.survival import at_risk
from teacherflow_analysis.sql_words import listed, zone_rank
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

BASES: Final = {
    "post": Text("按编制（编制在该校）", "by post (the post is at the school)"),
    "duty": Text("按任教（在该校任教）", "by duty (works at the school)"),
}
CAUSES: Final = {
    "up": Text("向上流动", "Moved up"),
    "level": Text("平级流动", "Moved level"),
    "down": Text("向下流动", "Moved down"),
    "leave_county": Text("调离本县", "Left the county"),
    "quit": Text("辞职或合同期满", "Quit, or contract over"),
    "retire": Text("退休（含提前）", "Retired, early or not"),
    "temporary": Text("交流或借调（出或回）", "Exchange or borrowing, out or back"),
    "merge": Text("学校撤并", "School merged"),
    "death": Text("在职死亡", "Died in service"),
    "other": Text("其他", "Other"),
}
"""Why a spell ends. Up, level, down: by the zone of the school on the next 1 September."""
NATURAL: Final = ("retire", "death", "merge")
"""Ends that are not a departure: nobody could have kept these, or the post goes on elsewhere."""
SHOWN: Final = {
    "up": ("up",),
    "level": ("level",),
    "down": ("down",),
    "leave_county": ("leave_county",),
    "quit": ("quit",),
    "retire": ("retire",),
    "temporary": ("temporary",),
    "merge": ("merge",),
    "other": ("death", "other"),
}
"""Competing causes as they are shown, and which causes each is made of."""

ZONE_NAMES: Final = {
    "seat": Text("县城", "county seat"),
    "town": Text("乡镇", "towns"),
    "village": Text("乡村", "villages"),
}
_TITLES: Final = {
    "none": Text("未定级", "no title"),
    "second": Text("二级", "second grade"),
    "first": Text("一级", "first grade"),
    "senior": Text("高级", "senior"),
    "professor": Text("正高级", "professor grade"),
}
ROUTES: Final = {
    "founder": Text("研究期前入职（途径不详）", "in service before, route unknown"),
    "exam": Text("公开招聘", "open exam"),
    "tegang": Text("特岗教师", "special post"),
    "bonded": Text("公费师范生", "bonded student"),
    "green": Text("绿色通道", "green channel"),
    "transfer_in": Text("县外调入", "from another county"),
    "contract": Text("编外聘用", "contract"),
    "silver": Text("银龄讲学", "silver service"),
}
_HOME: Final = {
    "0": Text("家校 5 公里内", "home within 5 km"),
    "5": Text("5–15 公里", "5 to 15 km"),
    "15": Text("15–30 公里", "15 to 30 km"),
    "30": Text("30 公里及以上", "30 km and more"),
}
_COHORT: Final = {
    "old": Text("2000 年前入职", "entered before 2000"),
    "2000": Text("2000–2009 年入职", "entered 2000–2009"),
    "2010": Text("2010 年至研究期前入职", "entered 2010 or later, before the study"),
    "new": Text("研究期内入职", "entered during the study"),
}
GROUPS: Final[Mapping[str, Mapping[str, Text]]] = {
    "zone": ZONE_NAMES,
    "title": _TITLES,
    "route": ROUTES,
    "home": _HOME,
    "cohort": _COHORT,
}
"""What spells are grouped by, and the groups in their order."""
_VALUE: Final = {
    "zone": "zone",
    "title": "title",
    "route": "route",
    "home": "CASE WHEN home_km < 5 THEN '0' WHEN home_km < 15 THEN '5' "
    "WHEN home_km < 30 THEN '15' ELSE '30' END",
    "cohort": "CASE WHEN cohort >= {start} THEN 'new' WHEN cohort < 2000 THEN 'old' "
    "WHEN cohort < 2010 THEN '2000' ELSE '2010' END",
}
_NOVICE: Final = "cohort >= {start} AND entered = cohort"
"""A first spell: it begins in the year in which the person enters service."""

_ENDS: Final = f"""CASE WHEN censored THEN 'still'
    WHEN reason IN {listed(RETIRING)} THEN 'retire'
    WHEN reason IN ('quit', 'leave_county', 'death', 'merge') THEN reason
    WHEN basis = 'duty' AND reason IN ('exchange_out', 'exchange_return', 'borrow')
      THEN 'temporary'
    ELSE 'moved' END"""
_SPELLS: Final = f"""
WITH spells AS (
  SELECT {", ".join(RUN)}, teacher_id, school_id, zone, entered, "left", {{value}} AS "group",
    greatest({{start}} - entered, 1) AS first, "left" - entered AS age, {_ENDS} AS cause
  FROM careers WHERE basis = '{{basis}}' AND scenario = {{scenario}} AND {{which}}),
there AS (
  SELECT {", ".join(RUN)}, teacher_id, entered, any_value(school_id) AS school_id,
    any_value(zone) AS zone
  FROM careers WHERE basis = '{{basis}}' AND scenario = {{scenario}} AND NOT truncated
    AND ("left" > entered OR censored)
  GROUP BY ALL),
moved AS (
  SELECT s.* REPLACE (CASE WHEN t.school_id IS NULL OR t.school_id = s.school_id THEN 'other'
    WHEN {zone_rank("t.zone")} > {zone_rank("s.zone")} THEN 'up'
    WHEN {zone_rank("t.zone")} < {zone_rank("s.zone")} THEN 'down'
    ELSE 'level' END AS cause)
  FROM (FROM spells WHERE cause = 'moved') s
  LEFT JOIN there t ON {" AND ".join(f"s.{key} = t.{key}" for key in RUN)}
    AND s.teacher_id = t.teacher_id AND s."left" = t.entered),
counted AS (
  SELECT {", ".join(RUN)}, "group", first, age, cause, count(*) AS n FROM spells
  WHERE cause <> 'moved' GROUP BY ALL
  UNION ALL BY NAME
  SELECT {", ".join(RUN)}, "group", first, age, cause, count(*) AS n FROM moved GROUP BY ALL)
SELECT * REPLACE (n::BIGINT AS n) FROM counted WHERE age >= first ORDER BY ALL
"""
_SERVICE: Final = f"""
WITH begun AS (
  SELECT {", ".join(RUN)}, teacher_id, year, cause AS way, to_zone AS zone FROM moves
  WHERE kind = 'enter'),
gone AS (
  SELECT {", ".join(RUN)}, teacher_id, year, CASE WHEN kind IN {listed(RETIRING)}
    THEN 'retire' WHEN kind = 'dismiss' THEN 'other' ELSE kind END AS cause FROM moves
  WHERE kind IN {listed(EXITS)})
SELECT {", ".join(f"b.{key}" for key in RUN)}, b.way AS "group", 1 AS first,
  coalesce(g.year, {{last}}) - b.year AS age, coalesce(g.cause, 'still') AS cause,
  count(*)::BIGINT AS n
FROM begun b LEFT JOIN gone g ON {" AND ".join(f"b.{key} = g.{key}" for key in RUN)}
  AND b.teacher_id = g.teacher_id
WHERE coalesce(g.year, {{last}}) > b.year GROUP BY ALL ORDER BY ALL
"""
NOVICE_ROUTES: Final = ("exam", "tegang", "bonded", "green")
"""Ways into a first job as a teacher on the way to a post, or with one."""


@dataclass(frozen=True)
class Spells:
    """Counts of spells by run, group, age and cause.

    Attributes
    ----------
    runs : pandas.DataFrame
        (R) keys of the runs, `estimates.RUN`.
    groups : tuple of str
        (G) groups that have any spell, in their order.
    counts : pandas.DataFrame
        Rows ``run, group`` (positions), ``first, age, cause, n``.
    ages : int
        A, the oldest age at risk.
    """

    runs: pd.DataFrame
    groups: tuple[str, ...]
    counts: pd.DataFrame
    ages: int

    def departures(self) -> tuple[np.ndarray, np.ndarray]:
        """Return (R, G, A) spells at risk of a departure and ended by one.

        Natural ends leave the risk set before the age at which they happen, as those who retire
        leave the denominator of the indicators of retention.
        """
        import numpy as np

        rows = self.counts
        natural = rows["cause"].isin(NATURAL).to_numpy()
        last = np.where(natural, rows["age"] - 1, rows["age"])
        ended = ~natural & (rows["cause"] != "still").to_numpy()
        return self._risk(last), self._sum(rows["age"].to_numpy(), ended)

    def by_cause(self, causes: Mapping[str, Sequence[str]]) -> tuple[np.ndarray, np.ndarray]:
        """Return (R, G, A) at risk of any end and (R, G, C, A) ended by cause."""
        import numpy as np

        rows, age = self.counts, self.counts["age"].to_numpy()
        ended = [self._sum(age, rows["cause"].isin(some).to_numpy()) for some in causes.values()]
        return self._risk(age), np.stack(ended, axis=2)

    def _risk(self, last: np.ndarray) -> np.ndarray:
        first = self.counts["first"].to_numpy()
        seen = last >= first
        return at_risk(self._sum(first, seen), self._sum(last, seen))

    def _sum(self, age: np.ndarray, chosen: np.ndarray) -> np.ndarray:
        import numpy as np

        shape = (len(self.runs), len(self.groups), self.ages)
        rows = self.counts
        place = (rows["run"].to_numpy() * shape[1] + rows["group"].to_numpy()) * shape[2] + age - 1
        found = np.bincount(
            place[chosen], weights=rows["n"].to_numpy()[chosen], minlength=int(np.prod(shape))
        )
        return found.reshape(shape)


def spells_of(study: Study, basis: str = "post", by: str = "zone") -> Spells:
    """Return the spells of a study, by post or by duty, in groups.

    Covariates are those at the start of a spell, or at the fork for spells begun before.
    """
    if basis not in BASES:
        raise unknown(Text("口径", "basis"), basis, BASES)
    if by not in GROUPS:
        raise unknown(Text("分组", "grouping"), by, GROUPS)
    return _spells(study, basis, by, "true")


def first_spells_of(study: Study) -> Spells:
    """Return by way of entry the spells of those who got a post in the year they entered service."""
    return _spells(study, "post", "route", _NOVICE)


def _spells(study: Study, basis: str, by: str, which: str) -> Spells:
    start = study.years[0]
    value, which = (text.format(start=start) for text in (_VALUE[by], which))
    found = (  # one scenario after the other: a join of all at once takes gigabytes
        study.sql(
            _SPELLS.format(
                basis=basis, start=start, value=value, which=which, scenario=quoted(scenario)
            )
        )
        for scenario in runs_of(study)["scenario"].unique()
    )
    return _counted(study, found, list(GROUPS[by]))


def service_of(study: Study) -> Spells:
    """Return careers in the county of those who entered it during the study, by way of entry.

    Ages are years since the first September in service; who is with the county in whatever school
    or office is in service.
    """
    found = study.sql(_SERVICE.format(last=study.years[-1]))
    return _counted(study, [found], [*ROUTES])


def _counted(study: Study, found: Iterable[pd.DataFrame], order: Sequence[str]) -> Spells:
    """Return counts with runs and groups as positions."""
    import pandas as pd

    runs = runs_of(study)
    keys = pd.MultiIndex.from_frame(runs)
    rows = pd.concat([_placed(some, keys) for some in found], ignore_index=True)
    held = set(rows["group"])
    groups = [name for name in order if name in held]
    groups += sorted(held - set(groups))
    numbered = rows.assign(
        group=pd.Index(groups, dtype=object).get_indexer(pd.Index(rows["group"]))
    )
    numbered = numbered[numbered["run"] >= 0]
    ages = int(numbered["age"].max()) if len(numbered) else 0
    return Spells(runs, tuple(groups), numbered.reset_index(drop=True), ages)


def _placed(rows: pd.DataFrame, keys: pd.MultiIndex) -> pd.DataFrame:
    """Return counts with the position of their run in place of its keys."""
    import pandas as pd

    run = keys.get_indexer(pd.MultiIndex.from_frame(rows[RUN]))
    return rows.drop(columns=RUN).assign(run=run)
