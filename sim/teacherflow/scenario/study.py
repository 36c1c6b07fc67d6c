"""A study, resolved: every scenario with the settled terms of every year. Immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from teacherflow.faults import Fault
from teacherflow.parameters import Parameters
from teacherflow.scenario.plain import digest_of
from teacherflow.scenario.precision import Precision
from teacherflow.scenario.ranges import Range
from teacherflow.scenario.scenario import Scenario
from teacherflow.scenario.sweep import Sweep
from teacherflow.scenario.years import Years
from teacherflow.terms.laws import Terms
from teacherflow.text import Text, counted

if TYPE_CHECKING:
    from teacherflow.population.data import CountyData
    from teacherflow.scenario.coalitions import Attribution
    from teacherflow.scenario.counties import Counties
    from teacherflow.scenario.sampling import Uncertain


@dataclass(frozen=True)
class Study:
    """One study file, ready to run.

    Attributes
    ----------
    file : Path
        The study file as it was given.
    counties : Counties
        The county or counties, whose data are given by name.
    years : Years
    seed : int
        Root of all luck.
    replications, draws : int
    baseline : str
        Name of the scenario that the others are compared with.
    scenarios : dict of str to Scenario
        In the order of the file.
    burn_in_terms : Terms
        The baseline's undated policies, with the values they have before any date.
    parameters : Parameters
        Of the model, with what the study sets.
    ranges : dict of str to Range
        Uncertainty that the study sets; the rest stands in the catalogues of parameters and
        policies.
    uncertain : tuple of Uncertain
        What is sampled; nothing if there is one draw.
    samples : dict of str to tuple of numbers
        Its value in every draw.
    record : tuple of str
        Tables recorded on request.
    tables : tuple of str or None
        The only tables that are stored, beside those of ``record``; None is all.
    precision : Precision or None
        The interval that is to be narrow, if this and no number says how many replications run.
    sweep : Sweep or None
        Which of the scenarios are one scenario with other values of a parameter.
    attribution : Attribution or None
        Which of the scenarios are a package with some of its parts.
    budget : float or None
        Yuan a year for all allowances that the county pays; None if the study sets none.
    warnings : tuple of Fault
    """

    file: Path
    title: Text
    question: Text | None
    author: str
    counties: Counties
    years: Years
    seed: int
    replications: int
    draws: int
    baseline: str
    scenarios: dict[str, Scenario]
    burn_in_terms: Terms
    parameters: Parameters = field(default_factory=Parameters)
    values: Mapping[str, float] = field(default_factory=dict)
    ranges: Mapping[str, Range] = field(default_factory=dict)
    uncertain: tuple[Uncertain, ...] = ()
    samples: Mapping[str, tuple[float | int, ...]] = field(default_factory=dict)
    record: tuple[str, ...] = ()
    tables: tuple[str, ...] | None = None
    precision: Precision | None = None
    sweep: Sweep | None = None
    attribution: Attribution | None = None
    budget: float | None = None
    warnings: tuple[Fault, ...] = ()

    @property
    def county_names(self) -> tuple[str, ...]:
        """Names of the counties, as the column ``county`` of the tables has them."""
        return self.counties.names

    @property
    def county_name(self) -> str:
        """Name of the only county."""
        (name,) = self.counties.names
        return name

    @property
    def county(self) -> CountyData:
        """The only county."""
        return self.counties.data(self.county_name)

    def terms(self, scenario: str, year: int) -> Terms:
        """Return the settled terms of a scenario in a study year."""
        return self.scenarios[scenario].terms[year]

    def as_written(self) -> Study:
        """Return the study without the scenarios that an attribution plans."""
        if self.attribution is None:
            return self
        planned = set(self.attribution.planned)
        kept = {name: one for name, one in self.scenarios.items() if name not in planned}
        return replace(self, scenarios=kept, attribution=None)

    def of_draw(self, draw: int) -> Study:
        """Return the study as it holds in one draw: parameters and terms settled, one draw.

        Without draws this is the study itself, with every default.
        """
        from teacherflow.scenario.drawn import of_draw

        return of_draw(self, draw)

    @property
    def runs(self) -> Text:
        """How much runs, in words: replications, and what multiplies them."""
        asked, n = self.precision, self.replications
        if asked is not None:
            return Text(
                f"重复至 {asked.indicator} 的区间不宽于 {asked.width:g}（最多 {asked.most} 次）",
                f"replications until the interval of {asked.indicator} is no wider than "
                f"{asked.width:g} ({asked.most} at most)",
            )
        counties, draws = len(self.county_names), self.draws
        if counties * draws == 1:
            return Text(f"重复 {n} 次", counted(n, "replication"))
        zh = [f"{counties:,} 个县"] * (counties > 1) + [f"参数抽样 {draws:,} 组"] * (draws > 1)
        en = [f"{counties:,} counties"] * (counties > 1)
        en += [f"{draws:,} draws of parameters"] * (draws > 1)
        units = counties * draws * n
        return Text(
            f"{'，'.join(zh)}，各重复 {n} 次，共 {units:,} 个单元",
            f"{', '.join(en)}, {counted(n, 'replication')} each: {units:,} units of work",
        )

    def runs_as_dict(self) -> dict[str, int | None]:
        """Return how much runs as plain data.

        What `replications: {auto: …}` leaves open is None; then ``most`` says where it ends.
        """
        counties, draws, n = len(self.county_names), self.draws, self.replications
        if self.precision is not None:
            most = self.precision.most
            open_ = {"replications": None, "most": most, "units": None}
            return {"counties": counties, "draws": draws, **open_}
        units = {"replications": n, "most": n, "units": counties * draws * n}
        return {"counties": counties, "draws": draws, **units}

    def resolved(self) -> dict[str, Any]:
        """Return the study as plain data, every default filled in: what the manifest keeps.

        With draws, ``sampled`` has the values of every draw, and each scenario the names of
        those that its policies take.
        """
        plain = self._defaults()
        if self.draws > 1:
            plain["sampled"] = {name: list(values) for name, values in self.samples.items()}
            for name, scenario in plain["scenarios"].items():
                taken = [one.name for one in self.uncertain if name in one.scenarios]
                scenario["sampled"] = taken
        return plain

    def _defaults(self) -> dict[str, Any]:
        return {
            "title": self.title._asdict(),
            "question": None if self.question is None else self.question._asdict(),
            "author": self.author,
            **self.counties.resolved(),
            "years": asdict(self.years),
            "seed": self.seed,
            "replications": self.replications,
            "precision": None if self.precision is None else self.precision.as_dict(),
            "draws": self.draws,
            "baseline": self.baseline,
            "scenarios": {name: self.scenarios[name].as_dict() for name in self.scenarios},
            "sweep": None if self.sweep is None else self.sweep.as_dict(),
            "attribute": None if self.attribution is None else self.attribution.as_dict(),
            "parameters": {
                family: values._asdict() for family, values in self.parameters._asdict().items()
            },
            "uncertainties": {name: span.plain() for name, span in sorted(self.ranges.items())},
            "record": list(self.record),
            "tables": None if self.tables is None else list(self.tables),
            "budget": self.budget,
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything that can change a number: the same study, the same digest.

        Titles, question, author and where the files lie do not count; nor do the sweep and the
        attribution, whose scenarios do, and the precision, whose replications do.
        """
        plain = self.resolved()
        for words in ("title", "question", "author", "sweep", "attribute", "precision"):
            del plain[words]
        for scenario in plain["scenarios"].values():
            del scenario["title"]
        return digest_of(plain)
