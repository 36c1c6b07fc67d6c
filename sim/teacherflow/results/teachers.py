"""Table ``teachers``: everybody in service in every year, when a study asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from teacherflow.codes import Away, Role, Stage, Status, Subject, Title
from teacherflow.results.columns import Column, Table, named
from teacherflow.results.view import View
from teacherflow.text import Text


def _column(name: str, kind: Any, unit: str, zh: str, en: str, nullable: bool = False) -> Column:
    return Column(name, kind, unit, Text(zh, en), nullable)


TABLE = Table(
    "teachers",
    Text(
        "每年每名在职教师（研究文件写明 record: [teachers] 才输出）",
        "Everybody in service in every year (only if the study says record: [teachers])",
    ),
    ("year", "teacher_id"),
    (
        _column("year", "int32", "school year", "学年", "School year"),
        _column("teacher_id", "int64", "", "教师编号", "Teacher"),
        _column("post_school", "int32", "", "编制所在校", "School of the post", nullable=True),
        _column("duty_school", "int32", "", "任教学校", "School of duty", nullable=True),
        _column("stage", "str", "", "学段", "Stage"),
        _column("subject", "str", "", "学科", "First subject"),
        _column("status", "str", "", "身份", "Employment status"),
        _column("role", "str", "", "职务", "Role"),
        _column(
            "away", "str", "", "人编不一致的原因；home 为在编制所在校", "Why duty is not the post"
        ),
        _column("title", "str", "", "职称", "Title"),
        _column("backbone", "bool", "", "是否骨干", "Whether named backbone"),
        _column("age", "int32", "years", "年龄（9 月 1 日）", "Age on 1 September"),
        _column("service", "int32", "years", "教龄", "Completed years of service"),
        _column("tenure", "int32", "years", "在编制所在校年限", "Years at the post school"),
        _column("lessons", "float64", "lessons/week", "周课时", "Lessons a week"),
        _column("out_of_field", "float64", "share", "教非所学占比", "Share taught out of field"),
        _column("delivered", "float64", "sd/year", "实际教学效果", "Delivered effect"),
        _column("pay", "float64", "yuan/month", "月收入", "Pay with allowances", nullable=True),
        _column("welfare", "float64", "yuan/month", "福利", "Welfare", nullable=True),
    ),
    optional=True,
)

_CODES = {
    "stage": Stage,
    "subject": Subject,
    "status": Status,
    "role": Role,
    "away": Away,
    "title": Title,
}


def rows(view: View) -> dict[str, Any]:
    """Return the rows of one year, by teacher id."""
    t, s = view.state.teachers, view.state.sections
    chosen = view.rows[np.argsort(t.id[view.rows], kind="stable")]
    columns: dict[str, Any] = {
        "year": np.full(chosen.size, view.state.year),
        "teacher_id": t.id[chosen],
        "age": (view.state.september - t.birth[chosen]) // 12,
    }
    for basis in ("post", "duty"):
        place = t[basis][chosen]
        columns[f"{basis}_school"] = np.where(place >= 0, s.school[np.maximum(place, 0)], -1)
    for name in TABLE.names:
        if name not in columns:
            columns[name] = t[name][chosen]
    return columns


def table(years: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the table of all years."""
    columns: dict[str, Any] = {
        name: np.concatenate([year[name] for year in years]) for name in TABLE.names
    }
    for name, kind in _CODES.items():
        columns[name] = named(columns[name], kind)
    for basis in ("post", "duty"):
        columns[f"{basis}_school"] = np.ma.masked_less(columns[f"{basis}_school"], 0)
    return TABLE.arrays(columns)
