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
            r"seeks 2 years.*place 3.*place 4\.5.*50% × 150,000 = 75,000 yuan, cost 33,000",
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


CHOICE = {
    "open": 37,
    "taken": {"school": 12, "zone": "town", "worth": 1840.4},
    "others": [{"school": 3, "zone": "seat", "worth": 1610.0}],
}
NONE = {"open": 37, "taken": None, "others": CHOICE["others"]}
LOOKS = {"here": 940.0, "wanted": 3, "rank": 4, "applicants": 9, "seats": 1}
REVIEW = {
    "level": "senior",
    "holds": False,
    "among": 12,
    "posts": 1,
    "rank": 4,
    "score": 2.31,
    "line": 3.05,
    "outcome": "lost",
}
EXAM = {"rank": 3, "among": 57, "posts": 19, "passed": True}


@pytest.mark.parametrize(
    ("what", "facts", "zh", "en"),
    [
        (
            "transfer.looked",
            {**LOOKS, **CHOICE, "why": "moves"},
            (
                r"本校值 \+940 元/月，37 所学校可去，3 所值得去；去学校 12（乡镇）值 \+1,840"
                r"（空缺 1 个，9 人申请，学校排其第 4）；其次：学校 3（县城）值 \+1,610$"
            ),
            (
                r"the own is worth \+940 yuan/month; 37 schools open, 3 worth a move; goes to "
                r"school 12 \(town\) worth \+1,840 \(1 vacant, 9 people .* 4\); next: school 3"
            ),
        ),
        ("transfer.looked", {**LOOKS, **NONE, "why": "outranked"}, "未排上", "does not get it"),
        ("transfer.looked", {**LOOKS, **NONE, "why": "not_released"}, "本校不放", "not let go"),
        ("transfer.looked", {**LOOKS, **NONE, "why": "nothing_better"}, "增益不足", "none gains"),
        ("transfer.looked", {**LOOKS, **NONE, "why": "nothing_open"}, "没有可申请", "none is open"),
        (
            "title.review",
            REVIEW,
            r"高级评审：本单位 12 人争 1 个空岗，得分 \+2\.3 排第 4：未入选（入选线 \+3\.[01]）",
            r"12 of the unit compete for 1 vacant post, place 4 with \+2\.3: gets none",
        ),
        ("title.review", {**REVIEW, "outcome": "won", "rank": 1}, "排第 1：入选$", "gets one$"),
        ("title.review", {**REVIEW, "line": None}, "未入选$", "gets none$"),
        ("title.review", {**REVIEW, "outcome": "barred"}, "不能聘任$", "lack of service$"),
        (
            "title.no_post",
            {**REVIEW, "holds": True},
            "已是高级.*没有空出的高级岗位",
            "is senior.*none is vacant",
        ),
        ("title.no_post", REVIEW, "够条件评高级.*12 人在等", "may apply.*12 wait"),
        ("recruit.exam", EXAM, "57 人中第 3 名，招 19 人$", "place 3 of 57 for 19 posts$"),
        ("recruit.exam", {**EXAM, "passed": False}, "未考上", "not enough"),
        (
            "recruit.choice",
            {**CHOICE, "outside": 210.0},
            r"37 所学校招人，去学校 12（乡镇）值 \+1,840 元/月，不来值 \+210；其次",
            r"among 37 schools: school 12 \(town\) worth \+1,840 yuan/month, declining \+210; next",
        ),
        ("recruit.choice", {**NONE, "outside": 2100.0}, r"放弃，不来值 \+2,100", "declines all"),
    ],
)
def test_alternatives_in_words(what: str, facts: dict[str, object], zh: str, en: str) -> None:
    use("zh")
    assert re.search(zh, reason(Told(what, facts)))
    use("en")
    assert re.search(en, reason(Told(what, facts)))


def test_a_level_post_lacking_is_told_once() -> None:
    waits = Told("title.no_post", {**REVIEW, "holds": True})
    assert len(reasons([Told("title.paid_lower", {}), waits])) == 1
    assert len(reasons([Told("title.paid_lower", {})])) == 1
