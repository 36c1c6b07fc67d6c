"""Progress on standard error, for whatever takes more than two seconds."""

from __future__ import annotations

import sys
from math import ceil
from statistics import median
from threading import Timer
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

from teacherflow.text import Language, Text, counted

if TYPE_CHECKING:
    from rich.progress import Progress

    from teacherflow.study.reports import Report

PATIENCE = 2.0
"""Seconds without a word."""
_EVERY = 30.0
"""Seconds between lines where there is no terminal to draw a bar on."""


class Meter:
    """Shows units of work done, left, and the time that is left; a bar on a terminal, else lines.

    Parameters
    ----------
    language : Language
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.began = self.spoke = monotonic()
        self.seconds: list[float] = []
        self.bar: Progress | None = None
        self.timer: Timer | None = None
        self.latest: Report | None = None

    def __call__(self, report: Report) -> None:
        """Take the state of the run."""
        if report.note is not None:
            if report.minor and (self.timer is None or monotonic() - self.began < PATIENCE):
                return
            self._say(report.note.to(self.language))
            return
        self.latest = report
        if report.seconds:
            self.seconds.append(report.seconds)
        if report.total and self.timer is None:
            self.began = self.spoke = monotonic()
            self.timer = Timer(PATIENCE, self._show)
            self.timer.daemon = True
            self.timer.start()
        elif report.total and monotonic() - self.began >= PATIENCE:
            self._show()

    def _show(self) -> None:
        report, now = self.latest, monotonic()
        if report is None:
            return
        if sys.stderr.isatty():
            self._draw(report)
        elif now - self.spoke >= _EVERY or report.done in (0, report.total):
            self.spoke = now
            self._say(self._line(report))

    def _line(self, report: Report) -> str:
        left = report.total - report.done
        told = Text(
            f"已完成 {report.done}/{report.total} 次模拟，剩余 {left} 次",
            f"{report.done} of {counted(report.total, 'run')} done, {left} left",
        )
        seconds = self._time_left(report)
        if seconds is not None and left:
            time = span(seconds)
            told = Text(f"{told.zh}，约需 {time.zh}", f"{told.en}, about {time.en}")
        return told.to(self.language)

    def _time_left(self, report: Report) -> float | None:
        """Return the seconds until all are done; None while they cannot be known.

        The longest units are left out, as many as there are workers: each loads the model in its
        first one, and on a busy machine that takes longer than a unit.
        """
        known = sorted(self.seconds)[: -(report.workers + report.apart)]
        if not known:
            return None
        return median(known) * ceil((report.total - report.done) / report.workers)

    def _draw(self, report: Report) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        if self.bar is None:
            columns = (BarColumn(), TextColumn("{task.description}"))
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.bar.add_task("", total=report.total)
            self.bar.start()
        task = self.bar.task_ids[0]
        self.bar.update(task, completed=report.done, description=self._line(report))

    def _say(self, words: str) -> None:
        print(words, file=sys.stderr, flush=True)

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.timer is not None:
            self.timer.cancel()
        if self.bar is not None:
            self.bar.stop()


def span(seconds: float) -> Text:
    """Return a length of time in words: seconds below a minute and a half, else minutes, hours."""
    if seconds < 90:
        return Text(f"{seconds:.0f} 秒", f"{seconds:.0f} s")
    if seconds < 5400:
        return Text(f"{seconds / 60:.0f} 分钟", f"{seconds / 60:.0f} min")
    return Text(f"{seconds / 3600:.1f} 小时", f"{seconds / 3600:.1f} h")
