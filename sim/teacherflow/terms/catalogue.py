"""All terms, and the phases that read each: what a policy claims must be read by somebody.

A new term gets a line in `READ_BY`; a test compares this table with the code of the phases.
Installed packages add terms, with the phases whose registered rules read them, under the
entry-point group ``teacherflow.terms`` (a `Reading` or a sequence of them).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from teacherflow import terms as package
from teacherflow.faults import InputError
from teacherflow.installed import published
from teacherflow.terms.laws import Term
from teacherflow.text import Text

GROUP = "teacherflow.terms"

PHASES = (
    "enrol",
    "leave",
    "establish",
    "promote",
    "appoint",
    "transfer",
    "recruit",
    "exchange",
    "teach",
    "audit",
)
"""The phases of the school year, in order."""

READ_BY: dict[str, tuple[str, ...]] = {
    "appoint.adoption": ("appoint",),
    "appoint.applications": ("appoint",),
    "appoint.appraisal": ("teach",),
    "appoint.audit": ("appoint",),
    "appoint.binding": ("appoint",),
    "appoint.components": ("appoint",),
    "appoint.cut": ("appoint",),
    "appoint.dismissal": ("appoint",),
    "appoint.levels": ("appoint",),
    "appoint.own_share": ("appoint",),
    "appoint.placement": ("appoint",),
    "appoint.protected": ("appoint",),
    "appoint.publicity": ("appoint",),
    "appoint.round": ("appoint",),
    "appoint.upward": ("appoint",),
    "appoint.waiting": ("leave", "appoint", "teach"),
    "appoint.years_running": ("appoint",),
    "audit.gaming": ("audit",),
    "audit.pressure": ("transfer", "recruit", "exchange", "teach", "audit"),
    "audit.costs": ("audit",),
    "audit.investments": ("audit",),
    "enrol.closures": ("enrol",),
    "enrol.leakage": ("enrol",),
    "enrol.openings": ("enrol",),
    "enrol.village_drift": ("enrol",),
    "exchange.borrowing": ("exchange",),
    "exchange.match": ("transfer", "exchange"),
    "exchange.exemptions": ("transfer", "exchange"),
    "exchange.feedback": ("transfer", "exchange"),
    "exchange.feedback_most": ("exchange",),
    "exchange.forms": ("transfer", "exchange"),
    "leaders.attachments": ("exchange",),
    "leaders.offices": ("transfer", "teach"),
    "leaders.pool": ("teach",),
    "leaders.rotation": ("transfer",),
    "leaders.selection": ("teach",),
    "leaders.term": ("teach",),
    "leaders.training": ("teach",),
    "leaders.two_way": ("transfer",),
    "exchange.pairs_central": ("enrol",),
    "exchange.pairs_seat": ("enrol",),
    "leave.breaches": ("leave",),
    "leave.early": ("leave", "appoint"),
    "leave.hazards": ("leave",),
    "leave.statute": ("leave", "appoint"),
    "pay.budgets": ("leave", "teach"),
    "pay.floor": ("leave", "audit"),
    "pay.housing": ("exchange",),
    "pay.items": ("leave", "appoint", "transfer", "recruit", "exchange", "teach", "audit"),
    "pay.performance": ("leave", "appoint", "transfer", "recruit", "exchange", "teach", "audit"),
    "placement.match": ("appoint",),
    "posts.clear_borrowed": ("establish",),
    "posts.failure": ("establish",),
    "posts.follow": ("leave", "promote", "appoint", "transfer", "teach"),
    "posts.grants": ("establish", "audit"),
    "posts.lag": ("establish",),
    "posts.lag_relief": ("establish",),
    "posts.pooling": ("leave", "establish", "appoint", "transfer"),
    "posts.reallocation": ("establish",),
    "posts.noise": ("transfer", "recruit", "exchange"),
    "posts.standard": ("enrol", "establish"),
    "promote.bonuses": ("promote", "exchange"),
    "promote.filters": ("promote", "exchange", "teach"),
    "promote.honours": ("promote",),
    "promote.rural_floor": ("promote",),
    "promote.steps": ("promote", "exchange", "teach"),
    "recruit.exam_noise": ("recruit",),
    "recruit.lag": ("recruit",),
    "recruit.list_rule": ("recruit",),
    "recruit.licence": ("recruit",),
    "recruit.replacement": ("recruit",),
    "recruit.routes": ("recruit",),
    "recruit.to_standard": ("recruit",),
    "teach.backbone_target": ("teach",),
    "teach.effort": ("teach",),
    "teach.growth": ("teach",),
    "teach.itinerant": ("teach",),
    "teach.remote": ("teach",),
    "teach.research": ("teach",),
    "transfer.channels": ("transfer",),
    "transfer.cross_stage": ("transfer",),
    "transfer.match": ("transfer",),
    "transfer.outflows": ("transfer",),
    "transfer.release": ("transfer",),
    "transfer.seat_reserve": ("transfer",),
    "transfer.studies": ("transfer",),
    "transfer.threshold": ("appoint", "transfer"),
}
"""For each term, the phases that read it, directly or through a module that they share."""


FELT: dict[str, tuple[str, ...]] = {"pay.items": (), "pay.performance": ("teach",)}
"""Terms of pay, which every choice of a place weighs, and the phases where they do more than that.

The other phases of `READ_BY` only feel them, or book what was paid.
"""


@dataclass(frozen=True)
class Reading:
    """A third party's term and the phases that read it."""

    term: Term[Any]
    phases: tuple[str, ...]


@cache
def own_terms() -> dict[str, Term[Any]]:
    """Return the terms defined in `teacherflow.terms`, by name."""
    found: dict[str, Term[Any]] = {}
    for module in sorted(info.name for info in iter_modules(package.__path__)):
        if module == "catalogue":
            continue
        for value in vars(import_module(f"{package.__name__}.{module}")).values():
            if isinstance(value, Term):
                found[value.name] = value
    return dict(sorted(found.items()))


def readers() -> dict[Term[Any], tuple[str, ...]]:
    """Return every term that some phase reads, with these phases.

    Raises
    ------
    InputError
        If an installed package publishes something that is not a `Reading`, a name that is
        taken, or a phase that does not exist.
    """
    own = own_terms()
    table = {own[name]: phases for name, phases in READ_BY.items() if name in own}
    names = set(own)
    for point in published(GROUP):
        for reading in _readings(point.load(), point.name):
            if reading.term.name in names:
                raise _broken(point.name, f"the term {reading.term.name} is taken")
            if not reading.phases or not set(reading.phases) <= set(PHASES):
                raise _broken(point.name, f"phases must be among {', '.join(PHASES)}")
            names.add(reading.term.name)
            table[reading.term] = reading.phases
    return table


def _readings(value: object, point: str) -> Iterable[Reading]:
    readings = value if isinstance(value, tuple | list) else (value,)
    for reading in readings:
        if not isinstance(reading, Reading):
            raise _broken(point, "must give a Reading or a sequence of them")
        yield reading


def _broken(point: str, why: str) -> InputError:
    return InputError(
        Text(f"{GROUP} 入口点 {point}：{why}", f"entry point {point} of {GROUP}: {why}")
    )
