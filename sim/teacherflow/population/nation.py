"""The counties of a synthetic nation: drawn around published totals, which they sum to exactly.

A nation is drawn as columns, all counties at once, and a county is a row of them: a pure function
of the nation file and the number of the county. The luck of drawing a nation has its own seed, so
the same counties meet every study, and the luck of a study is that of its people only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.apportion import nearest, whole
from teacherflow.codes import Stage, Zone, name_of
from teacherflow.columns import F64, I64
from teacherflow.draws import Draws
from teacherflow.faults import InputError
from teacherflow.population.data import MOST_LOG_SD, CountyData
from teacherflow.population.nation_file import (
    LEAST_PUPILS,
    LEAST_TEACHERS,
    NationData,
    NationStage,
    Spreads,
)
from teacherflow.population.scaling import scaled_below, scaled_to
from teacherflow.text import Text, counted

POINT_PUPILS = 22.5
"""Mean pupils of a teaching point where sizes of schools are set (see `population.places`)."""
DRAWN = "drawn around the totals of the nation file (synthetic county)"
"""Source of every figure of a drawn county."""

_DIGITS = 4


@dataclass(frozen=True)
class StageColumns:
    """Figures of one stage of all counties; every array is (counties,).

    Attributes
    ----------
    by_zone : dict of Zone to (counties,) int
        Schools of each zone.
    """

    pupils: I64
    teachers: I64
    schools: I64
    points: I64
    by_zone: dict[Zone, I64]


@dataclass(frozen=True)
class Nation:
    """All counties of a nation, as columns."""

    data: NationData
    townships: I64
    area_km2: F64
    groups: I64
    nine_year_schools: I64
    size_spread: F64
    primary: StageColumns
    junior: StageColumns

    def stage(self, stage: Stage) -> StageColumns:
        """Return the columns of a stage."""
        return self.primary if stage is Stage.PRIMARY else self.junior


def county_names(nation: NationData) -> tuple[str, ...]:
    """Return the names of all counties: ``c0001``, ``c0002`` …"""
    return tuple(f"c{k + 1:0{_DIGITS}}" for k in range(nation.counties.value))


def sampled(nation: NationData, size: int) -> tuple[str, ...]:
    """Return the names of ``size`` counties: a larger sample holds every smaller one."""
    names = np.array(county_names(nation), dtype=object)
    luck = Draws(nation.seed).uniform("nation.sample", 0, np.arange(names.size))
    return tuple(sorted(names[np.argsort(luck, kind="stable")[:size]].tolist()))


def county_of(nation: NationData, name: str) -> CountyData:
    """Return one county of a nation, as a county file would tell it.

    Raises
    ------
    KeyError
        If the nation has no county of that name.
    """
    number = int(name[1:]) if name[1:].isdigit() else 0
    if not 1 <= number <= nation.counties.value or name != f"c{number:0{_DIGITS}}":
        raise KeyError(name)
    return CountyData.model_validate(_county(drawn(nation), number - 1))


@lru_cache(maxsize=2)
def drawn(nation: NationData) -> Nation:
    """Draw the counties of a nation.

    Raises
    ------
    InputError
        If there are more nine-year schools than townships with a junior school.
    """
    luck = _Luck(nation.seed, nation.counties.value)
    spread, size = nation.spread, luck.factor("size", nation.spread.pupils_log_sd.value)
    towns = _shares(
        nation.townships.value,
        size**spread.townships_by_pupils.value
        * luck.factor("townships", spread.townships_log_sd.value),
        np.ones(size.size),
    )
    area = luck.factor("area", spread.area_log_sd.value)
    primary = _stage(nation.primary, Stage.PRIMARY, size, towns, spread, luck)
    junior_size = size * luck.factor("junior", spread.junior_log_sd.value)
    junior = _stage(nation.junior, Stage.JUNIOR, junior_size, towns, spread, luck)
    return Nation(
        data=nation,
        townships=towns,
        area_km2=scaled_to(float(nation.area_km2.value), area, np.ones(area.size)),
        groups=_shares(nation.groups.value, primary.by_zone[Zone.SEAT], np.zeros(size.size)),
        nine_year_schools=_nine_year(nation, towns, junior),
        size_spread=luck.factor("size_spread", spread.size_spread_log_sd.value),
        primary=primary,
        junior=junior,
    )


class _Luck:
    """Normal luck of every county, keyed by what it decides and the county's number."""

    def __init__(self, seed: int, counties: int) -> None:
        self._draws, self._counties = Draws(seed), np.arange(counties)

    def normal(self, what: str) -> F64:
        return self._draws.normal(f"nation.{what}", 0, self._counties)

    def factor(self, what: str, log_sd: float) -> F64:
        """Return lognormal factors."""
        return np.asarray(np.exp(log_sd * self.normal(what)))


def _shares(total: int, weights: NDArray[Any], floors: NDArray[Any]) -> I64:
    """Divide ``total`` by weights above whole floors, to whole numbers that sum to it."""
    return whole(
        scaled_to(float(total), np.maximum(weights, 1e-9), np.asarray(floors, dtype=np.float64))
    )


def _stage(
    data: NationStage, stage: Stage, size: F64, towns: I64, spread: Spreads, luck: _Luck
) -> StageColumns:
    name, primary = name_of(stage), stage is Stage.PRIMARY
    own = luck.factor(f"schools_{name}", data.schools_log_sd.value)
    many = size**spread.schools_by_pupils.value * own
    # a central school in each township and a school in the seat; a junior school anywhere
    least = towns + 1.0 if primary else np.ones(size.size)
    schools = _shares(data.schools.value, many, least)
    points = _shares(data.points.value, many, np.zeros(size.size))
    places = schools + points
    pupils = _shares(data.pupils.value, size, float(LEAST_PUPILS) * places)
    ratio = luck.factor(f"pupil_teacher_{name}", data.pupil_teacher_log_sd.value)
    teachers = _shares(data.teachers.value, pupils / ratio, float(LEAST_TEACHERS) * places)
    rural = spread.village_logit_sd.value * luck.normal("village")
    by_zone = _by_zone(data, schools, towns if primary else np.zeros_like(towns), rural)
    return StageColumns(pupils, teachers, schools, points, by_zone)


def _by_zone(data: NationStage, schools: I64, in_town: I64, rural: F64) -> dict[Zone, I64]:
    """Divide schools over zones: at least one in the seat and ``in_town`` in the towns."""
    village = data.village.school_share.value
    shifted = village * np.exp(rural) / (1.0 - village + village * np.exp(rural))
    villages = np.minimum(nearest(shifted * schools), schools - in_town - 1)
    left = schools - villages
    beside = data.seat.school_share.value + data.town.school_share.value
    seat_share = data.seat.school_share.value / beside if beside else 1.0
    seats = np.clip(nearest(seat_share * left), 1, left - in_town)
    return {Zone.SEAT: seats, Zone.TOWN: left - seats, Zone.VILLAGE: villages}


def _nine_year(nation: NationData, towns: I64, junior: StageColumns) -> I64:
    """Divide the nine-year schools over townships with a junior school."""
    most = np.minimum(towns, junior.by_zone[Zone.TOWN])
    total = nation.nine_year_schools.value
    if total > most.sum():
        raise InputError(
            Text(
                f"九年一贯制学校 {total} 所，多于有初中的乡镇（{most.sum()} 个）",
                f"{counted(total, 'nine-year school')}, but {counted(most.sum(), 'township')} with a "
                "junior school",
            )
        )
    return whole(scaled_below(float(total), np.maximum(most, 1).astype(float), most.astype(float)))


def _county(nation: Nation, k: int) -> dict[str, Any]:
    """Return the county of row ``k`` in the form of a county file."""
    return {
        "title": {"zh": f"合成县 {k + 1:0{_DIGITS}}", "en": f"Synthetic county {k + 1:0{_DIGITS}}"},
        "year": nation.data.year,
        "published": False,
        "area_km2": _figure(float(nation.area_km2[k])),
        "townships": _figure(int(nation.townships[k])),
        "groups": _figure(int(nation.groups[k])),
        "nine_year_schools": _figure(int(nation.nine_year_schools[k])),
        **{name_of(stage): _stage_of(nation, stage, k) for stage in Stage},
    }


def _stage_of(nation: Nation, stage: Stage, k: int) -> dict[str, Any]:
    columns, data = nation.stage(stage), nation.data.stage(stage)
    counts = {zone: int(columns.by_zone[zone][k]) for zone in Zone}
    points = int(columns.points[k])
    usual = sum(counts[zone] * data.zone(zone).mean_pupils.value for zone in Zone)
    factor = (float(columns.pupils[k]) - POINT_PUPILS * points) / usual
    found: dict[str, Any] = {
        name: _figure(int(getattr(columns, name)[k]))
        for name in ("pupils", "teachers", "schools", "points")
    }
    for zone in (zone for zone in Zone if counts[zone]):
        make_up = data.zone(zone)
        mean = factor * make_up.mean_pupils.value
        log_sd = make_up.log_sd.value * float(nation.size_spread[k])
        found[name_of(zone)] = {
            "count": _figure(counts[zone]),
            "mean_pupils": _figure(mean),
            "log_sd": _figure(min(MOST_LOG_SD, log_sd)),
            "floor_pupils": _figure(mean * make_up.floor_share.value),
        }
    return found


def _figure(value: float) -> dict[str, Any]:
    return {"value": value, "source": DRAWN, "kind": "assumption"}
