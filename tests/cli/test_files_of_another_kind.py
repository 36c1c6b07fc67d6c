"""A file of another kind in the place of a county or a study is one mistake that says what it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.calling import ROOT
from teacherflow_analysis.cli import main

SHIPPED = (ROOT / "scenarios" / "demo.yaml").read_text("utf-8")
ROWS = "学校,学生\n一小,1200\n".encode("gbk")  # as spreadsheets of Chinese systems write them

type Capture = pytest.CaptureFixture[str]


def mistake(path: Path, lang: str, capsys: Capture) -> str:
    assert main(["validate", str(path), "--lang", lang]) == 2
    told, _count = capsys.readouterr().err.splitlines()
    return told


def with_county(folder: Path, county: str) -> Path:
    path = folder / "mine.yaml"
    path.write_text(SHIPPED.replace("counties/demo.yaml", county), "utf-8")
    return path


@pytest.mark.parametrize("name", ["学校.xlsx", "学校.csv", "学校.XLS"])
def test_a_spreadsheet_is_no_county(tmp_path: Path, name: str, capsys: Capture) -> None:
    (tmp_path / name).write_bytes(ROWS)
    for lang, words in (("zh", "是电子表格"), ("en", "is a spreadsheet")):
        told = mistake(with_county(tmp_path, name), lang, capsys)
        assert "mine.yaml:17:9: county" in told
        assert words in told
        assert "YAML" in told
        assert "UTF-8" not in told  # no use saving it anew


def test_a_study_is_no_county(tmp_path: Path, capsys: Capture) -> None:
    for lang, words in (("zh", "是研究文件，不是县数据文件"), ("en", "is a study, not a county")):
        told = mistake(with_county(tmp_path, "mine.yaml"), lang, capsys)
        assert "mine.yaml:17:9: county" in told
        assert words in told


def test_a_spreadsheet_is_no_study(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "schools.csv"
    path.write_bytes(ROWS)
    told = mistake(path, "en", capsys)
    assert "is a spreadsheet" in told
    assert "teacherflow new" in told
