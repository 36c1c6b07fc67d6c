"""What ``trace`` says about exchange, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from teacherflow.policies.catalogue import BUILT_IN
from teacherflow.study.trace import Told
from teacherflow.terms.exchange import FORMS
from teacherflow.terms.laws import settle
from teacherflow_analysis.cli import language
from teacherflow_analysis.cli.reasons import reason
from teacherflow_analysis.cli.reasons_of_exchange import CONDITIONS

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
CLOCK = {"why": "condition", "column": "exchange_clock", "value": 2.0, "low": 6.0, "high": 99.0}
NEXT = {"school": 20, "km": 9.2, "lacks": 0.3, "cost": 7.9, "gain": -180.0}
HOST = {
    "how": "optimal",
    "school": 12,
    "km": 8.26,
    "lacks": 2.1,
    "rank": 1,
    "hosts": 50,
    "cost": -3.1,
    "gain": -610.0,
    "others": [NEXT],
    **FORM,
}
CASES = [
    ("exchange.exempt", {"why": "nursing"}, "pregnant or nursing"),
    ("exchange.exempt", {"why": "leader", **FORM}, "leaders"),
    ("exchange.exempt", {"why": "changed", **FORM}, "moved this year already"),
    ("exchange.exempt", {"why": "on_exchange", "until": 2027, **FORM}, "until August 2027"),
    (
        "exchange.exempt",
        {"why": "exemption", "name": "mandatory_rotation.men", **FORM},
        "man of the exempt age",
    ),
    ("exchange.exempt", {"why": "exemption", "name": "county.bus", **FORM}, r"county\.bus"),
    ("exchange.exempt", {**CLOCK, **FORM}, r"the last exchange: 2, must be 6 or more$"),
    (
        "exchange.exempt",
        {**CLOCK, "column": "years_to_pension", "value": 4.2, "low": 5.0, **FORM},
        r"pension: 4\.2, must be more than 5",
    ),
    (
        "exchange.exempt",
        {**CLOCK, "column": "service", "value": 4.0, "low": 2.0, "high": 3.0, **FORM},
        "years of service: 4, sent with 2 to 3$",
    ),
    ("exchange.exempt", {**CLOCK, "column": "subject", **FORM}, "subject"),
    ("exchange.exempt", {**CLOCK, "column": "birth", **FORM}, "another age is meant$"),
    ("exchange.named", QUEUE, "whom it can spare; place 2 of 9, the school sends 3"),
    ("exchange.named", {**QUEUE, "volunteer": True}, "volunteered and was chosen"),
    ("exchange.named", {**QUEUE, "invited": False}, ": nobody is asked to volunteer, the school"),
    ("exchange.no_host", {**FORM, "swaps": True, "how": "serial"}, "full, or nobody to swap"),
    ("exchange.no_host", {**FORM, "swaps": False, "how": "serial"}, r"was left \(full\)"),
    (
        "exchange.kept",
        {**FORM, "why": "no_host_open", "km_most": 40.0, "swaps": False},
        "40 km could take the teacher$",
    ),
    ("exchange.named", {**QUEUE, "for_floor": True}, "share of backbones"),
    (
        "exchange.named",
        {**QUEUE, "form": "mandatory_rotation.with_post_graduating"},
        r"\[mandatory_rotation, with the post, graduating classes\]",
    ),
    (
        "exchange.kept",
        {**QUEUE, "why": "order", "rank": 5, "chosen_by": "lottery"},
        "stays .* by lot; place 5 of 9, the school sends 3$",
    ),
    ("exchange.kept", {**QUEUE, "why": "order", "sends": 0}, "sends nobody this year"),
    ("exchange.kept", {**QUEUE, "why": "order", "volunteer": True}, "volunteered, but stays"),
    ("exchange.kept", {**QUEUE, "why": "subject"}, "subject can spare no more"),
    ("exchange.kept", {**QUEUE, "why": "displaced"}, "gave way to a backbone"),
    ("exchange.kept", {**FORM, "why": "nobody"}, "nobody is to go"),
    ("exchange.kept", {**FORM, "why": "no_volunteer"}, "only volunteers go, did not offer$"),
    (
        "exchange.kept",
        {**FORM, "why": "no_volunteer", "likely": 8, "gain": -900.0},
        r"school 8, the likely host, would be worth −900 yuan/month",
    ),
    ("exchange.kept", {**FORM, "why": "no_host_open", "km_most": 40.0}, "40 km"),
    ("exchange.no_host", {**FORM, "how": "serial"}, "no host"),
    ("exchange.no_host", {**FORM, "how": "to_be"}, "no school better than the own"),
    ("exchange.no_host", {**FORM, "how": "deferred_protected"}, "who may stay"),
    ("exchange.placed", {**HOST, "how": "to_be"}, "free to stay, traded"),
    ("exchange.placed", {**HOST, "how": "deferred_protected"}, "free to stay, own wish"),
    (
        "exchange.placed",
        HOST,
        (
            r"school 12: the bureau's plan.* 8\.3 km.*lacks 2\.1 \(counts as −3\.1 km\), "
            r"worth −610 yuan/month.*place 1 of 50.*next: school 20 \(9\.2 km, counts as 7\.9"
        ),
    ),
    ("exchange.placed", {**HOST, "others": []}, r"50 schools open to the teacher$"),
    ("exchange.borrowed", {"school": 3, "gain": 420.0, "among": 30}, r"school 3 borrows.*\+420"),
    ("exchange.borrowed", {"school": None, "gain": None, "among": 30}, "agency .*30 teachers"),
    ("exchange.placed", {**HOST, "how": "serial", "lacks": -1.0}, "preference.*1.0 too many"),
    ("exchange.placed", {**HOST, "how": "random"}, "drawn by lot.*50 schools"),
    ("exchange.swap", {**FORM, "other": 7, "school": 3}, "school 3 in return for teacher 7"),
    ("exchange.stayed", {"years": 2, "free": True}, "post moved to the host"),
    ("exchange.returned", {"years": 2, "free": False}, "returned after 2 years away"),
    ("exchange.returned", {"years": 1, "free": True}, "1 year away.*worth less than home"),
]


def test_every_condition_of_a_form_is_told_in_words() -> None:
    for policy in BUILT_IN:
        for preset in ({}, *({"preset": name} for name in policy.presets)):
            model = policy.model_validate({"from": 2025, **preset})
            for form in settle({model.label: model}, 2026)[FORMS]:
                assert {where.column for where in form.who} <= CONDITIONS.keys(), form.name


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
