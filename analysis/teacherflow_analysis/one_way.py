"""Shares that go one way only, whatever a reform does: what their intervals cannot prove.

Pairs share their luck, but once a post is filled by somebody else the lives of others go on
otherwise too, and the paths of persons part the further, the more years go by. Of those whom
nothing but this has touched about half are better and half worse off than they would have been; a
share that counts the one half alone grows under every reform, and under one that gives 10 yuan a
month to everybody it comes to a tenth (`docs/compare.md`, *A placebo*). The two halves cancel in
their difference, ``net_better_off``, which is judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from teacherflow.text import Text

ONE_WAY: Final = frozenset(
    {"share_better_off", "share_worse_off", "share_left_more", "share_left_less"}
    | {"better_off", "worse_off"}
)
"""Columns of ``county_year`` and ``groups_year`` that are zero under the study's baseline."""

WHY: Final = Text(
    "只数一边的占比（境况变好、境况变差、仅在一方离开）只增不减：规则一变，各人的路径便会分开，单凭运气也有人变好、"
    "有人变差。区间不含零说明不了什么，故不作好坏判断；可看两者之差（net_better_off），或与安慰剂方案相比（docs/zh/compare.md）。",
    "Shares of one side (better off, worse off, left under one of the two only) can only rise: "
    "under other rules the paths of persons part, and luck alone leaves some better and others "
    "worse off. An interval that leaves out zero proves nothing here, so they are not judged; look "
    "at better less worse off (net_better_off), or hold them against a placebo (docs/compare.md). ",
)


def why_not_judged(indicators: Iterable[str]) -> list[Text]:
    """Return why such shares are not judged, if any of the indicators is one."""
    return [] if ONE_WAY.isdisjoint(indicators) else [WHY]
