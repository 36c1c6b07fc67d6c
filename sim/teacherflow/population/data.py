"""A county as published: the figures of its file, each with its source.

`load_county` reads ``scenarios/counties/*.yaml``. Every figure is ``{value, source, kind}``; a
county whose totals are not published says so (``published: false``) and is marked wherever its
totals are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, Field, ValidationError, model_validator

from teacherflow.codes import Stage, Zone
from teacherflow.demography import Enrolment
from teacherflow.faults import Faults, Position
from teacherflow.parameters.about import Evidence
from teacherflow.population.file_words import no_key, words_of
from teacherflow.population.forecast import Forecast, check_later
from teacherflow.population.record import MOST_FIGURE, Record, wrong
from teacherflow.text import Text, counted, word_for
from teacherflow.yaml_tree import Fields, Node, plain, read

if TYPE_CHECKING:
    from teacherflow.population.listed import Place

MOST_PLACES = 5_000
"""Most schools of a zone, or teaching points, that a county file may name."""
MOST_LOG_SD = 2.0
"""Widest log standard deviation of school sizes."""
MOST_CV = 2.0
"""Greatest coefficient of variation between schools; one in per cent is far above."""


class Title(Record):
    """A name in Chinese and English."""

    zh: Annotated[str, Field(min_length=1, max_length=200)]
    en: Annotated[str, Field(min_length=1, max_length=200)]

    @property
    def text(self) -> Text:
        """The name as bilingual text."""
        return Text(self.zh, self.en)


class Number(Record):
    """A real figure with its source."""

    value: Annotated[float, Field(strict=True)]
    source: Annotated[str, Field(min_length=1)]
    kind: Evidence


class Count(Record):
    """A whole figure with its source."""

    value: Annotated[int, Field(strict=True)]
    source: Annotated[str, Field(min_length=1)]
    kind: Evidence


_NO_HINT = Text("", "")


def limited(
    most: float = MOST_FIGURE, *, least: int = 0, above: bool = False, such: Text = _NO_HINT
) -> AfterValidator:
    """Return the limits of one figure: each is told its own, at once, with the value found.

    Parameters
    ----------
    above : bool
        The figure must be more than ``least``.
    such : Text
        What to add where it is too large: how such a figure is written.
    """

    def check(figure: Number | Count | None) -> Number | Count | None:
        if figure is None:
            return None
        value, more = figure.value, Text("", "")
        if value < least or (above and value == least):
            zh, en = ("大于", "more than") if above else ("不小于", "at least")
            limit = f"{least}"
        elif value > most:
            zh, en, limit, more = "不大于", "at most", f"{most:.15g}", such
        else:
            return figure
        zh, en = f"应{zh} {limit}{more.zh}", f"must be {en} {limit}{more.en}"
        raise wrong("value", f"{zh}；现为 {value!r}", f"{en}; found {value!r}")

    return AfterValidator(check)


_LOG_SD = Text(
    "（对数标准差写作小数，如 0.35）", " (the standard deviation of logarithms is about 0.35)"
)
_CV = Text("（差异系数写作小数，如 0.38）", " (a coefficient of 38 % is written 0.38)")


class ZoneSchools(Record):
    """The schools of one stage in one zone, and how their sizes are spread.

    Sizes are lognormal with ``mean_pupils`` and ``log_sd``, at least ``floor_pupils``, and are
    then scaled to the total of the stage.
    """

    count: Annotated[Count, limited(MOST_PLACES)]
    mean_pupils: Annotated[Number, limited(above=True)]
    log_sd: Annotated[Number, limited(MOST_LOG_SD, such=_LOG_SD)]
    floor_pupils: Annotated[Number, limited()]


class StageData(Record):
    """The published totals of one stage, and its schools by zone."""

    pupils: Annotated[Count, limited()]
    teachers: Annotated[Count, limited()]
    schools: Annotated[Count, limited(inf, least=1)]
    seat: ZoneSchools | None = None
    town: ZoneSchools | None = None
    village: ZoneSchools | None = None
    points: Annotated[Count | None, limited(MOST_PLACES)] = None
    teacher_pupil_cv: Annotated[Number | None, limited(MOST_CV, such=_CV)] = None

    def zone(self, zone: Zone) -> ZoneSchools | None:
        """Return the schools of a zone, None if it has none."""
        found: ZoneSchools | None = getattr(self, zone.name.lower())
        return found

    def school_count(self, zone: Zone) -> int:
        """Return how many schools of this stage a zone has."""
        found = self.zone(zone)
        return found.count.value if found else 0

    @property
    def point_count(self) -> int:
        """Teaching points (教学点), which are no schools."""
        return self.points.value if self.points else 0

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        listed = sum(self.school_count(zone) for zone in Zone)
        if listed != self.schools.value:
            own = self.schools.value
            zh, en = (
                f"写的是 {own}，各区域合计为 {listed}",
                f"{own}, but the zones add up to {listed}",
            )
            raise wrong("schools", f"{zh}；二者应相等", f"{en}; they must be equal")
        places = listed + self.point_count
        for name, figure in (("pupils", self.pupils), ("teachers", self.teachers)):
            if figure.value < places:
                zh = f"{figure.value}，少于学校和教学点数 {places}；每处至少一人，请核对"
                en = f"{figure.value}, fewer than the {places} schools and points; each needs one at least"
                raise wrong(name, zh, en)
        return self


class CountyData(Record):
    """One county: its totals, its schools and where each figure comes from.

    Attributes
    ----------
    year : int
        School year of the totals.
    published : bool
        Whether the totals of pupils, teachers and schools are published.
    """

    title: Title
    year: Annotated[int, Field(strict=True, ge=2000, le=2100)]
    published: Annotated[bool, Field(strict=True)]
    area_km2: Annotated[Number, limited(above=True)]
    townships: Annotated[Count, limited(inf, least=1)]
    groups: Annotated[Count, limited()]
    nine_year_schools: Annotated[Count, limited(inf)]
    primary: StageData
    junior: StageData
    forecast: Forecast | None = None

    def stage(self, stage: Stage) -> StageData:
        """Return the figures of a stage."""
        return self.primary if stage is Stage.PRIMARY else self.junior

    @property
    def enrolment(self) -> Enrolment:
        """How pupils change after the year of the totals."""
        own = self.forecast.stages() if self.forecast else {}
        first = {stage: {self.year: self.stage(stage).pupils.value} for stage in own}
        return Enrolment(
            tuple(tuple({**first[s], **own[s]}.items()) if s in own else () for s in Stage)
        )

    def listed(self) -> tuple[Place, ...]:
        """Return the schools, if a table lists them: then they are not drawn."""
        return ()

    def table(self, file: Path) -> Path | None:
        """Return the table of schools that the county file ``file`` names, None if it names none."""
        return None

    @property
    def estimated(self) -> bool:
        """Whether the totals are an estimate, to be marked wherever they are shown."""
        return not self.published

    def totals(self) -> Iterator[tuple[str, Count]]:
        """Yield (key, figure) of the totals that a published county publishes."""
        for stage in Stage:
            for name in ("pupils", "teachers", "schools"):
                yield f"{stage.name.lower()}.{name}", getattr(self.stage(stage), name)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        towns = self.townships.value
        central = self.primary.school_count(Zone.TOWN)
        if central < towns:
            zh = f"{towns} 个乡镇各需一所中心校，乡镇只有 {central} 所小学"
            zh += "；请核对 townships 或 primary.town.count"
            needs = f"{counted(towns, 'township')} {word_for(towns, 'needs', 'need')}"
            has = counted(central, "primary school")
            en = f"{needs} a central school each, but the towns have {has}"
            en += "; check townships or primary.town.count"
            raise wrong("primary.town", zh, en)
        most = min(towns, self.junior.school_count(Zone.TOWN))
        if self.nine_year_schools.value > most:
            zh = f"多于有初中的乡镇，最多 {most} 所"
            en = f"more than townships with a junior school, of which there are {most} at most"
            raise wrong("nine_year_schools", zh, en)
        for key, figure in self.totals():
            if self.published and figure.kind is Evidence.ASSUMPTION:
                zh = "published: true 的县，总数不能是 assumption；请写公布的数和出处，或改为 published: false"
                en = (
                    "an assumption, though published is true; write the published figure and where "
                    "it is from, or published: false"
                )
                raise wrong(f"{key}.kind", zh, en)
        check_later(self.forecast, self.year)
        return self


def load_county(path: Path | str) -> CountyData:
    """Read a county file.

    Raises
    ------
    InputError
        With every mistake of the file: where it stands, what was found and what is allowed.
    """
    faults = Faults()
    county = county_in(Path(path), faults)
    faults.check()
    assert county is not None
    return county


def county_in(path: Path, faults: Faults) -> CountyData | None:
    """Read a county file; mistakes and warnings go to ``faults``, None is returned after mistakes."""
    tree = read(path, faults)
    return None if tree is None else county_from(tree, faults)


def county_from(tree: Node, faults: Faults) -> CountyData | None:
    """Check a parsed county file; mistakes go to ``faults``, and then None is returned."""
    if isinstance(tree, Fields) and tree.get("schools") is not None:
        from teacherflow.population.listed import listed_from

        return listed_from(tree, faults)
    return record_from(CountyData, tree, faults)


def record_from[R: BaseModel](record: type[R], tree: Node, faults: Faults) -> R | None:
    """Check a parsed file against ``record``; mistakes go to ``faults``, and None is returned."""
    try:
        return record.model_validate(plain(tree))
    except ValidationError as error:
        for mistake in error.errors():
            _report(record, tree, mistake, faults)
        return None


def _report(record: type[BaseModel], tree: Node, mistake: Any, faults: Faults) -> None:
    where, kind = tuple(mistake["loc"]), mistake["type"]
    if kind == "county":
        where = (*where, *filter(None, mistake["ctx"]["key"].split(".")))
    is_key = "[key]" in where  # a mark of pydantic's own
    where = tuple(part for part in where if part != "[key]")
    key = ".".join(str(part) for part in where)
    at = position(tree, where, on_key=is_key or kind == "extra_forbidden")
    if kind == "extra_forbidden":
        message = no_key(str(where[-1]), tuple(_at(record, where[:-1]).model_fields))
    elif kind == "missing":
        message = Text("缺少这个键", "this key is missing")
    elif kind == "county":
        found = mistake.get("input")
        tail = f": {found!r}" if isinstance(found, bool | int | float | str) else ""
        message = Text(mistake["ctx"]["zh"] + tail, mistake["ctx"]["en"] + tail)
    else:
        message = words_of(mistake, _at(record, where) if kind == "model_type" else None)
    faults.error(at, key, message)


def _at(record: type[BaseModel], where: tuple[Any, ...]) -> type[BaseModel]:
    """Return the record at a place of a file."""
    for part in where:
        annotation = record.model_fields[str(part)].annotation
        candidates = (annotation, *getattr(annotation, "__args__", ()))
        record = next(c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel))
    return record


def position(tree: Node, where: tuple[Any, ...], *, on_key: bool = False) -> Position:
    """Return where a key stands: the key itself, its value, or the nearest thing above it."""
    node = tree
    for depth, part in enumerate(where):
        entries = node.entries if isinstance(node, Fields) else ()
        entry = next((pair for pair in entries if pair[0].value == part), None)
        if entry is None:
            return node.at
        if on_key and depth == len(where) - 1:
            return entry[0].at
        node = entry[1]
    return node.at
