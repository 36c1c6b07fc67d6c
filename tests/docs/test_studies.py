"""The studies that the pages show are valid, and the mistakes that they show are told as shown."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import typer

from docs.pages import ROOT, blocks, text
from teacherflow_analysis.cli import main
from teacherflow_analysis.cli.app import build
from teacherflow_analysis.cli.verbs import VERBS

HEAD = """\
county: counties/demo.yaml
years: {start: 2024, count: 10}
baseline: status_quo
"""
"""What a block needs that shows scenarios only."""

_BODY = r"((?:(?!```).*\n)*)```\n"
PAGES = {"en": "study_file.md", "zh": "zh/study_file.md"}
WRONG = [
    (block, language, told)
    for language, page in PAGES.items()
    for block, told in re.findall(f"^```yaml\n{_BODY}\n```text\n{_BODY}", text(page), re.MULTILINE)
]
"""Studies with mistakes, in which language they are told, and what is told.

Right studies of the Chinese page are those of the English one (`test_chinese`)."""
RIGHT = [b for b in blocks(text("study_file.md"), "yaml") if b not in {w[0] for w in WRONG}]

type Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the demo county, where the reader stands."""
    shutil.copytree(ROOT / "scenarios" / "counties", tmp_path / "counties")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def validate(folder: Path, block: str, language: str = "en") -> int:
    whole = block if re.search("^county:", block, re.MULTILINE) else HEAD + block
    (folder / "study.yaml").write_text(whole, encoding="utf-8")
    return main(["validate", "study.yaml", "--lang", language])


def test_the_page_shows_enough() -> None:
    assert len(RIGHT) >= 8
    assert sorted(language for _, language, _ in WRONG) == ["en", "en", "zh", "zh"]


@pytest.mark.parametrize("block", RIGHT, ids=range(len(RIGHT)))
def test_the_studies_of_the_page_can_run(block: str, folder: Path, capsys: Capture) -> None:
    assert validate(folder, block) == 0, capsys.readouterr().err
    said = capsys.readouterr()
    assert "ready to run" in said.out
    warned = "warning" in said.err
    ranged = "{low:" in block and "draws:" not in block  # else it is sampled
    assert warned == (ranged or "attribute:" in block), said.err


@pytest.mark.parametrize(("block", "language", "told"), WRONG, ids=range(len(WRONG)))
def test_mistakes_are_told_as_shown(
    block: str, language: str, told: str, folder: Path, capsys: Capture
) -> None:
    assert validate(folder, block, language) == 2
    said = capsys.readouterr().err
    pattern = ".*".join(re.escape(part) for part in told.split("…"))  # … stands for anything
    assert re.fullmatch(pattern, said), said


def test_the_page_names_every_key_of_the_format() -> None:
    from teacherflow.scenario.study_file import STUDY_KEYS

    page = text("study_file.md")
    assert [key for key in STUDY_KEYS if f"`{key}`" not in page] == []


def test_values_of_the_examples_are_what_the_page_says(folder: Path) -> None:
    from teacherflow.scenario import read_study

    (block,) = [b for b in RIGHT if "phase_in" in b]
    assert validate(folder, block) == 0
    study = read_study(folder / "study.yaml")
    claimed = {
        year: {
            item.name: item.yuan
            for _, items in study.terms("generous", year).claimants.get(_pay(), ())
            for item in items
        }
        for year in (2024, 2025, 2026, 2027, 2031)
    }
    assert claimed[2024] == claimed[2031] == {}
    assert claimed[2025]["rural_subsidy.village"] == pytest.approx(200)
    assert claimed[2026]["rural_subsidy.village"] == pytest.approx(400)
    assert claimed[2027]["rural_subsidy.village"] == pytest.approx(600)
    assert claimed[2027]["rural_subsidy.town"] == pytest.approx(300)


def _pay() -> object:
    from teacherflow.terms.pay import PAY_ITEMS

    return PAY_ITEMS


# --- the shipped studies

SHIPPED = sorted((ROOT / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_a_shipped_study_is_ready_without_a_warning(path: Path, capsys: Capture) -> None:
    from teacherflow.scenario import read_study

    assert main(["validate", str(path), "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert "ready to run" in said.out
    assert said.err == ""
    study = read_study(path)
    texts = [study.title, study.question, *(each.title for each in study.scenarios.values())]
    for words in texts:
        assert words is not None
        assert words.zh
        assert words.en
        assert words.zh != words.en
    assert f"`{path.stem}`" in readme() or path.name in readme()


# --- the README


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_study_of_the_readme_can_run(folder: Path, capsys: Capture) -> None:
    (block,) = blocks(readme(), "yaml")
    assert validate(folder, block) == 0
    said = capsys.readouterr()
    assert "ready to run" in said.out
    assert said.err == ""


def test_the_commands_of_the_readme_exist() -> None:
    rows = re.findall(r"^\| .*? \| `teacherflow (\w+)([^`]*)` \|$", readme(), re.MULTILINE)
    assert len(rows) > 5
    built = {verb.name: verb for verb in VERBS if verb.built}
    for name, rest in rows:
        assert name in built
        command = typer.main.get_command(build([name])).commands[name]
        options = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= options, name


def test_the_studies_that_the_readme_runs_are_there() -> None:
    for study in re.findall(r"teacherflow run (\S+\.yaml)", readme()):
        assert (ROOT / study).is_file()
