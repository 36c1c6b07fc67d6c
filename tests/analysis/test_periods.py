"""The years that results speak of; a study may have fewer than the five that are averaged."""

from __future__ import annotations

import pytest

from teacherflow_analysis.periods import last_of, span


@pytest.mark.parametrize(
    ("count", "zh", "en", "from_to"),
    [
        (1, "最后一年", "the last year", "2024"),
        (3, "最后 3 年", "the last 3 years", "2024–2026"),
        (9, "最后 5 年", "the last 5 years", "2024–2032"),
    ],
)
def test_years_are_named_as_many_as_there_are(count: int, zh: str, en: str, from_to: str) -> None:
    years = range(2024, 2024 + count)
    assert last_of(years) == (zh, en)
    assert span(years) == from_to
