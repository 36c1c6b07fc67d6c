"""Parameters of behaviour and institution, each with its unit, range, source and kind.

A family is a `NamedTuple` of floats (numba reads it as it is); what is known about a field
stands in its annotation. `families` lists every parameter for `show`, docs and sampling.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from math import inf
from typing import Any, get_type_hints

from teacherflow.parameters.citations import CHINESE
from teacherflow.text import Text


class Evidence(StrEnum):
    """What kind of evidence a default rests on."""

    STATUTE = "statute"
    SURVEY = "survey"
    LITERATURE = "literature"
    ASSUMPTION = "assumption"


@dataclass(frozen=True)
class About:
    """What is known about one parameter.

    ``low`` and ``high`` bound what is allowed; ``uncertainty`` (low, high) is what is not known
    and may be sampled; None means that it is not sampled. ``source`` is the English text, which
    data files keep; ``source_zh`` the Chinese one, if there is any. ``choices`` has words for the
    values of a parameter that takes one of several (`teacherflow.policies.parameter`; one of the
    model holds their `codes`), ``meanings`` words for numbers that stand for something else, such
    as no limit.
    """

    title: Text
    unit: str
    low: float
    high: float
    source: str
    kind: Evidence
    uncertainty: tuple[float, float] | None = None
    source_zh: str = ""
    choices: Mapping[str, Text] = field(default_factory=dict, hash=False)
    meanings: Mapping[float, Text] = field(default_factory=dict, hash=False)

    @property
    def codes(self) -> dict[str, float]:
        """The number that each choice of a parameter of the model stands for, from ``low`` on."""
        return {word: self.low + k for k, word in enumerate(self.choices)}

    def word(self, value: float) -> str | None:
        """Return the choice that a number stands for, None if it is meant as a number."""
        return next((word for word, code in self.codes.items() if code == value), None)

    @property
    def citation(self) -> Text:
        """The source, for people to read."""
        return Text(self.source_zh or self.source, self.source)


def about(
    zh: str,
    en: str,
    *,
    source: str | Text,
    kind: str,
    unit: str = "",
    low: float = -inf,
    high: float = inf,
    uncertainty: tuple[float, float] | None = None,
    choices: Mapping[str, Text] | None = None,
    meanings: Mapping[float, Text] | None = None,
) -> About:
    """Describe a parameter inside ``Annotated[float, about(...)]``."""
    cited = source if isinstance(source, Text) else Text(CHINESE.get(source, ""), source)
    return About(
        Text(zh, en),
        unit,
        low,
        high,
        cited.en,
        Evidence(kind),
        uncertainty,
        source_zh=cited.zh,
        choices=choices or {},
        meanings=meanings or {},
    )


@cache  # a study asks for them several times, and annotations are slow to evaluate
def described(family: type[Any]) -> tuple[tuple[str, About, float], ...]:
    """Return (field, About, default) for every field of a family.

    Raises
    ------
    TypeError
        If a field has no `About` or no default.
    """
    found = []
    for name, hint in get_type_hints(family, include_extras=True).items():
        notes = [note for note in getattr(hint, "__metadata__", ()) if isinstance(note, About)]
        if len(notes) != 1 or name not in family._field_defaults:
            raise TypeError(f"{family.__name__}.{name} needs a default and exactly one about(...)")
        found.append((name, notes[0], float(family._field_defaults[name])))
    return tuple(found)
