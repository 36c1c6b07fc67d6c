"""What policies may change about titles (phase promote)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from teacherflow.codes import Title, Zone
from teacherflow.terms.laws import BAG, EITHER, ONE, Term
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


@dataclass(frozen=True, kw_only=True)
class Honour:
    """Who is honoured in a year.

    Attributes
    ----------
    who : tuple of Where
        Conditions on the established teacher, the post (``post.``) and the place of duty (``duty.``).
    share : float
        Honoured in a year, of those addressed.
    rest : int
        Years from one honour of a person to the next; 0: whoever was honoured may be again.
    rural_years : int
        Years of rural service for which it is given, kept in the column ``rural_honour``; 0: an
        honour for merit, counted in the column ``honours``.
    """

    name: str
    who: tuple[Where, ...]
    share: float
    rest: int = 1
    rural_years: int = 0


class When(IntEnum):
    """Where a filter bites."""

    APPLY = 0
    """who lacks the service may not apply (申报)"""
    APPOINT = 1
    """who lacks it may apply, but the post goes to the next one who has it (聘任)"""


@dataclass(frozen=True, kw_only=True)
class TitleFilter:
    """Service asked for before a title. Filters add up; inside one, years or schools do.

    Attributes
    ----------
    low, high : Title
        Titles applied for.
    years : int
        School years of counting service; 0: not asked.
    schools : int
        Or so many schools served; 0: no such way.
    village, town, seat_cross_area, outside_aid : bool
        Which years count: on duty in a village or town school, on exchange at a seat school of
        another cluster, in aid outside the county.
    when : When
        At application or at appointment.
    cohort_from : int
        Binds those who entered service in that school year or later.
    who : tuple of Where
        Further conditions on those bound: on the teacher and the post (``post.``).
    in_force : bool
        False: announced only. People prepare for it; nobody is turned away yet.
    """

    name: str
    low: Title = Title.FIRST
    high: Title = Title.PROFESSOR
    years: int = 0
    schools: int = 0
    village: bool = True
    town: bool = True
    seat_cross_area: bool = False
    outside_aid: bool = False
    when: When = When.APPLY
    cohort_from: int = 0
    who: tuple[Where, ...] = ()
    in_force: bool = True

    def counts(self, zone: int) -> bool:
        """Tell whether a year of duty in a zone counts (the seat: never by itself)."""
        return {Zone.VILLAGE: self.village, Zone.TOWN: self.town}.get(Zone(zone), False)

    def opens(self, zone: int) -> bool:
        """Tell whether an exchange to a zone helps: its years count, or the further school does.

        Everybody has served one school, so where two are asked one exchange is enough anywhere.
        """
        return self.counts(zone) or self.years == 0 or self.schools in (1, 2)


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

FILTERS: Term[tuple[TitleFilter, ...]] = Term(
    "promote.filters",
    (),
    BAG,
    "",
    "Service asked for before a title",
    "no prerequisite without a policy",
    "assumption",
    title=Text("评职称前的服务要求", "Service before a title"),
)

HONOURS: Term[tuple[Honour, ...]] = Term(
    "promote.honours",
    (),
    BAG,
    "share/year",
    "Honours given in a year",
    "nobody is honoured without a policy",
    "assumption",
    title=Text("表彰", "Honours"),
)

RURAL_FLOOR: Term[bool] = Term(
    "promote.rural_floor",
    False,
    EITHER,
    "",
    "Rural candidates pass at least as often as urban ones",
    "no floor without a policy",
    "assumption",
    title=Text("农村通过率不低于城镇", "Floor of rural pass rates"),
)
