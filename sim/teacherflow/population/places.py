"""Where schools stand and how many pupils they have: sections and units of a county.

The county is a disc with the seat in the centre. Townships stand on the points of a sunflower
(Vogel 1979), so that they cover the disc evenly; villages lie around their township. Sizes are
lognormal inside a zone, have a floor, and are scaled to the total of the stage.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from teacherflow.apportion import apportion
from teacherflow.codes import Kind, Stage, Zone, name_of
from teacherflow.columns import F64
from teacherflow.draws import Draws
from teacherflow.faults import InputError
from teacherflow.parameters.population import Population
from teacherflow.population.data import CountyData
from teacherflow.population.scaling import scaled_to
from teacherflow.roads import road_kms
from teacherflow.state import NOWHERE, Sections, Units
from teacherflow.text import Text

SEAT_OPENINGS = 3
"""Schools that may open in the seat, by stage."""
TOWN_OPENINGS = 1
"""Schools that may open in one township, by stage."""
TOWNSHIPS_PER_CLUSTER = 4
"""A school cluster (学区) is about so many neighbouring townships (assumption)."""
POINT_PUPILS = (5.0, 40.0)
"""Pupils of a teaching point, uniform (assumption)."""
GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))

type Ints = NDArray[np.int64]


def make_sections(county: CountyData, start: int, chosen: Population, draws: Draws) -> Sections:
    """Return the sections of a county with place, unit and pupils at the fork.

    Rows are ordered by stage, then seat, town, village and points; reserve rows of schools that
    may open come last.
    """
    sections = located_sections(county, chosen, draws)
    for stage in Stage:
        _fill(sections, county, stage, start, chosen, draws)
    return sections


def located_sections(county: CountyData, chosen: Population, draws: Draws) -> Sections:
    """Return the sections of a county in their places, without pupils."""
    sections = known_sections(county, chosen)
    _scatter(sections, county, chosen, draws)
    _rank(sections)
    return sections


def known_sections(county: CountyData, chosen: Population) -> Sections:
    """Return the sections of a county as far as they are the same whatever is drawn.

    Village schools without a place in a table stand in the middle of their township.
    """
    sections = _rows(county)
    _settle_units(sections, county)
    _place(sections, county, chosen)
    _link(sections, county)
    return sections


def make_units(sections: Sections) -> Units:
    """Return one row per unit that some section names; title posts are set later."""
    units = Units(int(sections.unit.max()) + 1)
    _, first = np.unique(sections.unit, return_index=True)
    units.stage[:], units.township[:] = sections.stage[first], sections.township[first]
    units.zone[:] = sections.zone[first]
    return units


def place_names(county: CountyData) -> dict[str, tuple[str, ...]]:
    """Return the names of all schools of a county and of its townships, as study files write them.

    Schools are known before anything is drawn: they are the same in every replication. Schools
    that may open later have names too; they are found in the township that names them, or alone.

    Returns
    -------
    dict of str to tuple of str
        ``schools`` and ``townships``.
    """
    sections = _rows(county)
    _settle_units(sections, county)
    schools = {school_name(z, n) for z, n in zip(sections.zone, sections.school, strict=True)}
    townships = (township_name(n) for n in range(county.townships.value))
    return {"schools": tuple(sorted(schools)), "townships": tuple(townships)}


def real_names(county: CountyData) -> dict[int, str]:
    """Return what the schools of a table are called, by number: their name, and that in studies.

    A school without a name in the table is ``listed`` with the latter.
    """
    return {
        place.school: f"{place.name or 'listed'} {school_name(place.zone, place.school)}"
        for place in county.listed()
    }


def township_name(township: int) -> str:
    """Return the name of a township in study files."""
    return f"township_{township:03d}"


def school_name(zone: int, school: int) -> str:
    """Return the name of a school in results and study files: zone and number."""
    return f"{name_of(Zone(zone))}_{school:03d}"


def township_points(county: CountyData) -> tuple[F64, F64]:
    """Return kilometres east and north of the seat of every township.

    A township whose schools in town have a place in the table stands in the middle of them.
    """
    towns = county.townships.value
    east, north = _sunflower(np.arange(towns), towns, np.sqrt(county.area_km2.value / np.pi))
    own: dict[int, list[tuple[float, float]]] = {}
    for place in county.listed():
        if place.zone is Zone.TOWN and place.x is not None and place.y is not None:
            own.setdefault(place.township, []).append((place.x, place.y))
    for town, points in own.items():
        east[town], north[town] = np.mean(points, axis=0)
    return east, north


def _sunflower(k: NDArray[np.integer], n: int, radius: float) -> tuple[F64, F64]:
    distance = radius * np.sqrt((k + 0.5) / n)
    return distance * np.cos(GOLDEN_ANGLE * k), distance * np.sin(GOLDEN_ANGLE * k)


def _rows(county: CountyData) -> Sections:
    """Lay out the rows: stage, zone, kind, township and number of the opening."""
    towns = county.townships.value
    blocks = _listed_blocks(county) if county.listed() else _blocks(county)
    reserve = [_reserve(stage, towns) for stage in Stage]
    stage_, zone_, kind, township, opening = (
        np.concatenate(column) for column in zip(*blocks, *reserve, strict=True)
    )
    sections = Sections(stage_.size)
    sections.stage[:], sections.zone[:], sections.kind[:] = stage_, zone_, kind
    sections.township[:], sections.opening[:] = township, opening
    sections.open[:] = opening < 0
    return sections


def _blocks(county: CountyData) -> list[tuple[Ints, ...]]:
    """Return the columns of schools of which only numbers are known, stage by stage."""
    towns = county.townships.value
    blocks: list[tuple[Ints, ...]] = []
    for stage in Stage:
        data = county.stage(stage)
        for zone in (Zone.SEAT, Zone.TOWN, Zone.VILLAGE):
            blocks.append(_block(stage, zone, Kind.SCHOOL, data.school_count(zone), towns))
        blocks.append(_block(stage, Zone.VILLAGE, Kind.POINT, data.point_count, towns))
    return blocks


def _listed_blocks(county: CountyData) -> list[tuple[Ints, ...]]:
    """Return the columns of the schools of a table."""
    columns = ((p.stage, p.zone, p.kind, p.township, NOWHERE) for p in county.listed())
    return [tuple(np.array(list(columns), dtype=np.int64).T)]


def _block(stage: Stage, zone: Zone, kind: Kind, n: int, towns: int) -> tuple[Ints, ...]:
    """Return the columns of the schools of one stage and zone; townships take turns."""
    order = np.arange(n)
    township = np.full(n, NOWHERE) if zone is Zone.SEAT else order % towns
    kinds = np.full(n, int(kind))
    if stage is Stage.PRIMARY and zone is Zone.TOWN:
        kinds[:towns] = Kind.CENTRAL
    return np.full(n, int(stage)), np.full(n, int(zone)), kinds, township, np.full(n, NOWHERE)


def _reserve(stage: Stage, towns: int) -> tuple[Ints, ...]:
    """Return the columns of the schools of one stage that may open."""
    township = np.r_[np.full(SEAT_OPENINGS, NOWHERE), np.repeat(np.arange(towns), TOWN_OPENINGS)]
    opening = np.r_[np.arange(SEAT_OPENINGS), np.tile(np.arange(TOWN_OPENINGS), towns)]
    zone = np.where(township < 0, Zone.SEAT, Zone.TOWN)
    kind = np.full(township.size, int(Kind.SCHOOL))
    return np.full(township.size, int(stage)), zone, kind, township, opening


def _settle_units(sections: Sections, county: CountyData) -> None:
    """Seat and junior schools are units of their own; a township's primary schools are one."""
    own = (sections.township < 0) | (sections.stage == Stage.JUNIOR)
    towns = county.townships.value
    sections.unit[~own] = sections.township[~own]
    sections.unit[own] = towns + np.arange(np.count_nonzero(own))
    rows = np.arange(sections.rows)
    sections.school[:] = rows
    if listed := county.listed():
        sections.school[: len(listed)] = [place.school for place in listed]
        return
    town = (sections.zone == Zone.TOWN) & sections.open
    central = rows[town & (sections.stage == Stage.PRIMARY)][:towns]
    shared = rows[town & (sections.stage == Stage.JUNIOR)][: county.nine_year_schools.value]
    sections.school[shared] = central[: shared.size]
    sections.kind[shared] = Kind.NINE_YEAR


def _place(sections: Sections, county: CountyData, chosen: Population) -> None:
    """Set the coordinates that are not drawn, and the road distance to the seat."""
    seat = sections.zone == Zone.SEAT
    east, north = township_points(county)
    sections.x[~seat] = east[sections.township[~seat]]
    sections.y[~seat] = north[sections.township[~seat]]
    k = np.arange(np.count_nonzero(seat))
    sections.x[seat], sections.y[seat] = _sunflower(k, k.size, chosen.seat_radius)
    _measure(sections, county)


def _scatter(sections: Sections, county: CountyData, chosen: Population, draws: Draws) -> None:
    """Move the villages away from their townships, and set the standing of the intake."""
    rows, village = np.arange(sections.rows), sections.zone == Zone.VILLAGE
    angle = 2.0 * np.pi * draws.uniform("population.village_angle", 0, rows)
    far = -chosen.village_km_mean * np.log(draws.uniform("population.village_km", 0, rows))
    away = np.where(village, chosen.village_km_least + far, 0.0)
    sections.x += away * np.cos(angle)
    sections.y += away * np.sin(angle)
    _measure(sections, county)
    means = np.array([chosen.intake_village, chosen.intake_town, chosen.intake_seat])
    luck = draws.normal("population.intake", 0, rows)
    sections.intake[:] = means[sections.zone] + chosen.intake_sd * luck


def _measure(sections: Sections, county: CountyData) -> None:
    """Put the schools of a table in their places, and measure all distances to the seat."""
    for row, place in enumerate(county.listed()):
        if place.x is not None and place.y is not None:
            sections.x[row], sections.y[row] = place.x, place.y
    sections.seat_km[:] = road_kms(sections.x, sections.y)


def _rank(sections: Sections) -> None:
    """Set how many of the town and village schools lie nearer to the seat, and farther from it."""
    rural = np.flatnonzero((sections.zone != Zone.SEAT) & sections.open)
    _, first = np.unique(sections.school[rural], return_index=True)
    km = np.sort(sections.seat_km[rural[first]])
    sections.nearer[:] = np.searchsorted(km, sections.seat_km, side="left") / km.size
    sections.farther[:] = 1.0 * (km.size - np.searchsorted(km, sections.seat_km, side="right"))
    sections.farther /= km.size


def _link(sections: Sections, county: CountyData) -> None:
    """Set clusters (neighbouring townships by direction; the seat is 0) and education groups."""
    east, north = township_points(county)
    towns = east.size
    clusters = max(1, round(towns / TOWNSHIPS_PER_CLUSTER))
    by_direction = np.argsort(np.arctan2(north, east), kind="stable")
    of_town = np.empty(towns, dtype=np.int64)
    of_town[by_direction] = 1 + np.arange(towns) * clusters // towns
    away = sections.township >= 0
    sections.cluster[away] = of_town[sections.township[away]]
    groups = county.groups.value
    if groups:
        seat = np.flatnonzero((sections.zone == Zone.SEAT) & sections.open)
        town = np.flatnonzero((sections.zone == Zone.TOWN) & sections.open)
        for stage in Stage:
            schools = seat[sections.stage[seat] == stage]
            sections.group[schools] = np.arange(schools.size) % groups
        sections.group[town] = sections.township[town] % groups


def _fill(
    sections: Sections,
    county: CountyData,
    stage: Stage,
    start: int,
    chosen: Population,
    draws: Draws,
) -> None:
    """Spread the pupils of a stage over its open sections."""
    data = county.stage(stage)
    ratio = county.enrolment.ratio(stage, start, county.year, chosen.births_after_2024)
    total = round(data.pupils.value * ratio)
    rows = np.flatnonzero((sections.stage == stage) & sections.open)
    if listed := county.listed():
        sections.fork_pupils[rows] = [listed[row].pupils * ratio for row in rows.tolist()]
        sections.pupils[rows] = apportion(sections.fork_pupils[rows], total)
        return
    luck = draws.normal("population.size", 0, rows)
    size, floor = np.zeros(rows.size), np.zeros(rows.size)
    for zone in Zone:
        schools = data.zone(zone)
        here = (sections.zone[rows] == zone) & (sections.kind[rows] != Kind.POINT)
        if schools:
            sd = schools.log_sd.value
            size[here] = schools.mean_pupils.value * np.exp(sd * luck[here] - sd * sd / 2.0)
            floor[here] = schools.floor_pupils.value
    point = sections.kind[rows] == Kind.POINT
    low, high = POINT_PUPILS
    of_point = low + (high - low) * draws.uniform("population.point", 0, rows[point])
    left = total - float(of_point.sum())
    if left < floor.sum():
        raise InputError(_too_few(county, stage, start, total))
    pupils = np.empty(rows.size)
    pupils[point] = of_point
    pupils[~point] = scaled_to(left, size[~point], floor[~point])
    sections.fork_pupils[rows] = pupils
    sections.pupils[rows] = apportion(pupils, total)


def _too_few(county: CountyData, stage: Stage, start: int, total: int) -> Text:
    name = county.title.text
    return Text(
        f"{name.zh}：{start} 年 {stage.name.lower()} 学生 {total:,} 人，少于各校最小规模之和；"
        "请减小 floor_pupils",
        f"{name.en}: {total:,} {stage.name.lower()} pupils in {start} are fewer than the floors of "
        "its schools together; lower floor_pupils",
    )
