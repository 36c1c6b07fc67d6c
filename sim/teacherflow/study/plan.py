"""What a run has to do: units of work, and what a folder already holds of them.

A unit of work is one county under one draw of the uncertain parameters with one seed; it runs
the baseline first and then the other scenarios. Everything here is a pure function.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple, Protocol

from teacherflow.study.faults import StudyFault
from teacherflow.text import Text


class Unit(NamedTuple):
    """One unit of work; replications and draws count from 0."""

    county: str
    draw: int
    replication: int

    @property
    def name(self) -> str:
        """Name of the folder that holds the finished unit."""
        return f"{self.county}_d{self.draw:04}_r{self.replication:05}"


class Study(Protocol):
    """What running and storing need of a study; `teacherflow.scenario.Study` is one.

    A study is immutable and goes to worker processes by pickle.
    """

    @property
    def seed(self) -> int: ...
    @property
    def replications(self) -> int: ...
    @property
    def draws(self) -> int: ...
    @property
    def baseline(self) -> str: ...
    @property
    def scenarios(self) -> Mapping[str, Any]: ...
    @property
    def county_names(self) -> tuple[str, ...]: ...
    def resolved(self) -> dict[str, Any]:
        """Return the whole study as plain JSON values, with every inherited value written out."""
        ...


@dataclass(frozen=True)
class Identity:
    """Hashes that tell whether two studies can share a folder.

    Attributes
    ----------
    frame : str
        Everything but titles, replications and scenarios.
    scenarios : dict of str to str
        Each scenario as resolved.
    """

    frame: str
    scenarios: Mapping[str, str]


@dataclass(frozen=True)
class Task:
    """A unit to be run, for some scenarios.

    Attributes
    ----------
    scenarios : tuple of str
        Scenarios whose tables are wanted; the baseline runs in any case.
    known_baseline : str or None
        Hash of the stored tables of the baseline, with which the new ones must agree.
    """

    unit: Unit
    scenarios: tuple[str, ...]
    known_baseline: str | None = None


@dataclass(frozen=True)
class Done:
    """Scenarios of one unit that are stored, with the hashes of their tables."""

    unit: Unit
    scenarios: Mapping[str, str] = field(default_factory=dict)


WORDS = ("title", "question", "author")
"""Keys of a study that describe it and change no number."""
EXTENSIBLE = ("replications", "precision", "scenarios", "sweep", "attribute")
"""Keys of a study in which a folder may be extended (of a sweep and an attribution, the scenarios
that they make count)."""

SAMPLING = ("sampled", "uncertainties")
"""Keys of a study that say by name what is sampled."""

_SHORT = 60
_MOST_CHANGES = 8


def identity_of(study: Study) -> Identity:
    """Return the hashes of a study."""
    resolved = dict(study.resolved())
    names = sorted(resolved["scenarios"])
    return Identity(
        hash_json(_framed(resolved)), {name: hash_json(_rules(resolved, name)) for name in names}
    )


def hash_json(value: object) -> str:
    """Return a hash of plain JSON values that does not depend on the order of keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def _framed(resolved: Mapping[str, Any]) -> dict[str, Any]:
    """Return what all scenarios share; what only policies sample is part of their scenarios."""
    frame = {k: v for k, v in resolved.items() if k not in (*WORDS, *EXTENSIBLE)}
    policies = {name for entry in resolved["scenarios"].values() for name in _sampled(entry)}
    for key in SAMPLING:
        if key in frame:
            frame[key] = {name: v for name, v in frame[key].items() if name not in policies}
    return frame


def _sampled(scenario: object) -> list[str]:
    """Return the sampled parameters that the policies of a scenario take."""
    found: list[str] = scenario.get("sampled", []) if isinstance(scenario, Mapping) else []
    return found


def _rules(resolved: Mapping[str, Any], name: str) -> object:
    """Return a scenario as resolved, with the values of what its policies sample."""
    scenario = resolved["scenarios"][name]
    if not isinstance(scenario, Mapping):
        return scenario
    rules = {key: value for key, value in scenario.items() if key not in WORDS}
    if sampled := _sampled(scenario):
        rules["sampled"] = {one: resolved["sampled"][one] for one in sampled}
    return rules


def units_of(study: Study) -> list[Unit]:
    """Return all units of a study: by replication, so that an interrupted run is balanced."""
    order = product(range(study.replications), range(study.draws), study.county_names)
    return [Unit(county, draw, replication) for replication, draw, county in order]


def check_same(
    stored: Mapping[str, Any], held: Identity, study: Study, wanted: Identity, folder: str
) -> None:
    """Refuse a folder that holds another study, and say in what they differ.

    Parameters
    ----------
    stored : dict
        The study of the folder, as resolved.
    held, wanted : Identity
        Of the study in the folder, and of ``study``.

    Raises
    ------
    StudyFault
        If the folder cannot be resumed or extended to the wanted study.
    """
    if held.frame != wanted.frame:
        raise _other(folder, _of_frames(_framed(stored), _framed(study.resolved())))
    for name, rules in held.scenarios.items():
        if name not in wanted.scenarios:
            raise _other(folder, Text(f"研究中已没有方案 {name}", f"scenario {name} is gone"))
        if wanted.scenarios[name] != rules:
            told = listed(changes(_rules(stored, name), _rules(study.resolved(), name)))
            raise _other(
                folder,
                Text(f"方案 {name} 已改动：{told}", f"scenario {name} was changed: {told}"),
            )


def _of_frames(then: dict[str, Any], now: dict[str, Any]) -> Text:
    """Say what differs; sampled values follow from the rest and are told only if nothing else is.

    Another number of draws has a reason beside it: it looks like an extension, and is none.
    """
    before, after = ({k: v for k, v in f.items() if k != "sampled"} for f in (then, now))
    told = listed(changes(before, after) or changes(then, now))
    if then.get("draws") == now.get("draws"):
        return Text(told, told)
    return Text(
        f"{told}；抽样是拉丁超立方，组数一变，每组的取值都变，已有结果不能并入",
        f"{told}; draws form a Latin hypercube: another number of draws changes the values of all "
        "of them, so what is stored is no part of it",
    )


def listed(found: list[str]) -> str:
    """Return changes on one line; the first of many, and how many more there are."""
    more = len(found) - _MOST_CHANGES
    return "; ".join(found[:_MOST_CHANGES]) + (f"; … (+{more})" if more > 0 else "")


def changes(then: object, now: object, path: str = "") -> list[str]:
    """Return what differs between two trees of plain values, as ``key: then → now``."""
    if isinstance(then, Mapping) and isinstance(now, Mapping):
        return [
            line
            for key in sorted({*then, *now})
            for line in changes(then.get(key), now.get(key), f"{path}.{key}".lstrip("."))
        ]
    return [] if hash_json(then) == hash_json(now) else [f"{path}: {_short(then)} → {_short(now)}"]


def _short(value: object) -> str:
    text = "–" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHORT else text[:_SHORT] + "…"


def _other(folder: str, what: Text) -> StudyFault:
    return StudyFault(
        Text(
            f"{folder} 中是另一项研究的结果（{what.zh}）。请用 --out 指定新的文件夹，"
            "或用 --fresh 覆盖旧结果。可以直接追加的只有方案和重复次数。",
            f"{folder} holds the results of another study ({what.en}). Choose a new folder with "
            "--out, or replace the old results with --fresh. Only scenarios and replications can "
            "be added to a folder.",
        )
    )


def tasks_of(study: Study, done: Mapping[Unit, Done]) -> list[Task]:
    """Return what is left to do: units, or the new scenarios of units that are stored."""
    names = [study.baseline, *sorted(set(study.scenarios) - {study.baseline})]
    tasks = []
    for unit in units_of(study):
        stored = done.get(unit, Done(unit)).scenarios
        missing = tuple(name for name in names if name not in stored)
        if missing:
            tasks.append(Task(unit, missing, stored.get(study.baseline)))
    return tasks
