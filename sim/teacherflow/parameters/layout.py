"""Pupils, classes, openings and closures (phase enrol)."""

from __future__ import annotations

from typing import NamedTuple


class Layout(NamedTuple):
    """Pupils, classes, openings and closures (phase enrol)."""
