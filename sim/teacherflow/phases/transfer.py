"""Phase transfer."""

from __future__ import annotations

from teacherflow.state import State


def transfer(state: State) -> None:
    """Settle the phase transfer of ``state.year``."""
