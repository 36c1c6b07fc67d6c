"""What all figures beside the trajectories share: the frame around them, and how they are stored.

Places are in mm from the lower left corner of the page; the body of a figure lies between
``Page.bottom`` and ``Page.bottom + Page.body``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis import fonts
from teacherflow_analysis.figures import theme
from teacherflow_analysis.figures.labels import SMALL
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.store import put
from teacherflow_analysis.palette import MUTED
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

EDGE: Final = 1.0
"""Empty margin at each side of a page, mm."""
ACROSS: Final = 4
"""Most entries of a legend in one row."""


@dataclass(frozen=True)
class Picture:
    """A figure that can be drawn: its words, and the function that draws it between them."""

    name: str
    subject: Text
    head: str
    foot: tuple[str, ...]
    draw: Callable[[Picture, Look], Figure]


@dataclass(frozen=True)
class Sample:
    """One entry of a legend: words, and the arguments of the line, marker or patch beside it."""

    words: str
    line: Mapping[str, Any] | None = None
    marker: Mapping[str, Any] | None = None
    patch: Mapping[str, Any] | None = None


def write(
    study: Study,
    picture: Picture,
    look: Look,
    folder: Path,
    formats: Sequence[str],
    say: fonts.Say | None = None,
) -> list[Path]:
    """Draw one figure and write it in every format; return the files."""
    names = [study.label(name, look.language) for name in study.scenarios]
    texts = [picture.head, *picture.foot, *names, study.title.zh, study.title.en]
    return put(
        *(study, picture.name, picture.head, texts, look),
        lambda look: picture.draw(picture, look),
        *(folder, formats, say),
    )


def lines_of(words: Sequence[str], look: Look, width: float) -> int:
    """Return how many lines the longest of some headings takes, at most two."""
    broken = (theme.balance(one, look.medium.text, width, bold=True) for one in words)
    return max(min(len(lines), 2) for lines in broken)


class Page:
    """A figure with title, subject, legend and caption around an empty body.

    Parameters
    ----------
    body
        Height of the body in mm of a printed page; it grows with the text on a screen.
    samples
        Entries of the legend; none if labels stand beside what they name.
    """

    def __init__(
        self, study: Study, look: Look, picture: Picture, body: float, samples: Sequence[Sample]
    ) -> None:
        self.study, self.look, self.samples = study, look, tuple(samples)
        medium = look.medium
        self.width, self.scale = medium.width, medium.scale
        self.inner = self.width - 2 * EDGE
        full = 0.97 * self.inner  # pixels make letters a little wider than their outlines
        self.head = theme.balance(picture.head, medium.text * 1.3, full, bold=True)
        mark = "｜" if look.language == "zh" else " | "
        told = f"{look.of(study.title)}{mark}{look.of(picture.subject)}"
        self.subject = theme.wrap(told, medium.text, full)
        self.foot = [
            line for t in picture.foot for line in theme.wrap(t, medium.text * SMALL, full)
        ]
        self.across = self._across()
        self.legend_height = ceil(len(self.samples) / self.across) * medium.line * 1.15
        rows = len(self.head) * 1.3 + len(self.subject) + 0.7
        top = 2 + rows * medium.line + self.legend_height
        self.bottom = 1.5 + (len(self.foot) + 0.8) * medium.line * SMALL
        self.body = body * medium.scale
        self.height = self.bottom + self.body + top
        self.figure = theme.blank(medium, self.height)
        self._frame()

    def _across(self) -> int:
        """Return how many entries of the legend fit side by side."""
        widths = [theme.width_of(sample.words, self.look.medium.text) for sample in self.samples]
        room = max(widths, default=0.0) + (12 if any(s.line for s in self.samples) else 7)
        return max(1, min(ACROSS, int(self.inner / room)))

    @property
    def top(self) -> float:
        """Upper edge of the body."""
        return self.bottom + self.body

    def _frame(self) -> None:
        medium, y = self.look.medium, self.height - 2
        for line in self.head:
            self.text(EDGE, y, line, va="top", size=medium.text * 1.3, weight="bold")
            y -= medium.line * 1.3
        for line in self.subject:
            self.text(EDGE, y, line, va="top", color=MUTED)
            y -= medium.line
        self._legend(y - medium.line * 0.2)
        y = 1.5 + len(self.foot) * medium.line * SMALL
        for line in self.foot:
            self.text(EDGE, y, line, va="top", size=medium.text * SMALL, color=MUTED)
            y -= medium.line * SMALL

    def _legend(self, top: float) -> None:
        medium, step = self.look.medium, self.inner / self.across
        for i, sample in enumerate(self.samples):
            row, column = divmod(i, self.across)
            x, y = EDGE + column * step, top - (row + 0.6) * medium.line * 1.15
            long = 8.0 if sample.line is not None else 3.0
            if sample.line is not None:
                self.line([x, x + long], [y, y], **sample.line)
            if sample.marker is not None:
                self.line([x + long / 2], [y], ls="none", **sample.marker)
            if sample.patch is not None:
                self.patch(
                    x, y - 1.3 * self.scale, 4.0 * self.scale, 2.6 * self.scale, sample.patch
                )
            words = theme.wrap(sample.words, medium.text, step - long - 2)
            more = "…" if len(words) > 1 else ""
            self.text(x + long + 2, y, words[0] + more, va="center_baseline")

    def name(self, words: str, left: float, top: float, width: float) -> None:
        """Write the heading of a part of the body, in at most two lines above ``top``."""
        lines = theme.balance(words, self.look.medium.text, width, bold=True)[:2]
        self.text(left, top, "\n".join(lines), va="bottom", weight="bold", linespacing=1.1)

    def text(self, x: float, y: float, words: str, **style: Any) -> None:
        """Write at a place of the page."""
        self.figure.text(x / self.width, y / self.height, words, **style)

    def line(self, xs: Sequence[float], ys: Sequence[float], **style: Any) -> None:
        """Draw a line over the page."""
        from matplotlib.lines import Line2D

        places = [x / self.width for x in xs], [y / self.height for y in ys]
        self.figure.add_artist(Line2D(*places, **style))

    def patch(self, x: float, y: float, wide: float, high: float, style: Mapping[str, Any]) -> None:
        """Fill a rectangle of the page."""
        from matplotlib.patches import Rectangle

        place = (x / self.width, y / self.height)
        size = (wide / self.width, high / self.height)
        whole = self.figure.transFigure
        self.figure.add_artist(Rectangle(place, *size, transform=whole, **style))

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Return axes at a place of the page."""
        place = (left / self.width, bottom / self.height, width / self.width, height / self.height)
        return self.figure.add_axes(place)
