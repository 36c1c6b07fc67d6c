"""Phase recruit: engine against the twin, and what the rules promise."""

from __future__ import annotations

from dataclasses import replace
from math import ceil

import numpy as np
import pytest
from scipy.stats import norm

from factory import small_county
from teacherflow import codes, staffing
from teacherflow.codes import Status, Zone
from teacherflow.parameters import Parameters
from teacherflow.phases.candidates import Candidates, id_of, passed, talent_of
from teacherflow.phases.listing import hires
from teacherflow.phases.recruit import recruit
from teacherflow.phases.routing import shares
from teacherflow.phases.turns import one_by_one
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from teacherflow.terms.pay import PAY_ITEMS, PayItem
from teacherflow.terms.recruit import LAG, REPLACEMENT, ROUTES, TO_STANDARD, Route
from teacherflow.terms.who import Where
from teacherflow.vacancies import vacancy_subjects
from twin.recruit import recruit as slow_recruit
from twin.world import differences, mirror, move_differences


def short_county(seed: int, teachers: int = 300, **kwargs: int) -> State:
    """A county that lost staff: vacancies, room under the total, some sections short."""
    state = small_county(seed, teachers=teachers, sections=24, **kwargs)
    luck = state.draws.uniform("test.short", 0, np.arange(state.sections.rows))
    more = np.round(8 * luck**2).astype(int) * state.sections.open
    state.sections.target[:] += more
    state.sections.need[:] += more
    state.stages.total[:] += staffing.by_stage(state, more)
    state.stages.exits[:], state.stages.exits_before[:] = (15, 9), (11, 13)
    state.stages.unfilled_before[:] = 3, 2
    state.stages.listed_utility_fork[:] = -0.2
    return state


GREEN = Route("green", codes.Route.GREEN, 0.2, takes_from="exam", talent=0.12)
TERMS = {
    "default": Terms(),
    "lagged": Terms({LAG: 1, REPLACEMENT: 0.6}),
    "to_standard": Terms({TO_STANDARD: 1.0}),
    "green": Terms({ROUTES: tuple(sorted((*ROUTES.default, GREEN), key=lambda r: r.name))}),
    "paid": Terms({PAY_ITEMS: (PayItem("subsidy.village", (Where("duty.zone", 0, 0),), 600.0),)}),
    "contract": Terms(
        {
            ROUTES: tuple(
                replace(r, chance=1.0, share=0.2) if r.name == "contract" else r
                for r in ROUTES.default
            )
        }
    ),
    "tegang_only": Terms({ROUTES: tuple(r for r in ROUTES.default if r.name == "tegang")}),
}


@pytest.mark.parametrize("terms", TERMS)
@pytest.mark.parametrize("seed", range(3))
def test_engine_equals_twin(seed: int, terms: str) -> None:
    state = short_county(seed)
    state.terms = TERMS[terms]
    world = mirror(state)
    recruit(state)
    slow_recruit(world)
    assert differences(state, world) == []
    assert move_differences(state, world) == []


@pytest.mark.parametrize("seed", range(3))
def test_burn_in_equals_twin(seed: int) -> None:
    state = short_county(seed, start=2030)
    state.terms = TERMS["lagged"]
    world = mirror(state)
    recruit(state)
    slow_recruit(world)
    assert differences(state, world) == []
    listed = np.isfinite(state.stages.listed_utility)
    assert listed.any()
    now = np.where(listed, state.stages.listed_utility, -0.2)
    assert np.array_equal(state.stages.listed_utility_fork, now)


def entered(state: State) -> dict[str, int]:
    counts: dict[str, int] = {}
    for chunk in state.log.moves:
        for kind, cause in zip(chunk["kind"], chunk["cause"], strict=True):
            if kind == "enter":
                counts[cause] = counts.get(cause, 0) + 1
    return counts


def test_hires_answer_exits_within_room_and_vacancies() -> None:
    state = short_county(1)
    vacant = staffing.by_stage(state, staffing.vacancies(state))
    t = state.teachers
    counted = t.alive & np.isin(t.status, (Status.ESTABLISHED, Status.TEGANG))
    staff = np.bincount(t.stage[counted], minlength=2)

    def expected(wanted: tuple[int, int]) -> list[int]:
        return np.clip(np.minimum(wanted, state.stages.total - staff), 0, vacant).tolist()

    assert hires(state).number.tolist() == expected((18, 11))
    state.terms = Terms({REPLACEMENT: 0.5})
    assert hires(state).number.tolist() == expected((9, 6))
    state.terms = Terms({LAG: 1})
    assert hires(state).number.tolist() == expected((14, 15))
    state.stages.total[:] = staff + 2.6
    assert hires(state).number.tolist() == [2, 2]
    state.stages.total[:] = staff - 5
    assert hires(state).number.tolist() == [0, 0]


@pytest.mark.parametrize("seed", range(4))
def test_posts_stay_within_target_and_total(seed: int) -> None:
    state = short_county(seed)
    before, target = staffing.posts(state) + staffing.tegang(state), state.sections.target
    wanted = hires(state).number
    recruit(state)
    after = staffing.posts(state) + staffing.tegang(state)
    assert np.all(after <= np.maximum(before, target))
    new, empty = after - before, state.sections.unfilled
    assert np.array_equal(new, state.sections.listed - empty)
    assert staffing.by_stage(state, state.sections.listed).tolist() == wanted.tolist()
    assert state.stages.unfilled_before.tolist() == staffing.by_stage(state, empty).tolist()


def test_special_posts_are_in_villages_and_towns_and_hold_no_post() -> None:
    state = short_county(2)
    recruit(state)
    t = state.teachers
    new = np.flatnonzero(t.alive & (t.status == Status.TEGANG) & (t.id >= 10**9))
    assert new.size
    assert np.all(t.post[new] == -1)
    assert np.all(state.sections.zone[t.duty[new]] < Zone.SEAT)
    assert np.all(t.bond_until[new] == state.year + 3)


def test_entrants_are_the_same_people_under_other_rules() -> None:
    """A subsidy changes who is taken and where they work, never who they are."""
    plain, paid = short_county(3), short_county(3)
    paid.terms = TERMS["paid"]
    fixed = ("sex", "birth", "education", "subject", "second_subject", "talent", "kin_township")
    people = []
    for state in (plain, paid):
        recruit(state)
        t = state.teachers
        rows = np.flatnonzero(t.alive & (t.id >= 10**9))
        people.append({int(t.id[r]): tuple(t[name][r].item() for name in fixed) for r in rows})
    both = people[0].keys() & people[1].keys()
    assert len(both) > 10
    assert {i: people[0][i] for i in both} == {i: people[1][i] for i in both}


def test_better_paid_posts_draw_longer_lists_and_fewer_declines() -> None:
    unfilled = []
    for yuan in (-1500.0, 1500.0):
        total = 0
        for seed in range(5):
            state = short_county(seed)
            state.terms = Terms({PAY_ITEMS: (PayItem("test.all", (), yuan),)})
            recruit(state)
            total += int(state.sections.unfilled.sum())
        unfilled.append(total)
    assert unfilled[0] > 3 * unfilled[1]


def test_contract_staff_have_a_little_less_talent_than_hires_by_exam() -> None:
    """Nobody selects them: what their route adds is told against the mean of candidates."""
    state, (route,) = short_county(1), [r for r in ROUTES.default if r.name == "contract"]
    ids = np.arange(10_000)
    talent = talent_of(state, ids, np.full(ids.size, route.talent))
    assert talent.mean() == pytest.approx(-0.05, abs=4 * 0.12 / ids.size**0.5)


def test_hires_of_a_sixfold_list_have_mean_talent_zero() -> None:
    """The closed form behind the mean of candidates: the best sixth by a mark correlating .71."""
    state = small_county(1)
    posts = 2000
    ids = id_of(state.year, np.array(12), np.arange(6 * posts))
    people = Candidates(ids, np.full(ids.size, 12), talent_of(state, ids, np.zeros(ids.size)))
    best = passed(state, people, np.array([12]), np.array([posts]))
    assert best.size == posts
    error = 4 * 0.12 / posts**0.5
    assert people.talent.mean() == pytest.approx(-0.127, abs=4 * 0.12 / ids.size**0.5)
    assert people.talent[best].mean() == pytest.approx(0.0, abs=error)
    quantile = norm.ppf(5 / 6)
    closed = 0.12 * 0.5**0.5 * norm.pdf(quantile) * 6
    assert closed == pytest.approx(-Parameters().recruit.talent, abs=0.001)


def test_people_who_enter_have_the_shares_of_the_rule_book() -> None:
    state = short_county(1, teachers=3000)
    state.sections.target[:] += 40 * state.sections.open
    state.stages.total[:], state.stages.exits[:] = 1e6, 400
    recruit(state)
    t = state.teachers
    rows = np.flatnonzero(t.alive & (t.id >= 10**9) & np.isin(t.route, (1, 2, 3)))
    error = 4 * 0.5 / rows.size**0.5
    assert rows.size > 400
    assert (t.kin_township[rows] > -2).mean() == pytest.approx(0.7, abs=error)
    assert (t.home_township[rows] == -1).mean() >= 0.35 - error
    age = (state.september - t.birth[rows]) / 12
    assert age.min() >= 22.4
    assert age.max() <= 30.6
    mean = 22.5 + 2 * (1 - np.exp(-4))
    assert age.mean() == pytest.approx(mean, abs=0.3)
    assert np.all(t.title[rows] == 0)
    assert np.all(t.service[rows] == 0)


@pytest.mark.parametrize("seed", range(3))
def test_contract_staff_come_where_short_and_go_when_the_post_is_filled(seed: int) -> None:
    state = short_county(seed)
    state.terms = TERMS["contract"]
    recruit(state)
    t, s = state.teachers, state.sections
    rows = np.flatnonzero(t.alive & (t.status == Status.CONTRACT))
    assert np.any(t.cohort[rows] == state.year)
    assert np.all(staffing.on_duty(state)[t.duty[rows]] <= s.need[t.duty[rows]])
    s.need[:] = 0
    state.stages.exits[:] = state.stages.unfilled_before[:] = 0
    recruit(state)
    assert not np.any(t.alive & (t.status == Status.CONTRACT))


def test_one_by_one_gives_to_the_largest_relative_vacancy() -> None:
    given = one_by_one(
        np.array([3, 2, 1, 4]),
        np.array([30.0, 4.0, 4.0, 8.0]),
        np.array([0, 0, 0, 1]),
        np.array([3, 2]),
        np.uint64(1),
    )
    assert given.tolist() == [0, 2, 1, 2]


def test_vacancies_ask_for_the_shortest_subject_in_turn() -> None:
    gaps = np.array([[20.0, 9.0, 0.0, 12.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]])
    asked = vacancy_subjects(gaps, np.array([4, 1]), np.array([10.0, 10.0]))
    assert asked.tolist() == [[2, 1, 0, 1, 0, 0], [1, 0, 0, 0, 0, 0]]


def test_subjects_that_are_equally_short_are_so_whatever_the_rounding() -> None:
    """Sums over schools end in ...01; the lower subject of equal ones is asked for all the same."""
    gaps = np.array([[0.0, 0.0, 0.0, 76.8, 76.80000000000001 + 15.0, 0.0]])
    asked = vacancy_subjects(gaps, np.array([2]), np.array([15.0]))
    assert asked.tolist() == [[0, 0, 0, 1, 1, 0]]


def test_a_route_takes_its_share_from_another() -> None:
    assert shares((*ROUTES.default, GREEN)).tolist() == pytest.approx(
        [0.06, 0.0, 0.62, 0.10, 0.02, 0.2]
    )


def test_lists_grow_with_the_utility_of_listed_posts() -> None:
    from teacherflow.phases.candidates import list_length

    state = small_county(1)
    posts, gain = np.array([1, 10, 10, 10]), np.array([0.0, 0.0, 0.1, -0.1])
    expected = [6, 60, ceil(60 * np.exp(0.2)), ceil(60 * np.exp(-0.2))]
    assert list_length(posts, gain, state).tolist() == expected
