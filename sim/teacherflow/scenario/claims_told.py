"""What policies claim, as a person reads it, in either language: in ``show`` and in messages."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import TYPE_CHECKING, Any, Final

from teacherflow.scenario.claim_words import (
    FIELDS,
    NUMBERED,
    VALUES,
    YES_NO,
    code_words,
    column_words,
)
from teacherflow.scenario.plain import plain_value
from teacherflow.text import Language, Text

if TYPE_CHECKING:
    from teacherflow.scenario.scenario import Scenario

_NAMES: Final = frozenset({"name", "policy", "form"})
"""Fields that hold names: these are said as the study file spells them."""
_OF_COLUMNS: Final = frozenset({"scope", "within", "times"})
"""Fields that hold names of columns."""


def _say(tongue: Language, zh: str, en: str) -> str:
    return Text(zh, en).to(tongue)


def forms_of(scenario: Scenario) -> dict[float, str]:
    """Return the forms of exchange of a scenario by the number that conditions name them with."""
    from teacherflow.terms.exchange import FORMS, form_key

    names = (form.name for terms in scenario.terms.values() for form in terms[FORMS])
    return {float(form_key(name)): name for name in names}


def told_claim(tongue: Language, value: Any, forms: dict[float, str]) -> str:
    """Return a claimed value as plain data (`plain_value`) in words, its forms by name."""
    return told_value(tongue, _with_names(value, forms))


def told_value(tongue: Language, value: Any, field: str = "") -> str:
    """Return a claimed value, or what one of its fields holds, as a person reads it."""
    if isinstance(value, list) and value and _is_item(value[0]):
        return "\n".join(_item(tongue, item) for item in value)
    if isinstance(value, dict):
        return _item(tongue, value) if _is_item(value) else _where(tongue, value)
    if isinstance(value, list):
        return (
            _say(tongue, " 且 ", " & ").join(told_value(tongue, item, field) for item in value)
            or "-"
        )
    return _word(tongue, field, value)


def told(value: Any) -> Text:
    """Return a claimed value as a person reads it in either language."""
    if value is None:
        return Text("无", "none")
    plain = plain_value(value)
    return Text(told_value("zh", plain) or "无", told_value("en", plain))


def told_apart(one: Any, other: Any) -> tuple[Text, Text]:
    """Return two claimed values as a person reads them; of two items only what differs."""
    if not (is_dataclass(one) and type(one) is type(other)):
        return told(one), told(other)
    first, second = plain_value(one), plain_value(other)
    names = [name for name in first if first[name] != second[name]]
    return told({n: first[n] for n in names}), told({n: second[n] for n in names})


def _is_item(value: Any) -> bool:
    return isinstance(value, dict) and "column" not in value


def _item(tongue: Language, fields: dict[str, Any]) -> str:
    """Return the fields of an item; in Chinese what is empty goes without saying."""
    said = {key: told_value(tongue, value, key) for key, value in fields.items()}
    return _say(
        tongue,
        "，".join(f"{FIELDS.get(key, key)} {value}" for key, value in said.items() if value != "-"),
        ", ".join(f"{key} {value}" for key, value in said.items()),
    )


def _word(tongue: Language, field: str, value: Any) -> str:
    """Return one value; in Chinese codes, names of columns and rules are words."""
    plain = plain_word(tongue, value)
    if field in _NAMES:
        return plain
    if field in _OF_COLUMNS and plain != "-":
        return _say(tongue, column_words(plain), plain)
    return _say(tongue, code_words(field, value) or VALUES.get(plain, plain), plain)


def plain_word(tongue: Language, value: Any) -> str:
    """Return one value as a study file spells it."""
    if value is None:
        return _say(tongue, "不限", "no limit")
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


def _where(tongue: Language, where: dict[str, Any]) -> str:
    """Return a condition: ``age 25…38``, 年龄 25–38."""
    column, low, high = where["column"], where["low"], where["high"]
    own, said_column = column.rpartition(".")[2], _say(tongue, column_words(column), column)
    if low == high and low is not None:
        return f"{said_column} = {_end(tongue, own, low)}"
    said = []
    if where["among"]:
        said.append(f"{said_column} ∈ {_listed(tongue, own, where['among'])}")
    if where["but"]:
        said.append(f"{said_column} ∉ {_listed(tongue, own, where['but'])}")
    if not said or low is not None or high is not None:
        said.append(_between(tongue, own, said_column, low, high))
    return _say(tongue, " 且 ", " & ").join(said)


def _between(tongue: Language, own: str, column: str, low: Any, high: Any) -> str:
    """Return a condition on a range, open where an end is None."""
    ends = ["" if end is None else _end(tongue, own, end) for end in (low, high)]
    english = f"{column} {ends[0]}…{ends[1]}"
    if high is None and low == (0 if own in NUMBERED else 1) and own in NUMBERED | YES_NO:
        return _say(tongue, f"{column} = 有" if own in NUMBERED else f"{column} = 是", english)
    if high is None and low is not None:
        return _say(tongue, f"{column} ≥ {ends[0]}", english)
    if low is None and high is not None:
        return _say(tongue, f"{column} ≤ {ends[1]}", english)
    return _say(tongue, f"{column} {ends[0]}–{ends[1]}", english)


def _end(tongue: Language, own: str, value: Any) -> str:
    """Return a value of a column: a month by its year, a code and a yes in words."""
    if own == "birth":
        return f"{int(value) // 12}-{int(value) % 12 + 1:02d}"
    if own in YES_NO and value in (0, 1):
        return _say(tongue, "是" if value else "否", plain_word(tongue, value))
    return _word(tongue, "name" if own == "away_form" else own, value)


def _listed(tongue: Language, own: str, values: list[Any]) -> str:
    return f"{{{_say(tongue, '、', ', ').join(_end(tongue, own, value) for value in values)}}}"
