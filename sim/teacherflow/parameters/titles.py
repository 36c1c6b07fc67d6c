"""Promotion to titles and yearly appraisal (phases promote and teach)."""

from __future__ import annotations

from typing import NamedTuple


class Titles(NamedTuple):
    """Promotion to titles and yearly appraisal (phases promote and teach)."""
