"""Words of SQL that several queries need: lists of names, the rank of zones."""

from __future__ import annotations

from collections.abc import Sequence

from teacherflow.study.tables import quoted


def listed(names: Sequence[str]) -> str:
    """Return names as a list of SQL, for ``IN``."""
    return f"({', '.join(map(quoted, names))})"


def zone_rank(column: str) -> str:
    """Return the rank of a zone as SQL: village 0, town 1, seat 2; NULL counts as seat."""
    return f"CASE {column} WHEN 'village' THEN 0 WHEN 'town' THEN 1 ELSE 2 END"
