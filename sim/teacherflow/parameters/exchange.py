"""Work away from the post: borrowing, returns (phases exchange and leave)."""

from __future__ import annotations

from typing import NamedTuple


class Exchange(NamedTuple):
    """Work away from the post: borrowing, returns (phases exchange and leave)."""
