"""What is wrong with a figure of a county or nation file, in words: what it must be instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel

from teacherflow.faults import unknown
from teacherflow.text import Text
from teacherflow.yaml_tree import truth_meant

_PLAIN = Text(
    "不写单位和千分位逗号，数字用半角",
    "without unit or thousands separator, digits half-width",
)
_SUCH: Final = {
    "area_km2": 2868,
    "townships": 6,
    "groups": 2,
    "nine_year_schools": 2,
    "pupils": 7200,
    "teachers": 400,
    "schools": 21,
    "points": 4,
    "count": 6,
    "mean_pupils": 420,
    "floor_pupils": 60,
    "log_sd": 0.35,
    "teacher_pupil_cv": 0.38,
    "forecast": 6900,
}
"""What a figure of a county file may be, by its key: an example that a reader can believe."""
_YEAR = Text(
    "应为学年，如 2024（2024 年 9 月至 2025 年 8 月）",
    "must be a school year such as 2024 (September 2024 to August 2025)",
)
_NUMBERS: Final = {
    **dict.fromkeys(("int_type", "int_from_float"), Text("整数", "whole number")),
    "float_type": Text("数", "number"),
}
_BY_YEAR: Final = "{2026: 6900, 2030: 5200}"
"""Pupils by school year, as a forecast gives them."""
_WORDS = {
    "dict_type": Text(
        f"应为各学年的学生数，如 {_BY_YEAR}", f"must be pupils by school year, such as {_BY_YEAR}"
    ),
    "too_short": Text(
        f"应至少有一个学年的学生数，如 {_BY_YEAR}",
        f"must have the pupils of one school year at least, such as {_BY_YEAR}",
    ),
    "bool_type": Text("应为 true 或 false", "must be true or false"),
    "string_type": Text("应为文字（可加引号）", "must be text (put it in quotes)"),
    "string_too_short": Text("不能为空", "must not be empty"),
    "enum": Text(
        "应为 statute（法规）、survey（统计、调查）、literature（文献）或 assumption（假设）",
        "must be statute, survey, literature or assumption",
    ),
    "invalid_key": Text(
        "键应为文字；若是带逗号的数，如 7,200，请写作 7200",
        "a key must be a word; a number with a comma, such as 7,200, is written 7200",
    ),
}


_TITLES: Final = {
    "title": Text("县名、标题、名称", "title"),
    "year": Text("学年、年份", "school year"),
    "published": Text("是否公布", "published"),
    "area_km2": Text("面积", "area"),
    "townships": Text("乡镇数", "townships"),
    "groups": Text("教育集团数", "education groups"),
    "schools": Text("学校数、学校表", "schools"),
    "nine_year_schools": Text("九年一贯制学校数", "nine-year schools"),
    "primary": Text("小学", "primary"),
    "junior": Text("初中", "junior"),
    "pupils": Text("学生数", "pupils"),
    "teachers": Text("教师数", "teachers"),
    "points": Text("教学点数", "teaching points"),
    "forecast": Text("生源预测、学生数预测、预测", "forecast of pupils"),
    "seat": Text("县城", "seat"),
    "town": Text("乡镇", "town"),
    "village": Text("乡村", "village"),
    "count": Text("校数、数量", "number"),
    "mean_pupils": Text("校均学生数", "mean pupils"),
    "floor_pupils": Text("最小规模", "fewest pupils"),
    "value": Text("数值、值", "value"),
    "source": Text("来源、出处", "source"),
    "kind": Text("依据、类型", "kind"),
    "file": Text("文件", "file"),
    "zh": Text("中文名", "Chinese"),
    "en": Text("英文名", "English"),
}
"""What keys are called: who writes one in Chinese is told it."""


def words_of(mistake: Any, record: type[BaseModel] | None) -> Text:
    """Return what a value must be, and what was found.

    Parameters
    ----------
    mistake : dict
        A mistake as pydantic tells it.
    record : type, optional
        The record that should stand at the place, if it is one.
    """
    context, place = mistake.get("ctx", {}), mistake["loc"][-1] if mistake["loc"] else ""
    if place == "[key]" and mistake["type"] != "invalid_key":
        wanted = _YEAR
    elif mistake["type"] in _NUMBERS and place != "year":
        wanted = _number(_NUMBERS[mistake["type"]], mistake["loc"])
    else:
        wanted = _wanted(mistake["type"], context, str(mistake["msg"]), record, place)
    found = mistake.get("input")
    if mistake["type"] == "invalid_key" or not isinstance(found, bool | int | float | str):
        return wanted
    meant = truth_meant(found) if mistake["type"].startswith("bool") else Text("", "")
    return Text(f"{wanted.zh}；现为 {found!r}{meant.zh}", f"{wanted.en}; found {found!r}{meant.en}")


def no_key(found: str, keys: Sequence[str]) -> Text:
    """Say that a file has no such key: a name in Chinese, or half of a number."""
    if found[:1].isdecimal():
        return Text(
            f"逗号把数分成了两半，{found} 成了另一项；数中不写千分位逗号和单位",
            f"a comma has cut a number in two: write it without commas and units (found {found})",
        )
    return unknown(Text("键", "key"), found, keys, titles=_TITLES)


def _number(kind: Text, place: Sequence[object]) -> Text:
    """Return that a number must stand at a place, with an example where one is known."""
    such = next((_SUCH[str(key)] for key in reversed(place) if key in _SUCH), None)
    zh, en = ("", "") if such is None else (f"，如 {such}", f" such as {such}")
    return Text(f"应为{kind.zh}{zh}（{_PLAIN.zh}）", f"must be a {kind.en}{en} ({_PLAIN.en})")


def _wanted(
    kind: str, limits: Any, english: str, record: type[BaseModel] | None, place: object
) -> Text:
    if kind in ("int_type", "int_parsing", "int_from_float") and place == "year":
        return _YEAR
    if kind == "model_type" and record is not None:
        return _keys(record, place)
    if kind == "greater_than_equal":
        return Text(f"应不小于 {_plain(limits['ge'])}", f"must be at least {_plain(limits['ge'])}")
    if kind == "less_than_equal":
        return Text(f"应不大于 {_plain(limits['le'])}", f"must be at most {_plain(limits['le'])}")
    if kind == "string_too_long":
        most = limits["max_length"]
        return Text(f"不能多于 {most} 个字符", f"must have at most {most} characters")
    return _WORDS.get(kind, Text(english, english))


def _keys(record: type[BaseModel], place: object) -> Text:
    """Return how a record is written."""
    if {"value", "source", "kind"} == set(record.model_fields):
        by_year = place in ("primary", "junior")  # totals have other keys: this is a forecast
        value = f"value: {_BY_YEAR if by_year else _SUCH.get(str(place), 6)}"
        return Text(
            f"应写明数值、来源和依据，如 {{{value}, source: 县统计公报, kind: survey}}",
            f"must have a value, its source and kind: {{{value}, source: yearbook, kind: survey}}",
        )
    if {"zh", "en"} == set(record.model_fields):
        such = "{zh: 织金县, en: Zhijin County}"
        return Text(f"应写明中文名和英文名，如 {such}", f"must have both names, such as {such}")
    if "file" in record.model_fields:
        such = "{file: my_schools.csv, source: %s, kind: survey}"
        zh, en = such % "教育局学校名册", such % "list of the bureau"
        return Text(
            f"应写明文件、来源和依据，如 {zh}", f"must have a file, its source and kind: {en}"
        )
    names = ", ".join(record.model_fields)
    return Text(f"应为一组键（{names}）", f"must be a group of keys ({names})")


def _plain(limit: float) -> str:
    return str(int(limit)) if limit == int(limit) else str(limit)
