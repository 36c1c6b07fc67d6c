"""Why a scenario of a finished study changes nothing: its policies that mean no school."""

from __future__ import annotations

from pathlib import Path

from teacherflow.faults import InputError
from teacherflow.study.faults import StudyFault
from teacherflow.study.inputs import study_in
from teacherflow.study.manifest import manifest_in
from teacherflow.text import Text


def policies_out_of_reach(folder: Path) -> dict[str, list[Text]]:
    """Return a sentence on every policy that means no school, by scenario.

    Read from the inputs that are kept beside the results; nothing if they do not say.
    """
    from teacherflow.scenario.out_of_reach import out_of_reach

    try:
        study = study_in(folder, manifest_in(folder))
    except (StudyFault, InputError, OSError):
        return {}
    found: dict[str, list[Text]] = {}
    for one in out_of_reach(study):
        if one.tier:  # the others of its policy change something
            continue
        said = Text(f"{one.title.zh}{one.message.zh}", f"{one.title.en} {one.message.en}")
        found.setdefault(one.scenario, []).append(said)
    return found
