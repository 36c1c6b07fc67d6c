"""A county from its published totals: `generate` returns the state from which burn-in starts."""

from __future__ import annotations

import numpy as np

from teacherflow import staffing
from teacherflow.codes import Stage
from teacherflow.draws import Draws
from teacherflow.movement import road_km
from teacherflow.parameters import Parameters
from teacherflow.population.careers import live_careers
from teacherflow.population.data import CountyData
from teacherflow.population.duty import lend, name_and_appoint, record
from teacherflow.population.people import cast, describe
from teacherflow.population.places import make_sections, make_units, real_names
from teacherflow.population.posts import settle_posts
from teacherflow.state import Bands, Sections, Stages, State
from teacherflow.timetable import is_generalist


def generate(
    county: CountyData, *, start: int, burn_in: int, parameters: Parameters, draws: Draws
) -> State:
    """Return a county as it stands before the first year of burn-in.

    Pupils are those of the fork (the published ones moved along the county's forecast, else along
    the national cohort index), teachers and schools as published. The same draws give the same places and people whatever
    the years, except that more are women if a longer burn-in will take more of them.

    Parameters
    ----------
    county : CountyData
        Totals and schools.
    start : int
        First study year; pupils are those of this school year.
    burn_in : int
        Years before it; the state is that of the end of ``start - burn_in - 1``.

    Raises
    ------
    InputError
        If the figures of the county and the parameters cannot be met together.
    """
    year = start - burn_in - 1
    sections = make_sections(county, start, parameters.population, draws)
    settle_posts(sections, county, parameters, draws)
    units, stages = make_units(sections), _make_stages(county, sections)
    people = cast(sections, year, burn_in, parameters.population, draws)
    describe(people)
    live_careers(people, units)
    state = State(
        year=year,
        start=start,
        teachers=people.teachers,
        sections=sections,
        units=units,
        stages=stages,
        bands=Bands(3),
        parameters=parameters,
        draws=draws,
        school_names=real_names(county),
        enrolment=county.enrolment,
    )
    name_and_appoint(people, state)
    lend(people, state)
    record(people)
    _measure(state)
    return state


def _make_stages(county: CountyData, sections: Sections) -> Stages:
    stages = Stages(len(Stage))
    stages.pupils_fork[:] = np.bincount(sections.stage, weights=sections.pupils)
    stages.total[:] = [county.stage(stage).teachers.value for stage in Stage]
    stages.total_fork[:] = stages.total
    return stages


def _measure(state: State) -> None:
    """Set what follows from people and places: distances, reservoirs, the kind of teaching."""
    t, s = state.teachers, state.sections
    for place, column in ((t.post, t.post_spell_km), (t.duty, t.duty_spell_km)):
        rows = np.flatnonzero(t.alive & (place >= 0))
        column[rows] = road_km(state, rows, place[rows].astype(np.int64))
    posts = np.bincount(s.unit, weights=staffing.posts(state), minlength=state.units.rows)
    for cap, held in (
        (state.units.cap_senior, state.stages.reservoir_senior),
        (state.units.cap_middle, state.stages.reservoir_middle),
    ):
        entitled = np.bincount(state.units.stage, weights=cap * posts, minlength=len(Stage))
        held[:] = state.parameters.titles.reservoir * entitled
    s.generalist[:] = is_generalist(state, staffing.on_duty(state))
