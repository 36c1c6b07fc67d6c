"""One county as a Mesa model: `County.step` is one school year."""

from __future__ import annotations

from collections.abc import Mapping

import mesa

from teacherflow import movement
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

    @property
    def year(self) -> int:
        """The school year that was settled last."""
        return self.state.year

    def fork(self, terms: Mapping[int, Terms]) -> County:
        """Return a county with the same past and other rules: columns are copied, never agents."""
        forked = County(self.state.fork(), terms)
        movement.begin_study(forked.state)
        return forked
