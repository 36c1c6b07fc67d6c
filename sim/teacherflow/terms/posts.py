"""What policies may change about need and posts (phase establish)."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.terms.laws import EITHER, LEAST, ONE, Term
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
    doc="The post at the level of the title goes along with a teacher who moves (人岗同调)",
    source="without policy the mover competes for a level post at the new unit",
    title=Text("职称岗位随人走（人岗同调）", "Level posts follow the mover"),
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
