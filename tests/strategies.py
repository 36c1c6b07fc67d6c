"""Random valid studies on the demo county, for properties that must hold for any study."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "scenarios" / "counties" / "demo.yaml"

NAMES = ("status_quo", "reform", "more", "other")


def _yuan() -> st.SearchStrategy[Any]:
    number = st.integers(0, 2000) | st.floats(0, 2000, allow_nan=False).map(lambda y: round(y, 2))
    return number | number.map(lambda y: f"{y} 元/月") | number.map(lambda y: f"{12 * y} yuan/year")


def _share() -> st.SearchStrategy[Any]:
    return st.integers(0, 50).map(lambda p: p / 100) | st.integers(0, 50).map(lambda p: f"{p}%")


@st.composite
def dated(draw: st.DrawFn, value: st.SearchStrategy[Any], first: int, last: int) -> Any:
    """Draw a value, or values by year from ``first`` on."""
    if first == last or draw(st.booleans()):
        return draw(value)
    later = draw(st.sets(st.integers(first + 1, last), max_size=2))
    return {year: draw(value) for year in sorted({first, *later})}


@st.composite
def entries(
    draw: st.DrawFn, policy: str, start: int, last: int, begins: int | None = None
) -> dict[str, Any]:
    """Draw the parameters of a built-in policy.

    ``begins`` is the first year of the instance that is inherited, if there is one: a new
    ``from`` lies not before it (dated values may begin there) and comes with its ``until`` (the
    inherited one may lie before it). Other studies are refused.
    """
    given: dict[str, Any] = {}
    first = start
    if draw(st.booleans()):
        first = given["from"] = draw(st.integers(begins or start, last))
        given["phase_in"] = draw(st.integers(0, 4))
        if begins is not None or draw(st.booleans()):
            given["until"] = draw(st.integers(first, last))
    if policy == "delayed_retirement":
        first = given.get("from", max(start, 2025))
        if first <= last and draw(st.booleans()):
            given["early_share"] = draw(dated(_share(), first, last))
        return given
    if draw(st.booleans()):
        given["preset"] = draw(
            st.sampled_from(("tiers_default", "national_2013", "hunan_2019", "luxi", "beijing"))
        )
    if draw(st.booleans()):
        given["established_only"] = draw(st.booleans())
    zones = draw(st.lists(st.sampled_from(("village", "town", "seat")), unique=True))
    tiers = {zone: draw(dated(_yuan(), first, last)) for zone in zones}
    if tiers and draw(st.booleans()):
        given["yuan_per_month"] = tiers
    else:
        given.update({f"yuan_per_month.{zone}": value for zone, value in tiers.items()})
    return given


@st.composite
def policy_lists(
    draw: st.DrawFn, start: int, last: int, inherited: Mapping[str, int] | None = None
) -> list[Any]:
    """Draw the policies of a scenario; no two of them conflict.

    ``inherited`` holds the first years of the instances of the scenario that it extends.
    """
    begins = inherited or {}
    listed: list[Any] = []
    if draw(st.booleans()):
        listed.append(
            draw(
                st.just("delayed_retirement")
                | entries("delayed_retirement", start, last, begins.get("delayed_retirement")).map(
                    lambda given: {"delayed_retirement": given}
                )
            )
        )
    for name in draw(st.lists(st.sampled_from(("rural_subsidy", "second", "third")), unique=True)):
        given = draw(entries("rural_subsidy", start, last, begins.get(name)))
        if name != "rural_subsidy":
            given["as"] = name
        listed.append({"rural_subsidy": given} if given else "rural_subsidy")
    return draw(st.permutations(listed))


def _begins(
    listed: list[Any], inherited: Mapping[str, int], start: int, last: int
) -> dict[str, int]:
    """Return the first year of each instance that a scenario lists."""
    found = {}
    for item in listed:
        ((name, given),) = item.items() if isinstance(item, dict) else ((item, {}),)
        default = min(last, max(start, 2025)) if name == "delayed_retirement" else start
        called = given.get("as", name)
        found[called] = given.get("from", inherited.get(called, default))
    return found


@st.composite
def studies(draw: st.DrawFn, most_years: int = 4, most_burn_in: int = 2) -> dict[str, Any]:
    """Draw a valid study as plain data: up to four scenarios, few years, the demo county."""
    start = draw(st.integers(2024, 2028))
    count = draw(st.integers(1, most_years))
    last = start + count - 1
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    scenarios: dict[str, Any] = {}
    begins: dict[str, dict[str, int]] = {}
    for position, name in enumerate(names):
        scenario: dict[str, Any] = {}
        if position and draw(st.booleans()):
            scenario["extends"] = draw(st.sampled_from(names[:position]))
        inherited = begins.get(scenario.get("extends", ""), {})
        scenario["policies"] = draw(policy_lists(start, last, inherited))
        begins[name] = {**inherited, **_begins(scenario["policies"], inherited, start, last)}
        scenarios[name] = scenario
    return {
        "title": {"zh": "随机研究", "en": "Random study"},
        "county": str(DEMO),
        "years": {"start": start, "count": count, "burn_in": draw(st.integers(0, most_burn_in))},
        "seed": draw(st.integers(0, 2**63 - 1)),
        "replications": draw(st.integers(1, 3)),
        "baseline": draw(st.sampled_from(names)),
        "scenarios": scenarios,
    }


def as_yaml(study: Any) -> str:
    """Return plain data as YAML (years stay numbers, unlike in JSON)."""
    stream = io.StringIO()
    yaml = YAML(typ="safe", pure=True)
    yaml.allow_unicode = True
    yaml.sort_base_mapping_type_on_output = False
    yaml.dump(study, stream)
    return stream.getvalue()


def write_study(study: dict[str, Any], folder: Path, name: str = "study.yaml") -> Path:
    """Write a study into a folder and return its file."""
    path = folder / name
    path.write_text(as_yaml(study), encoding="utf-8")
    return path
