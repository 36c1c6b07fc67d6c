"""One file per mistake: refused with one located message in both languages, never a traceback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from teacherflow.faults import Faults
from teacherflow.scenario import check_study

BAD = Path(__file__).resolve().parents[1] / "studies" / "bad"
FILES = sorted(BAD.glob("*.yaml"))


def promised(path: Path) -> tuple[str, str, str]:
    """Return what the first line of a bad file says: place, key and words of the message."""
    first = path.read_bytes().split(b"\n", 1)[0].decode().removeprefix("# wrong:")
    place, key, words = (part.strip(" ") for part in first.split("|"))
    return place, key, words


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_mistake_is_told_once_where_it_stands_in_both_languages(path: Path) -> None:
    faults = Faults()
    assert check_study(path, faults) is None
    (fault,) = faults.errors
    place, key, words = promised(path)
    assert f"{fault.at.line}:{fault.at.column}" == place
    assert fault.at.file == str(path)
    assert fault.key == key
    assert words in fault.message.en
    assert re.search(r"[\u4e00-\u9fff]", fault.message.zh)
    assert fault.to("zh").startswith(f"{path}:{place}: ")


def test_there_are_many_mistakes() -> None:
    assert len(FILES) > 80


def test_titles_that_are_alike_in_one_language_are_named_in_both() -> None:
    faults = Faults()
    check_study(BAD / "titles_alike.yaml", faults)
    (fault,) = faults.errors
    assert fault.message.zh.startswith("与方案 a 的标题相同（“Status quo”）")
    assert "change one of them" in fault.message.en


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("no_presets", "（可用：无）", "(allowed: none)"),
        ("off_without_parent", "（有：无）", "(it has: none)"),
        (
            "rotation_empty",
            "应为数（0 至 1 的比例）；现为 null",
            "(a share from 0 to 1); found null",
        ),
        ("wrong_type", "；现为 true", "; found true"),
        ("replications_auto_most", "应为 10 至", "from 10 to"),
        ("sweep_unknown_policy", "没有名为 rural_subsidy 的政策（在", "no policy of the scenario"),
    ],
)
def test_nothing_and_values_are_told_as_a_reader_knows_them(name: str, zh: str, en: str) -> None:
    faults = Faults()
    check_study(BAD / f"{name}.yaml", faults)
    (fault,) = faults.errors
    assert zh in fault.message.zh
    assert en in fault.message.en
