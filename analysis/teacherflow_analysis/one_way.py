"""Shares that go one way only, whatever a reform does: what their intervals cannot prove.

Pairs share their luck, but once a post is filled by somebody else the lives of others go on
otherwise too, and the paths of persons part the further, the more years go by. Of those whom
nothing but this has touched about half are better and half worse off than they would have been; a
share that counts the one half alone grows under every reform, and under one that gives 10 yuan a
month to everybody it comes to a tenth (`docs/compare.md`, *A placebo*).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from teacherflow.text import Text

ONE_WAY: Final = frozenset({"share_worse_off", "share_left_more", "worse_off"})
"""Columns of ``county_year`` and ``groups_year`` that are zero under the study's baseline."""

WHY: Final = Text(
    "境况变差（或仅在改革下离开）的占比只增不减：规则一变，各人的路径便会分开，有人只因运气不同而变差，"
    "也有人因此变好。区间不含零说明不了什么，故不作好坏判断；应与安慰剂方案相比（docs/zh/compare.md）。",
    "Worse off (or left under the reform only) can only rise: under other rules the paths of persons "
    "part, and luck alone leaves some worse and others better off. An interval that leaves out zero "
    "proves nothing here, so it is not judged; hold it against a placebo (docs/compare.md). ",
)


def why_not_judged(indicators: Iterable[str]) -> list[Text]:
    """Return why such shares are not judged, if any of the indicators is one."""
    return [] if ONE_WAY.isdisjoint(indicators) else [WHY]
