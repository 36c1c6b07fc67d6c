"""Studies at the edge of what there is to tell: nothing changes, nothing is paid, one run only."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis import ledger
from analysis.exploring import full_folder
from analysis.spell_folder import move, promoted, spell, study_folder
from teacherflow_analysis.cli import main
from teacherflow_analysis.explorer.payload import payload
from teacherflow_analysis.study import load

SPELLS = [spell(i, 2018 + i % 12, 2030 + i % 3, "quit") for i in range(60)]
MOVES = [move(i, 2026 + i % 4, "transfer", "village", "town") for i in range(9)]
TITLES = [promoted(i, 2028, 1.0) for i in range(9)]
TABLES = {"careers": SPELLS, "moves": MOVES, "titles": TITLES}


@pytest.mark.parametrize("replications", [1, 3])
@pytest.mark.parametrize("verb", ["retention", "flows"])
def test_what_changes_in_no_run_is_told_as_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], verb: str, replications: int
) -> None:
    folder = study_folder(tmp_path / "s", TABLES, replications)
    assert main([verb, str(folder), "--lang", "en"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"Six-year rotation .* =  ", out)
    assert not re.search(r"(?<!\d)[+−]?0\.00? ±0\.00?\*", out)
    assert "nan" not in out.lower().replace("finance", "")
    assert "no change in any run" in " ".join(out.split())


def test_a_scenario_equal_to_the_baseline_is_neither_dominated_nor_efficient(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rotation pays nothing and changes nothing."""
    folder = ledger.write(tmp_path / "s", ledger.sections())
    assert main(["cost", str(folder), "--lang", "en", "--scenario", "rotation"]) == 0
    out = capsys.readouterr().out
    assert "the same as Status quo" in out
    assert "dominated by Status quo" not in out


def test_the_explorer_leaves_out_what_an_attribution_planned(tmp_path: Path) -> None:
    """The package pays; only as a part of another scenario it is no scenario of the page."""
    attribute = {"attribute": {"scenario": "rotation", "planned": ["package"]}}
    data = payload(load(full_folder(tmp_path / "s", attribute, replications=2)))
    assert [one["name"] for one in data["scenarios"]] == ["status_quo", "rotation"]
    assert data["spending"]["lines"] == []


@pytest.mark.parametrize("apart", [(), ("primary",)])
def test_schools_that_are_all_alike_have_no_part_in_a_difference(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], apart: tuple[str, ...]
) -> None:
    """A stage whose schools do not differ is not drawn; ``standing`` says that they do not."""
    rows = ledger.sections(("status_quo", "package"), 1)
    level = ~rows["stage"].isin(apart)
    for item in ("on_duty", "degree", "midsenior", "artspe", "backbone"):
        rows[item] = rows[item].where(~level, rows["pupils"] // 20)
    folder = ledger.write(tmp_path / "s", rows)
    out = tmp_path / "figures"
    drawn = ["--only", "schools", "--format", "svg", "--out", str(out), "--lang", "en"]
    assert main(["figures", str(folder), *drawn]) == 0
    told = capsys.readouterr()
    if apart:
        picture = (out / "schools_en.svg").read_text("utf-8")
        assert ", primary" in picture
        assert ", junior" not in picture
    else:
        assert "there are no schools that differ" in told.err
    assert main(["standing", str(folder), "--scenario", "status_quo", "--lang", "en"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert ", junior: no difference between schools (there are 3.0)" in said
    assert (", primary: no difference" in said) == (not apart)


def test_intervals_that_hold_luck_alone_say_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As `compare` does: nothing that is unknown about the parameters is in them."""
    ledger.write(tmp_path / "paid", ledger.sections())
    study_folder(tmp_path / "stays", TABLES)
    for verb, folder in {"cost": "paid", "standing": "paid", "retention": "stays"}.items():
        assert main([verb, str(tmp_path / folder), "--lang", "en"]) == 0
        told = " ".join(capsys.readouterr().out.split())
        assert "Parameters were not varied (draws: 1): intervals hold luck" in told, verb
