"""The key ``attribute`` as written: which scenario is taken apart, into which parts, and how."""

from __future__ import annotations

from dataclasses import dataclass

from teacherflow.faults import Faults, Position, unknown
from teacherflow.scenario.compose import NAME
from teacherflow.text import Text
from teacherflow.yaml_tree import Fields, Items, Node, Scalar, shown, unlike

KEYS = ("scenario", "policies", "method", "permutations")
SHAPLEY, ONE_AT_A_TIME = "shapley", "one_at_a_time"
METHODS = (SHAPLEY, ONE_AT_A_TIME)
EXACT_UP_TO = 5
"""With so many players or fewer every coalition is run; with more, those of some orders are."""
DEFAULT_PERMUTATIONS = 10
MOST_PERMUTATIONS = 100
ALL = "all"

_KEY = Text("键", "key")
_METHOD = Text("归因方法", "method of attribution")


@dataclass(frozen=True)
class RawGroup:
    """Policies that enter and leave together, as written: one player."""

    at: Position
    name: str
    members: tuple[Scalar, ...]


@dataclass(frozen=True)
class RawAttribute:
    """The key as written.

    Attributes
    ----------
    scenario : Scalar or None
        None: the study says ``true``.
    groups : tuple of RawGroup or None
        None: every difference from the baseline is a player.
    permutations : Scalar or None
        An even number, or ``all``; None if the study does not say.
    """

    at: Position
    scenario: Scalar | None = None
    groups: tuple[RawGroup, ...] | None = None
    method: str = SHAPLEY
    permutations: Scalar | None = None


def read_attribute(key: str, node: Node, faults: Faults) -> RawAttribute | None:
    """Read ``true``, a scenario or ``{scenario, policies, method, permutations}``.

    Mistakes go to ``faults``; ``false`` is nothing.
    """
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return RawAttribute(node.at) if node.value else None
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return RawAttribute(node.at, node)
    if not isinstance(node, Fields):
        faults.error(
            node.at, key, unlike(node, "true, package, {scenario: package, method: shapley}")
        )
        return None
    before = len(faults.errors)
    for name, _ in node.entries:
        if name.value not in KEYS:
            faults.error(name.at, f"{key}.{name.value}", unknown(_KEY, name.value, KEYS))
    raw = RawAttribute(
        node.at,
        _scenario(f"{key}.scenario", node.get("scenario"), faults),
        _groups(f"{key}.policies", node.get("policies"), faults),
        _method(f"{key}.method", node.get("method"), faults),
        _permutations(f"{key}.permutations", node.get("permutations"), faults),
    )
    return raw if len(faults.errors) == before else None


def _word(node: Node) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, str)


def _scenario(key: str, node: Node | None, faults: Faults) -> Scalar | None:
    if node is None:
        return None
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return node
    faults.error(node.at, key, unlike(node, "package"))
    return None


def _method(key: str, node: Node | None, faults: Faults) -> str:
    if node is None:
        return SHAPLEY
    value = node.value if isinstance(node, Scalar) else shown(node)
    if value not in METHODS:
        faults.error(node.at, key, unknown(_METHOD, value, METHODS))
    return str(value)


def _permutations(key: str, node: Node | None, faults: Faults) -> Scalar | None:
    if node is None:
        return None
    if isinstance(node, Scalar):
        value = node.value
        if value == ALL:
            return node
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and value in range(2, MOST_PERMUTATIONS + 1, 2):
            return node
    found = shown(node)
    message = Text(
        f"应为 2 至 {MOST_PERMUTATIONS} 的偶数（每个次序与其倒序成对），或 {ALL}；现为 {found}",
        f"must be an even number from 2 to {MOST_PERMUTATIONS} (every order has its reverse beside "
        f"it), or {ALL}; found {found}",
    )
    faults.error(node.at, key, message)
    return None


def _groups(key: str, node: Node | None, faults: Faults) -> tuple[RawGroup, ...] | None:
    if node is None:
        return None
    if not isinstance(node, Items) or not node.items:
        faults.error(node.at, key, unlike(node, "[rural_subsidy, [housing, title_prerequisite]]"))
        return None
    return tuple(group for item in node.items if (group := _group(key, item, faults)) is not None)


def _group(key: str, node: Node, faults: Faults) -> RawGroup | None:
    """Read ``policy``, ``[policy, policy]`` or ``name: [policy, policy]``."""
    if isinstance(node, Scalar) and isinstance(node.value, str):
        return RawGroup(node.at, node.value, (node,))
    if isinstance(node, Fields) and len(node.entries) == 1:
        name, value = node.entries[0]
        members = _members(value)
        if members and isinstance(name.value, str) and NAME.fullmatch(name.value):
            return RawGroup(name.at, name.value, members)
    else:
        members = _members(node)
        if members:
            return RawGroup(node.at, "_and_".join(str(one.value) for one in members), members)
    faults.error(
        node.at, key, unlike(node, "rural_subsidy, [housing, loans], pay: [housing, loans]")
    )
    return None


def _members(node: Node) -> tuple[Scalar, ...]:
    """Return the names of a list, nothing if it is none."""
    listed = node.items if isinstance(node, Items) else ()
    names = tuple(one for one in listed if isinstance(one, Scalar) and _word(one))
    return names if len(names) == len(listed) else ()
