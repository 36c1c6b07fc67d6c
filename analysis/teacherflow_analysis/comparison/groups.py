"""Who gains and who loses: groups of teachers under one rule and another.

Groups are those of the table ``groups_year``; a teacher belongs to the group of the year in
question (zone and size: of the school of duty), so a group may gain because others join it. What
each teacher would have had is in ``better_off`` and ``worse_off``: the shares of those who can be
compared with their own baseline and lie more than 50 yuan a month above or below it, zero under the
study's baseline. Luck fills both alike; ``net_better_off`` is what the first has more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from teacherflow.codes import LABELS, Route, Stage, Subject, Title, Zone, name_of
from teacherflow.study.tables import quoted
from teacherflow.text import Text
from teacherflow_analysis.comparison.compare import averaged, periods, sides
from teacherflow_analysis.comparison.effects import CONTRACT, Effect, Year, effects_in, frame_of
from teacherflow_analysis.errors import AnalysisError, unknown
from teacherflow_analysis.indicators_meta import (
    MONTHLY,
    PERSONS,
    SHARE,
    Better,
    Indicator,
    Shown,
)
from teacherflow_analysis.inference.paths import Paths
from teacherflow_analysis.small_cells import LEAST
from teacherflow_analysis.study import KEYS, Study, load

if TYPE_CHECKING:
    import pandas as pd

NET: Final = "net_better_off"
"""The measure of persons that is judged."""
COMPARED: Final = Text(
    "变好、变差只比较研究起始时已在职、两边都仍在职的教师；此后入职的没有可比的自己，不计入，年轻的组可比的人因此逐年减少。",
    "Better and worse off compares those in service at the start of the study and still under "
    "both. Who was hired since has no other self to be held against, so in young groups fewer "
    "are compared every year. ",
)
"""Of whom a group's shares of persons are: most of the youngest were hired since the start."""
MEASURES: Final = {
    "n": Indicator("n", Text("人数", "Teachers"), PERSONS, Better.NEITHER, Shown.NUMBER),
    "welfare": Indicator("welfare", Text("福利", "Welfare"), MONTHLY, Better.HIGHER, Shown.NUMBER),
    "effectiveness": Indicator(
        "effectiveness",
        Text("教学效果", "Teacher effect"),
        Text("标准差/年", "sd/year"),
        Better.HIGHER,
        Shown.RATIO,
    ),
    NET: Indicator(
        NET,
        Text("变好减变差", "Better less worse off"),
        SHARE,
        Better.HIGHER,
        Shown.PERCENT,
    ),
    "better_off": Indicator(
        "better_off", Text("境况变好", "Better off"), SHARE, Better.NEITHER, Shown.PERCENT
    ),
    "worse_off": Indicator(
        "worse_off", Text("境况变差", "Worse off"), SHARE, Better.NEITHER, Shown.PERCENT
    ),
}
"""What is known of every group; folders of earlier versions lack some."""

WAYS: Final = {
    "zone": Text("区域", "Zone"),
    "size": Text("学校规模", "School size"),
    "stage": Text("学段", "Stage"),
    "subject": Text("学科", "Subject"),
    "age": Text("年龄", "Age"),
    "title": Text("职称", "Title"),
    "route": Text("入职途径", "Route of entry"),
}
"""Ways to group teachers."""

_BOUNDS: Final = {
    "under_100": Text("不足 100 名学生", "under 100 pupils"),
    "100_299": Text("100–299 名学生", "100–299 pupils"),
    "300_999": Text("300–999 名学生", "300–999 pupils"),
    "1000_up": Text("1000 名学生及以上", "1,000 pupils and more"),
    "under_30": Text("30 岁以下", "under 30"),
    "30_39": Text("30–39 岁", "30–39"),
    "40_49": Text("40–49 岁", "40–49"),
    "50_up": Text("50 岁及以上", "50 and over"),
}
_CODES: Final = {"zone": Zone, "stage": Stage, "subject": Subject, "title": Title, "route": Route}


def label_of(by: str, value: str) -> Text:
    """Return a group in words; one that this version does not have speaks for itself."""
    if by in _CODES:
        words = {name_of(code): LABELS[_CODES[by]][code] for code in _CODES[by]}
        return words.get(value, Text(value, value))
    return _BOUNDS.get(value, Text(value, value))


@dataclass(frozen=True)
class Gains:
    """Effects on groups of teachers.

    Attributes
    ----------
    values : tuple of str
        The groups, in the order of the tables.
    effects : tuple of Effect
        Their ``indicator`` is ``measure.group``.
    """

    study: Study
    baseline: str
    by: str
    values: tuple[str, ...]
    effects: tuple[Effect, ...]
    county: str | None = field(default=None)

    @property
    def scenarios(self) -> list[str]:
        """Names of the scenarios compared with the baseline."""
        return list(dict.fromkeys(effect.scenario for effect in self.effects))

    @property
    def measures(self) -> list[str]:
        """What the results tell of groups, of `MEASURES`."""
        return list(dict.fromkeys(one.indicator.partition(".")[0] for one in self.effects))

    @property
    def periods(self) -> list[Year]:
        """Years looked at, or ``last5``."""
        return list(dict.fromkeys(effect.year for effect in self.effects))

    def large(self, when: Year) -> list[str]:
        """Return the groups with enough teachers to be told of under every scenario."""
        found = []
        for value in self.values:
            sizes = [self.at(name, "n", value, when) for name in self.scenarios]
            if min(min(e.baseline or 0.0, e.reform or 0.0) for e in sizes) >= LEAST:
                found.append(value)
        return found

    def at(self, scenario: str, measure: str, value: str, when: Year) -> Effect:
        """Return one effect."""
        name = f"{measure}.{value}"
        return next(
            effect
            for effect in self.effects
            if (effect.scenario, effect.indicator, effect.year) == (scenario, name, when)
        )

    def as_frame(self) -> pd.DataFrame:
        """Return a tidy frame, one row per scenario, measure, group and period."""
        frame = frame_of(self.effects)
        parts = frame["indicator"].str.partition(".")
        frame.insert(1, "by", self.by)
        frame.insert(2, "value", parts[2])
        frame.insert(3, "measure", parts[0])
        return frame.drop(columns=["indicator", "stage", "zone"])

    def as_json(self) -> dict[str, Any]:
        """Return plain JSON values; what is undefined is null."""
        return {
            "baseline": self.baseline,
            "by": self.by,
            "looked_at": sum(effect.low is not None for effect in self.effects),
            "scenarios": [
                {
                    "name": name,
                    "effects": [_plain(one) for one in self.effects if one.scenario == name],
                }
                for name in self.scenarios
            ],
        }


def _plain(effect: Effect) -> dict[str, Any]:
    measure, _, value = effect.indicator.partition(".")
    numbers = effect.numbers()
    return (
        {"value": value, "measure": measure}
        | {key: getattr(effect, key) for key in CONTRACT if key != "indicator"}
        | {"unit": effect.unit, "better": effect.better.value, "verdict": effect.verdict.value}
        | {key: numbers[key] for key in numbers if key not in ("stage", "zone")}
    )


def compare_groups(
    study: str | PathLike[str] | Study,
    by: str,
    *,
    baseline: str | None = None,
    between: tuple[str, str] | None = None,
    year: int | None = None,
    county: str | None = None,
    path: bool = False,
    adjust: bool = False,
) -> pd.DataFrame:
    """Compare groups of teachers under all scenarios with the baseline.

    Parameters
    ----------
    by
        zone, size, stage, subject, age, title or route.

    Returns
    -------
    pandas.DataFrame
        One row per scenario, measure (those of `MEASURES`),
        group and period; other options and columns are those of `teacherflow_analysis.comparison.compare`.
    """
    found = study if isinstance(study, Study) else load(study)
    return gains_of(
        found,
        by,
        baseline=baseline,
        between=between,
        year=year,
        county=county,
        path=path,
        adjust=adjust,
    ).as_frame()


def gains_of(
    study: Study,
    by: str,
    *,
    baseline: str | None = None,
    between: tuple[str, str] | None = None,
    year: int | None = None,
    county: str | None = None,
    path: bool = False,
    adjust: bool = False,
) -> Gains:
    """Return the effects with what belongs to them; `compare_groups` gives the same as a frame."""
    if by not in WAYS:
        raise unknown(Text("分组方式", "way to group teachers"), by, WAYS, WAYS)
    base, reforms = sides(study, baseline, between)
    years = periods(study, year, path)
    study = study.of_county(county)
    measures = measures_of(study)
    wide, values = _wide(study, by, measures)
    columns = [f"{measure}.{value}" for value in values for measure in measures]
    block = Paths.of(wide, [base, *reforms], columns, study.years)
    effects = effects_in(
        block,
        base,
        reforms,
        years,
        adjust=adjust,
        about=lambda column: MEASURES[column.partition(".")[0]],
    )
    return Gains(study, base, by, tuple(values), tuple(effects), county)


def measures_of(study: Study) -> list[str]:
    """Return the measures that the table of groups of a study holds.

    Raises
    ------
    AnalysisError
        If there is no such table.
    """
    if "groups_year" not in study.results.tables:
        raise AnalysisError(study.without("groups_year"))
    held = set(study.columns("groups_year"))
    return [name for name in MEASURES if name in held]


def _wide(study: Study, by: str, measures: list[str]) -> tuple[pd.DataFrame, Sequence[str]]:
    """Return ``measure.group`` by run and year, and the groups that anybody is ever in."""
    counties, where = len(study.counties), f'"by" = {quoted(by)}'
    keys, wanted = ", ".join(KEYS), ", ".join(f"{name}::DOUBLE AS {name}" for name in measures)
    rows = study.sql(f"SELECT {keys}, value, {wanted} FROM groups_year WHERE {where}")
    held = set(rows.loc[rows["n"] > 0, "value"])
    values = [value for value in _order(by) if value in held]
    values += sorted(held - set(values))
    wide = rows.pivot(index=list(KEYS), columns="value", values=measures)
    names = [".".join(pair) for pair in wide.columns.to_flat_index()]
    wide = wide.set_axis(names, axis=1)
    return averaged(wide.reset_index(), names, counties), values


def _order(by: str) -> list[str]:
    from teacherflow.results.groups_year import GROUPS

    return list(GROUPS.get(by, ()))
