"""The pupils that a county itself expects: key ``forecast`` of its file."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BeforeValidator, Field, model_validator

from teacherflow.codes import Stage
from teacherflow.parameters.about import Evidence
from teacherflow.population.record import MOST_FIGURE, Record, wrong

SUCH: Final = "{value: {2026: 6900, 2030: 5200}, source: %s, kind: assumption}"
"""How the forecast of a stage is written, but for its source."""


def _refuse_years(found: object, zh: str, en: str) -> object:
    """Refuse years that stand where words should, and say what to write instead."""
    if isinstance(found, dict) and any(isinstance(key, int) for key in found):
        raise wrong("", zh, en)
    return found


def _whole_years(found: object) -> object:
    """Refuse half of a number, which a comma has made a key, and a year that is written twice."""
    if not isinstance(found, dict):
        return found
    for year, pupils in found.items():
        if pupils is None:
            zh = f"逗号把数分成了两半，{year} 成了另一个学年；数中不写千分位逗号和单位"
            en = (
                f"a comma has cut a number in two: write it without commas and units (found {year})"
            )
            raise wrong("", zh, en)
        if isinstance(year, str) and year.isdecimal() and int(year) in found:
            raise wrong("", f"{year} 学年写了两次", f"{year} is written twice")
    return found


class StageForecast(Record):
    """Pupils that a county expects in one stage, by school year, with the source."""

    value: Annotated[
        dict[
            Annotated[int, Field(ge=2000, le=2100)],
            Annotated[int, Field(strict=True, ge=1, le=MOST_FIGURE)],
        ],
        Field(min_length=1),
        BeforeValidator(_whole_years),
    ]
    source: Annotated[str, Field(min_length=1)]
    kind: Evidence

    @model_validator(mode="before")
    @classmethod
    def _says_more(cls, found: object) -> object:
        zh = f"应写明数值、来源和依据，如 {SUCH % '教育局生源预测'}"
        en = f"must have a value, its source and kind: {SUCH % 'forecast of the bureau'}"
        return _refuse_years(found, zh, en)


class Forecast(Record):
    """What a county itself expects of its pupils; a stage that is left out follows the nation."""

    primary: StageForecast | None = None
    junior: StageForecast | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_stage(cls, found: object) -> object:
        zh = f"应按学段写，如 {{primary: {SUCH % '教育局生源预测'}}}"
        en = f"must be by stage: {{primary: {SUCH % 'forecast of the bureau'}}}"
        return _refuse_years(found, zh, en)

    def stages(self) -> dict[Stage, dict[int, int]]:
        """Return the pupils by school year, in rising order, of the stages that have a forecast."""
        found = {Stage.PRIMARY: self.primary, Stage.JUNIOR: self.junior}
        return {stage: dict(sorted(one.value.items())) for stage, one in found.items() if one}


def check_later(forecast: Forecast | None, year: int) -> None:
    """Refuse a forecast of the year of the totals, or of an earlier one."""
    for stage, pupils in (forecast.stages() if forecast else {}).items():
        if (first := min(pupils)) <= year:
            zh = f"{first} 学年不晚于总数的学年 {year}；预测从 {year + 1} 学年起，{year} 学年的数写在 pupils"
            en = f"{first} is not later than {year}, the year of the totals (key pupils); begin with {year + 1}"
            raise wrong(f"forecast.{stage.name.lower()}.value", zh, en)
