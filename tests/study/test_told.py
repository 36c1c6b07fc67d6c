"""What a trace tells of the alternatives is what people and offices reckoned with."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import inf
from typing import Any

import numpy as np
import pytest

from integration.tiny import tiny_county
from teacherflow import choice, staffing
from teacherflow.agents.appointing import placement_chance
from teacherflow.codes import Away, Title
from teacherflow.county import County
from teacherflow.parameters import Parameters
from teacherflow.phases.appoint import appoint
from teacherflow.phases.channels import admitted
from teacherflow.phases.enrol import enrol
from teacherflow.phases.establish import establish
from teacherflow.phases.exchange import exchange
from teacherflow.phases.hosts import distances
from teacherflow.phases.leave import leave
from teacherflow.phases.promote import promote
from teacherflow.phases.reassign import reassign
from teacherflow.phases.recruit import recruit
from teacherflow.phases.search import lookers
from teacherflow.phases.seats import Book
from teacherflow.phases.transfer import transfer
from teacherflow.policies.appointment import CompetitiveHiring
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.state import State
from teacherflow.study.trace import Told, Year
from teacherflow.terms.exchange import form_key
from teacherflow.terms.laws import Terms, settle

START = 2024
ORDER: tuple[Callable[[State], None], ...] = (
    *(enrol, leave, establish, promote, appoint, transfer, recruit, exchange),
)


@pytest.fixture(scope="module")
def past() -> County:
    """A county in which most look round for a better place, and few ask for much."""
    often = {f"transfer.look_{when}": 0.6 for when in ("early", "middle", "late")}
    parameters = Parameters().changed(often)
    county = tiny_county(2.0)
    return County.generated(county, start=START, seed=3, burn_in=3, parameters=parameters)


def before(past: County, phase: Callable[[State], None], terms: Terms | None = None) -> State:
    """Return the state of the first year as a phase finds it."""
    state = past.fork({START: terms or Terms()}).state
    state.year, state.terms = START, terms or Terms()
    for earlier in ORDER[: ORDER.index(phase)]:
        earlier(state)
    return state


def watched(eve: State, phase: Callable[[State], None], person: int) -> tuple[State, list[Any]]:
    """Return the state after a phase, and what the phase told a person."""
    state = eve.fork()
    state.log.keeping, state.log.watched = True, person
    phase(state)
    return state, [(what, facts) for _, what, facts in state.log.told]


def of(told: list[Any], what: str) -> list[dict[str, Any]]:
    return [facts for said, facts in told if said == what]


def row_of(state: State, person: int) -> int:
    return int(np.flatnonzero(state.teachers.alive & (state.teachers.id == person))[0])


def in_yuan(state: State, utility: Any) -> Any:
    return np.asarray(utility) * state.parameters.utility.reference_pay


def as_seen(state: State, row: int) -> Any:
    """Return what every section is worth to a person who looks round, in yuan a month."""
    every, p = np.arange(state.sections.rows), state.parameters.utility
    taste = state.draws.gumbel("transfer.taste", state.year, state.teachers.id[row], every)
    worth = choice.utility_at(state, np.array([row]), every)[0] + taste / p.choice_scale
    return in_yuan(state, worth)


def test_a_transfer_tells_the_own_place_and_the_next_best(past: County) -> None:
    eve = before(past, transfer)
    outcomes: list[str] = []
    for row in lookers(eve):
        person, here = int(eve.teachers.id[row]), choice.utility_here(eve, np.array([row]))[0][0]
        after, told = watched(eve, transfer, person)
        (facts,) = of(told, "transfer.looked")
        outcomes.append(facts["why"])
        worth = as_seen(eve, row)
        assert facts["here"] == pytest.approx(in_yuan(eve, here))
        offered = [*facts["others"], *([facts["taken"]] if facts["taken"] else [])]
        at_school = eve.sections.school
        for one in offered:
            same = worth[
                (at_school == one["school"]) & (eve.sections.stage == eve.teachers.stage[row])
            ]
            assert one["worth"] == pytest.approx(same.max())
        values = [one["worth"] for one in facts["others"]]
        assert values == sorted(values, reverse=True)
        moved = eve.teachers.post[row] != after.teachers.post[row]
        assert moved == (facts["why"] == "moves")
        if moved:
            assert facts["taken"]["school"] == at_school[after.teachers.post[row]]
            assert facts["taken"]["worth"] > facts["here"]
    assert {"moves", "nothing_better"} <= set(outcomes), outcomes
    assert {"outranked", "not_released"} & set(outcomes)


def test_a_search_counts_the_schools_that_are_open(past: County) -> None:
    """Open are the schools of the stage with a vacancy of a subject that a channel leads to."""
    eve = before(past, transfer)
    ready = eve.fork(eve.terms)
    reassign(ready)
    rows = lookers(ready)
    slots, may, s, t = Book(ready).slots(), admitted(ready, rows), ready.sections, ready.teachers
    some = 0
    for at, row in enumerate(rows):
        second = int(t.second_subject[row])
        subjects = {-1, int(t.subject[row])} | ({second} if second >= 0 else set())
        able = {
            int(section)
            for section, subject in zip(slots.section, slots.subject, strict=True)
            if s.stage[section] == t.stage[row]
            and section != t.post[row]
            and subject in subjects
            and may[at, section]
        }
        (facts,) = of(watched(eve, transfer, int(t.id[row]))[1], "transfer.looked")
        if facts["why"] != "moves":
            some += 1
            assert facts["open"] == len(able)
    assert some


def test_a_review_tells_the_queue_of_the_unit(past: County) -> None:
    """Of those who compete for the same posts all have a place, and the first ones get them."""
    eve = before(past, promote)
    t = eve.teachers
    queues: dict[tuple[str, int], list[dict[str, Any]]] = {}
    waiting = 0
    for row in np.flatnonzero(t.alive & (t.title >= Title.SECOND) & (t.post >= 0)):
        after, told = watched(eve, promote, int(t.id[row]))
        waiting += len(of(told, "title.no_post"))
        for facts in of(told, "title.review"):
            unit = int(eve.sections.unit[t.post[row]])
            queues.setdefault((facts["level"], unit), []).append(facts)
            if not facts["holds"]:
                assert (after.teachers.title[row] > t.title[row]) == (facts["outcome"] == "won")
    assert waiting
    assert len(queues) > 1
    for queue in queues.values():
        queue.sort(key=lambda facts: facts["rank"])
        scores = [facts["score"] for facts in queue]
        assert scores == sorted(scores, reverse=True)
        assert [facts["rank"] for facts in queue] == list(range(1, len(queue) + 1))
        assert {facts["among"] for facts in queue} == {len(queue)}
        assert [facts["outcome"] for facts in queue].count("won") == min(
            queue[0]["posts"], len(queue)
        )
        assert {facts["line"] for facts in queue} == {
            scores[min(queue[0]["posts"], len(queue)) - 1]
        }


def test_an_exchange_tells_what_hosts_cost_and_are_worth(past: County) -> None:
    policy = MandatoryRotation.model_validate({"share": 0.5, "after_years": 2, "backfill": "none"})
    eve = before(past, exchange, settle({"mandatory_rotation": policy}, START))
    form, t, s, p = "mandatory_rotation.duty", eve.teachers, eve.sections, eve.parameters.exchange
    km, placed = distances(eve), 0
    for row in np.flatnonzero(t.alive & (t.post >= 0) & (t.away == Away.HOME))[:120]:
        _, told = watched(eve, exchange, int(t.id[row]))
        for facts in of(told, "exchange.placed"):
            here = choice.utility_here(eve, np.array([row]))[0][0]
            for one in (facts, *facts["others"]):
                placed += 1
                of_stage = (s.school == one["school"]) & (s.stage == t.stage[row])
                (host,) = np.flatnonzero(of_stage & s.open)
                assert one["km"] == pytest.approx(km[t.post[row], host])
                plain = one["km"] - p.gap_km * one["lacks"] / max(1, s.need[host])
                extra = one["cost"] - plain  # where no lessons of the subject lack a teacher
                assert min(abs(extra), abs(extra - p.mismatch_km)) < 1e-9
                there = eve.fork(eve.terms)
                there.teachers.away[row] = Away.EXCHANGE
                there.teachers.away_form[row] = form_key(form)
                there.teachers.exchange_km[row] = one["km"]
                worth = choice.utility_at(there, np.array([row]), np.array([host]))[0, 0]
                assert one["gain"] == pytest.approx(in_yuan(eve, worth - here), abs=1e-6)
    assert placed > 20


def test_an_entrant_is_told_the_exam_and_the_posts(past: County) -> None:
    eve = before(past, recruit)
    after, _ = watched(eve, recruit, -1)
    hired = after.teachers.alive & ~np.isin(after.teachers.id, eve.teachers.id)
    hired &= after.teachers.id > 10**9
    heard = []
    for person in after.teachers.id[hired & (after.teachers.post >= 0)].tolist():
        told = watched(eve, recruit, person)[1]
        if not told:
            continue  # contract staff sit no exam
        (exam,), (choose,) = of(told, "recruit.exam"), of(told, "recruit.choice")
        heard.append(exam)
        assert exam["passed"]
        assert exam["rank"] <= exam["posts"]
        row = row_of(after, person)
        assert choose["taken"]["school"] == after.sections.school[after.teachers.post[row]]
        assert choose["taken"]["worth"] > choose["outside"]
        if exam["rank"] == 1:
            assert all(choose["taken"]["worth"] >= one["worth"] for one in choose["others"])
    assert len(heard) > 3
    list_of = {exam["among"] for exam in heard}
    assert len(list_of) > 1


def test_a_placement_tells_what_it_is_worth_against_waiting(past: County) -> None:
    policy = CompetitiveHiring.model_validate({"from": START, "cut": 0.4, "own_share": 0.6})
    eve = before(past, appoint, settle({"competitive_hiring": policy}, START))
    t, offered, applied = eve.teachers, 0, 0
    for row in np.flatnonzero(t.alive & (t.post >= 0)):
        told = watched(eve, appoint, int(t.id[row]))[1]
        for facts in (*of(told, "appoint.placed"), *of(told, "appoint.refused")):
            offered += 1
            gain = facts["gain"] / eve.parameters.utility.reference_pay
            chance = placement_chance(np.array([gain]), eve.parameters.utility.choice_scale)
            assert facts["chance"] == pytest.approx(float(chance[0]))
        for facts in (*of(told, "appoint.elsewhere"), *of(told, "appoint.nowhere")):
            applied += 1
            post = t.post[[row]].astype(np.int64)
            rule = policy.waiting.pay
            waiting = choice.held_by_county(eve, np.array([row]), post, rule)[0][0]
            assert facts["waiting"] == pytest.approx(in_yuan(eve, waiting))
            shown = [*facts["others"], *([facts["taken"]] if facts["taken"] else [])]
            assert all(one["worth"] > facts["waiting"] for one in shown)
    assert offered
    assert applied


def test_watching_somebody_changes_nothing(past: County) -> None:
    terms = settle({"mandatory_rotation": MandatoryRotation.model_validate({"share": 0.4})}, START)
    ids = past.state.teachers.id[past.state.teachers.alive]
    plain = past.fork({START: terms})
    plain.step()
    for person in ids[:: len(ids) // 6].tolist():
        seen = past.fork({START: terms})
        seen.state.log.watched = person
        seen.step()
        for name in ("id", "post", "duty", "title", "utility", "pay"):
            assert np.array_equal(
                plain.state.teachers[name], seen.state.teachers[name], equal_nan=True
            ), name
    assert staffing.posts(plain.state).sum() > 0


def test_bounds_that_there_are_none_of_are_none_in_json() -> None:
    told = Told("exchange.exempt", {"column": "appraisal_top", "low": 1.0, "high": inf})
    year = Year(2026, True, 30, None, None, "home", "", "", "", *[None] * 6, (), (), (told,))
    plain = year.as_json()
    assert plain["told"][0]["facts"] == {"column": "appraisal_top", "low": 1.0, "high": None}
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
