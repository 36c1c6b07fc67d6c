"""Phase appoint: engine against the twin, and what the rules promise."""

from __future__ import annotations

import numpy as np
import pytest

from factory import small_county
from integration.pair import Pair, rows_of
from integration.snapshot import changed, everything
from integration.tiny import tiny_county
from teacherflow import choice, staffing
from teacherflow.accounting import Books
from teacherflow.agents.appointing import (
    adoption_chance,
    filled_in_own_round,
    posts_at_level,
    posts_offered,
    seats_by_subject,
    spread_of,
)
from teacherflow.codes import Away, Role, Status
from teacherflow.county import County
from teacherflow.phases.appoint import appoint
from teacherflow.phases.appointment.score import scores
from teacherflow.policies.appointment import CompetitiveHiring
from teacherflow.state import State
from teacherflow.terms.appoint import (
    APPLICATIONS,
    BINDING,
    COMPONENTS,
    CUT,
    DISMISSAL,
    LEVELS,
    OWN_SHARE,
    PLACEMENT,
    PLACEMENT_MATCH,
    PROTECTED,
    ROUND,
    UPWARD,
    WAITING,
    YEARS_RUNNING,
    Adoption,
    Upward,
    Waiting,
)
from teacherflow.terms.laws import Terms, settle
from teacherflow.terms.leave import EARLY, EarlyExit
from twin.appoint import appoint as slow_appoint
from twin.world import differences, mirror, move_differences

HELD = {ROUND: True, BINDING: True, DISMISSAL: True, YEARS_RUNNING: 9.0}
TERMS = {
    "off": Terms(),
    "default": Terms({**HELD, CUT: 0.05}),
    "upward": Terms({**HELD, CUT: 0.05, UPWARD: Upward()}),
    "locked": Terms({**HELD, CUT: 0.1, UPWARD: Upward(lock_years=4, rural_first=True)}),
    "by need": Terms({**HELD, CUT: 1.0, APPLICATIONS: 1}),
    "own share": Terms({**HELD, CUT: 0.15, OWN_SHARE: 0.7, UPWARD: Upward(unit_most=0.3)}),
    "serial": Terms({**HELD, CUT: 0.4, APPLICATIONS: 0, PLACEMENT_MATCH: "serial"}),
    "deferred": Terms({**HELD, CUT: 0.4, APPLICATIONS: 1, PLACEMENT_MATCH: "deferred"}),
    "levels": Terms({**HELD, CUT: 0.15, LEVELS: True, UPWARD: Upward()}),
    "protected": Terms({**HELD, CUT: 0.4, APPLICATIONS: 0, PLACEMENT_MATCH: "deferred_protected"}),
    "block exchange": Terms({**HELD, CUT: 0.4, APPLICATIONS: 1, PLACEMENT_MATCH: "to_be"}),
    "no placement": Terms({**HELD, CUT: 0.3, PLACEMENT: "none"}),
    "no waiting": Terms(
        {
            **HELD,
            CUT: 1.0,
            PROTECTED: (),
            WAITING: Waiting(
                months=0, early_retirement=0.4, other_work=0.3, dismissal=0.3, training_yuan=10.0
            ),
            EARLY: EarlyExit(rule="service", service=15, age_women=40, age_men=45),
        }
    ),
}


def uneven_county(seed: int) -> State:
    """A county in which some units have more staff than their need and others too few."""
    state = small_county(seed, teachers=400, sections=24)
    s, t = state.sections, state.teachers
    held = t.post[(t.status == Status.ESTABLISHED) & t.alive & (t.post >= 0)]
    posts = np.bincount(held, minlength=s.rows)
    luck = state.draws.uniform("test.target", 0, np.arange(s.rows))
    s.target[:] = np.round(posts * (0.8 + 0.5 * luck)) * s.open
    s.need[:] = np.maximum(1, np.round(posts * (0.7 + 0.5 * luck))) * s.open
    waits = np.flatnonzero(t.alive & (t.away == 6))
    t.waiting_since[waits] = state.year - 1
    t.last_section[waits[::2]] = np.flatnonzero(s.open)[: waits[::2].size]
    t.training_bonus[::9] = True
    t.failed_twice[10:14] = t.appraisal_failed[::13] = state.year - 1
    return state


@pytest.mark.parametrize("terms", TERMS)
@pytest.mark.parametrize("seed", range(4))
def test_engine_equals_twin(seed: int, terms: str) -> None:
    state = uneven_county(seed)
    state.terms = TERMS[terms]
    world = mirror(state)
    appoint(state)
    slow_appoint(world)
    assert differences(state, world) == []
    assert move_differences(state, world) == []
    assert state.log.spending == world.spending


@pytest.mark.parametrize("seed", range(4))
def test_the_cases_reach_every_kind_of_move(seed: int) -> None:
    """What the twin agrees on is not nothing."""
    kinds: set[str] = set()
    for terms in TERMS.values():
        state = uneven_county(seed)
        state.terms = terms
        appoint(state)
        kinds |= {kind for chunk in state.log.moves for kind in chunk["kind"]}
    assert kinds == {"appointment", "placement", "waiting", "office", "dismiss", "early_retire"}


def test_the_cases_lower_some_at_each_level() -> None:
    """Of those who stay in a unit that was cut, some of both titles lose the level post."""
    lowered: list[int] = []
    for seed in range(4):
        state = uneven_county(seed)
        t, s = state.teachers, state.sections
        t.level_unit[t.post >= 0] = s.unit[t.post[t.post >= 0]]
        state.units.cap_senior[:] = 0.1
        state.units.cap_middle[:] = 0.4
        state.terms = TERMS["levels"]
        world = mirror(state)
        appoint(state)
        slow_appoint(world)
        assert differences(state, world) == []
        lowered += t.title[t.level_unit == -2].tolist()
    assert {2, 3} <= set(lowered)
    assert len(lowered) > 40


def test_waiting_is_worth_a_share_of_basic_pay_and_the_amenity_of_the_last_school() -> None:
    """By hand: ln(.6 pay / 5500) + A / 5500, with A from u and pay at the last school."""
    state = uneven_county(1)
    t = state.teachers
    rows = np.flatnonzero(
        t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0) & (t.away == 0)
    )
    t.lessons[rows] = t.out_of_field[rows] = 0.0
    before, pay = choice.utility_here(state, rows)
    amenity = before - np.log(pay / 5500.0)
    t.last_section[rows] = t.post[rows]
    t.post[rows] = t.duty[rows] = -1
    t.away[rows] = Away.WAITING
    now, paid = choice.utility_here(state, rows)
    assert np.allclose(paid, 0.6 * pay)
    assert np.allclose(now, np.log(0.6 * pay / 5500.0) + amenity)
    t.away[rows] = Away.OFFICE
    assert np.allclose(choice.utility_here(state, rows)[0], before)


def test_posts_of_a_round_by_hand() -> None:
    """Need 80, 97 and 130 for a staff of 100: at most the cut is lost, nothing is gained."""
    staff = np.array([100, 100, 100, 7])
    need = np.array([80.0, 97.4, 130.0, 2.0])
    assert posts_offered(staff, need, 0.05).tolist() == [95, 97, 100, 7]
    assert posts_offered(staff, need, 1.0).tolist() == [80, 97, 100, 2]
    assert posts_offered(staff, need, 0.0).tolist() == staff.tolist()
    assert filled_in_own_round(np.array([95, 97, 100]), 0.9).tolist() == [85, 87, 90]


def test_cuts_fall_on_the_subjects_above_their_share_of_lessons() -> None:
    held, aim = np.array([10, 6, 3, 2]), np.array([7, 5, 3, 4])
    competing = np.array([10, 6, 1, 2])
    assert seats_by_subject(held, competing, aim, 3).tolist() == [7, 6, 1, 2]
    assert seats_by_subject(held, competing, aim, 5).tolist() == [6, 5, 1, 2]
    assert seats_by_subject(held, np.array([1, 0, 1, 1]), aim, 2).tolist() == [0, 0, 0, 1]


def test_level_posts_of_a_round_by_hand() -> None:
    """A fifth of 21 posts are 4.2, so five; two of them were moved elsewhere."""
    posts, share = np.array([21, 20, 20, 1]), np.array([0.2, 0.2, 0.2, 0.1])
    assert posts_at_level(posts, share, np.array([0.0, 0.0, -2.0, -1.0])).tolist() == [5, 4, 2, 0]


def test_adoption_follows_its_curve() -> None:
    rule = Adoption()
    assert adoption_chance(0, 0.0, 0.0, rule) == pytest.approx(0.9 * (1 - np.exp(-0.5)))
    assert adoption_chance(3, 0.25, 0.0, rule) == pytest.approx(0.45 * (1 - np.exp(-2.0)))
    assert adoption_chance(3, 0.25, 1.0, rule) == pytest.approx(0.1 + 0.45 * (1 - np.exp(-2.1)))
    slow = Adoption(gain=0.0, earlier=1.0)
    assert adoption_chance(0, 0.1, 1.0, slow) == adoption_chance(1, 0.1, 0.0, slow)
    assert adoption_chance(50, 0.0, 2.0, rule) == 1.0
    assert adoption_chance(50, 0.9, 0.0, rule) == 0.0


def test_luck_of_the_score_has_the_spread_that_the_weights_say() -> None:
    """Var = (.2 + 0)^2 + .8^2 (.4 + .4 x .25)^2 + .15^2 + .25^2 with the default weights."""
    by_hand = np.sqrt(0.2**2 + (0.8 * 0.5) ** 2 + 0.15**2 + 0.25**2)
    assert spread_of(COMPONENTS.default) == pytest.approx(by_hand)
    state = uneven_county(2)
    rows = np.flatnonzero(state.teachers.alive & (state.teachers.post >= 0))
    draws = []
    for year in range(2030, 2060):
        state.year = year
        points = scores(state, rows)
        draws.append(points.score - points.expected)
    assert np.std(draws) == pytest.approx(by_hand, rel=0.03)
    assert np.mean(draws) == pytest.approx(0.0, abs=0.02)


def test_everybody_without_a_post_is_placed_waits_or_leaves() -> None:
    state = uneven_county(3)
    state.terms = TERMS["own share"]
    t = state.teachers
    due = t.alive & (t.waiting_since > 0)
    appoint(state)
    lost = t.alive & (t.contest_year == state.year) & (t.contest_rank > t.contest_seats)
    moved = t.alive & (t.moved_year == state.year)
    assert lost.sum() > 10
    assert np.all(moved[lost])
    waits = t.away == Away.WAITING
    assert np.array_equal(waits & lost, t.waiting_since == state.year)
    assert np.all((t.post[waits] == -1) & (t.duty[waits] == -1))
    assert not np.any(due & t.alive & (t.waiting_since == state.year - 1))


def test_only_lower_or_equal_levels_after_a_loss_and_only_higher_ones_before() -> None:
    state = uneven_county(0)
    state.terms = TERMS["own share"]
    appoint(state)
    s, t = state.sections, state.teachers
    lost = set(t.id[(t.contest_rank > t.contest_seats) & (t.contest_year == state.year)].tolist())
    seen = 0
    for chunk in state.log.moves:
        for who, a, b, kind in zip(
            chunk["teacher_id"],
            chunk["from_section"],
            chunk["to_section"],
            chunk["kind"],
            strict=True,
        ):
            if a < 0 or b < 0 or kind not in ("appointment", "placement"):
                continue
            seen += 1
            assert (s.zone[b] <= s.zone[a]) if int(who) in lost else (s.zone[b] > s.zone[a])
    assert seen > 20


def test_the_protected_keep_their_posts() -> None:
    state = uneven_county(1)
    state.terms = Terms({**HELD, CUT: 1.0, OWN_SHARE: 0.2})
    t = state.teachers
    heads = t.id[t.alive & (t.role == Role.PRINCIPAL) & (t.away == 0)].tolist()
    posts = dict(zip(t.id.tolist(), t.post.tolist(), strict=True))
    away = t.id[t.alive & (t.away == Away.EXCHANGE)].tolist()
    appoint(state)
    after = dict(zip(t.id.tolist(), t.post.tolist(), strict=True))
    assert heads
    assert away
    gone = {int(i) for c in state.log.moves for i in c["teacher_id"][c["kind"] == "dismiss"]}
    assert all(after[i] == posts[i] for i in heads + away if i not in gone)


YEARS = range(2024, 2032)
POLICIES = {
    "default": {"from": 2024},
    "all comply, audited": {
        "from": 2024,
        "term_years": 3,
        "cut": 0.15,
        "own_share": 0.85,
        "audit": 0.5,
        "stress": 1.0,
        "stress_from": 0.1,
        "adoption": {"ceiling": 1.0, "speed": 0.1, "loss": 1.0},
        "waiting": {"training_yuan": 3000},
    },
    "no protection": {
        "from": 2024,
        "cut": 1.0,
        "unit_most": 0.5,
        "need_floor": 0.5,
        "protect": {"near_pension": 0, "leaders": False, "sole_subject": False},
        "adoption": {"ceiling": 1.0, "speed": 0.1},
        "waiting": {"other_work": 0.2, "early_retirement": 0.4, "dismissal": 0.4},
    },
    "levels": {
        "from": 2024,
        "cut": 0.15,
        "levels": True,
        "publicity": 0.5,
        "adoption": {"ceiling": 1.0, "speed": 0.5, "earlier": 1.0},
    },
    "locked, not placed": {
        "from": 2025,
        "cut": 0.2,
        "lock_years": 4,
        "rural_first": True,
        "placement": False,
        "publicity": 1.0,
    },
}


@pytest.mark.parametrize("name", POLICIES)
def test_two_terms_equal_the_twin_phase_by_phase(name: str) -> None:
    policy = CompetitiveHiring.model_validate(POLICIES[name])
    terms = {year: settle({policy.name: policy}, year) for year in YEARS}
    pair = Pair.generated(tiny_county(1.4), seed=3, burn_in=2).fork(terms)
    for _ in YEARS:
        books = Books(pair.state)
        pair.step()
        assert books.close(pair.state) == []
    assert pair.kinds()["appointment"] > 0


def test_two_competitions_are_told_apart() -> None:
    """One after the other under names of their own: moves, money and trace go by these names."""
    years = range(2024, 2028)
    hard = {"cut": 0.5, "own_share": 0.6, "waiting": {"training_yuan": 900.0}}
    complies = {"adoption": {"ceiling": 1.0, "speed": 0.9, "loss": 0.0}}
    first = {"from": 2024, "until": 2025, "term_years": 1, **hard, **complies}
    then = {**first, "from": 2026, "until": 2027, "applications": 0}
    policies = {
        "pilot": CompetitiveHiring.model_validate(first),
        "county": CompetitiveHiring.model_validate(then),
    }
    terms = {year: settle(policies, year) for year in years}
    pair = Pair.generated(tiny_county(1.4), seed=3, burn_in=2).fork(terms)
    pair.state.log.watched = int(pair.state.teachers.id[pair.state.teachers.alive].min())
    for _ in years:
        pair.step()
    kinds = {"appointment", "placement", "waiting", "office"}
    moved = [m for m in rows_of(pair.state.log.moves) if m["kind"] in kinds]
    causes = {year: {m["cause"] for m in moved if m["year"] == year} for year in years}
    assert causes[2024] == causes[2025] == {"pilot"}
    assert causes[2026] == causes[2027] == {"county"}
    paid = {
        (year, name)
        for year, name, item, *_ in pair.state.log.spending
        if item == "waiting_training"
    }
    assert {name for _, name in paid} == {"pilot", "county"}
    told = {facts["policy"] for _, what, facts in pair.state.log.told if what[:7] == "appoint"}
    assert told == {"pilot", "county"}


NOTED = ("contest_year", "contest_score", "contest_rank", "contest_seats", "adopted")


def test_a_round_that_cuts_nothing_changes_nothing_but_the_notes() -> None:
    policy = CompetitiveHiring.model_validate(
        {"from": 2024, "cut": 0, "upward": False, "dismiss_failed": False}
    )
    terms = {year: settle({policy.name: policy}, year) for year in YEARS}
    base = County.generated(tiny_county(1.4), seed=5, burn_in=3)
    with_it, without = base.fork(terms), base.fork({})
    for _ in YEARS:
        with_it.step()
        without.step()
    differs = changed(everything(with_it.state), everything(without.state))
    assert {key.rpartition(".")[2] for key in differs} == set(NOTED)


def test_more_cut_more_moves() -> None:
    base = County.generated(tiny_county(4), seed=6, burn_in=3)
    lost = []
    for cut in (0.0, 0.05, 0.15, 1.0):
        policy = CompetitiveHiring.model_validate(
            {
                "from": 2024,
                "cut": cut,
                "upward": False,
                "adoption": POLICIES["no protection"]["adoption"],
            }
        )
        county = base.fork({2024: settle({policy.name: policy}, 2024)})
        county.step()
        t = county.state.teachers
        lost.append(int((t.alive & (t.contest_rank > t.contest_seats)).sum()))
    assert lost[0] == 0
    assert lost[1] < lost[2] < lost[3]


def test_a_trace_is_told_score_place_and_outcome() -> None:
    """Everybody in turn is watched: what is told agrees with the columns and the moves."""
    told: dict[str, int] = {}
    start = uneven_county(0)
    ids = start.teachers.id[start.teachers.alive & (start.teachers.status == 0)]
    for person in ids.tolist():
        state = start.fork(TERMS["own share"])
        state.log.watched = int(person)
        appoint(state)
        found = np.flatnonzero(state.teachers.alive & (state.teachers.id == person))
        for year, what, facts in state.log.told:
            assert year == state.year
            told[what] = told.get(what, 0) + 1
            if what in ("appoint.kept", "appoint.lost"):
                row = found[0]
                assert facts["rank"] == state.teachers.contest_rank[row]
                assert (facts["rank"] <= facts["seats"]) == (what == "appoint.kept")
                assert sum(facts["parts"].values()) == pytest.approx(facts["score"])
            if what == "appoint.direct":
                assert facts["why"]
            if what == "appoint.placed":
                assert state.teachers.forced_year[found[0]] == state.year
    wanted = {"direct", "kept", "lost", "elsewhere", "placed"}
    assert {f"appoint.{name}" for name in wanted} <= told.keys()
    assert told["appoint.lost"] >= told["appoint.elsewhere"] > 0


def test_who_is_locked_is_told_so() -> None:
    start = uneven_county(0)
    s, t = start.sections, start.teachers
    young = t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0) & (t.tenure < 4)
    young &= (s.zone[t.post] < 2) & (t.away == 0) & (t.duty == t.post)
    told = []
    for person in t.id[young].tolist():
        state = start.fork(TERMS["locked"])
        state.log.watched = int(person)
        appoint(state)
        told += [facts for _, what, facts in state.log.told if what == "appoint.locked"]
    assert told
    assert all(facts["years"] < facts["asked"] == 4 for facts in told)


@pytest.mark.parametrize("seed", range(4))
def test_closed_vacancies_open_where_need_is(seed: int) -> None:
    """Units that were cut keep no vacancy beyond the posts agreed; targets sum up as before."""
    state = uneven_county(seed)
    state.terms = TERMS["by need"]
    s, before = state.sections, state.sections.target.copy()
    appoint(state)
    posts = staffing.posts(state)
    now = np.bincount(s.unit, posts, minlength=state.units.rows)
    free = np.bincount(s.unit, staffing.vacancies(state), minlength=state.units.rows)
    agreed = state.units.agreed_posts
    cut = agreed >= 0
    assert cut.sum() > 2
    assert np.all(free[cut] <= np.maximum(0, agreed - now)[cut])
    rises = s.target > before
    assert np.all(s.target[rises] <= s.need[rises])
    for stage in (0, 1):
        assert s.target[s.stage == stage].sum() <= before[s.stage == stage].sum()
