"""The official indicators among the county columns: balance between schools, and who passes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from teacherflow import indicators
from teacherflow.codes import LABELS, Stage, Zone, name_of
from teacherflow.columns import F64
from teacherflow.compiled import kernel
from teacherflow.indicators import (
    noise_floor,
    relative,
    theil,
    unevenness,
    variation,
)
from teacherflow.results.columns import Column
from teacherflow.results.view import ITEMS, ON_DUTY, PUPILS, View
from teacherflow.text import Text

type Values = dict[str, Any]

BASES = {"duty": Text("按任教", "on duty"), "post": Text("按编制", "by post")}
ITEM_TEXT = {
    "teachers": Text("专任教师", "teachers"),
    "degree": Text("高于规定学历教师", "teachers above the required education"),
    "backbone": Text("骨干教师", "backbone teachers"),
    "midsenior": Text("中级及以上职称教师", "teachers of first grade and above"),
    "artspe": Text("体育、艺术教师", "teachers of arts and PE"),
}
MINIMUM_ITEMS = tuple(indicators.MINIMA)
_POSITIONS = [ITEMS.index(item) for item in MINIMUM_ITEMS]
_LEAST = tuple(
    np.array([indicators.MINIMA[item][stage] for item in MINIMUM_ITEMS]) for stage in Stage
)
"""Minima by stage, in the order of `MINIMUM_ITEMS`."""
_STAGE = {name_of(stage): LABELS[Stage][stage] for stage in Stage}
_ZONES = (Zone.SEAT, Zone.TOWN, Zone.VILLAGE)
_BY_ITEM = (
    *("cv_{item}_{stage}_duty", "cv_{item}_{stage}_post"),
    *("cv0_{item}_{stage}_duty", "cv0_{item}_{stage}_post"),
    *("theil_{item}_{stage}_between", "theil_{item}_{stage}_within"),
)
"""What `_measure` writes of each item, in its order."""
_NAMES = tuple(
    tuple(form.format(item=item, stage=stage) for form in _BY_ITEM for item in ITEMS)
    for stage in _STAGE
)
"""The columns of them, by stage."""


def _float(name: str, unit: str, zh: str, en: str) -> Column:
    return Column(name, "float64", unit, Text(zh, en), nullable=True)


def _flag(name: str, zh: str, en: str) -> Column:
    return Column(name, "bool", "", Text(zh, en), nullable=True)


def _columns_of(stage: str) -> Iterator[Column]:
    for item in ITEM_TEXT:
        yield from _spread_of(item, stage)
    for item in MINIMUM_ITEMS:
        yield from _minimum_of(item, stage)
    for zone in _ZONES:
        where, at = LABELS[Zone][zone], _STAGE[stage]
        yield _float(
            f"ptr_{stage}_{name_of(zone)}",
            "pupils/teacher",
            f"{where.zh}{at.zh}生师比",
            f"Pupils per teacher on duty, {at.en.lower()}, {where.en.lower()}",
        )


def _spread_of(item: str, stage: str) -> Iterator[Column]:
    """Yield what says how unevenly an item is spread over the schools of a stage."""
    at, text = _STAGE[stage], ITEM_TEXT[item]
    each = f"{at.zh}每百名学生{text.zh}数"
    per = f"{text.en} per 100 pupils, {at.en.lower()}"
    for basis, by in BASES.items():
        yield _float(
            f"cv_{item}_{stage}_{basis}",
            "",
            f"{each}的差异系数（{by.zh}；按在校生加权，不足 50 人的学校不计）",
            f"Enrolment-weighted coefficient of variation of {per} ({by.en}); "
            "schools under 50 pupils left out",
        )
        yield _float(
            f"cv0_{item}_{stage}_{basis}",
            "",
            f"{each}在随机分派下的差异系数（随机下限，{by.zh}）",
            f"The same if people were dealt to the posts at random ({by.en})",
        )
    for part, zh, en in (("between", "区域间", "between"), ("within", "区域内", "within")):
        yield _float(
            f"theil_{item}_{stage}_{part}",
            "",
            f"{each}的泰尔指数：{zh}（按任教）",
            f"Theil index of {per}, {en} zones, on duty",
        )
    line = indicators.LINES[Stage[stage.upper()]]
    yield _flag(
        f"pass_{item}_{stage}",
        f"{each}的差异系数（按任教）不高于 {line:.2f}",
        f"Whether the coefficient of variation of {per} on duty is at most {line:.2f}",
    )


def _minimum_of(item: str, stage: str) -> Iterator[Column]:
    """Yield how many schools of a stage reach the least number of an item, and what they lack."""
    at, text = _STAGE[stage], ITEM_TEXT[item]
    least = indicators.MINIMA[item][Stage[stage.upper()]]
    yield _float(
        f"pass_share_{item}_{stage}",
        "share",
        f"{at.zh}每百名学生{text.zh}数不低于 {least:g} 的学校占比",
        f"Share of {at.en.lower()} schools with at least {least:g} {text.en} per 100 pupils",
    )
    yield Column(
        f"short_{item}_{stage}",
        "int32",
        "persons",
        Text(
            f"{at.zh}各校{text.zh}距最低数的缺额合计",
            f"Persons all {at.en.lower()} schools lack to that minimum",
        ),
    )


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
        rated = _rated(view, stage)
        _compare(rated, stage, found)
        verdicts += (found[f"pass_{item}_{name_of(stage)}"] for item in MINIMUM_ITEMS)
        verdicts.append(_minima(rated, stage, found))
        _ratios(view, stage, found)
    found["pass_county"] = (
        False if False in verdicts else None if None in verdicts or not verdicts else True
    )
    return found


class Rated(NamedTuple):
    """The schools of a stage that the indicators look at.

    Attributes
    ----------
    counts : (bases, items, n) float
        Persons on duty, and by post.
    pupils : (n + zones,) float
        Of every school, then of all these schools of a zone together.
    uneven : (bases, 2, n) float
        What the noise floor adds up.
    ratios : (items, n + zones) float
        Persons on duty per pupil relative to the mean, of schools and zones.
    """

    counts: F64
    pupils: F64
    uneven: F64
    ratios: F64


def _rated(view: View, stage: Stage) -> Rated:
    s, chosen = view.state.sections, view.rated(stage).nonzero()[0]
    n, items, bases = chosen.size, len(ITEMS), len(BASES)
    places = n + len(Zone)
    rated = Rated(
        np.empty((bases, items, n)),
        np.zeros(places),
        np.empty((bases, 2, n)),
        np.empty((items, places)),
    )
    _look(chosen, s.pupils, s.zone, view.duty, view.post, rated)
    return rated


def _compare(rated: Rated, stage: Stage, found: Values) -> None:
    """Put what compares schools item by item, and whether it stays below the line."""
    name, numbers = name_of(stage), np.full((len(_BY_ITEM), len(ITEMS)), np.nan)
    if rated.uneven.size:
        _measure(rated, rated.uneven.sum(axis=2), np.log(rated.ratios), numbers)
    found.update(zip(_NAMES[stage], numbers.ravel().tolist(), strict=True))
    for item in ITEMS:
        value = found[f"cv_{item}_{name}_duty"]
        found[f"pass_{item}_{name}"] = (
            None if math.isnan(value) else value <= indicators.LINES[stage]
        )


def _minima(rated: Rated, stage: Stage, found: Values) -> bool | None:
    """Put the minima of schools; tell whether all schools pass."""
    name, schools = name_of(stage), rated.uneven.shape[2]
    if not schools:
        found.update((f"pass_share_{item}_{name}", math.nan) for item in MINIMUM_ITEMS)
        found.update((f"short_{item}_{name}", 0) for item in MINIMUM_ITEMS)
        return None
    held = rated.counts[0, _POSITIONS], rated.pupils[:schools], _LEAST[stage]
    shares = indicators.reaches(*held).mean(axis=1).tolist()
    short = indicators.persons_short(*held).tolist()
    for k, item in enumerate(MINIMUM_ITEMS):
        found[f"pass_share_{item}_{name}"] = shares[k]
        found[f"short_{item}_{name}"] = short[k]
    return bool(indicators.schools_passing(*held).all())


def _ratios(view: View, stage: Stage, found: Values) -> None:
    for zone in _ZONES:
        here = view.totals[stage, zone]
        found[f"ptr_{name_of(stage)}_{name_of(zone)}"] = indicators.pupil_teacher_ratio(
            float(here[PUPILS]), float(here[ON_DUTY])
        )


@kernel
def _look(chosen: Any, pupils: Any, zone: Any, duty: Any, post: Any, rated: Rated) -> None:
    """Fill ``rated`` with the schools of the sections ``chosen``."""
    n = chosen.size
    by_zone = np.zeros((rated.ratios.shape[0], rated.ratios.shape[1] - n))
    for i in range(n):
        s = chosen[i]
        rated.pupils[i] = pupils[s]
        rated.pupils[n + zone[s]] += pupils[s]
        for item in range(by_zone.shape[0]):
            rated.counts[0, item, i], rated.counts[1, item, i] = duty[s, item], post[s, item]
            by_zone[item, zone[s]] += duty[s, item]
    for basis in range(rated.uneven.shape[0]):
        terms = rated.uneven[basis]
        unevenness(rated.counts[basis, 0], rated.pupils[:n], terms[0], terms[1])
    for item in range(by_zone.shape[0]):
        relative(rated.counts[0, item], rated.pupils[:n], rated.ratios[item, :n])
        relative(by_zone[item], rated.pupils[n:], rated.ratios[item, n:])


@kernel
def _measure(rated: Rated, uneven: Any, logs: Any, found: Any) -> None:
    """Write the lines of `_BY_ITEM`: variation, noise floor, Theil index between and within."""
    n = rated.uneven.shape[2]
    pupils, enrolled = rated.pupils[:n], rated.pupils[:n].sum()
    for basis in range(rated.counts.shape[0]):
        counts = rated.counts[basis]
        staff = counts[0].sum()
        for item in range(counts.shape[0]):
            persons = counts[item].sum()
            found[basis, item] = variation(counts[item], pupils)
            found[2 + basis, item] = noise_floor(persons, staff, enrolled, uneven[basis])
    for item in range(logs.shape[0]):
        ratios, log = rated.ratios[item], logs[item]
        total = theil(ratios[:n], log[:n], pupils)
        found[4, item] = theil(ratios[n:], log[n:], rated.pupils[n:])
        found[5, item] = total - found[4, item]
