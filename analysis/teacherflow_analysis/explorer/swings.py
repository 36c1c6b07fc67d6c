"""Levels and differences at both ends of the uncertain parameters, as the explorer stores them.

All indicators of the study are looked at, as in ``teacherflow sensitivity DIR --all``: the usual
ones are judged among themselves, the others among all. The mean of the last five years comes first,
then single years, as ``--year`` takes them.
"""

from __future__ import annotations

from typing import Any, Final

from teacherflow.parameters.words import KINDS, unit_words
from teacherflow_analysis.comparison.evidence import about, title_of
from teacherflow_analysis.comparison.sensitivity import (
    Outcome,
    Sensitivity,
    Swing,
    over_periods,
    too_few,
    value_of,
)
from teacherflow_analysis.explorer.numbers import DIGITS, short
from teacherflow_analysis.explorer.parts import kept
from teacherflow_analysis.indicators_meta import describe
from teacherflow_analysis.study import Study

MOST: Final = 10
"""Parameters that are kept of each outcome, the largest share first."""
MOST_OUTCOMES: Final = 8000
"""Outcomes (scenario, indicator, year) that are kept, some three megabytes; of more, years are
left out."""
SHARE: Final = 5
"""Decimals of a share, three more than are shown."""
OUTCOME: Final = ("draws", "mean", "low", "high", "above", "swings")
SWING: Final = ("parameter", "at_low", "at_high", "half", "share", "decisive", "zero")
"""What stands in a row of an outcome, and of a parameter: its place, the ends of its bar, half
the interval of the way between them; last, only where it is told, the value at which a difference
changes its sign, as a number and as it is written."""


def swings(study: Study, county: str | None) -> dict[str, Any]:
    """Return outcomes by period and scenario in the order of the indicators, and the parameters.

    With too few draws there is nothing but the reason.
    """
    years = kept(study.years, len(study.scenarios) * len(study.indicators()), MOST_OUTCOMES)
    periods = over_periods(study, [None, *years], every=True, county=county)
    found = dict(zip(["last5", *map(str, years)], periods, strict=True))
    if not found["last5"].enough:
        return {"why": too_few(study)._asdict()}
    ends = {
        swing.parameter: swing
        for one in found.values()
        for outcome in one.outcomes
        for swing in outcome.swings[:MOST]
    }
    places = {name: place for place, name in enumerate(ends)}
    return {
        "most": MOST,
        "outcome_keys": list(OUTCOME),
        "swing_keys": list(SWING),
        "parameters": [_parameter(swing) for swing in ends.values()],
        "order": list(found),
        "periods": {period: _period(one, places) for period, one in found.items()},
    }


def _period(found: Sensitivity, places: dict[str, int]) -> dict[str, Any]:
    return {
        "looked_at": found.looked_at,
        "varied": max((len(one.swings) for one in found.outcomes), default=0),
        "outcomes": _by_scenario(found, places),
    }


def _by_scenario(found: Sensitivity, places: dict[str, int]) -> dict[str, list[Any]]:
    rows = {(one.scenario, one.indicator): _outcome(one, places) for one in found.outcomes}
    indicators = found.study.indicators()
    return {
        name: [rows.get((name, indicator)) for indicator in indicators]
        for name in found.study.scenarios
    }


def _outcome(outcome: Outcome, places: dict[str, int]) -> list[Any]:
    digits = DIGITS[describe(outcome.indicator).shown]
    ends = (short(value, digits) for value in (outcome.mean, outcome.low, outcome.high))
    bars = [_swing(one, places, digits) for one in outcome.swings[:MOST]]
    above = round(outcome.above * outcome.draws)
    return [outcome.draws, *ends, above, bars]


def _swing(swing: Swing, places: dict[str, int], digits: int) -> list[Any]:
    half = (swing.swing_high - swing.swing_low) / 2
    numbers = (short(value, digits) for value in (swing.at_low, swing.at_high, half))
    row = [places[swing.parameter], *numbers, short(swing.share, SHARE), int(swing.decisive)]
    if swing.switch is None or not swing.decisive:
        return row
    return [*row, [float(f"{swing.switch:.6g}"), value_of(swing.switch)]]


def _parameter(swing: Swing) -> dict[str, Any]:
    """Return what is known of a parameter; the ends of its range are those of all draws."""
    known = about(swing.parameter)
    return {
        "name": swing.parameter,
        "title": title_of(swing.parameter)._asdict(),
        "unit": None if known is None else unit_words(known.unit)._asdict(),
        "kind": None if known is None else KINDS[known.kind]._asdict(),
        "source": None if known is None else known.citation._asdict(),
        "ends": [float(f"{end:.6g}") for end in (swing.low, swing.high)],
        "written": [value_of(swing.low), value_of(swing.high)],
    }
