"""Groups of teachers, held against pandas and against bounds by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from factory import small_county
from teacherflow.codes import Route, Stage, Subject, Title, Zone, name_of
from teacherflow.columns import F64
from teacherflow.results.fairness import APART
from teacherflow.results.groups_year import rows
from teacherflow.results.view import View
from teacherflow.state import State

SIZES = {"under_100": 0, "100_299": 100, "300_999": 300, "1000_up": 1000}
AGES = {"under_30": 0, "30_39": 30, "40_49": 40, "50_up": 50}
CODES: dict[str, Any] = {
    "zone": Zone,
    "stage": Stage,
    "subject": Subject,
    "title": Title,
    "route": Route,
}


def county() -> tuple[State, F64]:
    """Return a county with schools and ages at the bounds, and yuan above the baseline."""
    state = small_county(3, 240, 16)
    t, s = state.teachers, state.sections
    s.pupils[:6] = 99, 100, 299, 300, 999, 1000
    people = t.alive.nonzero()[0]
    t.birth[people[:8]] = state.september - 12 * np.array([30, 30, 40, 40, 50, 50, 31, 51])
    t.birth[people[1:6:2]] += 1  # a month younger
    t.delivered[people] = 0.01 * people
    t.welfare[people] = 4000.0 + people
    t.welfare[people[::7]] = np.nan
    gains = np.resize([0.0, APART, -APART, APART + 1e-9, -APART - 1e-9, np.nan], t.rows)
    return state, gains


def persons(state: State, gains: F64) -> pd.DataFrame:
    """Return everybody in service with the words of the groups, by other means."""
    t, s = state.teachers, state.sections
    r = np.flatnonzero(t.alive)
    at = t.duty[r]
    on_duty = at >= 0
    found = pd.DataFrame(
        {
            "zone": np.where(on_duty, s.zone[at], -1),
            "stage": t.stage[r],
            "subject": t.subject[r],
            "title": t.title[r],
            "route": t.route[r],
        }
    )
    for by, kind in CODES.items():
        found[by] = found[by].map({int(code): name_of(code) for code in kind})
    pupils = pd.Series(s.pupils[at]).where(on_duty)
    years = pd.Series((state.september - t.birth[r]) / 12)
    for by, values, bounds in (("size", pupils, SIZES), ("age", years, AGES)):
        ends = [*bounds.values(), np.inf]
        found[by] = pd.cut(values, ends, right=False, labels=list(bounds)).astype(object)
    found["effectiveness"] = np.where(on_duty, t.delivered[r], np.nan)
    found["welfare"] = t.welfare[r]
    known = pd.Series(gains[r])
    found["worse_off"] = (known < -APART).where(known.notna()).astype(float)
    found["better_off"] = (known > APART).where(known.notna()).astype(float)
    found["net_better_off"] = found["better_off"] - found["worse_off"]
    return found


MEASURES = ["welfare", "effectiveness", "worse_off", "better_off", "net_better_off"]


def test_groups_are_those_of_pandas() -> None:
    state, gains = county()
    table = pd.DataFrame(rows(View(state), gains)).set_index(["by", "value"])
    everybody = persons(state, gains)
    assert everybody["zone"].isna().any()  # some are away, at no school of the county
    for by in ("zone", "size", "stage", "subject", "age", "title", "route"):
        groups = everybody.groupby(by)
        own = table.loc[by]
        wanted = groups[MEASURES].mean().reindex(own.index)
        assert own["n"].tolist() == groups.size().reindex(own.index, fill_value=0).tolist()
        for measure in MEASURES:
            np.testing.assert_allclose(own[measure], wanted[measure], err_msg=f"{by} {measure}")


def test_a_group_of_one_has_means_and_one_of_nobody_has_none() -> None:
    state, gains = county()
    t = state.teachers
    (someone, *others) = np.flatnonzero(t.alive & (t.duty >= 0) & ~np.isnan(t.welfare))
    t.title[t.alive] = Title.SECOND
    t.title[someone] = Title.SENIOR
    table = pd.DataFrame(rows(View(state), gains)).set_index(["by", "value"]).loc["title"]
    assert others
    assert table.loc["senior", "n"] == 1
    assert table.loc["senior", "welfare"] == pytest.approx(t.welfare[someone])
    assert table.loc["senior", "effectiveness"] == pytest.approx(t.delivered[someone])
    assert table.loc["professor", "n"] == 0
    assert table.loc["professor", MEASURES].isna().all()
