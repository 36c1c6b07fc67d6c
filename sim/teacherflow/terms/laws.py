"""What policies claim, and the laws by which claims merge.

A `Term` is a typed constant with a default, a unit and a `Law`. A policy yields `Claim`s as a
pure function of its parameters and the year, never of the state. `settle` merges the claims of
one year: the order of the policies cannot matter, to the last bit, because claims are folded in
the order of their policies' names, and `Conflict` names both parties of an impossible pair.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from math import fsum
from typing import Any, Protocol

from teacherflow.text import Text


@dataclass(frozen=True)
class Law[T]:
    """How two claims on one term merge; without ``fold`` only one value may be claimed."""

    name: str
    fold: Callable[[T, T], T] | None = None


SUM: Law[Any] = Law("sum", operator.add)
"""Claims add up, to each other and to the default."""
MOST: Law[Any] = Law("most", max)
"""The largest claim holds: the stricter demand. The default holds only without claims."""
LEAST: Law[Any] = Law("least", min)
"""The smallest claim holds: the tighter cap. The default holds only without claims."""
EITHER: Law[Any] = Law("either", operator.or_)
"""True if anybody claims it."""
BAG: Law[Any] = Law("bag")
"""Items side by side, by name; a claimed item replaces the default item of its name."""
ONE: Law[Any] = Law("one")
"""One value: two different claims in one year are a conflict."""


@dataclass(frozen=True, eq=False)
class Term[T]:
    """A constant of the school year that policies may claim. Call it to make a `Claim`.

    The default is what holds without any policy; it carries its source and kind of evidence like
    every other default. ``title`` is a short name for people, ``doc`` one English line. What policies may change is a term; how people behave is a parameter
    (`teacherflow.parameters`).
    """

    name: str
    default: T
    law: Law[T]
    unit: str = ""
    doc: str = ""
    source: str = ""
    kind: str = "assumption"
    title: Text | None = None

    def __call__(self, value: T) -> Claim[T]:
        return Claim(self, value)

    def __repr__(self) -> str:
        return f"Term({self.name})"

    def __eq__(self, other: object) -> bool:
        """Terms are known by their names, in copies and worker processes too."""
        return isinstance(other, Term) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


@dataclass(frozen=True)
class Claim[T]:
    """A policy's demand on one term in one year."""

    term: Term[T]
    value: T


class Policy(Protocol):
    """What `settle` needs of a policy."""

    def active(self, year: int) -> bool:
        """Tell whether the policy is in force in ``year``."""
        ...

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield what the policy demands in ``year``."""
        ...


class Conflict(ValueError):  # noqa: N818 - a word of the domain
    """Two policies claim different values of a term that holds only one."""

    def __init__(
        self, term: Term[Any], year: int, parties: tuple[str, str], values: tuple[Any, Any]
    ):
        self.term, self.year, self.parties, self.values = term, year, parties, values
        super().__init__(
            f"{term.name} in {year}: {parties[0]} claims {values[0]!r}, "
            f"{parties[1]} claims {values[1]!r}"
        )


@dataclass(frozen=True)
class Terms:
    """The settled terms of one school year, and who claimed what."""

    values: Mapping[Term[Any], Any] = field(default_factory=dict)
    claimants: Mapping[Term[Any], tuple[tuple[str, Any], ...]] = field(default_factory=dict)
    _by_name: Mapping[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        named = {term.name: value for term, value in self.values.items()}
        object.__setattr__(self, "_by_name", named)

    def __getitem__[T](self, term: Term[T]) -> T:
        value: T = self._by_name.get(term.name, term.default)
        return value

    def claimed(self) -> Iterable[Term[Any]]:
        """Return the terms that at least one policy claims, by name."""
        return sorted(self.claimants, key=lambda term: term.name)


def settle(policies: Mapping[str, Policy], year: int) -> Terms:
    """Merge what all active ``policies`` claim for ``year``.

    Raises
    ------
    Conflict
        If two policies claim different values of a ``ONE`` term.
    """
    claimants: dict[Term[Any], list[tuple[str, Any]]] = {}
    for name in sorted(policies):
        if policies[name].active(year):
            for claim in policies[name].claims(year):
                claimants.setdefault(claim.term, []).append((name, claim.value))
    values = {term: _merge(term, year, claims) for term, claims in claimants.items()}
    return Terms(values, {term: tuple(claims) for term, claims in claimants.items()})


def _merge(term: Term[Any], year: int, claims: list[tuple[str, Any]]) -> Any:
    if term.law == BAG:
        return _overlay(term, year, claims)
    if term.law == ONE:
        first, value = claims[0]
        for other, rival in claims[1:]:
            if rival != value:
                raise Conflict(term, year, (first, other), (value, rival))
        return value
    if term.law == SUM:
        return fsum([term.default, *(value for _, value in claims)])
    assert term.law.fold is not None, term.law
    return reduce(term.law.fold, (value for _, value in claims))


def _overlay(term: Term[Any], year: int, claims: list[tuple[str, Any]]) -> tuple[Any, ...]:
    """Lay claimed items over the default ones, by name; sort by (rank, name)."""
    items = {item.name: item for item in term.default}
    owner: dict[str, str] = {}
    for policy, claimed in claims:
        for item in claimed:
            if item.name in owner:
                parties = (owner[item.name], policy)
                raise Conflict(term, year, parties, (items[item.name], item))
            owner[item.name], items[item.name] = policy, item
    return tuple(sorted(items.values(), key=lambda item: (getattr(item, "rank", 0), item.name)))
