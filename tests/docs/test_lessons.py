"""The lessons work as a reader types them: all commands and blocks, in order, in one folder."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from docs.pages import DOCS, blocks, text
from teacherflow_analysis.cli import main

LESSONS = sorted(path.name for path in (DOCS / "lessons").glob("[1-9]_*.md"))
FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
NOT_RUN = {"r", "stata"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the reader types."""
    return tmp_path_factory.mktemp("lessons")


@pytest.fixture(scope="module")
def known() -> dict[str, Any]:
    """What the reader's session of Python knows."""
    return {"__name__": "notebook"}


def command(line: str, known: dict[str, Any]) -> None:
    typed, _, remark = line.partition("#")
    program, *arguments = shlex.split(typed.format(**known))
    assert program == "teacherflow"
    wanted = int(remark.removeprefix(" exit ")) if remark else 0
    assert main(arguments) == wanted, line


def write(block: str, desk: Path) -> None:
    name = re.match(r"# file: (\S+)\n", block)
    assert name is not None, "a block of YAML says which file it is"
    (desk / name[1]).write_text(block, encoding="utf-8")


@pytest.mark.parametrize("page", LESSONS)
def test_a_lesson_can_be_typed(
    page: str,
    desk: Path,
    known: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(desk)
    monkeypatch.setenv("TEACHERFLOW_LANG", "en")
    for language, block in FENCED.findall(text(f"lessons/{page}")):
        if language == "console":
            for line in block.splitlines():
                command(line, known)
        elif language == "yaml":
            write(block, desk)
        elif language == "python":
            exec(compile(block, page, "exec"), known)
        else:
            assert language in NOT_RUN
    if page == "2_reform.md":
        assert "wrong.yaml:9:" in capsys.readouterr().err
    elif page == "3_compare.md":
        assert known["teacher"] > 0
    elif page == "4_figures.md":
        names = {path.name for path in (desk / "pictures").iterdir()}
        assert {"forest_zh.svg", "forest_en.png", "overview_en.svg"} <= names
        assert (desk / "second.html").stat().st_size > 50_000
    elif page == "5_tables.md":
        gain = known["effects"].set_index(["scenario", "indicator", "year"])["difference"]
        assert gain["package", "welfare_village", "last5"] > 100
        assert len(pd.read_stata(desk / "county_year.dta")) == 3 * 4 * 6


def test_there_are_five_that_can_be_typed() -> None:
    assert len(LESSONS) == 5
    assert all(blocks(text(f"lessons/{page}"), "console") for page in LESSONS[:4])


@pytest.mark.parametrize("place", ["lessons", "zh/lessons"])
def test_all_are_listed_in_both_languages(place: str) -> None:
    """What a reader of Chinese types is that of the English lesson (`test_chinese.py`)."""
    assert sorted(path.name for path in (DOCS / place).glob("[1-9]_*.md")) == LESSONS
    assert re.findall(r"\((\d_\w+\.md)\)", text(f"{place}/README.md")) == LESSONS
