"""Attributions with gaps, few orders or two policies: numbers and words."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from analysis.folder import write_folder
from analysis.test_attribution import ORDERS, OWN, SIX, made_up, of_orders, rows_of, value
from teacherflow_analysis.comparison.compare import Verdict
from teacherflow_analysis.shapley.attribution import Attribution, attribution, attribution_of
from teacherflow_analysis.shapley.tables import interactions, show
from teacherflow_analysis.study import load


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Attribution:
    return attribution_of(load(made_up(tmp_path_factory.mktemp("attributed") / "three")))


def told(found: Attribution) -> str:
    console = Console(width=100, file=StringIO(), record=True)
    show(found, console, "en")
    return " ".join(console.export_text().split())


@pytest.mark.parametrize(
    ("verdicts", "right"),
    [
        ("unclear worse better", -0.02),
        ("unclear unclear unclear", 0.03),
        ("unclear better worse", 0.01),
    ],
)
def test_the_strongest_interaction_is_a_clear_one_if_any_is(
    found: Attribution, verdicts: str, right: float
) -> None:
    """Sizes .03, -.02 and .01; the last case has none in the second pair."""
    known = {"unclear": Verdict.UNCLEAR, "worse": Verdict.WORSE, "better": Verdict.BETTER}
    sizes = [0.03, None if verdicts.endswith("worse") else -0.02, 0.01]
    pairs = found.of("retention_3y_village", "pair")
    parts = tuple(
        replace(part, value=size, verdict=known[word])
        for part, size, word in zip(pairs, sizes, verdicts.split(), strict=True)
    )
    strongest = replace(found, parts=parts).strongest("retention_3y_village")
    assert strongest is not None
    assert strongest.value == right


def test_two_orders_tell_no_error_and_no_pair_tells_nothing(tmp_path: Path) -> None:
    """Two orders are one with its reverse: a spread needs two of these; in 2026 no run has a value."""
    sampled = {"coalitions": list(of_orders()), "orders": ORDERS[:2]}
    few = made_up(tmp_path / "s", sorted(SIX), **sampled, replications=2)
    assert attribution(few)["orders_error"].isna().all()
    frame = rows_of(made_up(tmp_path / "t", sorted(SIX), **sampled | {"orders": ORDERS}))
    frame.loc[frame["year"] == 2026, "retention_3y_village"] = None
    attribute = load(tmp_path / "t").resolved["attribute"]
    gap = attribution_of(
        load(write_folder(tmp_path / "u", frame, {"attribute": attribute})), year=2026
    )
    parts = gap.of("retention_3y_village", "shapley")
    assert {(part.value, part.orders_error) for part in parts} == {(None, None)}


def test_what_adds_up_but_for_rounding_adds_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(OWN, "housing", 0.03)
    found = attribution_of(load(made_up(tmp_path / "s", ["housing", "subsidy"], noise=0.0)))
    assert value(found, "package") == pytest.approx(0.08)
    rest = [
        *found.of("retention_3y_village", "together"),
        *found.of("retention_3y_village", "synergy"),
    ]
    assert [(part.value, part.low, part.high) for part in rest] == [(0, 0, 0)] * 3


def test_names_stand_once_and_all_are_taken_where_none_is_usual(tmp_path: Path) -> None:
    folder = made_up(tmp_path / "s", ["subsidy"], replications=2)
    twice = attribution(folder, indicators=["spending", "spending"])
    assert twice["indicator"].tolist() == ["spending"] * 6
    few = rows_of(folder)[["county", "scenario", "draw", "replication", "year"]].assign(
        moves_up=1.0
    )
    attribute = load(folder).resolved["attribute"]
    other = write_folder(tmp_path / "t", few, {"attribute": attribute})
    assert set(attribution(other)["indicator"]) == {"moves_up"}


def test_the_verdict_is_on_the_share_and_two_are_no_choice_of_pairs(
    tmp_path: Path, found: Attribution
) -> None:
    """Alone rotation is clearly good, its share is nothing; two policies have one interaction."""
    line = told(replace(found, parts=found.parts[:17])).partition("Rural subsidy")[0]
    assert found.parts[2].verdict is Verdict.BETTER
    assert line.endswith("· unclear ")
    two = attribution_of(load(made_up(tmp_path / "s", ["rotation", "subsidy"])))
    assert len(interactions(two, "retention_3y_village")) == 1


def test_notes_tell_years_pairs_draws_and_gaps(tmp_path: Path) -> None:
    """Three years; of eight runs one lacks vacancies, and none has spending."""
    folder = made_up(tmp_path / "s", ["subsidy", "housing"], replications=4, draws=2)
    frame = rows_of(folder).query("year >= 2036").astype({"spending": float})
    gap = (frame["draw"] == 0) & (frame["replication"] == 0)
    frame.loc[gap, "vacancy_village"] = None
    frame["spending"] = float("nan")
    change = {"attribute": load(folder).resolved["attribute"]}
    years = {"years": {"start": 2036, "count": 3, "burn_in": 0}}
    text = told(attribution_of(load(write_folder(tmp_path / "t", frame, change | years))))
    assert "(up to 8 pairs)" in text
    assert "mean of the last 3 years" in text
    assert "no pair has a value in all coalitions" in text
    assert "One independent case" not in text
    assert "The 2 draws are the independent cases." in text
    assert "failed" not in text
