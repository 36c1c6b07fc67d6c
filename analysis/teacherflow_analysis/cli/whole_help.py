"""Help texts that break where their language allows, whole: what is wider is not cut off.

The library breaks lines at spaces, which Chinese does not have.
"""

from __future__ import annotations

from typing import Any

from rich.containers import Lines
from rich.text import Text
from typer.rich_utils import OptionHighlighter

from teacherflow_analysis.folding import folded


class WholeText(Text):
    """A text that keeps every character whatever the width."""

    def wrap(self, console: Any, width: int, **how: Any) -> Lines:
        """Return the lines of the text, each at most ``width`` cells wide."""
        lines, start = Lines(), 0
        for line in folded(self.plain, width):
            start = self.plain.index(line, start)
            lines.append(self[start : start + len(line)])
            start += len(line)
        return lines


class Marker(OptionHighlighter):
    """Marks the options in a help text."""

    def __call__(self, text: str | Text) -> Text:
        """Return the text with its marks."""
        marked = super().__call__(text)
        return WholeText(marked.plain, marked.style, spans=marked.spans)
