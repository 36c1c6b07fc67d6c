"""Instances of policies: whose values come from defaults, presets and lines of the study file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from teacherflow.faults import Faults, Position, Refused
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.parameter import Value
from teacherflow.terms.laws import Claim
from teacherflow.text import Text


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: ``default``, ``preset``, ``file`` or ``draw``."""

    kind: str = "default"
    preset: str = ""
    scenario: str = ""
    at: Position | None = None


@dataclass(frozen=True)
class Setting:
    """A value that holds from a school year on (None: from the beginning)."""

    year: int | None
    value: Value
    origin: Origin = field(default=Origin(), compare=False)


@dataclass(frozen=True)
class Instance:
    """One policy as a scenario lists it, before its years are settled.

    Attributes
    ----------
    name : str
        The policy's name, or what ``as`` calls it.
    at : Position
        The entry that set it last.
    frame : mapping
        ``from``, ``until``, ``phase_in``, ``preset`` as set, each a `Setting` without year.
    leaves : mapping
        Settings of the parameters that a preset or the file sets, in the order of years.
    """

    name: str
    policy: type[PolicyModel]
    at: Position
    frame: Mapping[str, Setting] = field(default_factory=dict)
    leaves: Mapping[str, tuple[Setting, ...]] = field(default_factory=dict)

    @property
    def first(self) -> int | None:
        """First school year in force, None if undated."""
        return self._year("from", self.policy.first_year())

    @property
    def until(self) -> int | None:
        """Last school year in force, None if open."""
        return self._year("until", None)

    def _year(self, key: str, default: int | None) -> int | None:
        setting = self.frame.get(key)
        return setting.value if setting and isinstance(setting.value, int) else default

    @property
    def breaks(self) -> list[int]:
        """Years in which a parameter changes."""
        years = {s.year for leaf in self.leaves.values() for s in leaf if s.year is not None}
        return sorted(years)

    @property
    def undated(self) -> bool:
        """Whether the policy has values before any date: then it holds in burn-in."""
        return self.first is None and all(leaf[0].year is None for leaf in self.leaves.values())

    def setting(self, leaf: str, year: int | None) -> Setting:
        """Return what holds for a parameter in a year (None: before any date)."""
        held = None
        for setting in self.leaves.get(leaf, ()):
            if setting.year is None or (year is not None and setting.year <= year):
                held = setting
        return held or Setting(None, self.policy.parameters()[leaf].default)

    def model(self, year: int | None) -> PolicyModel:
        """Return the policy with the values of a year.

        Before its first date a parameter has its first value: the policy is not in force then, and
        the values must fit together (a list of schools by year is no empty list before).
        """
        frame = {key: setting.value for key, setting in self.frame.items() if key != "preset"}
        leaves = {
            leaf: self.setting(leaf, max(year or 0, settings[0].year or 0)).value
            for leaf, settings in self.leaves.items()
        }
        return self.policy.model_validate({**frame, **leaves, "as": self.name})


@dataclass(frozen=True)
class ResolvedPolicy:
    """A policy with a model for every span of years; what `settle` asks.

    Attributes
    ----------
    models : tuple of (year or None, PolicyModel)
        The model that holds from each year on; None: before any date.
    """

    instance: Instance
    models: tuple[tuple[int | None, PolicyModel], ...]

    @property
    def name(self) -> str:
        """Name of the instance."""
        return self.instance.name

    def model(self, year: int) -> PolicyModel:
        """Return the policy as it stands in ``year``."""
        held = self.models[0][1]
        for begins, model in self.models:
            if begins is None or begins <= year:
                held = model
        return held

    def active(self, year: int) -> bool:
        """Tell whether the policy is in force in ``year``."""
        return self.models[0][1].active(year)

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield what the policy demands in ``year``."""
        yield from self.model(year).claims(year)

    def as_dict(self) -> dict[str, Any]:
        """Return the policy as plain data: every parameter with its value, dated if it changes."""
        frame = self.models[0][1]
        return {
            "policy": self.instance.policy.name,
            "from": frame.from_,
            "until": frame.until,
            "phase_in": frame.phase_in,
            "parameters": {leaf: self._plain(leaf) for leaf in self.instance.policy.parameters()},
        }

    def _plain(self, leaf: str) -> Any:
        settings = self.instance.leaves.get(leaf, ())
        if not settings:
            return self.instance.setting(leaf, None).value
        if settings[-1].year is None:
            return settings[-1].value
        return {"always" if s.year is None else str(s.year): s.value for s in settings}


@dataclass(frozen=True)
class InBurnIn:
    """An undated policy before any date: it holds with the values it has before the first one."""

    policy: ResolvedPolicy

    def active(self, year: int) -> bool:
        """Burn-in has no calendar: always."""
        return True

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield what the policy demands with its undated values."""
        yield from self.policy.models[0][1].claims(year)


def refused(error: ValidationError, instance: Instance, faults: Faults) -> None:
    """Say what a policy's own check of its parameters found."""
    for mistake in error.errors():
        cause = mistake.get("ctx", {}).get("error")
        text = cause.text if isinstance(cause, Refused) else Text(mistake["msg"], mistake["msg"])
        key = ".".join([instance.name, *(str(part) for part in mistake["loc"])])
        faults.error(instance.at, key, text)
