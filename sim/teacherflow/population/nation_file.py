"""A nation as published: totals of all its counties, and how counties are spread around the mean.

`load_nation` reads ``scenarios/nations/*.yaml``. `teacherflow.population.nation` draws the counties.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from teacherflow.codes import Stage, Zone
from teacherflow.faults import Faults
from teacherflow.parameters.about import Evidence
from teacherflow.population.data import Title, record_from
from teacherflow.population.record import Record, wrong
from teacherflow.yaml_tree import read

MOST_COUNTIES = 9_999
"""Most counties that a nation may have."""
LEAST_PUPILS = 60
"""Fewest pupils of a drawn county by school and teaching point: no school is without pupils."""
LEAST_TEACHERS = 2
"""Fewest teachers by school and teaching point."""
MOST_SPREAD = 2.0


class Total(Record):
    """A whole figure of the nation with its source."""

    value: Annotated[int, Field(strict=True, ge=0, le=2_000_000_000)]
    source: Annotated[str, Field(min_length=1)]
    kind: Evidence


class Spread(Record):
    """A standard deviation between counties, of a logarithm unless said otherwise."""

    value: Annotated[float, Field(strict=True, ge=0, le=MOST_SPREAD)]
    source: Annotated[str, Field(min_length=1)]
    kind: Evidence


class Share(Record):
    """A part of a whole."""

    value: Annotated[float, Field(strict=True, ge=0, le=1)]
    source: Annotated[str, Field(min_length=1)]
    kind: Evidence


class Size(Record):
    """A mean number of pupils, more than none."""

    value: Annotated[float, Field(strict=True, ge=1, le=10_000)]
    source: Annotated[str, Field(min_length=1)]
    kind: Evidence


class ZoneMakeUp(Record):
    """What share of a stage's schools a zone has, and how large they are beside other zones.

    Attributes
    ----------
    log_sd : Spread
        Of school sizes inside a zone of one county, before the county's own factor.
    floor_share : Share
        Smallest school, as a share of the mean of the zone.
    """

    school_share: Share
    mean_pupils: Size
    log_sd: Spread
    floor_share: Share


class NationStage(Record):
    """Totals of one stage, and how its counties differ.

    Attributes
    ----------
    pupil_teacher_log_sd : Spread
        Of pupils per teacher between counties.
    schools_log_sd : Spread
        Of the number of schools between counties with as many pupils.
    """

    pupils: Total
    teachers: Total
    schools: Total
    points: Total
    seat: ZoneMakeUp
    town: ZoneMakeUp
    village: ZoneMakeUp
    pupil_teacher_log_sd: Spread
    schools_log_sd: Spread

    def zone(self, zone: Zone) -> ZoneMakeUp:
        """Return the make-up of a zone."""
        found: ZoneMakeUp = getattr(self, zone.name.lower())
        return found

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        shares = sum(self.zone(zone).school_share.value for zone in Zone)
        if abs(shares - 1.0) > 1e-9:
            raise wrong(
                "village",
                f"各区域 school_share 合计为 {shares:g}，应为 1",
                f"school_share of the zones adds up to {shares:g}, not 1",
            )
        places = self.schools.value + self.points.value
        for key, least in (("pupils", LEAST_PUPILS), ("teachers", LEAST_TEACHERS)):
            if getattr(self, key).value < least * places:
                raise wrong(
                    f"{key}.value",
                    f"少于每所学校和教学点 {least} 人",
                    f"fewer than {least} for each school and point",
                )
        return self


class Spreads(Record):
    """How counties differ beside what stands with each stage.

    Attributes
    ----------
    pupils_log_sd : Spread
        Of the pupils of a county.
    junior_log_sd : Spread
        Of junior pupils between counties with as many primary pupils.
    schools_by_pupils, townships_by_pupils : Share
        Exponents: a county with e times the pupils has e to this power times the schools.
    townships_log_sd, area_log_sd : Spread
        Of townships between counties with as many pupils; of the area.
    village_logit_sd : Spread
        Of the share of primary schools that are in villages, on the logistic scale.
    size_spread_log_sd : Spread
        Of the factor by which sizes of schools are spread more or less inside a county.
    """

    pupils_log_sd: Spread
    junior_log_sd: Spread
    schools_by_pupils: Share
    townships_by_pupils: Share
    townships_log_sd: Spread
    area_log_sd: Spread
    village_logit_sd: Spread
    size_spread_log_sd: Spread


class NationData(Record):
    """A nation: its totals, and how its counties are spread.

    Attributes
    ----------
    year : int
        School year of the totals.
    seed : int
        Which of the many nations with these figures is drawn; independent of a study's seed.
    """

    title: Title
    year: Annotated[int, Field(strict=True, ge=2000, le=2100)]
    seed: Annotated[int, Field(strict=True, ge=0, le=2**63 - 1)] = 1
    counties: Total
    townships: Total
    area_km2: Total
    groups: Total
    nine_year_schools: Total
    primary: NationStage
    junior: NationStage
    spread: Spreads

    def stage(self, stage: Stage) -> NationStage:
        """Return the figures of a stage."""
        return self.primary if stage is Stage.PRIMARY else self.junior

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        n, towns = self.counties.value, self.townships.value
        if not 1 <= n <= MOST_COUNTIES:
            raise wrong(
                "counties.value", f"应为 1 至 {MOST_COUNTIES}", f"must be 1 to {MOST_COUNTIES}"
            )
        if towns < n:
            raise wrong("townships.value", f"{n} 个县各需一个乡镇", f"{n} counties need one each")
        if self.primary.schools.value < towns + n:
            zh = f"{towns} 个乡镇各需一所中心校，{n} 个县城各需一所"
            en = f"{towns} townships need a central school each and {n} seats another"
            raise wrong("primary.schools.value", zh, en)
        if self.junior.schools.value < n:
            raise wrong("junior.schools.value", f"{n} 个县各需一所", f"{n} counties need one each")
        if self.junior.points.value:
            raise wrong("junior.points.value", "初中没有教学点，应为 0", "junior has none: write 0")
        if self.area_km2.value < n:
            raise wrong("area_km2.value", f"{n} 个县各需 1 平方公里", f"{n} counties need 1 each")
        return self


def load_nation(path: Path | str, faults: Faults | None = None) -> NationData | None:
    """Read a nation file; mistakes go to ``faults``, and None is a broken file.

    Raises
    ------
    InputError
        With every mistake, if no ``faults`` are given.
    """
    found = Faults() if faults is None else faults
    tree = read(Path(path), found)
    nation = None if tree is None else record_from(NationData, tree, found)
    if faults is None:
        found.check()
    return nation
