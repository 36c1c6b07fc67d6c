"""What kind of school conditions ask for, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from math import inf
from typing import TYPE_CHECKING, Final

import numpy as np

from teacherflow.codes import Kind, Stage, Zone, label
from teacherflow.terms.who import Where
from teacherflow.text import Text, counted

if TYPE_CHECKING:
    from teacherflow.state import Sections

_CODES: Final[dict[str, type[IntEnum]]] = {"zone": Zone, "stage": Stage}
_SAID: Final = {
    "school": Text("所列名单中的", "among those listed"),
    "township": Text("所列乡镇的", "in the townships listed"),
    "cluster": Text("所述学区的", "in the clusters meant"),
    "nearer": Text("所述偏远位次的", "of the rank by distance that is meant"),
    "farther": Text("所述偏远位次的", "of the rank by distance that is meant"),
}
_SCHOOL: Final = Text("学校", "school")


@dataclass(frozen=True)
class Looked:
    """The schools that were looked at; of how many replications, 0 if all have the same."""

    sections: Sequence[Sections]
    replications: int


def lacking(county: Text | None, unmet: Sequence[tuple[Where, ...]], looked: Looked) -> Text:
    """Say that a county has no school that meets a set of conditions, for each of the sets.

    Parameters
    ----------
    county : Text or None
        Its title; None for several counties.
    """
    where = county or Text("各县都", "none of the counties")
    kinds = [_kind(asked, looked) for asked in unmet]
    nouns = Text("，也没有".join(k.zh for k in kinds), ", and no ".join(k.en for k in kinds))
    has = "has no" if county else "has a"
    return Text(
        f"不起作用：{where.zh}没有{nouns.zh}",
        f"does nothing: {where.en} {has} {nouns.en}",
    )


def _kind(asked: Sequence[Where], looked: Looked) -> Text:
    """Return what kind of school a set of conditions asks for, and how near the county comes."""
    adjectives = [_codes(where) for where in asked if where.column in _CODES]
    school = next((_kinds(where) for where in asked if where.column == "kind"), _SCHOOL)
    rest = [_phrase(where) for where in asked if where.column not in (*_CODES, "kind")]
    zh = "".join([*(one.zh for one in rest), *(one.zh for one in adjectives), school.zh])
    en = " ".join([*(one.en for one in adjectives), school.en, *(one.en for one in rest)])
    found = _nearest(asked, looked)
    return Text(zh + found.zh, en + found.en)


def _codes(where: Where) -> Text:
    kind = _CODES[where.column]
    admitted = [label(kind, code) for code in sorted(kind, reverse=True) if _admits(where, code)]
    return Text("或".join(t.zh for t in admitted), " or ".join(t.en.lower() for t in admitted))


def _kinds(where: Where) -> Text:
    admitted = [label(Kind, code) for code in Kind if _admits(where, code)]
    return Text("或".join(t.zh for t in admitted), " or ".join(t.en.lower() for t in admitted))


def _admits(where: Where, code: int) -> bool:
    listed = not where.among or code in where.among
    return where.low <= code <= where.high and listed and code not in where.but


def _phrase(where: Where) -> Text:
    """Return what is asked beside zone, stage and kind."""
    if where.column != "seat_km":
        return _SAID[where.column]
    low, high = where.low > -inf, where.high < inf
    if low and high:
        least, most = f"{where.low:g}", f"{where.high:g}"
        zh, en = f"{least} 至 {most} 公里", f"{least} to {most} km"
    elif low:  # a band without its end begins at the next number above it
        open_, least = float(f"{where.low:g}") < where.low, f"{where.low:g}"
        zh = f"超过 {least} 公里" if open_ else f"{least} 公里及以上"
        en = f"more than {least} km" if open_ else f"{least} km or more"
    else:
        open_, most = float(f"{where.high:g}") > where.high, f"{where.high:g}"
        zh = f"不足 {most} 公里" if open_ else f"{most} 公里及以内"
        en = f"less than {most} km" if open_ else f"{most} km or less"
    return Text(f"距县城 {zh}的".replace(" 超", "超").replace(" 不", "不"), f"{en} from the seat")


def _nearest(asked: Sequence[Where], looked: Looked) -> Text:
    """Return the distance of the school that comes nearest to what is asked, if one is asked."""
    from teacherflow.allowances import satisfied

    of_km = [where for where in asked if where.column == "seat_km"]
    others = tuple(where for where in asked if where.column != "seat_km")
    kms = [s.seat_km[s.open & satisfied(s, others)] for s in looked.sections]
    km = np.concatenate(kms) if kms else np.zeros(0)
    if not of_km or not km.size:
        return Text("", "")
    n, often = looked.replications, counted(looked.replications, "replication")
    if km.max() < of_km[0].low:
        what, far = Text("最远", "farthest"), float(km.max())
    elif km.min() > of_km[0].high:
        what, far = Text("最近", "nearest"), float(km.min())
    else:
        return Text("", "")
    return Text(
        f"（{n} 次重复中{what.zh} {far:.1f} 公里）", f" (the {what.en} in {often}: {far:.1f} km)"
    )
