"""Who is still there after k years, among the county columns.

Rows of the teachers table belong to one person as long as the person is in service, so last
year's people are found by row and checked by id.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from teacherflow.codes import Status, Zone, name_of
from teacherflow.columns import I32, I64
from teacherflow.compiled import kernel
from teacherflow.log import Chunk
from teacherflow.ranking import is_among
from teacherflow.results.columns import Column
from teacherflow.state import State
from teacherflow.text import Text

type Values = dict[str, Any]

SPANS = (1, 3, 5)
NATURAL = ("retire", "early_retire", "death")
"""Ends of service that leave the denominator: nobody could have kept these people."""

_ZONES = (Zone.SEAT, Zone.TOWN, Zone.VILLAGE)
_MEASURES = {
    "retention": Text(
        "{k} 年前编制在{at}某校的在编教师，编制仍在该校的占比",
        "Of the established teachers whose post was in a school of the {at} {k} years ago, "
        "the share whose post is in the same school now",
    ),
    "presence": Text(
        "{k} 年前在{at}某校任教的在编教师，仍在该校任教的占比",
        "Of the established teachers who worked in a school of the {at} {k} years ago, "
        "the share who work in the same school now",
    ),
    "zone_retention": Text(
        "{k} 年前编制在{at}学校的在编教师，编制仍在{at}学校的占比",
        "Of the established teachers whose post was in the {at} {k} years ago, "
        "the share whose post is there now",
    ),
}
_COUNTY = Text(
    "{k} 年前编制在学校的在编教师，仍在本县在职的占比",
    "Of the established teachers with a post in a school {k} years ago, "
    "the share still in service in the county",
)
_AT = {
    Zone.SEAT: Text("县城", "county seat"),
    Zone.TOWN: Text("乡镇", "towns"),
    Zone.VILLAGE: Text("乡村", "villages"),
}

_NOWHERE = Text("", "")


def _columns() -> list[Column]:
    found = []
    for span in SPANS:
        for measure, text in _MEASURES.items():
            for zone in _ZONES:
                found.append(_share(f"{measure}_{span}y_{name_of(zone)}", text, span, _AT[zone]))
        found.append(_share(f"county_retention_{span}y", _COUNTY, span))
    return found


def _share(name: str, text: Text, span: int, at: Text = _NOWHERE) -> Column:
    zh = text.zh.format(k=span, at=at.zh) + "（退休、提前退休、去世者不计入分母）"
    en = text.en.format(k=span, at=at.en) + " (retirement and death leave the denominator)"
    return Column(name, "float64", "share", Text(zh, en), nullable=True)


COLUMNS = tuple(_columns())
_NAMES = tuple(column.name for column in COLUMNS)


class Roster(NamedTuple):
    """Established teachers of one year: rows, ids, and the sections of post and duty."""

    rows: I64
    ids: I64
    post: I32
    duty: I32


@dataclass
class History:
    """The rosters of the last years and those who left by retirement or death.

    The first roster is the fork's, so the first study year knows who was there a year ago.
    """

    rosters: dict[int, Roster] = field(default_factory=dict)
    left: I64 = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def note(self, state: State, moves: Chunk) -> None:
        """Keep this year's roster and its natural exits."""
        t = state.teachers
        rows = (t.alive & (t.status == Status.ESTABLISHED)).nonzero()[0]
        self.rosters[state.year] = Roster(rows, t.id[rows], t.post[rows], t.duty[rows])
        self.rosters.pop(state.year - SPANS[-1] - 1, None)
        if moves:
            gone = (moves["to_section"] < 0).nonzero()[0]  # and those who work outside schools now
            natural = [kind in NATURAL for kind in moves["kind"][gone].tolist()]
            ids = moves["teacher_id"][gone][np.array(natural, dtype=bool)]
            self.left = np.sort(np.concatenate([self.left, ids]))

    def values(self, state: State) -> Values:
        """Return retention up to the year of ``state``; NaN before k years have passed."""
        found: Values = dict.fromkeys(_NAMES, math.nan)
        heirs = heirs_of(state)
        for span in SPANS:
            if state.year - span in self.rosters:
                found |= self._since(state, span, heirs)
        return found

    def _since(self, state: State, span: int, heirs: I64) -> Values:
        t, s = state.teachers, state.sections
        # by zone then: base and kept by post, kept in the zone, in service; base and kept by duty
        n = np.zeros((len(Zone), 6), dtype=np.int64)
        then = self.rosters[state.year - span]
        _tally(then, t.alive, t.id, t.post, t.duty, self.left, s.school[heirs], s.zone, n)
        counts = n.tolist()
        base, served = sum(row[0] for row in counts), sum(row[3] for row in counts)
        found: Values = {f"county_retention_{span}y": _part(served, base)}
        for zone in _ZONES:
            at, row = f"{span}y_{name_of(zone)}", counts[zone]
            found[f"retention_{at}"] = _part(row[1], row[0])
            found[f"zone_retention_{at}"] = _part(row[2], row[0])
            found[f"presence_{at}"] = _part(row[5], row[4])
        return found


def heirs_of(state: State) -> I64:
    """Return for each section the one that stands for it now: a merged school and its successor."""
    heirs = np.arange(state.sections.rows)
    successor = state.sections.successor
    while True:
        further = (successor[heirs] >= 0) & (successor[heirs] != heirs)
        if not further.any():
            return heirs
        heirs[further] = successor[heirs[further]]


def _part(kept: int, of: int) -> float:
    return kept / of if of else math.nan


@kernel
def _tally(
    then: Roster,
    alive: Any,
    ids: Any,
    post: Any,
    duty: Any,
    left: Any,
    school: Any,
    zone: Any,
    n: Any,
) -> None:
    """Count in ``n`` those of a roster who might still be here, and those who are."""
    for i in range(then.rows.size):
        r = then.rows[i]
        stays = alive[r] and ids[r] == then.ids[i]
        if not stays and is_among(left, then.ids[i]):
            continue
        before, now = then.post[i], post[r]
        if before >= 0:
            n[zone[before], 0] += 1
            n[zone[before], 3] += stays
            if stays and now >= 0:
                n[zone[before], 1] += school[before] == school[now]
                n[zone[before], 2] += zone[before] == zone[now]
        before, now = then.duty[i], duty[r]
        if before >= 0:
            n[zone[before], 4] += 1
            n[zone[before], 5] += stays and now >= 0 and school[before] == school[now]
