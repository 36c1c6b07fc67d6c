"""The scenarios that an attribution needs: a package with some of its parts, all else as it was.

A coalition is the baseline with what some players (`teacherflow.scenario.players`) change. With few
players all coalitions are run and Shapley values (Shapley 1953, "A value for n-person games") are
exact. With more, they are means over some orders in which players enter: each order is keyed by the
seed of the study and has its reverse beside it, so that who enters early in one enters late in the
other (antithetic sampling: Mitchell et al. 2022, "Sampling permutations for Shapley value
estimation"). The orders are the same in every draw and replication, so shares add up in each of
them. In any case every player is run alone, and the package without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations
from typing import Any

import numpy as np

from teacherflow.draws import Draws
from teacherflow.faults import Fault, Faults, Position, unknown
from teacherflow.scenario.attribute import (
    ALL,
    DEFAULT_PERMUTATIONS,
    EXACT_UP_TO,
    SHAPLEY,
    RawAttribute,
)
from teacherflow.scenario.exchange_forms import check_forms
from teacherflow.scenario.matching_rules import CLAIMANT
from teacherflow.scenario.plain import digest_of
from teacherflow.scenario.players import Player, differences, players_of, signature
from teacherflow.scenario.scenario import Scenario
from teacherflow.scenario.settled import settled_scenario
from teacherflow.scenario.study_file import MOST_SCENARIOS, RawStudy
from teacherflow.terms.catalogue import readers
from teacherflow.text import Text, counted

type Coalition = frozenset[str]

KEY = "attribute"
LONGEST_NAME = 80
_SHOWN = 3
_SCENARIO = Text("方案", "scenario")


@dataclass(frozen=True)
class Attribution:
    """An attribution, resolved.

    Attributes
    ----------
    scenario : str
        The package.
    method : str
        ``shapley`` or ``one_at_a_time``.
    players : tuple of Player
        In the order of their names.
    orders : tuple of tuples of str
        Orders in which players enter; none if all coalitions are run, or only single ones.
    coalitions : mapping of frozenset of str to str
        The scenario that stands for each coalition: the baseline for nobody, the package for all.
    planned : tuple of str
        Scenarios that the study does not list, in the order in which they stand.
    """

    scenario: str
    method: str
    players: tuple[Player, ...]
    orders: tuple[tuple[str, ...], ...]
    coalitions: Mapping[Coalition, str]
    planned: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the attribution as plain data."""
        return {
            "scenario": self.scenario,
            "method": self.method,
            "players": {player.name: player.as_dict() for player in self.players},
            "orders": [list(order) for order in self.orders],
            "coalitions": [
                {"players": sorted(chosen), "scenario": self.coalitions[chosen]}
                for chosen in sorted(self.coalitions, key=_rank)
            ],
            "planned": list(self.planned),
        }


def _rank(coalition: Coalition) -> tuple[int, list[str]]:
    return len(coalition), sorted(coalition)


def attributed(
    raw: RawStudy,
    baseline: str,
    scenarios: Mapping[str, Scenario],
    counties: int,
    faults: Faults,
) -> tuple[dict[str, Scenario], Attribution | None]:
    """Return the scenarios that the key ``attribute`` adds, and what they are for.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        Those of the file that are sound, and of the sweep.
    counties : int
        How many the study runs in.
    """
    asked = raw.attribute
    if asked is None or baseline not in scenarios:
        return {}, None
    package = _package(asked, raw, baseline, scenarios, faults)
    if package is None:
        return {}, None
    single = differences(scenarios[baseline], scenarios[package], raw.draws > 1)
    if not single:
        faults.error(_at(asked), KEY, _nothing(package, baseline))
        return {}, None
    players = players_of(asked, package, single, faults)
    if not players:
        return {}, None
    names = tuple(player.name for player in players)
    orders = _orders(asked, names, raw.luck, faults)
    wanted = _wanted(asked, names, orders, faults)
    if wanted is None:
        return {}, None
    plan = _Plan(raw, asked, scenarios, baseline, package, players, faults)
    made, coalitions = plan.made(wanted)
    _warn(asked, raw, len(made), counties, faults)
    found = Attribution(package, asked.method, players, orders, coalitions, tuple(made))
    return made, found


def _at(asked: RawAttribute) -> Position:
    return asked.scenario.at if asked.scenario is not None else asked.at


def _nothing(package: str, baseline: str) -> Text:
    return Text(
        f"方案 {package} 与基准 {baseline} 的政策完全相同，没有可归因的差异：请写另一个方案，或删去此键",
        f"the scenario {package} has the same policies as the baseline {baseline}, so there is "
        "nothing to attribute: name another scenario, or remove this key",
    )


def _package(
    asked: RawAttribute,
    raw: RawStudy,
    baseline: str,
    scenarios: Mapping[str, Scenario],
    faults: Faults,
) -> str | None:
    """Return the scenario that is asked for: the named one, or the one with most differences."""
    others = [name for name in raw.scenarios if name != baseline]
    if asked.scenario is not None:
        name = str(asked.scenario.value)
        if name == baseline:
            message = Text(
                f"{name} 是基准，请写与它比较的方案",
                f"{name} is the baseline: name another scenario",
            )
            faults.error(asked.scenario.at, KEY, message)
        elif name not in others:
            faults.error(asked.scenario.at, KEY, unknown(_SCENARIO, name, others))
        return name if name in others and name in scenarios else None
    if any(name not in scenarios for name in others):  # it has mistakes of its own
        return None
    if not others:
        message = Text(
            f"除基准 {baseline} 外没有其他方案，无从归因",
            f"there is no scenario beside the baseline {baseline}: nothing to attribute",
        )
        faults.error(asked.at, KEY, message)
        return None
    base, sampling = scenarios[baseline], raw.draws > 1
    counts = {name: len(differences(base, scenarios[name], sampling)) for name in others}
    first = [name for name in others if counts[name] == max(counts.values())]
    if len(first) > 1:
        listed = ", ".join(first)
        message = Text(
            f"有多个方案的差异同样多（{listed}）：请写明是哪一个，如 attribute: {first[-1]}",
            f"several scenarios differ most from the baseline ({listed}): say which, such as "
            f"attribute: {first[-1]}",
        )
        faults.error(asked.at, KEY, message)
        return None
    return first[0]


def _orders(
    asked: RawAttribute, names: Sequence[str], seed: int, faults: Faults
) -> tuple[tuple[str, ...], ...]:
    """Return the orders in which players enter, each followed by its reverse; none if exact."""
    given = asked.permutations
    if asked.method != SHAPLEY or len(names) <= EXACT_UP_TO:
        if given is not None:
            faults.warn(given.at, f"{KEY}.permutations", _all_are_run(asked, len(names)))
        return ()
    if given is not None and given.value == ALL:
        return ()
    count = int(given.value) if given is not None and given.value else DEFAULT_PERMUTATIONS
    found: list[tuple[str, ...]] = []
    draws, who = Draws(seed), np.arange(len(names))
    for k in range(count // 2):
        order = tuple(names[i] for i in draws.order("attribution order", k, who))
        found += [order, order[::-1]]
    return tuple(found)


def _all_are_run(asked: RawAttribute, players: int) -> Text:
    if asked.method != SHAPLEY:
        return Text(f"method 为 {asked.method} 时不起作用", f"has no effect with {asked.method}")
    return Text(
        f"不起作用：共 {players} 项，不超过 {EXACT_UP_TO} 项时运行全部组合",
        f"has no effect: with {players} parts (up to {EXACT_UP_TO}) all combinations are run",
    )


def _wanted(
    asked: RawAttribute,
    names: Sequence[str],
    orders: Sequence[Sequence[str]],
    faults: Faults,
) -> list[Coalition] | None:
    """Return all coalitions that are needed, smallest first; None if they are too many."""
    exact = asked.method == SHAPLEY and not orders
    if exact and 2 ** len(names) > MOST_SCENARIOS:
        _too_many(asked, 2 ** len(names), len(names), faults)
        return None
    if exact:
        sizes = range(len(names) + 1)
        return [frozenset(one) for size in sizes for one in combinations(names, size)]
    everyone = frozenset(names)
    found = {frozenset[str](), everyone}
    found |= {frozenset([name]) for name in names} | {everyone - {name} for name in names}
    found |= {frozenset(order[:k]) for order in orders for k in range(len(order))}
    if len(found) > MOST_SCENARIOS:
        _too_many(asked, len(found), len(names), faults)
        return None
    return sorted(found, key=_rank)


def _too_many(asked: RawAttribute, count: int, players: int, faults: Faults) -> None:
    message = Text(
        f"最多 {MOST_SCENARIOS} 个方案；{players} 项政策的归因连同已有方案共需 {count} 个。"
        "请在 policies 中把政策合成几组，或减少 permutations，或用 method: one_at_a_time",
        f"at most {MOST_SCENARIOS} scenarios; with those that the {players} parts need there would "
        f"be {count}. Put policies together under policies, take fewer permutations, or "
        "method: one_at_a_time",
    )
    faults.error(_at(asked), KEY, message)


def _warn(asked: RawAttribute, raw: RawStudy, planned: int, counties: int, faults: Faults) -> None:
    """Tell what the attribution costs, before it is run."""
    if not planned:
        return
    auto = raw.precision
    units = (raw.replications if auto is None else auto.most) * raw.draws * counties
    most = Text(" ", "") if auto is None else Text("至多 ", "at most ")
    total = planned * units
    message = Text(
        f"归因另加 {planned} 个方案，每个运行{most.zh}{units} 次，共{most.zh}{total} 次模拟",
        f"the attribution adds {counted(planned, 'scenario')} of {most.en}"
        f"{counted(units, 'run')} each: {most.en}{counted(total, 'run')}",
    )
    faults.warn(_at(asked), KEY, message)


@dataclass(frozen=True)
class _Plan:
    """Makes the scenarios of coalitions; those that the file has already stand for themselves."""

    raw: RawStudy
    asked: RawAttribute
    scenarios: Mapping[str, Scenario]
    baseline: str
    package: str
    players: tuple[Player, ...]
    faults: Faults

    def made(self, wanted: Sequence[Coalition]) -> tuple[dict[str, Scenario], dict[Coalition, str]]:
        """Return the new scenarios by name, and the scenario of every coalition."""
        own = {name: self.scenarios[name] for name in self.raw.scenarios if name in self.scenarios}
        listed = [own.pop(self.baseline), own.pop(self.package), *own.values()]
        known: dict[str, str] = {}
        for one in listed:
            known.setdefault(self._digest(one), one.name)
        made: dict[str, Scenario] = {}
        coalitions: dict[Coalition, str] = {}
        for coalition in wanted:
            scenario = self._scenario(coalition, {*self.scenarios, *made})
            digest = self._digest(scenario)
            if digest not in known:
                known[digest] = scenario.name
                made[scenario.name] = scenario
            coalitions[coalition] = known[digest]
        total = len(self.scenarios) + len(made)
        if total > MOST_SCENARIOS:
            _too_many(self.asked, total, len(self.players), self.faults)
            return {}, coalitions
        return self._settled(made), coalitions

    def _digest(self, scenario: Scenario) -> str:
        return digest_of(signature(scenario, self.raw.draws > 1))

    def _scenario(self, coalition: Coalition, taken: set[str]) -> Scenario:
        """Return the baseline with what the players of a coalition change, not settled yet."""
        base, package = self.scenarios[self.baseline], self.scenarios[self.package]
        changed = {m for p in self.players if p.name in coalition for m in p.members}
        before = {policy.name: policy for policy in base.policies}
        after = {policy.name: policy for policy in package.policies}
        policies = {name: policy for name, policy in before.items() if name not in changed}
        policies |= {name: policy for name, policy in after.items() if name in changed}
        listed = tuple(policies[name] for name in sorted(policies))
        matching = package.matching if CLAIMANT in changed else base.matching
        name = self._name(coalition, taken)
        return Scenario(name, self._title(coalition), self.package, listed, {}, matching)

    def _told(self, coalition: Coalition) -> tuple[bool, list[Player]]:
        """Return whether a coalition is told by who is left out, and who is named then."""
        left = [player for player in self.players if player.name not in coalition]
        if len(left) == 1 and len(coalition) > 1:
            return True, left
        return False, [player for player in self.players if player.name in coalition]

    def _name(self, coalition: Coalition, taken: set[str]) -> str:
        without, named = self._told(coalition)
        words = "_and_".join(player.name for player in named) or "none"
        name = f"{self.package}__{'without' if without else 'only'}_{words}"
        if len(name) <= LONGEST_NAME and name not in taken:
            return name
        tag = blake2b(",".join(sorted(coalition)).encode(), digest_size=4).hexdigest()
        return f"{self.package}__{len(coalition)}_of_{len(self.players)}_{tag}"

    def _title(self, coalition: Coalition) -> Text:
        without, named = self._told(coalition)
        base = self.scenarios[self.package].title
        zh, en = "、".join(p.title.zh for p in named), " + ".join(p.title.en for p in named)
        if without:
            return Text(f"{base.zh}（不含{zh}）", f"{base.en} (without: {en})")
        return Text(f"{base.zh}（仅{zh}）", f"{base.en} (only: {en})")

    def _settled(self, made: Mapping[str, Scenario]) -> dict[str, Scenario]:
        """Settle all years; what cannot stand together is told once, at the key."""
        years = self.raw.years
        broken: dict[Text, list[tuple[str, Fault]]] = {}
        found = {}
        for name, one in made.items() if years is not None else ():
            own = Faults()
            terms = settled_scenario(
                name,
                one.policies,
                one.matching,
                self.raw.budget,
                years.school_years if years is not None else (),
                readers(),
                own,
            )
            whole = Scenario(name, one.title, one.extends, one.policies, terms, one.matching)
            if not own.errors:
                check_forms({name: whole}, (), own)
            for fault in own.errors:
                broken.setdefault(fault.message, []).append((name, fault))
            found[name] = whole
        for why in broken.values():
            self.faults.error(_at(self.asked), KEY, _apart(why))
        return found


def _apart(why: Sequence[tuple[str, Fault]]) -> Text:
    """Say that parts of the package cannot be taken apart, and in which coalitions that shows."""
    fault = why[0][1]
    names = [name for name, _ in why[:_SHOWN]]
    more = len(why) - len(names)
    listed = ", ".join(names) + (f" … (+{more})" if more else "")
    policy = fault.key.rpartition(".")[2]
    return Text(
        f"此方案不能这样拆开（{listed}）：{policy}（第 {fault.at.line} 行）{fault.message.zh}。"
        f"请在 policies 中把相关政策列为一组，如 [[{policy}, …]]",
        f"the package cannot be taken apart like this ({listed}): {policy} (line {fault.at.line}) "
        f"{fault.message.en}; put the policies that belong together into one group under "
        f"policies, such as [[{policy}, …]]",
    )
