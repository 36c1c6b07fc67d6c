"""What all sections of a brief ask of a study: levels, effects, and the same as words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Language, Text
from teacherflow_analysis.brief.blocks import ABSENT, Cell, Line, Number, Paragraph, Part, Source
from teacherflow_analysis.brief.rounding import count, number, place_of, place_of_change, scale_of
from teacherflow_analysis.comparison.compare import Comparison, effects_of, values_of
from teacherflow_analysis.comparison.effects import Effect, Verdict, Year
from teacherflow_analysis.figures.theme import NO_BREAK
from teacherflow_analysis.figures.words import spaced
from teacherflow_analysis.indicators_meta import DEFAULT, Indicator, describe
from teacherflow_analysis.inference.paths import Paths
from teacherflow_analysis.inference.spread import Estimate, spread_of
from teacherflow_analysis.periods import LAST
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    from teacherflow.scenario.out_of_reach import OutOfReach
    from teacherflow_analysis.careers.sampled import Sample
    from teacherflow_analysis.comparison.groups import Gains
    from teacherflow_analysis.comparison.risk import Risk
    from teacherflow_analysis.comparison.sensitivity import Outcome, Swing

WHEN: Final = "last5"
"""The period that a brief speaks of."""
FOLD: Final = 8
"""More options than this are told of by their range; all of them stand in the Excel file."""
STAGES: Final = ("primary", "junior")
ITEMS: Final = ("teachers", "degree", "backbone", "midsenior", "artspe")
ZONES: Final = ("seat", "town", "village")

HEADLINES: Final = (
    "cv_backbone_primary_duty",
    "cv_backbone_junior_duty",
    "vacancy_village",
    "retention_3y_village",
    "net_better_off",
    "spending",
)
"""Outcomes of the first page: balance (2), staffing, retention, who gains or loses, cost."""

SAME: Final = Text("＝ 无变化", "= no change")
SAME_IN_ALL: Final = Text("＝ 合计无变化", "= no change in total")
"""What is said of money that one payer saves and another spends."""


def _also() -> tuple[str, ...]:
    kept = [f"{kind}_3y_{zone}" for zone in ZONES for kind in ("retention", "presence")]
    kept += [f"zone_retention_3y_{zone}" for zone in ZONES]
    balance = [f"cv_{item}_{stage}_duty" for item in ITEMS for stage in STAGES]
    floors = [f"cv0_{item}_{stage}_duty" for item in ITEMS for stage in STAGES]
    return (*balance, *floors, "pass_county", *kept, "county_retention_3y")


def _text(part: Part) -> str:
    return part.text if isinstance(part, Number) else part


@dataclass(frozen=True)
class Case:
    """A study, seen by the sections of a brief in one language.

    Attributes
    ----------
    study : Study
        Its counties are averaged.
    careers : str or None
        The option whose careers are told beside those of the baseline; None is the first one
        under which enough of them differ.
    """

    study: Study
    language: Language
    careers: str | None = None
    _gains: dict[str, Any] = field(default_factory=dict, repr=False)

    # -- words ------------------------------------------------------------------------------

    def of(self, text: Text) -> str:
        """Return words in the language of the brief."""
        chosen = text.to(self.language)
        return spaced(chosen).strip("\n") if self.language == "zh" else chosen

    def line(self, text: Text, **given: Number | Line | str | int) -> Line:
        """Return words whose braces are filled with numbers, lines or words."""
        parts: list[Part] = []
        chosen = text.to(self.language)
        for piece in re.split(r"(\{\w+\})", chosen) if given else [chosen]:
            found = given[piece[1:-1]] if re.fullmatch(r"\{\w+\}", piece) else piece
            if isinstance(found, Line):
                parts += found.parts
            else:
                parts.append(found if isinstance(found, Number) else str(found))
        return self.joined(parts)

    def joined(self, parts: Iterable[Part]) -> Line:
        """Return a line of parts; Chinese stands apart from Latin letters and digits."""
        kept = [part for part in parts if part != ""]
        if self.language == "en":
            return Line(tuple(kept))
        apart: list[Part] = []
        for part in kept:
            text = part.text if isinstance(part, Number) else part
            seam = _text(apart[-1])[-1] + text[0] if apart else ""
            if len(spaced(seam)) > len(seam):
                apart.append(NO_BREAK)
            apart.append(part if isinstance(part, Number) else spaced(part))
        return Line(tuple(apart))

    def say(self, text: Text, lead: Text | str = "", item: bool = False, **given: Any) -> Paragraph:
        """Return a paragraph."""
        head = lead if isinstance(lead, str) else self.of(lead)
        return Paragraph(self.line(text, **given), head, item)

    def cell(self, text: Text | str, **given: Any) -> Cell:
        """Return a cell of words and numbers."""
        return Cell(self.line(Text(text, text) if isinstance(text, str) else text, **given))

    def name(self, scenario: str, quote: bool = False) -> str:
        """Return the title of a scenario; inside a sentence a Chinese one may need quotes."""
        title = self.study.label(scenario, self.language)
        if quote:
            return f"“{title}”" if self.language == "zh" else f'"{title}"'
        return title

    def label(self, indicator: str | Indicator) -> str:
        """Return the name of an indicator."""
        meta = describe(indicator) if isinstance(indicator, str) else indicator
        return self.of(meta.label)

    @property
    def period(self) -> str:
        """Return the period that the brief speaks of, in words."""
        years = self.study.years[-LAST:]
        if len(years) == 1:
            return self.of(Text(f"{years[0]} 学年", f"school year {years[0]}"))
        zh = f"{years[0]}–{years[-1]} 学年的平均"
        return self.of(Text(zh, f"mean of {years[0]} to {years[-1]}"))

    # -- what is compared -------------------------------------------------------------------

    @property
    def base(self) -> str:
        """The baseline."""
        return self.study.baseline

    @property
    def options(self) -> list[str]:
        """The scenarios beside the baseline."""
        return [name for name in self.study.scenarios if name != self.base]

    @property
    def folded(self) -> bool:
        """Whether there are too many options to tell of each."""
        return len(self.options) > FOLD

    @cached_property
    def held(self) -> frozenset[str]:
        """The indicators of the study."""
        return frozenset(self.study.indicators())

    def has(self, indicators: Sequence[str]) -> list[str]:
        """Return those of some indicators that the study holds."""
        return [name for name in indicators if name in self.held]

    @cached_property
    def comparison(self) -> Comparison | None:
        """All effects that the brief may speak of; None with the baseline alone."""
        if not self.options:
            return None
        wanted = self.has(list(dict.fromkeys((*DEFAULT, *HEADLINES, *_also()))))
        return effects_of(self.study, indicators=wanted)

    @cached_property
    def risk(self) -> Risk | None:
        """What is at stake in choosing, on the outcomes of the first page; None with one draw."""
        from teacherflow_analysis.comparison.risk import risk_of

        if self.study.draws < 2 or not self.options:
            return None
        chosen = self.has(HEADLINES)
        return risk_of(effects_of(self.study, indicators=chosen))

    @cached_property
    def swings(self) -> list[tuple[Outcome, Swing]]:
        """Parameters that decide differences in the outcomes of the first page, the largest first."""
        from teacherflow_analysis.comparison.sensitivity import Of, sensitivity_of

        if not self.options:
            return []
        decisive = [
            (outcome, swing)
            for outcome in sensitivity_of(self.study).outcomes
            for swing in outcome.decisive
            if outcome.of is Of.DIFFERENCE and outcome.indicator in HEADLINES
        ]
        return sorted(decisive, key=lambda pair: -pair[1].share)

    def gains(self, by: str) -> Gains | None:
        """Return effects on groups of teachers; None if the study does not hold them."""
        from teacherflow_analysis.comparison.groups import gains_of

        if not self.options or "groups_year" not in self.study.results.tables:
            return None
        if by not in self._gains:
            self._gains[by] = gains_of(self.study, by)
        found: Gains = self._gains[by]
        return found

    def effect(self, scenario: str, indicator: str, when: Year = WHEN) -> Effect | None:
        """Return one effect; None if there is none."""
        key = (scenario, indicator, when)
        return self._effects.get(key)

    @cached_property
    def _effects(self) -> dict[tuple[str, str, Year], Effect]:
        found = self.comparison
        return {(e.scenario, e.indicator, e.year): e for e in (found.effects if found else ())}

    @cached_property
    def paths(self) -> Paths:
        """Values of the indicators of the brief under all scenarios."""
        chosen = self.has(list(dict.fromkeys((*DEFAULT, *HEADLINES, *_also()))))
        frame = values_of(self.study, chosen)
        return Paths.of(frame, list(self.study.scenarios), chosen, self.study.years)

    def level(self, scenario: str, indicator: str, when: Year = WHEN) -> Estimate | None:
        """Return the mean of a scenario in a period; None if no run has a value."""
        if indicator not in self.paths.columns:
            return None
        years = self.study.years[-LAST:] if when == "last5" else [int(when)]
        pairs = self.paths.pairs(scenario, scenario, indicator, years)
        if not len(pairs):
            return None
        spread = spread_of(pairs.before, pairs.draw, pairs.replication)
        return Estimate(spread.mean, spread.low, spread.high)

    @cached_property
    def sample(self) -> Sample | Text | None:
        """A few careers under two rules, or why there are none; None with the baseline alone."""
        from teacherflow_analysis.careers.sampled import sampled

        if not self.options:
            return None
        pair = None if self.careers is None else (self.base, self.careers)
        return sampled(self.study, pair)

    @cached_property
    def out_of_reach(self) -> list[OutOfReach]:
        """Policies, and tiers of policies, that mean no school; none if the inputs do not say."""
        from teacherflow.study.out_of_reach import out_of_reach_in

        return out_of_reach_in(self.study.folder)

    @cached_property
    def cancelling(self) -> frozenset[str]:
        """Options under which one payer spends what another saves."""
        from teacherflow_analysis.brief.payers import opposed

        return frozenset(opposed(self))

    # -- numbers in words -------------------------------------------------------------------

    def level_of(self, scenario: str, indicator: str, when: Year = WHEN) -> Line | None:
        """Return the mean of a scenario with its unit."""
        found = self.level(scenario, indicator, when)
        if found is None:
            return None
        source = Source("county_year", indicator, "mean", scenario=scenario, year=when)
        return self.amount(found.mean, found.half, describe(indicator), source)

    def amount(self, value: float, half: float | None, meta: Indicator, source: Source) -> Line:
        """Return a level with its unit, with the digits that its interval leaves."""
        scale = scale_of(meta, self.language)
        usual = 1.0 if abs(value * scale.factor) >= 1000 else scale.place
        place = place_of(None if half is None else half * scale.factor, usual)
        shown = number(value, source, factor=scale.factor, place=place)
        gap = "" if scale.unit in ("", "%") else NO_BREAK
        return Line((shown, f"{gap}{scale.unit}") if scale.unit else (shown,))

    def change(self, effect: Effect, meta: Indicator | None = None, **where: Any) -> Line:
        """Return a clear difference with its unit and interval."""
        known = describe(effect.indicator) if meta is None else meta
        scale = scale_of(known, self.language)
        unit = f"{NO_BREAK}{scale.change}" if scale.change else ""
        one = self.difference(effect, known, **where)
        if effect.low is None or effect.high is None:
            return Line((one, unit) if unit else (one,))
        return self.line(
            Text("{one}{unit}（95% 区间 {span}）", "{one}{unit} (95% interval {span})"),
            one=one,
            unit=unit,
            span=self.interval(effect, known, **where),
        )

    def difference(self, effect: Effect, meta: Indicator, **where: Any) -> Number:
        """Return a difference without its unit."""
        return self._of_effect(effect, meta, "difference", effect.difference or 0.0, where)

    def interval(self, effect: Effect, meta: Indicator, **where: Any) -> Line:
        """Return the two ends of an interval."""
        low = self._of_effect(effect, meta, "difference_low", effect.low or 0.0, where)
        high = self._of_effect(effect, meta, "difference_high", effect.high or 0.0, where)
        return self.line(Text("{low} 至 {high}", "{low} to {high}"), low=low, high=high)

    def _of_effect(
        self, effect: Effect, meta: Indicator, what: str, value: float, where: Any
    ) -> Number:
        scale = scale_of(meta, self.language)
        half = None if effect.low is None or effect.high is None else effect.high - effect.low
        place = place_of_change(
            (effect.difference or 0.0) * scale.factor,
            None if half is None else half / 2 * scale.factor,
            scale.place,
        )
        table = where.pop("table", "county_year") if where else "county_year"
        column = where.get("column", effect.indicator)
        rows = {key: one for key, one in where.items() if key != "column"}
        if "by" in rows:
            table = "groups_year"
        source = Source(table, column, what, effect.scenario, self.base, effect.year, rows)
        return number(value, source, factor=scale.factor, place=place, signed=True)

    def verdict(self, effect: Effect | None, meta: Indicator | None = None, **where: Any) -> Cell:
        """Return an effect as a cell: an arrow, the difference, and the verdict in words."""
        if effect is None or effect.difference is None:
            return self.cell(ABSENT)
        known = describe(effect.indicator) if meta is None else meta
        if effect.nothing:
            hidden = known.name == "spending" and effect.scenario in self.cancelling
            return Cell(Line((self.of(SAME_IN_ALL if hidden else SAME),)), "none")
        shown = self.difference(effect, known, **where)
        arrow = "↑" if (effect.difference or 0) > 0 else "↓"
        match effect.verdict:
            case Verdict.UNCLEAR:
                return Cell(Line((self.of(Text("≈ 无明显差异", "≈ no clear difference")),)), "none")
            case Verdict.BETTER:
                words, tone = Text("{a} {n} 更好", "{a} {n} better"), "better"
            case Verdict.WORSE:
                words, tone = Text("{a} {n} 更差", "{a} {n} worse"), "worse"
            case Verdict.CHANGED:
                words, tone = Text("{a} {n}", "{a} {n}"), "changed"
            case _:
                words, tone = Text("{a} {n}（无区间）", "{a} {n} (no interval)"), "none"
        return Cell(self.line(words, a=arrow, n=shown), tone)

    def whole(self, value: int, path: str) -> Number:
        """Return a whole number of the manifest."""
        return count(value, Source("manifest", path, "value"))

    # -- rows of other tables ---------------------------------------------------------------

    def table(self, name: str) -> bool:
        """Tell whether the study holds a table."""
        return name in self.study.results.tables
