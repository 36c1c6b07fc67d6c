"""Phase leave."""

from __future__ import annotations

from teacherflow.state import State


def leave(state: State) -> None:
    """Settle the phase leave of ``state.year``."""
