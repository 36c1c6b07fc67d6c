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


def word_for(n: float, one: str, many: str = "") -> str:
    """Return the English word that goes with a number: ``run`` or ``runs``, ``is`` or ``are``."""
    return one if n == 1 else many or f"{one}s"


def counted(n: int, one: str, many: str = "") -> str:
    """Return a number of things in English: ``1 run``, ``1,200 runs``."""
    return f"{n:,} {word_for(n, one, many)}"
