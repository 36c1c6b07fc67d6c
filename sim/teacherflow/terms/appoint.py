"""What policies may change about who holds which post (phase appoint): 县管校聘."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.codes import Role, Sex
from teacherflow.terms.exchange import Exemption
from teacherflow.terms.laws import BAG, EITHER, LEAST, MOST, ONE, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text


@dataclass(frozen=True, kw_only=True)
class Component:
    """One part of the competition (竞聘环节); the score is the weighted mean of all parts.

    Attributes
    ----------
    weight : float
        Share in the score, relative to the sum of all weights.
    on_effect, on_tenure, on_age : float
        Weights of z(e), z(tenure) and z(age) among established staff of the stage.
    on_performance : float
        Weight of the part named ``performance``.
    favour : float
        Points for the connected, as far as nobody audits.
    noise : float
        Standard deviation of what else decides.
    """

    name: str
    weight: float
    on_effect: float = 0.0
    on_tenure: float = 0.0
    on_age: float = 0.0
    on_performance: float = 0.0
    favour: float = 0.0
    noise: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Upward:
    """Selection upward before the own round (选聘上行).

    Attributes
    ----------
    unit_most : float
        Share of the staff of a unit that may leave upward in a round.
    need_floor : float
        Nobody leaves a unit whose posts would fall below this share of its need.
    lock_years : float
        Completed years at the present school before one may apply.
    rural_first : bool
        Posts in towns and villages come first: nobody leaves a unit outside the seat upward while
        a post stands open there.
    """

    unit_most: float = 0.10
    need_floor: float = 0.90
    lock_years: float = 0.0
    rural_first: bool = False


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Waiting for a post (待岗), and what follows a second refusal.

    Attributes
    ----------
    months : int
        Until the second placement; whole years, rounded up. 0: nobody waits.
    pay : float
        Share of basic pay while waiting.
    training_score : float
        Added to the score of the next own round by training while waiting.
    other_work, early_retirement, dismissal : float
        Shares after a second refusal; early retirement counts as other work where the rules of
        retirement do not allow it.
    training_yuan : float
        Outlay of the county for the training of one who waits, yuan a year.
    """

    months: int = 12
    pay: float = 0.6
    training_score: float = 0.3
    other_work: float = 0.7
    early_retirement: float = 0.2
    dismissal: float = 0.1
    training_yuan: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """Whether a unit holds a real round or appoints everybody (走过场).

    P = ceiling x (1 - exp(-(t + 1 + earlier x publicity) / speed)) x (1 - loss x unplaced)
    + gain x publicity, t years since the rule began, unplaced the share without a post in the last
    round of the unit.
    """

    ceiling: float = 0.9
    speed: float = 2.0
    loss: float = 2.0
    gain: float = 0.1
    earlier: float = 0.2


COMPONENTS: Term[tuple[Component, ...]] = Term(
    "appoint.components",
    (
        Component(name="peer", weight=0.20, on_effect=0.3, on_tenure=0.3),
        Component(name="performance", weight=0.40, on_effect=0.6, noise=0.8),
        Component(name="speech", weight=0.15, on_age=-0.3),
        Component(name="panel", weight=0.25, on_performance=0.4, favour=0.8),
    ),
    BAG,
    "",
    "Parts of the competition for posts",
    "a county's work report for the steps; weights and noise are assumptions",
    title=Text("竞聘环节", "Parts of the competition"),
)

ROUND: Term[bool] = Term(
    "appoint.round",
    False,
    EITHER,
    doc="All posts are competed for this year",
    source="tenure continues without policy",
    title=Text("当年组织竞聘", "Round of competition"),
)

DISMISSAL: Term[bool] = Term(
    "appoint.dismissal",
    False,
    EITHER,
    doc="Two failed appraisals running, or one and a refusal, end service",
    source="nobody is dismissed without policy",
    title=Text("考核不合格解聘", "Dismissal after failed appraisals"),
)

YEARS_RUNNING: Term[float] = Term(
    "appoint.years_running",
    0.0,
    MOST,
    "years",
    "Years since competition for posts began",
    source="counted from the first year of the policy",
    title=Text("推行年数", "Years running"),
)

BINDING: Term[bool] = Term(
    "appoint.binding",
    False,
    EITHER,
    doc="Posts cut in a round stay cut until the next one",
    source="without policy a vacancy is filled up to the target",
    title=Text("落聘岗位在聘期内不再补充", "Cuts bind for the term"),
)

CUT: Term[float] = Term(
    "appoint.cut",
    0.0,
    MOST,
    "share of staff",
    "Staff that a unit may leave without a post in a round, if it has more than its need",
    source="no unit cuts without a policy",
    title=Text("每轮落聘上限", "Cut per round"),
)

OWN_SHARE: Term[float] = Term(
    "appoint.own_share",
    1.0,
    LEAST,
    "share of posts",
    "Posts of a unit that its own staff may fill in the own round",
    source="without a policy own staff may fill every post",
    title=Text("校内竞聘岗位比例", "Posts open to own staff first"),
)

LEVELS: Term[bool] = Term(
    "appoint.levels",
    False,
    EITHER,
    doc="Level posts are appointed anew in a round: who scores below the posts of the unit at the "
    "level of the title is paid one level lower",
    source="assumption: without a policy a level once held is kept",
    title=Text("岗位等级一并竞聘", "Level posts appointed anew"),
)

PROTECTED: Term[tuple[Exemption, ...]] = Term(
    "appoint.protected",
    (
        Exemption(name="ill", who=(), chance=0.01),
        Exemption(name="leaders", who=(Where("role", Role.PRINCIPAL),)),
        Exemption(name="near_pension", who=(Where("years_to_pension", high=5.0),)),
        Exemption(
            name="nursing",
            who=(Where("sex", Sex.WOMAN), Where("age", 25, 38)),
            chance=0.06,
        ),
        Exemption(name="sole_subject", who=(Where("sole_subject", 1),)),
    ),
    BAG,
    "",
    "Who is appointed directly (直聘), beside those who work away from the post",
    "protection of those near retirement, pregnant or seriously ill is common in county plans; "
    "shares are assumptions",
    title=Text("直聘对象", "Appointed directly"),
)

AUDIT: Term[float] = Term(
    "appoint.audit",
    0.0,
    MOST,
    "share",
    "Share of favouritism in the competition that supervision removes",
    source="nobody audits without a policy",
    title=Text("监督力度", "Supervision of the competition"),
)

UPWARD: Term[Upward | None] = Term(
    "appoint.upward",
    None,
    ONE,
    doc="Selection upward before the own round",
    source="plan of Dafang County 2025 for the two limits",
    title=Text("选聘上行", "Selection upward"),
)

APPLICATIONS: Term[int] = Term(
    "appoint.applications",
    3,
    ONE,
    "schools",
    "Schools to which one who lost the post may apply",
    source="assumption: a form with three wishes is usual in county plans",
    title=Text("跨校竞聘志愿数", "Applications to other schools"),
)

PLACEMENT: Term[str] = Term(
    "appoint.placement",
    "least_km",
    ONE,
    "",
    "How those still without a post are placed: least_km (by order, nearest to home) or none",
    source="plan of Dafang County 2025: whom no round placed, the bureau places",
    title=Text("组织调剂", "Placement by the bureau"),
)

WAITING: Term[Waiting] = Term(
    "appoint.waiting",
    Waiting(),
    ONE,
    doc="Waiting for a post, and what follows",
    source="plan of Dafang County 2025 for the path; at most twelve months on basic pay is common; "
    "shares are assumptions",
    title=Text("待岗与分流", "Waiting and what follows"),
)

ADOPTION: Term[Adoption] = Term(
    "appoint.adoption",
    Adoption(),
    ONE,
    doc="Real adoption by units: grows with the years, falls with the unplaced",
    source="direction from a county's work report; size assumed",
    title=Text("各单位实际采用", "Real adoption by units"),
)

PUBLICITY: Term[float] = Term(
    "appoint.publicity",
    0.0,
    MOST,
    "share",
    "Effort to win units over: briefings, meetings, a steering group",
    source="no campaign without a policy",
    title=Text("宣传引导力度", "Publicity"),
)

PLACEMENT_MATCH: Term[str] = Term(
    "placement.match",
    "optimal",
    ONE,
    "",
    "How those without a post and vacant posts are matched: serial, deferred, "
    "deferred_protected, to_be or optimal",
    source="assumption: the bureau keeps journeys short (least total kilometres)",
    title=Text("安置的匹配规则", "Matching of the placed"),
)
