"""Figures of a county file that are possible, and hardly true: warned of, not refused."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from teacherflow.codes import Stage
from teacherflow.faults import Faults
from teacherflow.population.data import CountyData, position
from teacherflow.text import Text
from teacherflow.yaml_tree import read

FEWEST_PUPILS, MOST_PUPILS = 3.0, 60.0
"""Pupils per teacher of a county beyond which a figure is probably mistyped. National means of 2024
are about 15 in primary and 12 in junior schools."""
OLDEST: Final = 2015
"""Totals of an earlier school year hardly describe a county that is simulated now."""
_STAGES: Final = {Stage.PRIMARY: Text("小学", "primary"), Stage.JUNIOR: Text("初中", "junior")}


def weigh(path: Path, county: CountyData, start: int, faults: Faults) -> None:
    """Warn of figures of a county that are hardly true, where they stand in its file.

    Parameters
    ----------
    start : int
        First school year of the study.
    """
    found = {**_ratios(county), **_year(county, start)}
    tree = read(path, Faults()) if found else None
    for key, message in found.items():
        if tree is not None:
            faults.warn(position(tree, tuple(key.split("."))), key, message)


def _ratios(county: CountyData) -> dict[str, Text]:
    """Return the totals of teachers that do not fit those of pupils, by key."""
    found = {}
    for stage, word in _STAGES.items():
        figures = county.stage(stage)
        pupils, teachers = figures.pupils.value, figures.teachers.value
        ratio = pupils / teachers
        if FEWEST_PUPILS <= ratio <= MOST_PUPILS:
            continue
        least, most = f"{FEWEST_PUPILS:g}", f"{MOST_PUPILS:g}"
        found[f"{stage.name.lower()}.teachers.value"] = Text(
            f"{word.zh}生师比为 {ratio:.1f}（{pupils:,} 名学生，{teachers:,} 名教师），"
            f"通常在 {least} 至 {most} 之间；请核对两个总数",
            f"{ratio:.1f} pupils per {word.en} teacher ({pupils:,} pupils, {teachers:,} teachers), "
            f"where {least} to {most} are usual; check both totals",
        )
    return found


def _year(county: CountyData, start: int) -> dict[str, Text]:
    """Return the year of the totals, if it is far from the first year of the study."""
    if min(OLDEST, start) <= county.year <= start + 1:
        return {}
    return {
        "year": Text(
            f"总数是 {county.year} 学年的，而研究从 {start} 学年开始，相差过远；请核对年份",
            f"the totals are of {county.year}, too far from {start}, when the study starts; "
            "check the year",
        )
    }
