"""The JSON Schema of study files, for editors; generated from the policies and parameters."""

from __future__ import annotations

import json
from math import isinf
from typing import Any

from teacherflow.parameters import catalogue
from teacherflow.parameters.about import About
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.catalogue import policies
from teacherflow.policies.parameter import PLACE, Parameter
from teacherflow.population.nation_file import MOST_COUNTIES
from teacherflow.scenario import precision
from teacherflow.scenario import study_file as keys
from teacherflow.scenario.attribute import (
    ALL,
    DEFAULT_PERMUTATIONS,
    METHODS,
    MOST_PERMUTATIONS,
    SHAPLEY,
)
from teacherflow.scenario.compose import NAME, PHASE_IN_MOST
from teacherflow.scenario.matching_rules import ALLOWED, MEANING
from teacherflow.scenario.ranges import SHAPES
from teacherflow.scenario.stored_tables import ALWAYS, RECORDS, TABLES
from teacherflow.scenario.study_budget import MOST_YUAN
from teacherflow.text import Text

_YEAR = r"^[0-9]{4}$"
_NAME = f"^{NAME.pattern}$"


def schema(known: dict[str, type[PolicyModel]] | None = None) -> dict[str, Any]:
    """Return the schema; ``known`` are the policies it offers (default: all installed)."""
    known = policies() if known is None else known
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "teacherflow study / 教师流动研究文件",
        "type": "object",
        "additionalProperties": False,
        "required": ["years", "scenarios"],
        "oneOf": [{"required": ["county"]}, {"required": ["counties"]}],
        "properties": {
            "title": _text("标题", "Title"),
            "question": _text("研究问题", "Research question"),
            "author": _text("作者", "Author"),
            "county": {
                "type": "string",
                "description": "县数据文件，相对于本文件 / County file, relative to this file",
            },
            "counties": _counties(),
            "years": _years(),
            "seed": _whole(0, keys.MOST_SEED, "随机种子", "Root of all luck"),
            "replications": _replications(),
            "draws": _whole(
                1, keys.MOST_DRAWS, "不确定参数的抽样组数", "Draws of uncertain parameters"
            ),
            "baseline": {
                "type": "string",
                "pattern": _NAME,
                "description": "基准方案 / The scenario that the others are compared with",
            },
            "scenarios": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": keys.MOST_SCENARIOS,
                "propertyNames": {"pattern": _NAME},
                "additionalProperties": {"anyOf": [{"$ref": "#/$defs/scenario"}, {"type": "null"}]},
            },
            "matching": _matching(),
            "budget": {
                "description": "全县每年津补贴预算（元） / What the county may spend on allowances, "
                "yuan a year",
                "anyOf": [
                    {"type": "number", "minimum": 0, "maximum": MOST_YUAN},
                    {"type": "string", "pattern": "[0-9]"},
                ],
            },
            "sweep": _sweep(),
            "attribute": _attribute(),
            "uncertainties": _model_values(known),
            "record": {
                "type": "array",
                "items": {"enum": list(RECORDS)},
                "description": "另存的明细表 / Tables recorded on request",
            },
            "tables": {
                "type": "array",
                "items": {"enum": list(TABLES)},
                "contains": {"const": ALWAYS},
                "description": "只保存这些结果表 / The only tables that are stored",
            },
        },
        "$defs": {
            "scenario": _scenario(known),
            **{f"policy_{name}": _policy(policy) for name, policy in known.items()},
        },
    }


def schema_text(known: dict[str, type[PolicyModel]] | None = None) -> str:
    """Return the schema as the text of ``study.schema.json``."""
    return json.dumps(schema(known), ensure_ascii=False, indent=1) + "\n"


def _text(zh: str, en: str) -> dict[str, Any]:
    words = {"type": "string"}
    both = {
        "type": "object",
        "properties": {"zh": words, "en": words},
        "additionalProperties": False,
        "minProperties": 1,
    }
    return {"description": f"{zh} / {en}", "anyOf": [words, both]}


def _whole(low: int, high: int, zh: str, en: str) -> dict[str, Any]:
    return {"type": "integer", "minimum": low, "maximum": high, "description": f"{zh} / {en}"}


def _counties() -> dict[str, Any]:
    file = {"type": "string"}
    sample = {
        "type": "object",
        "required": ["nation"],
        "properties": {
            "nation": {"type": "string", "description": "全国文件 / File of a nation"},
            "sample": _whole(1, MOST_COUNTIES, "抽取县数", "Counties taken at random"),
        },
        "additionalProperties": False,
    }
    return {
        "description": "多个县的数据文件，或一个全国文件 / County files, or the file of a nation",
        "anyOf": [file, {"type": "array", "items": file, "minItems": 1}, sample],
    }


def _replications() -> dict[str, Any]:
    """Return the schema of a number, or of an interval that is to be narrow."""
    number = _whole(1, keys.MOST_REPLICATIONS, "重复次数", "Replications")
    name = {"type": "string", "pattern": _NAME}
    pair = {"type": "array", "items": name, "minItems": 1, "maxItems": 2}
    auto = {
        "type": "object",
        "description": "直到区间足够窄 / Until an interval is narrow enough",
        "required": ["contrast", "indicator", "width"],
        "properties": {
            "contrast": {"anyOf": [name, pair]},
            "indicator": {"type": "string"},
            "year": {"anyOf": [{"type": "integer"}, {"const": "last5"}]},
            "width": {"type": "number", "exclusiveMinimum": 0},
            "most": {"type": "integer", "minimum": precision.LEAST, "maximum": precision.MOST},
        },
        "additionalProperties": False,
    }
    until = {
        "type": "object",
        "required": ["auto"],
        "properties": {"auto": auto},
        "additionalProperties": False,
    }
    return {"description": number.pop("description"), "anyOf": [number, until]}


def _years() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["start", "count"],
        "properties": {
            "start": _whole(keys.FIRST_START, keys.LAST_START, "起始学年", "First study year"),
            "count": _whole(1, keys.MOST_YEARS, "学年数", "Number of study years"),
            "burn_in": _whole(0, keys.MOST_BURN_IN, "预热年数", "Years of burn-in"),
        },
    }


def _matching() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "匹配规则 / Rules by which people and places are matched",
        "minProperties": 1,
        "properties": {
            name: {"enum": list(rules), "description": _both(MEANING[name])}
            for name, rules in ALLOWED.items()
        },
        "additionalProperties": False,
    }


def _both(text: Text) -> str:
    return f"{text.zh} / {text.en}"


def _sweep() -> dict[str, Any]:
    parameter = {"type": "string", "pattern": r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_.]*$"}
    both = [parameter, {"type": "array", "items": parameter, "minItems": 1}]
    return {
        "type": "object",
        "description": "参数扫描：生成方案 / One scenario with several values of a parameter",
        "required": ["scenario", "parameter", "values"],
        "properties": {
            "scenario": {"type": "string", "pattern": _NAME},
            "parameter": {"description": "policy.parameter", "anyOf": both},
            "values": {
                "type": "array",
                "items": {"type": ["number", "string", "boolean"]},
                "minItems": 1,
            },
        },
        "additionalProperties": False,
    }


def _attribute() -> dict[str, Any]:
    name = {"type": "string", "pattern": _NAME}
    listed = {"type": "array", "items": name, "minItems": 1}
    called = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "propertyNames": {"pattern": _NAME},
        "additionalProperties": listed,
    }
    orders = {
        "type": "integer",
        "minimum": 2,
        "maximum": MOST_PERMUTATIONS,
        "multipleOf": 2,
    }
    parts = {
        "type": "object",
        "properties": {
            "scenario": {**name, "description": "要拆开的方案 / The package to be taken apart"},
            "policies": {
                "description": "各项或各组政策 / Policies, or groups that enter together",
                "type": "array",
                "items": {"anyOf": [name, listed, called]},
                "minItems": 1,
            },
            "method": {"enum": list(METHODS), "default": SHAPLEY},
            "permutations": {
                "description": "抽取的次序数（超过五项时）/ Orders sampled, with more than five parts",
                "default": DEFAULT_PERMUTATIONS,
                "anyOf": [orders, {"const": ALL}],
            },
        },
        "additionalProperties": False,
    }
    return {
        "description": "把一个方案的效应归于各项政策 / What each policy adds to a package",
        "anyOf": [{"type": "boolean"}, name, parts],
    }


def _bounds(about: About) -> dict[str, Any]:
    limits: dict[str, Any] = {"type": "number"}
    if not isinf(about.low):
        limits["minimum"] = about.low
    if not isinf(about.high):
        limits["maximum"] = about.high
    return limits


def _span(end: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of a range, of which ``end`` lists what each end may be."""
    one = end[0] if len(end) == 1 else {"anyOf": end}
    return {
        "type": "object",
        "properties": {"low": one, "high": one, "shape": {"enum": list(SHAPES)}},
        "required": ["low", "high"],
        "additionalProperties": False,
    }


def _or_range(number: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [number, _span([number])]}


def _model_values(known: dict[str, type[PolicyModel]]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for name, about, default in catalogue():
        number = _bounds(about)
        unit = f" [{about.unit}]" if about.unit else ""
        usual = about.word(default) or f"{default:g}"
        properties[name] = {
            "description": f"{about.title.zh} / {about.title.en}{unit}; {usual}; {about.source}",
            **({"enum": list(about.choices)} if about.choices else _or_range(number)),
        }
    for policy in known.values():
        for leaf, parameter in policy.parameters().items():
            if parameter.about.uncertainty is not None:
                title = _both(parameter.about.title)
                span = _span(_value(parameter))
                properties[f"{policy.name}.{leaf}"] = {"description": title, **span}
    number = {"type": ["number", "string"]}
    return {
        "type": "object",
        "properties": properties,
        "patternProperties": {rf"^({'|'.join(sorted(known))})\.": _span([number])},
        "additionalProperties": False,
    }


def _scenario(known: dict[str, type[PolicyModel]]) -> dict[str, Any]:
    entries = {
        name: {"anyOf": [{"const": "off"}, {"type": "null"}, {"$ref": f"#/$defs/policy_{name}"}]}
        for name in known
    }
    item = {
        "anyOf": [
            {"enum": list(known)},
            {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "properties": entries,
                "additionalProperties": {
                    "description": "继承来的 as 名称 / An inherited name given by as",
                    "anyOf": [{"const": "off"}, {"type": "object"}],
                },
            },
        ]
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "title": _text("方案名称", "Title"),
            "extends": {
                "type": "string",
                "pattern": _NAME,
                "description": "所继承的方案 / The scenario that this one changes",
            },
            "policies": {"anyOf": [{"type": "array", "items": item}, {"type": "null"}]},
            "matching": _matching(),
        },
    }


def _policy(policy: type[PolicyModel]) -> dict[str, Any]:
    year = _whole(keys.FIRST_START, keys.LAST_START + keys.MOST_YEARS, "学年", "School year")
    properties: dict[str, Any] = {
        "from": {**year, "description": "起始学年 / First year in force"},
        "until": {**year, "description": "最后学年（含）/ Last year in force"},
        "phase_in": _whole(0, PHASE_IN_MOST, "逐步到位的年数", "Years of linear phase-in"),
        "as": {
            "type": "string",
            "pattern": _NAME,
            "description": "另起一名 / Name of a second instance",
        },
    }
    if policy.presets:
        listed = "; ".join(
            f"{name}: {p.title.zh} / {p.title.en}" for name, p in policy.presets.items()
        )
        properties["preset"] = {"enum": list(policy.presets), "description": listed}
    parameters = policy.parameters()
    for group in policy.groups():
        leaves = {
            name.partition(".")[2]: _dated(parameter)
            for name, parameter in parameters.items()
            if name.startswith(f"{group}.")
        }
        mapping = {"type": "object", "properties": leaves, "additionalProperties": False}
        properties[group] = {
            "anyOf": [
                mapping,
                {
                    "type": "object",
                    "patternProperties": {_YEAR: mapping},
                    "additionalProperties": False,
                },
            ]
        }
    properties.update({name: _dated(parameter) for name, parameter in parameters.items()})
    return {
        "type": "object",
        "title": f"{policy.title.zh} / {policy.title.en}",
        "description": f"{policy.summary.zh} / {policy.summary.en}",
        "properties": properties,
        "additionalProperties": False,
    }


def _dated(parameter: Parameter) -> dict[str, Any]:
    """Return the schema of a value, plain or by year."""
    about = parameter.about
    unit = f" [{about.unit}]" if about.unit else ""
    value, default = _value(parameter), parameter.default
    return {
        "description": f"{about.title.zh} / {about.title.en}{unit}",
        "default": list(default) if isinstance(default, tuple) else default,
        "anyOf": [
            *value,
            {
                "type": "object",
                "minProperties": 1,
                "patternProperties": {_YEAR: {"anyOf": value}},
                "additionalProperties": False,
            },
        ],
    }


def _value(parameter: Parameter) -> list[dict[str, Any]]:
    if parameter.kind == "boolean":
        return [{"type": "boolean"}]
    if parameter.kind == "string":
        return [{"enum": list(parameter.choices)}]
    if parameter.kind == "places":
        name = {"type": "string", "pattern": f"^{PLACE.pattern}$"}
        return [{"type": "array", "items": name, "uniqueItems": True}, name]
    number = {**_bounds(parameter.about), "type": parameter.kind}
    with_unit = {"type": "string", "pattern": "[0-9]"}
    return [number, with_unit] if parameter.about.unit else [number]
