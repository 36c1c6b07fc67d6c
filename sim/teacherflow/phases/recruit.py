"""Phase recruit."""

from __future__ import annotations

from teacherflow.state import State


def recruit(state: State) -> None:
    """Settle the phase recruit of ``state.year``."""
