"""The official indicators among the county columns: balance between schools, and who passes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow import indicators
from teacherflow.codes import LABELS, Stage, Zone, name_of
from teacherflow.columns import F64
from teacherflow.results.columns import Column
from teacherflow.results.view import ITEMS, View
from teacherflow.text import Text

type Values = dict[str, Any]

BASES = {"duty": Text("按任教", "on duty"), "post": Text("按编制", "by post")}
ITEM_TEXT = {
    "teachers": Text("专任教师", "teachers"),
    "degree": Text("高于规定学历教师", "teachers above the required education"),
    "backbone": Text("骨干教师", "backbone teachers"),
    "midsenior": Text("一级及以上职称教师", "teachers of first grade and above"),
    "artspe": Text("体育、艺术教师", "teachers of arts and PE"),
}
MINIMUM_ITEMS = tuple(indicators.MINIMA)
_POSITIONS = [ITEMS.index(item) for item in MINIMUM_ITEMS]
_STAGE = {name_of(stage): LABELS[Stage][stage] for stage in Stage}
_ZONES = (Zone.SEAT, Zone.TOWN, Zone.VILLAGE)


def _float(name: str, unit: str, zh: str, en: str) -> Column:
    return Column(name, "float64", unit, Text(zh, en), nullable=True)


def _flag(name: str, zh: str, en: str) -> Column:
    return Column(name, "bool", "", Text(zh, en), nullable=True)


def _columns_of(stage: str) -> list[Column]:
    at, line = _STAGE[stage], indicators.LINES[Stage[stage.upper()]]
    found = []
    for item, text in ITEM_TEXT.items():
        each = f"{at.zh}每百名学生{text.zh}数"
        per = f"{text.en} per 100 pupils, {at.en.lower()}"
        for basis, by in BASES.items():
            found += [
                _float(
                    f"cv_{item}_{stage}_{basis}",
                    "",
                    f"{each}的差异系数（{by.zh}；按在校生加权，不足 50 人的学校不计）",
                    f"Enrolment-weighted coefficient of variation of {per} ({by.en}); "
                    "schools under 50 pupils left out",
                ),
                _float(
                    f"cv0_{item}_{stage}_{basis}",
                    "",
                    f"{each}在随机分派下的差异系数（噪声底线，{by.zh}）",
                    f"The same if people were dealt to the posts at random ({by.en})",
                ),
            ]
        found += [
            _float(
                f"theil_{item}_{stage}_{part}",
                "",
                f"{each}的泰尔指数：{zh}（按任教）",
                f"Theil index of {per}, {en} zones, on duty",
            )
            for part, zh, en in (("between", "区域间", "between"), ("within", "区域内", "within"))
        ]
        found.append(
            _flag(
                f"pass_{item}_{stage}",
                f"{each}的差异系数（按任教）不高于 {line:.2f}",
                f"Whether the coefficient of variation of {per} on duty is at most {line:.2f}",
            )
        )
    for item in MINIMUM_ITEMS:
        text, least = ITEM_TEXT[item], indicators.MINIMA[item][Stage[stage.upper()]]
        found += [
            _float(
                f"pass_share_{item}_{stage}",
                "share",
                f"{at.zh}每百名学生{text.zh}数不低于 {least:g} 的学校占比",
                f"Share of {at.en.lower()} schools with at least {least:g} {text.en} "
                "per 100 pupils",
            ),
            Column(
                f"short_{item}_{stage}",
                "int32",
                "persons",
                Text(
                    f"{at.zh}各校{text.zh}距最低数的缺额合计",
                    f"Persons all {at.en.lower()} schools lack to that minimum",
                ),
            ),
        ]
    for zone in _ZONES:
        where = LABELS[Zone][zone]
        found.append(
            _float(
                f"ptr_{stage}_{name_of(zone)}",
                "pupils/teacher",
                f"{where.zh}{at.zh}生师比",
                f"Pupils per teacher on duty, {at.en.lower()}, {where.en.lower()}",
            )
        )
    return found


COLUMNS: tuple[Column, ...] = (
    *(column for stage in _STAGE for column in _columns_of(stage)),
    _flag(
        "pass_county",
        "2017 年优质均衡标准中模型可见部分是否全部达标（其余四项视为达标）",
        "Whether the county meets the visible lines of the 2017 standard: coefficients of "
        "variation and minima of schools for degree, backbone and arts and PE; the four items "
        "that are no persons are taken as met",
    ),
)


def values(view: View) -> Values:
    """Return the official indicators of one year."""
    found: Values = {}
    verdicts: list[bool | None] = []
    for stage in Stage:
        verdicts += _of_stage(view, stage, found)
    found["pass_county"] = (
        False if False in verdicts else None if None in verdicts or not verdicts else True
    )
    return found


def _of_stage(view: View, stage: Stage, found: Values) -> list[bool | None]:
    s, name = view.state.sections, name_of(stage)
    chosen = np.flatnonzero(view.rated(stage))
    pupils = s.pupils[chosen].astype(np.float64)
    duty = view.duty[chosen, : len(ITEMS)].T.astype(np.float64)
    post = view.post[chosen].T.astype(np.float64)
    for basis, counts in (("duty", duty), ("post", post)):
        _put(found, f"cv_{{}}_{name}_{basis}", ITEMS, _variation(counts, pupils))
        floors = indicators.noise_floor(counts, counts[0], pupils) if chosen.size else _none()
        _put(found, f"cv0_{{}}_{name}_{basis}", ITEMS, floors)
    between, within = indicators.theil(duty, pupils, s.zone[chosen], len(Zone))
    _put(found, f"theil_{{}}_{name}_between", ITEMS, between)
    _put(found, f"theil_{{}}_{name}_within", ITEMS, within)
    for item in ITEMS:
        value = found[f"cv_{item}_{name}_duty"]
        found[f"pass_{item}_{name}"] = (
            None if np.isnan(value) else bool(value <= indicators.LINES[stage])
        )
    _ratios(view, stage, found)
    schools = _minima(duty[_POSITIONS], pupils, stage, found)
    return [*(found[f"pass_{item}_{name}"] for item in MINIMUM_ITEMS), schools]


def _minima(counts: F64, pupils: F64, stage: Stage, found: Values) -> bool | None:
    """Put the minima of schools; tell whether all schools pass."""
    name = name_of(stage)
    least = [indicators.MINIMA[item][stage] for item in MINIMUM_ITEMS]
    shares = indicators.share_reaching(counts, pupils, least)
    _put(found, f"pass_share_{{}}_{name}", MINIMUM_ITEMS, shares)
    short = indicators.persons_short(counts, pupils, least)
    _put(found, f"short_{{}}_{name}", MINIMUM_ITEMS, short)
    if not pupils.size:
        return None
    return bool(indicators.schools_passing(counts, pupils, least).all())


def _ratios(view: View, stage: Stage, found: Values) -> None:
    s = view.state.sections
    for zone in _ZONES:
        here = s.open & (s.stage == stage) & (s.zone == zone)
        found[f"ptr_{name_of(stage)}_{name_of(zone)}"] = indicators.pupil_teacher_ratio(
            float(s.pupils[here].sum()), float(view.duty[here, 0].sum())
        )


def _variation(counts: F64, pupils: F64) -> F64:
    return indicators.variation(counts, pupils) if pupils.size else _none()


def _none() -> F64:
    return np.full(len(ITEMS), np.nan)


def _put(found: Values, form: str, items: tuple[str, ...], numbers: NDArray[Any]) -> None:
    found.update(zip((form.format(item) for item in items), numbers.tolist(), strict=True))
