"""The input files of a study, kept beside its results so that any unit can be run again."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from teacherflow.study import durable
from teacherflow.study.faults import StudyFault, storing
from teacherflow.study.manifest import Manifest
from teacherflow.study.plan import identity_of
from teacherflow.text import Text

if TYPE_CHECKING:
    from teacherflow.scenario import Study

INPUTS = "inputs"
ASIDE = ".new"
"""Folder in which a commit is prepared."""


@dataclass(frozen=True)
class Inputs:
    """Files of a study by their place below their common folder.

    Attributes
    ----------
    study : str
        The study file among them; empty if there is none.
    """

    study: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def hashes(self) -> dict[str, str]:
        """Hash of every file."""
        return {name: durable.hash_bytes(data) for name, data in sorted(self.files.items())}


def inputs_of(study: Study) -> Inputs:
    """Return the study file and its data files, with the places they have to each other."""
    paths = [path.absolute() for path in (study.file, *study.counties.files)]
    paths = [Path(os.path.normpath(path)) for path in paths]
    root = Path(os.path.commonpath([path.parent for path in paths]))
    names = [path.relative_to(root).as_posix() for path in paths]
    return Inputs(names[0], {n: p.read_bytes() for n, p in zip(names, paths, strict=True)})


def no_inputs(study: object) -> Inputs:
    """Return no files, for a study that was not read from any."""
    return Inputs()


def keep(aside: Path, inputs: Inputs) -> None:
    """Put the input files into ``aside``, from where the commit takes them with the tables."""
    for name, data in sorted(inputs.files.items()):
        path = aside / INPUTS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        durable.produce(path, partial(durable.put, data))
    durable.fsync_folders([aside / INPUTS / name for name in inputs.files], aside)


def take_place(aside: Path, folder: Path, manifest: Manifest) -> None:
    """Give committed input files in ``aside`` their place in ``folder``."""
    taken = []
    for name, expected in manifest.inputs.items():
        new, final = aside / INPUTS / name, folder / INPUTS / name
        if durable.is_whole(new, expected):
            final.parent.mkdir(parents=True, exist_ok=True)
            durable.rename(new, final)
            taken.append(final)
    durable.fsync_folders(taken, folder)


def study_in(folder: Path, manifest: Manifest) -> Study:
    """Return the study whose results are in ``folder``, read from the inputs kept there.

    Raises
    ------
    StudyFault
        If the inputs are missing or are not those of the results.
    """
    from teacherflow.scenario import read_study

    path = folder / INPUTS / manifest.file
    with storing(folder):
        changed = [
            name
            for name, expected in manifest.inputs.items()
            if not durable.is_whole(folder / INPUTS / name, expected)
        ]
    if changed and (folder / ASIDE).exists():
        raise _cut_short(folder)
    if not manifest.file or changed:
        raise _not_those(folder, ", ".join(changed) or INPUTS)
    study = read_study(path)
    identity = identity_of(study)
    if identity != manifest.identity:
        raise _not_those(folder, manifest.file)
    return replace(study, replications=manifest.study["replications"])


def asks_otherwise(folder: Path, file: str, replications: int) -> bool:
    """Tell whether the study file kept in ``folder`` asks for another number of replications.

    It does if it leaves the number to a rule; not if there is no such file, or no reading it.
    """
    from teacherflow.faults import Faults
    from teacherflow.scenario.study_file import read_keys
    from teacherflow.yaml_tree import read

    path, faults = folder / INPUTS / file, Faults()
    root = read(path, faults) if path.is_file() else None
    if root is None:
        return False
    raw = read_keys(root, faults)
    return raw.precision is not None or raw.replications != replications


def _cut_short(folder: Path) -> StudyFault:
    return StudyFault(
        Text(
            f"{folder} 中的运行在最后一步中断。请重新执行同一条 run 命令，它会接着完成。",
            f"The run in {folder} was cut short at its last step. Give the same run command again: "
            "it goes on.",
        )
    )


def _not_those(folder: Path, what: str) -> StudyFault:
    return StudyFault(
        Text(
            f"{folder} 中的输入文件（{what}）缺失、已改动，或由其他版本读出不同的内容，"
            "无法重新运行。请用 run --fresh 重新得出结果。",
            f"The input files in {folder} ({what}) are missing, were changed, or mean something "
            "else to this version, so nothing can be run again. Use run --fresh to make the "
            "results anew.",
        )
    )
