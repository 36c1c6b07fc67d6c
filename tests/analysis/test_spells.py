"""How spells and careers are counted: each row of a made-up table is told by its age at the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from analysis.spell_folder import move, spell, study_folder
from teacherflow_analysis.careers import retention as module
from teacherflow_analysis.careers.retention import retention_of
from teacherflow_analysis.careers.spells import (
    ROUTES,
    SHOWN,
    Spells,
    first_spells_of,
    service_of,
    spells_of,
)
from teacherflow_analysis.study import Study, load


def one_run(folder: Path, **tables: list[dict[str, Any]]) -> Study:
    return load(study_folder(folder / "s", tables, 1, ["status_quo"]))


def told(spells: Spells, column: str = "cause") -> dict[int, list[str]]:
    """Return causes (or groups) of all that ended by their age at the end."""
    found: dict[int, list[str]] = {}
    rows = spells.counts.sort_values(["age", "cause"])
    for row in rows[rows["cause"] != "still"].itertuples(index=False):
        word = row.cause if column == "cause" else spells.groups[row.group]
        found.setdefault(row.age, []).extend([word] * row.n)
    return found


def after(age: int, zone: str, school: int, left: int = 2038, **more: Any) -> dict[str, Any]:
    """What follows on a spell that was left at an age; the number of a teacher is this age."""
    return spell(age, 2024 + age, left, more.pop("reason", None), zone=zone, school_id=school)


def test_each_reason_has_its_cause(tmp_path: Path) -> None:
    """Fourteen teachers of a town, each leaves a year later; the third moves on after four years."""
    reasons = ["transfer"] * 3 + ["regularise", "reassign", "quit", "leave_county", "retire"]
    reasons += ["early_retire", "death", "merge", "dismiss", "transfer", "transfer"]
    post = [spell(k, 2024, 2024 + k, why, zone="town") for k, why in enumerate(reasons, start=1)]
    post += [after(1, "seat", 2), after(2, "village", 2), after(4, "town", 1), after(11, "seat", 2)]
    post += [after(3, "town", 2, 2031, reason="transfer"), spell(3, 2031, 2038, None, school_id=3)]
    post += [after(13, "seat", 2, 2037, reason="quit")]  # never seen in September
    post += [after(14, "seat", 2)]  # seen in the last one
    lent = ["exchange_out", "exchange_return", "borrow"]
    duty = [spell(k, 2024, 2024 + k, why, basis="duty") for k, why in enumerate(lent, start=1)]
    duty += [{**after(k, "seat", 2), "basis": "duty"} for k in (1, 2, 3)]
    study = one_run(tmp_path, careers=[*post, *duty])
    causes = ["up", "down", "level", "other", "other", "quit", "leave_county", "retire"]
    causes += ["retire", "death", "merge", "other", "other", "up"]
    right = {age: [cause] for age, cause in enumerate(causes, start=1)}
    assert told(spells_of(study)) == right | {4: ["down", "other"]}
    assert told(spells_of(study, "duty")) == {k: ["temporary"] for k in (1, 2, 3)}


def test_a_post_that_goes_along_on_exchange_is_for_good(tmp_path: Path) -> None:
    """Forms that move the post (`post_share`) end its spell by the move, up or down as any other."""
    rows = [spell(1, 2024, 2025, "exchange_out", zone="town"), after(1, "village", 2)]
    rows += [spell(2, 2024, 2026, "exchange_out", zone="town"), after(2, "seat", 3)]
    found = told(spells_of(one_run(tmp_path, careers=rows)))
    assert found == {1: ["down"], 2: ["up"]}


def test_who_dies_is_no_departure_and_has_left_for_another_reason(tmp_path: Path) -> None:
    """Of three spells one ends by death and one by quitting, both in the second year."""
    rows = [spell(1, 2024, 2026, "death"), spell(2, 2024, 2026, "quit"), spell(3, 2024, 2038, None)]
    spells = spells_of(one_run(tmp_path, careers=rows))
    risk, ended = spells.departures()
    assert (risk[0, 0, :3].tolist(), ended[0, 0, :3].tolist()) == ([3, 2, 1], [0, 1, 0])
    risk, by_cause = spells.by_cause(SHOWN)
    assert risk[0, 0, :3].tolist() == [3, 3, 1]
    assert by_cause[0, 0, list(SHOWN).index("other"), 1] == 1


@pytest.mark.parametrize(
    ("column", "values", "groups"),
    [
        ("home_km", [0.0, 4.9, 5.0, 14.9, 15.0, 29.9, 30.0], "0 0 5 5 15 15 30"),
        ("cohort", [1999, 2000, 2009, 2010, 2023, 2024], "old 2000 2000 2010 2010 new"),
        ("route", ["exam", "founder", "by_lot"], "exam founder by_lot"),
    ],
)
def test_edges_of_groups(tmp_path: Path, column: str, values: list[Any], groups: str) -> None:
    rows = [spell(k, 2024, 2025 + k, "quit", **{column: v}) for k, v in enumerate(values)]
    found = spells_of(one_run(tmp_path, careers=rows), by=column.removesuffix("_km"))
    assert told(found, "group") == {k: [one] for k, one in enumerate(groups.split(), start=1)}


def test_first_spells_begin_with_service_and_in_the_study(tmp_path: Path) -> None:
    rows = [
        spell(1, 2024, 2025, "quit", cohort=2024),
        spell(2, 2030, 2032, "quit", cohort=2030),
        spell(3, 2023, 2027, "quit", cohort=2023),  # begun before the study
        spell(4, 2026, 2031, "quit", cohort=2024),  # a post two years after the entry
        spell(5, 2026, 2032, "quit", cohort=2010),
    ]
    assert told(first_spells_of(one_run(tmp_path, careers=rows))) == {1: ["quit"], 2: ["quit"]}


def test_careers_in_the_county_by_hand(tmp_path: Path) -> None:
    """Who goes in the year of entry is never seen in September; one enters in the last year."""
    ends = {1: "early_retire", 2: "dismiss", 3: "death", 4: "leave_county", 5: "quit"}
    moves = [move(k, 2030, "enter", None, "town", cause="exam") for k in (*ends, 6)]
    moves += [move(k, 2030 + k, why, "town", None) for k, why in ends.items()]
    moves += [move(6, 2030, "quit", "town", None)]
    spells = service_of(one_run(tmp_path, moves=moves))
    right = {1: ["retire"], 2: ["other"], 3: ["death"], 4: ["leave_county"], 5: ["quit"]}
    assert told(spells) == right
    late = [move(k, 2031 + k, "enter", None, "town", cause="exam") for k in (3, 7)]
    still = service_of(one_run(tmp_path / "late", moves=late)).counts
    assert still[["age", "cause", "n"]].values.tolist() == [[4, "still", 1]]


def test_novices_are_those_of_four_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of each way enters, and those who are no novices quit in the next year."""
    monkeypatch.setattr(module, "LEAST", 1)
    novices = ("exam", "tegang", "bonded", "green")
    moves = [
        move(k, 2024, "enter", None, "village", cause=way, post_moves=False)
        for k, way in enumerate(ROUTES)
    ]
    others = [k for k, way in enumerate(ROUTES) if way not in novices]
    moves += [move(k, 2025, "quit", "village", None) for k in others]
    found = retention_of(one_run(tmp_path, moves=moves)).table("novices").query("at == 3")
    assert found["group"].tolist() == ["all", *novices]
    assert found["mean"].tolist() == [1.0] * 5
