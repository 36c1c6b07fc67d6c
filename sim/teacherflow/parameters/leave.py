"""Retirement, quitting, leaving the county, death (phase leave)."""

from __future__ import annotations

from typing import NamedTuple


class Leave(NamedTuple):
    """Retirement, quitting, leaving the county, death (phase leave)."""
