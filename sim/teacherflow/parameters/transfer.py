"""Posts that move by own wish (phase transfer)."""

from __future__ import annotations

from typing import NamedTuple


class Transfer(NamedTuple):
    """Posts that move by own wish (phase transfer)."""
