"""Competition for posts in words: what an official or the person concerned would ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from teacherflow.study.trace import Told
from teacherflow_analysis.cli.language import language, use
from teacherflow_analysis.cli.reasons import reason

PARTS = {"performance": -0.7, "panel": 0.3, "peer": -0.4, "speech": 0.05, "training": 0.3}
CONTEST = {"score": -0.45, "rank": 4, "seats": 3, "parts": PARTS, "risk": 0.0}
OFFER = {"chance": 0.98, "school": 14, "km": 27.6, "gain": 230.0, "among": 5}
OTHERS = [
    {"school": 3, "zone": "seat", "worth": 1610.0},
    {"school": 40, "zone": "village", "worth": -1220.0},
]
OPEN = {"open": 7, "taken": None, "others": OTHERS}
UPWARD = {**OPEN, "score": 0.1, "place": 7, "here": 940.0}
LOST = {**OPEN, "wanted": 2, "place": 4, "among": 12, "waiting": -1480.0}


@pytest.fixture(autouse=True)
def _language_stays() -> Iterator[None]:
    before = language()
    yield
    use(before)


@pytest.mark.parametrize(
    ("told", "zh", "en"),
    [
        (
            Told("appoint.direct", {"why": ["nursing", "own_rule"]}),
            r"直聘.*孕产哺乳、own_rule",
            r"directly.*pregnant or nursing, own_rule",
        ),
        (
            Told("appoint.lost", CONTEST),
            r"−0\.45（民主测评 −0\.40、业绩考核 −0\.70、竞聘演说 .*待岗培训 \+0\.30）.*第 4 名.*：落聘",
            r"colleagues −0\.40, performance −0\.70.*place 4.*3 posts: loses the post",
        ),
        (
            Told("appoint.kept", {**CONTEST, "rank": 3, "risk": 0.124}),
            r"留任.*落聘的可能 12%",
            r"keeps the post.*chance of 12%",
        ),
        (Told("appoint.kept", {**CONTEST, "rank": 1}), r"：留任$", r": keeps the post$"),
        (
            Told("appoint.upward", {"score": 1.2, "parts": PARTS}),
            r"选聘上行得分 \+1\.20.*入选",
            r"selected upward: score \+1\.20",
        ),
        (
            Told("appoint.locked", {"years": 1, "asked": 6.0}),
            r"本校服务 1 年，须满 6 年",
            r"1 year at the school, 6 asked",
        ),
        (
            Told("appoint.passed_over", {**UPWARD, "why": "limit"}),
            r"第 7 名；本校值 \+940 元/月.*最好的：学校 3（县城）值 \+1,610.*不能再放人",
            r"place 7.*7 schools of a higher level.*school 40 \(village\) worth −1,220.*nobody go",
        ),
        (
            Told("appoint.upward_offers", {**UPWARD, "taken": OTHERS[0], "others": OTHERS[1:]}),
            r"；去学校 3（县城）值 \+1,610；其次：学校 40（乡村）值 −1,220$",
            r"; goes to school 3 \(seat\) worth \+1,610; next: school 40",
        ),
        (
            Told("appoint.elsewhere", {**LOST, "taken": OTHERS[0], "others": []}),
            r"12 人中得分第 4，7 所合适，报 2 所，待岗值 −1,480 元/月：去学校 3（县城）值 \+1,610$",
            r"score 4 of 12 who lost.*waiting is worth −1,480.*wins a post at school 3",
        ),
        (Told("appoint.level_lost", {"paid": 1}), r"高职低聘", r"one level lower"),
        (Told("title.paid_lower", {}), r"高职低聘.*空岗", r"no level post.*vacant one"),
        (
            Told("appoint.placed", OFFER),
            r"服从组织调剂：学校 14，距家 28 公里.*98%",
            r"accepts the placement: school 14, 28 km.*98%",
        ),
        (
            Told("appoint.refused", OFFER),
            r"拒绝组织调剂：学校 14",
            r"refuses the placement: school",
        ),
        (Told("appoint.nowhere", {**LOST, "wanted": 0}), r"没有合适的岗位", r"no open post"),
        (Told("appoint.nowhere", LOST), r"所报岗位已满", r"are taken"),
        (
            Told("appoint.nowhere", {**LOST, "policy": "competitive_hiring"}),
            r"已满$",
            r"are taken$",
        ),
        (
            Told("appoint.nowhere", {**LOST, "policy": "pilot"}),
            r"已满 \[pilot\]$",
            r"are taken \[pilot\]$",
        ),
    ],
)
def test_competition_in_words(told: Told, zh: str, en: str) -> None:
    use("zh")
    assert re.search(zh, reason(told))
    use("en")
    assert re.search(en, reason(told))
