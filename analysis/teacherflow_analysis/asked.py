"""What callers in Python ask for, as they write it."""

from __future__ import annotations

from collections.abc import Sequence

from teacherflow.text import Text
from teacherflow_analysis.errors import AnalysisError


def names_of(wanted: Sequence[str]) -> Sequence[str]:
    """Return the names asked for; one name may stand alone."""
    return [wanted] if isinstance(wanted, str) else wanted


def pair_of(between: Sequence[str], names: Sequence[str]) -> tuple[str, str]:
    """Return the two scenarios to compare.

    Raises
    ------
    AnalysisError
        If they are not two; shows how two of ``names`` are written.
    """
    if not isinstance(between, str) and len(between) == 2:
        return between[0], between[1]
    such = ", ".join(f'"{name}"' for name in names[:2])
    raise AnalysisError(
        Text(
            f"between 需要两个方案（后者减前者），如 between=({such})；现为 {between!r}",
            f"between needs two scenarios (the second minus the first), such as between=({such}); "
            f"found {between!r}",
        )
    )
