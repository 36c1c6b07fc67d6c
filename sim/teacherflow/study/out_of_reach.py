"""Policies of a finished study, and tiers of them, that mean no school: why they change nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from teacherflow.faults import InputError
from teacherflow.study.faults import StudyFault
from teacherflow.study.inputs import study_in
from teacherflow.study.manifest import manifest_in
from teacherflow.text import Text

if TYPE_CHECKING:
    from teacherflow.scenario.out_of_reach import OutOfReach


def out_of_reach_in(folder: Path) -> list[OutOfReach]:
    """Return what means no school, read from the inputs that are kept beside the results.

    Nothing if they do not say.
    """
    from teacherflow.scenario.out_of_reach import out_of_reach

    try:
        return out_of_reach(study_in(folder, manifest_in(folder)))
    except (StudyFault, InputError, OSError):
        return []


def policies_out_of_reach(folder: Path) -> dict[str, list[Text]]:
    """Return a sentence on every policy that means no school, by scenario."""
    found: dict[str, list[Text]] = {}
    for one in out_of_reach_in(folder):
        if one.tier:  # the others of its policy change something
            continue
        said = Text(f"{one.title.zh}{one.message.zh}", f"{one.title.en} {one.message.en}")
        found.setdefault(one.scenario, []).append(said)
    return found
