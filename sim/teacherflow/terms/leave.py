"""What policies may change about retirement and leaving (phase leave)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from teacherflow.terms.laws import BAG, ONE, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text


class Exit(IntEnum):
    """Which hazard a `Hazard` shifts."""

    QUIT = 0
    LEAVE_COUNTY = 1
    BOTH = 2


@dataclass(frozen=True, kw_only=True)
class Hazard:
    """A shift of the yearly probability of quitting or leaving the county.

    Attributes
    ----------
    who : tuple of Where
        Conditions on the teacher, the post (``post.``) and the place of duty (``duty.``).
    log_odds : float
        Added to the log-odds.
    factor : float
        Multiplies the probability.
    """

    name: str
    who: tuple[Where, ...]
    event: Exit = Exit.BOTH
    log_odds: float = 0.0
    factor: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Breach:
    """What those pay back who quit or leave the county before their bond ends.

    Attributes
    ----------
    name : str
        ``policy.line``: the two columns ``policy`` and ``item`` of the table ``spending``.
    who : tuple of Where
        Conditions on the teacher, who must be under a bond besides.
    yuan : float
        Yuan of 2024 owed by whoever serves no year; each year served takes off an equal part.
    years : int
        Years of the bond.
    booked : float
        Part of what is paid back that stands in the ledger, below zero.
    receiver : str
        ``province`` or ``county``.
    """

    name: str
    who: tuple[Where, ...]
    yuan: float
    years: int
    booked: float = 1.0
    receiver: str = "province"


@dataclass(frozen=True, kw_only=True)
class EarlyExit:
    """Retirement before or after the statutory month.

    Attributes
    ----------
    rule : str
        ``none``; ``statute``: once in a career, up to ``months`` earlier, but not before the old
        age; ``service``: every year anew, with enough service and age.
    take_up : float
        Share of those entitled who take it (``statute``), or chance per year (``service``).
    months : int
        Months before, and after for the late option.
    late : float
        Share who stay ``months`` longer (``statute``).
    service, age_women, age_men : float
        Years asked for by ``service``.
    """

    rule: str = "none"
    take_up: float = 0.0
    months: int = 36
    late: float = 0.0
    service: float = 30.0
    age_women: float = 50.0
    age_men: float = 55.0


STATUTE: Term[str] = Term(
    "leave.statute",
    "before_2025",
    ONE,
    doc="Registered rule of the statutory pension month: before_2025 or delayed_2025",
    source="国发〔1978〕104号 (men 60, women cadres 55); 组通字〔2015〕14号 (senior women 60)",
    kind="statute",
    title=Text("法定退休月份的规则", "Statutory month of retirement"),
)

EARLY: Term[EarlyExit] = Term(
    "leave.early",
    EarlyExit(),
    ONE,
    doc="Retirement before or after the statutory month",
    source="none without policy",
    kind="statute",
    title=Text("提前或延后退休", "Early and late retirement"),
)

HAZARDS: Term[tuple[Hazard, ...]] = Term(
    "leave.hazards",
    (),
    BAG,
    doc="Shifts of quitting and leaving the county",
    source="none without policy; behaviour itself stands in the parameters",
    title=Text("离职风险的增减", "Shifts of the risk of leaving"),
)

BREACHES: Term[tuple[Breach, ...]] = Term(
    "leave.breaches",
    (),
    BAG,
    "yuan",
    "What is paid back by those who leave before their bond ends",
    source="none without policy: today's rule is part of leave.bond, its price is leave.bond_repaid",
    title=Text("违约退费", "Repayment at breach of a bond"),
)
