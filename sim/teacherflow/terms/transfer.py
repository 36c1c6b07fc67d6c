"""What policies may change about the transfer of posts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import inf

from teacherflow.codes import Zone
from teacherflow.terms.laws import BAG, MOST, ONE, SUM, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text

_RURAL = (Zone.VILLAGE, Zone.TOWN)


class Move(StrEnum):
    """Who starts a move through a channel."""

    TRANSFER = "transfer"
    """The teacher applies and the bureau permits."""
    REASSIGN = "reassign"
    """The unit moves staff between its own schools."""


@dataclass(frozen=True)
class Channel:
    """A way by which a post may move.

    Attributes
    ----------
    rank : int
        A pair of origin and destination belongs to the first channel that admits it.
    who : tuple of Where
        The mover; prefix ``post.`` for the school of origin.
    hosts : tuple of Where
        Columns of the school of destination.
    approval : float
        Chance that the bureau permits an applicant to use the channel in a year.
    most : float
        Share of the teachers under ``who`` that may be permitted (or reassigned) in a year.
    min_tenure : float
        Completed years at the post school.
    """

    name: str
    rank: int
    who: tuple[Where, ...] = ()
    hosts: tuple[Where, ...] = ()
    kind: Move = Move.TRANSFER
    approval: float = 1.0
    most: float = inf
    min_tenure: float = 3.0


def _from(*zones: Zone) -> tuple[Where, ...]:
    return (Where("post.zone", min(zones), max(zones)),)


def _to(*zones: Zone) -> tuple[Where, ...]:
    return (Where("zone", min(zones), max(zones)),)


CHANNELS: Term[tuple[Channel, ...]] = Term(
    "transfer.channels",
    (
        Channel("in_unit", 1, kind=Move.REASSIGN, most=0.01, min_tenure=0.0),
        Channel("rural", 10, _from(*_RURAL), _to(*_RURAL)),
        Channel("seat", 11, _from(Zone.SEAT), _to(Zone.SEAT)),
        Channel("up", 12, _from(*_RURAL), _to(Zone.SEAT), approval=0.5, min_tenure=5.0),
        Channel("down", 13, _from(Zone.SEAT), _to(*_RURAL), approval=0.5),
    ),
    BAG,
    "",
    "Ways by which a post may move: township to township, seat to seat, between them, in a unit",
    "Guan County 2024 for the channels; rates of approval and least tenure are assumptions",
    title=Text("调动渠道", "Channels of transfer"),
)

THRESHOLD: Term[float] = Term(
    "transfer.threshold",
    0.0,
    SUM,
    "utility",
    "Added to the gain that a teacher asks for before moving (.01 = 55 yuan a month)",
    "zero without policy, an assumption; the gain itself is a parameter",
    "assumption",
    Text("流动门槛的增减", "Change of the threshold of moving"),
)

RELEASE: Term[float] = Term(
    "transfer.release",
    0.85,
    MOST,
    "share of target",
    "Posts that must stay behind at the school of origin",
    "assumption: a school lets people go while it stays near its target",
    "assumption",
    Text("原校最低留任比例", "Staff that must stay"),
)

SEAT_RESERVE: Term[float] = Term(
    "transfer.seat_reserve",
    0.5,
    MOST,
    "share",
    "Vacancies of seat schools that are kept for recruitment",
    "assumption: counties fill seat schools by exam as well as by transfer",
    "assumption",
    Text("县城空编留给招聘的比例", "Seat vacancies kept for recruitment"),
)

MATCH: Term[str] = Term(
    "transfer.match",
    "deferred",
    ONE,
    "",
    "How applicants and posts are matched: serial, deferred, deferred_protected, to_be or optimal",
    "assumption: both sides choose, so the stable match of Gale and Shapley 1962 stands for what "
    "their talks end in",
    "assumption",
    Text("匹配方式", "Kind of matching"),
)
