"""Phase audit."""

from __future__ import annotations

from teacherflow.state import State


def audit(state: State) -> None:
    """Settle the phase audit of ``state.year``."""
