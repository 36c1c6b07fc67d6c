"""The key ``replications: {auto: …}``: as many replications as make a named contrast clear.

What is to be narrow is the 95 % interval of the mean paired difference of one indicator between two
scenarios. Runs are added in looks until it is (`teacherflow.study.precise`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any

from teacherflow.faults import Faults, Position, unknown
from teacherflow.scenario.years import Years
from teacherflow.text import Text
from teacherflow.yaml_tree import Fields, Items, Node, Scalar, shown, unlike

LEAST, MOST = 10, 100_000
"""Replications of the first look (fewer tell little of their spread), and the most ever run."""
DEFAULT_MOST = 500
LAST = 5
"""Years averaged if none is named: the last ones, as comparisons do."""

KEYS = ("contrast", "indicator", "year", "width", "most")
_KEY = Text("键", "key")
_EXAMPLE = "{contrast: rotation, indicator: cv_teachers_primary_duty, width: 0.01, most: 200}"
_SCENARIO = Text("方案", "scenario")
_INDICATOR = Text("指标", "indicator")


@dataclass(frozen=True)
class Precision:
    """How narrow an interval has to be.

    Attributes
    ----------
    contrast : (str, str)
        A scenario, and the one that it is compared with.
    indicator : str
        Column of the table ``county_year``.
    year : int or None
        Study year; None is the mean of the last five.
    width : float
        From the lower to the upper end, in the unit of the indicator.
    most : int
        Replications at which it ends in any case.
    """

    contrast: tuple[str, str]
    indicator: str
    year: int | None
    width: float
    most: int = DEFAULT_MOST

    def as_dict(self) -> dict[str, Any]:
        """Return the key as plain data."""
        return {
            "contrast": list(self.contrast),
            "indicator": self.indicator,
            "year": self.year or "last5",
            "width": self.width,
            "most": self.most,
        }


@dataclass(frozen=True)
class RawPrecision:
    """The key as written: what its parts name is looked up when the scenarios are known."""

    at: Position
    parts: Mapping[str, Node]

    @property
    def most(self) -> int:
        """Replications at which it ends in any case; the default for what is no such number."""
        node = self.parts.get("most")
        value = node.value if isinstance(node, Scalar) else None
        return value if type(value) is int else DEFAULT_MOST


def read_precision(key: str, node: Node, faults: Faults) -> RawPrecision | None:
    """Read what stands under ``auto``; mistakes go to ``faults``."""
    if not isinstance(node, Fields):
        faults.error(node.at, key, unlike(node, _EXAMPLE))
        return None
    known = {}
    for name, value in node.entries:
        if str(name.value) in KEYS:
            known[str(name.value)] = value
        else:
            faults.error(name.at, f"{key}.{name.value}", unknown(_KEY, name.value, KEYS))
    missing = [part for part in ("contrast", "indicator", "width") if part not in known]
    for part in missing:
        faults.error(node.at, f"{key}.{part}", Text(f"缺少 {part}", f"{part} is missing"))
    return None if missing else RawPrecision(node.at, known)


def settled_precision(
    raw: RawPrecision, scenarios: Iterable[str], baseline: str, years: Years, faults: Faults
) -> Precision | None:
    """Return what is asked for, or None if something in it does not exist."""
    parts, before = raw.parts, len(faults.errors)
    contrast = _contrast(parts["contrast"], tuple(scenarios), baseline, faults)
    indicator = _indicator(parts["indicator"], faults)
    year = _year(parts.get("year"), years, faults)
    width = _number("width", parts["width"], 0.0, inf, faults)
    most = DEFAULT_MOST
    if "most" in parts:
        most = int(_number("most", parts["most"], LEAST, MOST, faults, whole=True))
    if len(faults.errors) > before:
        return None
    return Precision(contrast, indicator, year, width, most)


def _contrast(
    node: Node, scenarios: tuple[str, ...], baseline: str, faults: Faults
) -> tuple[str, str]:
    """Return the two scenarios; of one that stands alone the baseline is the other."""
    given = list(node.items) if isinstance(node, Items) else [node]
    names = [one.value if isinstance(one, Scalar) else None for one in given]
    for one, name in zip(given, names, strict=True):
        if name not in scenarios:
            faults.error(one.at, _path("contrast"), unknown(_SCENARIO, shown(one), scenarios))
            return "", ""
    both = (*map(str, names), baseline) if len(names) == 1 else tuple(map(str, names))
    if len(both) != 2 or both[0] == both[1]:
        message = Text(
            f"应为一个方案（与基准 {baseline} 相比）或两个不同的方案；现为 {shown(node)}",
            f"must be a scenario (to be compared with the baseline, {baseline}) or two different "
            f"ones; found {shown(node)}",
        )
        faults.error(node.at, _path("contrast"), message)
        return "", ""
    return both[0], both[1]


def _indicator(node: Node, faults: Faults) -> str:
    from teacherflow.results.county_year import TABLE

    names = [c.name for c in TABLE.columns if c.kind != "str" and c.name != "year"]
    found = node.value if isinstance(node, Scalar) else None
    if found not in names:
        few = [name for name in names if name.startswith(("cv_teachers", "welfare", "retention"))]
        faults.error(node.at, _path("indicator"), unknown(_INDICATOR, shown(node), names, few))
    return str(found)


def _year(node: Node | None, years: Years, faults: Faults) -> int | None:
    found = node.value if isinstance(node, Scalar) else None
    if node is None or found == f"last{LAST}":
        return None
    if isinstance(found, int) and years.start <= found <= years.last:
        return found
    message = Text(
        f"应为 {years.start} 至 {years.last} 的学年或 last5；现为 {shown(node)}",
        f"must be a study year from {years.start} to {years.last}, or last5; found {shown(node)}",
    )
    faults.error(node.at, _path("year"), message)
    return None


def _number(
    part: str, node: Node, low: float, high: float, faults: Faults, *, whole: bool = False
) -> float:
    found = node.value if isinstance(node, Scalar) else None
    fits = isinstance(found, int if whole else int | float) and not isinstance(found, bool)
    if fits and (low <= found <= high if whole else low < found < high):  # type: ignore[operator]
        return float(found)  # type: ignore[arg-type]
    zh = f" {low:g} 至 {high:g} 的整数" if whole else "大于 0 的数，单位同指标"
    en = f"a whole number from {low:g} to {high:g}" if whole else "above 0, in the indicator's unit"
    message = Text(f"应为{zh}；现为 {shown(node)}", f"must be {en}; found {shown(node)}")
    faults.error(node.at, _path(part), message)
    return 0.0


def _path(part: str) -> str:
    return f"replications.auto.{part}"
