"""What each option provides, in the words of the policies that it adds, changes or drops."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from teacherflow.faults import InputError
from teacherflow.parameters.words import unit_words
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.catalogue import policy
from teacherflow.policies.parameter import Parameter
from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Block, Heading, Line, Number, Paragraph, Part, Source
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.rounding import number
from teacherflow_analysis.brief.sentences import enumerated

MOST: Final = 12
"""More options than this are not told one by one: they are those of a sweep."""
SHOWN: Final = 12
"""Most parameters of one policy that are told because they differ from the default."""
FEW: Final = 4
"""So many are told at least."""


JOINED: Final = Text("", " ")
"""Between sentences."""
REST: Final = Text("其余见“参数与假设”", 'the rest under "Parameters and assumptions"')


def blocks(case: Case) -> Iterator[Block]:
    """Yield the section: the baseline, then every option."""
    scenarios = case.study.resolved["scenarios"]
    base = _policies(scenarios, case.base)
    yield Heading(case.of(Text("基准：", "Baseline: ")) + case.name(case.base), 2)
    yield from _provisions(case, case.base, {}, base)
    for name in case.options[:MOST]:
        yield Heading(case.name(name), 2)
        yield from _provisions(case, name, base, _policies(scenarios, name))
    if len(case.options) > MOST:
        yield Paragraph(
            case.line(
                Text(
                    "其余 {n} 个方案的规定见 teacherflow show。",
                    "For the provisions of the other {n} options see teacherflow show.",
                ),
                n=case.whole(len(case.options) - MOST, "study.options_beyond"),
            )
        )


def _policies(scenarios: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = scenarios[name].get("policies") or {}
    return found


def _provisions(
    case: Case, scenario: str, base: Mapping[str, Any], mine: Mapping[str, Any]
) -> Iterator[Block]:
    """Yield one item for every policy that differs from the baseline's."""
    changed = {key: one for key, one in mine.items() if base.get(key) != one}
    for key, given in changed.items():
        yield Paragraph(_told(case, scenario, key, given), title_of(case, given["policy"]), True)
    for key in base:
        if key not in mine:
            title = title_of(case, base[key]["policy"])
            yield case.say(
                Text("基准中有，此方案取消。", "in the baseline, dropped here."), title, True
            )
    if not changed and set(mine) >= set(base):
        same = Text("没有政策：各环节的默认规则。", "No policies: the default rules of the model.")
        if base:
            same = Text("政策与基准相同。", "The same policies as in the baseline.")
        yield case.say(same)


def known(name: str) -> type[PolicyModel] | None:
    """Return a policy; None if this version does not have it."""
    try:
        found: type[PolicyModel] = policy(name)
    except InputError:
        return None
    return found


def title_of(case: Case, name: str) -> str:
    """Return the title of a policy in words, its name if it is not known here."""
    model = known(name)
    return name if model is None else case.of(model.title)


def _told(case: Case, scenario: str, key: str, given: Mapping[str, Any]) -> Line:
    """Return dates and the values that differ from the defaults."""
    path = f"study.scenarios.{scenario}.policies.{key}"
    pieces = [_dates(case, path, given)]
    model = known(given["policy"])
    parameters = {} if model is None else model.parameters()
    values = given.get("parameters") or {}
    chosen = _chosen(model, given) if model is not None else []
    for leaf in chosen:
        pieces.append(_value(case, f"{path}.parameters.{leaf}", parameters[leaf], values[leaf]))
    if len(chosen) < len(parameters):
        pieces.append(case.line(REST))
    told = case.line(
        Text("{told}。", "{told}."),
        told=enumerated(case, [one for one in pieces if one.parts], Text("；", "; ")),
    )
    unused = idle_of(model, given) if model is not None else frozenset()
    used = {leaf: one for leaf, one in parameters.items() if leaf not in unused}
    return enumerated(case, [told, *_without_effect(case, scenario, key, used)], JOINED)


def _without_effect(
    case: Case, scenario: str, key: str, used: Mapping[str, Parameter]
) -> Iterator[Line]:
    """Yield a sentence if a policy means no school of the county, or on each tier that does."""
    for one in case.out_of_reach:
        if (one.scenario, one.policy) != (scenario, key):
            continue
        name = Text("该政策", "This policy")
        if one.tier:
            titles = [_titled(p) for leaf, p in used.items() if leaf.endswith(f".{one.tier}")]
            zh, en = titles[0] if titles else (one.tier, one.tier)
            name = Text(f"“{zh}”", en)
        yield case.line(Text(f"{name.zh}{one.why.zh}。", f"{name.en} {one.why.en}."))


def _chosen(model: type[PolicyModel], given: Mapping[str, Any]) -> list[str]:
    """Return the parameters that are told: what differs from the default, then other numbers."""
    values, parameters = given.get("parameters") or {}, model.parameters()
    idle = idle_of(model, given)
    held = [leaf for leaf in parameters if leaf in values and leaf not in idle]
    differing = [leaf for leaf in held if plain(values[leaf]) != plain(parameters[leaf].default)]
    numbers = [
        leaf
        for leaf in held
        if leaf not in differing and type(values[leaf]) in (int, float) and values[leaf] > 0
        if parameters[leaf].meaning(values[leaf]) is None
    ]
    return [*differing[:SHOWN], *numbers[: max(0, FEW - len(differing))]]


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def idle_of(model: type[PolicyModel], given: Mapping[str, Any]) -> frozenset[str]:
    """Return the parameters without effect beside the others; none if values change by year."""
    nested: dict[str, Any] = {}
    for leaf, value in (given.get("parameters") or {}).items():
        group, _, inner = leaf.partition(".")
        last = list(value.values())[-1] if isinstance(value, Mapping) else value
        if inner:
            nested.setdefault(group, {})[inner] = last
        else:
            nested[group] = last
    try:
        found: frozenset[str] = model.model_validate({**nested, "from": given.get("from")}).idle()
    except ValueError:  # values of another version: all of them are shown
        return frozenset()
    return found


def _dates(case: Case, path: str, given: Mapping[str, Any]) -> Line:
    parts: list[Line] = []
    if _throughout(case, given):
        return case.line(Text("研究各年一直实行", "in force throughout the study"))
    if given.get("from"):
        parts.append(
            case.line(
                Text("自 {y} 学年起", "from {y}"), y=Line((_year(given["from"], f"{path}.from"),))
            )
        )
    if given.get("until"):
        until = Line((_year(given["until"], f"{path}.until"),))
        parts.append(case.line(Text("至 {y} 学年止", "until {y}"), y=until))
    if given.get("phase_in"):
        n = case.whole(given["phase_in"], f"{path}.phase_in")
        parts.append(case.line(Text("分 {n} 年到位", "phased in over {n} years"), n=n))
    if not parts:
        return case.line(Text("一直实行", "always in force"))
    return enumerated(case, parts, Text("，", ", "))


def _throughout(case: Case, given: Mapping[str, Any]) -> bool:
    """Tell whether a policy with a first year is in full force in every year of the study."""
    first, last = given.get("from"), given.get("until")
    if first is None or first > case.study.years[0] or given.get("phase_in"):
        return False
    return last is None or bool(last >= case.study.years[-1])


def _year(year: int, path: str) -> Number:
    """Return a year, without a mark between thousands."""
    return Number(float(year), str(year), Source("manifest", path, "value"))


def _value(case: Case, path: str, parameter: Parameter, value: Any) -> Line:
    shown = value_of(case, path, parameter, value)
    return case.line(Text("{t}：{v}", "{t}: {v}"), t=case.of(_titled(parameter)), v=shown)


def _titled(parameter: Parameter) -> Text:
    """Return the name of a parameter; a stop inside it would stand beside those of the list."""
    zh, en = parameter.about.title
    return Text(_bracketed(zh, ("：", "；"), "（{}）"), _bracketed(en, (": ", "; "), " ({})"))


def _bracketed(title: str, stops: Sequence[str], brackets: str) -> str:
    """Return a title with what follows its first stop in brackets, without marks of code."""
    title = uncoded(title)
    first = min((stop for stop in stops if stop in title), key=title.index, default=None)
    if first is None:
        return title
    name, _, rest = title.partition(first)
    return name + brackets.format(rest)


def uncoded(title: str) -> str:
    """Return a title without the backticks that mark keys of study files elsewhere."""
    return title.replace("`", "")


def value_of(case: Case, path: str, parameter: Parameter | None, value: Any) -> Line:
    """Return a value of a policy in words, year by year if it changes, with its unit."""
    if not isinstance(value, Mapping):
        return _one(case, path, parameter, value)
    parts: list[Line] = []
    for year, one in value.items():
        if year == "always":
            when = case.line(Text("此前", "before"))
        else:
            when = Line((_year(int(year), f"{path}.{year}#"),))
        shown = _one(case, f"{path}.{year}", parameter, one)
        parts.append(case.line(Text("{y}：{v}", "{y}: {v}"), y=when, v=shown))
    return enumerated(case, parts)


def _one(case: Case, path: str, parameter: Parameter | None, value: Any) -> Line:
    if isinstance(value, bool):
        return case.line(Text("是", "yes") if value else Text("否", "no"))
    meaning = None if parameter is None else parameter.meaning(value)
    if meaning is not None:
        return case.line(meaning)
    if isinstance(value, int | float):
        unit = "" if parameter is None else case.of(unit_words(parameter.about.unit, value))
        return case.joined(_with_unit(value, path, unit))
    if value is None or value == "" or value == []:
        return case.line(Text("未设", "not set"))
    if isinstance(value, list | tuple):
        return Line((("、" if case.language == "zh" else ", ").join(map(str, value)),))
    return Line((str(value) if parameter is None else case.of(parameter.words(value)),))


def _with_unit(value: float, path: str, unit: str) -> list[Part]:
    source = Source("manifest", path, "value")
    if unit in ("比例", "share"):
        return [number(value, source, factor=100, place=_place(100 * value)), "%"]
    shown = number(value, source, place=_place(value))
    return [shown, f"\u00a0{unit}"] if unit else [shown]


def _place(value: float) -> float:
    """Return the finest place that a given value needs."""
    places = (1.0, 0.1, 0.01, 0.001, 0.0001)
    return next((p for p in places if abs(value / p - round(value / p)) < 1e-6), 0.00001)
