"""Text that is no YAML, or not the YAML that was meant: told in both languages, with what to write."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenario.writing import HEAD
from teacherflow.faults import Fault, Faults
from teacherflow.scenario import check_study
from teacherflow.yaml_tree import parse

START = HEAD + "baseline: a\nscenarios:\n  a: {policies: []}\n"
LINE = START.count("\n") + 1
"""Line on which the text of a case begins."""


def fault_of(folder: Path, text: str) -> Fault:
    path = folder / "study.yaml"
    path.write_text(START + text, encoding="utf-8")
    faults = Faults()
    assert check_study(path, faults) is None
    return min(faults.errors)


CASES = {
    "tab": ("  b:\n\tpolicies: []\n", 1, 1, "空格", "write spaces"),
    "tab after spaces": ("  b:\n  \t  title: x\n", 1, 3, "空格", "write spaces"),
    "tab before a value": ("draws:\t2\n", 0, 7, "空格", "write spaces"),
    "dash": ("  b:\n    policies:\n      － rural_subsidy\n", 2, 7, "改为半角“-”", "half-width '-'"),
    "em dash": ("  b:\n    policies:\n      — rural_subsidy\n", 2, 7, "半角短横“-”", "as '-'"),
    "no space behind a dash": ("  b:\n    policies:\n      -rural_subsidy\n", 2, 7, "空一格", "a space is missing"),
    "corner brackets": ("  b:\n    policies: 【rural_subsidy】\n", 1, 15, "改为半角“[”", "half-width '['"),
    "a corner bracket closes": ("  b: {policies: [rural_subsidy】}\n", 0, 31, "改为半角“]”", "half-width ']'"),
    "wide brackets": ("  b:\n    policies: ［rural_subsidy］\n", 1, 15, "改为半角“[”", "half-width '['"),
    "wide braces": ("  b: ｛policies: []｝\n", 0, 6, "改为半角“{”", "half-width '{'"),
    "wide colon": ("  b：\n    policies: []\n", 0, 4, "改为半角“:”", "half-width ':'"),
    "wide colon without a space": ("  b:\n    policies：[]\n", 1, 5, "改为半角“:”", "half-width ':'"),
    "wide comma": ("  b: {title: x， policies: []}\n", 0, 15, "改为半角“,”", "half-width ','"),
    "wide quotes": ("  b: {title: “x: y”, policies: []}\n", 0, 14, "改为半角“\"”", "half-width '\"'"),
    "two colons": ("title: a: b\n", 0, 9, "半角引号", "put a value with a colon in quotes"),
    "no colon above": ("  b:\n    policies:\n      - rural_subsidy\n        from: 2025\n", 3, 13, "（- rural_subsidy）不以冒号结尾", "(- rural_subsidy), which does not end in a colon"),
    "no space above": ("  b:\n    title:x\n    policies: []\n", 2, 13, "（title:x）的冒号之后须空一格", "behind the colon of the line above"),
    "no space behind a colon": ("  b:\n    policies:[]\n", 1, 5, "冒号之后须空一格", "behind the colon"),
    "columns": ("  b:\n    title: x\n   policies: []\n", 2, 4, "从同一列写起", "start in the same column"),
    "bracket": ("  b: {policies: [rural_subsidy}\n", 0, 31, "请补上 ]", "add ], or a comma"),
    "quote": ("  b: {title: 'abc, policies: []}\n", 0, 14, "引号没有结束", "never closed"),
    "percent": ("  b: {title: %x, policies: []}\n", 0, 14, "不能以 % 开头", "cannot start with %"),
    "parameters beside their policy": ("  b:\n    policies:\n      - rural_subsidy:\n        by: zone\n        from: 2025\n", 2, 9, "应比 rural_subsidy 再缩进两格", "two spaces deeper than rural_subsidy"),
    "parameters beside, no dash": ("  b:\n    policies:\n      rural_subsidy:\n      from: 2025\n", 2, 7, "应比 rural_subsidy 再缩进两格", "two spaces deeper than rural_subsidy"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_to_write(case: str, tmp_path: Path) -> None:
    text, down, column, zh, en = CASES[case]
    fault = fault_of(tmp_path, text)
    assert (fault.at.line, fault.at.column) == (LINE + down, column)
    assert zh in fault.message.zh
    assert en in fault.message.en
    assert not re.search("expected|token|mapping|stream", fault.message.zh)


def test_two_policies_under_one_dash_are_not_taken_for_parameters(tmp_path: Path) -> None:
    text = "  b:\n    policies:\n      - rural_subsidy:\n        delayed_retirement:\n"
    assert "one dash for each policy" in fault_of(tmp_path, text).message.en


def test_the_words_of_the_parser_are_marked_as_its_own() -> None:
    faults = Faults()
    assert parse("a: !<x\n", "s.yaml", faults) is None
    (fault,) = faults.errors
    assert fault.message.zh.startswith("YAML 语法错误（解析器原文：")
    assert fault.message.en.startswith("YAML syntax error (its parser says: ")
