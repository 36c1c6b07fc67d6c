"""One parameter of a policy: its type, what is known about it, and the check of a value."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from teacherflow.faults import Refused, meant_by
from teacherflow.parameters.about import About
from teacherflow.parameters.words import unit_words
from teacherflow.policies.units import amount
from teacherflow.text import Text

type Kind = Literal["number", "integer", "boolean", "string", "places"]
type Places = tuple[str, ...]
type Value = float | int | bool | str | Places

_KINDS: dict[Any, Kind] = {float: "number", int: "integer", bool: "boolean", Places: "places"}

NO_NUMBER = 1e9
"""A number with a meaning that is as large as this is told by its meaning alone."""

PLACE = re.compile(r"(seat|town|village|township)_([0-9]{1,4})")
"""A school as results name it (``village_012``), or a township (``township_003``)."""


@dataclass(frozen=True)
class Parameter:
    """A parameter as study files name it; a mapping has one for each leaf (``group.leaf``).

    Attributes
    ----------
    name : str
        ``after_years`` or ``yuan_per_month.village``.
    kind : str
        ``number``, ``integer``, ``boolean``, ``string`` (one of ``choices``) or ``places`` (a
        list of schools and townships of the county).
    about : About
        Title, unit, allowed range, source, evidence, uncertainty.
    default : value
        What holds if neither the study nor a preset says otherwise.
    """

    name: str
    kind: Kind
    about: About
    default: Value
    choices: tuple[str, ...] = ()

    @property
    def bounds(self) -> Text:
        """What is allowed, in words."""
        if self.kind == "places":
            return Text("学校或乡镇的列表", "a list of schools or townships")
        low, high = self.about.low, self.about.high
        unit = unit_words(self.about.unit)
        zh, en = (f" {one}" if one else "" for one in unit)
        if math.isinf(low) and math.isinf(high):
            return Text("任意数", "any number")
        if math.isinf(high):
            return Text(f"不小于 {low:g}{zh}", f"at least {low:g}{en}")
        if math.isinf(low):
            return Text(f"不大于 {high:g}{zh}", f"at most {high:g}{en}")
        if self.about.unit == "share":
            return Text(f"{low:g} 至 {high:g} 的{unit.zh}", f"a {unit.en} from {low:g} to {high:g}")
        return Text(f"{low:g} 至 {high:g}{zh}", f"{low:g} to {high:g}{en}")

    def words(self, value: str) -> Text:
        """Return one of the choices in words; one that a third party brought stands as it is."""
        return self.about.choices.get(value, Text(value, value))

    def meaning(self, value: object) -> Text | None:
        """Return what a number stands for if it is not meant as a number (no limit), else None."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return self.about.meanings.get(float(value))

    @property
    def ends(self) -> tuple[float, float]:
        """Least and greatest number that is meant as one; infinite where there is no limit."""
        low, high = self.about.low, self.about.high
        return low, math.inf if abs(high) >= NO_NUMBER and self.meaning(high) else high

    def read(self, value: object) -> Value:
        """Return ``value`` as this parameter holds it.

        Raises
        ------
        Refused
            If type, unit or range is wrong.
        """
        if self.kind == "boolean":
            if not isinstance(value, bool):
                raise Refused(
                    Text(
                        f"应为 true 或 false；现为 {value!r}",
                        f"must be true or false; found {value!r}",
                    )
                )
            return value
        if self.kind == "string":
            return self._choice(value)
        if self.kind == "places":
            return self._places(value)
        return self._number(value)

    def _choice(self, value: object) -> str:
        if not isinstance(value, str) or value not in self.choices:
            listed = ", ".join(self.choices)
            titles = {name: self.words(name) for name in self.choices}
            near = meant_by(value, self.choices, titles) if isinstance(value, str) else None
            zh, en = (
                ("", "")
                if near is None
                else (f"；是否想写 {near.zh}？", f"; did you mean {near.en}?")
            )
            raise Refused(
                Text(
                    f"应为 {listed} 之一；现为 {value!r}{zh}",
                    f"must be {listed}; found {value!r}{en}",
                )
            )
        return value

    def _places(self, value: object) -> Places:
        listed = [value] if isinstance(value, str) else value
        if not isinstance(listed, list | tuple):
            raise Refused(
                Text(
                    f"应为学校、乡镇的列表，如 [village_012, township_003]；现为 {value!r}",
                    f"must be a list of schools and townships such as [village_012, township_003]; "
                    f"found {value!r}",
                )
            )
        names = [place_name(one) for one in listed]
        twice = next((name for k, name in enumerate(names) if name in names[:k]), None)
        if twice is not None:
            raise Refused(Text(f"{twice} 写了两次", f"{twice} is listed twice"))
        return tuple(sorted(names))

    def _meant(self, number: float) -> Text:
        """Return how a share is written, for who may have written its per cent."""
        about = self.about
        if not (about.unit.startswith("share") and about.low <= number / 100 <= about.high):
            return Text("", "")
        return Text(
            f"（{number:g}% 写作 {number / 100:g} 或 {number:g}%）",
            f" ({number:g}% is written {number / 100:g} or {number:g}%)",
        )

    def _number(self, value: object) -> float | int:
        if isinstance(value, str):
            number: float | int = amount(value, self.about.unit)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            unit, bounds = unit_words(self.about.unit), self.bounds
            shown = spelt_in_yaml(value)
            raise Refused(
                Text(
                    f"应为数（{_with_unit(unit.zh, bounds.zh, '，')}）；现为 {shown}",
                    f"must be a number ({_with_unit(unit.en, bounds.en, ', ')}); found {shown}",
                )
            )
        else:
            number = value
        if not (math.isfinite(number) and self.about.low <= number <= self.about.high):
            spelt = isinstance(value, str) and value.rstrip().endswith(("%", "％"))
            meant = Text("", "") if spelt else self._meant(number)
            raise Refused(
                Text(
                    f"应为 {self.bounds.zh}；现为 {value!r}{meant.zh}",
                    f"must be {self.bounds.en}; found {value!r}{meant.en}",
                )
            )
        if self.kind == "integer":
            if number != int(number):
                raise Refused(
                    Text(f"应为整数；现为 {value!r}", f"must be a whole number; found {value!r}")
                )
            return int(number)
        return float(number)


def _with_unit(unit: str, bounds: str, comma: str) -> str:
    """Return what is allowed, with the unit before it if the words do not hold it."""
    return bounds if not unit or unit in bounds else f"{unit}{comma}{bounds}"


def spelt_in_yaml(value: object) -> str:
    """Return a value as a study file spells it: a reader of YAML knows no ``None``."""
    words = {None: "null", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else repr(value)


def place_name(value: object) -> str:
    """Return the name of a school or township as results spell it: ``village_12`` is ``_012``.

    Raises
    ------
    Refused
        If it is no such name.
    """
    found = PLACE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        raise Refused(
            Text(
                f"应为学校（seat_001、town_002、village_012，见结果表 schools）"
                f"或乡镇（township_003）；现为 {value!r}",
                f"must be a school (seat_001, town_002, village_012, as in the table schools) "
                f"or a township (township_003); found {value!r}",
            )
        )
    return f"{found[1]}_{int(found[2]):03d}"


def of_field(name: str, field: FieldInfo) -> Parameter:
    """Describe a field declared as ``Annotated[type, about(...)] = default``.

    Raises
    ------
    TypeError
        If the type is none of float, int, bool, Literal, Places, nothing is said about it, or
        words stand there for a value that it cannot take.
    """
    notes = [note for note in field.metadata if isinstance(note, About)]
    choices: tuple[str, ...] = ()
    kind: Kind
    if get_origin(field.annotation) is Literal:
        kind, choices = "string", get_args(field.annotation)
    elif field.annotation in _KINDS:
        kind = _KINDS[field.annotation]
    else:
        raise TypeError(f"{name}: a parameter is a float, int, bool, Literal or Places")
    if len(notes) != 1 or field.is_required():
        raise TypeError(f"{name} needs a default and exactly one about(...)")
    stray = set(notes[0].choices) - set(choices)
    if stray:
        raise TypeError(f"{name}: words for values that are no choice: {', '.join(sorted(stray))}")
    return Parameter(name, kind, notes[0], field.get_default(), choices)


def of_model(model: type[BaseModel], prefix: str = "") -> Iterator[Parameter]:
    """Yield the parameters of a model, the leaves of its groups included."""
    for name, field in model.model_fields.items():
        if field.alias is not None or field.exclude:
            continue
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from of_model(inner, f"{prefix}{name}.")
        else:
            yield of_field(f"{prefix}{name}", field)
