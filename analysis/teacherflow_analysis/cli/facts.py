"""What a decision is told with, and the words that several decisions share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from teacherflow.text import Text, counted, word_for
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.terminal import words

type Facts = Mapping[str, Any]
"""Names and values that a phase told with its decision."""


def year_word(n: int) -> str:
    """Return the English word for a number of years."""
    return word_for(n, "year")


def years(n: int) -> str:
    """Return a number of years in English."""
    return counted(n, "year")


def people(n: int) -> str:
    """Return a number of people in English."""
    return counted(n, "person", "people")


def schools(n: int) -> str:
    """Return a number of schools in English."""
    return counted(n, "school")


ZONES = {
    "village": Text("乡村", "village"),
    "town": Text("乡镇", "town"),
    "seat": Text("县城", "seat"),
}
"""Zones of schools."""

TITLES = {
    "none": Text("未定级", "no title"),
    "second": Text("二级", "second grade"),
    "first": Text("一级", "first grade"),
    "senior": Text("高级", "senior"),
    "professor": Text("正高级", "professor grade"),
}
"""Titles."""


def place(option: Mapping[str, Any]) -> str:
    """Return a school with its zone, as far as that is told."""
    school = option["school"]
    if "zone" not in option:
        return say(f"学校 {school}", f"school {school}")
    zone = words(ZONES[option["zone"]])
    return say(f"学校 {school}（{zone}）", f"school {school} ({zone})")


def weighed(option: Mapping[str, Any]) -> str:
    """Return a school and what it is worth to the person."""
    worth = f"{option['worth']:+,.0f}"
    return say(f"{place(option)}值 {worth}", f"{place(option)} worth {worth}")


def next_best(facts: Facts) -> str:
    """Return the places not taken, with their worth; nothing if there were none."""
    others = say("，", ", ").join(weighed(one) for one in facts["others"])
    if not others:
        return ""
    if facts["taken"] is None:
        return say(f"；最好的：{others}", f"; the best: {others}")
    return say(f"；其次：{others}", f"; next: {others}")
