"""The files that a study names, before they are read: whether they are there, and of which kind.

Who has a table of schools names it, or names a study by mistake: then one message says what the
file is, in place of many about what it holds.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from teacherflow.faults import Faults, Position
from teacherflow.text import Text

_SCENARIOS = re.compile(rb"^['\"]?scenarios['\"]?\s*:", re.MULTILINE)
_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".tsv")


def is_data(file: Path, at: Position, key: str, kind: Text, faults: Faults) -> bool:
    """Tell whether a file may be what it should be; if not, say so, and what else there is.

    Parameters
    ----------
    kind : Text
        What the file should be, in words.
    """
    wrong = _not_there(file, at, kind) or not_a_sheet(file, kind) or _not_a_study(file, at, kind)
    if wrong is not None:
        faults.error(at, key, wrong)
    return wrong is None


def not_a_sheet(file: Path, kind: Text) -> Text | None:
    """Say that a file is a spreadsheet, if it is one."""
    if file.suffix.lower() not in _SPREADSHEETS or not file.is_file():
        return None
    return Text(
        f"{file} 是电子表格；{kind.zh}是 YAML 文本文件（teacherflow new 会带来可以照着改的样例；"
        "学校表用县数据文件中的 schools 指定）",
        f"{file} is a spreadsheet; a {kind.en} is a text file in YAML (teacherflow new brings "
        "one to change; a county file may name a table of schools under schools)",
    )


def _not_there(file: Path, at: Position, kind: Text) -> Text | None:
    if file.is_file():
        return None
    there = _there(file, at)
    zh = there.zh or "；teacherflow new 可复制一份随软件提供的"
    en = there.en or "; teacherflow new copies one that ships"
    if file.is_dir():
        return Text(
            f"{file} 是文件夹，不是{kind.zh}{zh}", f"{file} is a folder, not a {kind.en}{en}"
        )
    return Text(f"找不到{kind.zh} {file}{zh}", f"no {kind.en} {file}{en}")


def _not_a_study(file: Path, at: Position, kind: Text) -> Text | None:
    if not _is_study(file):
        return None
    there = _there(file, at)
    return Text(
        f"{file} 是研究文件，不是{kind.zh}{there.zh}",
        f"{file} is a study, not a {kind.en}{there.en}",
    )


def _there(file: Path, at: Position) -> Text:
    """Return the files that may have been meant, nothing if there are none."""
    found = ", ".join(_files_near(file, Path(at.file).parent))
    return Text(f"；可用：{found}", f"; there are {found}") if found else Text("", "")


def _files_near(file: Path, study: Path) -> list[str]:
    """Return the files that may have been meant, as a study in the folder ``study`` names them.

    Who writes the name of a county only means a file in ``counties``, where files usually lie.
    Slashes lean forward, so that the study can be read on any system.
    """
    folders = [file] if file.is_dir() else [file.parent, study / "counties"]
    found = {path for folder in folders for path in folder.glob("*.yaml") if not _is_study(path)}
    return sorted(Path(os.path.relpath(path, study)).as_posix() for path in found)


def _is_study(file: Path) -> bool:
    """Tell whether a file has scenarios, as no county and no nation has.

    Looked up in the text: to parse every data file for it would take as long as to read it.
    """
    try:
        return _SCENARIOS.search(file.read_bytes()) is not None
    except OSError:  # who reads it says why it cannot be read
        return False
