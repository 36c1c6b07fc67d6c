"""What policies may change about teaching: coaching, effort, lessons elsewhere, appraisal, leaders."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.codes import Role
from teacherflow.terms.laws import BAG, MOST, ONE, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text

_BACKBONE = (Where("backbone", 1, 1),)
_OTHERS = (Where("backbone", 0, 0),)


@dataclass(frozen=True, kw_only=True)
class Growth:
    """A way in which teachers get better: one stock, one decay and one ceiling for all of them.

    Attributes
    ----------
    who : tuple of Where
        Conditions on the teacher, the post (``post.``) and the place of duty (``duty.``).
    rate : float
        Gain of each one reached, sd of pupil achievement per year.
    share : float
        Share of ``who`` that takes part, the same persons every year.
    mentors : tuple of Where
        Who coaches; empty: nobody is needed.
    per_mentor : int
        Colleagues whom one mentor reaches; 0: no limit.
    most : int
        Colleagues reached at most in each group, if mentors are needed; 0: no limit.
    scope : tuple of str
        Columns that a colleague shares with the mentor (``"duty"``, ``"subject"``,
        ``"duty.cluster"``); empty: the county.
    yuan, mentor_yuan : float
        Yuan of 2024 a year for each one reached, and for each mentor at work.
    payer : str
        ``county`` or ``province``.
    """

    name: str
    who: tuple[Where, ...] = ()
    rate: float
    share: float = 1.0
    mentors: tuple[Where, ...] = ()
    per_mentor: int = 0
    most: int = 0
    scope: tuple[str, ...] = ()
    yuan: float = 0.0
    mentor_yuan: float = 0.0
    payer: str = "county"


@dataclass(frozen=True, kw_only=True)
class Effort:
    """A change of effort (1 is the usual one) of those addressed.

    Attributes
    ----------
    times : str
        Column of the teacher by which the change is multiplied; empty: 1.
    """

    name: str
    who: tuple[Where, ...]
    change: float
    times: str = ""


@dataclass(frozen=True, kw_only=True)
class Itinerant:
    """Lessons that teachers give at neighbouring schools (走教), beside those of their own school.

    Attributes
    ----------
    name : str
        ``policy.line``: the two columns ``policy`` and ``item`` of the table ``spending``.
    share : float
        Most of the spare lessons of a school and subject that are given elsewhere.
    within : str
        Section column that both schools share: ``cluster`` (学区) or ``unit`` (中心校).
    km_most : float
        Farthest school by road, km.
    yuan_per_km : float
        Yuan of 2024 for each kilometre of road, there and back.
    lessons_per_trip : float
        Lessons given on one trip.
    weeks : float
        Weeks of lessons in a school year. Source: curriculum plan of 2022 (statute).
    payer : str
        ``county`` or ``province``.
    """

    name: str
    share: float
    within: str = "cluster"
    km_most: float = 15.0
    yuan_per_km: float = 0.0
    lessons_per_trip: float = 4.0
    weeks: float = 35.0
    payer: str = "county"


@dataclass(frozen=True, kw_only=True)
class Appraisal:
    """The yearly appraisal: weights of its five parts, and who is excellent or fails.

    Attributes
    ----------
    on_effect : float
        Weight of z(e) in every part, beside standard normal noise.
    excellent : float
        Share of the unit.
    failed : float
        Share of the stage, the lowest scores.
    mismatched : float
        Added to the score of borrowed staff, whom the unit does not see at work.
    """

    ethics: float = 0.10
    work: float = 0.45
    research: float = 0.15
    pupils: float = 0.15
    parents: float = 0.15
    on_effect: float = 0.5
    excellent: float = 0.20
    failed: float = 0.003
    mismatched: float = -0.5

    @property
    def weights(self) -> tuple[float, float, float, float, float]:
        """Weights of the five parts."""
        return (self.ethics, self.work, self.research, self.pupils, self.parents)


@dataclass(frozen=True, kw_only=True)
class Research:
    """Part-time subject researchers (兼职教研员): teachers with fewer lessons.

    Attributes
    ----------
    share : float
        Researchers as a share of established staff.
    lessons : float
        What they teach, as a share of the load of others.
    who : tuple of Where
        Who may be named, and stays named.
    """

    share: float = 0.0
    lessons: float = 1.0
    who: tuple[Where, ...] = _BACKBONE


@dataclass(frozen=True, kw_only=True)
class BackboneTarget:
    """How many backbones a county wants to have.

    Attributes
    ----------
    per_100 : float
        Per 100 pupils of a stage; less than the county keeps anyway asks for nothing.
    reached : float
        Share of the way from what the county keeps to the target, this year.
    """

    per_100: float = 0.0
    reached: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Office:
    """Places for leaders in a unit of some size.

    Attributes
    ----------
    role : Role
        Deputy or principal.
    number : int
        Places per unit.
    low_classes, high_classes : int
        Size of the units meant, both ends included.
    """

    name: str
    role: Role
    number: int
    low_classes: int = 1
    high_classes: int = 9999


GROWTH: Term[tuple[Growth, ...]] = Term(
    "teach.growth",
    (
        Growth(
            name="backbone_coaching",
            who=_OTHERS,
            rate=0.01,
            mentors=_BACKBONE,
            per_mentor=8,
            scope=("duty", "subject"),
        ),
    ),
    BAG,
    "sd/year",
    "Coaching and training",
    source="direction from studies of exchange in China; size assumed (0–0.03)",
    title=Text("指导与培训", "Coaching and training"),
)
EFFORT: Term[tuple[Effort, ...]] = Term(
    "teach.effort",
    (),
    BAG,
    "effort",
    "Changes of effort beside those of behaviour",
    "none without policy, an assumption; behaviour itself stands in the parameters",
    "assumption",
    Text("投入程度的增减", "Changes of effort"),
)
ITINERANT: Term[tuple[Itinerant, ...]] = Term(
    "teach.itinerant",
    (),
    BAG,
    "share",
    "Spare lessons that teachers give at neighbouring schools (走教)",
    "none without policy, an assumption: how many are given today is not published",
    "assumption",
    Text("走教", "Itinerant lessons"),
)
REMOTE: Term[float] = Term(
    "teach.remote",
    0.0,
    MOST,
    "share",
    "Share of untaught lessons that remote lessons (专递课堂) reach",
    "none without policy, an assumption: how many they reach today is not published",
    "assumption",
    Text("专递课堂覆盖比例", "Reach of remote lessons"),
)
APPRAISAL: Term[Appraisal] = Term(
    "appoint.appraisal",
    Appraisal(),
    ONE,
    doc="The yearly appraisal of a unit",
    source="five parts named by county plans; weights and shares assumed",
    title=Text("年度考核", "Yearly appraisal"),
)
RESEARCH: Term[Research] = Term(
    "teach.research",
    Research(),
    ONE,
    doc="Part-time subject researchers, who teach less",
    source="none without policy, an assumption: how many there are today is not published",
    title=Text("兼职教研员", "Part-time subject researchers"),
)
BACKBONE_TARGET: Term[BackboneTarget] = Term(
    "teach.backbone_target",
    BackboneTarget(),
    ONE,
    doc="Backbones that the county wants beyond those it keeps",
    source="none without policy; the number kept is a parameter",
    title=Text("骨干教师培养目标", "Target of backbones"),
)
OFFICES: Term[tuple[Office, ...]] = Term(
    "leaders.offices",
    (
        Office(name="principal", role=Role.PRINCIPAL, number=1),
        Office(name="deputy_small", role=Role.DEPUTY, number=1, high_classes=11),
        Office(name="deputy_middle", role=Role.DEPUTY, number=2, low_classes=12, high_classes=24),
        Office(name="deputy_large", role=Role.DEPUTY, number=3, low_classes=25),
    ),
    BAG,
    "persons",
    "Places for principals and deputies by size of the unit",
    source="customary numbers by size of school",
    title=Text("校级干部职数", "Offices of leaders"),
)
