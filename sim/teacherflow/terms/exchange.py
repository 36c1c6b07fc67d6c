"""What policies may change about duty away from the post: borrowing, and the forms of exchange."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from math import inf

from teacherflow.terms.laws import BAG, LEAST, MOST, ONE, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text

BORROWING: Term[float] = Term(
    "exchange.borrowing",
    1.0,
    LEAST,
    "share",
    "Share of the usual informal borrowing (借调) that goes on; 0 ends it",
    "goes on without a policy: Guan County had 494 borrowed teachers, about 4.8 % of its "
    "staff, before it cleared them (2024)",
    "survey",
    Text("借调照常进行的比例", "Borrowing that goes on"),
)


class Basis(IntEnum):
    """What the amount of a form is counted in."""

    ELIGIBLE = 0
    """share of the eligible, a year; counted in phase transfer, before anybody moves"""
    STAFF = 1
    """share of all established staff, a year"""
    PERSONS = 2
    """persons in the county, a year"""
    SURPLUS = 3
    """persons per surplus post of each school that meets the conditions on the post"""
    SEEKERS = 4
    """everybody who seeks the service this year (volunteers only)"""
    SCHOOL = 5
    """persons of each school that meets the conditions on the post, a year"""


class Direction(IntEnum):
    """Which schools may be hosts, seen from home."""

    ANY = 0
    SAME = 1
    DOWN = 2
    UP = 3
    DOWN_OR_WEAK = 4
    """a lower zone, or a school of the same zone that is short of backbones (薄弱校)"""


class Volunteers(IntEnum):
    """The part of those who offer themselves."""

    FIRST = 0
    ONLY = 1
    NONE = 2


class Chooser(IntEnum):
    """Who names those that did not volunteer."""

    SCHOOL = 0
    LOTTERY = 1
    BUREAU = 2


class Placing(IntEnum):
    """How hosts are found."""

    NEED = 0
    """the bureau minimises road kilometres, a gap in staff counting as so many kilometres less"""
    RANDOM = 1
    PREFERENCE = 2
    """in keyed order each takes the host worth most to him or her"""


class Turn(IntEnum):
    """Who chooses first where people are placed one after another (not by need)."""

    LOT = 0
    POINTS = 1
    """most years of duty in towns and villages first, then by lot"""


class Backfill(IntEnum):
    """What the sending school gets in return."""

    SWAP = 0
    NONE = 1


class FloorOf(IntEnum):
    """Of what the floor of backbones is a share."""

    SENT = 0
    DUE = 1
    """the eligible backbones, counted with the eligible; two forms of one number divide them"""


@dataclass(frozen=True, kw_only=True)
class Form:
    """One kind of exchange (交流形式).

    Attributes
    ----------
    name : str
        ``policy.form``; the cause of its moves is the part before the dot.
    rank : int
        Whom two forms want, the lower rank takes.
    who : tuple of Where
        Eligible teachers: conditions on the teacher (``exchange_clock``, ``service``,
        ``years_to_pension``, ``graduating``) and on the post (``post.zone``,
        ``post.over_quota``). Established staff who work at their posts are meant; leaders only
        where a condition names ``role``.
    amount : float
        Of ``basis``; largest remainder spreads it over the sending schools.
    backbone : float
        Least share of backbones, of those sent or of the eligible backbones (``backbone_of``).
    years : int
        School years away; ``away_until`` is the year in whose August the term ends.
    post_moves : bool
        Settled in phase transfer, without return; else in phase exchange.
    scope : str
        Section column that home and host share: ``""`` county, ``zone``, ``cluster``, ``group``,
        ``township``, ``partner_seat``.
    to_shortage : bool
        Hosts take no more than they lack: need less those on duty.
    outside : bool
        Sent outside the county (``Away.OUTSIDE``): no host, nobody in return, no volunteers.
    back : tuple of Where
        Whom hosts may send back in a swap, beside what always holds.
    out_most, in_most : float
        Share of the staff of a section that may go or come a year (at least one person).
    compliance : float
        Share of the number that is really carried out.
    return_chance : float
        At the end of the term; else the post may follow (`regularise`).
    resets_clock : bool
        The end of the term restarts the exchange clock.
    quota : bool
        Its number is the bureau's to set; False for a service that everybody due owes.
    """

    name: str
    rank: int
    who: tuple[Where, ...]
    amount: float
    basis: Basis = Basis.ELIGIBLE
    backbone: float = 0.0
    backbone_of: FloorOf = FloorOf.SENT
    years: int = 2
    post_moves: bool = False
    direction: Direction = Direction.DOWN_OR_WEAK
    hosts: tuple[Where, ...] = ()
    to_shortage: bool = False
    outside: bool = False
    scope: str = ""
    km_most: float = 40.0
    placing: Placing = Placing.NEED
    turn: Turn = Turn.LOT
    volunteers: Volunteers = Volunteers.FIRST
    chosen_by: Chooser = Chooser.SCHOOL
    backfill: Backfill = Backfill.SWAP
    back: tuple[Where, ...] = ()
    out_most: float = 0.15
    in_most: float = 0.15
    compliance: float = 1.0
    return_chance: float = 0.95
    resets_clock: bool = True
    quota: bool = True

    @property
    def policy(self) -> str:
        """The cause of its moves: the name before the dot."""
        return self.name.partition(".")[0]

    @property
    def for_leaders(self) -> bool:
        """Whether it says itself which roles it means (else leaders are left out)."""
        return any(where.column == "role" for where in self.who)

    @property
    def adapts(self) -> bool:
        """Whether the bureau may shift its number: a quota for hosts inside the county."""
        offered = self.basis == Basis.SEEKERS or self.volunteers == Volunteers.ONLY
        return self.quota and not offered and not self.outside


@cache
def form_key(name: str) -> int:
    """Return the number by which ``teachers.away_form`` knows a form in every year and scenario.

    Examples
    --------
    >>> form_key("rotation.duty") == form_key("rotation.duty") != form_key("rotation.post")
    True
    """
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=4).digest(), "little") >> 1


@dataclass(frozen=True, kw_only=True)
class Exemption:
    """Who is taken out of the eligible, with a chance keyed by (name, year, teacher).

    ``form`` names a form or a policy (all its forms); empty: all forms.
    """

    name: str
    who: tuple[Where, ...]
    chance: float = 1.0
    form: str = ""

    def binds(self, form: Form) -> bool:
        """Whether it takes people out of this form."""
        return self.form in ("", form.name, form.policy)


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Which schools are joined to help and be helped (结对).

    Attributes
    ----------
    helpers, helped : tuple of Where
        Conditions on the sections; whoever could be both helps.
    within : str
        Section column that both share; empty: the county.
    km_most : float
        Farthest by road.
    most : int
        Schools that one helper helps; 0: there are no pairs.
    """

    helpers: tuple[Where, ...] = ()
    helped: tuple[Where, ...] = ()
    within: str = ""
    km_most: float = inf
    most: int = 0


PAIRS_SEAT: Term[Pairs] = Term(
    "exchange.pairs_seat",
    Pairs(),
    ONE,
    "",
    "Pairs of seat schools with schools of towns and villages",
    source="no pairs without a policy",
    kind="assumption",
    title=Text("县城学校与乡村学校结对", "Pairs of seat and rural schools"),
)

PAIRS_CENTRAL: Term[Pairs] = Term(
    "exchange.pairs_central",
    Pairs(),
    ONE,
    "",
    "Pairs of central schools with the village schools of their unit",
    source="no pairs without a policy",
    kind="assumption",
    title=Text("中心校与村小结对", "Pairs of central and village schools"),
)

FORMS: Term[tuple[Form, ...]] = Term(
    "exchange.forms",
    (),
    BAG,
    "",
    "Kinds of exchange in force",
    source="no rotation without a policy",
    kind="assumption",
    title=Text("施行中的交流形式", "Forms of exchange"),
)

FEEDBACK: Term[float] = Term(
    "exchange.feedback",
    0.0,
    MOST,
    "",
    "How strongly the numbers of the forms follow the gaps that the forms are to close; 0: not",
    source="numbers stay as the forms set them without a policy",
    kind="assumption",
    title=Text("各形式比例随缺口调整的力度", "Feedback of gaps on the forms of exchange"),
)

FEEDBACK_MOST: Term[float] = Term(
    "exchange.feedback_most",
    3.0,
    LEAST,
    "",
    "Highest weight that feedback gives a form; the lowest is its reciprocal",
    source="assumption: no form is given up for good, and none crowds out the others",
    kind="assumption",
    title=Text("调整后权重的上限", "Highest weight of a form under feedback"),
)

MOST_FORMS = 63
"""Forms that may be in force in one year: who is eligible for which is held in one number."""

EXEMPTIONS: Term[tuple[Exemption, ...]] = Term(
    "exchange.exemptions",
    (),
    BAG,
    "",
    "Who is exempt from exchange, beyond what always holds",
    source="pregnancy, illness, bonds and sole subject teachers are always exempt",
    kind="assumption",
    title=Text("免交流人员", "Exempt from exchange"),
)

EXCHANGE_MATCH: Term[str] = Term(
    "exchange.match",
    "as_placing",
    ONE,
    "",
    "How those sent find hosts: as the form says (as_placing), serial, deferred, "
    "deferred_protected, to_be or optimal",
    source="each form says itself how hosts are found, unless the study chooses a rule",
    title=Text("交流的匹配规则", "Matching of those sent"),
)
