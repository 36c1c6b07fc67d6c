"""What is left to do, as a pure function of a study and of what is stored."""

from __future__ import annotations

import pickle
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from study.fake import FakeStudy
from teacherflow.study.executor import Processes, block_size, executor_for
from teacherflow.study.faults import StoreFault, StudyFault, UnitFault
from teacherflow.study.plan import (
    Done,
    Unit,
    changes,
    check_same,
    hash_json,
    identity_of,
    tasks_of,
    units_of,
)
from teacherflow.text import Text

STUDY = FakeStudy()


def test_replications_come_first_so_that_an_interrupted_run_is_balanced() -> None:
    assert [(u.replication, u.draw) for u in units_of(STUDY)] == [
        (0, 0),
        (0, 1),
        (1, 0),
        (1, 1),
        (2, 0),
        (2, 1),
    ]


def test_everything_is_left_at_first_and_the_baseline_leads() -> None:
    tasks = tasks_of(STUDY, {})
    assert [task.unit for task in tasks] == units_of(STUDY)
    assert {task.scenarios for task in tasks} == {("status_quo", "轮岗")}
    assert {task.known_baseline for task in tasks} == {None}


def test_a_new_scenario_runs_alone_and_knows_the_baseline() -> None:
    unit = Unit("织金", 0, 1)
    tasks = tasks_of(STUDY, {unit: Done(unit, {"status_quo": "abc"})})
    (task,) = [task for task in tasks if task.unit == unit]
    assert task.scenarios == ("轮岗",)
    assert task.known_baseline == "abc"


@given(st.sets(st.tuples(st.integers(0, 2), st.integers(0, 1))))
def test_what_is_stored_is_not_run_again(stored: set[tuple[int, int]]) -> None:
    units = {Unit("织金", draw, replication) for replication, draw in stored}
    done = {u: Done(u, {"status_quo": "a", "轮岗": "b"}) for u in units}
    assert {task.unit for task in tasks_of(STUDY, done)} == set(units_of(STUDY)) - units


def test_words_and_order_do_not_change_the_identity() -> None:
    turned = dict(reversed(STUDY.scenarios.items()))
    assert identity_of(STUDY.but(title="x", scenarios=turned)) == identity_of(STUDY)
    titled = {name: {**rules, "title": "x"} for name, rules in STUDY.scenarios.items()}
    assert identity_of(STUDY.but(scenarios=titled)) == identity_of(STUDY)
    assert identity_of(STUDY.but(seed=2)).frame != identity_of(STUDY).frame


def test_changes_name_the_keys() -> None:
    then = {"years": {"start": 2024, "count": 10}, "seed": 1, "gone": True}
    now = {"years": {"start": 2024, "count": 15}, "seed": 1}
    assert changes(then, now) == ["gone: true → –", "years.count: 10 → 15"]


def test_long_values_and_long_lists_of_changes_are_cut() -> None:
    assert changes({"a": "x" * 100}, {"a": 1}) == ['a: "' + "x" * 59 + "… → 1"]
    held, wanted = identity_of(STUDY.but(seed=2)), identity_of(STUDY)
    for gone, left_out in ((7, []), (9, ["2"])):  # eight changes with that of the seed, and ten
        stored = {**STUDY.but(seed=2).resolved(), **{f"k{i}": i for i in range(gone)}}
        with pytest.raises(StudyFault) as fault:
            check_same(stored, held, STUDY, wanted, "out")
        assert re.findall(r"\(\+(\d+)\)", fault.value.text.en) == left_out


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(min_size=1), json_values))
def test_the_same_values_have_the_same_hash_and_no_changes(values: dict[str, object]) -> None:
    turned = dict(reversed(values.items()))
    assert hash_json(turned) == hash_json(values)
    assert changes(values, turned) == []


@pytest.mark.parametrize("tasks", [1, 7, 50, 1000])
@pytest.mark.parametrize("workers", [2, 8, 64])
def test_blocks_are_small_enough_for_all_workers(tasks: int, workers: int) -> None:
    size = block_size(tasks, workers)
    assert 1 <= size <= 20
    assert size == 1 or -(-tasks // size) >= 4 * workers


def test_one_worker_or_one_task_needs_no_process() -> None:
    assert not isinstance(executor_for(1, 50), Processes)
    assert not isinstance(executor_for(8, 1), Processes)
    found = executor_for(8, 3)
    assert isinstance(found, Processes)
    assert found.workers == 3


@pytest.mark.parametrize(
    ("script", "refused"),
    [
        ("import teacherflow\nteacherflow.run_study(study, folder, workers=2)\n", True),
        ("def main(): ...\nif __name__ == '__main__':\n    main()\n", False),
    ],
)
def test_a_script_that_workers_would_run_again_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, refused: bool
) -> None:
    (tmp_path / "mine.py").write_text(script, encoding="utf-8")
    program = ModuleType("__main__")
    program.__file__ = str(tmp_path / "mine.py")
    monkeypatch.setitem(sys.modules, "__main__", program)
    assert not isinstance(executor_for(1, 50), Processes)  # one worker never minds
    if not refused:
        assert isinstance(executor_for(2, 2), Processes)
        return
    with pytest.raises(StudyFault, match=r"mine.py.*__name__ == \"__main__\"") as caught:
        executor_for(2, 2)
    assert "workers=1" in caught.value.text.zh


@pytest.mark.parametrize(
    "fault",
    [StudyFault(Text("一", "one"), 2), StoreFault(Text("二", "two"), 1), UnitFault("here", "why")],
)
def test_faults_travel_from_workers(fault: Exception) -> None:
    again = pickle.loads(pickle.dumps(fault))
    assert type(again) is type(fault)
    assert vars(again) == vars(fault)
    assert str(again) == str(fault)
