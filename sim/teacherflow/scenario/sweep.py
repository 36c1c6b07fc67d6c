"""The key ``sweep``: one scenario again and again, each time with another value of a parameter.

The scenarios that it makes are called ``<scenario>_<value>`` and stand after the one that they
vary, in rising order. To everything that follows they are ordinary scenarios.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from teacherflow.faults import Faults, Position, Refused, unknown
from teacherflow.parameters.words import unit_words
from teacherflow.policies.parameter import Parameter, Value
from teacherflow.scenario.compose import NAME
from teacherflow.scenario.instances import Instance, Origin, Setting
from teacherflow.text import Text
from teacherflow.yaml_tree import Fields, Items, Node, Scalar, unlike

KEYS = ("scenario", "parameter", "values")

_KEY = Text("键", "key")
_SCENARIO = Text("方案", "scenario")
_SHARE = "share"
"""Unit of shares, which titles tell in per cent."""


@dataclass(frozen=True)
class RawSweep:
    """A sweep as written."""

    scenario: Scalar
    parameters: tuple[Scalar, ...]
    values: tuple[Scalar, ...]


@dataclass(frozen=True)
class Sweep:
    """A sweep, resolved.

    Attributes
    ----------
    scenario : str
        The scenario that is varied.
    parameters : tuple of str
        What is varied, as ``policy.parameter``; all take the same value.
    title : Text
        The same in words, with the unit.
    values : dict of str to value
        The value of each scenario that the sweep makes, and of the one that it varies.
    """

    scenario: str
    parameters: tuple[str, ...]
    title: Text
    values: Mapping[str, Value]

    def as_dict(self) -> dict[str, Any]:
        """Return the sweep as plain data."""
        one = len(self.parameters) == 1
        return {
            "scenario": self.scenario,
            "parameter": self.parameters[0] if one else list(self.parameters),
            "title": self.title._asdict(),
            "values": dict(self.values),
        }


@dataclass(frozen=True)
class Dose:
    """A scenario that a sweep makes; ``varied`` are the titles of the parameters, with the unit."""

    name: str
    at: Position
    value: Value
    title: Text
    varied: Text
    instances: Mapping[str, Instance]


def read_sweep(key: str, node: Node, faults: Faults) -> RawSweep | None:
    """Read ``{scenario, parameter, values}``; mistakes go to ``faults``."""
    if not isinstance(node, Fields):
        faults.error(
            node.at, key, unlike(node, "{scenario: subsidy, parameter: …, values: [300, 600]}")
        )
        return None
    before = len(faults.errors)
    for name, _ in node.entries:
        if name.value not in KEYS:
            faults.error(name.at, f"{key}.{name.value}", unknown(_KEY, name.value, KEYS))
    for part in KEYS:
        if node.get(part) is None:
            faults.error(node.at, f"{key}.{part}", Text(f"缺少 {part}", f"{part} is missing"))
    if len(faults.errors) > before:
        return None
    scenario = _words(key, "scenario", node, faults, "subsidy")
    parameters = _words(key, "parameter", node, faults, "rural_subsidy.yuan_per_month.village")
    values = node.get("values")
    listed = values.items if isinstance(values, Items) else ()
    sound = tuple(value for value in listed if isinstance(value, Scalar))
    if values is not None and (not sound or len(sound) < len(listed)):
        faults.error(values.at, f"{key}.values", unlike(values, "[300, 600, 900]"))
    if len(scenario) > 1:
        several = node.get("scenario") or node
        faults.error(several.at, f"{key}.scenario", unlike(several, "subsidy"))
    if len(faults.errors) > before:
        return None
    return RawSweep(scenario[0], parameters, sound)


def _words(key: str, part: str, node: Fields, faults: Faults, such_as: str) -> tuple[Scalar, ...]:
    """Read a name or a list of names."""
    value = node.get(part)
    listed = value.items if isinstance(value, Items) else (value,)
    names = tuple(v for v in listed if isinstance(v, Scalar) and isinstance(v.value, str))
    if not names or len(names) < len(listed):
        wrong = value or node
        faults.error(wrong.at, f"{key}.{part}", unlike(wrong, such_as))
    return names


def doses(
    raw: RawSweep,
    scenarios: Mapping[str, Mapping[str, Instance]],
    title: Text,
    taken: Mapping[str, Position],
    faults: Faults,
) -> list[Dose]:
    """Return the scenarios of a sweep, in rising order; mistakes go to ``faults``.

    Parameters
    ----------
    scenarios : mapping of str to instances
        The composed scenarios of the file.
    title : Text
        Of the scenario that is varied.
    taken : mapping of str to Position
        Names of the scenarios of the file.
    """
    if raw.scenario.value not in taken:
        message = unknown(_SCENARIO, raw.scenario.value, taken)
        faults.error(raw.scenario.at, "sweep.scenario", message)
        return []
    base = scenarios.get(str(raw.scenario.value))
    if base is None:  # it has mistakes of its own
        return []
    before = len(faults.errors)
    targets = [
        _target(parameter, str(raw.scenario.value), base, faults) for parameter in raw.parameters
    ]
    found = [target for target in targets if target is not None]
    _check_go_together(raw, found, faults)
    if len(faults.errors) > before:
        return []
    values = _values(raw, [parameter for _, _, parameter in found], faults)
    made: list[Dose] = []
    for value, at in values:
        name = f"{raw.scenario.value}_{_word_of(value)}"
        near = next((dose.value for dose in made if dose.name == name), None)
        if near is not None:
            message = Text(
                f"{value!r} 与 {near!r} 太接近，方案名相同",
                f"{value!r} is too near to {near!r}: their scenarios would have one name",
            )
            faults.error(at, "sweep.values", message)
        elif not NAME.fullmatch(name):
            message = Text(
                f"{value} 不能用于方案名", f"{value} cannot be part of a scenario's name"
            )
            faults.error(at, "sweep.values", message)
        elif name in taken:
            line = taken[name].line
            message = Text(
                f"方案 {name} 已在第 {line} 行",
                f"there is a scenario {name} already, on line {line}",
            )
            faults.error(at, "sweep.values", message)
        else:
            varied = dict(base)
            for instance, leaf, _ in found:
                varied[instance] = _with(varied[instance], leaf, name, value, at)
            title_of_it = _title(title, found, value)
            made.append(Dose(name, at, value, title_of_it, _varied(found), varied))
    return made


def own_value(
    raw: RawSweep, base: Mapping[str, Instance], made: Iterable[Dose]
) -> dict[str, Value]:
    """Return the value that the varied scenario has itself, if it is one for all years.

    Its run is a point of the same curve, unless a dose repeats it.
    """
    held: set[Value] = set()
    for parameter in raw.parameters:
        name, _, leaf = str(parameter.value).partition(".")
        known = base[name].policy.parameters()[leaf]
        settings = base[name].leaves.get(leaf) or (Setting(None, known.default, Origin()),)
        if len(settings) > 1 or settings[0].year is not None:
            return {}
        held.add(settings[0].value)
    held -= {dose.value for dose in made}
    return {str(raw.scenario.value): held.pop()} if len(held) == 1 else {}


def _target(
    parameter: Scalar, scenario: str, base: Mapping[str, Instance], faults: Faults
) -> tuple[str, str, Parameter] | None:
    """Return instance and parameter that ``policy.parameter`` names."""
    name, dot, leaf = str(parameter.value).partition(".")
    key = "sweep.parameter"
    if name not in base:
        kind = Text(f"政策（在方案 {scenario} 中）", f"policy of the scenario {scenario}")
        faults.error(parameter.at, key, unknown(kind, name, base))
        return None
    known = base[name].policy.parameters()
    if not dot:
        first = next(iter(known))
        message = Text(
            f"请写明是 {name} 的哪个参数，如 {name}.{first}",
            f"say which parameter of {name}, such as {name}.{first}",
        )
        faults.error(parameter.at, key, message)
        return None
    if leaf not in known:
        kind = Text(f"{name} 参数", f"parameter of {name}")
        faults.error(parameter.at, key, unknown(kind, leaf or "-", known))
        return None
    return name, leaf, known[leaf]


def _check_go_together(
    raw: RawSweep, found: list[tuple[str, str, Parameter]], faults: Faults
) -> None:
    """Refuse a parameter that is listed twice, and parameters of different units or types."""
    key = "sweep.parameter"
    if len(found) < len(raw.parameters):
        return
    first = found[0][2]
    seen: set[tuple[str, str]] = set()
    for scalar, (name, leaf, parameter) in zip(raw.parameters, found, strict=True):
        if (name, leaf) in seen:
            message = Text(f"{scalar.value} 写了两次", f"{scalar.value} is listed twice")
            faults.error(scalar.at, key, message)
        elif (parameter.about.unit, parameter.kind) != (first.about.unit, first.kind):
            message = Text(
                f"一起扫描的参数取值相同，单位和类型须一致：{_sort(first).zh}；现为 {_sort(parameter).zh}",
                "parameters that are swept together take the same values, so they need the same "
                f"unit and type: {_sort(first).en}; found {_sort(parameter).en}",
            )
            faults.error(scalar.at, key, message)
        seen.add((name, leaf))


def _sort(parameter: Parameter) -> Text:
    """Return unit and type of a parameter in words."""
    unit = unit_words(parameter.about.unit)
    return Text(f"{unit.zh or '-'}（{parameter.kind}）", f"{unit.en or '-'} ({parameter.kind})")


def _values(
    raw: RawSweep, parameters: list[Parameter], faults: Faults
) -> list[tuple[Value, Position]]:
    """Return the values in rising order (words: in the order of the file), each with its place."""
    found: dict[Value, Position] = {}
    for scalar in raw.values:
        try:
            read = [parameter.read(scalar.value) for parameter in parameters]
        except Refused as refused:
            faults.error(scalar.at, "sweep.values", refused.text)
            continue
        if read[0] in found:
            message = Text(f"{read[0]} 写了两次", f"{read[0]} is listed twice")
            faults.error(scalar.at, "sweep.values", message)
        else:
            found[read[0]] = scalar.at
    if all(parameter.kind in ("number", "integer") for parameter in parameters):
        return sorted(found.items(), key=lambda pair: pair[0])
    return list(found.items())


def _word_of(value: Value) -> str:
    """Return how a value is spelled in a name: 0.05 as ``0_05``, whatever stands beside it.

    So a finer value that is added later renames none of those that are finished.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return re.sub(r"[^a-z0-9]+", "_", _word(value))
    return f"{Decimal(f'{value:.9g}'):f}".replace(".", "_").replace("-", "minus_")


def _word(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value).lower()


def _with(instance: Instance, leaf: str, scenario: str, value: Value, at: Position) -> Instance:
    """Return the policy with one parameter set, whatever it was before, in all years."""
    setting = Setting(None, value, Origin("file", scenario=scenario, at=at))
    return replace(instance, at=at, leaves={**instance.leaves, leaf: (setting,)})


def _number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _varied(found: list[tuple[str, str, Parameter]]) -> Text:
    titles = [parameter.about.title for _, _, parameter in found]
    unit = unit_words(found[0][2].about.unit)
    zh, en = "、".join(t.zh for t in titles), " and ".join(t.en for t in titles)
    if found[0][2].about.unit == _SHARE:  # the title says of what
        return Text(zh, en)
    return Text(f"{zh}（{unit.zh}）", f"{en} ({unit.en})") if unit.en else Text(zh, en)


def _title(base: Text, found: list[tuple[str, str, Parameter]], value: Value) -> Text:
    abouts = [parameter.about for _, _, parameter in found]
    unit = unit_words(abouts[0].unit)
    shown_value = f"{value:.12g}" if isinstance(value, float) else _word(value)
    if abouts[0].unit == _SHARE and _number(value):
        shown_value, unit = f"{100 * float(str(value)):.12g}%", Text("", "")
    zh, en = "、".join(a.title.zh for a in abouts), " and ".join(a.title.en for a in abouts)
    return Text(
        f"{base.zh}：{zh} {shown_value}" + (f" {unit.zh}" if unit.zh else ""),
        f"{base.en}: {en} {shown_value}" + (f" {unit.en}" if unit.en else ""),
    )
