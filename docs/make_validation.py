"""Write the table "the start population against what is published" into docs/validation.md.

Run ``python docs/make_validation.py [seeds]`` (20 seeds by default). The text between the two
marks is generated; everything else in the file is left as it is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from teacherflow.county import County
from teacherflow.draws import Draws
from teacherflow.parameters import Parameters
from teacherflow.population import CountyData, generate, load_county
from teacherflow.population.margins import TARGETS, Target, measure, totals
from teacherflow.state import State

DOCS = Path(__file__).resolve().parent
COUNTY = DOCS.parent / "scenarios" / "counties" / "zhijin.yaml"
PAGE = DOCS / "validation.md"
BEGIN, END = "<!-- start population: generated -->", "<!-- end of start population -->"
START, BURN_IN = 2024, 10

type Found = list[dict[str, float]]


def main(seeds: int) -> None:
    """Measure ``seeds`` counties before and after burn-in and write the table."""
    county = load_county(COUNTY)
    before = [measure(_start(county, seed)) for seed in range(1, seeds + 1)]
    after = [measure(_fork(county, seed)) for seed in range(1, seeds + 1)]
    block = "\n".join([BEGIN, "", *_section(county, before, after), "", END])
    text = (
        PAGE.read_text(encoding="utf-8") if PAGE.exists() else f"# Validation\n\n{BEGIN}\n{END}\n"
    )
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    head, rest = text.split(BEGIN, 1)
    PAGE.write_text(head + block + rest.split(END, 1)[1], encoding="utf-8")


def _start(county: CountyData, seed: int) -> State:
    return generate(
        county, start=START, burn_in=BURN_IN, parameters=Parameters(), draws=Draws(seed)
    )


def _fork(county: CountyData, seed: int) -> State:
    return County.generated(county, start=START, burn_in=BURN_IN, seed=seed).state


def _section(county: CountyData, before: Found, after: Found) -> Iterator[str]:
    title = county.title.text
    yield "## The start population 起始人口"
    yield ""
    yield (
        f"{title.en} {title.zh}, {len(after)} seeds, {BURN_IN} years of burn-in, fork in {START}; "
        "mean (smallest - largest). *Met*: seeds inside the range at the fork. σ of quotas and σ "
        "of post ratios were fitted to the coefficients on other seeds "
        "([calibration.md](calibration.md))."
    )
    yield ""
    yield "| measure 指标 | published 公布 | start of burn-in 预热前 | fork 分叉 | met 达到 | source 来源 |"
    yield "|---|---|---|---|---|---|"
    for key, wanted in totals(county, START).items():
        met = np.mean([found[key] == wanted for found in after])
        source = f"county, {county.year}, moved along the national cohort index"
        source = source if key.startswith("pupils") else f"county, {county.year}"
        values = (f"{wanted:,}", _range(before, key, 0), _range(after, key, 0), f"{met:.0%}")
        yield "| " + " | ".join((key.replace("_", ", "), *values, source)) + " |"
    for target in TARGETS:
        yield _row(target, before, after)
    yield ""
    yield "More women start than are known, because burn-in retires more of them."


def _row(target: Target, before: Found, after: Found) -> str:
    digits = 2 if target.name.startswith("cv") else 3
    met = np.mean([target.met(found[target.name]) for found in after])
    cells = (
        f"{target.title.en} {target.title.zh}",
        f"{target.low:.{digits}f} - {target.high:.{digits}f}",
        _range(before, target.name, digits),
        _range(after, target.name, digits),
        f"{met:.0%}",
        f"{target.source} ({target.kind})",
    )
    return "| " + " | ".join(cells) + " |"


def _range(found: Sequence[dict[str, float]], key: str, digits: int) -> str:
    values = np.array([f[key] for f in found])
    low, mean, high = values.min(), values.mean(), values.max()
    if low == high:
        return f"{mean:,.{digits}f}"
    return f"{mean:,.{digits}f} ({low:,.{digits}f} - {high:,.{digits}f})"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
