"""What a watcher of a long run is told, with a clock of the test."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from teacherflow.study.reports import COMPILING, Report
from teacherflow.text import Text
from teacherflow_analysis.cli import progress
from teacherflow_analysis.cli.progress import Meter, span

type Capture = pytest.CaptureFixture[str]


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(progress, "monotonic", clock)
    return clock


def told(clock: Clock, steps: list[tuple[float, int]], capsys: pytest.CaptureFixture[str]) -> str:
    with Meter("en") as meter:
        for now, done in steps:
            clock.now = now
            meter(Report(done, 4))
    captured = capsys.readouterr()
    assert captured.out == ""
    return captured.err


def test_a_quick_run_is_silent(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(clock, [(0, 0), (0.5, 1), (1.9, 4)], capsys) == ""


def finished(clock: Clock, seconds: Sequence[float], total: int, workers: int = 1) -> None:
    """Show a meter units that needed so many seconds."""
    with Meter("en") as meter:
        meter(Report(0, total))
        for done, each in enumerate(seconds, 1):
            clock.now += 40
            meter(Report(done, total, workers=workers, seconds=each))


def test_a_long_run_tells_done_left_and_time(clock: Clock, capsys: Capture) -> None:
    finished(clock, [60, 40, 41, 43], total=4)
    assert capsys.readouterr().err.splitlines() == [
        "1 of 4 runs done, 3 left",
        "2 of 4 runs done, 2 left, about 80 s",
        "3 of 4 runs done, 1 left, about 40 s",
        "4 of 4 runs done, 0 left",
    ]


def test_what_every_worker_does_first_says_nothing_of_the_others(
    clock: Clock, capsys: Capture
) -> None:
    """Two workers load the model in their first units: these tell nothing of the time left."""
    finished(clock, [500, 300, 40, 50, 40], total=20, workers=2)
    assert capsys.readouterr().err.splitlines() == [
        "1 of 20 runs done, 19 left",
        "2 of 20 runs done, 18 left",
        "3 of 20 runs done, 17 left, about 6 min",
        "4 of 20 runs done, 16 left, about 6 min",
        "5 of 20 runs done, 15 left, about 5 min",
    ]


def test_one_slow_unit_or_one_that_failed_says_nothing_of_the_others(
    clock: Clock, capsys: Capture
) -> None:
    finished(clock, [40, 40, 40, 900, 0], total=20)
    lines = capsys.readouterr().err.splitlines()
    assert lines[-1] == "5 of 20 runs done, 15 left, about 10 min"


def test_where_nothing_is_left_to_run_no_runs_are_told(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Meter("en") as meter:
        clock.now = 40
        meter(Report(0, 0))
    assert capsys.readouterr().err == ""


def test_the_unit_that_compiles_says_nothing_of_the_others(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with Meter("zh") as meter:
        meter(Report(0, 8))
        meter(Report(0, 8, COMPILING))
        for now, done in ((300, 1), (340, 2), (380, 3), (420, 4)):
            clock.now = now
            meter(Report(done, 8, apart=1, seconds=40 if done > 1 else 300))
    assert capsys.readouterr().err.splitlines() == [
        COMPILING.zh,
        "已完成 1/8 次模拟，剩余 7 次",
        "已完成 2/8 次模拟，剩余 6 次",
        "已完成 3/8 次模拟，剩余 5 次，约需 3 分钟",
        "已完成 4/8 次模拟，剩余 4 次，约需 3 分钟",
    ]


def test_notes_are_told_in_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    with Meter("zh") as meter:
        meter(Report(0, 1, Text("编译", "compiling")))
    assert capsys.readouterr().err == "编译\n"


def test_a_minor_note_is_for_those_who_waited(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    note = Text("合并", "merging")
    with Meter("en") as meter:
        meter(Report(0, 4))
        meter(Report(4, 4, note, minor=True))
        assert capsys.readouterr().err == ""
        clock.now = 3
        meter(Report(4, 4, note, minor=True))
    assert capsys.readouterr().err == "merging\n"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (89, "89 s"), (90, "2 min"), (3600, "60 min"), (9000, "2.5 h")],
)
def test_spans(seconds: float, words: str) -> None:
    assert span(seconds).en == words
