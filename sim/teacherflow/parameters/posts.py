"""Need, quota, total and target (phase establish)."""

from __future__ import annotations

from typing import NamedTuple


class Posts(NamedTuple):
    """Need, quota, total and target (phase establish)."""
