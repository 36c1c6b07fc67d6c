"""The years that results speak of; a study may have fewer than the five that are averaged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis import ledger
from teacherflow.scenario import precision
from teacherflow_analysis.cli import main
from teacherflow_analysis.periods import LAST, last_of, span


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


def test_a_stop_rule_and_a_comparison_mean_the_same_last_years() -> None:
    assert precision.LAST == LAST


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_results_of_one_year_name_it_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    rows = ledger.sections()
    one = {"years": {"start": 2025, "count": 1, "burn_in": 0}}
    folder = str(ledger.write(tmp_path / "s", rows[rows["year"] == 2025], one))
    drawn = ["--only", "forest,spending", "--format", "svg", "--out", str(tmp_path / "figures")]
    for words in (["compare", folder], ["cost", folder], ["figures", folder, *drawn]):
        assert main([*words, "--lang", lang]) == 0
    pictures = [path.read_text("utf-8") for path in (tmp_path / "figures").glob("*.svg")]
    assert len(pictures) == 2
    told = capsys.readouterr().out + "".join(pictures)
    assert "2025" in told
    assert not re.search(r"2025 ?(–|to|至) ?2025|last 1\b|最后 1 年", told)
