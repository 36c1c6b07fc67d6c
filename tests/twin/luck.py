"""The keyed draws as a twin asks for them: one person at a time, and the same ones in many lives."""

from __future__ import annotations

from typing import Any, Self

from teacherflow.draws import Draws


class Lots:
    """Draws of single people, remembered: who is forked twenty times draws twenty times the same.

    Parameters
    ----------
    draws : Draws
        Those of the engine.
    """

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._drawn: dict[tuple[Any, ...], dict[int, float]] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self  # a draw does not change

    def uniform(self, decision: str, year: int, who: int, what: int = 0) -> float:
        return self._draw("uniform", decision, year, who, what)

    def normal(self, decision: str, year: int, who: int, what: int = 0) -> float:
        return self._draw("normal", decision, year, who, what)

    def gumbel(self, decision: str, year: int, who: int, what: int = 0) -> float:
        return self._draw("gumbel", decision, year, who, what)

    def _draw(self, kind: str, decision: str, year: int, who: int, what: int) -> float:
        drawn = self._drawn.get((kind, decision, year, what))
        if drawn is None:
            drawn = self._drawn[kind, decision, year, what] = {}
        lot = drawn.get(who)
        if lot is None:
            lot = drawn[who] = float(getattr(self._draws, kind)(decision, year, who, what))
        return lot
