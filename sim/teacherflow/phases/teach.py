"""Phase teach."""

from __future__ import annotations

from teacherflow.state import State


def teach(state: State) -> None:
    """Settle the phase teach of ``state.year``."""
