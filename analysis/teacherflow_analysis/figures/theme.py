"""How figures look, and how they are put to the disk: the same bytes for the same results."""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text
from teacherflow_analysis import fonts, provenance
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.figures.homeless import give_a_place
from teacherflow_analysis.line_breaks import CLOSING, OPENING
from teacherflow_analysis.palette import INK, MUTED, RULE

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox
    from matplotlib.typing import RcKeyType

MM: Final = 1 / 25.4
"""Inches in a millimetre."""
FORMATS: Final = ("svg", "pdf", "png")
NO_BREAK: Final = "\u00a0"


@dataclass(frozen=True)
class Medium:
    """Where a figure is read: width in mm, size of text in points, dots per inch of a PNG.

    ``high`` is the height of a page of which the figure must fill no more, mm.
    """

    width: float
    text: float
    dpi: int
    high: float | None = None

    @property
    def scale(self) -> float:
        """Size of strokes and markers against those of a printed page."""
        return self.text / 7.5

    @property
    def line(self) -> float:
        """Height of a line of text in mm."""
        return self.text * 1.45 * 25.4 / 72

    @property
    def narrow(self) -> bool:
        """Whether a line holds few words only, as in one of two columns."""
        return self.width < NARROW * self.scale

    def across(self, most: int, least: float) -> int:
        """Return how many panels, at most ``most``, of ``least`` mm of a printed page fit."""
        return max(1, min(most, int((self.width - 2) / (least * self.scale))))


NARROW: Final = 120.0
"""Below this width, in mm of a printed page, names stand above panels instead of beside them."""
SIZES: Final = {
    "single": Medium(85, 7.5, 300),
    "double": Medium(180, 7.5, 300),
    "a4": Medium(170, 8.0, 300),
    "16:9": Medium(338.67, 14.0, 150, high=190.5),
    "screen": Medium(260, 10.5, 150),
}
"""One and two columns of a journal, an A4 page with margins of 20 mm, a slide, a web page.

No text is smaller than 0.87 of the size named here: 6.5 points on paper.
"""
DEFAULT: Final = "double"
ON_SLIDE: Final = (14.0, 12.0, 10.5, 9.0)
"""Sizes of text tried where the height is given, in points."""


def tries(medium: Medium) -> list[Medium]:
    """Return the medium, or with a given height one for every size of text, the largest first."""
    return [medium] if medium.high is None else [replace(medium, text=text) for text in ON_SLIDE]


def fits(figure: Figure, medium: Medium) -> bool:
    """Return whether a figure is no higher than its page."""
    return medium.high is None or figure.get_size_inches()[1] <= medium.high * MM


@contextmanager
def drawing(texts: Iterable[str], medium: Medium, say: fonts.Say | None = None) -> Iterator[None]:
    """Set matplotlib up for figures that will hold ``texts``; nothing of it stays behind."""
    give_a_place()
    import matplotlib

    with matplotlib.rc_context(_style(fonts.families(texts, say), medium)):
        yield


def _style(families: tuple[str, ...], medium: Medium) -> dict[RcKeyType, Any]:
    return {
        "font.family": list(families),
        "font.size": medium.text,
        "text.color": INK,
        "text.parse_math": False,
        "axes.edgecolor": MUTED,
        "axes.labelcolor": INK,
        "axes.linewidth": 0.6 * medium.scale,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.unicode_minus": True,
        "axes.xmargin": 0.02,
        "grid.color": RULE,
        "grid.linewidth": 0.5 * medium.scale,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.major.width": 0.6 * medium.scale,
        "ytick.major.size": 0,
        "xtick.major.size": 2.5 * medium.scale,
        "lines.solid_capstyle": "butt",
        "lines.dash_capstyle": "butt",
        "lines.scale_dashes": True,
        "legend.frameon": False,
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
        "pdf.fonttype": 42,
        "svg.fonttype": "path",
        "svg.hashsalt": "teacherflow",
    }


def blank(medium: Medium, height: float) -> Figure:
    """Return an empty figure, ``height`` in mm, that no window shows."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(medium.width * MM, height * MM), dpi=medium.dpi)
    FigureCanvasAgg(figure)
    return figure


def save(figure: Figure, path: Path, title: str, facts: Mapping[str, Any], medium: Medium) -> None:
    """Write the figure with its provenance, whole or not at all."""
    suffix = path.suffix.lstrip(".")
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _missing_glyphs_are_errors(title):
            figure.savefig(
                aside,
                format=suffix,
                dpi=medium.dpi,
                bbox_inches=_page(figure, medium),
                metadata=provenance.metadata(suffix, title, facts),
            )
        os.replace(aside, path)
    except OSError as error:
        raise AnalysisError(
            Text(
                f"无法写入图表 {path}（{error.strerror}）；请用 --out 指定其他文件夹",
                f"cannot write the figure {path} ({error.strerror}); "
                "name another folder with --out",
            )
        ) from error
    finally:
        if aside.exists():
            aside.unlink()


def _page(figure: Figure, medium: Medium) -> Bbox | None:
    """Return the page of a given height around a figure in its middle, inches; else none."""
    from matplotlib.transforms import Bbox

    if medium.high is None:
        return None
    wide, high = figure.get_size_inches()
    spare = (medium.high * MM - high) / 2
    return Bbox.from_extents(0, -spare, wide, high + spare)


@contextmanager
def _missing_glyphs_are_errors(title: str) -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph .* missing from font")
        try:
            yield
        except UserWarning as warning:
            raise AnalysisError(
                Text(
                    f"图“{title}”中有字体无法显示的字符：{warning}",
                    f"the figure “{title}” holds a character that its fonts cannot draw: {warning}",
                )
            ) from warning


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return the width of one line of text in mm, in the fonts set up by `drawing`."""
    import matplotlib

    return _width(text, size, bold, tuple(matplotlib.rcParams["font.family"]))


@lru_cache(maxsize=4096)
def _width(text: str, size: float, bold: bool, families: tuple[str, ...]) -> float:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    weight = "bold" if bold else "normal"
    font = FontProperties(family=list(families), size=size, weight=weight)
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return float(width) * 25.4 / 72


def wrap(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Break text into lines of at most ``width`` mm.

    Breaks are at spaces or between Chinese characters, never at a no-break space.
    """
    return _broken(_pieces(text), size, width, bold)


def balance(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Break a title: behind a clause where clauses fit, into lines of about equal length."""
    clauses = re.findall(r".+?(?:[，；：]|[,;:] |$)", text)
    fit = all(width_of(clause.rstrip(" "), size, bold) <= width for clause in clauses)
    pieces = clauses if fit else _pieces(text)
    lines = _broken(pieces, size, width, bold)
    narrow, wide = 0.0, width
    while len(lines) > 1 and wide - narrow > 1:
        middle = (narrow + wide) / 2
        if len(_broken(pieces, size, middle, bold)) > len(lines):
            narrow = middle
        else:
            wide = middle
    return _broken(pieces, size, wide, bold)


def _broken(pieces: Sequence[str], size: float, width: float, bold: bool) -> list[str]:
    lines, line = [], ""
    for piece in pieces:
        if line and width_of((line + piece).rstrip(" "), size, bold) > width:
            lines.append(line.rstrip(" "))
            line = piece.lstrip(" ")
        else:
            line += piece
    return [*lines, line.rstrip(" ")] if line.strip(" ") else lines


def _pieces(text: str) -> list[str]:
    """Return what may not be broken: words with the space behind them, Chinese characters."""
    pieces: list[str] = []
    before = " "
    for character in text:
        word = not _wide(character) and not _wide(before) and before != " "
        bound = word or character == " " or NO_BREAK in (before, character)
        if pieces and (bound or character in CLOSING or before in OPENING):
            pieces[-1] += character
        else:
            pieces.append(character)
        before = character
    return pieces


def _wide(character: str) -> bool:
    return ord(character) >= 0x2E80
