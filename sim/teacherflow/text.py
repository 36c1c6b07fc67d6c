"""Bilingual text: everything a user sees exists in Chinese and English."""

from __future__ import annotations

from typing import Literal, NamedTuple

type Language = Literal["zh", "en"]


class Text(NamedTuple):
    """The same words in Chinese and English."""

    zh: str
    en: str

    def to(self, language: Language) -> str:
        """Return the text in one language."""
        return self.zh if language == "zh" else self.en
