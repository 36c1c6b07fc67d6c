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
