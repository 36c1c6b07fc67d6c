"""All that the file holds of a study, as plain JSON values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from teacherflow.shell import typed
from teacherflow.text import Text
from teacherflow_analysis import provenance
from teacherflow_analysis.comparison.compare import Effect, Verdict, effects_of
from teacherflow_analysis.comparison.tables import unchanged_of
from teacherflow_analysis.county_titles import county_title
from teacherflow_analysis.explorer import parts
from teacherflow_analysis.explorer.families import Member, definitions, groups, member
from teacherflow_analysis.explorer.numbers import DIGITS, listed
from teacherflow_analysis.explorer.paths import Paths, paths_of
from teacherflow_analysis.explorer.swings import swings
from teacherflow_analysis.explorer.words import VERDICTS, WORDS
from teacherflow_analysis.indicators_meta import default
from teacherflow_analysis.limits import without_results
from teacherflow_analysis.one_way import ONE_WAY
from teacherflow_analysis.palette import styles
from teacherflow_analysis.periods import last_of
from teacherflow_analysis.study import Study

DARK: Final = {
    "#4a4a4a": "#d5d8dc",
    "#0072B2": "#4c9be8",
    "#D55E00": "#ff8a3d",
    "#009E73": "#2bc49a",
    "#CC79A7": "#e79cc6",
    "#56B4E9": "#9bd8ff",
    "#E69F00": "#ffc145",
}
"""The hues of the palette on a dark page: the same order, each lighter."""

LINES: Final = {"primary": 0.50, "junior": 0.45}
"""Official lines of the coefficients of variation (教督〔2017〕6号)."""


def payload(study: Study, county: str | None = None) -> dict[str, Any]:
    """Return the data of the explorer.

    Parameters
    ----------
    county : str, optional
        One county of several; else their plain mean.
    """
    study = study.of_county(county)
    indicators = study.indicators()
    members = [member(name) for name in indicators]
    command = f"teacherflow explore {typed(study.folder.resolve().name)}{study.options}"
    return {
        "study": _about(study, county),
        "provenance": _provenance(study, command),
        "words": {key: text._asdict() for key, text in WORDS.items()},
        "verdicts": {key.value: text._asdict() for key, text in VERDICTS.items()},
        "scenarios": _scenarios(study),
        "groups": groups(members),
        "indicators": [_indicator(one, text) for one, text in _defined(members)],
        "chosen": default(indicators),
        "paths": _paths(study, members),
        **_effects(study, county),
        "effect_keys": list(EFFECT),
        "people": parts.groups(study, county),
        "spending": parts.spending(study, county),
        "schools": parts.schools(study, county),
        "swings": swings(study, county),
        "stored": sorted(study.results.tables),
    }


def _about(study: Study, county: str | None) -> dict[str, Any]:
    return {
        "title": study.title._asdict(),
        "question": _question(study),
        "baseline": study.baseline,
        "years": list(study.years),
        "last": last_of(study.years)._asdict(),
        "replications": study.replications,
        "draws": study.draws,
        "runs": len(parts.runs_of(study, county)),
        "counties": list(study.counties) if county is None else [county],
        "county": county_title(study, county or study.counties[0])._asdict(),
        "part_of": study.part_of,
        "chosen_of": study.chosen_of,
        "estimated": study.estimated,
        "failed": study.failed,
        "lost": without_results(study.lost)._asdict() if study.lost else None,
    }


def _question(study: Study) -> dict[str, str] | None:
    asked = study.resolved.get("question")
    if isinstance(asked, str):
        return {"zh": asked, "en": asked} if asked else None
    if not asked:
        return None
    zh, en = asked.get("zh"), asked.get("en")
    return {"zh": zh or en, "en": en or zh} if zh or en else None


def _provenance(study: Study, command: str) -> dict[str, Any]:
    labels = {key: text._asdict() for key, text in provenance.WORDS.items()}
    record = provenance.record(study, "explore.html", command)
    versions = study.results.manifest.get("versions") or {}
    return {"record": record, "labels": labels, "versions": dict(versions)}


def _scenarios(study: Study) -> list[dict[str, Any]]:
    drawn = styles(list(study.scenarios), study.baseline)
    found = []
    for name, title in study.scenarios.items():
        style = drawn[name]
        dash = [] if isinstance(style.dash, str) else list(style.dash[1])
        about = {"name": name, "label": Text(title.zh or name, title.en or name)._asdict()}
        look = {"colour": style.colour, "dark": DARK[style.colour], "dash": dash}
        found.append(about | look | {"marker": style.marker})
    return found


def _defined(members: Sequence[Member]) -> list[tuple[Member, Text]]:
    """Return the members with what `docs/results.md` says of them."""
    texts = definitions()
    return [(one, texts.get(one.meta.name, one.meta.label)) for one in members]


def _indicator(one: Member, definition: Text) -> dict[str, Any]:
    meta = one.meta
    return {
        "name": meta.name,
        "label": meta.label._asdict(),
        "definition": definition._asdict(),
        "unit": meta.unit._asdict(),
        "change_unit": meta.change_unit._asdict(),
        "better": meta.better.value,
        "shown": meta.shown.value,
        "family": one.family,
        "stage": one.stage,
        "zone": one.zone,
        "limit": _line(meta.name, one.stage),
        "one_way": meta.name in ONE_WAY,
    }


def _line(column: str, stage: str | None) -> float | None:
    """Return the official line of a coefficient of variation."""
    if stage is None or not column.startswith("cv_"):
        return None
    return LINES[stage]


def _paths(study: Study, members: Sequence[Member]) -> dict[str, list[list[Any]]]:
    """Return by scenario, for each indicator: mean, half, change, half of the change, by year."""
    found = paths_of(study, [one.meta.name for one in members])
    digits = [DIGITS[one.meta.shown] for one in members]
    return {
        name: [_one(paths, i, d) for i, d in enumerate(digits)] for name, paths in found.items()
    }


def _one(paths: Paths, indicator: int, digits: int) -> list[Any]:
    spreads = [one for one in (paths.level, paths.change) if one is not None]
    return [
        listed(values[:, indicator], digits) for one in spreads for values in (one.mean, one.half)
    ]


def _effects(study: Study, county: str | None) -> dict[str, Any]:
    """Return by scenario what `compare --all --json` returns, unrounded; keys are in `EFFECT`.

    Scenarios that change nothing at all have the sentence that says so, and why.
    """
    if len(study.scenarios) < 2:
        return {"effects": {}, "unchanged": {}}
    comparison = effects_of(study, every=True, county=county)
    rows = {name: [_effect(one) for one in comparison.of(name)] for name in comparison.scenarios}
    same = {name: text._asdict() for name, text in unchanged_of(comparison).items()}
    return {"effects": rows, "unchanged": same}


EFFECT: Final = (
    "indicator", "year", "baseline", "reform", "difference", "low", "high", "n", "verdict",
)  # fmt: skip
"""What stands in one row of the effects."""


def _effect(effect: Effect) -> list[Any]:
    """Return a row; where nothing differs in any run the verdict is ``same``."""
    row = [getattr(effect, key) for key in EFFECT[:-1]]
    same = effect.low == effect.high == 0 and effect.verdict is Verdict.UNCLEAR
    return [*row, "same" if same else effect.verdict.value]
