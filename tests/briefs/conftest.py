"""Fonts that the tests of briefs share with those of the analysis."""

from analysis.conftest import font_cache

__all__ = ["font_cache"]
