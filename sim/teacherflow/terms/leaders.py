"""What policies may change about leaders (校级干部): terms of office, reserve cadres, selection."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from teacherflow.codes import Role
from teacherflow.terms.laws import BAG, LEAST, ONE, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text


@dataclass(frozen=True, kw_only=True)
class Tour:
    """After some years in an office at one school its holder changes places with another one.

    Attributes
    ----------
    name : str
        ``policy.line``; the part before the dot is the cause of the moves.
    role : Role
        Deputies or principals.
    years : int
        School years in the office at one school from which its holder is due.
    share : float
        Share of those due who really move, the longest in office first.
    """

    name: str
    role: Role
    years: int
    share: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Crossing:
    """Leaders with an excellent appraisal who change sides between the seat and the countryside.

    Attributes
    ----------
    down : float
        Leaders of the seat who become heads of rural schools, persons a year.
    up : float
        Heads of rural schools who take an office in the seat, persons a year.
    years : int
        School years in the present office before anybody is sent.
    """

    name: str
    down: float
    up: float
    years: int = 0


@dataclass(frozen=True, kw_only=True)
class Pool:
    """The list of reserve cadres (后备干部) that every unit keeps.

    Attributes
    ----------
    per_unit : float
        Persons on the list of a unit; 0: no list is kept.
    age_most : float
        Age from which nobody enters the list or stays on it.
    """

    per_unit: float = 0.0
    age_most: float = 40.0


@dataclass(frozen=True, kw_only=True)
class Training:
    """Those addressed at the end of a school year have become better leaders.

    Attributes
    ----------
    who : tuple of Where
        Conditions on the teacher, the post (``post.``) and the place of duty (``duty.``).
    quality : float
        Gain of leader quality, sd.
    yuan : float
        Cost of each one's year.
    listed : bool
        Whether those trained are reserve cadres from then on.
    """

    name: str
    who: tuple[Where, ...]
    quality: float
    yuan: float = 0.0
    payer: str = "county"
    listed: bool = False


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A term of duty at the bureau (挂职), outside all schools; the post stays.

    Attributes
    ----------
    who : tuple of Where
        Conditions on the teacher and on the post.
    persons : float
        Sent a year, in the county.
    years : int
        School years away.
    """

    name: str
    who: tuple[Where, ...]
    persons: float
    years: int = 1


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Vacant headships are competed for (竞争上岗) instead of being handed on by rank.

    Attributes
    ----------
    share : float
        Share of units that hold such a selection, the same units every year.
    noise : float
        Error with which a panel sees the quality of a leader, sd.
    """

    share: float = 0.0
    noise: float = 1.0


_NONE = "none without a policy"

ROTATION: Term[tuple[Tour, ...]] = Term(
    "leaders.rotation",
    (),
    BAG,
    doc="Years in an office at one school after which its holder moves",
    source=_NONE,
    title=Text("校级干部任期满交流", "Rotation of leaders"),
)
TWO_WAY: Term[tuple[Crossing, ...]] = Term(
    "leaders.two_way",
    (),
    BAG,
    "persons/year",
    "Excellent leaders who change sides between the seat and the countryside",
    source=_NONE,
    title=Text("校级干部城乡双向交流", "Leaders exchanged between seat and countryside"),
)
POOL: Term[Pool] = Term(
    "leaders.pool",
    Pool(),
    ONE,
    doc="The list of reserve cadres of a unit",
    source=_NONE,
    title=Text("后备干部名单", "List of reserve cadres"),
)
TRAINING: Term[tuple[Training, ...]] = Term(
    "leaders.training",
    (),
    BAG,
    "sd",
    "Training of leaders and of those who are to become leaders",
    source=_NONE,
    title=Text("干部培养", "Training of leaders"),
)
ATTACHMENTS: Term[tuple[Attachment, ...]] = Term(
    "leaders.attachments",
    (),
    BAG,
    "persons/year",
    "Leaders who serve a term at the bureau",
    source=_NONE,
    title=Text("干部挂职", "Leaders attached to the bureau"),
)
SELECTION: Term[Selection] = Term(
    "leaders.selection",
    Selection(),
    ONE,
    doc="How vacant headships are filled: deputies first by rank, or by open selection",
    source="without a policy vacancies are handed on from inside by rank",
    title=Text("校长选拔方式", "Selection of principals"),
)
TERM_OF_OFFICE: Term[float] = Term(
    "leaders.term",
    inf,
    LEAST,
    "years",
    "Years after which a principal must stand again where headships are competed for",
    source="without a policy principals stay until they leave",
    title=Text("校长任期", "Term of office of principals"),
)
