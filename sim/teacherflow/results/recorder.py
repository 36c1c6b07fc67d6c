"""From one run to its tables: the recorder looks at the county at the fork and after every year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numpy.typing import NDArray

from teacherflow import movement
from teacherflow.log import concatenated
from teacherflow.results import (
    balance,
    careers,
    county_year,
    exchanges,
    fairness,
    flows,
    groups_year,
    moves,
    schools,
    section_year,
    spending,
    teachers,
    titles,
)
from teacherflow.results.fairness import BaselineWelfare
from teacherflow.results.retention import History
from teacherflow.results.schema import TABLES, sql_types
from teacherflow.results.view import View
from teacherflow.state import State

type Rows = dict[str, NDArray[Any]]


_EVENTS = ("teacher_id", "kind", "from_section", "to_section")
"""Columns of moves that indicators rest on."""
_YEARLY: dict[str, Callable[[list[dict[str, Any]]], Rows]] = {
    module.TABLE.name: module.table for module in (county_year, section_year, groups_year, teachers)
}
"""How rows collected year by year become a table."""
_WHOLE: dict[str, Callable[[State], Rows]] = {
    module.TABLE.name: module.table
    for module in (schools, moves, careers, titles, spending, exchanges)
}
"""How what the county has kept becomes a table at the end."""


class Recorder:
    """Collects the tables of one run under one scenario.

    Call `begin` at the fork, `year` after every school year, `finish` at the end.

    Parameters
    ----------
    scenario : str
        Name of the scenario, for messages.
    baseline : BaselineWelfare or None
        ``welfare_by_year`` of the baseline's recorder; None if this run is the baseline.
    record : tuple of str
        Optional tables that the study asks for (``"teachers"``).
    only : tuple of str or None
        The other tables that are wanted, ``county_year`` among them; None is all. What is not
        wanted is not computed.

    Examples
    --------
    >>> base = Recorder("status_quo")  # doctest: +SKIP
    >>> reform = Recorder("rotation", base.welfare_by_year)  # doctest: +SKIP
    """

    def __init__(
        self,
        scenario: str,
        baseline: BaselineWelfare | None = None,
        record: tuple[str, ...] = (),
        only: tuple[str, ...] | None = None,
    ) -> None:
        self.scenario, self.baseline = scenario, baseline
        self.wanted = frozenset(sql_types(record, only))
        self._history = History()
        self._own: BaselineWelfare | None = None
        self._seen = 0
        self._years: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("county_year", "section_year", "groups_year", "teachers")
        }

    @property
    def welfare_by_year(self) -> BaselineWelfare:
        """Welfare of the teachers of the fork, for the recorders of other scenarios."""
        if self._own is None:
            raise RuntimeError(f"scenario {self.scenario}: call begin(state) at the fork first")
        return self._own

    def begin(self, state: State) -> None:
        """Look at the county at the fork, before the first study year.

        Raises
        ------
        ValueError
            If the baseline began with different teachers.
        """
        self._own = BaselineWelfare.at(state)
        if self.baseline is not None:
            self.baseline.check(self._own)
        self._seen = len(state.log.moves)
        self._history.note(state, {})

    def year(self, state: State) -> None:
        """Record the year that was settled last."""
        own = self.welfare_by_year
        events = concatenated(state.log.moves[self._seen :], _EVENTS)
        self._seen = len(state.log.moves)
        own.note(state)
        self._history.note(state, events)
        view, baseline = View(state), self.baseline or own
        self._years["county_year"].append(
            {
                "year": state.year,
                **balance.values(view),
                **flows.values(view, events),
                **self._history.values(state),
                **fairness.values(own, baseline, state.year),
            }
        )
        if "section_year" in self.wanted:
            self._years["section_year"].append(section_year.rows(view))
        if "groups_year" in self.wanted:
            gains = baseline.gains(own, state)
            self._years["groups_year"].append(groups_year.rows(view, gains))
        if "teachers" in self.wanted:
            self._years["teachers"].append(teachers.rows(view))

    def finish(self, state: State) -> dict[str, dict[str, NDArray[Any]]]:
        """Close the spells under way and return all tables, see `teacherflow.results.schema`.

        Returns
        -------
        dict of table to dict of column to array
            Without county, scenario, draw and replication. Nullable columns are masked arrays.

        Raises
        ------
        RuntimeError
            If no year was recorded.
        """
        if not self._years["county_year"]:
            raise RuntimeError(f"scenario {self.scenario}: no year was recorded")
        if "careers" in self.wanted:
            movement.close_spells(state)
        yearly = {name: _YEARLY[name](years) for name, years in self._years.items() if years}
        whole = {name: made(state) for name, made in _WHOLE.items() if name in self.wanted}
        return {name: {**yearly, **whole}[name] for name in TABLES if name in self.wanted}
