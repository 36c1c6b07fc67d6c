"""Timetable, delivered effect, growth (phase teach)."""

from __future__ import annotations

from typing import NamedTuple


class Teach(NamedTuple):
    """Timetable, delivered effect, growth (phase teach)."""
