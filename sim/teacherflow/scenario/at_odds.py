"""Why two policies cannot stand beside each other, in the words that the study file uses.

A policy claims items whose fields are those of the code. Whoever wrote the study knows parameters,
so a conflict names these, with the values of its first year. What no parameter sets, and what a
third party claims without saying so, is told by its field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

from teacherflow.scenario.claims_told import plain_word, told_apart
from teacherflow.scenario.instances import InBurnIn, ResolvedPolicy
from teacherflow.scenario.plain import plain_value
from teacherflow.terms.laws import BAG, Conflict
from teacherflow.text import Text


class _Typed(NamedTuple):
    """A key of an entry of a study file, and its value."""

    key: str
    title: str
    value: Any

    def told(self) -> Text:
        zh = f"{self.key}（{self.title}）" if self.title else f"{self.key} "
        return Text(zh + plain_word("zh", self.value), f"{self.key} {plain_word('en', self.value)}")


def at_odds(conflict: Conflict, parties: tuple[str, str], policies: Mapping[str, object]) -> Text:
    """Say what two policies claim, and of large values only where they differ."""
    term = conflict.term
    title = term.title or Text(term.doc, term.doc)
    zh, en = f"{term.name}（{title.zh}）", f"{term.name} ({title.en})"
    if term.law == BAG:
        item = conflict.values[0].name
        return Text(
            f"{zh}中的 {item} 只能由一项政策设定",
            f"{en}: {item} can be set by one policy only",
        )
    first, second = parties
    one, other = _claims(conflict, parties, policies)
    return Text(
        f"{zh}只能有一个值，{first} 要求：{one.zh}；{second} 要求：{other.zh}",
        f"{en} holds one value, {first} claims {one.en}, {second} claims {other.en}",
    )


def _claims(
    conflict: Conflict, parties: tuple[str, str], policies: Mapping[str, object]
) -> list[Text]:
    """Return what each party claims: by its parameters, else by the fields of what it claims."""
    plain = dict(zip(conflict.parties, told_apart(*conflict.values), strict=True))
    held = [_policy(policies[name]) for name in parties]
    kinds = {policy.instance.policy if policy else None for policy in held}
    alike = len(kinds) == 1
    names = _fields(conflict, alike)
    typed = [_typed(policy, names, conflict.year) for policy in held]
    if alike:
        typed = _apart(typed) or [_first_year(policy) for policy in held]
    return [_joined(own) if own else plain[name] for name, own in zip(parties, typed, strict=True)]


def _apart(typed: list[list[_Typed]]) -> list[list[_Typed]]:
    """Return the keys of two entries of one kind that have different values; nothing if none.

    If only one of the entries has more keys, all are returned.
    """
    one, other = typed
    found = [[key for key in one if key not in other], [key for key in other if key not in one]]
    return found if all(found) else typed if any(found) else []


def _first_year(policy: ResolvedPolicy | None) -> list[_Typed]:
    """Return from when a policy holds: what is due every so many years hangs on that."""
    return [_Typed("from", "", policy.instance.first)] if policy else []


def _policy(claimant: object) -> ResolvedPolicy | None:
    """Return the policy that claims; None if it is the study itself."""
    if isinstance(claimant, InBurnIn):
        return claimant.policy
    return claimant if isinstance(claimant, ResolvedPolicy) else None


def _fields(conflict: Conflict, alike: bool) -> list[str]:
    """Return the fields that are told: between two kinds of policies all, else what differs."""
    one, other = conflict.values
    if not (is_dataclass(one) and type(one) is type(other)):
        return [conflict.term.name.rpartition(".")[2]]
    first, second = plain_value(one), plain_value(other)
    return [f.name for f in fields(one) if not alike or first[f.name] != second[f.name]]


def _typed(policy: ResolvedPolicy | None, names: list[str], year: int) -> list[_Typed]:
    """Return the parameters that set some fields, and how far the policy is phased in."""
    if policy is None:
        return []
    kind, model = policy.instance.policy, policy.model(year)
    found = []
    for name in names:
        leaf = kind.set_by.get(name) or next(
            (leaf for leaf in kind.parameters() if leaf.rpartition(".")[2] == name), None
        )
        if leaf is not None:
            title = kind.parameters()[leaf].about.title.zh.replace("`", "")
            found.append(_Typed(leaf, title, policy.instance.setting(leaf, year).value))
    if found and model.ramp(year) < 1:
        found.append(_Typed("phase_in", "", model.phase_in))
    return found


def _joined(typed: list[_Typed]) -> Text:
    told = [one.told() for one in typed]
    return Text("，".join(t.zh for t in told), ", ".join(t.en for t in told))
