"""Colours and line styles that readers with any colour vision, and grey printers, tell apart.

The hues are those of Okabe and Ito (2008), darkest first, without the yellow that vanishes on
white paper. The baseline is always a solid dark grey; each reform has a hue and a dash of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

type Dash = Literal["solid"] | tuple[float, tuple[float, ...]]

INK: Final = "#1a1a1a"
MUTED: Final = "#5f6368"
RULE: Final = "#d5d8dc"
LIMIT: Final = "#7a1f1f"

BASE: Final = "#4a4a4a"
HUES: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")
DASHES: Final[tuple[Dash, ...]] = (
    (0, (5, 1.6)),
    (0, (5, 1.4, 1.2, 1.4)),
    (0, (1.2, 1.2)),
    (0, (8, 2)),
    (0, (3, 1.2, 1, 1.2, 1, 1.2)),
)
MARKERS: Final = ("s", "^", "D", "v", "P", "X", "<", ">")


@dataclass(frozen=True)
class Style:
    """How one scenario is drawn, the same in every figure."""

    colour: str
    dash: Dash
    marker: str
    width: float = 1.5


def styles(scenarios: Sequence[str], baseline: str) -> dict[str, Style]:
    """Return a style for every scenario; the baseline is solid grey, reforms follow in order.

    Hue and dash run through cycles of different length, so thirty reforms stay distinct.
    """
    drawn = {baseline: Style(BASE, "solid", "o", 1.7)}
    for i, name in enumerate(name for name in scenarios if name != baseline):
        hue, dash = HUES[i % len(HUES)], DASHES[i % len(DASHES)]
        drawn[name] = Style(hue, dash, MARKERS[i % len(MARKERS)])
    return drawn
