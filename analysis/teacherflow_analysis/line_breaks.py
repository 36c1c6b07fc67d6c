"""Where a line of Chinese may not break: the same on the terminal and in figures."""

from __future__ import annotations

from typing import Final

OPENING: Final = "（《〈“‘〔【「『([{"
"""Marks with which no line ends."""
CLOSING: Final = "，。；：、）》〉”’〕】」』！？…,.;:)]}!?%％"
"""Marks with which no line begins."""
