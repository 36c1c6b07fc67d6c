"""Figures of a county file that are possible, and hardly true: warned of, not refused."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Final

from teacherflow.codes import Stage, Zone
from teacherflow.faults import Faults
from teacherflow.parameters.about import Evidence
from teacherflow.population.data import CountyData, position
from teacherflow.text import Text, counted
from teacherflow.yaml_tree import read

FEWEST_PUPILS, MOST_PUPILS = 4.0, 35.0
"""Pupils per teacher of a county beyond which a figure is probably mistyped. National means of 2024
are about 15 in primary and 12 in junior schools; the standards of posts are 19 and 13.5."""
LEAST_JUNIOR, MOST_JUNIOR = 0.25, 1.0
"""Junior for each primary pupil: three grades against six, about 0.5 in the nation of 2024."""
MOST_SCALED: Final = 2.0
"""Factor by which school sizes may be scaled to the total of the stage without a word."""
SMALLEST_KM2, LARGEST_KM2 = 10.0, 50_000.0
"""Area of a county beyond which it is probably not in km²; a few counties of the west are larger."""
MOST_CHANGE: Final = 0.2
"""Change of pupils in a year that a forecast hardly means; the steepest of the nation is 12 %."""
OLDEST: Final = 2015
"""Totals of an earlier school year hardly describe a county that is simulated now."""
_STAGES: Final = {Stage.PRIMARY: Text("小学", "primary"), Stage.JUNIOR: Text("初中", "junior")}
_ZONES: Final = {
    Zone.SEAT: Text("县城", "county seat"),
    Zone.TOWN: Text("乡镇", "towns"),
    Zone.VILLAGE: Text("乡村", "villages"),
}


def weigh(path: Path, county: CountyData, start: int, faults: Faults) -> None:
    """Warn of figures of a county that are hardly true, where they stand in its file.

    Parameters
    ----------
    start : int
        First school year of the study.
    """
    totals = _ratios(county) or _stages(county)
    found = {**totals, **_sizes(county, totals), **_floors(county), **_place(county)}
    found |= {**_sources(county), **_year(county, start), **_seat(county), **_forecast(county)}
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


def _stages(county: CountyData) -> dict[str, Text]:
    """Return the pupils of junior schools that do not fit those of primary schools, by key."""
    primary, junior = county.primary.pupils.value, county.junior.pupils.value
    if LEAST_JUNIOR <= junior / primary <= MOST_JUNIOR:
        return {}
    return {
        "junior.pupils.value": Text(
            f"初中 {junior:,} 名学生，小学 {primary:,} 名，为 {junior / primary:.2f} 倍；初中三个年级、小学六个年级，"
            f"通常在 {LEAST_JUNIOR:g} 至 {MOST_JUNIOR:g} 倍之间；请核对两个总数是否写反或缺位",
            f"{junior:,} pupils in junior and {primary:,} in primary schools, {junior / primary:.2f} "
            f"for each, where {LEAST_JUNIOR:g} to {MOST_JUNIOR:g} are usual (three grades against "
            "six); check that the totals are not swapped and no digit is missing",
        )
    }


def _sizes(county: CountyData, doubted: Mapping[str, Text]) -> dict[str, Text]:
    """Return the totals of pupils that the sizes of schools are far from; not if they are in doubt.

    Sizes are scaled to the total, so nothing fails: schools are then not as large as written.
    """
    found = {}
    for stage, word in _STAGES.items():
        figures, name = county.stage(stage), stage.name.lower()
        zones = [one for zone in Zone if (one := figures.zone(zone)) is not None]
        listed = sum(one.count.value * one.mean_pupils.value for one in zones)
        pupils = figures.pupils.value
        if doubted or 1 / MOST_SCALED <= listed / pupils <= MOST_SCALED:
            continue
        found[f"{name}.pupils.value"] = Text(
            f"{pupils:,}，而各区域 count × mean_pupils 合计约 {listed:,.0f}；{word.zh}校均规模将按 "
            f"{pupils / listed:.2f} 倍折算；请核对总数，或把 mean_pupils 改为本县的校均规模",
            f"{pupils:,}, but count × mean_pupils of the zones add up to about {listed:,.0f}: sizes of "
            f"{word.en} schools are scaled by {pupils / listed:.2f}; check the total, or write the "
            "mean_pupils of this county",
        )
    return found


def _floors(county: CountyData) -> dict[str, Text]:
    """Return smallest schools that are larger than the mean, by key."""
    found = {}
    for stage, word in _STAGES.items():
        for zone, where in _ZONES.items():
            figures = county.stage(stage).zone(zone)
            if figures is None or figures.floor_pupils.value <= figures.mean_pupils.value:
                continue
            floor, mean = figures.floor_pupils.value, figures.mean_pupils.value
            found[f"{stage.name.lower()}.{zone.name.lower()}.floor_pupils.value"] = Text(
                f"{where.zh}{word.zh}最小规模 {floor:g} 大于校均 {mean:g}；请写该区域最小一所学校的学生数",
                f"the smallest {word.en} school of the {where.en}, {floor:g} pupils, is larger than the "
                f"mean of {mean:g}; write the pupils of its smallest school",
            )
    return found


def _place(county: CountyData) -> dict[str, Text]:
    """Return an area that is hardly in km², and more education groups than schools, by key."""
    found, area, groups = {}, county.area_km2.value, county.groups.value
    if not SMALLEST_KM2 <= area <= LARGEST_KM2:
        found["area_km2.value"] = Text(
            f"面积 {area:,.15g} 平方公里，通常在 {SMALLEST_KM2:g} 至 {LARGEST_KM2:,.0f} 之间；学校间的路程由此而来；"
            "请核对单位（100 公顷或 1,500 亩为 1 平方公里）",
            f"{area:,.15g} km², where {SMALLEST_KM2:g} to {LARGEST_KM2:,.0f} are usual; distances between "
            "schools follow from it; check the unit (100 hectares or 1,500 mu are 1 km²)",
        )
    schools = sum(county.stage(stage).schools.value for stage in Stage)
    if groups > schools:
        found["groups.value"] = Text(
            f"{groups:,} 个教育集团，多于全县 {schools:,} 所学校；请写集团数，不是成员校数",
            f"{counted(groups, 'education group')}, more than the {counted(schools, 'school')} of the "
            "county; write how many groups there are, not their members",
        )
    return found


def _sources(county: CountyData) -> dict[str, Text]:
    """Return totals that are said to be known, from a source that calls itself an assumption."""
    return {
        f"{key}.source": Text(
            f"来源写着假设（{figure.source}），kind 却是 {figure.kind.value}；"
            "请写真实出处，或把 kind 改为 assumption",
            f"the source says assumption ({figure.source}), but kind is {figure.kind.value}; "
            "write where the figure is from, or set kind: assumption",
        )
        for key, figure in county.totals()
        if figure.kind is not Evidence.ASSUMPTION
        and figure.source.strip().lower().startswith(("assumption", "假设"))
    }


def _seat(county: CountyData) -> dict[str, Text]:
    """Return that no school stands in the seat: statistics of counties call the seat a town."""
    if any(county.stage(stage).school_count(Zone.SEAT) for stage in Stage):
        return {}
    return {
        "schools" if county.listed() else "primary": Text(
            "没有县城的学校，县城的优势、向县城的流动因此都看不到；统计报表中的“镇区”也包括县城（城关镇），"
            "请把县城各校的区域写作县城（seat）",
            "no school in the county seat, so that nothing can be seen of moves to it; statistics of "
            "counties call the seat a town (镇区), too: write seat for the zone of its schools",
        )
    }


def _forecast(county: CountyData) -> dict[str, Text]:
    """Return forecasts that change faster than schools do, by key; the first such year of each."""
    found = {}
    for stage, points in zip(Stage, county.enrolment.expected, strict=True):
        for (before, old), (year, new) in pairwise(points):
            yearly = (new / old) ** (1 / (year - before)) - 1
            if abs(yearly) <= MOST_CHANGE:
                continue
            word = _STAGES[stage]
            found[f"forecast.{stage.name.lower()}.value"] = Text(
                f"{word.zh}学生数由 {before} 年的 {old:,} 变为 {year} 年的 {new:,}，每年 {yearly:+.0%}，"
                f"超过 {MOST_CHANGE:.0%}；请核对学年和位数",
                f"{word.en} pupils go from {old:,} in {before} to {new:,} in {year}, {yearly:+.0%} a "
                f"year, more than {MOST_CHANGE:.0%}; check years and digits",
            )
            break
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
