"""The players of an attribution: what a package has beyond the baseline.

A player is a policy that the package adds, drops, or holds with other values; all changed values
of one policy are one player. Other rules of matching are one player, too, called ``matching``. A
study may put several into a group, which enters and leaves together; what it does not list is one
player of its own, ``rest``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from teacherflow.faults import Faults, Position, unknown
from teacherflow.scenario.attribute import RawAttribute, RawGroup
from teacherflow.scenario.instances import ResolvedPolicy
from teacherflow.scenario.matching_rules import CLAIMANT
from teacherflow.scenario.scenario import Scenario
from teacherflow.text import Text

ADDED, CHANGED, DROPPED, RULES, GROUP = "added", "changed", "dropped", "rules", "group"
REST = "rest"

_TITLES = {
    ADDED: Text("{}", "{}"),
    CHANGED: Text("{}（改变取值）", "{} (changed)"),
    DROPPED: Text("取消{}", "{} dropped"),
}
_MATCHING = Text("匹配规则", "Rules of matching")


@dataclass(frozen=True)
class Player:
    """One part of a package.

    Attributes
    ----------
    change : str
        ``added``, ``changed``, ``dropped``, ``rules`` or ``group``.
    members : tuple of str
        Names of the policies; ``matching`` for the rules of matching.
    """

    name: str
    title: Text
    change: str
    members: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the player as plain data."""
        title = self.title._asdict()
        return {"title": title, "change": self.change, "members": list(self.members)}


def signature(scenario: Scenario, sampling: bool) -> Any:
    """Return what makes two scenarios the same: plain data that compare equal.

    With draws a value that is left open is not the same as its default written down.
    """
    return (
        {policy.name: _signature(policy, sampling) for policy in scenario.policies},
        scenario.matching.as_dict(),
    )


def _signature(policy: ResolvedPolicy, sampling: bool) -> Any:
    leaves = policy.instance.leaves
    return policy.as_dict(), sorted(leaves) if sampling else None


def differences(baseline: Scenario, package: Scenario, sampling: bool) -> dict[str, Player]:
    """Return every policy in which a package differs from the baseline, by name, as a player."""
    before = {policy.name: policy for policy in baseline.policies}
    after = {policy.name: policy for policy in package.policies}
    found = {}
    for name in sorted({*before, *after}):
        if name not in before:
            change, policy = ADDED, after[name]
        elif name not in after:
            change, policy = DROPPED, before[name]
        elif _signature(before[name], sampling) != _signature(after[name], sampling):
            change, policy = CHANGED, after[name]
        else:
            continue
        found[name] = Player(name, _title(policy, change), change, (name,))
    if baseline.matching.as_dict() != package.matching.as_dict():
        found[CLAIMANT] = Player(CLAIMANT, _MATCHING, RULES, (CLAIMANT,))
    return found


def _title(policy: ResolvedPolicy, change: str) -> Text:
    """Return the title of a policy as a player; a second instance is told by its name."""
    title, pattern = policy.instance.policy.title, _TITLES[change]
    if policy.name != policy.instance.policy.name:
        title = Text(f"{title.zh}（{policy.name}）", f"{title.en} ({policy.name})")
    return Text(pattern.zh.format(title.zh), pattern.en.format(title.en))


def players_of(
    raw: RawAttribute, package: str, single: Mapping[str, Player], faults: Faults
) -> tuple[Player, ...]:
    """Return the players in the order of their names; mistakes of the groups go to ``faults``."""
    if raw.groups is None:
        return tuple(single[name] for name in sorted(single))
    before, seen = len(faults.errors), dict[str, Position]()
    for group in raw.groups:
        _check_members(group, package, single, seen, faults)
    if len(faults.errors) > before:
        return ()
    made = [
        _grouped(group.name, [str(m.value) for m in group.members], single) for group in raw.groups
    ]
    left = [name for name in single if name not in seen]
    if left:
        rest = _grouped(REST, left, single)
        made.append(rest if len(left) == 1 else _called(rest, Text("其余各项", "All the rest")))
    names = [player.name for player in made]
    for group in raw.groups:
        if names.count(group.name) > 1:
            message = Text(
                f"有两组同名 {group.name}，请另起一名", f"two groups are called {group.name}"
            )
            faults.error(group.at, "attribute.policies", message)
            return ()
    return tuple(sorted(made, key=lambda player: player.name))


def _check_members(
    group: RawGroup,
    package: str,
    single: Mapping[str, Player],
    seen: dict[str, Position],
    faults: Faults,
) -> None:
    """Refuse what is no difference from the baseline, and what stands in two groups."""
    for member in group.members:
        name = str(member.value)
        if name not in single:
            kind = Text(
                f"政策（{package} 与基准的不同之处）",
                f"policy in which {package} differs from the baseline",
            )
            faults.error(member.at, "attribute.policies", unknown(kind, name, single))
        elif name in seen:
            line = seen[name].line
            message = Text(
                f"{name} 已在第 {line} 行列出", f"{name} is listed already, on line {line}"
            )
            faults.error(member.at, "attribute.policies", message)
        seen.setdefault(name, member.at)


def _grouped(name: str, members: Iterable[str], single: Mapping[str, Player]) -> Player:
    """Return some differences as one player; a single one keeps its title."""
    listed = tuple(sorted(members))
    titles = [single[member].title for member in listed]
    title = Text("、".join(t.zh for t in titles), " and ".join(t.en for t in titles))
    change = single[listed[0]].change if len(listed) == 1 else GROUP
    return Player(name, title, change, listed)


def _called(player: Player, title: Text) -> Player:
    return Player(player.name, title, player.change, player.members)
