"""The terms of every year of a scenario; conflicts are found here, before anything runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from teacherflow.faults import Faults, Position
from teacherflow.scenario import matching_rules, study_budget
from teacherflow.scenario.at_odds import at_odds
from teacherflow.scenario.instances import InBurnIn, ResolvedPolicy
from teacherflow.scenario.matching_rules import Matching
from teacherflow.scenario.study_budget import StudyBudget
from teacherflow.terms.laws import Claim, Conflict, Term, Terms, settle
from teacherflow.text import Text

type Settling = ResolvedPolicy | InBurnIn | Matching | StudyBudget


def settled_years(
    scenario: str,
    policies: Mapping[str, Settling],
    years: Iterable[int],
    reading: Mapping[Term[Any], tuple[str, ...]] | None,
    faults: Faults,
    places: Mapping[str, Position] | None = None,
) -> dict[int, Terms]:
    """Settle each year; claims that cannot stand go to ``faults``, once for all years.

    Parameters
    ----------
    policies : mapping of str to policy
    reading : mapping of Term to phases, or None
        Terms that some phase reads; None if the claims are checked already.
    places : mapping of str to Position, optional
        Where each policy stands (default: its instance).
    """
    at = places or {
        name: policy.instance.at if isinstance(policy, ResolvedPolicy) else policy.at
        for name, policy in policies.items()
        if isinstance(policy, ResolvedPolicy | Matching | StudyBudget)
    }
    settled: dict[int, Terms] = {}
    broken: dict[str, _Broken] = {}
    conflicts: dict[tuple[str, str, str], tuple[Conflict, list[int]]] = {}
    guarded = {name: _Guarded(name, policy, reading, broken) for name, policy in policies.items()}
    for year in years:
        try:
            settled[year] = settle(guarded, year)
        except Conflict as conflict:
            key = (conflict.term.name, *conflict.parties)
            conflicts.setdefault(key, (conflict, []))[1].append(year)
    for name, why in broken.items():
        faults.error(at[name], f"scenarios.{scenario}.{name}", why.message)
    for found, when in conflicts.values():
        _report(scenario, found, when, at, policies, faults)
    return settled


def settled_scenario(
    name: str,
    policies: Iterable[ResolvedPolicy],
    matching: Matching,
    budget: StudyBudget | None,
    years: Iterable[int],
    reading: Mapping[Term[Any], tuple[str, ...]] | None,
    faults: Faults,
) -> dict[int, Terms]:
    """Settle each year of a scenario, with what the study itself demands."""
    settling: dict[str, Settling] = {policy.name: policy for policy in policies}
    return settled_years(name, _with_study(settling, matching, budget), years, reading, faults)


def settled_burn_in(
    name: str,
    policies: Iterable[ResolvedPolicy],
    matching: Matching,
    budget: StudyBudget | None,
    before: int,
    faults: Faults,
) -> Terms:
    """Settle the baseline's undated policies, once for all years before the study."""
    listed = list(policies)
    undated: dict[str, Settling] = {p.name: InBurnIn(p) for p in listed if p.instance.undated}
    settling = _with_study(undated, matching, budget)
    at = {policy.name: policy.instance.at for policy in listed}
    at |= {n: s.at for n, s in settling.items() if isinstance(s, Matching | StudyBudget)}
    return settled_years(name, settling, [before], None, faults, at).get(before, Terms())


def _with_study(
    settling: dict[str, Settling], matching: Matching, budget: StudyBudget | None
) -> dict[str, Settling]:
    """Return the policies and the claims that stand at the top of the study."""
    found = dict(settling)
    if matching.rules:
        found[matching_rules.CLAIMANT] = matching
    if budget:
        found[study_budget.CLAIMANT] = budget
    return found


class _Broken(Exception):  # noqa: N818 - carries a message out of a policy
    def __init__(self, message: Text) -> None:
        self.message = message


class _Guarded:
    """A policy whose claims are checked: it may be a third party's."""

    def __init__(
        self,
        name: str,
        policy: Settling,
        reading: Mapping[Term[Any], tuple[str, ...]] | None,
        broken: dict[str, _Broken],
    ) -> None:
        self.name, self.policy, self.reading, self.broken = name, policy, reading, broken

    def active(self, year: int) -> bool:
        return self.policy.active(year)

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        try:
            yield from [self.checked(claim) for claim in self.policy.claims(year)]
        except _Broken as broken:
            self.broken.setdefault(self.name, broken)
        except Exception as error:  # a policy is a third party's code: say whose and when
            reason = f"{type(error).__name__}: {error}"
            message = Text(
                f"政策在 {year} 年出错：{reason}", f"the policy fails in {year}: {reason}"
            )
            self.broken.setdefault(self.name, _Broken(message))

    def checked(self, claim: Claim[Any]) -> Claim[Any]:
        if self.reading is not None and claim.term not in self.reading:
            name = claim.term.name
            raise _Broken(
                Text(
                    f"该政策改动 {name}，但没有任何环节读取它",
                    f"the policy claims {name}, which no phase reads",
                )
            )
        return claim


def _report(
    scenario: str,
    conflict: Conflict,
    years: list[int],
    at: Mapping[str, Position],
    policies: Mapping[str, Settling],
    faults: Faults,
) -> None:
    first, second = sorted(conflict.parties, key=lambda name: at[name])
    here, there, when = at[second], at[first], spans(years)
    why = at_odds(conflict, (first, second), policies)
    message = Text(
        f"{when} 年与 {first}（第 {there.line} 行）冲突：{why.zh}",
        f"conflicts with {first} (line {there.line}) in {when}: {why.en}",
    )
    faults.error(here, f"scenarios.{scenario}.{second}", message)


def spans(years: list[int]) -> str:
    """Return rising years as text: ``2025–2027, 2030``."""
    spans: list[list[int]] = []
    for year in years:
        if spans and spans[-1][1] == year - 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in spans)
