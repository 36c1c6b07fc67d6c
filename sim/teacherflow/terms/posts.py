"""What policies may change about need and posts (phase establish)."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.terms.laws import BAG, EITHER, LEAST, MOST, ONE, SUM, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text


@dataclass(frozen=True, kw_only=True)
class Standard:
    """The formula of need.

    Attributes
    ----------
    primary, junior : float
        Pupils per post.
    per_class : float
        Posts per class, for village schools and schools under ``small`` pupils, if that is more.
    small : float
        Pupils.
    other_primary, other_junior : float
        Share of non-teaching staff, taken off.
    tiny_pupils, point_pupils : float
        Schools under ``tiny_pupils`` need one post at least, up to ``point_pupils`` two.
    """

    primary: float = 19.0
    junior: float = 13.5
    per_class: float = 1.7
    small: float = 200.0
    other_primary: float = 0.05
    other_junior: float = 0.10
    tiny_pupils: float = 10.0
    point_pupils: float = 30.0


@dataclass(frozen=True, kw_only=True)
class Reallocation:
    """How the bureau divides the quotas of a stage anew.

    Attributes
    ----------
    weight : float
        How far quotas go from what stands to the share of need, 0 to 1.
    tilt : float
        Need of village schools counts for this much more (.1: a tenth more).
    due : bool
        Whether a division is filed this year.
    """

    weight: float
    tilt: float = 0.0
    due: bool = True


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Posts granted to schools that are short of them, on top of the total.

    Attributes
    ----------
    at : tuple of Where
        Conditions on the section.
    posts : int
        Posts granted this year.
    schools : int
        At most so many sections, those furthest below need first.
    so_far : int
        Posts that the grant has named up to this year: its part of what granted posts cost.
    """

    name: str
    at: tuple[Where, ...]
    posts: int
    schools: int
    so_far: int = 0


STANDARD: Term[Standard] = Term(
    "posts.standard",
    Standard(),
    ONE,
    "pupils/post",
    "Posts by formula",
    "中央编办发〔2014〕72号 (19 and 13.5 pupils per post); 国办发〔2015〕43号 (per class in villages); "
    "posts per class, non-teaching shares and minima are provincial practice or assumptions",
    "statute",
    Text("编制标准", "Standard of posts"),
)

FOLLOW: Term[bool] = Term(
    "posts.follow",
    False,
    EITHER,
    doc="A post of quota and the post at the level of the title go along with a teacher who moves "
    "(编随人走、人岗同调); who works elsewhere is appraised like everybody",
    source="without policy the mover competes for a level post at the new unit",
    title=Text("职称岗位随人走（人岗同调）", "Level posts follow the mover"),
)

REALLOCATION: Term[Reallocation | None] = Term(
    "posts.reallocation",
    None,
    ONE,
    doc="How quotas are divided anew within the total",
    source="none without policy: quotas stay as history left them (编制固化)",
    title=Text("编制动态调控", "Re-allotment of quotas"),
)

POOLING: Term[float] = Term(
    "posts.pooling",
    0.0,
    MOST,
    "share",
    "Posts that the county holds and uses by need, whichever school they were granted to",
    "none without policy: a post is the school's",
    "assumption",
    Text("县域统筹的编制比例", "Posts pooled in the county"),
)

GRANTS: Term[tuple[Grant, ...]] = Term(
    "posts.grants",
    (),
    BAG,
    "posts",
    "Posts granted on top of the total, to the schools furthest below need",
    "none without policy: the total never rises",
    title=Text("核增编制", "Posts granted"),
)

CLEAR_BORROWED: Term[float] = Term(
    "posts.clear_borrowed",
    0.0,
    MOST,
    "share",
    "Borrowed teachers whose posts are moved this year to where they work",
    "none without policy",
    "assumption",
    Text("本年清理借师的比例", "Borrowed staff cleared"),
)

DELAY: Term[float] = Term(
    "posts.lag",
    0.0,
    MOST,
    "years",
    "Years from filing a new division of quotas to its approval",
    "none without policy, an assumption: a division holds in the year in which it is made",
    "assumption",
    Text("调编审批时滞", "Lag of re-allotment"),
)

LAG_RELIEF: Term[float] = Term(
    "posts.lag_relief",
    0.0,
    SUM,
    "years",
    "Taken off the lag of re-allotments",
    "zero without policy",
    "assumption",
    Text("缩短的审批时滞", "Lag taken off"),
)

FAILURE: Term[float] = Term(
    "posts.failure",
    0.0,
    MOST,
    "share",
    "Chance that a new division of quotas comes to nothing between the departments",
    "none without policy, an assumption",
    "assumption",
    Text("调编落空的概率", "Failure of re-allotment"),
)

NOISE: Term[float] = Term(
    "posts.noise",
    1.0,
    LEAST,
    "share",
    "Share that remains of the error with which the bureau sees the need of schools",
    "all of it without policy; the error itself is a parameter",
    "assumption",
    Text("教育局所见需求误差的留存比例", "Error about need that remains"),
)
