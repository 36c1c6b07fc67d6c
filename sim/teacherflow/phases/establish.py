"""Phase establish."""

from __future__ import annotations

from teacherflow.state import State


def establish(state: State) -> None:
    """Settle the phase establish of ``state.year``."""
