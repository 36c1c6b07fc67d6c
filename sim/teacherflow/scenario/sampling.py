"""Which parameters a study samples, and their values in every draw.

Sampled is what carries an uncertainty, in the catalogue or by the study, and is set nowhere: of
the model's parameters, what ``uncertainties`` does not set; of a policy's, what some scenario with
the policy leaves open (a preset and an inherited value are set). A parameter that the study sweeps
is a lever, no unknown. A policy's parameter has one value in a draw, whatever scenario or instance
leaves it open. Each parameter is a column of a Latin hypercube (McKay, Beckman and Conover 1979),
keyed by its name (`teacherflow.draws.latin_hypercube`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from teacherflow.draws import latin_hypercube
from teacherflow.faults import Faults, Position
from teacherflow.parameters import catalogue
from teacherflow.parameters.about import About
from teacherflow.policies.parameter import Parameter
from teacherflow.scenario.model_values import Given
from teacherflow.scenario.ranges import Range
from teacherflow.scenario.scenario import Scenario
from teacherflow.scenario.sweep import Sweep
from teacherflow.text import Text

type Samples = dict[str, tuple[float | int, ...]]


@dataclass(frozen=True)
class Uncertain:
    """A parameter that is sampled.

    Attributes
    ----------
    name : str
        ``family.field`` of the model, or ``policy.parameter``.
    about : About
        Title, unit, source and evidence.
    default : float or int
        What holds without draws.
    whole : bool
        Whether it takes whole numbers only.
    at : Position or None
        Where the study gives the range; None if it is that of the catalogue.
    scenarios : tuple of str
        Of a policy's parameter, the scenarios that leave it open.
    """

    name: str
    about: About
    default: float | int
    range: Range
    whole: bool = False
    at: Position | None = None
    scenarios: tuple[str, ...] = field(default=())

    @property
    def of_model(self) -> bool:
        """Whether it is a parameter of the model, not of a policy."""
        return not self.scenarios

    def values(self, seed: int, draws: int) -> tuple[float | int, ...]:
        """Return the value in every draw."""
        u = latin_hypercube(seed, self.name, draws)
        if self.whole:
            return tuple(int(value) for value in self.range.whole_at(u, self.default))
        return tuple(self.range.at(u, self.default).tolist())

    def as_dict(self) -> dict[str, Any]:
        """Return the parameter as plain data."""
        return {
            "name": self.name,
            "title": self.about.title._asdict(),
            "unit": self.about.unit,
            "default": self.default,
            "low": self.range.low,
            "high": self.range.high,
            "shape": self.range.shape,
            "from": "catalogue" if self.at is None else "study",
            "source": self.about.citation._asdict(),
            "kind": str(self.about.kind),
            "scenarios": list(self.scenarios),
        }


def uncertain(
    values: Mapping[str, float],
    ranges: Mapping[str, Given],
    scenarios: Mapping[str, Scenario],
    sweep: Sweep | None,
) -> tuple[Uncertain, ...]:
    """Return what is to be sampled, by name.

    Parameters
    ----------
    values, ranges
        Of the key ``uncertainties``.
    """
    found = [*_of_model(values, ranges), *_of_policies(ranges, scenarios, swept(scenarios, sweep))]
    return tuple(sorted(found, key=lambda one: one.name))


def samples(sampled: tuple[Uncertain, ...], seed: int, draws: int) -> Samples:
    """Return the values of every parameter in every draw."""
    return {one.name: one.values(seed, draws) for one in sampled}


def _of_model(values: Mapping[str, float], ranges: Mapping[str, Given]) -> Iterator[Uncertain]:
    for name, about, default in catalogue():
        if name not in values:
            span, at = _span(name, about, ranges)
            if span is not None:
                yield Uncertain(name, about, default, span, at=at)


def _of_policies(
    ranges: Mapping[str, Given], scenarios: Mapping[str, Scenario], levers: frozenset[str]
) -> Iterator[Uncertain]:
    left_open: dict[str, tuple[Parameter, dict[str, None]]] = {}
    for scenario, name, parameter in _open(scenarios):
        left_open.setdefault(name, (parameter, {}))[1][scenario] = None
    for name, (parameter, where) in left_open.items():
        span, at = _span(name, parameter.about, ranges)
        default = parameter.default
        if span is not None and name not in levers and isinstance(default, int | float):
            whole = parameter.kind == "integer"
            yield Uncertain(name, parameter.about, default, span, whole, at, tuple(where))


def _span(
    name: str, about: About, ranges: Mapping[str, Given]
) -> tuple[Range | None, Position | None]:
    """Return the range of a parameter: the study's, else that of the catalogue, else none."""
    if name in ranges:
        return ranges[name]
    return (None if about.uncertainty is None else Range(*about.uncertainty)), None


def _open(scenarios: Mapping[str, Scenario]) -> Iterator[tuple[str, str, Parameter]]:
    """Yield scenario, ``policy.parameter`` and parameter of every number that is left open."""
    for scenario in scenarios.values():
        for policy in scenario.policies:
            instance = policy.instance
            for leaf, parameter in instance.policy.parameters().items():
                if leaf not in instance.leaves and parameter.kind in ("number", "integer"):
                    yield scenario.name, f"{instance.policy.name}.{leaf}", parameter


def swept(scenarios: Mapping[str, Scenario], sweep: Sweep | None) -> frozenset[str]:
    """Return the parameters that the sweep varies, as ``policy.parameter``."""
    if sweep is None:
        return frozenset()
    policies = {policy.name: policy.instance for policy in scenarios[sweep.scenario].policies}
    parts = [name.partition(".") for name in sweep.parameters]
    return frozenset(f"{policies[name].policy.name}.{leaf}" for name, _, leaf in parts)


def check_ranges(
    values: Mapping[str, float],
    ranges: Mapping[str, Given],
    scenarios: Mapping[str, Scenario],
    sweep: Sweep | None,
    faults: Faults,
) -> None:
    """Refuse ranges of policies' parameters that are open in no scenario."""
    known = {one.name for one in uncertain(values, ranges, scenarios, sweep)}
    levers = swept(scenarios, sweep)
    used = {p.instance.policy.name for s in scenarios.values() for p in s.policies}
    for name, given in ranges.items():
        if name in known:
            continue
        policy = name.partition(".")[0]
        if name in levers:
            message = Text(
                f"{name} 由 sweep 取值，不能再给出区间",
                f"{name} is varied by sweep: it has no range",
            )
        elif policy in used:
            message = _set_everywhere(name, scenarios)
        else:
            message = Text(
                f"没有方案采用政策 {policy}，区间不起作用",
                f"no scenario has the policy {policy}, so there is nothing to sample",
            )
        faults.error(given.at, f"uncertainties.{name}", message)


def _set_everywhere(name: str, scenarios: Mapping[str, Scenario]) -> Text:
    """Say that every scenario with the policy sets the parameter, and where the first one does."""
    policy, _, leaf = name.partition(".")
    settings = [
        setting
        for scenario in scenarios.values()
        for one in scenario.policies
        if one.instance.policy.name == policy
        for setting in one.instance.leaves.get(leaf, ())
    ]
    lines = sorted({setting.origin.at.line for setting in settings if setting.origin.at})
    line = str(lines[0]) if lines else "?"
    return Text(
        f"采用 {policy} 的方案都已设定 {leaf}（第 {line} 行），没有可抽样之处：请删去此区间或该设定",
        f"every scenario with {policy} sets {leaf} (line {line}), so there is nothing to sample: "
        "remove this range, or the value there",
    )
