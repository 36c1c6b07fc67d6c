"""Policies for schools that the county does not have: they would run and do nothing.

A policy claims the same in every county, so only where the study is read can it be told that no
school meets its conditions. Conditions on what stands still are looked at (zone, stage, kind, place,
distances), in every replication as far as they are drawn; what changes over the years, and what is
asked of teachers, is taken as met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from teacherflow.faults import Position
from teacherflow.scenario.scenario import Scenario
from teacherflow.scenario.words_of_places import Looked, lacking
from teacherflow.terms.exchange import Exemption
from teacherflow.terms.laws import BAG, Term
from teacherflow.terms.pay import PAY_ITEMS, Budget
from teacherflow.terms.who import Where
from teacherflow.text import Text

if TYPE_CHECKING:
    from teacherflow.columns import Bool
    from teacherflow.population.data import CountyData
    from teacherflow.scenario.study import Study
    from teacherflow.state import Sections

type Asked = tuple[Where, ...]
"""Conditions that one school has to meet, by the plain names of its columns."""

DRAWN: Final = frozenset({"seat_km", "nearer", "farther"})
"""Columns that follow from where villages lie, which is drawn."""
FIXED: Final = frozenset({"zone", "stage", "kind", "school", "township", "cluster"}) | DRAWN
"""Columns that are the same in every year (of groups `exchange_forms` tells)."""
MOST_LOOKED_AT: Final = 100
"""Places of villages that are drawn at most, of all counties together."""
_OF_SECTIONS: Final = ("at", "hosts")
"""Fields of items whose conditions speak of sections without saying whose."""


@dataclass(frozen=True)
class OutOfReach:
    """A policy of a scenario, or a tier of one that pays others, that means no school of the study.

    Attributes
    ----------
    why : Text
        That it does nothing, and what schools the county lacks.
    tier : str
        The tier; empty if it is the whole policy.
    """

    scenario: str
    policy: str
    title: Text
    at: Position
    why: Text
    tier: str = ""

    @property
    def message(self) -> Text:
        """What is told where the policy stands; a tier is named."""
        if not self.tier:
            return self.why
        return Text(f"{self.tier} 这一档{self.why.zh}", f"the tier {self.tier} {self.why.en}")

    @property
    def key(self) -> str:
        """Where it stands, as faults tell it."""
        return ".".join(filter(None, ("scenarios", self.scenario, self.policy, self.tier)))


def out_of_reach(study: Study) -> list[OutOfReach]:
    """Return the policies of a study that do nothing because no school is one they mean, and tiers.

    A study of a nation has no county to look at, and nothing is returned. What is sampled is not
    looked at either.
    """
    counties = study.counties
    if not counties.listed:
        return []
    places = _Places(study)
    found = []
    for scenario in study.as_written().scenarios.values():
        for policy in scenario.policies:
            if _sampled(study, scenario.name, policy.instance.policy.name):
                continue
            title, at = policy.instance.policy.title, policy.instance.at
            for tier, why in _told(places, scenario, policy.name):
                found.append(OutOfReach(scenario.name, policy.name, title, at, why, tier))
    return found


def _told(places: _Places, scenario: Scenario, policy: str) -> Iterator[tuple[str, Text]]:
    """Yield what no school is reached by: the whole policy, else each of its tiers that is empty."""
    unmet = places.unmet(_asked(scenario, policy))
    if unmet:
        yield "", places.told(unmet)
        return
    for tier, asked in _tiers(scenario, policy).items():
        unmet = places.unmet(asked)
        if unmet:
            yield tier, places.told(unmet)


def _tiers(scenario: Scenario, policy: str) -> dict[str, set[tuple[Asked, ...]]]:
    """Return what every sum that a policy pays asks of schools, in all years, by its name."""
    found: dict[str, set[tuple[Asked, ...]]] = {}
    for terms in scenario.terms.values():
        for name, items in terms.claimants.get(PAY_ITEMS, ()):
            for item in items if name == policy else ():
                tier = item.name.removeprefix(f"{policy}.")
                found.setdefault(tier, set()).add(_of_item(PAY_ITEMS, item))
    return found


def _sampled(study: Study, scenario: str, policy: str) -> bool:
    """Tell whether a scenario leaves a parameter of a policy to the draws."""
    return any(
        scenario in one.scenarios and one.name.startswith(f"{policy}.") for one in study.uncertain
    )


def _asked(scenario: Scenario, policy: str) -> frozenset[tuple[Asked, ...]]:
    """Return what every item of a policy asks of schools; nothing if one asks for none.

    One that is laid over an item that holds anyway changes something where it does not apply, too.
    """
    found: set[tuple[Asked, ...]] = set()
    for terms in scenario.terms.values():
        for term, claims in terms.claimants.items():
            for name, value in claims:
                if name != policy:
                    continue
                if term.law != BAG:
                    return frozenset()
                found |= {_of_item(term, item) for item in value if not _limits(item, policy)}
    return frozenset() if () in found else frozenset(found)


def _limits(item: object, policy: str) -> bool:
    """Tell whether an item does no more than to limit the others of its policy."""
    if isinstance(item, Exemption):
        return item.form.partition(".")[0] == policy
    return isinstance(item, Budget) and item.policy == policy


def _of_item(term: Term[Any], item: Any) -> tuple[Asked, ...]:
    """Return the sets of conditions of an item, each of which some school has to meet."""
    if any(item.name == held.name for held in term.default):
        return ()
    who = getattr(item, "who", ())
    sets = [_plain(who, "duty."), _plain(who, "post.")]
    if not getattr(item, "outside", False):  # who is sent out of the county has no host in it
        sets += [_plain(getattr(item, name, ()), "") for name in _OF_SECTIONS]
    return tuple(one for one in sets if one)


def _plain(conditions: Iterable[Where], prefix: str) -> Asked:
    """Return the conditions on schools so called that do not change over the years."""
    return tuple(
        Where(where.name, where.low, where.high, where.among, where.but)
        for where in conditions
        if isinstance(where, Where)  # a third party may mean something else by the word
        and where.column == f"{prefix}{where.name}"
        and where.name in FIXED
    )


@dataclass
class _Places:
    """The schools of a study: as far as they are known at once, and as every replication has them."""

    study: Study

    def __post_init__(self) -> None:
        self._met: dict[Asked, bool] = {}

    def unmet(self, asked: Iterable[tuple[Asked, ...]]) -> list[Asked]:
        """Return a set of conditions of every item that no school meets; none if an item has none."""
        unmet = []
        for sets in sorted(asked, key=repr):
            first = next((one for one in sets if not self.met(one)), None)
            if first is None:
                return []
            unmet.append(first)
        distinct = list(dict.fromkeys(unmet))
        whole = _hull(distinct)
        return [whole] if whole and not self.met(whole) else distinct

    def met(self, asked: Asked) -> bool:
        """Tell whether any school meets all conditions, in any replication."""
        if asked not in self._met:
            self._met[asked] = self._is_met(asked)
        return self._met[asked]

    def _is_met(self, asked: Asked) -> bool:
        from teacherflow.allowances import satisfied

        drawn = any(where.column in DRAWN for where in asked)
        for known, in_doubt in self._known:
            met = satisfied(known, asked)
            if (met & ~in_doubt).any() if drawn else met.any():
                return True
        if not drawn:
            return False
        if self._moving:
            return True
        return any(satisfied(sections, asked).any() for sections in self._in_replications())

    @cached_property
    def _known(self) -> list[tuple[Sections, Bool]]:
        """The schools of every county, and whose distances are not known before the draw."""
        from teacherflow.codes import Zone
        from teacherflow.population.places import known_sections

        found = []
        for county in self.study.counties.listed:
            sections = known_sections(county, self.study.parameters.population)
            in_doubt = sections.zone == Zone.VILLAGE
            for row, place in enumerate(county.listed()):
                in_doubt[row] &= place.x is None or place.y is None
            # ranks count schools of the whole county: they are known last
            sections.nearer[:] = sections.farther[:] = np.nan
            found.append((sections, in_doubt))
        return found

    @property
    def _moving(self) -> bool:
        """Whether places hang on a parameter that is sampled."""
        return any(one.name.startswith("population.") for one in self.study.uncertain)

    @property
    def replications(self) -> int:
        """How many replications are looked at."""
        precision = self.study.precision
        asked = self.study.replications if precision is None else precision.most
        return min(asked, max(1, MOST_LOOKED_AT // len(self.study.counties.listed)))

    def _in_replications(self) -> Iterator[Sections]:
        """Yield the schools of every county as each replication places them."""
        for replication in range(self.replications):
            for name, county in self._counties():
                if (replication, name) not in self._drawn:
                    self._drawn[replication, name] = self._located(replication, name, county)
                yield self._drawn[replication, name]

    @cached_property
    def _drawn(self) -> dict[tuple[int, str], Sections]:
        return {}

    def _counties(self) -> Iterator[tuple[str, CountyData]]:
        counties = self.study.counties
        yield from zip(counties.names, counties.listed, strict=True)

    def _located(self, replication: int, name: str, county: CountyData) -> Sections:
        from teacherflow.draws import Draws, seed_of
        from teacherflow.population.places import located_sections

        own = "" if self.study.counties.alone else name
        seed = seed_of(self.study.seed, replication, own)
        return located_sections(county, self.study.parameters.population, Draws(seed))

    def told(self, unmet: Sequence[Asked]) -> Text:
        """Say that the county has no such school."""
        drawn = any(where.column in DRAWN for asked in unmet for where in asked)
        every = list(self._in_replications()) if drawn else [known for known, _ in self._known]
        listed = self.study.counties.listed
        title = listed[0].title.text if len(listed) == 1 else None
        return lacking(title, unmet, Looked(every, self.replications if drawn else 0))


def _hull(sets: Sequence[Asked]) -> Asked:
    """Return conditions that hold wherever any of the sets does; nothing if they are unlike.

    Bands of a scale make one condition, which is said in one sentence.
    """
    shapes = {tuple((w.column, w.among, w.but) for w in one) for one in sets}
    if len(shapes) != 1:
        return ()
    return tuple(
        Where(
            same[0].column,
            min(w.low for w in same),
            max(w.high for w in same),
            same[0].among,
            same[0].but,
        )
        for same in zip(*sets, strict=True)
    )
