"""Packed conditions agree with the same conditions asked one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from teacherflow.allowances import within
from teacherflow.conditions import Conditions
from teacherflow.terms.who import Where

COLUMNS = ("age", "rank", "post.zone")
NUMBERS = st.integers(-2, 4)


@st.composite
def wheres(draw: st.DrawFn) -> Where:
    low = draw(st.one_of(st.just(-np.inf), NUMBERS.map(float)))
    high = draw(st.one_of(st.just(np.inf), NUMBERS.map(float)))
    among = tuple(draw(st.lists(NUMBERS, max_size=3)))
    but = tuple(draw(st.lists(NUMBERS, max_size=2)))
    return Where(draw(st.sampled_from(COLUMNS)), low, high, among, but)


SETS = st.lists(st.lists(wheres(), max_size=3).map(tuple), max_size=5)


@settings(max_examples=200, deadline=None)
@given(sets=SETS, rows=st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), max_size=12))
def test_a_row_meets_a_set_if_it_meets_each_condition(
    sets: list[tuple[Where, ...]], rows: list[tuple[int, int, int]]
) -> None:
    table = np.array(rows, dtype=np.int8).reshape(-1, len(COLUMNS))
    values = dict(zip(COLUMNS, table.T, strict=True))
    conditions = Conditions(sets)
    found = np.empty((len(conditions.columns), len(rows)))
    for k, name in enumerate(conditions.columns):
        found[k] = values[name]
    met = conditions.met(found)
    assert met.shape == (len(sets), len(rows))
    for one, asked in zip(met, sets, strict=True):
        wanted = np.ones(len(rows), dtype=bool)
        for where in asked:
            wanted &= within(where, values[where.column])
        assert one.tolist() == wanted.tolist()


def test_where_a_row_has_no_value_no_condition_is_met() -> None:
    conditions = Conditions([(Where("post.zone", 0),), (Where("post.zone", but=(1,)),), ()])
    assert conditions.met(np.array([[0.0, np.nan]])).tolist() == [
        [True, False],
        [True, False],
        [True, True],
    ]
