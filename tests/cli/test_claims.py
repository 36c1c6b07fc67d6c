"""What ``show`` tells of claims: in Chinese every field, column and value is Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import IntEnum
from importlib import import_module
from inspect import getmembers, isclass
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

import teacherflow.terms as terms
from teacherflow.scenario.claim_words import FIELDS, VALUES, code_words
from teacherflow.terms.laws import Claim, Law, Term, Terms
from teacherflow.terms.who import Where
from teacherflow_analysis.cli import main

NOT_CLAIMED = {Claim, Law, Term, Terms, Where}

type Capture = pytest.CaptureFixture[str]


def _classes() -> Iterator[type[Any]]:
    """Yield what the modules of the families of terms define."""
    for found in iter_modules(terms.__path__):
        if found.name != "catalogue":
            module = import_module(f"{terms.__name__}.{found.name}")
            yield from (one for _, one in getmembers(module, isclass) if one not in NOT_CLAIMED)


def test_every_field_of_a_claim_has_a_chinese_word() -> None:
    named = {field.name for one in _classes() if is_dataclass(one) for field in fields(one)}
    assert not named - FIELDS.keys()


def test_every_choice_of_a_claim_has_a_chinese_word() -> None:
    codes = {one for one in _classes() if issubclass(one, IntEnum) and "terms" in one.__module__}
    names = {code.name.lower() for one in codes for code in one}
    assert names
    assert not names - VALUES.keys()


def test_a_code_is_told_by_its_number_or_its_name() -> None:
    assert code_words("zone", "village") == code_words("zone", 0.0) == "乡村"
    assert code_words("age", 25) is None


STUDY = """\
title: 一项研究
county: {path}
years: {{start: 2024, count: 3, burn_in: 3}}
baseline: a
scenarios:
  a: {{policies: [delayed_retirement]}}
  b: {{policies: [mandatory_rotation, shadowing, competitive_hiring, title_prerequisite, pairing]}}
  c: {{policies: [special_posts, bonded_students, seat_grant, studios, leader_rotation]}}
"""


def test_claims_are_told_in_chinese(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "study.yaml"
    county = Path(__file__).parents[2] / "scenarios/counties/demo.yaml"
    path.write_text(STUDY.format(path=county), encoding="utf-8")
    assert main(["show", str(path), "--lang", "zh"]) == 0
    page = capsys.readouterr().out
    told = " ".join(page.split())
    assert "身份 = 在编" in told
    assert "出生年月 ≥ 1984-10" in told
    assert not re.search(r"duty_years|exchange_clock|post\.zone|\bwho\b|compliance …", page)
    assert not re.search(r"[a-z_]{3,} [a-z_]{3,} (?:[a-z_]{3,}|[0-9])", _claims(page))


def _claims(page: str) -> str:
    """Return the tables of claims without the columns before them."""
    tables = page.split(" 学年 ")[1:]
    return "\n".join(line for one in tables for line in one.split("\n\n")[0].splitlines()[2:])
