"""Schools and townships that a policy lists must be those of the study's county.

A policy holds names only and claims the same in every county; which names there are is known where
the study is read. A mistake is told once, in the scenario that writes it, not in those that extend
it or in the doses of a sweep.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from teacherflow.faults import Faults, Position
from teacherflow.scenario.scenario import Scenario
from teacherflow.text import Text

if TYPE_CHECKING:
    from teacherflow.population.data import CountyData

_SCHOOL = Text("学校", "school")
_TOWNSHIP = Text("乡镇", "township")
_OURS = Text("本县", "the county")
_ANYWHERE = Text(
    "全国研究中不能点名学校或乡镇：各县的学校不同；请改用区域（zone）等条件",
    "a study of a nation cannot name schools or townships: those of its counties differ; "
    "use zones or other conditions",
)


def check_places(
    scenarios: Mapping[str, Scenario], counties: Sequence[CountyData], faults: Faults
) -> None:
    """Note every name of a school or township that a county of the study does not have.

    Parameters
    ----------
    counties : sequence of CountyData
        Empty for the counties of a nation, in which no school can be named.
    """
    written = sorted({found for scenario in scenarios.values() for found in _listed(scenario)})
    if not written:
        return
    from teacherflow.population.places import place_names

    known = [place_names(county) for county in counties]
    for at, key, name in written:
        kind, of = _SCHOOL, "schools"
        if name.startswith("township"):
            kind, of = _TOWNSHIP, "townships"
        if not counties:
            faults.error(at, key, _ANYWHERE)
        lacking = (k for k, names in enumerate(known) if name not in names[of])
        first = next(lacking, None)
        if first is not None:
            county = counties[first].title.text if len(counties) > 1 else _OURS
            faults.error(at, key, _unknown(county, kind, name, known[first][of]))


def _listed(scenario: Scenario) -> Iterator[tuple[Position, str, str]]:
    """Yield where a name stands, the parameter that holds it, and the name."""
    for policy in scenario.policies:
        for leaf, parameter in policy.instance.policy.parameters().items():
            if parameter.kind != "places":
                continue
            for setting in policy.instance.leaves.get(leaf, ()):
                names = setting.value if isinstance(setting.value, tuple) else ()
                for name in names:
                    yield setting.origin.at or policy.instance.at, f"{policy.name}.{leaf}", name


def _unknown(county: Text, kind: Text, name: str, names: tuple[str, ...]) -> Text:
    """Say that there is no such place, and which is meant: the number counts before the zone."""
    zone, number = _parts(name)
    meant = min(
        names, key=lambda other: (abs(_parts(other)[1] - number), _parts(other)[0] != zone, other)
    )
    listed = ", ".join(_spans(names))
    return Text(
        f"{county.zh}没有名为 {name} 的{kind.zh}；是否想写 {meant}？（可用：{listed}）",
        f"{county.en} has no {kind.en} called {name}; did you mean {meant}? (allowed: {listed})",
    )


def _parts(name: str) -> tuple[str, int]:
    zone, _, number = name.partition("_")
    return zone, int(number)


def _spans(names: tuple[str, ...]) -> Iterator[str]:
    """Yield runs of names with successive numbers as first–last: there may be hundreds."""
    first = last = ""
    for name in (*names, ""):
        if last and not _follows(last, name):
            yield first if first == last else f"{first} … {last}"
            first = ""
        first, last = first or name, name


def _follows(before: str, after: str) -> bool:
    """Tell whether two names differ by one in the number."""
    return bool(after) and _parts(after) == (_parts(before)[0], _parts(before)[1] + 1)
