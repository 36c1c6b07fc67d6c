"""Exchange by rule: engine against the twin, and what the rules promise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from factory import small_county
from integration.pair import rows_of
from phases.exchange_rules import (
    RULES,
    SERVICE,
    START,
    YEARS,
    fork_of,
    rotation,
    terms_of,
)
from teacherflow import staffing
from teacherflow.codes import Away, Role, Status, Zone
from teacherflow.log import concatenated
from teacherflow.phases.eligibility import count_eligible
from teacherflow.phases.forms import numbers, settle_forms
from teacherflow.phases.present import Present
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.state import State
from teacherflow.terms.exchange import (
    FORMS,
    form_key,
)
from teacherflow.terms.laws import Terms, settle
from teacherflow.timetable import is_generalist, staff_groups
from twin import eligible
from twin import forms as slow
from twin.world import differences, mirror, move_differences


def both(state: State) -> Any:
    """Settle exchange in engine and twin; fail unless they agree; return the twin."""
    world = mirror(state)
    count_eligible(state)
    settle_forms(state, post_moves=True)
    settle_forms(state, post_moves=False)
    eligible.count_eligible(world)
    slow.settle_forms(world, post_moves=True)
    slow.settle_forms(world, post_moves=False)
    assert differences(state, world) == []
    assert move_differences(state, world) == []
    return world


def county(name: str, seed: int = 1, teachers: int = 260) -> State:
    state = small_county(seed, teachers=teachers, sections=20)
    state.terms = terms_of(RULES[name])
    return state


def moved(state: State) -> list[dict[str, Any]]:
    return [m for m in rows_of(state.log.moves) if m["kind"] == "exchange_out"]


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("seed", range(3))
def test_engine_equals_twin(seed: int, name: str) -> None:
    state = county(name, seed)
    both(state)
    assert len(moved(state)) >= 3
    told = sum(e.sent + e.swapped for e in state.log.exchanges)
    assert told == len(moved(state))


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("seed", [1, 2])
def test_whole_years_equal_twin(seed: int, name: str) -> None:
    """Sent, swapped, back or staying at the host, the ledger: phase by phase for four years."""
    terms = {year: terms_of(RULES[name], year) for year in range(START, START + YEARS)}
    pair = fork_of(seed).fork(terms)
    for _ in range(YEARS):
        pair.step()
    kinds = pair.kinds()
    assert kinds["exchange_out"] > 0
    assert kinds["exchange_return"] > 0


def test_seekers_go_by_twin_and_engine() -> None:
    """A form of seekers takes everybody who seeks, up to the caps, and nobody else."""
    state = county("default", teachers=300)
    state.terms = Terms({FORMS: (SERVICE,)})
    state.teachers.seeks_service[::9] = 2
    both(state)
    t, out = state.teachers, moved(state)
    assert len(out) >= 5
    rows = np.flatnonzero(t.alive & (t.away_form == form_key(SERVICE.name)))
    assert np.all(t.seeks_service[rows] > 0)
    assert np.all(t.away_until[rows] == START + 1)
    assert np.all(t.return_chance[rows] == 1.0)
    assert {m["cause"] for m in out} == {"titles"}
    (told,) = state.log.exchanges
    assert (told.sent, told.volunteers, told.swapped) == (len(out), len(out), 0)


@pytest.mark.parametrize("seed", range(3))
def test_the_number_is_a_share_of_the_eligible_counted_by_hand(seed: int) -> None:
    state = county("default", seed)
    t, s = state.teachers, state.sections
    policy = MandatoryRotation(after_years=3, share=0.4, compliance=0.5)
    state.terms = settle({"rotation": policy}, START)
    everybody = 0
    spare = Present(state).spare
    for row in np.flatnonzero(t.alive):
        age = (state.september - t.birth[row]) // 12
        pension_age = 60 if t.sex[row] == 0 else 55
        if t.sex[row] == 1 and t.title[row] >= 3:
            choice = float(state.draws.uniform("leave.choose_55", 0, t.id[row]))
            pension_age = 60 if choice >= state.parameters.leave.choose_55 else 55
        left = t.birth[row] + 12 * pension_age - state.september
        nursing = state.draws.uniform("exchange.nursing", START, t.id[row]) < 0.06
        everybody += bool(
            t.status[row] == Status.ESTABLISHED
            and t.post[row] >= 0
            and t.duty[row] == t.post[row]
            and t.role[row] == Role.TEACHER
            and s.zone[t.post[row]] >= Zone.TOWN
            and t.exchange_clock[row] >= 3
            and left > 60
            and not (t.sex[row] == 1 and 25 <= age <= 38 and nursing)
            and not state.draws.uniform("exchange.ill", START, t.id[row]) < 0.01
            and spare[t.post[row], t.subject[row]] > 0
        )
    count_eligible(state)
    settle_forms(state, post_moves=False)
    (told,) = state.log.exchanges
    assert told.eligible == everybody > 20
    assert told.asked == int(np.ceil(0.4 * 0.5 * everybody))
    assert told.sent <= told.asked


def test_two_forms_of_one_policy_divide_one_number() -> None:
    state = county("default")
    for post_share in (0.0, 0.13, 0.5, 0.87, 1.0):
        policy = MandatoryRotation(after_years=3, share=0.37, post_share=post_share)
        state.terms = settle({"rotation": policy}, START)
        count_eligible(state)
        found = numbers(state)
        people = sum(number.eligible for number in found.values())
        asked = sum(number.asked for number in found.values())
        assert asked == int(np.ceil(0.37 * people))
        moved_too = found.get("mandatory_rotation.with_post")
        assert abs((moved_too.asked if moved_too else 0) - post_share * asked) <= 1


def test_the_always_exempt_stay_and_caps_hold() -> None:
    state = small_county(2, teachers=600, sections=20)
    state.terms = settle({"rotation": rotation(share=1.0, after_years=0, volunteers="none")}, START)
    t, s = state.teachers, state.sections
    t.bond_until[::7] = START + 1
    t.duty_changed_year[3::11] = START
    barred = (t.bond_until > START) | (t.duty_changed_year == START) | (t.role != Role.TEACHER)
    barred |= (t.status != Status.ESTABLISHED) | (t.away != Away.HOME)
    staff, posts = staffing.on_duty(state), staffing.posts(state)
    taught = staff_groups(state).sum(axis=2) > 0
    any_subject = is_generalist(state, staff)
    count_eligible(state)
    settle_forms(state, post_moves=False)
    key = form_key("mandatory_rotation.duty")
    gone = np.flatnonzero(t.alive & (t.away_form == key))
    (told,) = state.log.exchanges
    assert told.sent > 20
    assert told.swapped == told.sent
    assert gone.size == 2 * told.sent
    assert not barred[gone].any()
    assert np.array_equal(staffing.posts(state), posts)
    assert np.array_equal(staffing.on_duty(state), staff)  # each school gets one for one
    sent = np.bincount(t.post[gone], minlength=s.rows)
    assert np.all(sent <= 2 * np.maximum(1, np.floor(0.15 * staff)))
    assert np.all((t.exchange_km[gone] > 0) & (t.exchange_km[gone] <= 40))
    assert np.all(s.stage[t.duty[gone]] == t.stage[gone])
    lost = taught & (staff_groups(state).sum(axis=2) == 0)
    assert not lost[~any_subject].any()


def test_hosts_are_lower_or_weak_in_the_same_cluster() -> None:
    for direction in ("lower_or_weak", "lower"):
        state = small_county(1, teachers=400, sections=24)
        policy = rotation(direction=direction, scope="cluster", backfill="none", share=0.5)
        state.terms = settle({"rotation": policy}, START)
        count_eligible(state)
        settle_forms(state, post_moves=False)
        t, s = state.teachers, state.sections
        gone = np.flatnonzero(t.alive & (t.exchange_km > 0))
        assert gone.size > 5
        home, host = t.post[gone], t.duty[gone]
        lower = s.zone[host] < s.zone[home]
        assert np.all(lower | ((s.zone[host] == s.zone[home]) & s.weak[host]))
        assert (direction == "lower") <= bool(lower.all())
        assert np.all(s.cluster[host] == s.cluster[home])


def test_the_floor_of_backbones_is_filled_by_those_the_schools_value_least() -> None:
    share = {}
    for floor in (0.0, 0.2, 0.4):
        state = small_county(3, teachers=900, sections=24)
        t = state.teachers
        t.backbone[:] = t.talent > 0.1
        policy = rotation(backbone_share=floor, volunteers="none", after_years=0)
        state.terms = settle({"rotation": policy}, START)
        count_eligible(state)
        settle_forms(state, post_moves=False)
        (told,) = state.log.exchanges
        share[floor] = told.backbones / told.sent
    assert share[0.0] < 0.2 <= share[0.2] <= 0.3
    assert share[0.4] >= 0.35  # a few of those named find no host


def test_schools_send_whom_they_can_spare_and_a_lottery_does_not() -> None:
    sent = {}
    for chosen_by in ("school", "lottery"):
        state = small_county(3, teachers=900, sections=24)
        policy = rotation(chosen_by=chosen_by, volunteers="none", backfill="none", backbone_share=0)
        state.terms = settle({"rotation": policy}, START)
        t = state.teachers
        count_eligible(state)
        eligible = t.alive & (t.exchange_mask > 0)
        mean, sd = t.talent[eligible].mean(), t.talent[eligible].std()
        settle_forms(state, post_moves=False)
        gone = t.alive & (t.exchange_km > 0)
        sent[chosen_by] = (t.talent[gone].mean() - mean) / sd
    assert sent["school"] < -0.5
    assert abs(sent["lottery"]) < 0.3


@pytest.mark.parametrize("policy", [rotation(share=0.0), rotation(compliance=0.0)])
def test_a_share_of_zero_changes_nothing(policy: MandatoryRotation) -> None:
    county = {}
    for name, rules in (("without", {}), ("with", {"rotation": policy})):
        terms = {year: settle(rules, year) for year in range(START, START + 3)}
        pair = fork_of(1).fork(terms)
        for _ in range(3):
            pair.step()
        county[name] = pair.state
    one, other = county["without"], county["with"]
    silent = {"exchange_mask", "graduating", "years_to_pension", "over_quota", "weak"}
    for table in ("teachers", "sections", "units", "stages"):
        a, b = getattr(one, table), getattr(other, table)
        for name in set(a) - silent:
            assert np.array_equal(a[name], b[name], equal_nan=a[name].dtype.kind == "f"), name
    assert one.log.spending == other.log.spending == []
    moves = [concatenated(state.log.moves) for state in (one, other)]
    assert all(np.array_equal(moves[0][c], moves[1][c]) for c in moves[0])


def test_terms_agreed_at_the_start_hold_when_the_policy_is_gone() -> None:
    """Those who left under a policy return at its chance even if it has ended since."""
    policy = {"rotation": rotation(years=2, return_chance=1.0, share=0.6)}
    pair = fork_of(2).fork({START: settle(policy, START)})
    for _ in range(3):
        pair.step()
    kinds = pair.kinds()
    assert kinds["exchange_out"] > 10
    late = [m for m in pair.slow.moves if m["kind"] == "regularise" and m["cause"] == "leave.stay"]
    assert late == []
    t = pair.state.teachers
    assert not np.any(t.alive & (t.away == Away.EXCHANGE))
    back = [m for m in pair.slow.moves if m["kind"] == "exchange_return"]
    assert {m["year"] for m in back if m["cause"] == "leave.return"} == {START + 2}


def test_travel_and_meals_stand_in_the_ledger() -> None:
    policy = {"rotation": rotation(share=0.5)}
    pair = fork_of(1).fork({START: settle(policy, START)})
    pair.step()
    t, s = pair.state.teachers, pair.state.sections
    gone = np.flatnonzero(t.alive & (t.away == Away.EXCHANGE) & (t.away_form >= 0))
    apart = np.hypot(s.x[t.post[gone]] - s.x[t.duty[gone]], s.y[t.post[gone]] - s.y[t.duty[gone]])
    paid = {item: yuan for _, _, item, payer, yuan in pair.state.log.spending}
    assert paid["meals"] == 300 * 12 * gone.size > 0
    assert paid["travel"] == pytest.approx(0.6 * 8 * 12 * 1.3 * apart.sum())


def test_everybody_is_told_why_he_was_sent_or_not() -> None:
    """Whoever is watched hears of one reason; who was sent hears of being named or swapped."""
    start = small_county(4, teachers=300, sections=20)
    start.terms = settle({"rotation": rotation(share=0.5, men_exempt_from=50)}, START)
    told: dict[int, list[str]] = {}
    sent: set[int] = set()
    for row in np.flatnonzero(start.teachers.alive).tolist():
        state = start.fork()
        state.log.keeping = True
        state.log.watched = person = int(state.teachers.id[row])
        count_eligible(state)
        settle_forms(state, post_moves=False)
        told[person] = [what for _, what, _ in state.log.told]
        sent = set(state.teachers.id[state.teachers.exchange_km > 0].tolist())
        facts = [facts for _, what, facts in state.log.told if what == "exchange.named"]
        assert all(1 <= fact["rank"] <= fact["among"] for fact in facts)
    assert len(sent) > 20
    assert all(told.values())  # nobody is left without a reason
    heard = {what for all_of_one in told.values() for what in all_of_one}
    assert {"exchange.exempt", "exchange.named", "exchange.kept", "exchange.swap"} <= heard
    for person, whats in told.items():
        went = "exchange.named" in whats and "exchange.no_host" not in whats
        assert (person in sent) == (went or "exchange.swap" in whats), (person, whats)


def test_two_rotations_side_by_side_pay_their_own() -> None:
    """The key of a form tells the rotators of two instances apart."""
    first = rotation(share=0.2, meals_yuan_per_month=100, travel_yuan_per_km=0)
    second = MandatoryRotation.model_validate(
        {
            "as": "second",
            "after_years": 3,
            "share": 0.2,
            "senders": "county",
            "direction": "any",
            "school_cap": 0.5,  # what the first one took counts as well
        }
    )
    pair = fork_of(1).fork({START: settle({"mandatory_rotation": first, "second": second}, START)})
    pair.step()
    t = pair.state.teachers
    mine = [
        int((t.alive & (t.away_form == form_key(f"{p}.duty"))).sum())
        for p in ("mandatory_rotation", "second")
    ]
    paid = {policy: yuan for _, policy, item, _, yuan in pair.state.log.spending if item == "meals"}
    assert min(mine) > 3
    assert paid == {"mandatory_rotation": 100 * 12 * mine[0], "second": 300 * 12 * mine[1]}
