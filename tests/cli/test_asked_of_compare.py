"""Calls of ``compare`` that lack something are told what it is, and what there is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from analysis.folder import county_year, write_folder
from teacherflow_analysis.cli import main

type Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds two folders of results, and one without."""
    folder = tmp_path_factory.mktemp("results")
    for name in ("second", "first"):
        write_folder(folder / name, county_year(2))
    (folder / "other").mkdir()
    return folder


@pytest.mark.parametrize(
    "order",
    [
        "{} --between package",
        "--between package {}",
        "{} --between package --path",
        "{} --between",
        "--between package --path {}",
    ],
)
def test_one_name_where_two_are_needed(results: Path, order: str, capsys: Capture) -> None:
    arguments = ["compare", *order.format(results / "first").split()]
    for language, words in (
        ("zh", "--between 需要两个方案名：--between A B（B 减 A）；可用：status_quo、rotation、package"),
        ("en", "needs two scenarios: --between A B (B minus A); allowed: status_quo, rotation, package"),
    ):  # fmt: skip
        assert main([*arguments, "--lang", language]) == 2
        assert words in capsys.readouterr().err


def test_one_name_without_results(tmp_path: Path, capsys: Capture) -> None:
    assert main(["compare", str(tmp_path), "--between", "a", "--lang", "en"]) == 2
    assert "needs two scenarios: --between A B (B minus A)\n" in capsys.readouterr().err


def test_a_folder_of_studies_is_told_what_it_holds(results: Path, capsys: Capture) -> None:
    for language, words, sign in (("zh", "其中有研究结果的文件夹：", "、"), ("en", "Results inside it: ", ", ")):  # fmt: skip
        assert main(["compare", str(results), "--lang", language]) == 2
        told = capsys.readouterr().err
        assert words + f"{results / 'first'}{sign}{results / 'second'}" in told
    assert main(["compare", str(results / "other"), "--lang", "en"]) == 2
    assert capsys.readouterr().err.endswith("(manifest.json is missing).\n")


@pytest.mark.parametrize("module", ["teacherflow", "teacherflow_analysis"])
def test_the_command_as_a_module(module: str) -> None:
    called = [sys.executable, "-m", module]
    good = subprocess.run([*called, "--version"], capture_output=True, text=True, check=False)
    assert (good.returncode, good.stderr) == (0, "")
    bad = subprocess.run(
        [*called, "--lang", "en", "compare"], capture_output=True, text=True, check=False
    )
    assert bad.returncode == 2
    assert bad.stderr.startswith("teacherflow compare: missing argument DIR")


@pytest.mark.parametrize(
    ("verb", "asked", "zh"),
    [
        ("compare", "--indicator 乡村学校空编", "是否想写 vacancy_village（乡村学校空编）？"),
        ("compare", "--by 职称", "是否想写 title（职称）？"),
        ("cost", "--per 乡村学校空编", "是否想写 vacancy_village（乡村学校空编）？"),
    ],
)
def test_what_is_called_by_its_title_is_told_its_name(
    results: Path, verb: str, asked: str, zh: str, capsys: Capture
) -> None:
    arguments = [verb, str(results / "first"), *asked.split()]
    assert main([*arguments, "--lang", "zh"]) == 2
    assert zh in capsys.readouterr().err


@pytest.mark.parametrize("asked", ["--indicator mismatch", "--all"])
def test_groups_have_measures_of_their_own(results: Path, asked: str, capsys: Capture) -> None:
    arguments = ["compare", str(results / "first"), "--by", "zone", *asked.split()]
    for language, words in (("zh", "--by 的各项是固定的"), ("en", "--by has measures of its own")):
        assert main([*arguments, "--lang", language]) == 2
        assert words in capsys.readouterr().err


@pytest.mark.parametrize("name", ["effects.xlsx", "effects.XLS", "effects.json"])
def test_a_csv_file_is_called_so(results: Path, tmp_path: Path, name: str, capsys: Capture) -> None:
    arguments = ["compare", str(results / "first"), "--csv", str(tmp_path / name)]
    for language, words in (("zh", "请用 effects.csv"), ("en", "call it effects.csv")):
        assert main([*arguments, "--lang", language]) == 2
        assert words in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
