"""Write into docs/compare.md what a placebo shows in 织金.

Run ``python docs/make_placebo.py`` (a minute), or with ``--words`` to write what was measured last.
The block of docs/zh/compare.md is written along with it. The placebo is the scenario that the page
shows above the block.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
from generated import table
from ruamel.yaml import YAML
from validation_pages import WORDS_ONLY, keep, stored, write
from zhijin_variants import BASELINE, LAST, Content, lived, mean_and_half, only, signed, with_half

from teacherflow.text import Language, Text
from teacherflow_analysis.comparison.compare import compare
from teacherflow_analysis.one_way import ONE_WAY

DOCS = Path(__file__).resolve().parent
PAGES: dict[Language, Path] = {"en": DOCS / "compare.md", "zh": DOCS / "zh" / "compare.md"}
PART = "placebo"
SHARE = "share_worse_off"
SIDES = ("share_better_off", SHARE, "net_better_off")
EARLY, LATE = 2030, 2038
ONE_YUAN = 8
"""Replications of the study of other intervals."""
MONEY = {"payroll", "spending"}
"""What a placebo changes by what it pays."""
REFORMS = {
    "subsidy": Text("乡村补助", "rural subsidy"),
    "titles": Text("评高级须有一年农村任教", "a year of rural service for senior titles"),
    "rotation": Text("六年轮岗", "six-year rotation"),
}


def main(arguments: Sequence[str]) -> None:
    """Run the studies and write the blocks."""
    if WORDS_ONLY not in arguments:
        keep(PART, _of_teachers() | _other_intervals())
    write(PART, section, PAGES)


def _shown() -> Content:
    """Return the scenario as the page shows it."""
    (block,) = re.findall(
        f"^```yaml\n(  {PART}:\n.*?)^```", PAGES["en"].read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    scenario: Content = YAML(typ="safe").load(block)
    return scenario


def _of_teachers() -> dict[str, Any]:
    def change(content: Content) -> None:
        only(content, *REFORMS)
        content["scenarios"] |= _shown()

    with lived(change, ["county_year"]) as study:
        sides = {name: _of_last_years(compare(study, indicators=[name])) for name in SIDES}
        more = _of_last_years(compare(study, indicators=[SHARE], baseline=PART))
        path = compare(study, indicators=[SHARE], between=(BASELINE, PART), path=True)
        return {
            "replications": study.replications,
            "from": int(study.years[-5]),
            "to": int(study.years[-1]),
            "against the status quo": sides,
            "more than under the placebo": {name: more[name] for name in REFORMS},
            "by year": {str(row["year"]): row["reform"] for _, row in path.iterrows()},
        }


def _of_last_years(effects: pd.DataFrame) -> dict[str, dict[str, float]]:
    last = effects[effects["year"] == LAST]
    return {row["scenario"]: mean_and_half(row) for _, row in last.iterrows()}


def _other_intervals() -> dict[str, Any]:
    """Count the intervals that leave out zero though one yuan a month can hardly do anything."""
    one = {"yuan_per_month": {"village": 1, "town": 0, "seat": 0}, "from": 2025}

    def change(content: Content) -> None:
        only(content)
        content["scenarios"][PART] = {"extends": BASELINE, "policies": [{"rural_subsidy": one}]}
        content["replications"] = ONE_YUAN

    with lived(change, ["county_year"]) as study:
        effects = compare(study, every=True)
    effects = effects[
        ~effects["indicator"].isin(ONE_WAY | MONEY) & (effects["low"] < effects["high"])
    ]
    clear = effects[(effects["low"] > 0) | (effects["high"] < 0)]
    counts = {str(year): int((clear["year"] == year).sum()) for year in (LAST, LATE)}
    looked_at = {str(year): int((effects["year"] == year).sum()) for year in (LAST, LATE)}
    return {"intervals": {"replications": ONE_YUAN, "looked at": looked_at, "clear": counts}}


def section(lang: Language) -> Iterator[str]:
    """Yield what stands below the scenario."""
    found = stored(PART)
    yield _opening(found).to(lang)
    yield ""
    head = {
        "en": ("scenario", "worse off", "more than under the placebo", "better less worse off"),
        "zh": ("方案", "境况变差", "比安慰剂多", "变好减变差"),
    }
    yield from table(head[lang], _rows(found, lang))
    for paragraph in (_luck(found), _path(found), _sides(found), _intervals(found["intervals"])):
        yield from ("", paragraph.to(lang))


def _opening(found: dict[str, Any]) -> Text:
    n, first, last = found["replications"], found["from"], found["to"]
    return Text(
        f"`compare DIR --baseline {PART} --indicator {SHARE}` 就显示改革在此之外增加了多少。织金县"
        f"（`scenarios/zhijin.yaml` 加上这个方案，{n} 次重复，{first}–{last} 年平均，占教师的百分点，± 为 95% 区间的半宽）：",
        f"`compare DIR --baseline {PART} --indicator {SHARE}` then shows what a reform adds to it. "
        f"In 织金县 (the study `scenarios/zhijin.yaml` with this scenario, {n} replications, mean of "
        f"{first} to {last}, percentage points of teachers, ± half the 95 % interval):",
    )


def _rows(found: dict[str, Any], lang: Language) -> Iterator[Sequence[str]]:
    _, worse, net = (found["against the status quo"][name] for name in SIDES)
    more = {name: _points(one) for name, one in found["more than under the placebo"].items()}
    for name in sorted(worse, key=lambda name: float(worse[name]["mean"])):
        title = REFORMS.get(name, Text("安慰剂", "placebo")).to(lang)
        yield title, _points(worse[name]), more.get(name, ""), _points(net[name])


def _points(found: dict[str, float]) -> str:
    return with_half(found, 1, 100)


def _luck(found: dict[str, Any]) -> Text:
    """Hold the share that is worse off under the placebo against that under each reform."""
    worse = found["against the status quo"][SHARE]
    subsidy, titles, rotation = (
        f"{100 * worse[PART]['mean'] / worse[name]['mean']:.0f}" for name in REFORMS
    )
    return Text(
        f"单凭运气就有这样多的人变差：安慰剂下的占比相当于补助下的 {subsidy}%、评高级的新规定下的 {titles}%、轮岗下的 {rotation}%。"
        "这不是分解：补助本身也使一些运气差的人越过界限。",
        f"So many are worse off by luck alone: the share under the placebo is {subsidy} % of that under "
        f"the subsidy, {titles} % under the rule on titles, {rotation} % under the rotation. This is no "
        "decomposition: the subsidy itself lifts some of the unlucky above the bound.",
    )


def _path(found: dict[str, Any]) -> Text:
    path = found["by year"]
    if any(later < sooner for sooner, later in pairwise(path.values())):
        raise ValueError("the share under the placebo no longer grows: write other words")
    early, late = (f"{100 * path[str(year)]:.1f}" for year in (EARLY, LATE))
    return Text(
        f"安慰剂下的占比逐年上升（{EARLY} 年 {early}，{LATE} 年 {late}），年数少的研究中较小。",
        f"The share under the placebo grows from year to year ({early} in {EARLY}, {late} in {LATE}) "
        "and is smaller in a study of fewer years.",
    )


def _sides(found: dict[str, Any]) -> Text:
    better, worse, net = (found["against the status quo"][name][PART] for name in SIDES)
    if abs(net["mean"]) > worse["mean"] / 5:
        raise ValueError("the sides of luck no longer cancel: write other words")
    gain, lose, left = _points(better), _points(worse), _points(net)
    return Text(
        f"运气的两边几乎相抵：安慰剂下境况变好的占 {gain}，变差的占 {lose}，相减为 {left}（每月多十元，也使一些人越过 50 元的界限）。"
        "所以变好减变差（`net_better_off`）照常判断。",
        f"The two sides of luck nearly cancel: {gain} are better and {lose} worse off under the "
        f"placebo, {left} less each other (ten yuan more bring some over the bound of 50, too). So "
        "better less worse off (`net_better_off`) is judged.",
    )


def _intervals(found: dict[str, Any]) -> Text:
    n, last, late = found["replications"], *(found["clear"][str(year)] for year in (LAST, LATE))
    looked_at = found["looked at"][LAST]
    chance = signed(0.05 * looked_at, 0)
    return Text(
        "补助 0 元不是安慰剂：那样什么都不会改变。安慰剂也检验其他区间："
        f"只给乡村每月一元、{n} 次重复时，其余 {looked_at} 个指标中不含零的区间有 {last} 个（末五年）和 {late} 个"
        f"（{LATE} 年），而偶然平均会有 {chance} 个。",
        "A subsidy of 0 yuan is no placebo: nothing at all differs then. A placebo tests other "
        f"intervals too: with one yuan a month in the villages and {n} replications, those of {last} "
        f"(last five years) and {late} ({LATE}) of {looked_at} other indicators left out zero, where "
        f"chance brings {chance}.",
    )


if __name__ == "__main__":
    main(sys.argv[1:])
