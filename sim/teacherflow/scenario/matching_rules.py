"""The key ``matching``: by which rule people and places are matched, chosen by the study itself.

It claims the terms ``transfer.match``, ``exchange.match`` and ``placement.match``, each of which
holds one value: a policy that claims another one is in conflict with ``matching``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from teacherflow.faults import Faults, Position, unknown
from teacherflow.matching import RULES
from teacherflow.terms.appoint import PLACEMENT_MATCH, ROUND
from teacherflow.terms.exchange import EXCHANGE_MATCH, FORMS
from teacherflow.terms.laws import Claim, Term
from teacherflow.terms.transfer import MATCH as TRANSFER_MATCH
from teacherflow.text import Text
from teacherflow.yaml_tree import Fields, Node, Scalar, shown

CLAIMANT = "matching"
"""How claims of the study are called; no instance of a policy may take this name."""

TERMS: dict[str, Term[str]] = {
    "transfer": TRANSFER_MATCH,
    "exchange": EXCHANGE_MATCH,
    "placement": PLACEMENT_MATCH,
}

USED_WITH: dict[str, Term[Any]] = {"exchange": FORMS, "placement": ROUND}
"""Terms without which there is nobody to match."""

ALLOWED: dict[str, tuple[str, ...]] = dict.fromkeys(TERMS, RULES)

MEANING = {
    "transfer": Text("申请调动者与岗位", "who applied for another post, and posts"),
    "exchange": Text(
        "派出交流者与接收学校；deferred_protected 与 to_be 不把人派到不如现岗的学校，不换岗时 to_be "
        "即在更优学校中依次选择",
        "who is sent on exchange, and hosts; under deferred_protected and to_be nobody is sent to a "
        "school worth no more than the present place; without a swap to_be is serial among the "
        "better schools",
    ),
    "placement": Text(
        "待安置教师与空岗；无人有原岗，除 optimal 外四种规则结果相同",
        "who lost the post, and vacant posts; nobody holds a post any more, so all but optimal "
        "give the same",
    ),
}
"""Who and what are matched, and where rules reduce to others."""

_PHASE = Text("匹配环节", "matching")
_RULE = Text("匹配规则", "rule of matching")


class Chosen(NamedTuple):
    """A rule, and where the study names it."""

    rule: str
    at: Position


@dataclass(frozen=True)
class Matching:
    """The rules of one scenario by ``transfer``, ``exchange``, ``placement``; claims like a policy."""

    rules: Mapping[str, Chosen]

    @property
    def at(self) -> Position:
        """Where the first of the rules stands."""
        return min(chosen.at for chosen in self.rules.values())

    def active(self, year: int) -> bool:
        """Rules of matching have no dates."""
        return True

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield one claim for each rule."""
        for name, chosen in sorted(self.rules.items()):
            yield TERMS[name](chosen.rule)

    def as_dict(self) -> dict[str, str]:
        """Return the rules as plain data."""
        return {name: chosen.rule for name, chosen in sorted(self.rules.items())}


def read_matching(key: str, node: Node, faults: Faults) -> dict[str, Chosen]:
    """Read ``{transfer: to_be, ...}``; mistakes go to ``faults``."""
    if not isinstance(node, Fields) or not node.entries:
        found, names = shown(node), ", ".join(TERMS)
        message = Text(
            f"应为 {{transfer: to_be}} 一类的映射（{names}）；现为 {found}",
            f"must be a mapping such as {{transfer: to_be}} ({names}); found {found}",
        )
        faults.error(node.at, key, message)
        return {}
    found_rules = {}
    for name, value in node.entries:
        where = f"{key}.{name.value}"
        if name.value not in TERMS:
            faults.error(name.at, where, unknown(_PHASE, name.value, TERMS))
            continue
        rule = value.value if isinstance(value, Scalar) else shown(value)
        if rule in ALLOWED[str(name.value)]:
            found_rules[str(name.value)] = Chosen(str(rule), value.at)
        else:
            faults.error(value.at, where, unknown(_RULE, rule, ALLOWED[str(name.value)]))
    return found_rules
