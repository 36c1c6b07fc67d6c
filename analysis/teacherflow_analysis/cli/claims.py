"""What policies claim, as a person reads it: ``show`` tells it in the language of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from teacherflow_analysis.cli.claim_words import (
    FIELDS,
    NUMBERED,
    VALUES,
    YES_NO,
    code_words,
    column_words,
)
from teacherflow_analysis.cli.language import say

if TYPE_CHECKING:
    from teacherflow.scenario.scenario import Scenario

_NAMES: Final = frozenset({"name", "policy", "form"})
"""Fields that hold names: these are said as the study file spells them."""
_OF_COLUMNS: Final = frozenset({"scope", "within", "times"})
"""Fields that hold names of columns."""


def forms_of(scenario: Scenario) -> dict[float, str]:
    """Return the forms of exchange of a scenario by the number that conditions name them with."""
    from teacherflow.terms.exchange import FORMS, form_key

    names = (form.name for terms in scenario.terms.values() for form in terms[FORMS])
    return {float(form_key(name)): name for name in names}


def told_claim(value: Any, forms: dict[float, str]) -> str:
    """Return a claimed value as plain data (`plain_value`) in words, its forms by name."""
    return told_value(_with_names(value, forms))


def told_value(value: Any, field: str = "") -> str:
    """Return a claimed value, or what one of its fields holds, as a person reads it."""
    if isinstance(value, list) and value and _is_item(value[0]):
        return "\n".join(_item(item) for item in value)
    if isinstance(value, dict):
        return _item(value) if _is_item(value) else _where(value)
    if isinstance(value, list):
        return say(" 且 ", " & ").join(told_value(item, field) for item in value) or "-"
    return _word(field, value)


def _is_item(value: Any) -> bool:
    return isinstance(value, dict) and "column" not in value


def _item(fields: dict[str, Any]) -> str:
    """Return the fields of an item; in Chinese what is empty goes without saying."""
    said = {key: told_value(value, key) for key, value in fields.items()}
    return say(
        "，".join(f"{FIELDS.get(key, key)} {value}" for key, value in said.items() if value != "-"),
        ", ".join(f"{key} {value}" for key, value in said.items()),
    )


def _word(field: str, value: Any) -> str:
    """Return one value; in Chinese codes, names of columns and rules are words."""
    plain = plain_word(value)
    if field in _NAMES:
        return plain
    if field in _OF_COLUMNS and plain != "-":
        return say(column_words(plain), plain)
    return say(code_words(field, value) or VALUES.get(plain, plain), plain)


def plain_word(value: Any) -> str:
    """Return one value as a study file spells it."""
    if value is None:
        return say("不限", "no limit")
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.12g}" if isinstance(value, float) else str(value) or "-"


def _with_names(value: Any, forms: dict[float, str]) -> Any:
    """Return a plain value with forms of exchange called by name in its conditions."""
    if isinstance(value, list):
        return [_with_names(item, forms) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("column") == "away_form":
        return _form_by_name(value, forms)
    return {key: _with_names(inner, forms) for key, inner in value.items()}


def _form_by_name(where: dict[str, Any], forms: dict[float, str]) -> dict[str, Any]:
    """Name the forms of a condition; those that are never in force here go without saying."""
    named = {end: forms.get(where[end], where[end]) for end in ("low", "high")}
    lists = {
        key: [forms[k] for k in where[key] if k in forms] or where[key] for key in ("among", "but")
    }
    if len(lists["among"]) == 1:
        named, lists["among"] = dict.fromkeys(("low", "high"), lists["among"][0]), []
    return {**where, **named, **lists}


def _where(where: dict[str, Any]) -> str:
    """Return a condition: ``age 25…38``, 年龄 25–38."""
    column, low, high = where["column"], where["low"], where["high"]
    own, said_column = column.rpartition(".")[2], say(column_words(column), column)
    if low == high and low is not None:
        return f"{said_column} = {_end(own, low)}"
    said = []
    if where["among"]:
        said.append(f"{said_column} ∈ {_listed(own, where['among'])}")
    if where["but"]:
        said.append(f"{said_column} ∉ {_listed(own, where['but'])}")
    if not said or low is not None or high is not None:
        said.append(_between(own, said_column, low, high))
    return say(" 且 ", " & ").join(said)


def _between(own: str, column: str, low: Any, high: Any) -> str:
    """Return a condition on a range, open where an end is None."""
    ends = ["" if end is None else _end(own, end) for end in (low, high)]
    english = f"{column} {ends[0]}…{ends[1]}"
    if high is None and low == (0 if own in NUMBERED else 1) and own in NUMBERED | YES_NO:
        return say(f"{column} = 有" if own in NUMBERED else f"{column} = 是", english)
    if high is None and low is not None:
        return say(f"{column} ≥ {ends[0]}", english)
    if low is None and high is not None:
        return say(f"{column} ≤ {ends[1]}", english)
    return say(f"{column} {ends[0]}–{ends[1]}", english)


def _end(own: str, value: Any) -> str:
    """Return a value of a column: a month by its year, a code and a yes in words."""
    if own == "birth":
        return f"{int(value) // 12}-{int(value) % 12 + 1:02d}"
    if own in YES_NO and value in (0, 1):
        return say("是" if value else "否", plain_word(value))
    return _word("name" if own == "away_form" else own, value)


def _listed(own: str, values: list[Any]) -> str:
    return f"{{{say('、', ', ').join(_end(own, value) for value in values)}}}"
