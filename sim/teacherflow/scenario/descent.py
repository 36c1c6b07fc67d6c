"""Who extends whom: parents before children, loops refused, orphans checked on their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from teacherflow.faults import Faults, Position, unknown
from teacherflow.policies.base import PolicyModel
from teacherflow.scenario.instances import Instance
from teacherflow.scenario.study_file import RawScenario, titles_of
from teacherflow.text import Text, word_for
from teacherflow.yaml_tree import Fields, Items, Scalar


def parents_first(scenarios: dict[str, RawScenario], faults: Faults) -> list[str]:
    """Return the sound scenarios, each after the one it extends.

    A scenario that extends an unknown one or none that can be read, runs in a circle, or descends
    from such a scenario is left out; the reason is among the faults.
    """
    sound: dict[str, bool] = {}
    order: list[str] = []
    for start in scenarios:
        chain: dict[str, None] = {}
        link, ok = start, True
        while link not in sound:
            if link in chain:
                _circle(scenarios, list(chain), link, faults)
                ok = False
                break
            chain[link] = None
            if scenarios[link].orphaned:
                ok = False
                break
            parent = scenarios[link].extends
            if parent is None:
                break
            if parent.value not in scenarios:
                others = [name for name in scenarios if name != link]
                kind, titles = Text("方案", "scenario"), titles_of(scenarios)
                message = unknown(kind, parent.value, others, titles=titles)
                faults.error(parent.at, f"scenarios.{link}.extends", message)
                ok = False
                break
            link = str(parent.value)
        else:
            ok = sound[link]
        for name in reversed(chain):
            sound[name] = ok
            if ok:
                order.append(name)
    return order


def _circle(scenarios: dict[str, RawScenario], chain: list[str], link: str, faults: Faults) -> None:
    loop = [*chain[chain.index(link) :], link]
    links = [scenarios[child].extends for child, _ in pairwise(loop)]
    places = [parent.at for parent in links if parent is not None]
    circle, lines = " → ".join(loop), ", ".join(str(at.line) for at in places)
    word = word_for(len(places), "line")
    message = Text(
        f"extends 成环：{circle}（第 {lines} 行）",
        f"extends runs in a circle: {circle} ({word} {lines})",
    )
    faults.error(places[-1], f"scenarios.{loop[-2]}.extends", message)


def named_elsewhere(
    scenarios: Mapping[str, RawScenario], catalogue: Mapping[str, type[PolicyModel]], but: str
) -> dict[str, Instance]:
    """Return the instances that other scenarios name with ``as``.

    A scenario whose parent is not known may mean any of them; its own values are checked all the
    same.
    """
    found = {
        called: Instance(called, catalogue[policy], at)
        for name, scenario in scenarios.items()
        if name != but
        for policy, called, at in _names(scenario)
        if policy in catalogue
    }
    for _, called, _ in _names(scenarios[but]):
        found.pop(called, None)
    return found


def _names(scenario: RawScenario) -> Iterator[tuple[str, str, Position]]:
    """Yield (policy, name, place) of each entry that has a name of its own."""
    listed = scenario.policies.items if isinstance(scenario.policies, Items) else ()
    for entry in listed:
        for policy, given in entry.entries if isinstance(entry, Fields) else ():
            called = given.get("as") if isinstance(given, Fields) else None
            if isinstance(called, Scalar) and isinstance(called.value, str):
                yield str(policy.value), called.value, called.at
