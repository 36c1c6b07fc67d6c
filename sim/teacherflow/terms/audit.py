"""What policies may change about inspection (督导)."""

from __future__ import annotations

from teacherflow.terms.laws import MOST, Term
from teacherflow.text import Text

PRESSURE: Term[float] = Term(
    "audit.pressure",
    0.0,
    MOST,
    "share",
    "Added weight, next year, of schools that fall short of the item which failed worst",
    "nobody follows up the indicators without a policy",
    "assumption",
    Text("督导整改的力度", "Pressure of inspection"),
)

GAMING: Term[float] = Term(
    "audit.gaming",
    0.0,
    MOST,
    "share/year",
    "Backbones named in name only, share of those whom schools lack to the minimum",
    "nobody is named in name only without a policy",
    "assumption",
    Text("名义骨干的补足比例", "Backbones in name only"),
)
