"""Who gains and loses, what policies cost, and the schools of one run, as the explorer stores them."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from teacherflow.codes import LABELS as CODES
from teacherflow.codes import Route, Stage, Subject, Title, Zone, name_of
from teacherflow.results.groups_year import GROUPS
from teacherflow.study.tables import quoted
from teacherflow.text import Text
from teacherflow_analysis.comparison.compare import PAIR
from teacherflow_analysis.comparison.groups import measures_of
from teacherflow_analysis.county_titles import county_title
from teacherflow_analysis.explorer.numbers import listed
from teacherflow_analysis.explorer.paths import Spread, difference, spread
from teacherflow_analysis.frames import dicts, levels, values_at
from teacherflow_analysis.money.ledger import payer_of, policy_of
from teacherflow_analysis.periods import LAST
from teacherflow_analysis.small_cells import hidden_within, real_schools
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

MEASURES: Final = {
    "welfare": 3,
    "effectiveness": 6,
    "net_better_off": 6,
    "better_off": 6,
    "worse_off": 6,
    "n": 3,
}
"""Columns of ``groups_year``, with the decimals that are kept."""

COLUMNS: Final = (
    "pupils", "on_duty", "degree", "backbone", "midsenior", "artspe", "novices", "vacancies",
    "surplus", "mean_effectiveness",
)  # fmt: skip
"""Columns of ``section_year`` that the view of schools shows or divides."""
THOUSANDTHS: Final = "mean_effectiveness"
"""The one column that is no whole number; it is kept in thousandths."""
PERSONS: Final = ("on_duty", "degree", "backbone", "midsenior", "artspe", "novices")
"""Columns that are numbers of persons."""
MOST_CELLS: Final = 60_000
"""Cells (scenario, section, year) of a column that are kept; of more, years are left out."""


def _codes(kind: type[IntEnum]) -> dict[str, Text]:
    """Return the words of all codes of a kind by their names in tables."""
    return {name_of(code): CODES[kind][code] for code in kind}


LABELS: Final = {
    "zone": (Text("所在区域", "zone"), _codes(Zone)),
    "size": (
        Text("学校规模", "school size"),
        {
            "under_100": Text("不足 100 人", "under 100 pupils"),
            "100_299": Text("100–299 人", "100–299 pupils"),
            "300_999": Text("300–999 人", "300–999 pupils"),
            "1000_up": Text("1000 人及以上", "1,000 pupils or more"),
        },
    ),
    "stage": (Text("学段", "stage"), _codes(Stage)),
    "subject": (Text("学科", "subject"), _codes(Subject)),
    "age": (
        Text("年龄", "age"),
        {
            "under_30": Text("30 岁以下", "under 30"),
            "30_39": Text("30–39 岁", "30–39"),
            "40_49": Text("40–49 岁", "40–49"),
            "50_up": Text("50 岁及以上", "50 or older"),
        },
    ),
    "title": (Text("职称", "title"), _codes(Title)),
    "route": (Text("入职途径", "route of entry"), _codes(Route)),
}
"""Ways to group teachers and the groups, in words."""


def runs_of(study: Study, county: str | None) -> pd.MultiIndex:
    """Return the (draw, replication) of which every county that is looked at was run."""
    import pandas as pd

    wanted = study.counties_in(county)
    frame = study.sql(
        f"SELECT draw, replication FROM county_year {_where(county)} GROUP BY ALL "
        f"HAVING count(DISTINCT county) = {wanted} ORDER BY ALL"
    )
    return pd.MultiIndex.from_frame(frame[PAIR])


def _where(county: str | None) -> str:
    return "" if county is None else f"WHERE county = {quoted(county)}"


def holds(study: Study, *tables: str) -> bool:
    """Tell whether the results hold rows of all these tables."""
    return all(
        table in study.results.tables and len(study.sql(f'SELECT 1 FROM "{table}" LIMIT 1'))
        for table in tables
    )


def groups(study: Study, county: str | None) -> dict[str, Any] | None:
    """Return levels of, and changes against the baseline by, group; None without the table.

    Every array is (times, groups) flattened: the years, then the mean of the last five.
    """
    if not holds(study, "groups_year"):
        return None
    keys = [(by, value) for by, values in GROUPS.items() for value in values]
    measures = measures_of(study)
    cubes = _group_cubes(study, county, keys, measures)
    runs = runs_of(study, county)
    base = cubes[study.baseline]
    found: dict[str, Any] = {}
    for name in study.scenarios:
        found[name] = {
            measure: _group_numbers(
                base, cubes[name], i, runs, MEASURES[measure], name == study.baseline
            )
            for i, measure in enumerate(measures)
        }
    ways = [
        {
            "key": by,
            "label": LABELS[by][0]._asdict(),
            "values": [{"key": v, "label": LABELS[by][1][v]._asdict()} for v in values],
        }
        for by, values in GROUPS.items()
    ]
    return {"by": ways, "values": found}


def _group_numbers(
    base: np.ndarray, reform: np.ndarray, measure: int, runs: pd.MultiIndex, digits: int, same: bool
) -> dict[str, Any]:
    one, other = base[..., measure], reform[..., measure]
    level = spread(with_last(other, other)[0], runs)
    numbers = _pair("level", level, digits)
    if not same:
        before, after = with_last(one, other)
        numbers |= _pair("change", spread(difference(before, after), runs), digits)
    return numbers


def _pair(name: str, found: Spread, digits: int) -> dict[str, Any]:
    return {name: [listed(found.mean, digits), listed(found.half, digits)]}


def with_last(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return both arrays with the mean of the last five years added to the years (axis 1).

    As in `compare`, only years count in which both have a value.
    """
    import numpy as np

    known = ~(np.isnan(one) | np.isnan(other))[:, -LAST:]
    n = known.sum(axis=1, keepdims=True)
    both = []
    for values in (one, other):
        total = np.where(known, values[:, -LAST:], 0.0).sum(axis=1, keepdims=True)
        mean = np.where(n > 0, total / np.maximum(n, 1), np.nan)
        both.append(np.concatenate([values, mean], axis=1))
    return both[0], both[1]


def _group_cubes(
    study: Study, county: str | None, keys: list[tuple[str, str]], measures: list[str]
) -> dict[str, np.ndarray]:
    """Return values by scenario as (runs, years, groups, measures); counties averaged."""
    import pandas as pd

    wanted = study.counties_in(county)
    means = ", ".join(
        f"CASE WHEN count({m}) = {wanted} THEN avg({m}::DOUBLE) END AS {m}" for m in measures
    )
    index = ["scenario", *PAIR, "year", "by", "value"]
    names = ", ".join(f'"{name}"' for name in index)
    frame = study.sql(f"SELECT {names}, {means} FROM groups_year {_where(county)} GROUP BY ALL")
    frame = frame.astype(dict.fromkeys(measures, float)).set_index(index)
    runs = runs_of(study, county)
    tuples = [(*run, year, *key) for run in runs for year in study.years for key in keys]
    rows = pd.MultiIndex.from_tuples(tuples, names=index[1:])
    shape = (len(runs), len(study.years), len(keys), len(measures))
    return {
        name: _of(frame, name).reindex(rows).to_numpy(float).reshape(shape)
        for name in study.scenarios
    }


def _of(frame: pd.DataFrame, scenario: str) -> pd.DataFrame:
    """Return the rows of a scenario, which may have none."""
    chosen = frame.index.get_level_values("scenario") == scenario
    return frame[chosen].droplevel("scenario")


def spending(study: Study, county: str | None) -> dict[str, Any] | None:
    """Return yuan by policy and payer, and in all: every year, then the sum of all years.

    A run without a line has paid nothing for it. Several counties are averaged. None without the
    table; a stored table without rows says that nothing was paid.
    """
    import pandas as pd

    if "spending" not in study.results.tables:
        return None
    if not holds(study, "spending"):
        return {"lines": [], "totals": [], **_names(study, [])}
    index = ["scenario", *PAIR, "year", "policy", "payer"]
    frame = study.sql(
        f"SELECT {', '.join(index)}, sum(yuan) / {study.counties_in(county)} AS yuan "
        f"FROM spending {_where(county)} GROUP BY ALL"
    )
    frame = frame[frame["scenario"].isin(list(study.scenarios))]
    yuan = frame.set_index(index)["yuan"]
    runs = runs_of(study, county)
    lines: list[dict[str, Any]] = []
    sums: dict[str, np.ndarray] = {}
    line_of = ["scenario", "policy", "payer"]
    keys = levels(yuan.index).droplevel(["draw", "replication", "year"]).unique()
    order = {name: i for i, name in enumerate(study.scenarios)}
    rows = pd.MultiIndex.from_tuples([(*run, year) for run in runs for year in study.years])
    for scenario, policy, payer in sorted(keys, key=lambda key: (order[key[0]], *key[1:])):
        mine = values_at(yuan, (scenario, policy, payer), line_of)
        years = mine.reindex(rows, fill_value=0.0).to_numpy(float).reshape(len(runs), -1)
        sums[scenario] = sums.get(scenario, 0.0) + years
        line = {"scenario": scenario, "policy": policy, "payer": payer}
        lines.append(line | _spent(years, runs))
    totals = [{"scenario": name, **_spent(years, runs)} for name, years in sums.items()]
    return {"lines": lines, "totals": totals, **_names(study, lines)}


def _spent(years: np.ndarray, runs: pd.MultiIndex) -> dict[str, list[Any]]:
    """Return mean and half width of yuan by year, and of their sum; ``years`` are (runs, years)."""
    found = spread(_and_sum(years), runs)
    return {"mean": listed(found.mean, 0), "half": listed(found.half, 0)}


def _and_sum(years: np.ndarray) -> np.ndarray:
    import numpy as np

    return np.concatenate([years, years.sum(axis=1, keepdims=True)], axis=1)


def _names(study: Study, lines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the titles of the policies and payers that lines name."""
    named = {kind: sorted({line[kind] for line in lines}) for kind in ("policy", "payer")}
    policies = {name: policy_of(study, name)._asdict() for name in named["policy"]}
    payers = {name: payer_of(name)._asdict() for name in named["payer"]}
    return {"policies": policies, "payers": payers}


def schools(study: Study, county: str | None) -> dict[str, Any] | None:
    """Return the schools of the first run of the county: places, and sections year by year.

    Arrays of a scenario are (sections, years) flattened; a section that is not open has no number.
    An array equal to the baseline's is left out.
    """
    if not holds(study, "schools", "section_year"):
        return None
    first = study.counties[0] if county is None else county
    run = study.sql(f"SELECT draw, replication FROM schools {_where(first)} ORDER BY ALL LIMIT 1")
    if not len(run):
        return None
    draw, replication = int(run["draw"].iloc[0]), int(run["replication"].iloc[0])
    where = f"{_where(first)} AND draw = {draw} AND replication = {replication}"
    about = study.sql(
        f"SELECT school_id, any_value(name) AS name, any_value(x) AS x, any_value(y) AS y, "
        f"any_value(zone) AS zone FROM schools {where} GROUP BY school_id ORDER BY school_id"
    )
    sections = study.sql(
        f"SELECT DISTINCT school_id, stage FROM section_year {where} ORDER BY school_id, stage DESC"
    )
    years = kept(study.years, len(study.scenarios) * len(sections))
    real = real_schools(study, first)
    return {
        "county": first,
        "title": county_title(study, first)._asdict(),
        "draw": draw,
        "replication": replication,
        "years": years,
        "schools": [
            [
                int(s["school_id"]),
                str(s["name"]),
                round(s["x"], 2),
                round(s["y"], 2),
                str(s["zone"]),
            ]
            for s in dicts(about)
        ],
        "sections": [[int(s["school_id"]), str(s["stage"])] for s in dicts(sections)],
        "suppressed": real,
        "values": _sections(study, where, sections, years, real),
    }


def kept(years: tuple[int, ...], cells: int, most: int = MOST_CELLS) -> list[int]:
    """Return the years that are kept: all, or as many as the file has room for, the ends always."""
    step = 1
    while cells * len(years[::-step]) > most and step < len(years):
        step += 1
    return sorted({years[0], *years[::-step]})


def _sections(
    study: Study, where: str, sections: pd.DataFrame, years: list[int], real: bool
) -> dict[str, dict[str, list[Any]]]:
    import pandas as pd

    values = ", ".join(f'"{c}"::DOUBLE AS "{c}"' for c in COLUMNS)
    frame = study.sql(
        f"SELECT scenario, school_id, stage, year, {values} FROM section_year {where}"
    ).set_index(["scenario", "school_id", "stage", "year"])
    keys = [(s.school_id, s.stage, year) for s in sections.itertuples() for year in years]
    rows = pd.MultiIndex.from_tuples(keys, names=["school_id", "stage", "year"])
    found: dict[str, dict[str, list[Any]]] = {}
    for name in study.scenarios:
        mine = _of(frame, name).reindex(rows)
        if real:
            _hide(mine)
        mine[THOUSANDTHS] *= 1000
        arrays = {column: listed(mine[column].to_numpy(float), 0) for column in COLUMNS}
        base = found.get(study.baseline, {})
        found[name] = {c: array for c, array in arrays.items() if base.get(c) != array}
    return found


def _hide(sections: pd.DataFrame) -> None:
    """Blank small numbers of persons of sections by (school_id, stage, year), in place.

    What the few who are on duty average goes with their number.
    """
    for column in PERSONS:
        few = hidden_within(sections[column], ["stage", "year"])
        also = [column, THOUSANDTHS] if column == "on_duty" else [column]
        sections.loc[few, also] = float("nan")
