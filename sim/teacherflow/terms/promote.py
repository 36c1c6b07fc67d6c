"""What policies may change about titles (phase promote)."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.codes import Title
from teacherflow.terms.laws import BAG, ONE, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Least years in the title held, by next title.

    Attributes
    ----------
    second_bachelor, second_other : float
        From no title to 二级, without competition; ``other``: college and below, special posts.
    first, first_master, senior : float
        From 二级 to 一级 (with a master's degree), from 一级 to 高级.
    clean_years : int
        Years without a failed appraisal.
    """

    second_bachelor: float = 1.0
    second_other: float = 3.0
    first: float = 4.0
    first_master: float = 2.0
    senior: float = 5.0
    clean_years: int = 3


@dataclass(frozen=True, kw_only=True)
class TitleBonus:
    """Points in the review for those addressed.

    Attributes
    ----------
    who : tuple of Where
        Conditions on the teacher, the post (``post.``) and the place of duty (``duty.``).
    times : str
        Column of the teacher to multiply the points by; empty: once.
    low, high : Title
        Titles applied for.
    waives_paper : bool
        The score of papers is not drawn for those addressed.
    """

    name: str
    who: tuple[Where, ...]
    points: float
    times: str = ""
    low: Title = Title.FIRST
    high: Title = Title.PROFESSOR
    waives_paper: bool = False


STEPS: Term[Steps] = Term(
    "promote.steps",
    Steps(),
    ONE,
    "years",
    "Least years in the title held",
    "人社部发〔2015〕79号",
    "statute",
    Text("任职最低年限", "Least years in a title"),
)

BONUSES: Term[tuple[TitleBonus, ...]] = Term(
    "promote.bonuses",
    (TitleBonus(name="honours", who=(), points=0.3, times="honours"),),
    BAG,
    "points",
    "Points in the review beside service and effect",
    "assumption",
    title=Text("评审加分", "Points in the review"),
)
