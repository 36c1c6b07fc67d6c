"""One unit of work: a county with one draw and one seed, under every scenario."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from teacherflow.accounting import Books
from teacherflow.county import County
from teacherflow.draws import seed_of
from teacherflow.results import nation_year
from teacherflow.results.fairness import BaselineWelfare
from teacherflow.results.recorder import Recorder
from teacherflow.results.schema import YEARLY, sql_types
from teacherflow.study.faults import UnitFault, place_of_error
from teacherflow.study.inputs import inputs_of
from teacherflow.study.plan import Unit
from teacherflow.study.simulator import Simulator
from teacherflow.study.tables import Derived, Schema, Tables

if TYPE_CHECKING:
    from teacherflow.scenario import Study


_TOLD = 3
_TOGETHER = 20
"""Units in one part, if their tables are small: what a part costs besides its rows is shared."""


def simulate(study: Study, unit: Unit, scenarios: Sequence[str]) -> dict[str, Tables]:
    """Return the tables of one unit: the past once, then a fork for each scenario.

    The baseline runs first, because the others measure who is worse off than under it.

    Raises
    ------
    UnitFault
        If the books of a year do not close, or something breaks: scenario, year and place.
    """
    study = study.of_draw(unit.draw)
    past = _located("burn-in", None, lambda: past_of(study, unit.replication, unit.county))
    base = lived(study, past, study.baseline)
    others = [name for name in scenarios if name != study.baseline]
    measured = {name: lived(study, past, name, base).tables for name in others}
    return {study.baseline: base.tables, **measured}


def past_of(study: Study, replication: int, county: str | None = None) -> County:
    """Return a county at the fork, the same for all scenarios of a replication.

    Parameters
    ----------
    study : Study
        As it holds in a draw (`Study.of_draw`); luck is the same in all draws.
    county : str, optional
        Name of the county; may be left out if the study has one.
    """
    name = study.county_name if county is None else county
    return County.generated(
        study.counties.data(name),
        start=study.years.start,
        burn_in=study.years.burn_in,
        seed=seed_of(study.seed, replication, "" if study.counties.alone else name),
        parameters=study.parameters,
        terms=study.burn_in_terms,
    )


@dataclass(frozen=True)
class Lived:
    """The study years under one scenario: its tables, and the welfare that others are held to."""

    tables: Tables
    welfare: BaselineWelfare


def lived(study: Study, past: County, scenario: str, baseline: Lived | None = None) -> Lived:
    """Return the years of one scenario from the fork on; ``past`` stays as it is.

    Parameters
    ----------
    past : County
        As `past_of` returns it.
    baseline : Lived, optional
        The baseline with the same past; none if ``scenario`` is the baseline.

    Raises
    ------
    UnitFault
        If the books of a year do not close, or something breaks.
    """
    county = past.fork(study.scenarios[scenario].terms)
    welfare = None if baseline is None else baseline.welfare
    recorder = Recorder(scenario, welfare, study.record, study.tables)
    recorder.begin(county.state)
    books = Books(county.state)

    def live() -> None:
        county.step()
        _check(books, county, scenario)
        recorder.year(county.state)

    for _ in range(study.years.count):
        _located(f"scenario {scenario}", county, live)
    tables = _located(f"scenario {scenario}", county, lambda: recorder.finish(county.state))
    return Lived(tables, recorder.welfare_by_year)


def _check(books: Books, county: County, scenario: str) -> None:
    """Close the books of the year; an identity that does not hold is a fault of the unit."""
    wrong = books.close(county.state)
    if wrong:
        more = f"; and {len(wrong) - _TOLD} more" if len(wrong) > _TOLD else ""
        told = "; ".join(wrong[:_TOLD]) + more
        raise UnitFault(f"scenario {scenario}, year {county.year}", told)


def _located[T](what: str, county: County | None, act: Callable[[], T]) -> T:
    """Do ``act``; what breaks is told with scenario, year and line of the source."""
    try:
        return act()
    except UnitFault:
        raise
    except Exception as error:
        year = "" if county is None else f", year {county.year}"
        why = f"{type(error).__name__}: {error}"
        raise UnitFault(f"{what}{year}, {place_of_error(error)}", why) from error


def schema(study: Study) -> Schema:
    """Return the tables that a study records, with their columns."""
    found = sql_types(study.record, study.tables)
    if study.counties.alone:
        return found
    nation = {column.name: column.sql for column in nation_year.TABLE}
    return {**found, "nation_year": Derived(nation, "county_year", nation_year.query)}


def units_per_part(study: Study) -> int:
    """Return how many units are stored together: one, or many whose tables are small."""
    return _TOGETHER if study.tables is not None and set(study.tables) <= YEARLY else 1


SIMULATOR = Simulator(simulate, schema, inputs_of, compiles=True, units_per_part=units_per_part)
"""The model."""
