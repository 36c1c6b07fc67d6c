"""Words for values that several policies let a study choose between; the rest stand beside theirs."""

from __future__ import annotations

from typing import Final

from teacherflow.text import Text

CHOSEN_BY: Final = {
    "school": Text("学校", "the school"),
    "lottery": Text("抽签", "lot"),
    "bureau": Text("教育局", "the bureau"),
}
"""Who names the teachers that go."""

BACKFILL: Final = {
    "swap": Text("同学科教师对等互换", "a teacher of the same subject in return"),
    "none": Text("不补充", "nobody"),
}
"""What the school that sends a teacher gets."""

HOST_SCHOOLS: Final = {
    "village": Text("乡村学校", "village schools"),
    "rural": Text("乡村与乡镇学校", "schools of villages and towns"),
    "county": Text("全县学校", "any school of the county"),
}
"""Schools to which teachers go."""


def among(words: dict[str, Text], *values: str) -> dict[str, Text]:
    """Return the words of some of the values."""
    return {value: words[value] for value in values}
