"""The key ``uncertainties``: values and ranges of the model's parameters, ranges of policies'.

A parameter of the model is set here, or given a range; one that takes one of several words is set. A parameter of a policy is set where the
policy is listed; here it may be given a range, from which the draws take it in the scenarios that
leave it open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from teacherflow.faults import Faults, Position, Refused, unknown
from teacherflow.parameters import Parameters, catalogue
from teacherflow.parameters.about import About
from teacherflow.policies.catalogue import policies
from teacherflow.policies.parameter import Parameter
from teacherflow.scenario.ranges import SHAPES, Range
from teacherflow.text import Text
from teacherflow.yaml_tree import Fields, Node, Scalar, shown

_KEY = Text("键", "key")
_SHAPE = Text("分布", "shape")


class Given(NamedTuple):
    """A range as the study gives it, and where."""

    range: Range
    at: Position


class _Number(NamedTuple):
    """What may be written for a parameter; a choice among words has no range."""

    read: Callable[[object, str], float]
    default: float
    ranged: bool = True


def read_model_values(
    key: str, node: Node, faults: Faults
) -> tuple[dict[str, float], dict[str, Given]]:
    """Read ``{family.parameter: number | {low: number, high: number, shape: word}}``.

    Returns
    -------
    values : dict of str to float
        Parameters of the model that the study sets.
    ranges : dict of str to Given
        Parameters, of the model and of policies, whose uncertainty the study sets.
    """
    values: dict[str, float] = {}
    ranges: dict[str, Given] = {}
    if not isinstance(node, Fields):
        found = shown(node)
        message = Text(
            f"应为 {{leave.pay_sensitivity: 4.0}} 一类的映射；现为 {found}",
            f"must be a mapping such as {{leave.pay_sensitivity: 4.0}}; found {found}",
        )
        faults.error(node.at, key, message)
        return values, ranges
    known = {name: (about, default) for name, about, default in catalogue()}
    for name, value in node.entries:
        where, path = f"{key}.{name.value}", str(name.value)
        number: _Number | None
        if path in known:
            number = _of_model(*known[path])
        else:
            number = _of_policy(where, name, path, list(known), faults)
        if number is None:
            continue
        if isinstance(value, Fields) and not number.ranged:
            faults.error(name.at, where, _no_number(path))
        elif isinstance(value, Fields):
            span = _range(where, value, number, faults)
            if span is not None:
                ranges[path] = Given(span, value.at)
        elif path in known:
            one = _end(where, value, number, faults)
            if one is not None:
                values[path] = one
        else:
            faults.error(value.at, where, _set_in_scenario(path, shown(value)))
    _check_spans(key, node, values, ranges, faults)
    return values, ranges


def _of_model(about: About, default: float) -> _Number:
    if about.choices:
        return _Number(_word_reader(about), default, ranged=False)
    low, high = about.low, about.high

    def read(value: object, found: str) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
            return float(value)
        raise Refused(
            Text(
                f"应为 {low:g} 至 {high:g} 的数；现为 {found}",
                f"must be a number from {low:g} to {high:g}; found {found}",
            )
        )

    return _Number(read, default)


def _of_policy(
    where: str, name: Scalar, path: str, model: list[str], faults: Faults
) -> _Number | None:
    """Return how a policy's parameter is read; a name that is none goes to ``faults``."""
    policy, _, leaf = path.partition(".")
    listed = policies()
    if policy not in listed or policy in Parameters._fields:
        faults.error(name.at, where, _unknown(path, model))
        return None
    parameters = listed[policy].parameters()
    if leaf not in parameters:
        kind = Text(f"{policy} 参数", f"parameter of {policy}")
        faults.error(name.at, where, unknown(kind, leaf or "-", parameters))
        return None
    parameter = parameters[leaf]
    if parameter.kind not in ("number", "integer"):
        faults.error(name.at, where, _no_number(path))
        return None
    return _Number(_reader(parameter), float(parameter.default))  # type: ignore[arg-type]


def _word_reader(about: About) -> Callable[[object, str], float]:
    """Return how a word is read that stands for a code of the model."""
    words = Parameter("", "string", about, next(iter(about.choices)), tuple(about.choices))

    def read(value: object, found: str) -> float:
        return about.codes[str(words.read(found if value is None else value))]

    return read


def _no_number(path: str) -> Text:
    return Text(f"{path} 不是数值参数，不能给出区间", f"{path} is no number: it has no range")


def _reader(parameter: Parameter) -> Callable[[object, str], float]:
    def read(value: object, found: str) -> float:
        number = parameter.read(found if value is None else value)
        assert isinstance(number, int | float)
        return number

    return read


def _set_in_scenario(path: str, found: str) -> Text:
    policy, _, leaf = path.partition(".")
    return Text(
        f"政策参数在方案中设定（policies: [{policy}: {{{leaf}: {found}}}]）；"
        f"此处只能给出区间 {{low: …, high: …}}；现为 {found}",
        f"a policy's parameter is set in the scenarios (policies: [{policy}: {{{leaf}: {found}}}]); "
        f"here it may have a range {{low: …, high: …}}; found {found}",
    )


def _range(where: str, node: Fields, number: _Number, faults: Faults) -> Range | None:
    before = len(faults.errors)
    ends: dict[str, float] = {}
    shape = SHAPES[0]
    for name, value in node.entries:
        inner = f"{where}.{name.value}"
        if name.value in ("low", "high"):
            read = _end(inner, value, number, faults)
            if read is not None:
                ends[str(name.value)] = read
        elif name.value == "shape":
            shape = str(value.value) if isinstance(value, Scalar) else shown(value)
            if shape not in SHAPES:
                faults.error(value.at, inner, unknown(_SHAPE, shape, SHAPES))
        else:
            faults.error(name.at, inner, unknown(_KEY, name.value, ("low", "high", "shape")))
    if len(faults.errors) > before:
        return None
    for end in ("low", "high"):
        if end not in ends:
            faults.error(node.at, where, Text(f"缺少 {end}", f"{end} is missing"))
            return None
    span = Range(ends["low"], ends["high"], shape)
    wrong = span.wrong(number.default)
    if wrong:
        faults.error(node.at, where, wrong)
        return None
    return span


def _end(where: str, node: Node, number: _Number, faults: Faults) -> float | None:
    """Read one number; what it must be goes to ``faults``."""
    try:
        return number.read(node.value if isinstance(node, Scalar) else None, shown(node))
    except Refused as refused:
        faults.error(node.at, where, refused.text)
        return None


def _check_spans(
    key: str, node: Fields, values: dict[str, float], ranges: dict[str, Given], faults: Faults
) -> None:
    """Refuse ``x_from`` that may lie above its ``x_to``: a span that ends before it begins."""
    defaults = {name: default for name, _, default in catalogue()}
    at = {str(name.value): name.at for name, _ in node.entries}

    def ends(name: str) -> tuple[float, float]:
        if name in ranges:
            return ranges[name].range[:2]
        value = values.get(name, defaults[name])
        return value, value

    for first in sorted(name for name in defaults if name.endswith("_from")):
        last = f"{first.removesuffix('_from')}_to"
        written = [name for name in (last, first) if name in values or name in ranges]
        if last in defaults and written and ends(first)[1] > ends(last)[0]:
            (_, high), (low, _) = ends(first), ends(last)
            message = Text(
                f"{first}（至多 {high:g}）不得大于 {last}（至少 {low:g}）",
                f"{first} (up to {high:g}) must not exceed {last} (from {low:g} on)",
            )
            faults.error(at[written[0]], f"{key}.{written[0]}", message)


def _unknown(path: str, names: list[str]) -> Text:
    """Like `unknown`, but list the family only: the model has many parameters."""
    family = path.partition(".")[0]
    listed = [name for name in names if name.partition(".")[0] == family]
    listed = listed or sorted({name.partition(".")[0] + ".…" for name in names})
    kind = Text("模型参数", "parameter of the model")
    return unknown(kind, path, names, listed)
