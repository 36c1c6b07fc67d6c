"""Indicators taken apart: the words in a column, and the columns that differ in one word."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.text import Text
from teacherflow_analysis.indicators_meta import EVERY, PATTERNS, PLAIN, WORDS, Pattern, capital


def siblings(column: str, part: str) -> tuple[Text, dict[str, str]] | None:
    """Return the columns that differ from this one in the stage or the zone alone.

    Parameters
    ----------
    part
        ``stage`` or ``zone``.

    Returns
    -------
    tuple of Text and dict, or None
        Label of them all, and column by stage or zone; None if the indicator has no such part.
    """
    for pattern in PATTERNS:
        parts = pattern.parts(column)
        if parts is None:
            continue
        if part not in parts:
            return None
        words = {key: WORDS[key][value] for key, value in parts.items()}
        label = pattern.named(words | {part: EVERY[part]})
        return label, {one: pattern.form.format(**parts | {part: one}) for one in WORDS[part]}
    return None


@dataclass(frozen=True)
class Parts:
    """A column taken apart: its pattern, if any, and the words in it by kind."""

    column: str
    pattern: Pattern | None
    words: dict[str, str]

    def without(self, *kinds: str) -> Part:
        """Return name and label with the words of some kinds left out of both."""
        if self.pattern is None:
            return Part(self.column, Text(self.column, self.column))
        left = {key: WORDS[key][word] for key, word in self.words.items() if key not in kinds}
        blank = {key: PLAIN for key in self.words if key in kinds}
        names = {key: self.words[key] for key in left} | dict.fromkeys(blank, "*")
        labels = left | blank
        label = Text(
            self.pattern.label.zh.format(**{key: word.zh for key, word in labels.items()}),
            capital(self.pattern.label.en.format(**{k: word.en for k, word in labels.items()})),
        )
        return Part(self.pattern.form.format(**names), label)


@dataclass(frozen=True)
class Part:
    """What is left of a column without some of its words; stars stand in the name for them."""

    name: str
    label: Text


def split(column: str) -> Parts:
    """Return a column taken apart; an unknown one has no words."""
    for pattern in PATTERNS:
        words = pattern.parts(column)
        if words is not None:
            return Parts(column, pattern, words)
    return Parts(column, None, {})
