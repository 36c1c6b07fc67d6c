"""Phase leave: the pension schedule, the hazards, returns; engine against the twin."""

from __future__ import annotations

import math

import numpy as np
import pytest

from factory import small_county
from teacherflow import choice, movement, staffing
from teacherflow.agents import pension
from teacherflow.agents.departure import chances
from teacherflow.agents.leaving import chance, kin_factor, log_odds_to_leave
from teacherflow.codes import EXITS, Away, Sex, Status, Title, Zone
from teacherflow.county import County
from teacherflow.phases.leave import calibrate, leave
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from teacherflow.terms.leave import EARLY, HAZARDS, STATUTE, EarlyExit, Exit, Hazard
from teacherflow.terms.who import Where
from twin import leave as slow
from twin.world import differences, mirror, move_differences

STATUTORY = EarlyExit(rule="statute", take_up=0.3, late=0.2)
BY_SERVICE = EarlyExit(rule="service", take_up=0.5, service=20, age_women=45, age_men=50)
SHIFTS = (
    Hazard(name="low", who=(Where("duty.zone", 0, 0),), log_odds=1.5),
    Hazard(name="seat", who=(Where("post.zone", 2, 2),), event=Exit.QUIT, factor=8.0),
    Hazard(name="skilled", who=(Where("backbone", 1),), event=Exit.LEAVE_COUNTY, factor=4.0),
)
TERMS = {
    "default": Terms(),
    "delayed": Terms({STATUTE: "delayed_2025", EARLY: STATUTORY}),
    "by service": Terms({EARLY: BY_SERVICE}),
    "shifted": Terms({HAZARDS: SHIFTS}),
}


def month(year: int, calendar_month: int) -> int:
    return 12 * year + calendar_month - 1


def restless(seed: int) -> State:
    """A county where bonds end, many exchanges end and many leave."""
    state = small_county(seed, teachers=220, sections=20)
    state.parameters = state.parameters.changed(
        {
            "leave.quit_under_30": 0.10,
            "leave.quit_30_49": 0.08,
            "leave.leave_county_30_49": 0.06,
            "leave.death_30_49": 0.02,
        }
    )
    t = state.teachers
    rows = np.flatnonzero(t.alive)
    luck = state.draws.uniform("test.bond", 0, t.id[rows])
    t.bond_until[rows] = np.where(luck < 0.3, state.year + np.floor(luck * 15).astype(int), 0)
    t.away_until[rows] = np.where(t.away[rows] == Away.EXCHANGE, state.year, 0)
    t.return_chance[rows] = 0.4
    state.sections.target[:] += state.sections.open * (np.arange(state.sections.rows) % 3)
    return state


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_engine_and_the_twin_agree(terms: Terms, seed: int) -> None:
    state = restless(seed)
    world = mirror(state)
    calibrate(state)
    slow.calibrate(world)
    assert state.mean_utility == pytest.approx(world.mean_utility, abs=1e-9)
    assert differences(state, world) == []
    for _ in range(3):
        state.year += 1
        world.year += 1
        state.terms = world.terms = terms
        leave(state)
        slow.leave(world)
        assert differences(state, world) == []
    assert move_differences(state, world) == []
    assert {"retire", "quit", "leave_county"} <= {m["kind"] for m in world.moves}


# The delayed pension month: published examples, and the rule counted off month by month.


@pytest.mark.parametrize(
    ("birth", "sex", "years", "months"),
    [
        ((1964, 12), Sex.MAN, 60, 0),
        ((1965, 1), Sex.MAN, 60, 1),
        ((1965, 4), Sex.MAN, 60, 1),
        ((1965, 5), Sex.MAN, 60, 2),
        ((1966, 1), Sex.MAN, 60, 4),
        ((1976, 8), Sex.MAN, 62, 11),
        ((1976, 9), Sex.MAN, 63, 0),
        ((1990, 1), Sex.MAN, 63, 0),
        ((1970, 1), Sex.WOMAN, 55, 1),
        ((1981, 8), Sex.WOMAN, 57, 11),
        ((1981, 9), Sex.WOMAN, 58, 0),
        ((1985, 3), Sex.WOMAN, 58, 0),
    ],
)
def test_published_examples_of_the_delay(
    birth: tuple[int, int], sex: Sex, years: int, months: int
) -> None:
    born = month(*birth)
    assert int(pension.delayed_2025(born, sex, False)) == born + 12 * years + months


def test_the_delay_grows_by_a_month_every_four_months_up_to_three_years() -> None:
    old_months = np.arange(month(2020, 1), month(2045, 1))
    births = old_months - 12 * 55
    delay, expected = 0, []
    for k, old in enumerate(old_months.tolist()):
        if old >= month(2025, 1) and (old - month(2025, 1)) % 4 == 0:
            delay = min(36, delay + 1)
        expected.append(delay)
        assert old_months[k] == old
    found = pension.delayed_2025(births, np.full(births.size, Sex.WOMAN), False) - old_months
    assert found.tolist() == expected


def test_a_senior_woman_who_stays_follows_the_table_of_men() -> None:
    born = month(1972, 5)
    assert int(pension.before_2025(born, Sex.WOMAN, True)) == born + 720
    man = pension.delayed_2025(born, Sex.MAN, False)
    assert int(pension.delayed_2025(born, Sex.WOMAN, True)) == int(man)


def test_the_early_option_ends_at_the_old_age_and_the_late_one_lasts_three_years() -> None:
    old, due = month(2036, 1), month(2038, 11)
    option = EarlyExit(rule="statute", take_up=0.3, late=0.1)
    offered = pension.option_of(option)
    chosen = [pension.chosen_month(old, due, luck, offered) for luck in (0.29, 0.5, 0.95)]
    assert chosen == [old, due, due + 36]
    short = pension.option_of(EarlyExit(rule="statute", take_up=1.0, months=12))
    assert pension.chosen_month(old, due, 0.5, short) == due - 12
    assert pension.chosen_month(old, due, 0.0, pension.option_of(EarlyExit())) == due


def test_an_unknown_statute_is_named() -> None:
    with pytest.raises(KeyError, match="no rule 'never'; registered are before_2025"):
        pension.statute("never")


@pytest.mark.parametrize(("calendar_month", "retires"), [(8, True), (9, False)])
def test_who_turns_sixty_in_august_retires_before_september(
    calendar_month: int, retires: bool
) -> None:
    state = calm()
    state.teachers.birth[0] = month(state.year - 60, calendar_month)
    state.teachers.sex[0] = Sex.MAN
    leave(state)
    assert bool(state.teachers.alive[0]) is not retires
    kinds = [kind for chunk in state.log.moves for kind in chunk["kind"].tolist()]
    assert ("retire" in kinds) is retires


def test_about_half_of_senior_women_choose_fifty_five() -> None:
    state = calm(600)
    t = state.teachers
    t.sex[:600], t.title[:600] = Sex.WOMAN, Title.SENIOR
    t.birth[:600] = state.september - 12 * 57
    leave(state)
    assert t.alive.sum() / 600 == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(600))


# The hazards.


def calm(n: int = 150, **changes: float) -> State:
    """Teachers of 35 at their posts whom only the chances of ``changes`` take away."""
    quiet = {
        "leave.pay_sensitivity": 0.0,
        "leave.early_career": 0.0,
        "leave.worse_off": 0.0,
        "leave.kin_factor": 1.0,
        "leave.no_kin_factor": 1.0,
        "leave.leave_county_30_49": 0.0001,
        "leave.quit_30_49": 0.0001,
        "leave.death_30_49": 0.0,
        "leave.death_50_up": 0.0,
    }
    state = small_county(3, teachers=n, sections=16)
    state.parameters = state.parameters.changed({**quiet, **changes})
    t = state.teachers
    rows = np.flatnonzero(t.alive)
    t.status[rows], t.away[rows], t.bond_until[rows] = Status.ESTABLISHED, Away.HOME, 0
    t.post[rows] = np.where(t.post[rows] < 0, 0, t.post[rows])
    t.duty[rows] = t.post[rows]
    t.birth[rows] = state.september - 12 * 35
    calibrate(state)
    return state


def test_constant_hazards_give_geometric_retention() -> None:
    state = calm(800, **{"leave.quit_30_49": 0.05, "leave.leave_county_30_49": 0.03})
    for _ in range(10):
        state.year += 1
        leave(state)
    stay = ((1 - 0.05) * (1 - 0.03)) ** 10
    spread = math.sqrt(stay * (1 - stay) / 800)
    assert state.teachers.alive.sum() / 800 == pytest.approx(stay, abs=4 * spread)


def test_calibration_meets_the_targets_of_each_band() -> None:
    state = small_county(5, teachers=500, sections=24)
    t = state.teachers
    calibrate(state)
    t.utility_before[:] = t.utility  # nobody is worse off than last year
    staff = (t.status == Status.ESTABLISHED) | (t.status == Status.TEGANG)
    rows = np.flatnonzero(t.alive & staff & ~np.isnan(t.utility))
    band, quits, leaves = chances(state, rows)
    for number, (to_quit, to_leave) in enumerate([(0.012, 0.012), (0.006, 0.005), (0.004, 0.002)]):
        assert quits[band == number].mean() == pytest.approx(to_quit, rel=1e-9)
        assert leaves[band == number].mean() == pytest.approx(to_leave, rel=1e-9)


def test_ten_per_cent_more_pay_lowers_the_log_hazard_by_a_third() -> None:
    p = small_county().parameters.leave
    before = chance(-7.0 + log_odds_to_leave(0.0, 10, False, False, p), 1.0)
    after = chance(-7.0 + log_odds_to_leave(math.log(1.1), 10, False, False, p), 1.0)
    assert math.log(after / before) == pytest.approx(-0.35, abs=0.01)


def test_circumstances_add_to_the_log_odds() -> None:
    p = small_county().parameters.leave
    assert log_odds_to_leave(0.0, 10, False, False, p) == 0.0
    assert log_odds_to_leave(math.nan, 10, False, False, p) == 0.0
    assert log_odds_to_leave(0.0, 4, True, False, p) == pytest.approx(0.6)
    assert log_odds_to_leave(0.0, 10, False, True, p) == pytest.approx(-6.0)
    assert kin_factor(-2, p) / kin_factor(-1, p) == pytest.approx(2.5 / 0.7)
    assert chance(0.0, 3.0) == 1.0


def test_exits_of_the_year_count_staff_with_or_on_the_way_to_a_post() -> None:
    state = restless(4)
    calibrate(state)
    state.stages.exits[:] = [7, 8]
    state.year += 1
    leave(state)
    ends = [c for c in state.log.moves if c["kind"][0] in EXITS]
    assert state.stages.exits_before.tolist() == [7, 8]
    contract = small_county(4, teachers=220, sections=20).teachers
    contract_ids = set(contract.id[contract.status == Status.CONTRACT].tolist())
    gone = [
        (i, stage)
        for chunk in ends
        for i, stage in zip(chunk["teacher_id"].tolist(), chunk["stage"].tolist(), strict=True)
        if i not in contract_ids
    ]
    assert state.stages.exits.tolist() == [sum(s == k for _, s in gone) for k in (0, 1)]
    assert len(gone) > 0


# Returns and special posts.


def away_county(return_chance: float) -> tuple[State, np.ndarray]:
    """Ten teachers whose exchange ended in August, in a county where hardly anybody leaves."""
    state = calm(150)
    t, rows = state.teachers, np.arange(10)
    t.exchange_clock[rows] = 7
    hosts = (t.post[rows] + 2) % 4
    movement.move_duty(
        state, rows, hosts, "exchange_out", "test", away=Away.EXCHANGE, until=state.year
    )
    t.return_chance[rows] = return_chance
    choice.refresh(state)
    state.year += 1
    return state, rows


def test_who_draws_the_return_goes_home_and_the_clock_restarts() -> None:
    state, rows = away_county(1.0)
    t = state.teachers
    leave(state)
    assert (t.duty[rows] == t.post[rows]).all()
    assert (t.away[rows] == Away.HOME).all()
    assert (t.exchange_clock[rows] == 0).all()
    assert (t.duty_changed_year[rows] == state.year - 1).all()


def test_the_others_stay_only_where_a_better_place_has_room() -> None:
    state, rows = away_county(0.0)
    t, s = state.teachers, state.sections
    s.target[:] = staffing.posts(state)
    hosts = t.duty[rows].astype(int)
    s.target[hosts[0]] += 1
    value = choice.utility_at(state, rows, np.arange(s.rows))
    better = value[np.arange(10), hosts] > value[np.arange(10), t.post[rows]]
    leave(state)
    stayed = t.post[rows] == hosts
    assert stayed.sum() <= 1 + better.sum()
    assert not (stayed & ~better).any()
    assert stayed[hosts == hosts[0]].sum() >= min(1, (better & (hosts == hosts[0])).sum())
    assert (t.duty[rows] == t.post[rows]).all()


def test_special_posts_are_regularised_as_far_as_the_target_has_room() -> None:
    state = calm()
    t, s = state.teachers, state.sections
    rows = np.flatnonzero(t.alive)[:5]
    t.status[rows], t.post[rows], t.duty[rows] = Status.TEGANG, -1, 1
    t.bond_until[rows] = [state.year + 1, state.year + 1, state.year + 1, state.year + 2, 0]
    t.tenure[rows], t.duty_years[rows] = 0, [3, 4, 5, 3, 6]
    s.target[:] = staffing.posts(state)
    s.target[1] += 2
    state.year += 1
    leave(state)
    regular = t.status[rows] == Status.ESTABLISHED
    assert regular.sum() == 2
    assert not regular[3], "the term of the fourth is not over"
    assert (t.post[rows[regular]] == 1).all()
    assert staffing.posts(state)[1] == s.target[1]
    served = t.duty_years[rows[regular]]
    assert (t.tenure[rows[regular]] == served).all(), "they have been at the school all the time"
    assert (t.exchange_clock[rows[regular]] == served).all()


def test_an_agent_sees_the_hazard_that_the_phase_uses() -> None:
    state = small_county(6)
    calibrate(state)
    county = County(state)
    rows = np.flatnonzero(state.teachers.alive)[:20]
    _, quits, leaves = chances(state, rows)
    hazards = [county.teacher(int(row)).leave_hazard() for row in rows]
    assert hazards == pytest.approx(1 - (1 - quits) * (1 - leaves))


def test_contract_staff_leave_three_times_as_often_as_untitled_colleagues() -> None:
    state = small_county(7)
    state.parameters = state.parameters.changed({"leave.early_career": 0.0})
    t = state.teachers
    rows = np.flatnonzero(t.alive & (t.duty >= 0) & (t.away == Away.HOME))[:1]
    t.status[rows], t.title_paid[rows], t.service[rows] = Status.ESTABLISHED, Title.NONE, 0
    t.bond_until[rows], t.out_of_field[rows], t.role[rows] = 0, 0.0, 0
    calibrate(state)
    found = {}
    for status in (Status.ESTABLISHED, Status.CONTRACT):
        t.status[rows] = status
        choice.refresh(state)
        choice.refresh(state)
        found[status] = chances(state, rows)[1][0]
    p = state.parameters
    # apart from the factor, only the township allowance that contract staff do not get remains
    seat = state.sections.zone[t.duty[rows]][0] == Zone.SEAT
    lost = 0.0 if seat else math.log(1 + p.utility.town_allowance / p.utility.base_none)
    expected = math.log(3) + p.leave.pay_sensitivity * lost
    assert math.log(found[Status.CONTRACT] / found[Status.ESTABLISHED]) == pytest.approx(
        expected, abs=0.02
    )
