"""Who extends whom: parents before children, loops refused."""

from __future__ import annotations

from itertools import pairwise

from teacherflow.faults import Faults, unknown
from teacherflow.scenario.study_file import RawScenario
from teacherflow.text import Text


def parents_first(scenarios: dict[str, RawScenario], faults: Faults) -> list[str]:
    """Return the sound scenarios, each after the one it extends.

    A scenario that extends an unknown one, runs in a circle, or descends from such a scenario is
    left out; the reason is among the faults.
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
            parent = scenarios[link].extends
            if parent is None:
                break
            if parent.value not in scenarios:
                others = [name for name in scenarios if name != link]
                message = unknown(Text("方案", "scenario"), parent.value, others)
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
    word = "line" if len(places) == 1 else "lines"
    message = Text(
        f"extends 成环：{circle}（第 {lines} 行）",
        f"extends runs in a circle: {circle} ({word} {lines})",
    )
    faults.error(places[-1], f"scenarios.{loop[-2]}.extends", message)
