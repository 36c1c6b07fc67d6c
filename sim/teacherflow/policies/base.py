"""The contract of a policy: a frozen model of its parameters that yields claims for a year.

To add a policy, subclass `PolicyModel`: name it, say which terms it may claim, declare its
parameters with ``Annotated[type, about(...)] = default`` and write `claims`. Built-in policies
stand in `teacherflow.policies.catalogue`; a third party publishes its class under the
entry-point group ``teacherflow.policies``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from teacherflow.faults import Refused, unknown
from teacherflow.parameters.about import Evidence
from teacherflow.policies.families import Family
from teacherflow.policies.parameter import Parameter, Value, of_field, of_model
from teacherflow.terms.laws import Claim, Term
from teacherflow.text import Text


@dataclass(frozen=True)
class Preset:
    """Values of a policy as some place enacted it."""

    title: Text
    values: Mapping[str, Value]
    source: str | Text
    kind: Evidence = field(default=Evidence.STATUTE)

    def __post_init__(self) -> None:
        """Take the kind by its name too, as `about` does."""
        object.__setattr__(self, "kind", Evidence(self.kind))

    @property
    def citation(self) -> Text:
        """The source in both languages; a plain string is English and stands for both."""
        return self.source if isinstance(self.source, Text) else Text(self.source, self.source)


class _Checked(BaseModel):
    """A frozen model whose fields are read by their `Parameter`: types, units, ranges."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @field_validator("*", mode="before")
    @classmethod
    def _read(cls, value: Any, info: ValidationInfo) -> Any:
        declared = cls.model_fields[info.field_name or ""]
        if declared.alias is not None or _is_group(declared.annotation):
            return value
        return of_field(info.field_name or "", declared).read(value)


class Group(_Checked):
    """A parameter that is a mapping; its leaves are named ``group.leaf``."""


class PolicyModel(_Checked):
    """Base of all policies.

    Attributes
    ----------
    name : str
        How study files call it: ``[a-z][a-z0-9_]*``.
    title : Text
    family : Family
        The part of teacher policy to which it belongs; lists of policies are grouped by it.
    mechanisms : tuple of str
        Rows of ``docs/mechanisms.yaml`` that it implements.
    touches : tuple of Term
        Every term that `claims` may yield.
    presets : mapping of str to Preset
    set_by : mapping of str to str
        Fields of claimed items whose parameter is called otherwise, with its name: conflicts are
        told by what study files write.
    from_, until : int or None
        First and last school year in force (in files: ``from``, ``until``). A policy without
        ``from`` is undated: it holds from the first year and, in the baseline, in burn-in.
    phase_in : int
        Years of linear phase-in, counted from ``from``: 1/n in the first, 1 in the n-th year.
    preset : str or None
        Name of the preset that the values started from.
    called : str
        Name of the instance (in files: ``as``); items of bags take it as prefix.
    """

    name: ClassVar[str]
    title: ClassVar[Text]
    summary: ClassVar[Text]
    family: ClassVar[Family] = Family.OTHER
    mechanisms: ClassVar[tuple[str, ...]] = ()
    touches: ClassVar[tuple[Term[Any], ...]] = ()
    presets: ClassVar[Mapping[str, Preset]] = {}
    set_by: ClassVar[Mapping[str, str]] = {}

    from_: int | None = Field(default=None, alias="from", strict=True)
    until: int | None = Field(default=None, alias="until", strict=True)
    phase_in: int = Field(default=0, alias="phase_in", strict=True, ge=0, le=50)
    preset: str | None = Field(default=None, alias="preset")
    called: str = Field(default="", alias="as")

    @classmethod
    def parameters(cls) -> Mapping[str, Parameter]:
        """Return the policy's own parameters by name, the leaves of mappings one by one."""
        return _parameters(cls)

    @classmethod
    def groups(cls) -> tuple[str, ...]:
        """Return the names of the parameters that are mappings."""
        return tuple(n for n, f in cls.model_fields.items() if _is_group(f.annotation))

    @classmethod
    def first_year(cls) -> int | None:
        """Return the default of ``from``."""
        year: int | None = cls.model_fields["from_"].get_default()
        return year

    @model_validator(mode="before")
    @classmethod
    def _start_from_preset(cls, data: Any) -> Any:
        """Lay the given values over those of the preset; accept ``group.leaf`` spellings."""
        if not isinstance(data, dict):
            return data
        preset = data.get("preset")
        if preset is not None and preset not in cls.presets:
            raise Refused(unknown(Text("预设", "preset"), preset, cls.presets))
        values = dict(cls.presets[preset].values) if preset is not None else {}
        own = {key: value for key, value in data.items() if key not in cls.groups()}
        for group in cls.groups():
            given = data.get(group)
            if isinstance(given, BaseModel):
                given = given.model_dump()
            for leaf, value in dict(given or {}).items():
                own[f"{group}.{leaf}"] = value
        return _nested({**values, **own})

    @model_validator(mode="after")
    def _dates_agree(self) -> Self:
        if self.from_ is not None and self.until is not None and self.until < self.from_:
            dates = f"until {self.until} < from {self.from_}"
            raise Refused(
                Text(f"最后学年早于起始学年：{dates}", f"it ends before it begins: {dates}")
            )
        if self.phase_in > 1 and self.from_ is None:
            raise Refused(
                Text(
                    "phase_in 从起始学年算起：请同时给出 from",
                    "phase_in counts from the first year: give from too",
                )
            )
        return self

    @property
    def label(self) -> str:
        """Name of the instance: `called`, else the name of the policy."""
        return self.called or self.name

    def active(self, year: int) -> bool:
        """Tell whether the policy is in force in a school year (``until`` included)."""
        began = self.from_ is None or year >= self.from_
        return began and (self.until is None or year <= self.until)

    def ramp(self, year: int) -> float:
        """Return the share of the policy that is phased in: 1/n in the first of n years."""
        if self.from_ is None or self.phase_in <= 1:
            return 1.0
        return min(1.0, max(0.0, (year - self.from_ + 1) / self.phase_in))

    def idle(self) -> frozenset[str]:
        """Return the parameters that have no effect beside the others (a study is warned)."""
        return frozenset()

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield what the policy demands in ``year``: a pure function of its parameters."""
        raise NotImplementedError


@cache  # a study asks for them hundreds of times
def _parameters(policy: type[PolicyModel]) -> Mapping[str, Parameter]:
    return MappingProxyType({parameter.name: parameter for parameter in of_model(policy)})


def _is_group(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Group)


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Turn ``{"a.b": 1}`` into ``{"a": {"b": 1}}``."""
    nested: dict[str, Any] = {}
    for name, value in flat.items():
        group, dot, leaf = name.partition(".")
        if dot:
            nested.setdefault(group, {})[leaf] = value
        else:
            nested[name] = value
    return nested
