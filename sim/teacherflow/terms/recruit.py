"""What policies may change about entry into service."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from teacherflow import codes
from teacherflow.codes import Status, Zone
from teacherflow.terms.laws import BAG, MOST, ONE, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text


class Hirer(StrEnum):
    """Who hires through a route."""

    COUNTY = "county"
    """The bureau, for posts within the total."""
    UNIT = "unit"
    """A unit, beside the posts (编外)."""
    PROGRAMME = "programme"
    """A programme, beside the posts, for whichever schools are shortest."""


@dataclass(frozen=True)
class Route:
    """One way into service.

    Attributes
    ----------
    code : int
        Code of `codes.Route`; it tells the lists of candidates apart.
    share : float
        County: share of the hires. Unit: most staff of this route, as a share of the unit's need.
    hosts : tuple of Where
        Columns of the sections whose posts the route may fill.
    status : int
        Code of `codes.Status` at entry.
    chance : float
        Unit: chance a year that a unit short of at least one person hires.
    takes_from : str
        Route whose share shrinks by as much.
    bond_years : int
        Years of the bond or of the first special-post term.
    service : int
        Years of service before entry.
    talent : float
        Added to the mean talent of candidates (SD of pupil achievement a year).
    number : int
        Programme: teachers in service at a time.
    posts : float
        County: posts a year on top of the share, as a plan states them; whole by `nearest`.
    fixed : bool
        County: the share stands as it is; the shares of the other routes shrink or grow in
        proportion, so that all add up to one.
    """

    name: str
    code: int
    share: float
    hosts: tuple[Where, ...] = ()
    status: int = Status.ESTABLISHED
    hirer: Hirer = Hirer.COUNTY
    chance: float = 1.0
    takes_from: str = ""
    bond_years: int = 0
    service: int = 0
    talent: float = 0.0
    number: int = 0
    posts: float = 0.0
    fixed: bool = False


@dataclass(frozen=True)
class Licence:
    """The licence exam that candidates new to teaching have to pass.

    Attributes
    ----------
    cut : float
        Share of candidates whose mark is too low.
    accuracy : float
        Correlation of the mark with talent.
    """

    cut: float = 0.0
    accuracy: float = 0.0


ROUTES: Term[tuple[Route, ...]] = Term(
    "recruit.routes",
    (
        Route("bonded", codes.Route.BONDED, 0.06, bond_years=6),
        Route(
            "contract",
            codes.Route.CONTRACT,
            0.05,
            status=Status.CONTRACT,
            hirer=Hirer.UNIT,
            chance=0.3,
            talent=0.077,
        ),
        Route("exam", codes.Route.EXAM, 0.82),
        Route(
            "tegang",
            codes.Route.TEGANG,
            0.10,
            (Where("zone", Zone.VILLAGE, Zone.TOWN),),
            Status.TEGANG,
            bond_years=3,
        ),
        Route("transfer_in", codes.Route.TRANSFER_IN, 0.02, service=8),
    ),
    BAG,
    "share",
    "Ways into service: open exam, special posts, bonded students, transfers in, contract staff",
    "shares are assumptions, and that contract staff, hired without an exam, have .05 less than those "
    "in service; special posts serve 3 years in villages and towns (教师〔2006〕2号), bonded students "
    "6 years (国办发〔2018〕75号)",
    title=Text("进入途径", "Ways into service"),
)

REPLACEMENT: Term[float] = Term(
    "recruit.replacement",
    1.0,
    ONE,
    "hires per exit",
    "Hires for each exit of established and special-post staff (退补相当)",
    "Guan County 2024: hiring plan that matches exits",
    "survey",
    Text("退补比", "Hires per exit"),
)

LAG: Term[int] = Term(
    "recruit.lag",
    0,
    MOST,
    "years",
    "Hires answer the exits of this year (0) or the last (1)",
    "assumption; plans speak of hiring against the exits of the year",
    "assumption",
    Text("补员滞后年数", "Lag of hiring"),
)

TO_STANDARD: Term[float] = Term(
    "recruit.to_standard",
    0.0,
    MOST,
    "share",
    "Vacancies filled at least, even beyond replacement, within the total",
    "none without policy, an assumption: hires replace exits only",
    "assumption",
    Text("空编补足比例", "Vacancies filled at least"),
)

EXAM_NOISE: Term[float] = Term(
    "recruit.exam_noise",
    0.12,
    ONE,
    "sd/year",
    "Error of the exam about talent; .12 makes exam and talent correlate .71",
    "assumption: as wide as the spread of talent itself",
    "assumption",
    Text("考试误差", "Error of the exam"),
)

LIST_RULE: Term[str] = Term(
    "recruit.list_rule",
    "vacancy",
    ONE,
    "",
    "Which vacancies are listed first: of the units and schools with most of them (vacancy), or "
    "where a subject lacks most lessons (short_subjects)",
    "assumption: the bureau fills the emptiest schools first",
    "assumption",
    Text("空编补充次序", "Which vacancies come first"),
)

LICENCE: Term[Licence] = Term(
    "recruit.licence",
    Licence(),
    ONE,
    doc="The licence exam that thins the lists of candidates",
    source="none without policy: today's candidates all hold a licence, an assumption",
    title=Text("教师资格考试", "Licence exam"),
)
