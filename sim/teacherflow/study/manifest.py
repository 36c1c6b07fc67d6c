"""The manifest of a folder of results: which study, which versions, which units, which tables.

The manifest is the commit point: a table is what the manifest lists with its hash. It holds no
time and no path, so that one study gives one manifest.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import entry_points, version
from pathlib import Path
from typing import Any

import teacherflow
from teacherflow.study import durable
from teacherflow.study.blocks import Block
from teacherflow.study.faults import StudyFault, storing
from teacherflow.study.plan import Done, Identity, Study, Unit, identity_of
from teacherflow.text import Text

MANIFEST = "manifest.json"
FORMAT = 1
"""Number of the layout of a folder of results."""

_LIBRARIES = ("numpy", "scipy", "numba", "pandas", "mesa", "duckdb")


@dataclass(frozen=True)
class Failure:
    """A unit that could not be finished.

    Attributes
    ----------
    where : str
        Scenario, year and place.
    why : str
        What was found.
    """

    where: str
    why: str


@dataclass(frozen=True)
class TableEntry:
    """One final table: number of rows, bytes and hash of its file."""

    rows: int
    bytes: int
    hash: str


@dataclass(frozen=True)
class Manifest:
    """What a folder of results holds.

    Attributes
    ----------
    study : dict
        The study as resolved.
    versions : dict of str to str
        What made the results: this package and its sources, libraries, Python, machine.
    done : dict of Unit to Done
        Scenarios of each unit in the final tables.
    failed : dict of Unit to Failure
        Units of which some scenario could not be run.
    tables : dict of str to TableEntry
        The final tables; empty until the first merge.
    file : str
        The study file among the inputs.
    inputs : dict of str to str
        Hashes of the input files that are kept beside the tables.
    block : Block or None
        Which block of the study this is; None for the whole.
    """

    study: Mapping[str, Any]
    identity: Identity
    versions: Mapping[str, str]
    done: Mapping[Unit, Done] = field(default_factory=dict)
    failed: Mapping[Unit, Failure] = field(default_factory=dict)
    tables: Mapping[str, TableEntry] = field(default_factory=dict)
    file: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    block: Block | None = None

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, the units in the order of the tables."""
        return {
            "format": FORMAT,
            **({} if self.block is None else {"block": vars(self.block)}),
            "study": dict(self.study),
            "identity": {
                "frame": self.identity.frame,
                "scenarios": dict(self.identity.scenarios),
            },
            "file": self.file,
            "inputs": dict(self.inputs),
            "versions": dict(self.versions),
            "tables": {name: vars(entry) for name, entry in sorted(self.tables.items())},
            "units": [self._unit(unit) for unit in sorted({*self.done, *self.failed})],
        }

    def _unit(self, unit: Unit) -> dict[str, Any]:
        from teacherflow.draws import seed_of  # numba: not for those who only read manifests

        county = "" if "county" in self.study else unit.county
        entry: dict[str, Any] = {
            **unit._asdict(),
            "seed": seed_of(self.study["seed"], unit.replication, county),
            "status": "failed" if unit in self.failed else "done",
            "scenarios": dict(sorted(self.done.get(unit, Done(unit)).scenarios.items())),
        }
        if unit in self.failed:
            entry |= vars(self.failed[unit])
        return entry

    @staticmethod
    def from_json(found: Mapping[str, Any]) -> Manifest:
        """Return the manifest that `to_json` wrote."""
        units = [(Unit(u["county"], u["draw"], u["replication"]), u) for u in found["units"]]
        return Manifest(
            study=found["study"],
            identity=Identity(**found["identity"]),
            versions=found["versions"],
            done={unit: Done(unit, u["scenarios"]) for unit, u in units if u["scenarios"]},
            failed={
                unit: Failure(u["where"], u["why"]) for unit, u in units if u["status"] == "failed"
            },
            tables={name: TableEntry(**entry) for name, entry in found["tables"].items()},
            file=found["file"],
            inputs=found["inputs"],
            block=Block(**found["block"]) if "block" in found else None,
        )


def begin(study: Study, block: Block | None = None) -> Manifest:
    """Return the manifest of a study, or a block of it, of which nothing is stored."""
    return Manifest(dict(study.resolved()), identity_of(study), versions(), block=block)


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of ``folder``, or None if there is none.

    Raises
    ------
    StudyFault
        If the manifest cannot be understood.
    """
    found = read_json(folder)
    if found is None:
        return None
    try:
        return Manifest.from_json(found)
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(folder, str(error)) from error


def manifest_in(folder: Path) -> Manifest:
    """Return the manifest of a folder of results.

    Raises
    ------
    StudyFault
        If there is none, or it cannot be understood.
    """
    manifest = read_manifest(folder)
    if manifest is None:
        inside = _studies_inside(folder)
        raise StudyFault(
            Text(
                f"{folder} 中没有研究结果（缺少 {MANIFEST}）。{inside.zh}",
                f"{folder} holds no results of a study ({MANIFEST} is missing).{inside.en}",
            )
        )
    return manifest


MOST_LISTED = 12
"""Most folders that a message lists."""


def _studies_inside(folder: Path) -> Text:
    """Return which folders of results stand in a folder, empty if none does."""
    try:
        found = sorted(path.parent for path in folder.glob(f"*/{MANIFEST}"))
    except OSError:
        found = []
    if not found:
        return Text("", "")
    listed, more = [str(one) for one in found[:MOST_LISTED]], len(found) > MOST_LISTED
    return Text(
        f"其中有研究结果的文件夹：{'、'.join(listed)}{'等' if more else ''}；请选其一。",
        f" Results inside it: {', '.join(listed)}{' …' if more else ''}; choose one of them.",
    )


def read_json(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of ``folder`` as plain values, or None if there is none."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    with storing(folder):
        text = path.read_bytes()
    try:
        found: dict[str, Any] = json.loads(text.decode("utf-8"))
        if found["format"] == FORMAT:
            return found
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(folder, str(error)) from error
    raise StudyFault(
        Text(
            f"{path} 的格式编号是 {found['format']}，本版本只能读取 {FORMAT}。"
            "请使用写出该文件夹的版本，或用 --fresh 重新运行。",
            f"{path} has layout {found['format']}, this version reads {FORMAT}. Use the version "
            "that wrote the folder, or run again with --fresh.",
        )
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put the manifest into ``folder`` at one instant."""
    text = json.dumps(manifest.to_json(), ensure_ascii=False, indent=1) + "\n"
    durable.replace_file(folder / MANIFEST, text.encode())


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Return what decides about the last bit of a result."""
    return {
        "teacherflow": teacherflow.__version__,
        "sources": sources(),
        **{name: version(name) for name in _LIBRARIES},
        **_plugins(),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
    }


def _plugins() -> dict[str, str]:
    """Return the packages that add policies, terms or rules, with their versions."""
    packages = {
        point.dist.name: point.dist.version
        for group in entry_points().groups
        if group.startswith("teacherflow.")
        for point in entry_points(group=group)
        if point.dist is not None
    }
    return dict(sorted(packages.items()))


def sources() -> str:
    """Return a hash of the sources of the simulator."""
    root = Path(teacherflow.__file__).parent
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def changed_versions(then: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Return in what two sets of versions differ, as ``name then → now``; empty if in nothing."""
    changed = sorted(name for name in {*then, *now} if then.get(name, "–") != now.get(name, "–"))
    return ", ".join(f"{n} {then.get(n, '–')} → {now.get(n, '–')}" for n in changed)


def check_versions(stored: Mapping[str, str], folder: Path) -> None:
    """Refuse to mix results of different versions in one table.

    Raises
    ------
    StudyFault
        If the unfinished results in ``folder`` come from other versions than these.
    """
    told = changed_versions(stored, versions())
    if told:
        raise StudyFault(
            Text(
                f"{folder} 中的结果由其他版本算出（{told}），不能与现在的结果混合。"
                "请恢复原来的版本，或用 --fresh 重新运行。",
                f"The results in {folder} were made by other versions ({told}) and cannot be "
                "mixed with new ones. Go back to those versions, or run again with --fresh.",
            )
        )


def _damaged(folder: Path, why: str) -> StudyFault:
    path = folder / MANIFEST
    return StudyFault(
        Text(
            f"{path} 已损坏，无法读取（{why}）。请用 --fresh 重新运行，或改用其他文件夹。",
            f"{path} is damaged and cannot be read ({why}). Run again with --fresh or choose "
            "another folder.",
        )
    )
