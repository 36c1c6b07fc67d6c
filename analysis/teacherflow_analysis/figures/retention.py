"""How long teachers keep a post: survival curves of spells by zone, with delayed entry.

A spell that began before the study is seen only from the study's first year on (left truncation),
so it joins the risk set at the age it has then: counted from its beginning, as if its survival so
far had been observed, it would make posts look more lasting than they are. Time runs in school
years from the first September in the post; a spell that ends before its first September is not
counted. Retirement and death leave the risk set without an end, and so does a merger, because the
post goes on at the successor: as in the indicators of retention.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from teacherflow.text import Language, Text
from teacherflow_analysis.careers.retention import curves_of
from teacherflow_analysis.figures.dose import told_in
from teacherflow_analysis.figures.look import Look
from teacherflow_analysis.figures.measure import (
    ZONES,
    amount,
    effects,
    foot,
    lacks,
    mean_of,
    runs,
)
from teacherflow_analysis.figures.page import Picture
from teacherflow_analysis.figures.retention_panels import draw, kept
from teacherflow_analysis.figures.trajectories import DIRECT
from teacherflow_analysis.figures.words import HALVES, stated
from teacherflow_analysis.inference.bands import BANDS
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import pandas as pd

NAME: Final = "retention"
SUBJECT: Final = Text("教师在岗位上留多久", "How long teachers keep a post")
NAMED: Final = 5
"""Years at which the title speaks of the curves."""


def curves(study: Study) -> dict[str, pd.DataFrame]:
    """Return curves by zone: a row per run, a column per year in the post from 0 on."""
    found = curves_of(study, "post", "zone")
    return {zone: curve.reindex(runs(study)) for zone, curve in found.items() if zone in ZONES}


def picture(study: Study, look: Look) -> Picture | Text:
    """Return the curves, or why there are none."""
    missing = lacks(study, "careers")
    if missing is not None:
        return missing
    found = {zone: curve for zone, curve in curves(study).items() if curve.shape[1] > 2}
    if not found:
        return Text("任职段太少", "too few spells for a curve")
    return Picture(
        NAME,
        SUBJECT,
        _headline(study, found, look.language),
        foot(study, _caption(study, look), look.language),
        lambda self, look: draw(study, look, self, found),
    )


def _headline(study: Study, found: Mapping[str, pd.DataFrame], language: Language) -> str:
    zone = "village" if "village" in found else next(iter(found))
    year = min(NAMED, int(found[zone].columns[-1]))
    word = ZONES[zone]
    label = Text(
        f"任职 {year} 年后仍在{word.zh}原岗位的教师",
        f"Still in their post in {word.en} after {year} years",
    )
    meta = kept(year, label)
    values = found[zone][year]
    base = mean_of(values.xs(study.baseline, level="scenario"))
    return stated(study, meta, label, base, effects(study, meta, values), language)


def _caption(study: Study, look: Look) -> list[Text]:
    mean = amount(study)
    parts = [
        Text(
            f"线：编制任职段的存续比例（{mean.zh}）；研究期前开始的任职段自研究首年起计入（左截断）；"
            "退休、去世和学校撤并不算离开。",
            f"Lines: share of spells that still last ({mean.en}); spells begun before the study "
            "count from its first year on (left truncation); retirement, death and mergers are "
            "not departures. ",
        )
    ]
    if study.replications * study.draws > 1:
        one, other = BANDS["mean"], BANDS[look.band]
        parts.append(HALVES)
        parts.append(Text(f"阴影：基准为{one.zh}", f"Shading: baseline, {one.en}"))
        others = Text(f"，其他方案为{other.zh}。", f"; others, {other.en}. ")
        shaded = 1 < len(study.scenarios) <= DIRECT
        parts.append(others if shaded else Text("。", ". "))
    if len(study.scenarios) > 1:
        parts.append(
            Text(
                "下方各点：与基准之差；横线：95% 置信区间（同一随机种子配对）；"
                "实心：区间不含零；空心：区间含零或无区间。",
                "Dots below: difference from the baseline; bars: 95% interval, paired "
                "by seed; filled: the interval leaves out zero; hollow: it does not, or there is "
                "none. ",
            )
        )
    return parts + told_in(study)
