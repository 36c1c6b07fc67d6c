"""A county whose schools are listed in a table (`school_table`): its totals are counted from it.

The county file then names the table in place of totals::

    schools: {file: my_schools.csv, source: "list of schools of the bureau, September 2024", kind: survey}
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, log, radians
from pathlib import Path
from statistics import fmean, pstdev
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, ValidationError, model_validator

from teacherflow.codes import Kind, Stage, Zone, label
from teacherflow.faults import Faults, Position
from teacherflow.parameters.about import Evidence
from teacherflow.population.data import (
    MOST_LOG_SD,
    Count,
    CountyData,
    Number,
    Title,
    limited,
    record_from,
)
from teacherflow.population.forecast import Forecast, check_later
from teacherflow.population.record import Record
from teacherflow.population.school_table import Row, read_rows
from teacherflow.text import Text
from teacherflow.yaml_tree import Fields

KM_PER_DEGREE = (111.32, 110.57)
"""Kilometres of a degree of longitude at the equator, and of latitude (WGS 84, at 30° north)."""
_MOST_NAMED = 5
_COUNTED = ("primary", "junior", "townships", "nine_year_schools")
_STAGES = {Stage.PRIMARY: "primary", Stage.JUNIOR: "junior"}


class Place(NamedTuple):
    """One section of a listed county.

    Attributes
    ----------
    township : int
        In the order of the table; -1 in the seat.
    school : int
        Which place of the list it shares a school with; its own number if none (nine-year schools
        are two sections of one school).
    x, y : float or None
        Kilometres east and north of the seat, if the table tells.
    town : str
        Name of the township; empty in the seat.
    """

    stage: Stage
    zone: Zone
    kind: Kind
    township: int
    school: int
    pupils: int
    teachers: int
    x: float | None
    y: float | None
    name: str
    town: str


class ListedCounty(CountyData):
    """A county with its schools, in the order of sections: stage, then seat, town, village, points."""

    places: tuple[Place, ...] = Field(repr=False)
    table_file: str

    def listed(self) -> tuple[Place, ...]:
        """Return the schools of the table."""
        return self.places

    def table(self, file: Path) -> Path:
        """Return the table beside the county file."""
        return file.parent / self.table_file


class _Table(Record):
    file: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]
    kind: Evidence


class _File(Record):
    """The county file that names a table."""

    title: Title
    year: Annotated[int, Field(strict=True, ge=2000, le=2100)]
    published: Annotated[bool, Field(strict=True)]
    area_km2: Annotated[Number, limited(above=True)]
    groups: Annotated[Count, limited()]
    schools: _Table
    forecast: Forecast | None = None

    @model_validator(mode="after")
    def _later(self) -> Self:
        check_later(self.forecast, self.year)
        return self


def listed_from(tree: Fields, faults: Faults) -> ListedCounty | None:
    """Check a county file and its table; mistakes go to ``faults``, and then None is returned."""
    before = len(faults.errors)
    head = record_from(_File, _without_totals(tree, faults), faults)
    if head is None:
        return None
    path = Path(tree.at.file).parent / head.schools.file
    at = next(value.at for key, value in tree.entries if key.value == "schools")
    if not path.is_file():
        near = ", ".join(sorted(one.name for one in path.parent.glob("*.csv"))[:_MOST_NAMED])
        zh, en = (f"；那里有：{near}", f"; there are {near}") if near else ("", "")
        message = Text(f"找不到学校表 {path}{zh}", f"there is no table of schools {path}{en}")
        faults.error(at, "schools.file", message)
        return None
    rows = read_rows(path, faults)
    _check_once(rows, faults)
    _check_both_stages(rows, faults)
    places = _places(rows, str(path), faults) if len(faults.errors) == before else ()
    if len(faults.errors) > before:
        return None
    try:
        return _county(head, places)
    except ValidationError as error:
        for mistake in error.errors():
            words = mistake.get("ctx", {})
            message = Text(words.get("zh", mistake["msg"]), words.get("en", mistake["msg"]))
            faults.error(at, "schools", message)
        return None


def _without_totals(tree: Fields, faults: Faults) -> Fields:
    """Return the file without totals, which the table gives; that they stand there is a mistake."""
    kept = []
    for key, value in tree.entries:
        if key.value in _COUNTED:
            message = Text(
                "有学校表（schools）时由表汇总，请删去这个键",
                "counted from the table of schools: leave this key out",
            )
            faults.error(key.at, str(key.value), message)
        else:
            kept.append((key, value))
    return Fields(tree.at, tuple(kept))


def _places(rows: Sequence[Row], file: str, faults: Faults) -> tuple[Place, ...]:
    """Return the places in the order of sections; mistakes of several rows go to ``faults``."""
    towns = list(dict.fromkeys(row.township for row in rows if row.township))
    for stage, name in _STAGES.items():
        if not any(row.stage is stage and row.kind is not Kind.POINT for row in rows):
            message = Text(f"没有{label(Stage, stage).zh}", f"there is no {name} school")
            faults.error(Position(file), "stage", message)
    central = _centrals(rows, towns, faults)
    order = sorted(range(len(rows)), key=lambda k: _place_in_order(rows[k], k in central, towns))
    shared = _nine_year(rows, order)
    kilometres = _kilometres(rows)
    found: list[Place] = []
    for k in order:
        row = rows[k]
        kind = Kind.CENTRAL if k in central else row.kind
        kind = Kind.NINE_YEAR if k in shared else kind
        town = towns.index(row.township) if row.township else -1
        school, (x, y) = shared.get(k, len(found)), kilometres[k]
        size = row.pupils, row.teachers
        names = row.school, row.township
        found.append(Place(row.stage, row.zone, kind, town, school, *size, x, y, *names))
    return tuple(found)


def _check_once(rows: Sequence[Row], faults: Faults) -> None:
    """Refuse a school that stands there twice in one stage."""
    seen: dict[tuple[str, str, Stage], Row] = {}
    for row in rows:
        key = row.township, row.school, row.stage
        if row.school and key in seen:
            line = seen[key].at.line
            message = Text(
                f"{row.school} 与第 {line} 行重复；一校一学段一行",
                f"{row.school} stands in row {line} already; a school has one row for each stage",
            )
            faults.error(row.at, "school", message)
        seen.setdefault(key, row)


def _check_both_stages(rows: Sequence[Row], faults: Faults) -> None:
    """Refuse a nine-year school with one row: its pupils would all be of one stage."""
    stages: dict[tuple[str, str], set[Stage]] = {}
    for row in rows:
        stages.setdefault((row.township, row.school), set()).add(row.stage)
    for row in rows:
        if row.both_stages and len(stages[row.township, row.school]) == 1:
            name = Text(row.school or "这所学校", row.school or "this school")
            message = Text(
                f"{name.zh}写作一贯制学校，却只有一行；请写两行，小学一行，初中一行，校名、区域、乡镇相同",
                f"{name.en} is called a school of both stages and has one row; give it two, primary "
                "and junior, with the same name, zone and township",
            )
            faults.error(row.at, "kind", message)


def _centrals(rows: Sequence[Row], towns: Sequence[str], faults: Faults) -> set[int]:
    """Return the central school of every township: the one named, else the largest of the town."""
    found = set()
    for town in towns:
        here = [k for k, row in enumerate(rows) if row.township == town]
        schools = [k for k in here if (rows[k].stage, rows[k].zone) == (Stage.PRIMARY, Zone.TOWN)]
        named = [k for k in schools if rows[k].kind is Kind.CENTRAL]
        if not schools:
            message = Text(
                f"{town} 没有乡镇小学；每个乡镇须有一所（中心校）",
                f"{town} has no primary school in town; every township has one, its central school",
            )
            faults.error(rows[here[0]].at, "township", message)
        elif len(named) > 1:
            message = Text(f"{town} 有两所中心校", f"{town} has two central schools")
            faults.error(rows[named[1]].at, "kind", message)
        else:
            found.add(named[0] if named else max(schools, key=lambda k: (rows[k].pupils, -k)))
    return found


def _place_in_order(row: Row, is_central: bool, towns: Sequence[str]) -> tuple[int, ...]:
    turn = towns.index(row.township) if is_central else len(towns)
    return int(row.stage), int(row.kind is Kind.POINT), -int(row.zone), turn


def _nine_year(rows: Sequence[Row], order: Sequence[int]) -> dict[int, int]:
    """Return the junior sections of nine-year schools, with the place of the primary section."""
    primary = {
        (rows[k].zone, rows[k].township, rows[k].school): place
        for place, k in enumerate(order)
        if rows[k].stage is Stage.PRIMARY and rows[k].school and rows[k].kind is not Kind.POINT
    }
    found = {}
    for k, row in enumerate(rows):
        at = primary.get((row.zone, row.township, row.school))
        if row.stage is Stage.JUNIOR and at is not None:
            found[k] = at
    return found


def _kilometres(rows: Sequence[Row]) -> list[tuple[float | None, float | None]]:
    """Return kilometres east and north of the seat: of the middle of its schools, else of all."""
    known = [row for row in rows if row.x is not None and row.y is not None]
    middle = [row for row in known if row.zone is Zone.SEAT] or known
    if not middle:
        return [(None, None)] * len(rows)
    x0, y0 = (fmean(getattr(row, axis) for row in middle) for axis in ("x", "y"))
    in_degrees = middle[0].in_degrees
    per_x = KM_PER_DEGREE[0] * cos(radians(y0)) if in_degrees else 1.0
    per_y = KM_PER_DEGREE[1] if in_degrees else 1.0
    return [
        (None, None)
        if row.x is None or row.y is None
        else ((row.x - x0) * per_x, (row.y - y0) * per_y)
        for row in rows
    ]


def _county(head: _File, places: Sequence[Place]) -> ListedCounty:
    """Return the county with totals counted from its places."""
    source, kind = head.schools.source, head.schools.kind

    def figure(value: float) -> dict[str, Any]:
        return {"value": value, "source": source, "kind": kind}

    def stage(stage: Stage) -> dict[str, Any]:
        own = [place for place in places if place.stage is stage]
        schools = [place for place in own if place.kind is not Kind.POINT]
        totals = {
            "pupils": figure(sum(place.pupils for place in own)),
            "teachers": figure(sum(place.teachers for place in own)),
            "schools": figure(len(schools)),
            "points": figure(len(own) - len(schools)),
        }
        for zone in Zone:
            sizes = [place.pupils for place in schools if place.zone is zone]
            if sizes:
                totals[zone.name.lower()] = {
                    "count": figure(len(sizes)),
                    "mean_pupils": figure(fmean(sizes)),
                    "log_sd": figure(min(pstdev(map(log, sizes)), MOST_LOG_SD)),
                    "floor_pupils": figure(float(min(sizes))),
                }
        return totals

    towns = 1 + max(place.township for place in places)
    nine_year = sum(p.kind is Kind.NINE_YEAR and p.zone is Zone.TOWN for p in places)
    in_town = sum(p.stage is Stage.JUNIOR and p.zone is Zone.TOWN for p in places)
    own = {
        name: getattr(head, name)
        for name in ("title", "year", "published", "area_km2", "groups", "forecast")
    }
    counted = {
        "townships": figure(towns),
        "nine_year_schools": figure(min(nine_year, towns, in_town)),
        "primary": stage(Stage.PRIMARY),
        "junior": stage(Stage.JUNIOR),
    }
    return ListedCounty.model_validate(
        {**own, **counted, "places": tuple(places), "table_file": head.schools.file}
    )
