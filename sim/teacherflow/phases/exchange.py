"""Phase exchange."""

from __future__ import annotations

from teacherflow.state import State


def exchange(state: State) -> None:
    """Settle the phase exchange of ``state.year``."""
