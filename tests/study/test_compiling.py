"""Kernels compiled before they are called, by several processes."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from numba import types

from teacherflow import compiled
from teacherflow.signatures import kind_of, listed, type_of
from teacherflow.study import compiling

SCRIPT = """
    import sys
    import numpy as np
    from teacherflow import compiled
    from teacherflow.study import compiling
    from teacherflow.spells import _fill_ages

    name = "teacherflow.spells._fill_ages"
    kernels = {
        name: compiling.listed()[name],
        "teacherflow.spells._gone": ["int64"],
        "teacherflow.ranking.take_places": ["float64", "no such kind[1]"],
        "teacherflow.ranking._count_runs": ["float64"],
    }
    compiling.listed = lambda: kernels
    assert not compiled.is_warm()
    compiling.compile_ahead(2)
    assert compiled.is_warm()
    kinds = tuple(map(compiling.type_of, kernels[name]))
    _fill_ages.compile(kinds)
    print(sum(_fill_ages.stats.cache_hits.values()), len(_fill_ages.stats.cache_misses))
"""


def test_what_is_compiled_ahead_is_found_in_the_cache_and_odd_lines_are_passed_over(
    tmp_path: Path,
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(SCRIPT)],
        env={**os.environ, "TEACHERFLOW_CACHE": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout, ended.stderr, ended.returncode) == ("1 0\n", "", 0)


def test_without_a_cache_nothing_is_compiled_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "CACHED", False)
    asked: list[int] = []
    monkeypatch.setattr(compiling, "pool_of", asked.append)
    compiling.compile_ahead(2)
    assert asked == []


def test_the_list_says_each_kind_of_argument_in_full() -> None:
    array = types.Array(types.int64, 2, "A")
    fixed = types.Array(types.float64, 1, "C", readonly=True)
    for argument in (
        types.boolean,
        types.uint64,
        array,
        fixed,
        types.UniTuple(array, 2),
        types.Tuple([types.float64, array, types.Tuple([fixed])]),
    ):
        assert type_of(kind_of(argument)) == argument
    for kinds in listed().values():
        assert [kind_of(type_of(kind)) for kind in kinds] == kinds
    with pytest.raises(TypeError, match="kernels take numbers, arrays"):
        kind_of(types.unicode_type)
