"""What `compare` prints: one table by hand, and the notes that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from analysis.folder import write_folder
from analysis.test_compare import small, years
from teacherflow.text import Language
from teacherflow_analysis.comparison.compare import Comparison, Effect, effects_of
from teacherflow_analysis.comparison.tables import caveats_of, family_of, gaps_of, notes_of, show
from teacherflow_analysis.limits import limits
from teacherflow_analysis.study import load

COLUMNS = ("vacancy_village", "moves_up", "retention_3y_village", "welfare_village")


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """Vacancies fall by 2, 4, 6 and 8, moves stay, retention is unknown, welfare falls."""
    frame = small({"status_quo": [[10], [20], [30], [40]], "rotation": [[8], [16], [24], [32]]})
    frame["moves_up"] = [1.0, 2, 3, 4] * 2
    frame["retention_3y_village"] = [0.5] * 4 + [None] * 4
    frame["welfare_village"] = [4000.0, 4010, 4020, 4030, 3900, 3920, 3930, None]
    where = tmp_path_factory.mktemp("told") / "s"
    return effects_of(load(write_folder(where, frame, years(1))), indicators=COLUMNS)


def told(comparison: Comparison, width: int, language: Language = "en") -> str:
    """Return what is printed, words apart by one space."""
    console = Console(width=width, file=StringIO(), record=True)
    show(comparison, console, language)
    return " ".join(console.export_text().split())


@pytest.mark.parametrize(("width", "interval"), [(99, "± 4.1"), (100, "[−9.1, −0.9]")])
def test_a_table_by_hand(comparison: Comparison, width: int, interval: str) -> None:
    """Half the interval is 3.18245 × 2.582 / 2 = 4.1085, see the by-hand table of `compare`."""
    text = told(comparison, width)
    assert text.count(f"25.0 20.0 −5.0 {interval} ▲ better") == 2  # one year is the last five too
    assert "↓ Vacant posts, villages" in text
    assert "Upward moves (events) 2024 2.5 2.5 0 – = same" in text
    assert "↑ 3-year retention" in text
    assert "2024 – – – – no interval" in text
    assert "▼ worse" in text
    assert "mean of the last year." in text
    assert (
        "8 effects were looked at, of up to 4 pairs; if no reform did anything, about 0.3" in text
    )
    assert "约有 0.3 个区间" in told(comparison, width, "zh")
    assert "plain means" not in text


def notes(effects: Sequence[Effect]) -> list[str]:
    return [note.en.partition(";")[0] for note in gaps_of(effects)]


def test_each_gap_is_told_once_and_only_where_there_is_one(comparison: Comparison) -> None:
    one = comparison.effects[0]
    alone, none = replace(one, low=None, high=None, n=1), replace(one, low=None, high=None, n=0)
    assert notes([one]) == []
    assert [note[:29] for note in notes([one, alone])] == ["Only one independent pair (on"]
    assert notes([one, none]) == ["–: no pair has a value in both."]
    (looked,) = family_of([one, one, alone, alone], adjusted=False)
    assert "4 effects" in looked.en
    assert "about 0.1 intervals" in looked.en  # of two
    level = replace(one, difference=0.0, same=0.5)
    assert notes([level]) == []
    same = [replace(one, same=1.0, n=n) for n in (1, 2)]
    only, every = "= same: no change in the only run", "= same: no change in any run"
    assert notes(same[:1])[0].startswith(only)
    assert notes(same)[0].startswith(every)
    assert notes(same[1:])[0].startswith(every)


def test_chance_is_of_all_effects_and_gaps_are_of_tables(zhijin: Path) -> None:
    found = effects_of(load(zhijin), indicators=["cv_backbone_primary_duty", "spending"])
    some = [note.en for note in notes_of(found, without=["rotation"])]
    assert any(note.startswith("8 effects were looked at") for note in some)
    assert not any("no change in any run" in note for note in some)  # rotation costs nothing
    assert any("no change in any run" in note.en for note in notes_of(found))
    assert notes_of(found, without=["rotation", "package"]) == limits(found.study)


@pytest.mark.parametrize(
    ("draws", "pairs", "words"),
    [(1, 2, "Parameters were not varied"), (2, 2, "Intervals hold the 2 draws")],
)
def test_what_intervals_hold(tmp_path: Path, draws: int, pairs: int, words: str) -> None:
    frame = small({"status_quo": [[1]] * pairs, "rotation": [[2]] * pairs}, draws=draws)
    found = caveats_of(load(write_folder(tmp_path / "s", frame, years(1))))
    assert found[0].en.startswith(words)
