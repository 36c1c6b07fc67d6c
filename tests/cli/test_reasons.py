"""What phases tell of one person, in words and in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from teacherflow.study.trace import Told
from teacherflow_analysis.cli.language import language, use
from teacherflow_analysis.cli.reasons import reason, reasons

SEEKS = {
    "seeks": True,
    "years": 2,
    "near": True,
    "rank": 3,
    "reach": 4.5,
    "chance": 0.5,
    "gain": 150_000.0,
    "cost": 33_000.0,
}


@pytest.fixture(autouse=True)
def _language_stays() -> Iterator[None]:
    before = language()
    yield
    use(before)


@pytest.mark.parametrize(
    ("told", "zh", "en"),
    [
        (
            Told("title.lacks", {"filter": "p.senior", "when": "apply", "years": 1}),
            r"不能申报.*1 年.*p\.senior",
            r"may not apply: 1 more year of.*p\.senior",
        ),
        (
            Told("title.lacks", {"filter": "p.first", "when": "appoint", "years": 2}),
            r"不能聘任.*2 年",
            r"cannot be appointed: 2 more years",
        ),
        (
            Told("title.service", SEEKS),
            r"申请 2 年.*第 3 名.*75,000 元.*33,000 元",
            r"seeks 2 years.*place 3.*place 4\.5.*50% x 150,000 = 75,000 yuan, cost 33,000",
        ),
        (
            Told("title.service", {**SEEKS, "seeks": False, "cost": 90_000.0}),
            r"不申请.*90,000",
            r"does not seek.*cost 90,000",
        ),
        (
            Told("title.service", {**SEEKS, "seeks": False, "rank": 9, "cost": None}),
            r"不申请.*第 9 名",
            r"does not seek.*place 9",
        ),
        (
            Told("title.service", {**SEEKS, "seeks": False, "cost": None}),
            r"没有合适的学校",
            r"no school would do",
        ),
        (
            Told("title.service", {**SEEKS, "seeks": False, "near": False}),
            r"任职年限还早",
            r"not near yet",
        ),
        (Told("exchange.returned", {"years": 1}), r"1 年期满，返回", r"returned after 1 year away"),
        (
            Told("teach.coached", {"by": "studios.studio", "gain": 0.0104}),
            r"studios\.studio.*0\.010",
            r"studios\.studio.*0\.010 sd",
        ),
        (Told("teach.researcher", {"lessons": 0.9}), r"教研员.*90%", r"researcher.*90%"),
        (Told("teach.itinerant", {"lessons": 3.25}), r"走教.*3\.2 节", r"gives 3\.2 lessons"),
        (Told("something.new", {"much": 3}), r"something\.new: much 3", r"something\.new: much 3"),
        (Told("something.new", {}), r"something\.new$", r"something\.new$"),
    ],
)
def test_reasons_in_words(told: Told, zh: str, en: str) -> None:
    use("zh")
    assert re.search(zh, reason(told))
    use("en")
    assert re.search(en, reason(told))


def test_what_goes_without_saying() -> None:
    silent = Told("exchange.exempt", {"why": "condition", "column": "seeks_service"})
    assert len(reasons([silent, Told("title.service", SEEKS)])) == 1
