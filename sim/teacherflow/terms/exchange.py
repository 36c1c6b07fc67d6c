"""What policies may change about duty away from the post."""

from __future__ import annotations

from teacherflow.terms.laws import LEAST, Term
from teacherflow.text import Text

BORROWING: Term[float] = Term(
    "exchange.borrowing",
    1.0,
    LEAST,
    "share",
    "Share of the usual informal borrowing (借调) that goes on; 0 ends it",
    "goes on without a policy: Guan County had 494 teachers on loan, about 4.8 % of its "
    "staff, before it ended borrowing (2024)",
    "survey",
    Text("借调照常进行的比例", "Borrowing that goes on"),
)
