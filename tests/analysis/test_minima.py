"""Schools at the official minima per 100 pupils, one school a scenario, by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_1samp

from analysis import ledger
from teacherflow_analysis.balance.minima import Minimum, minima_of
from teacherflow_analysis.study import load

COUNTS = ["pupils", "degree", "backbone", "artspe"]
SCHOOLS: dict[str, tuple[int, int, int, int]] = {
    "smallest": (50, 3, 1, 1),
    "exact": (1000, 42, 10, 9),
    "one_less": (1000, 41, 9, 9),
    "one_item": (2000, 84, 17, 18),
    "one_item_far": (2000, 84, 16, 18),
    "two_items": (2000, 72, 17, 18),
    "large": (20_000, 0, 200, 180),
    "by_a_hair": (20_000, 839, 200, 180),
    "too_far_by_a_hair": (20_000, 840, 169, 180),
}
"""Pupils, and those above the required degree, backbones and teachers of arts and PE; the minima
of primary schools are 4.2, 1 and 0.9."""
REACHED = {
    "smallest": (1, 1, 1, 1),
    "exact": (1, 1, 1, 1),
    "one_less": (0, 0, 1, 0),
    "one_item": (1, 0, 1, 1),
    "one_item_far": (1, 0, 1, 0),
    "two_items": (0, 0, 1, 0),
    "large": (0, 1, 1, 0),
    "by_a_hair": (0, 1, 1, 1),
    "too_far_by_a_hair": (1, 0, 1, 0),
}
"""Whether each minimum is reached, and the rule: at most one missed, that by at most 15 %."""
LACKING = {
    "one_less": (1, 1, 0),
    "one_item": (0, 3, 0),
    "one_item_far": (0, 4, 0),
    "two_items": (12, 3, 0),
    "large": (840, 0, 0),
    "by_a_hair": (1, 0, 0),
    "too_far_by_a_hair": (0, 31, 0),
}


def minima(
    folder: Path, runs: dict[str, list[tuple[int, ...]]], name: str | None = None
) -> dict[tuple[str, str], Minimum]:
    """Return the minima of one primary school by scenario and item; its counts run by run."""
    number = len(next(iter(runs.values())))
    whole = ledger.sections(tuple(runs), number)
    rows = whole[(whole["year"] == 2024) & (whole["stage"] == "primary")]
    rows = rows[rows["school_id"] == 0].reset_index(drop=True)
    counts = [runs[row["scenario"]][row["replication"]] for _, row in rows.iterrows()]
    rows[COUNTS] = pd.DataFrame(counts, columns=COUNTS)
    keys = rows[[*ledger.KEYS, "school_id"]]
    tables = {} if name is None else {"schools": keys.assign(name=name)}
    frame = ledger.county_year(ledger.sections(tuple(runs), number))
    change = {"baseline": next(iter(runs))}
    study = load(ledger.write(folder / "s", rows, change, frame=frame, **tables))
    found = minima_of(study, "zhijin", list(runs), ["primary"])
    return {(one.scenario, one.item): one for one in found}


def test_which_minima_a_school_reaches_and_whom_it_lacks(tmp_path: Path) -> None:
    found = minima(tmp_path, {name: [counts] for name, counts in SCHOOLS.items()})
    assert len(found) == 4 * len(SCHOOLS)  # of the year that the table has
    for name, reached in REACHED.items():
        items = [found[name, item] for item in (*COUNTS[1:], "rule")]
        assert tuple(one.schools for one in items) == reached, name
        assert tuple(one.pupils for one in items) == reached, name
        assert tuple(one.short for one in items) == (*LACKING.get(name, (0, 0, 0)), None), name


@pytest.mark.parametrize(("fewer", "share", "lacking"), [(0, 1.0, 0), (1, 0.0, 1000)])
def test_a_school_exactly_at_a_minimum_reaches_it_whatever_its_size(
    tmp_path: Path, fewer: int, share: float, lacking: int
) -> None:
    """A thousand primary schools of 50 to 10,040 pupils: the least whole number, or one fewer."""
    pupils = 50 + 10 * np.arange(1000)
    least = {"degree": -(-42 * pupils // 1000), "backbone": -(-pupils // 100)}
    least["artspe"] = -(-9 * pupils // 1000)
    one = ledger.sections(("status_quo",), 1).query("year == 2024 and stage == 'primary'").iloc[[0]]
    rows = one.loc[one.index.repeat(1000)].reset_index(drop=True)
    rows = rows.assign(school_id=range(1000), pupils=pupils)
    rows = rows.assign(**{item: counts - fewer for item, counts in least.items()})
    frame = ledger.county_year(ledger.sections(("status_quo",), 1))
    study = load(ledger.write(tmp_path / "s", rows, frame=frame))
    found = {one.item: one for one in minima_of(study, "zhijin", ["status_quo"], ["primary"])}
    for item in least:
        assert (found[item].schools, found[item].short) == (share, lacking), item


def test_shares_have_intervals_within_0_and_1_and_persons_above_0(tmp_path: Path) -> None:
    """In one of six runs the school lacks nobody, or somebody; 300 of 840 have the degree else."""
    none, all_but = (20_000, 300, 200, 180), (20_000, 840, 200, 180)
    found = minima(tmp_path, {"a": [none] * 5 + [all_but], "b": [all_but] * 5 + [none]})
    share = ttest_1samp([0] * 5 + [1], 0).confidence_interval(0.95)
    short = ttest_1samp([540] * 5 + [0], 0).confidence_interval(0.95)
    seldom, mostly = found["a", "degree"], found["b", "degree"]
    assert share.low < 0 < short.low
    assert (seldom.schools, seldom.schools_low) == pytest.approx((1 / 6, 0.0))
    assert seldom.schools_high == pytest.approx(share.high)
    assert (mostly.schools_low, mostly.schools_high) == (pytest.approx(1 - share.high), 1.0)
    assert (seldom.short_low, seldom.short_high) == pytest.approx((short.low, short.high))
    assert (mostly.short_low, mostly.short_high) == (0.0, pytest.approx(540 - short.low))


@pytest.mark.parametrize(("backbones", "few"), [(4, True), (5, False), (10, False)])
def test_persons_whom_a_real_school_lacks_are_hidden_where_it_has_few(
    tmp_path: Path, backbones: int, few: bool
) -> None:
    """Of 1,000 pupils: four are few, five are not; where nobody lacks nothing is to be hidden."""
    found = minima(tmp_path, {"a": [(1000, 42, backbones, 9)]}, "上村小学")
    one = found["a", "backbone"]
    assert (one.few, one.short) == (few, None if few else 10 - backbones)
    assert not found["a", "degree"].few
