"""What policies spend on things other than pay (phase audit)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from teacherflow.terms.laws import BAG, Term
from teacherflow.terms.who import Where
from teacherflow.text import Text


class Per(StrEnum):
    """What a sum is paid for."""

    PERSON = "person"
    """Each person in service at the end of the year."""
    SECTION = "section"
    """Each section that is open."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """A sum that buys nothing anybody feels; one item is one line of the ledger.

    Attributes
    ----------
    name : str
        ``policy.line``: the two columns ``policy`` and ``item`` of the table ``spending``.
    yuan : float
        Yuan of 2024 a year for each person or section addressed.
    who : tuple of Where
        Per person: conditions on the teacher, the post (``post.``) and the duty (``duty.``).
    at : tuple of Where
        Per section: conditions on the section.
    payer : str
        ``county`` or ``province``.
    """

    name: str
    yuan: float
    per: Per = Per.PERSON
    who: tuple[Where, ...] = ()
    at: tuple[Where, ...] = ()
    payer: str = "county"


@dataclass(frozen=True, kw_only=True)
class Investment:
    """Equipment and buildings for some schools; teachers like to work there for some years.

    Attributes
    ----------
    name : str
        ``policy.line``, as for `Cost`.
    at : tuple of Where
        Conditions on the section.
    yuan_per_pupil : float
        Yuan of 2024 spent this year for each pupil of these sections.
    """

    name: str
    at: tuple[Where, ...]
    yuan_per_pupil: float
    payer: str = "county"


COSTS: Term[tuple[Cost, ...]] = Term(
    "audit.costs",
    (),
    BAG,
    "yuan/year",
    "What policies spend on other things than pay",
    source="none without policy; what a county spends anyway is not in the ledger",
    title=Text("政策的其他支出", "Other costs of policies"),
)
INVESTMENTS: Term[tuple[Investment, ...]] = Term(
    "audit.investments",
    (),
    BAG,
    "yuan/pupil",
    "Investment in equipment and buildings of some schools",
    source="none without policy, an assumption: schools are equipped as they are",
    title=Text("学校条件投入", "Investment in schools"),
)
