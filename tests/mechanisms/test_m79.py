"""M79 兼职教研员: researchers teach less, and colleagues of their subject gain."""

from __future__ import annotations

import numpy as np
import pytest

from growing import lived, people, spent
from teacherflow.apportion import nearest
from teacherflow.codes import Status
from teacherflow.county import County
from teacherflow.policies.backbones import PartTimeResearchers

COLUMNS = ("researcher", "lessons", "coaching", "backbone", "subject", "second_subject", "duty")


def test_researchers_teach_less_and_coach_more(fork: County) -> None:
    policy = PartTimeResearchers.model_validate({"share": 0.05, "lessons": 0.6})
    county = lived(fork, policy)
    plain, ours = people(lived(fork), *COLUMNS), people(county, *COLUMNS, "load", "status")
    who = ours["researcher"]
    established = np.sum(ours["status"] == Status.ESTABLISHED)
    assert who.sum() == nearest(0.05 * established)
    assert np.all(ours["backbone"][who])
    assert np.all(ours["load"] == np.where(who, 0.6, 1.0))
    gain = ours["coaching"] - plain["coaching"]
    helped = gain > 1e-12
    assert not np.any(helped & who)
    assert 0 < helped.sum() <= 8 * who.sum()
    assert set(ours["subject"][helped]) <= set(ours["subject"][who])
    assert ours["lessons"][who].sum() < plain["lessons"][who].sum()


def test_a_researcher_teaches_his_share_of_what_a_colleague_teaches(fork: County) -> None:
    county = lived(fork, PartTimeResearchers.model_validate({"share": 0.1, "lessons": 0.5}))
    found, pairs = people(county, *COLUMNS), 0
    for i in np.flatnonzero(found["researcher"]):
        alike = ~found["researcher"]
        for name in ("duty", "subject", "second_subject"):
            alike &= found[name] == found[name][i]
        for j in np.flatnonzero(alike):
            assert found["lessons"][i] == pytest.approx(found["lessons"][j] / 2)
            pairs += 1
    assert pairs > 20


def test_the_lessons_given_up_are_taught_by_others_or_lost(fork: County) -> None:
    """All lessons of a school are taught or uncovered; more are uncovered the less is taught."""
    lost = []
    for share in (0.0, 0.1, 0.2):
        policy = PartTimeResearchers.model_validate({"share": share, "lessons": 0.0})
        s = (county := lived(fork, policy)).state.sections
        t = county.state.teachers
        here = t.alive & (t.duty >= 0)
        taught = np.bincount(t.duty[here], t.lessons[here], minlength=s.rows)
        required = np.where(s.open, s.required.sum(axis=1), 0.0)
        assert taught + s.uncovered.sum(axis=1) == pytest.approx(required)
        lost.append(s.uncovered.sum())
    assert lost[0] < lost[1] < lost[2]


def test_who_teaches_nothing_teaches_nothing_out_of_field(fork: County) -> None:
    policy = PartTimeResearchers.model_validate({"share": 0.2, "lessons": 0.0})
    found = people(lived(fork, policy), *COLUMNS, "out_of_field")
    who = found["researcher"]
    assert np.all(found["lessons"][who] == 0.0)
    assert np.all(found["out_of_field"][who] == 0.0)
    assert np.any(found["out_of_field"][~who] > 0.0)


def test_they_stay_until_the_policy_ends(fork: County) -> None:
    policy = PartTimeResearchers.model_validate(
        {"share": 0.05, "from": 2024, "until": 2026, "yuan_per_researcher": 3000}
    )
    first, last = (people(lived(fork, policy, years=n), *COLUMNS) for n in (1, 3))
    before = set(first["id"][first["researcher"]]) & set(last["id"])
    assert before <= set(last["id"][last["researcher"]])
    county = lived(fork, policy, years=4)
    after = people(county, *COLUMNS, "load")
    assert not after["researcher"].any()
    assert np.all(after["load"] == 1.0)
    once = lived(fork, policy)
    paid = 3000.0 * first["researcher"].sum()
    assert spent(once) == {"part_time_researchers.research (county)": paid}
