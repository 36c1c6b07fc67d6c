"""How a figure of any kind is brought to a size and written in every format."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from teacherflow.shell import typed
from teacherflow.text import Text
from teacherflow_analysis import fonts, provenance
from teacherflow_analysis.figures import theme
from teacherflow_analysis.inference.bands import DEFAULT_BAND
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from teacherflow_analysis.figures.look import Look


def resized(look: Look, size: str) -> Look:
    """Return the same look at another size."""
    return replace(look, medium=theme.SIZES[size], medium_name=size)


def put(
    study: Study,
    name: str,
    head: str,
    texts: Iterable[str],
    look: Look,
    draw: Callable[[Look], Figure],
    folder: Path,
    formats: Sequence[str],
    say: fonts.Say | None = None,
) -> list[Path]:
    """Draw one figure and write it in every format; return the files.

    On a slide, whose height is given, text is as large as the figure allows; a figure that does
    not fit with the least text is drawn for the screen instead, and that is told.
    """
    texts = list(texts)
    for medium in theme.tries(look.medium):
        one = replace(look, medium=medium)
        with theme.drawing(texts, medium, say):
            figure = draw(one)
            if theme.fits(figure, medium):
                return _written(study, name, head, one, figure, folder, formats)
    if say is not None:
        say(
            Text(
                f"{name} 太高，放不进 {look.medium_name} 的页面，改按 screen 绘制",
                f"{name} is too tall for {look.medium_name}: drawn for the screen instead",
            )
        )
    other = resized(look, "screen")
    return put(study, name, head, texts, other, draw, folder, formats, say)


def _written(
    study: Study,
    name: str,
    head: str,
    look: Look,
    figure: Figure,
    folder: Path,
    formats: Sequence[str],
) -> list[Path]:
    size = "" if look.medium_name == theme.DEFAULT else f"_{look.medium_name.replace(':', 'x')}"
    written = []
    for suffix in formats:
        file = f"{name}_{look.language}{size}.{suffix}"
        facts = provenance.record(study, file, command_of(study, name, suffix, look))
        written.append(folder / file)
        theme.save(figure, written[-1], head, facts, look.medium)
    return written


def command_of(study: Study, name: str, suffix: str, look: Look) -> str:
    """Return the command that draws a figure again."""
    folder = typed(study.folder.resolve().name)
    command = f"teacherflow figures {folder} --only {name} --format {suffix}"
    command += f" --lang {look.language}"
    if look.medium_name != theme.DEFAULT:
        command += f" --size {look.medium_name}"
    command += study.options
    return command + (f" --band {look.band}" if look.band != DEFAULT_BAND else "")
