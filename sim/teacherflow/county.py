"""One county as a Mesa model: `County.step` is one school year."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from mesa.agentset import AgentSet

from teacherflow import choice, movement
from teacherflow.agents.bureau import Bureau
from teacherflow.agents.school import School
from teacherflow.agents.table import RowSet
from teacherflow.agents.teacher import Teacher
from teacherflow.draws import Draws
from teacherflow.parameters import Parameters
from teacherflow.phases.appoint import appoint
from teacherflow.phases.audit import audit
from teacherflow.phases.enrol import enrol
from teacherflow.phases.establish import establish
from teacherflow.phases.exchange import exchange
from teacherflow.phases.leave import leave
from teacherflow.phases.promote import promote
from teacherflow.phases.recruit import recruit
from teacherflow.phases.teach import teach
from teacherflow.phases.transfer import transfer
from teacherflow.state import State
from teacherflow.terms.laws import Terms

if TYPE_CHECKING:
    from teacherflow.population.data import CountyData


class County(mesa.Model):
    """A county whose columns are the truth and whose agents are views of rows.

    Parameters
    ----------
    state : State
        Tables of the county; owned by this model from now on.
    terms : mapping of int to Terms
        Settled terms by school year; years without an entry have default terms.
    """

    def __init__(self, state: State, terms: Mapping[int, Terms] | None = None) -> None:
        super().__init__(rng=0)  # Mesa's own streams; the engine draws from `draws` only
        self.state = state
        self.terms_by_year = dict(terms or {})
        self._views: list[Teacher | None] = []
        self.bureau = Bureau(self)

    @classmethod
    def generated(
        cls,
        data: CountyData,
        *,
        start: int = 2024,
        burn_in: int = 10,
        seed: int = 1,
        parameters: Parameters | None = None,
        terms: Terms | None = None,
    ) -> County:
        """Return a county at the fork: made from published totals and aged under ``terms``.

        Parameters
        ----------
        data : CountyData
            Published totals (`teacherflow.population.load_county`).
        start : int
            First study year; the next `step` settles it.
        burn_in : int
            Years that age careers, titles, borrowing and moves into a steady state while
            enrolment, schools and posts stand still.
        seed : int
            Seed of the draws.
        parameters : Parameters, optional
            How people and institutions behave (default: that of the model).
        terms : Terms, optional
            Rules of every burn-in year (default: no policy).
        """
        from teacherflow.phases.budgets import announce
        from teacherflow.phases.leave import calibrate
        from teacherflow.phases.teach import share_out_lessons
        from teacherflow.population import generate

        state = generate(
            data,
            start=start,
            burn_in=burn_in,
            parameters=parameters or Parameters(),
            draws=Draws(seed),
        )
        state.terms = terms or Terms()
        announce(state)
        share_out_lessons(state, np.flatnonzero(state.teachers.alive))
        choice.refresh(state)
        calibrate(state)
        county = cls(state, dict.fromkeys(range(start - burn_in, start), state.terms))
        for _ in range(burn_in):
            county.step()
        return county

    def step(self) -> None:
        """Settle one school year."""
        state = self.state
        state.year += 1
        state.terms = self.terms_by_year.get(state.year, Terms())
        enrol(state)
        leave(state)
        establish(state)
        promote(state)
        appoint(state)
        transfer(state)
        recruit(state)
        exchange(state)
        teach(state)
        audit(state)

    @cached_property
    def schools(self) -> list[School]:
        """The schools, one agent a section; made when they are first asked for."""
        return [School(self, row) for row in range(self.state.sections.rows)]

    @property
    def year(self) -> int:
        """The school year that was settled last."""
        return self.state.year

    def teacher(self, row: int) -> Teacher:
        """Return the agent of a row: the same object as long as the same person holds it."""
        if row >= len(self._views):
            self._views += [None] * (self.state.teachers.rows - len(self._views))
        view = self._views[row]
        if view is None or not view.in_service:
            view = self._views[row] = Teacher(self, row)
        return view

    @property
    def teachers(self) -> RowSet:
        """Everyone in service, as a set whose aggregates read columns."""
        t = self.state.teachers
        return RowSet(np.flatnonzero(t.alive), self.teacher, t, self.random)

    @property
    def agents(self) -> AgentSet[Any]:
        """All agents: the bureau, the schools and the teachers."""
        return AgentSet([self.bureau, *self.schools, *self.teachers], random=self.random)

    @property
    def agents_by_type(self) -> dict[type, Any]:
        """The agents by class; the teachers as a `RowSet`."""
        schools = AgentSet(self.schools, random=self.random)
        return {**super().agents_by_type, School: schools, Teacher: self.teachers}

    @property
    def agent_types(self) -> list[type]:
        """The classes of agents."""
        return list(self.agents_by_type)

    def fork(self, terms: Mapping[int, Terms]) -> County:
        """Return a county with the same past and other rules: columns are copied, never agents."""
        forked = County(self.state.fork(), terms)
        movement.begin_study(forked.state)
        return forked
