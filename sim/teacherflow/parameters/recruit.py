"""Entry: number, routes, entrants, choice of posts (phase recruit)."""

from __future__ import annotations

from typing import NamedTuple


class Recruit(NamedTuple):
    """Entry: number, routes, entrants, choice of posts (phase recruit)."""
