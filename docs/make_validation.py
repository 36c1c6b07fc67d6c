"""Write the table "the start population against what is published" into docs/validation.md.

Run ``python docs/make_validation.py [seeds]`` (20 seeds by default), or with ``--words`` to write
what was measured last. The block of docs/zh/validation.md is written along with it; everything
outside of the marks is left as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from generated import table
from validation_pages import WORDS_ONLY, keep, stored, write

from teacherflow.county import County
from teacherflow.draws import Draws
from teacherflow.parameters import Parameters
from teacherflow.parameters.words import KINDS
from teacherflow.population import CountyData, generate, load_county
from teacherflow.population.margins import TARGETS, Target, measure, totals
from teacherflow.state import State
from teacherflow.text import Language, Text

COUNTY = Path(__file__).resolve().parent.parent / "scenarios" / "counties" / "zhijin.yaml"
PART = "start population"
START, BURN_IN = 2024, 10
COUNTED = {
    "pupils": Text("学生", "pupils"),
    "teachers": Text("教师", "teachers"),
    "schools": Text("学校", "schools"),
    "primary": Text("小学", "primary"),
    "junior": Text("初中", "junior"),
}

type Found = dict[str, Any]


def main(arguments: Sequence[str]) -> None:
    """Measure some counties before and after burn-in and write the tables."""
    if WORDS_ONLY not in arguments:
        keep(PART, _measured(int(arguments[0]) if arguments else 20))
    write(PART, section)


def _measured(seeds: int) -> Found:
    county = load_county(COUNTY)
    runs = range(1, seeds + 1)
    before = [measure(_start(county, seed)) for seed in runs]
    after = [measure(_fork(county, seed)) for seed in runs]
    met = {t.name: np.mean([t.met(found[t.name]) for found in after]) for t in TARGETS}
    for key, wanted in totals(county, START).items():
        met[key] = np.mean([found[key] == wanted for found in after])
    return {
        "seeds": seeds,
        "start of burn-in": {key: _spread(before, key) for key in met},
        "fork": {key: _spread(after, key) for key in met},
        "met": met,
    }


def _start(county: CountyData, seed: int) -> State:
    return generate(
        county, start=START, burn_in=BURN_IN, parameters=Parameters(), draws=Draws(seed)
    )


def _fork(county: CountyData, seed: int) -> State:
    return County.generated(county, start=START, burn_in=BURN_IN, seed=seed).state


def _spread(found: Sequence[dict[str, float]], key: str) -> dict[str, float]:
    values = np.array([f[key] for f in found])
    return {"mean": values.mean(), "low": values.min(), "high": values.max()}


def section(lang: Language) -> Iterator[str]:
    """Yield the section of a page."""
    county, found = load_county(COUNTY), stored(PART)
    yield f"## {Text('起始人口', 'The start population').to(lang)}"
    yield ""
    yield _opening(county, found["seeds"]).to(lang)
    yield ""
    head = {
        "en": ("measure", "published", "start of burn-in", "fork", "met", "source"),
        "zh": ("指标", "公布", "预热前", "分叉", "达到", "来源"),
    }
    rows = [*_totals(county, found, lang), *(_target(each, found, lang) for each in TARGETS)]
    yield from table(head[lang], rows)
    yield ""
    yield Text(
        "女教师的起始比例高于已知比例，因为预热期间退休的女教师较多。",
        "More women start than are known, because burn-in retires more of them.",
    ).to(lang)


def _opening(county: CountyData, seeds: int) -> Text:
    name = county.title.text
    return Text(
        f"{name.zh}，{seeds} 个随机种子，预热 {BURN_IN} 年，{START} 年分叉；均值（最小–最大）。"
        "*达到*：分叉时在范围之内的种子所占的比例。编制的 σ 和岗位比例的 σ 是用其他种子对准差异系数拟合的"
        "（[calibration.md](calibration.md)）。",
        f"{name.en}, {seeds} seeds, {BURN_IN} years of burn-in, fork in {START}; mean (smallest–"
        "largest). *Met*: seeds inside the range at the fork. σ of quotas and σ of post ratios "
        "were fitted to the coefficients on other seeds ([calibration.md](calibration.md)).",
    )


def _totals(county: CountyData, found: Found, lang: Language) -> Iterator[Sequence[str]]:
    for key, wanted in totals(county, START).items():
        source = Text(f"该县，{county.year} 年", f"county, {county.year}")
        if key.startswith("pupils"):
            zh, en = "按全国出生队列指数推移", "moved along the national cohort index"
            source = Text(f"{source.zh}，{zh}", f"{source.en}, {en}")
        name = Text("，", ", ").to(lang).join(COUNTED[part].to(lang) for part in key.split("_"))
        yield name, f"{wanted:,}", *_values(found, key, 0, lang), source.to(lang)


def _target(target: Target, found: Found, lang: Language) -> Sequence[str]:
    digits = 2 if target.name.startswith("cv") else 3
    source, kind = target.source.to(lang), KINDS[target.kind].to(lang)
    return (
        target.title.to(lang),
        _range(target.low, target.high, digits),
        *_values(found, target.name, digits, lang),
        Text(f"{source}（{kind}）", f"{source} ({kind})").to(lang),
    )


def _values(found: Found, key: str, digits: int, lang: Language) -> Sequence[str]:
    before, after = (
        _shown(found[when][key], digits, lang) for when in ("start of burn-in", "fork")
    )
    return before, after, f"{found['met'][key]:.0%}"


def _shown(spread: dict[str, float], digits: int, lang: Language) -> str:
    mean, low, high = f"{spread['mean']:,.{digits}f}", spread["low"], spread["high"]
    if low == high:
        return mean
    ends = _range(low, high, digits)
    return Text(f"{mean}（{ends}）", f"{mean} ({ends})").to(lang)


def _range(low: float, high: float, digits: int) -> str:
    return f"{low:,.{digits}f}–{high:,.{digits}f}"


if __name__ == "__main__":
    main(sys.argv[1:])
