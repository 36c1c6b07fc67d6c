"""What columns and cells of a table of schools say, in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final
from unicodedata import normalize

from teacherflow.codes import Kind, Stage, Zone
from teacherflow.text import Text

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "school": ("学校", "学校名称", "校名"),
    "stage": ("学段", "教育阶段"),
    "zone": ("区域", "城乡", "城乡类型", "城乡分类", "所在区域"),
    "township": ("乡镇", "乡镇街道", "所属乡镇", "所在乡镇", "乡镇名称"),
    "kind": ("类型", "办学类型"),
    "pupils": (
        *("学生", "学生数", "学生人数"),
        *("在校生", "在校生数", "在校生人数", "在校学生", "在校学生数", "在校学生人数"),
    ),
    "teachers": (
        *("教师", "教师数", "教师人数", "专任教师", "专任教师数", "专任教师人数"),
        *("在编教师", "在编教师数", "在编专任教师", "在编专任教师数"),
    ),
    "x_km": ("东距",),
    "y_km": ("北距",),
    "lon": ("经度",),
    "lat": ("纬度",),
}
"""Columns by name, with what they are called in Chinese."""
NEEDED: Final = ("stage", "zone", "township", "pupils", "teachers")
NAMES: Final = {word: name for name, words in COLUMNS.items() for word in (name, *words)}
STAGES: Final = {
    "primary": Stage.PRIMARY,
    "小学": Stage.PRIMARY,
    "junior": Stage.JUNIOR,
    "初中": Stage.JUNIOR,
    "初级中学": Stage.JUNIOR,
}
ZONES: Final = {
    "seat": Zone.SEAT,
    "县城": Zone.SEAT,
    "城区": Zone.SEAT,
    "town": Zone.TOWN,
    "乡镇": Zone.TOWN,
    "镇区": Zone.TOWN,
    "village": Zone.VILLAGE,
    "乡村": Zone.VILLAGE,
}
_ORDINARY: Final = (
    *("小学", "完全小学", "完小", "村小", "初中", "初级中学"),
    *("九年一贯制学校", "九年一贯制", "十二年一贯制学校", "十二年一贯制", "完全中学"),
)
"""Kinds as statistics of schools call them: what they say more, the other columns say."""
KINDS: Final = {
    "": Kind.SCHOOL,
    "school": Kind.SCHOOL,
    "学校": Kind.SCHOOL,
    **dict.fromkeys(_ORDINARY, Kind.SCHOOL),
    "central": Kind.CENTRAL,
    "中心校": Kind.CENTRAL,
    "中心小学": Kind.CENTRAL,
    "point": Kind.POINT,
    "教学点": Kind.POINT,
    "小学教学点": Kind.POINT,
}
_TOLD_KINDS: Final = ("school", "学校", "central", "中心校", "point", "教学点")
_TOTAL: Final = re.compile(r"(全[县区市])?(合计|总计|小计|共计|total|sum)[::]?")
_OUTSIDE: Final = re.compile(r"高中|高级中学|幼儿园|学前|职|特殊教育|特教|senior|kindergarten")
_TWO: Final = Text(
    "小学一行、初中一行，校名相同", "one row primary and one row junior, under one name"
)


def plain(cell: str) -> str:
    """Return what a cell or a heading says: half-width, without any space."""
    return "".join(normalize("NFKC", cell).split())


def is_total(cell: str) -> bool:
    """Tell whether a cell heads a row of totals."""
    return _TOTAL.fullmatch(plain(cell).lower()) is not None


def of_both_stages(kind: str) -> bool:
    """Tell whether a kind of school has primary and junior classes."""
    return kind.startswith(("九年", "十二年"))


def meant_by_heading(written: str, missing: Collection[str]) -> str:
    """Return the missing column whose Chinese name stands within a heading; empty if none does."""
    near = ((len(word), word) for name in missing for word in COLUMNS[name] if word in written)
    return max(near, default=(0, ""))[1]


def allowed(words: Mapping[str, object]) -> Text:
    """Return the words of a column, each language its own."""
    told = _TOLD_KINDS if words is KINDS else tuple(words)
    zh = [word for word in told if not word.isascii()]
    en = [word for word in told if word.isascii()]
    return Text("、".join(zh), ", ".join(en))


def on_stage(word: str) -> Text:
    """Return what to do with a school of a stage that is not simulated, or of two."""
    if word.startswith("九年"):
        return Text(
            f"九年一贯制学校写两行：{_TWO.zh}", f"a nine-year school has two rows: {_TWO.en}"
        )
    if word.startswith(("十二年", "完全中学", "完中")):
        return Text(
            f"只写义务教育的部分，不含高中；两个学段都有的写两行：{_TWO.zh}",
            f"only the compulsory stages count; a school of both has two rows: {_TWO.en}",
        )
    if _OUTSIDE.search(word.lower()):
        return Text(
            "不是义务教育学校，请删去这一行", "no school of compulsory education: delete the row"
        )
    return Text("", "")
