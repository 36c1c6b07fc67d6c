"""Phase enrol."""

from __future__ import annotations

from teacherflow.state import State


def enrol(state: State) -> None:
    """Settle the phase enrol of ``state.year``."""
