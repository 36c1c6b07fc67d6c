"""How a figure is to look: its language, its size and the kind of band it draws."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.text import Language, Text
from teacherflow_analysis.figures.theme import Medium


@dataclass(frozen=True)
class Look:
    """Language, size and kind of band of a figure."""

    language: Language
    medium: Medium
    medium_name: str
    band: str

    def of(self, text: Text) -> str:
        """Return the text in the language of the figure."""
        return text.to(self.language)
