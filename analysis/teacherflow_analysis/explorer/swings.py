"""Levels and differences at both ends of the uncertain parameters, as the explorer stores them.

All indicators of the study are looked at, as in ``teacherflow sensitivity DIR --all``: the usual
ones are judged among themselves, the others among all.
"""

from __future__ import annotations

from typing import Any, Final

from teacherflow.parameters.words import KINDS, unit_words
from teacherflow_analysis.comparison.evidence import about, title_of
from teacherflow_analysis.comparison.sensitivity import (
    Outcome,
    Sensitivity,
    Swing,
    sensitivity_of,
    too_few,
    value_of,
)
from teacherflow_analysis.explorer.numbers import DIGITS, short
from teacherflow_analysis.indicators_meta import describe
from teacherflow_analysis.study import Study

MOST: Final = 10
"""Parameters that are kept of each outcome, the largest share first."""
SHARE: Final = 5
"""Decimals of a share, three more than are shown."""
OUTCOME: Final = ("draws", "mean", "low", "high", "above", "swings")
SWING: Final = ("parameter", "at_low", "at_high", "half", "share", "decisive")
"""What stands in a row of an outcome, and of a parameter: its place, the ends of its bar, half
the interval of the way between them."""


def swings(study: Study, county: str | None) -> dict[str, Any]:
    """Return outcomes by scenario in the order of the indicators, and what is known of parameters.

    With too few draws there is nothing but the reason.
    """
    found = sensitivity_of(study, every=True, county=county)
    if not found.enough:
        return {"why": too_few(study)._asdict()}
    kept = [swing for outcome in found.outcomes for swing in outcome.swings[:MOST]]
    ends = {swing.parameter: swing for swing in kept}
    places = {name: place for place, name in enumerate(ends)}
    return {
        "looked_at": found.looked_at,
        "varied": max((len(one.swings) for one in found.outcomes), default=0),
        "most": MOST,
        "outcome_keys": list(OUTCOME),
        "swing_keys": list(SWING),
        "parameters": [_parameter(swing) for swing in ends.values()],
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
    return [places[swing.parameter], *numbers, short(swing.share, SHARE), int(swing.decisive)]


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
