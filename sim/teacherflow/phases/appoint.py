"""Phase appoint."""

from __future__ import annotations

from teacherflow.state import State


def appoint(state: State) -> None:
    """Settle the phase appoint of ``state.year``."""
