"""The words of `trace` for moves and for work elsewhere are those of the tables."""

from __future__ import annotations

import pytest

from teacherflow.codes import KIND_TEXT
from teacherflow.study.trace import Move, Place, Year
from teacherflow_analysis.cli.careers import in_words
from teacherflow_analysis.cli.language import use

AT_HOME = Place(3, "primary", "town")


def year(away: str, *moves: Move) -> Year:
    """Return a year of a teacher who works outside the schools."""
    return Year(
        *(2026, True, 40, AT_HOME, None, away, "established", "teacher", "first"),
        *(None, None, None, None, None, None),
        moves=moves,
        titles=(),
    )


@pytest.mark.parametrize(
    "kind",
    [
        "reassign",
        "appointment",
        "placement",
        "waiting",
        "exchange_out",
        "borrow",
        "redeploy",
        "office",
    ],
)
def test_a_move_is_called_as_in_the_tables(kind: str) -> None:
    use("zh")
    told = in_words(year("office", Move(kind, "", None, None)))
    assert any(line.startswith(f"▸ {KIND_TEXT[kind].zh}") for line in told)


@pytest.mark.parametrize(
    ("away", "zh"),
    [("agency", "在机关（借调或挂职）"), ("office", "系统内其他工作"), ("outside", "县外任教")],
)
def test_where_somebody_works_outside_the_schools(away: str, zh: str) -> None:
    use("zh")
    assert in_words(year(away))[0] == zh
