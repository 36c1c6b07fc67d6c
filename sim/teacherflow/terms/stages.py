"""What policies may change about moves between stages."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.terms.laws import BAG, MOST, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text


@dataclass(frozen=True, kw_only=True)
class Study:
    """Primary teachers who study for the junior licence.

    Attributes
    ----------
    name : str
        Key of the draws.
    who : tuple of Where
        Those addressed among ordinary primary staff who work at their posts without the licence.
    chance : float
        Chance a year to begin, for those to whom the junior stage is worth more.
    years : int
        School years from the beginning to the licence.
    """

    name: str
    who: tuple[Where, ...] = ()
    chance: float = 0.0
    years: int = 2


@dataclass(frozen=True, kw_only=True)
class Outflow:
    """Staff whom schools of other stages take: kindergartens, senior schools.

    Attributes
    ----------
    name : str
        ``policy.line``; the cause of the moves is the part before the dot.
    stage : int
        Stage that loses them.
    rate : float
        Number a year, as a share of the established staff of the stage.
    certified : float
        Share of the staff who hold the licence asked for (a lasting trait of each).
    surplus : bool
        Only from schools with more posts than they need, and no more than that.
    replaced : bool
        Counts as an exit to which hires answer.
    """

    name: str
    stage: int
    rate: float
    certified: float = 1.0
    surplus: bool = False
    replaced: bool = True


CROSS_STAGE: Term[float] = Term(
    "transfer.cross_stage",
    0.0,
    MOST,
    "share",
    "Junior shortage that the bureau fills with certified primary surplus, a year",
    "nobody is redeployed across stages without a policy",
    "assumption",
    Text("用小学富余师资填补的初中缺口", "Junior shortage filled from primary surplus"),
)

STUDIES: Term[tuple[Study, ...]] = Term(
    "transfer.studies",
    (),
    BAG,
    "",
    "Who studies for the licence of the junior stage",
    "without a policy licences are those held at entry",
    title=Text("学习高学段资格证", "Studies for a higher licence"),
)

OUTFLOWS: Term[tuple[Outflow, ...]] = Term(
    "transfer.outflows",
    (),
    BAG,
    "",
    "Staff whom kindergartens and senior schools take",
    "without a policy such moves are part of leaving the county",
    title=Text("幼儿园、高中抽调", "Staff drawn by other stages"),
)
