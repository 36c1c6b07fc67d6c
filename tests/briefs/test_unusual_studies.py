"""Briefs of studies with one option or nine, one run, failed runs, several counties, no effect."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.folder import TITLES, write_folder
from briefs.again import again
from briefs.looked_at import numbers, sections_of, undefined
from briefs.made_up import change, groups, rows, sections, spending
from teacherflow_analysis.brief import pictures
from teacherflow_analysis.brief.blocks import Figure, Table
from teacherflow_analysis.brief.content import content_of
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.study import load


def equal() -> pd.DataFrame:
    """Rows of a study whose reforms change nothing."""
    base = rows(3)
    base = base[base["scenario"] == "status_quo"]
    return pd.concat([base.assign(scenario=name) for name in TITLES], ignore_index=True)


def no_villages() -> pd.DataFrame:
    frame = rows(3)
    frame[[column for column in frame if column.endswith("_village")]] = np.nan
    return frame


def alone() -> pd.DataFrame:
    frame = rows(3)
    return frame[frame["scenario"] == "status_quo"].reset_index(drop=True)


ODD: dict[str, tuple[Callable[[], pd.DataFrame], str, str]] = {
    "one": (lambda: rows(1), "zh", "只模拟了一次"),
    "equal": (equal, "en", "no change in any run"),
    "villages": (no_villages, "zh", "没有明显差异"),
    "free": (lambda: rows(3).assign(spending=0.0), "en", "spends anything"),
    "alone": (alone, "zh", "没有可比较的对象"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_studies(tmp_path: Path, name: str) -> None:
    make, language, words = ODD[name]
    frame = make()
    zones = ("seat", "town") if name == "villages" else ("seat", "town", "village")
    tables = {"section_year": sections(frame, zones)}
    where = write_folder(tmp_path / name, frame, change(frame), groups(frame), tables)
    brief = content_of(load(where), language)
    assert undefined(brief) == []
    text = " ".join(brief.texts())
    assert words in text
    if name in ("one", "equal", "alone"):
        assert not re.search("更好：|更差：|better: |worse: ", text)


def test_several_counties(tmp_path: Path) -> None:
    frame = rows(2, counties=("a", "b"))
    study = load(write_folder(tmp_path / "two", frame, change(frame)))
    together, chosen = content_of(study, "en"), content_of(study, "en", "b")
    assert "plain means of 2 counties" in " ".join(together.texts())
    assert together.figures
    assert chosen.figures
    mine = frame[frame["county"] == "b"].drop(columns="county")
    one = next(n for n in numbers(chosen) if n.source.statistic == "mean")
    late = mine[(mine["scenario"] == "status_quo") & (mine["year"] > mine["year"].max() - 5)]
    assert one.value == pytest.approx(late[one.source.column].mean())
    with pytest.raises(AnalysisError, match="no county called c"):
        content_of(study, "en", "c")


def test_failed_runs_are_told(tmp_path: Path) -> None:
    frame = rows(3)
    where = write_folder(tmp_path / "s", frame, change(frame, replications=4))
    path = where / "manifest.json"
    told = json.loads(path.read_text("utf-8"))
    failed = {**told["units"][0], "replication": 3, "status": "failed", "scenarios": {}}
    failed |= {"where": "rotation, 2030", "why": "a fault"}
    told["units"].append(failed)
    path.write_text(json.dumps(told), "utf-8")
    brief = content_of(load(where), "en")
    assert undefined(brief) == []
    assert "left out: 1;" in " ".join(map(str, brief.lines()))


def test_many_options_are_told_by_their_range(tmp_path: Path) -> None:
    names = ["status_quo", *(f"dose_{i}" for i in range(30))]
    frame = rows(3, scenarios=names)
    where = write_folder(tmp_path / "many", frame, change(frame), groups(frame))
    brief = content_of(load(where), "en")
    assert undefined(brief) == []
    counted = [n for n in numbers(brief) if n.source.statistic.startswith("count_")]
    assert len(counted) > 60
    table = next(b for b in brief.first if isinstance(b, Table))
    assert len(table.rows) <= 7
    assert "30 options" in table.note
    assert len(list(brief.texts())) < 1500
    figure = next(b for b in brief.first if isinstance(b, Figure))
    assert figure.caption.endswith("options not drawn: 18")


def test_a_study_without_other_tables(tmp_path: Path) -> None:
    frame = rows(4).drop(columns=["net_better_off", "spending"])
    brief = content_of(load(write_folder(tmp_path / "s", frame)), "zh")
    assert undefined(brief) == []
    assert "花费" not in sections_of(brief)


def test_nine_options_all_have_a_row_on_page_one(tmp_path: Path) -> None:
    names = [f"dose_{i}" for i in range(9)]
    frame = rows(3, scenarios=["status_quo", *names])
    study = load(write_folder(tmp_path / "nine", frame, change(frame)))
    figure = next(b for b in content_of(study, "zh").first if isinstance(b, Figure))
    assert "未画出" not in figure.caption
    drawn = pictures.draw(study, [figure.name], "zh", tmp_path, ["svg"])[figure.name].svg
    assert drawn is not None
    marks = drawn.read_text(encoding="utf-8")
    assert [name for name in names if f'"{name}/net_better_off' not in marks] == []


def test_options_are_counted_right(tmp_path: Path) -> None:
    names = ["status_quo", "rotation", "package", *(f"dose_{i}" for i in range(6))]
    frame = rows(3, scenarios=[*names, "dose_6"])
    where = write_folder(tmp_path / "nine", frame, change(frame))
    counted = [
        one
        for one in numbers(content_of(load(where), "zh"))
        if one.source.statistic.startswith("count_")
    ]
    assert {"count_better", "count_worse", "count_not clear", "count_clear"} <= {
        one.source.statistic for one in counted
    }
    for one in counted[:: len(counted) // 10]:
        assert one.value == again(where, one.source), one


def test_what_an_attribution_planned_has_no_row(tmp_path: Path) -> None:
    """Rotation spends too; only as a part of the package it is no option of the brief."""
    frame = rows()
    paid = spending(frame)
    told = change(frame, attribute={"scenario": "package", "planned": ["rotation"]})
    tables = {
        "section_year": sections(frame),
        "spending": pd.concat([paid, paid.assign(scenario="rotation")], ignore_index=True),
    }
    folder = write_folder(tmp_path / "s", frame, told, groups(frame), tables)
    for language in ("zh", "en"):
        named = {one.source.scenario for one in numbers(content_of(load(folder), language))}
        assert "package" in named
        assert "rotation" not in named


def test_one_option_is_told_as_one(tmp_path: Path) -> None:
    frame = rows(3, scenarios=["status_quo", "one"])
    where = write_folder(tmp_path / "one", frame, change(frame), groups(frame))
    said = " ".join(map(str, content_of(load(where), "en").lines()))
    assert "1 option: " in said
    assert "1 options" not in said
