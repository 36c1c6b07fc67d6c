"""The start population and its places (model: start state)."""

from __future__ import annotations

from typing import NamedTuple


class Population(NamedTuple):
    """The start population and its places (model: start state)."""
