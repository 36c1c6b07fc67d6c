"""What a sound study is warned of: it runs, and some of it tells little or does nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from teacherflow.faults import Faults, Position
from teacherflow.scenario.matching_rules import USED_WITH
from teacherflow.scenario.sampling import Uncertain
from teacherflow.scenario.scenario import Scenario
from teacherflow.scenario.study_file import RawStudy
from teacherflow.terms.pay import PAY_ITEMS
from teacherflow.text import Text
from teacherflow.yaml_tree import Items


def warn_of_weaknesses(
    raw: RawStudy, scenarios: Mapping[str, Scenario], at: Position, faults: Faults
) -> None:
    """Warn of what runs and tells little: one replication, twins, rules and budgets that idle."""
    of_nation = raw.counties is not None and not isinstance(raw.counties, Items)
    if raw.replications * raw.draws < 2 and not of_nation:
        message = Text(
            "只有 1 次重复，给不出区间", "one replication only: differences have no interval"
        )
        faults.warn(at, "replications", message)
    for first, second in _twins(scenarios[name] for name in raw.scenarios):
        message = Text(
            f"与方案 {first} 的政策完全相同", f"has the same policies as the scenario {first}"
        )
        faults.warn(raw.scenarios[second].at, f"scenarios.{second}", message)
    _idle_rules(raw, scenarios, faults)
    _idle_budget(raw, scenarios, faults)


def warn_of_sampling(
    raw: RawStudy, sampled: tuple[Uncertain, ...], at: Position, faults: Faults
) -> None:
    """Warn of ranges without draws, and of draws without anything to sample."""
    for name, given in raw.ranges.items() if raw.draws == 1 else ():
        message = Text(
            "draws 为 1，不抽样：此区间只记录，运行用默认值",
            "draws is 1, so nothing is sampled: the range is recorded, the run uses the default",
        )
        faults.warn(given.at, f"uncertainties.{name}", message)
    if raw.draws > 1 and not sampled:
        message = Text(
            f"没有可抽样的参数，{raw.draws} 组完全相同：请写 draws: 1",
            f"no parameter is left to sample, so all {raw.draws} draws are the same: write draws: 1",
        )
        faults.warn(at, "draws", message)


def _idle_budget(raw: RawStudy, scenarios: Mapping[str, Scenario], faults: Faults) -> None:
    """Warn of a budget out of which no policy pays anything."""
    settled = [terms for scenario in scenarios.values() for terms in scenario.terms.values()]
    if raw.budget and not any(terms[PAY_ITEMS] for terms in settled):
        message = Text("不起作用：没有政策发放津补贴", "has no effect: no policy pays allowances")
        faults.warn(raw.budget.at, "budget", message)


def _idle_rules(raw: RawStudy, scenarios: Mapping[str, Scenario], faults: Faults) -> None:
    """Warn of rules of matching for something that no policy brings about."""
    everywhere = [terms for s in scenarios.values() for terms in s.terms.values()]
    places = [("matching", raw.matching, everywhere)]
    for name, scenario in raw.scenarios.items():
        own = list(scenarios[name].terms.values())
        places.append((f"scenarios.{name}.matching", scenario.matching, own))
    for key, rules, settled in places:
        for what, term in USED_WITH.items():
            if what in rules and not any(terms[term] for terms in settled):
                message = Text(
                    "不起作用：没有政策带来这一环节", "has no effect: no policy brings this about"
                )
                faults.warn(rules[what].at, f"{key}.{what}", message)


def _twins(scenarios: Iterable[Scenario]) -> list[tuple[str, str]]:
    """Return pairs of scenarios that list the same policies and rules with the same values."""
    seen: list[tuple[Any, str]] = []
    pairs = []
    for scenario in scenarios:
        plain = scenario.as_dict()
        listed = plain["policies"], plain["matching"]
        same = next((name for other, name in seen if other == listed), None)
        if same is None:
            seen.append((listed, scenario.name))
        else:
            pairs.append((same, scenario.name))
    return pairs
