"""What a trace is told of coaching and research, and of whom it is told nothing."""

from __future__ import annotations

from typing import Any

from growing import FIRST, lived, people
from teacherflow.county import County
from teacherflow.policies.backbones import PartTimeResearchers
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.growth import Studios
from teacherflow.terms.laws import settle


def told(fork: County, policy: PolicyModel | None, person: int) -> list[tuple[str, Any]]:
    """Return what the first year tells of a person about growth."""
    named = {policy.label: policy} if policy else {}
    county = fork.fork({FIRST: settle(named, FIRST)})
    county.state.log.watched = person
    county.step()
    return [(what, facts) for _, what, facts in county.state.log.told if what[:6] == "teach."]


def test_a_mentee_is_told_of_the_studio_and_nobody_else(fork: County) -> None:
    policy = Studios.model_validate({"studios": 2, "mentees": 12, "rate": 0.02})
    plain, ours = (people(lived(fork, *p), "coaching") for p in ((), (policy,)))
    mentees = ours["coaching"] > plain["coaching"]
    below = plain["coaching"] < 0.03  # at the ceiling a mentee gains nothing
    mentee, other = int(ours["id"][mentees][0]), int(ours["id"][~mentees & below][0])
    assert told(fork, policy, mentee) == [("teach.coached", {"by": "studios.studio", "gain": 0.02})]
    assert told(fork, None, mentee) == []  # coaching by backbones is no policy
    assert told(fork, policy, other) == []


def test_a_researcher_is_told_when_named(fork: County) -> None:
    policy = PartTimeResearchers.model_validate({"share": 0.05, "lessons": 0.8})
    found = people(lived(fork, policy), "researcher")
    person = int(found["id"][found["researcher"]][0])
    assert told(fork, policy, person) == [("teach.researcher", {"lessons": 0.8})]
