"""Write into docs/referee.md what the length of burn-in changes in 织金.

Run ``python docs/make_burn_in.py`` (a minute), or with ``--words`` to write what was measured last.
The block of docs/zh/referee.md is written along with it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
from generated import table
from validation_pages import WORDS_ONLY, keep, stored, write
from zhijin_variants import LAST, Content, lived, mean_and_half, only, signed, with_half

from teacherflow.text import Language, Text
from teacherflow_analysis.comparison.compare import compare

DOCS = Path(__file__).resolve().parent
PAGES: dict[Language, Path] = {"en": DOCS / "referee.md", "zh": DOCS / "zh" / "referee.md"}
PART = "burn in"
YEARS_BEFORE = (5, 10, 20, 30)
REPLICATIONS = 8


@dataclass(frozen=True)
class Row:
    """What is told of an indicator: its level, and the difference that a reform makes."""

    indicator: str
    reform: str
    difference: Text
    level: Text | None = None
    digits: int = 3
    level_digits: int = 3
    factor: float = 1

    @property
    def key(self) -> str:
        """The name under which the difference is stored."""
        return f"{self.indicator}, {self.reform}"


ROWS = (
    Row(
        "cv_backbone_primary_duty",
        "rotation",
        Text("同上：轮岗与现状之差", "the same: rotation against status quo"),
        Text("骨干教师差异系数（小学）：水平", "CV of backbone teachers, primary: level"),
    ),
    Row(
        "retention_3y_village",
        "subsidy",
        Text("同上：补助与现状之差（百分点）", "the same: subsidy against status quo (pp)"),
        Text(
            "乡村三年留任率（编制，%）：水平",
            "Three-year retention of posts, villages (%): level",
        ),
        *(1, 1, 100),
    ),
    Row(
        "vacancy_village",
        "subsidy",
        Text("乡村学校空编：补助与现状之差", "vacant posts, villages: subsidy against status quo"),
        digits=1,
    ),
    Row(
        "effectiveness_village",
        "rotation",
        Text(
            "乡村学生接触到的教学效果（标准差/年）：轮岗与现状之差",
            "teacher effect met by pupils, villages (sd/year): rotation against status quo",
        ),
    ),
)

type Found = dict[str, dict[str, Any]]


def main(arguments: Sequence[str]) -> None:
    """Run the study with every length of burn-in and write the blocks."""
    if WORDS_ONLY not in arguments:
        runs = {str(years): _measured(years) for years in YEARS_BEFORE}
        keep(PART, {"replications": REPLICATIONS, "years of burn-in": runs})
    write(PART, section, PAGES)


def _measured(burn_in: int) -> dict[str, Any]:
    def change(content: Content) -> None:
        only(content, *{row.reform: None for row in ROWS})
        content["years"]["burn_in"], content["replications"] = burn_in, REPLICATIONS

    with lived(change, ["county_year"]) as study:
        effects = compare(study, indicators=[row.indicator for row in ROWS])
        span = {"from": study.years[-5], "to": study.years[-1]}
    last = effects[effects["year"] == LAST]
    found = {(row["indicator"], row["scenario"]): row for _, row in last.iterrows()}
    return span | {row.key: _told(found[row.indicator, row.reform]) for row in ROWS}


def _told(effect: pd.Series) -> dict[str, float]:
    return {"level": effect["baseline"], **mean_and_half(effect)}


def section(lang: Language) -> Iterator[str]:
    """Yield what the page says of burn-in."""
    found: Found = stored(PART)["years of burn-in"]
    _check(found)
    yield _opening(found, stored(PART)["replications"]).to(lang)
    yield ""
    yield from table((Text("预热年数", "years of burn-in").to(lang), *found), _rows(found, lang))
    yield ""
    yield _CLOSING.to(lang)


def _check(found: Found) -> None:
    """Refuse to write words that the numbers no longer bear out."""
    backbone, _, _, small = ROWS
    levels = [of[backbone.key]["level"] for of in found.values()]
    bears_out = {
        "backbone teachers gather": all(a < b for a, b in pairwise(levels)),
        "differences move less than levels": all(
            _moves(found, row, "mean") < _moves(found, row, "level") for row in ROWS if row.level
        ),
        "none of the clear ones turns round": not any(_turns_round(found, row) for row in ROWS),
        "small ones come and go": 0 < len(_clear(found, small)) < len(found),
    }
    wrong = [words for words, holds in bears_out.items() if not holds]
    if wrong:
        raise ValueError(f"the words {wrong} do not hold any more: write others")


def _moves(found: Found, row: Row, what: str) -> float:
    values = [of[row.key][what] for of in found.values()]
    return float(max(values) - min(values))


def _clear(found: Found, row: Row) -> list[float]:
    """Return the differences whose interval leaves out zero."""
    told = (of[row.key] for of in found.values())
    return [one["mean"] for one in told if abs(one["mean"]) > one["half"]]


def _turns_round(found: Found, row: Row) -> bool:
    return len({mean > 0 for mean in _clear(found, row)}) > 1


def _opening(found: Found, replications: int) -> Text:
    one = next(iter(found.values()))
    first, last = one["from"], one["to"]
    return Text(
        "十年预热使任职经历、职称和借调脱离生成时的样子，但不是每一项都因此静止：预热越长，骨干教师越向县城集中；"
        f"按十年调好的数值也会稍有移动。织金县，现状，{replications} 次重复，{first}–{last} 年平均，± 为 95% 区间的半宽：",
        "Ten years of burn-in move careers, titles and borrowing away from how the county was made. "
        "They do not bring all of it to rest: the longer it is, the more backbone teachers gather in "
        "the county seat, and what was tuned to ten years moves a little too. 织金县, status quo, "
        f"{replications} replications, mean of {first} to {last}, ± half the 95 % interval:",
    )


_CLOSING = Text(
    "差异比水平稳定，明显的差异没有一个反向；小的差异（末行）时有时无。结论若依赖某个水平，或依赖接近区间边缘的差异，"
    "应同时给出 `burn_in: 20` 的结果（研究文件的 `years`）。",
    "Differences move less than levels, and none of the clear ones turns round; small ones (the "
    "last row) come and go. Whoever rests a finding on a level, or on a difference near the edge of "
    "its interval, should show it for `burn_in: 20` as well (`years` in the study file).",
)


def _rows(found: Found, lang: Language) -> Iterator[Sequence[str]]:
    for row in ROWS:
        told = [of[row.key] for of in found.values()]
        if row.level:
            levels = (signed(row.factor * one["level"], row.level_digits) for one in told)
            yield row.level.to(lang), *levels
        yield row.difference.to(lang), *(with_half(one, row.digits, row.factor) for one in told)


if __name__ == "__main__":
    main(sys.argv[1:])
