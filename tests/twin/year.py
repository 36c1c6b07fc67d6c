"""The whole school year of the twin: its ten phases in order, its burn-in and its fork."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from teacherflow.codes import Status
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from twin import budgets, worth
from twin.appoint import appoint
from twin.audit import audit
from twin.enrol import enrol
from twin.establish import establish
from twin.exchange import exchange
from twin.leave import calibrate, leave
from twin.promote import promote
from twin.recruit import recruit
from twin.teach import lessons, teach
from twin.transfer import transfer
from twin.world import TwinCounty

PHASES: tuple[Callable[[Any], None], ...] = (
    enrol,
    leave,
    establish,
    promote,
    appoint,
    transfer,
    recruit,
    exchange,
    teach,
    audit,
)


class SlowCounty(TwinCounty):
    """A county that lives through school years, one agent at a time.

    Parameters
    ----------
    state : State
        A start population, or a county at any later moment.
    terms : mapping of int to Terms
        Settled terms by school year; years without an entry have default terms.
    """

    def __init__(self, state: State, terms: Mapping[int, Terms]) -> None:
        super().__init__(state)
        self.terms_by_year = dict(terms)

    def prepare(self) -> None:
        """Before burn-in: a first timetable, utility, and the constants of the leave hazards."""
        budgets.announce(self)
        lessons(self)
        worth.refresh(self)
        calibrate(self)

    def open_year(self) -> None:
        self.year += 1
        self.terms = self.terms_by_year.get(self.year, Terms())

    def step(self) -> None:
        self.open_year()
        for phase in PHASES:
            phase(self)

    def begin_study(self, terms: Mapping[int, Terms]) -> None:
        """The fork: other rules from now on; what happens is kept, spells take today's marks."""
        self.terms_by_year = dict(terms)
        self.keeping = True
        self.moves, self.titles, self.spending = [], [], []
        for teacher in self.teachers:
            for basis in ("post", "duty"):
                section = getattr(teacher, basis)
                if section >= 0:
                    setattr(teacher, f"{basis}_spell_title", teacher.title)
                    setattr(teacher, f"{basis}_spell_km", self.road_km(teacher, section))

    def total(self, stage: int) -> int:
        """Established and special-post staff of a stage, whoever holds the post."""
        counted = (Status.ESTABLISHED, Status.TEGANG)
        return sum(t.stage == stage and t.status in counted for t in self.teachers)
