"""Random studies on the demo county, for properties that must hold for any study.

`studies` draws valid ones: all built-in policies with their presets, dated values, second
instances (``as``), ``off``, ``extends``, ``matching``, ``budget`` and ``sweep``; asked to, also
such that may be at odds with themselves. `spoiled` spoils a valid one.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.policies.parameter import Parameter
from teacherflow.scenario.matching_rules import ALLOWED

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "scenarios" / "counties" / "demo.yaml"

NAMES = ("status_quo", "reform", "more", "other")
POLICIES = {policy.name: policy for policy in BUILT_IN}

INSTANCES = {
    **{name: name for name in POLICIES if name != "relaxed_retirement"},
    "second": "rural_subsidy",
    "third": "rural_subsidy",
    "rotation_2": "mandatory_rotation",
    "titles_2": "title_prerequisite",
    "hiring_again": "competitive_hiring",
}
"""What drawn instances are called, and the policy of each.

A second delayed retirement, or retirement by service, would be in conflict with the first one; a
second competition for posts is drawn only for years in which the first one does not hold.
"""
AGAIN = {f"{name}_again": name for name in POLICIES if name != "competitive_hiring"}
"""Second instances that may be in conflict with the first."""
ANY = {**INSTANCES, "relaxed_retirement": "relaxed_retirement", **AGAIN}

BEGINS = {name: policy.first_year() for name, policy in POLICIES.items()}
"""First year of policies that have one without being told."""

TOGETHER = {
    "appraisal_reform": ("ethics", "work", "research", "pupils", "parents"),
    "competitive_hiring": ("waiting.other_work", "waiting.early_retirement", "waiting.dismissal"),
}
"""Shares that add up to one: given together, and undated."""

KEPT = {
    "rural_subsidy.near_share": (0.0, 0.5),
    "rural_subsidy.far_share": (0.0, 0.5),
    "rural_subsidy.near_below": (0.0, 10.0),
    "rural_subsidy.far_above": (10.0, 500.0),
    "competitive_hiring.weights.performance": (0.1, 1.0),
    "rural_honours.years.county": (0, 10),
    "rural_honours.years.province": (11, 20),
    "rural_honours.years.nation": (21, 45),
}
"""Narrower ranges, so that no other value can be at odds with these."""


def values(policy: str, leaf: str, parameter: Parameter) -> st.SearchStrategy[Any]:
    """Return a strategy for allowed values of a parameter, in the spellings of study files."""
    if parameter.kind == "boolean":
        return st.booleans()
    if parameter.kind == "string":
        asks_for_places = {("rural_subsidy", "by"): "list"}.get((policy, leaf))
        return st.sampled_from([c for c in parameter.choices if c != asks_for_places])
    low, high = KEPT.get(f"{policy}.{leaf}", (parameter.about.low, parameter.about.high))
    if parameter.kind == "integer":
        small = st.integers(int(low), int(min(high, low + 5)))
        return small | st.sampled_from((int(low), int(high)))
    number = st.floats(low, high).map(lambda v: min(high, max(low, round(v, 3))))
    plain = number | st.sampled_from((low, high, parameter.default))
    spelled: dict[str, Any] = {
        "share": lambda v: f"{100 * v:.6g}%",
        "yuan/month": lambda v: f"{12 * v:.12g} 元/年",
        "km": lambda v: f"{v:.12g} 公里",
    }
    by = spelled.get(parameter.about.unit)
    return plain if by is None else plain | plain.map(by)


@st.composite
def dated(draw: st.DrawFn, value: st.SearchStrategy[Any], first: int, last: int) -> Any:
    """Draw a value, or values by year from ``first`` on."""
    if first >= last or draw(st.booleans()):
        return draw(value)
    later = draw(st.sets(st.integers(first + 1, last), max_size=2))
    return {year: draw(value) for year in sorted({first, *later})}


@dataclass(frozen=True)
class Frame:
    """The years of a drawn study, and the years in which an instance has to hold.

    Attributes
    ----------
    start, last : int
        Study years.
    begins : int or None
        First year of the instance that is inherited, if there is one. A new ``from`` lies not
        before it (dated values may begin there) and comes with its ``until`` (the inherited one
        may lie before it). Other studies are refused.
    dates : bool
        Whether ``from`` and ``until`` may be drawn.
    held : (int, int) or None
        First and last year, if they are settled.
    """

    start: int
    last: int
    begins: int | None = None
    dates: bool = True
    held: tuple[int, int] | None = None


@st.composite
def entries(draw: st.DrawFn, policy: str, frame: Frame) -> dict[str, Any]:
    """Draw the parameters of a built-in policy."""
    given: dict[str, Any] = {}
    if frame.held is not None:
        given["from"], given["until"] = frame.held
    elif frame.dates and draw(st.booleans()):
        given["from"] = draw(st.integers(frame.begins or frame.start, frame.last))
        given["phase_in"] = draw(st.integers(0, 1 if policy == "title_prerequisite" else 4))
        if frame.begins is not None or draw(st.booleans()):
            given["until"] = draw(st.integers(given["from"], frame.last))
    if POLICIES[policy].presets and draw(st.booleans()):
        given["preset"] = draw(st.sampled_from(sorted(POLICIES[policy].presets)))
    # what a new instance has by default, what an inherited one had: dated values begin no later
    default = BEGINS[policy] if frame.begins is None else frame.begins
    first = given.get("from", max(frame.start, default or frame.start))
    known = POLICIES[policy].parameters()
    bound = TOGETHER.get(policy, ())
    places = {leaf for leaf, parameter in known.items() if parameter.kind == "places"}
    counted = {"lead_years", "indexed", "delay_years"} if "from" not in given else set()
    free = sorted(set(known) - set(bound) - places - counted)
    for leaf in draw(st.lists(st.sampled_from(free), unique=True, max_size=4)):
        value = values(policy, leaf, known[leaf])
        given[leaf] = draw(dated(value, min(first, frame.last), frame.last))
    if bound and draw(st.integers(0, 4)) == 0:
        cuts = st.lists(st.integers(0, 10), min_size=len(bound) - 1, max_size=len(bound) - 1)
        ends = [0, *sorted(draw(cuts)), 10]
        shares = [(high - low) / 10 for low, high in pairwise(ends)]
        given.update(zip(bound, shares, strict=True))
    if policy == "rural_subsidy" and draw(st.integers(0, 3)) == 0:
        given |= {"by": "list", "schools.first": ["township_000"], "schools.third": ["seat_000"]}
    return grouped(given) if draw(st.booleans()) else given


def grouped(given: Mapping[str, Any]) -> dict[str, Any]:
    """Spell ``group.leaf: value`` as ``group: {leaf: value}``."""
    nested: dict[str, Any] = {}
    for key, value in given.items():
        group, dot, leaf = key.partition(".")
        if dot:
            nested.setdefault(group, {})[leaf] = value
        else:
            nested[key] = value
    return nested


@st.composite
def policy_lists(
    draw: st.DrawFn,
    start: int,
    last: int,
    inherited: Mapping[str, int] | None = None,
    at_odds: bool = False,
    among: Collection[str] = (),
) -> list[Any]:
    """Draw the policies of a scenario; no two of them conflict, unless ``at_odds`` is allowed.

    ``inherited`` holds the first years of the instances of the scenario that it extends;
    ``among``, if not empty, all instances that may be drawn.
    """
    begins = inherited or {}
    again = "hiring_again"
    listed: list[Any] = []
    known = ANY if at_odds else INSTANCES
    asked = sorted(among or known)
    size = {"min_size": 2, "max_size": 8} if at_odds else {"max_size": 4}
    names = draw(st.lists(st.sampled_from(asked), unique=True, **size))
    split = draw(st.integers(start + 1, last)) if last > start else None
    if again in names and again not in begins and (begins or split is None):
        names.remove(again)
    if again in begins and "competitive_hiring" not in begins:
        names = [name for name in names if name != "competitive_hiring"]
    for name in names:
        policy = known[name]
        hiring = policy == "competitive_hiring"
        if name in begins and draw(st.integers(0, 2)) == 0:
            listed.append({name: "off"})
            continue
        dates = not (hiring and (again in begins or again in names))
        held = None
        if hiring and again in names and not begins and split is not None:
            held = (split, last) if name == again else (start, split - 1)
        given = draw(entries(policy, Frame(start, last, begins.get(name), dates, held)))
        if name != policy:
            given["as"] = name
        listed.append({policy: given} if given else policy)
    return draw(st.permutations(listed))


@dataclass
class _Drawn:
    """A scenario as drawn, and the first years of its instances."""

    plain: dict[str, Any]
    begins: dict[str, int] = field(default_factory=dict)


def _begins(
    listed: list[Any], inherited: Mapping[str, int], start: int, last: int
) -> dict[str, int]:
    """Return the first year of each instance of a scenario."""
    found = dict(inherited)
    for item in listed:
        ((name, given),) = item.items() if isinstance(item, dict) else ((item, {}),)
        if given == "off":
            del found[name]
            continue
        default = BEGINS[name]
        first = start if default is None else min(last, max(start, default))
        called = given.get("as", name)
        found[called] = given.get("from", inherited.get(called, first))
    return found


@st.composite
def rules(draw: st.DrawFn) -> dict[str, str]:
    """Draw rules of matching."""
    phases = draw(st.lists(st.sampled_from(sorted(ALLOWED)), unique=True, min_size=1))
    return {phase: draw(st.sampled_from(ALLOWED[phase])) for phase in phases}


UNSWEPT = ("near_below", "far_above", "lead_years", "weights.performance")


@st.composite
def sweeps(draw: st.DrawFn, drawn: Mapping[str, _Drawn]) -> dict[str, Any] | None:
    """Draw a sweep over some parameter of some instance, if there is any."""
    able = sorted(name for name, scenario in drawn.items() if scenario.begins)
    if not able:
        return None
    scenario = draw(st.sampled_from(able))
    instance = draw(st.sampled_from(sorted(drawn[scenario].begins)))
    policy = ANY[instance]
    known = POLICIES[policy].parameters()
    barred = (*UNSWEPT, "indexed", "delay_years", *TOGETHER.get(policy, ()))
    barred += tuple(leaf for leaf, parameter in known.items() if parameter.kind == "places")
    leaf = draw(st.sampled_from(sorted(set(known) - set(barred))))
    parameter = known[leaf]
    few = st.lists(
        values(policy, leaf, parameter), min_size=1, max_size=2, unique_by=parameter.read
    )
    return {
        "scenario": scenario,
        "parameter": f"{instance}.{leaf}",
        "values": draw(few),
    }


@st.composite
def studies(
    draw: st.DrawFn,
    most_years: int = 4,
    most_burn_in: int = 2,
    fewest_years: int = 1,
    most_scenarios: int = len(NAMES),
    at_odds: bool = False,
    among: Collection[str] = (),
) -> dict[str, Any]:
    """Draw a study as plain data: up to four scenarios, few years, the demo county.

    It is valid; only if ``at_odds`` is allowed some of its policies may be in conflict. ``among``,
    if not empty, holds the instances that may be drawn.
    """
    start = draw(st.integers(2024, 2028))
    count = draw(st.integers(fewest_years, most_years))
    last = start + count - 1
    names = NAMES[: draw(st.integers(1, most_scenarios))]
    drawn: dict[str, _Drawn] = {}
    for position, name in enumerate(names):
        scenario = _Drawn({})
        if position and draw(st.booleans()):
            scenario.plain["extends"] = draw(st.sampled_from(names[:position]))
        parent = drawn.get(scenario.plain.get("extends", ""), _Drawn({}))
        listed = draw(policy_lists(start, last, parent.begins, at_odds, among))
        scenario.plain["policies"] = listed
        scenario.begins = _begins(listed, parent.begins, start, last)
        if draw(st.integers(0, 3)) == 0:
            scenario.plain["matching"] = draw(rules())
        drawn[name] = scenario
    study = {
        "title": {"zh": "随机研究", "en": "Random study"},
        "county": str(DEMO),
        "years": {"start": start, "count": count, "burn_in": draw(st.integers(0, most_burn_in))},
        "seed": draw(st.integers(0, 2**63 - 1)),
        "replications": draw(st.integers(1, 3)),
        "baseline": draw(st.sampled_from(names)),
        "scenarios": {name: scenario.plain for name, scenario in drawn.items()},
    }
    if draw(st.integers(0, 3)) == 0:
        study["matching"] = draw(rules())
    if draw(st.integers(0, 3)) == 0:
        study["budget"] = draw(st.sampled_from((0, 400_000, "200万元/年")))
    sweep = draw(sweeps(drawn)) if draw(st.integers(0, 2)) == 0 else None
    return study if sweep is None else {**study, "sweep": sweep}


JUNK: tuple[Any, ...] = (
    *(None, True, False, -1, 0, 0.5, 7, 10**30, 1e308, "off", "", "x", "serial", "10％", "６"),
    *("0.1，0.2", "policy：x", "3 里", "2024", [], [1, 2], ["x"], [[]], {}, {"x": 1}),
    *({2024: 1}, {2030: {"x": 2}}, {2024: {2025: 1}}, "mandatory_rotation", "status_quo"),
)
"""What may stand where something else is meant."""


@st.composite
def spoiled(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a valid study and put junk into one to three places of it."""
    study: dict[str, Any] = copy.deepcopy(draw(studies(most_years=3, most_burn_in=0)))
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(_places(study)))
        junk = draw(st.sampled_from(JUNK))
        if isinstance(holder, dict) and draw(st.integers(0, 2)) == 0:
            name = draw(st.sampled_from((*SPOILED_KEYS, *_keys(study))))
            holder[name] = holder.pop(key)
        else:
            holder[key] = copy.deepcopy(junk)
    return study


SPOILED_KEYS = (
    "x",
    "from",
    "as",
    "preset",
    "sweep",
    "matching",
    "share",
    "sharе",
    2024,
    "a.b",
    True,
)


def _places(node: Any) -> list[tuple[Any, Any]]:
    """Return every place of a tree, as its holder and the key in it."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node)))
    found = [(node, key) for key in keys]
    inner = [node[key] for key in keys if isinstance(node[key], dict | list)]
    return [*found, *(place for one in inner for place in _places(one))]


def _keys(node: Any) -> list[Any]:
    return [key for holder, key in _places(node) if isinstance(holder, dict)]


def as_yaml(study: Any) -> str:
    """Return plain data as YAML (years stay numbers, unlike in JSON), one entry a line.

    Written by hand, since many studies are drawn and the writer of ruamel takes ten times as long.
    """
    return "\n".join(_lines(study)) + "\n"


def _lines(node: Any) -> Iterator[str]:
    if not isinstance(node, dict | list) or not node:
        yield _scalar(node)
        return
    pairs = node.items() if isinstance(node, dict) else ((None, inner) for inner in node)
    for key, inner in pairs:
        mark = "-" if isinstance(node, list) else f"{_scalar(key)}:"
        if isinstance(inner, dict | list) and inner:
            yield mark
            yield from (f"  {line}" for line in _lines(inner))
        else:
            yield f"{mark} {_scalar(inner)}"


def _scalar(value: Any) -> str:
    """Return a value as both JSON and YAML write it; a plain word goes without quotes."""
    plain = isinstance(value, str) and WORD.fullmatch(value) and value not in NO_WORDS
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


WORD, NO_WORDS = re.compile("[a-z][a-z_0-9]*"), ("true", "false", "null")


def write_study(study: dict[str, Any], folder: Path, name: str = "study.yaml") -> Path:
    """Write a study into a folder and return its file."""
    path = folder / name
    path.write_text(as_yaml(study), encoding="utf-8")
    return path
