"""What ``trace`` says about exchange, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from teacherflow.study.trace import Told
from teacherflow_analysis.cli import language
from teacherflow_analysis.cli.reasons import reason

QUEUE: dict[str, Any] = {
    "form": "mandatory_rotation.duty",
    "rank": 2,
    "among": 9,
    "sends": 3,
    "chosen_by": "school",
    "volunteer": False,
    "for_floor": False,
}
FORM = {"form": "mandatory_rotation.duty"}
CASES = [
    ("exchange.exempt", {"why": "nursing"}, "pregnant or nursing"),
    ("exchange.exempt", {"why": "exemption", "name": "mandatory_rotation.men"}, "rotation.men"),
    (
        "exchange.exempt",
        {"why": "condition", "column": "exchange_clock", **FORM},
        "not long enough at the school",
    ),
    ("exchange.exempt", {"why": "condition", "column": "subject", **FORM}, "subject"),
    ("exchange.named", QUEUE, "whom the school can spare, place 2 of 9, the school sends 3"),
    ("exchange.named", {**QUEUE, "volunteer": True}, "volunteered and was chosen"),
    ("exchange.named", {**QUEUE, "for_floor": True}, "share of backbones"),
    ("exchange.kept", {**QUEUE, "chosen_by": "lottery"}, "passed over .* by lot, place 2 of 9"),
    ("exchange.no_host", FORM, "no host"),
    ("exchange.swap", {**FORM, "other": 7}, "in return for teacher 7"),
    ("exchange.stayed", {"years": 2}, "post moved to the host"),
    ("exchange.returned", {"years": 2}, "2 years"),
]


@pytest.mark.parametrize(("what", "facts", "english"), CASES)
def test_reasons_in_both_languages(
    what: str, facts: dict[str, Any], english: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = {}
    for code in ("zh", "en"):
        monkeypatch.setattr(language, "_chosen", [code])
        words[code] = reason(Told(what, facts))
    assert re.search(english, words["en"])
    assert re.search(r"[\u4e00-\u9fff]", words["zh"])
    assert not re.search(r"[\u4e00-\u9fff]", words["en"])
