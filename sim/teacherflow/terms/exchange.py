"""What policies may change about duty away from the post."""

from __future__ import annotations

from teacherflow.terms.laws import LEAST, Term

BORROWING: Term[float] = Term(
    "exchange.borrowing",
    1.0,
    LEAST,
    "share",
    "Share of the usual informal borrowing (借调) that goes on; 0 ends it",
)
