"""A scenario, settled: its policies and the terms of every study year. Immutable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from teacherflow.scenario.instances import ResolvedPolicy
from teacherflow.scenario.matching_rules import Matching
from teacherflow.terms.laws import Terms
from teacherflow.text import Text


@dataclass(frozen=True)
class Scenario:
    """A named set of policies, settled.

    Attributes
    ----------
    policies : tuple of ResolvedPolicy
        In the order of their names.
    terms : dict of int to Terms
        Settled terms of every study year.
    matching : Matching
        Rules of matching that the study chooses.
    """

    name: str
    title: Text
    extends: str | None
    policies: tuple[ResolvedPolicy, ...]
    terms: dict[int, Terms]
    matching: Matching = field(default=Matching({}), compare=False)

    def as_dict(self) -> dict[str, Any]:
        """Return the scenario as plain data."""
        return {
            "title": self.title._asdict(),
            "policies": {policy.name: policy.as_dict() for policy in self.policies},
            "matching": self.matching.as_dict(),
        }
