"""What policies may change about the layout of schools (phase enrol)."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.codes import Kind, Zone
from teacherflow.terms.laws import BAG, SUM, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text


@dataclass(frozen=True, kw_only=True)
class Closure:
    """Schools that close when they have become small.

    Attributes
    ----------
    at : tuple of Where
        Conditions on the section.
    pupils_below : float
        A section with fewer pupils may close.
    years : int
        Years running below that size, this one included.
    chance : float
        Probability per year.
    """

    name: str
    at: tuple[Where, ...]
    pupils_below: float
    years: int = 1
    chance: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Opening:
    """New schools in a place that outgrows its schools.

    A place is the seat or the town of one township, by stage. Rows of schools that may open are
    allocated when the county is loaded.

    Attributes
    ----------
    at : tuple of Where
        Conditions on the reserve section.
    growth : float
        The place has more than ``growth`` times its pupils at the fork; 0: never for that reason.
    years : int
        Years running above that size, this one included.
    most : int
        Openings per place since the fork.
    number : int
        Openings this year without that condition, in the largest places first.
    """

    name: str
    at: tuple[Where, ...]
    growth: float = 1.15
    years: int = 2
    most: int = 1
    number: int = 0


_VILLAGE_SCHOOL = (
    Where("zone", Zone.VILLAGE, Zone.VILLAGE),
    Where("kind", Kind.SCHOOL, Kind.SCHOOL),
)

CLOSURES: Term[tuple[Closure, ...]] = Term(
    "enrol.closures",
    (
        Closure(name="layout", at=_VILLAGE_SCHOOL, pupils_below=100, chance=0.10),
        Closure(
            name="point_10",
            at=(Where("kind", Kind.POINT, Kind.POINT),),
            pupils_below=10,
            years=2,
            chance=0.5,
        ),
        Closure(name="size_30", at=_VILLAGE_SCHOOL, pupils_below=30, years=2, chance=0.5),
    ),
    BAG,
    doc="Which sections close",
    source="assumption, ordered to fit national closures of 4.4 %/y (schools) and 17 %/y (points)",
    title=Text("撤并条件", "Closures"),
)

OPENINGS: Term[tuple[Opening, ...]] = Term(
    "enrol.openings",
    (
        Opening(name="seat", at=(Where("zone", Zone.SEAT, Zone.SEAT),), most=3),
        Opening(name="town", at=(Where("zone", Zone.TOWN, Zone.TOWN),), most=1),
    ),
    BAG,
    doc="Where new schools open",
    source="assumption",
    title=Text("新建学校条件", "Openings"),
)

VILLAGE_DRIFT: Term[float] = Term(
    "enrol.village_drift",
    0.0,
    SUM,
    "share of village pupils/year",
    "Added to the drift of village pupils to town and seat schools",
    "zero without policy; the drift itself is a parameter",
    title=Text("乡村生源流向城镇的附加速度", "Extra drift of village pupils"),
)

LEAKAGE: Term[float] = Term(
    "enrol.leakage",
    0.0,
    SUM,
    "share of pupils",
    "Pupils of the county who attend schools outside it, beyond those at the fork",
    "zero without policy",
    title=Text("外流学生占比", "Pupils at schools elsewhere"),
)
