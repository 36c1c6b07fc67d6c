"""Phase promote."""

from __future__ import annotations

from teacherflow.state import State


def promote(state: State) -> None:
    """Settle the phase promote of ``state.year``."""
