"""The key ``uncertainties``: values and ranges of the model's own parameters."""

from __future__ import annotations

from teacherflow.faults import Faults, unknown
from teacherflow.parameters import catalogue
from teacherflow.text import Text
from teacherflow.yaml_tree import Fields, Node, Scalar, shown

type Range = tuple[float, float]

_KEY = Text("键", "key")


def read_model_values(
    key: str, node: Node, faults: Faults
) -> tuple[dict[str, float], dict[str, Range]]:
    """Read ``{family.parameter: number | {low: number, high: number}}``.

    Returns
    -------
    values : dict of str to float
        Parameters that the study sets.
    ranges : dict of str to (low, high)
        Parameters whose uncertainty the study sets.
    """
    values: dict[str, float] = {}
    ranges: dict[str, Range] = {}
    if not isinstance(node, Fields):
        found = shown(node)
        message = Text(
            f"应为 {{leave.pay_sensitivity: 4.0}} 一类的映射；现为 {found}",
            f"must be a mapping such as {{leave.pay_sensitivity: 4.0}}; found {found}",
        )
        faults.error(node.at, key, message)
        return values, ranges
    known = {name: (about.low, about.high) for name, about, _ in catalogue()}
    for name, value in node.entries:
        where, path = f"{key}.{name.value}", str(name.value)
        if path not in known:
            faults.error(name.at, where, _unknown(path, list(known)))
        elif isinstance(value, Fields):
            span = _range(where, value, known[path], faults)
            if span is not None:
                ranges[path] = span
        else:
            number = _number(where, value, known[path], faults)
            if number is not None:
                values[path] = number
    return values, ranges


def _range(where: str, node: Fields, allowed: Range, faults: Faults) -> Range | None:
    ends: dict[str, float | None] = {}
    for name, value in node.entries:
        if name.value in ("low", "high"):
            ends[str(name.value)] = _number(f"{where}.{name.value}", value, allowed, faults)
        else:
            message = unknown(_KEY, name.value, ("low", "high"))
            faults.error(name.at, f"{where}.{name.value}", message)
    for end in ("low", "high"):
        if end not in ends:
            faults.error(node.at, where, Text(f"缺少 {end}", f"{end} is missing"))
            return None
    low, high = ends["low"], ends["high"]
    if low is None or high is None:
        return None
    if low > high:
        span = f"{low:g} > {high:g}"
        faults.error(node.at, where, Text(f"low 大于 high：{span}", f"low exceeds high: {span}"))
        return None
    message = Text(
        "draws 为 1，不抽样：此区间只记录，运行用默认值",
        "draws is 1, so nothing is sampled: the range is recorded, the run uses the default",
    )
    faults.warn(node.at, where, message)
    return low, high


def _number(where: str, node: Node, allowed: Range, faults: Faults) -> float | None:
    value = node.value if isinstance(node, Scalar) else None
    low, high = allowed
    if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
        return float(value)
    found = shown(node)
    message = Text(
        f"应为 {low:g} 至 {high:g} 的数；现为 {found}",
        f"must be a number from {low:g} to {high:g}; found {found}",
    )
    faults.error(node.at, where, message)
    return None


def _unknown(path: str, names: list[str]) -> Text:
    """Like `unknown`, but list the family only: the model has many parameters."""
    family = path.partition(".")[0]
    listed = [name for name in names if name.partition(".")[0] == family]
    listed = listed or sorted({name.partition(".")[0] + ".…" for name in names})
    kind = Text("模型参数", "parameter of the model")
    return unknown(kind, path, names, listed)
