"""How the same people fare under two rules: in which ways careers differ, and how many do.

Both scenarios begin with the same teachers, who meet the same luck under the same ids, so two
careers of one person differ by the rules alone: directly, or because a colleague went where the
person would have gone. All who worked at a school of the county before the study are looked at;
something that cannot happen any more, because the person is out of service by then under the other
rule, is no difference of its own kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from teacherflow.codes import EXITS, LEAVING, RETIRING, Title, name_of
from teacherflow.study.tables import quoted
from teacherflow.text import Text
from teacherflow_analysis.comparison.compare import PAIR
from teacherflow_analysis.inference.spread import Spread, spread_of_series
from teacherflow_analysis.sql_words import listed, zone_rank
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

ORDERED: Final = ("appointment", "placement", "redeploy", "waiting")
"""Moves between schools that are no wish of one's own, or won in a competition."""
LEVELS: Final = tuple(name_of(title) for title in Title if title is not Title.NONE)


@dataclass(frozen=True)
class Way:
    """A way in which two careers of one person may differ.

    Attributes
    ----------
    more, less : Text
        What is so under the reform and not under the baseline; and the other way round.
    """

    name: str
    more: Text
    less: Text


WAYS: Final = (
    Way(
        "exchange",
        Text("派出交流，而基准下从不交流", "sent on exchange, never so under the baseline"),
        Text("不再派出交流，而基准下交流", "not sent on exchange, as under the baseline"),
    ),
    Way(
        "up",
        Text(
            "向上调入更高一级区域的学校，而基准下不会",
            "moves up to a school of a higher zone, not so under the baseline",
        ),
        Text(
            "不再向上调动，而基准下调入更高一级区域的学校",
            "does not move up to a school of a higher zone, as under the baseline",
        ),
    ),
    Way(
        "title",
        Text(
            "更早评上某级职称，或评上基准下评不上的",
            "gains a title earlier, or one not gained under the baseline",
        ),
        Text(
            "更晚评上某级职称，或评不上基准下评上的",
            "gains a title later, or does not gain one gained under the baseline",
        ),
    ),
    Way(
        "leave",
        Text(
            "离职（辞职或调离本县），而基准下留任或更晚才走",
            "leaves (quits or goes to another county), not so or later under the baseline",
        ),
        Text(
            "留任或更晚才走，而基准下离职（辞职或调离本县）",
            "stays, or stays longer, but quits or goes to another county under the baseline",
        ),
    ),
    Way(
        "ordered",
        Text(
            "经竞聘或统筹到其他学校（或待岗），而基准下没有",
            "put at another school, or waiting, by competition or placement, not so under the "
            "baseline",
        ),
        Text(
            "没有竞聘或统筹到其他学校，而基准下有",
            "not put at another school by competition or placement, as under the baseline",
        ),
    ),
    Way(
        "down",
        Text(
            "带编制到低一级区域的学校，而基准下不会",
            "moves with the post to a school of a lower zone, not so under the baseline",
        ),
        Text(
            "不再到低一级区域的学校，而基准下带编制前往",
            "does not move to a school of a lower zone, as under the baseline",
        ),
    ),
    Way(
        "retire",
        Text("比基准下更早退休", "retires earlier than under the baseline"),
        Text("比基准下更晚退休", "retires later than under the baseline"),
    ),
    Way(
        "level",
        Text(
            "调到同一类区域的另一所学校，而基准下不会",
            "moves to another school of the same zone, not so under the baseline",
        ),
        Text(
            "不再调到同一类区域的另一所学校，而基准下会",
            "does not move to another school of the same zone, as under the baseline",
        ),
    ),
    Way(
        "borrow",
        Text("被借调，而基准下不会", "borrowed elsewhere, not so under the baseline"),
        Text("不再被借调，而基准下会", "not borrowed elsewhere, as under the baseline"),
    ),
)
"""Ways in their order: of two that are equally frequent the first one counts."""


@dataclass(frozen=True)
class Direction:
    """One direction of a way: how many of the teachers of the start differ so.

    Attributes
    ----------
    more : bool
        Whether it happens under the reform and not under the baseline; else the other way round.
    share : Spread
        Share of the teachers of the start, over the runs.
    """

    way: Way
    more: bool
    share: Spread

    @property
    def column(self) -> str:
        """Column of the people who differ so."""
        return f"{self.way.name}_{'more' if self.more else 'less'}"

    @property
    def words(self) -> Text:
        """What differs, as it is under the reform."""
        return self.way.more if self.more else self.way.less


_FIRST: Final = {
    "exchange": "kind = 'exchange_out'",
    "up": f"moved AND {zone_rank('to_zone')} > {zone_rank('from_zone')}",
    "down": f"moved AND {zone_rank('to_zone')} < {zone_rank('from_zone')}",
    "level": "moved AND to_zone = from_zone AND to_school <> from_school",
    "ordered": f"kind IN {listed(ORDERED)}",
    "borrow": "kind = 'borrow'",
    "leave": f"kind IN {listed(LEAVING)}",
    "retire": f"kind IN {listed(RETIRING)}",
    "gone": f"kind IN {listed(EXITS)}",
}
"""Whose first year counts; ``moved``: a post that goes along to another school, no closure."""
_NEVER: Final = 9999
"""The year of what does not happen."""


type Run = tuple[int, int]
"""Draw and replication."""


def at_run(county: str, run: Run | None) -> str:
    """Return the condition on rows of a county, and of one of its runs if one is named."""
    keys = zip(PAIR, run or (), strict=False)
    return " AND ".join([f"county = {quoted(county)}", *(f"{key} = {at}" for key, at in keys)])


def differing_query(
    study: Study, base: str, reform: str, county: str, run: Run | None = None
) -> str:
    """Return SQL of the teachers of the start: a row per run and person, a column per direction.

    Columns ``draw, replication, teacher_id, age, differs``, then those of `Direction.column`.
    """
    titles = "titles" in study.results.tables
    here = at_run(county, run)
    both = f"{here} AND scenario IN ({quoted(base)}, {quoted(reform)})"
    own = ", ".join(PAIR)
    reforms = f"scenario = {quoted(reform)} AS reform"
    firsts = ", ".join(f"min(year) FILTER ({when}) AS {key}" for key, when in _FIRST.items())
    levels = ", ".join(f"min(year) FILTER (level = '{one}') AS {one}" for one in LEVELS)
    gained = f"""SELECT {own}, {reforms}, teacher_id, {levels},
      string_agg(year || level, ';' ORDER BY year, level) AS path
      FROM titles WHERE {both} AND event = 'pass' GROUP BY ALL"""
    none = ", ".join(f"NULL::INT AS {one}" for one in LEVELS)
    nothing = f"SELECT {own}, {reforms}, teacher_id, {none}, '' AS path FROM careers WHERE false"
    years = [*_FIRST, *(LEVELS if titles else ())]
    columns = ", ".join(
        f"coalesce({side}{'t' if key in LEVELS else 'm'}.{key}, {_NEVER}) AS {side}_{key}"
        for side in ("b", "r")
        for key in years
    )
    joins = "\n".join(
        f"LEFT JOIN {table} {side}{table} ON {side}{table}.reform = {side == 'r'} "
        + " ".join(f"AND {side}{table}.{key} = p.{key}" for key in (*PAIR, "teacher_id"))
        for side in ("b", "r")
        for table in ("m", "t")
    )
    return f"""
    WITH p AS (SELECT DISTINCT {own}, teacher_id, age + {study.years[0] - 1} - entered AS age
      FROM careers WHERE {here} AND scenario = {quoted(base)}
      AND basis = 'duty' AND truncated),
    v AS (SELECT *, post_moves AND from_zone IS NOT NULL AND to_zone IS NOT NULL
      AND kind <> 'merge' AS moved FROM moves WHERE {both}),
    m AS (SELECT {own}, {reforms}, teacher_id, {firsts}, string_agg(concat_ws(' ', year, kind,
      to_school, post_moves), ';' ORDER BY year, kind, to_school, post_moves) AS path
      FROM v GROUP BY ALL),
    t AS ({gained if titles else nothing}),
    w AS (SELECT p.*, coalesce(bm.path, '') <> coalesce(rm.path, '')
      OR coalesce(bt.path, '') <> coalesce(rt.path, '') AS differs, {columns}
      FROM p {joins})
    SELECT {own}, teacher_id, age, differs, {_directions(titles)} FROM w"""


def _directions(titles: bool) -> str:
    found = []
    for way in WAYS:
        for more, (one, other) in ((True, ("r", "b")), (False, ("b", "r"))):
            name = f"{way.name}_{'more' if more else 'less'}"
            found.append(f"{_condition(way.name, one, other, titles)} AS {name}")
    return ", ".join(found)


def _condition(way: str, one: str, other: str, titles: bool) -> str:
    """Return whether something happens in scenario ``one`` and not, or later, in the ``other``."""
    if way == "title":
        if not titles:
            return "false"
        sooner = " OR ".join(_sooner(level, one, other) for level in LEVELS)
        later = " OR ".join(_sooner(level, other, one) for level in LEVELS)
        return f"(({sooner}) AND NOT ({later}))"
    if way in ("leave", "retire"):
        return _sooner(way, one, other)
    return f"({_sooner(way, one, other)} AND {other}_{way} = {_NEVER})"


def _sooner(key: str, one: str, other: str) -> str:
    """Return whether it happens sooner in ``one``, and in ``other`` the person still serves then."""
    return f"({one}_{key} < {other}_{key} AND {one}_{key} < {other}_gone)"


def counted(
    study: Study, base: str, reform: str, county: str, run: Run | None = None
) -> pd.DataFrame:
    """Return by run how many teachers there are (``n``), differ at all, and differ in each way.

    Returns
    -------
    pandas.DataFrame
        Indexed by draw and replication.
    """
    names = ["differs", *(f"{way.name}_{end}" for way in WAYS for end in ("more", "less"))]
    sums = ", ".join(f"sum({name}::INT)::BIGINT AS {name}" for name in names)
    query = differing_query(study, base, reform, county, run)
    keys = ", ".join(PAIR)
    rows = study.sql(f"SELECT {keys}, count(*) AS n, {sums} FROM ({query}) GROUP BY ALL")
    return rows.sort_values([*PAIR]).set_index([*PAIR])


def share(counts: pd.DataFrame, column: str) -> Spread:
    """Return the share of the teachers of the start, over the runs."""
    return spread_of_series(counts[column] / counts["n"])


def directions(counts: pd.DataFrame) -> list[tuple[Direction, Direction]]:
    """Return of each way the more frequent direction and the other one, most frequent first."""
    found = []
    for way in WAYS:
        pair = [
            Direction(way, more, share(counts, f"{way.name}_{'more' if more else 'less'}"))
            for more in (True, False)
        ]
        pair.sort(key=lambda one: -one.share.mean)
        if pair[0].share.mean > 0:
            found.append((pair[0], pair[1]))
    return sorted(found, key=lambda pair: -pair[0].share.mean)
