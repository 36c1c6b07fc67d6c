"""Table ``groups_year``: who gains and who loses, by groups of teachers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import Route, Stage, Subject, Title, Zone, name_of
from teacherflow.columns import F64
from teacherflow.compiled import kernel
from teacherflow.movement import zones
from teacherflow.results.columns import Column, Table
from teacherflow.results.fairness import APART
from teacherflow.results.view import View
from teacherflow.text import Text

SIZES = (100, 300, 1000)
"""Bounds of school size, pupils."""

AGES = (30, 40, 50)
"""Bounds of age, years."""

GROUPS: dict[str, tuple[str, ...]] = {
    "zone": tuple(name_of(code) for code in Zone),
    "size": ("under_100", "100_299", "300_999", "1000_up"),
    "stage": tuple(name_of(code) for code in Stage),
    "subject": tuple(name_of(code) for code in Subject),
    "age": ("under_30", "30_39", "40_49", "50_up"),
    "title": tuple(name_of(code) for code in Title),
    "route": tuple(name_of(code) for code in Route),
}
"""Ways to group teachers, and the groups; zone and size are those of the school of duty."""

TABLE = Table(
    "groups_year",
    Text("每年各类教师的福利与教学效果", "Welfare and effect of groups of teachers in every year"),
    ("year", "by", "value"),
    (
        Column("year", "int32", "school year", Text("学年", "School year")),
        Column("by", "str", "", Text("分组方式", "What teachers are grouped by")),
        Column("value", "str", "", Text("组别", "The group")),
        Column("n", "int32", "persons", Text("在职人数", "Teachers of the group in service")),
        Column(
            "welfare",
            "float64",
            "yuan/month",
            Text("平均福利", "Mean welfare"),
            nullable=True,
        ),
        Column(
            "effectiveness",
            "float64",
            "sd/year",
            Text("在岗者实际教学效果均值", "Mean delivered effect of those on duty"),
            nullable=True,
        ),
        Column(
            "worse_off",
            "float64",
            "share",
            Text(
                f"可与基准方案比较者中，每月福利低于自己在基准方案下 {APART:g} 元以上的占比",
                f"Of those who can be compared with their own baseline, the share more than "
                f"{APART:g} yuan a month below it",
            ),
            nullable=True,
        ),
        Column(
            "better_off",
            "float64",
            "share",
            Text(
                f"可与基准方案比较者中，每月福利高于自己在基准方案下 {APART:g} 元以上的占比",
                f"Of those who can be compared with their own baseline, the share more than "
                f"{APART:g} yuan a month above it",
            ),
            nullable=True,
        ),
        Column(
            "net_better_off",
            "float64",
            "share",
            Text(
                "境况变好者占比减境况变差者占比（better_off − worse_off），−1 到 1",
                "Share better off less share worse off (better_off − worse_off), −1 to 1",
            ),
            nullable=True,
        ),
    ),
)

_BY = np.array([by for by, groups in GROUPS.items() for _ in groups], dtype=object)
_VALUE = np.array([value for groups in GROUPS.values() for value in groups], dtype=object)
_FIRST = np.cumsum([0, *(len(groups) for groups in GROUPS.values())])[:-1]


def rows(view: View, gains: F64) -> dict[str, Any]:
    """Return the rows of one year.

    Parameters
    ----------
    gains : (teacher rows,) float
        Yuan per month above the own baseline; NaN: not compared.
    """
    t, chosen = view.state.teachers, view.rows
    # n, welfare: sum and number, effect: sum and number, compared: worse, better, number
    sums = np.zeros((_VALUE.size, 8))
    _add_up(chosen, _codes(view), _FIRST, t.welfare, t.delivered, t.duty, gains, APART, sums)
    return {
        "year": np.full(_VALUE.size, view.state.year),
        "by": _BY,
        "value": _VALUE,
        "n": sums[:, 0].astype(np.int64),
        "welfare": _mean(sums[:, 1], sums[:, 2]),
        "effectiveness": _mean(sums[:, 3], sums[:, 4]),
        "worse_off": _mean(sums[:, 5], sums[:, 7]),
        "better_off": _mean(sums[:, 6], sums[:, 7]),
        "net_better_off": _mean(sums[:, 6] - sums[:, 5], sums[:, 7]),
    }


def table(years: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the table of all years."""
    return TABLE.arrays({n: np.concatenate([year[n] for year in years]) for n in TABLE.names})


def _codes(view: View) -> NDArray[np.int8]:
    """Return the group of each teacher by every way of grouping; -1: in none."""
    t, s, chosen = view.state.teachers, view.state.sections, view.rows
    duty = t.duty[chosen]
    size = np.searchsorted(SIZES, s.pupils, side="right")[np.maximum(duty, 0)]
    age = (view.state.september - t.birth[chosen]) // 12
    codes = np.empty((chosen.size, len(GROUPS)), dtype=np.int8)
    codes[:, 0] = zones(view.state, duty)
    codes[:, 1] = np.where(duty >= 0, size, -1)
    codes[:, 2], codes[:, 3] = t.stage[chosen], t.subject[chosen]
    codes[:, 4] = sum((age >= bound).astype(np.int8) for bound in AGES)
    codes[:, 5], codes[:, 6] = t.title[chosen], t.route[chosen]
    return codes


def _mean(total: F64, number: F64) -> F64:
    return np.asarray(np.divide(total, number, out=np.full(total.size, np.nan), where=number > 0))


@kernel
def _add_up(
    rows: Any,
    codes: Any,
    first: Any,
    welfare: Any,
    delivered: Any,
    duty: Any,
    gains: Any,
    apart: float,
    sums: Any,
) -> None:
    for i in range(rows.size):
        r = rows[i]
        for k in range(codes.shape[1]):
            if codes[i, k] < 0:
                continue
            group = first[k] + codes[i, k]
            sums[group, 0] += 1.0
            if not np.isnan(welfare[r]):
                sums[group, 1] += welfare[r]
                sums[group, 2] += 1.0
            if duty[r] >= 0:
                sums[group, 3] += delivered[r]
                sums[group, 4] += 1.0
            if not np.isnan(gains[r]):
                sums[group, 5] += gains[r] < -apart
                sums[group, 6] += gains[r] > apart
                sums[group, 7] += 1.0
