"""Rural service before a title: who lacks it, who seeks it, who is turned away; the twin agrees."""

from __future__ import annotations

import numpy as np
import pytest

from factory import small_county
from teacherflow.agents import titles
from teacherflow.codes import Away, Status, Title, Zone
from teacherflow.log import concatenated
from teacherflow.phases.enrol import advance, move_house
from teacherflow.phases.floor import raise_rural, swaps
from teacherflow.phases.prerequisite import turned_away, years_to_apply
from teacherflow.phases.promote import promote
from teacherflow.phases.seeking import beliefs, seek
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from teacherflow.terms.promote import (
    BONUSES,
    FILTERS,
    RURAL_FLOOR,
    STEPS,
    Steps,
    TitleBonus,
    TitleFilter,
    When,
)
from teacherflow.terms.who import Where
from twin.enrol import advance as slow_advance
from twin.promote import promote as slow_promote
from twin.seeking import seek as slow_seek
from twin.world import TwinCounty, differences, mirror

URBAN = (Where("post.zone", Zone.SEAT, Zone.SEAT),)
RURAL = (Where("duty.zone", Zone.VILLAGE, Zone.TOWN),)
PAPER = TitleBonus(name="p.paper", who=RURAL, points=0.5, waives_paper=True)
SENIOR = TitleFilter(name="p.senior", low=Title.SENIOR, years=1)
BANAN = (
    TitleFilter(name="p.cohort", years=2, cohort_from=2010, seat_cross_area=True),
    TitleFilter(name="p.first", high=Title.FIRST, years=1, schools=2, town=False),
    TitleFilter(name="p.senior", low=Title.SENIOR, years=1, outside_aid=True),
)
LAW = {
    "a year for all": Terms({FILTERS: (TitleFilter(name="p.all", years=1),)}),
    "banan": Terms({FILTERS: BANAN}),
    "long, at appointment": Terms(
        {FILTERS: (TitleFilter(name="p.all", years=3, when=When.APPOINT),), RURAL_FLOOR: True}
    ),
    "urban, announced": Terms(
        {FILTERS: (TitleFilter(name="p.all", years=2, who=URBAN, in_force=False),)}
    ),
    "three schools": Terms({FILTERS: (TitleFilter(name="p.all", schools=3, village=False),)}),
    "review": Terms({BONUSES: (*BONUSES.default, PAPER), RURAL_FLOOR: True}),
}


def county(seed: int = 1, teachers: int = 300) -> State:
    """A county where many are near the next title, some with service of every kind."""
    state = small_county(seed, teachers=teachers, sections=20)
    t = state.teachers
    rows = np.flatnonzero(t.alive)
    t.rural_years[rows] = rows % 4
    t.village_years[rows] = np.minimum(rows % 3, t.rural_years[rows])
    t.aid_years[rows] = np.where(rows % 19 == 0, t.rural_years[rows] - t.village_years[rows], 0.0)
    t.cross_years[rows] = rows % 23 == 0
    t.schools_served[rows] = 1 + rows % 3
    t.title[rows] = np.minimum(t.title[rows], Title.FIRST + (rows % 5 == 0))
    t.title_years[rows] = rows % 9
    t.level_unit[rows[rows % 29 == 0]] = 0
    state.units.promoted_senior[:] = np.arange(state.units.rows)[:, None] % 4 * [1, 0, 1]
    state.units.promoted_middle[:] = np.arange(state.units.rows)[:, None] % 3 * [2, 1, 0]
    return state


def pair(terms: Terms, seed: int, raise_in_pay: float = 1.0) -> tuple[State, TwinCounty]:
    """A county and its twin; a smaller raise makes the cost of service decide."""
    state = county(seed)
    state.terms = terms
    u = state.parameters.utility
    first = u.base_second + raise_in_pay * (u.base_first - u.base_second)
    senior = first + raise_in_pay * (u.base_senior - u.base_first)
    state.parameters = state.parameters.changed(
        {"utility.base_first": first, "utility.base_senior": senior}
    )
    return state, mirror(state)


@pytest.mark.parametrize("terms", LAW.values(), ids=LAW)
@pytest.mark.parametrize(("seed", "raise_in_pay"), [(1, 1.0), (2, 0.15)])
def test_the_engine_and_the_twin_agree(terms: Terms, seed: int, raise_in_pay: float) -> None:
    state, world = pair(terms, seed, raise_in_pay)
    sought = 0
    for _ in range(4):
        state.year += 1
        world.year += 1
        advance(state)
        move_house(state)
        for teacher in world.teachers:
            slow_advance(world, teacher)
        promote(state)
        slow_promote(world)
        seek(state)
        slow_seek(world)
        assert differences(state, world) == []
        sought += int((state.teachers.seeks_service > 0).sum())
    assert (sought > 0) == bool(terms[FILTERS])


def test_no_filter_no_service() -> None:
    state = county()
    seek(state)
    assert not state.teachers.seeks_service.any()


@pytest.mark.parametrize(
    ("years", "schools", "served", "known", "missing"),
    [
        (0, 0, 0.0, 1, 0),
        (1, 0, 0.0, 9, 1),
        (1, 0, 1.0, 1, 0),
        (2, 0, 1.0, 1, 1),
        (3, 0, 0.5, 1, 3),
        (1, 2, 0.0, 2, 0),
        (3, 2, 0.0, 1, 1),  # a year elsewhere makes the second school
        (3, 3, 0.0, 1, 3),
        (0, 3, 5.0, 1, 1),
        (0, 3, 5.0, 3, 0),
    ],
)
def test_what_is_missing(years: int, schools: int, served: float, known: int, missing: int) -> None:
    assert titles.missing_years(years, schools, served, known) == missing


COUNTS = ("village", "town", "seat_cross_area", "outside_aid")


@pytest.mark.parametrize("counted", COUNTS)
def test_what_counts(counted: str) -> None:
    state = county()
    t, row = state.teachers, np.array([5])
    t.village_years[row], t.cross_years[row], t.aid_years[row] = 1, 2, 3
    t.rural_years[row] = 1 + 3 + 4  # four years in towns
    years = {"village": 1, "town": 4, "seat_cross_area": 2, "outside_aid": 3}[counted]
    only = {name: name == counted for name in COUNTS}
    for asked, turned in ((years, False), (years + 1, True)):
        state.terms = Terms({FILTERS: (TitleFilter(name="p", years=asked, **only),)})
        found = turned_away(state, row, np.array([Title.SENIOR]), When.APPLY)
        assert found.tolist() == [turned]


def test_years_of_duty_count_where_they_are_served() -> None:
    state = small_county(3, teachers=300, sections=20)
    before, t, s = state.fork(), state.teachers, state.sections
    rows = np.flatnonzero(t.alive & (t.duty >= 0))
    t.away[rows[::40]] = Away.OUTSIDE
    t.duty[rows[::40]] = -1
    advance(state)
    gained = {
        name: np.round(t[name] - before.teachers[name], 9)
        for name in ("rural_years", "village_years", "aid_years", "cross_years")
    }
    zone = np.where(t.duty >= 0, s.zone[t.duty], -1)
    aid = t.alive & (t.away == Away.OUTSIDE)
    assert np.array_equal(gained["village_years"], t.alive & (zone == Zone.VILLAGE))
    assert np.array_equal(gained["aid_years"], aid)
    town = gained["rural_years"] - gained["village_years"] - gained["aid_years"]
    assert np.array_equal(town, t.alive & (zone == Zone.TOWN))
    other = s.cluster[t.duty] != s.cluster[t.post]
    sent = t.alive & (t.away == Away.EXCHANGE) & (zone == Zone.SEAT) & (t.post >= 0) & other
    assert np.array_equal(gained["cross_years"], sent)
    assert aid.sum() > 3


def applicants(state: State, level: Title) -> set[int]:
    chunk = concatenated(state.log.titles)
    chosen = (chunk["event"] == "apply") & (chunk["level"] == level)
    return set(chunk["teacher_id"][chosen].tolist())


def passed(state: State) -> set[int]:
    chunk = concatenated(state.log.titles)
    return set(chunk["teacher_id"][(chunk["event"] == "pass") & (chunk["rank"] > 0)].tolist())


def lacking_ids(state: State, when: When) -> set[int]:
    t = state.teachers
    rows = np.flatnonzero(t.alive & ((t.title == Title.SECOND) | (t.title == Title.FIRST)))
    turned = turned_away(state, rows, t.title[rows] + 1, when)
    return set(t.id[rows[turned]].tolist())


def test_who_lacks_service_does_not_apply() -> None:
    free, state = county(4), county(4)
    state.terms = Terms({FILTERS: (SENIOR,)})
    lacking = lacking_ids(state, When.APPLY)
    promote(free)
    promote(state)
    asked = applicants(free, Title.SENIOR)
    assert asked & lacking
    assert applicants(state, Title.SENIOR) == asked - lacking
    assert applicants(state, Title.FIRST) == applicants(free, Title.FIRST)


def test_at_appointment_they_apply_and_are_passed_over() -> None:
    states = {when: county(4) for when in When}
    for when, state in states.items():
        state.terms = Terms({FILTERS: (TitleFilter(name="p", years=1, when=when),)})
    lacking = lacking_ids(states[When.APPOINT], When.APPOINT)
    failures = states[When.APPOINT].teachers.title_failures.copy()
    free = county(4)
    for state in (free, *states.values()):
        promote(state)
    posts = states[When.APPOINT]
    for level in (Title.FIRST, Title.SENIOR):
        assert applicants(posts, level) == applicants(free, level)
    assert not passed(posts) & lacking
    assert passed(free) & lacking
    t = posts.teachers
    tried = np.isin(t.id, list(applicants(posts, Title.SENIOR) & lacking))
    assert np.all(t.title_failures[tried] == failures[tried] + 1)


def test_an_announced_filter_turns_nobody_away() -> None:
    free, state = county(4), county(4)
    item = TitleFilter(name="p", years=5, in_force=False)
    state.terms = Terms({FILTERS: (item,)})
    promote(free)
    promote(state)
    assert applicants(state, Title.SENIOR) == applicants(free, Title.SENIOR)
    assert np.array_equal(state.teachers.title, free.teachers.title)
    seek(state)
    assert state.teachers.seeks_service.max() > 0


def test_more_service_asked_leaves_fewer_eligible() -> None:
    numbers = []
    for years in range(5):
        state = county(5)
        state.terms = Terms({FILTERS: (TitleFilter(name="p", years=years),)})
        promote(state)
        numbers.append(sum(len(applicants(state, x)) for x in (Title.FIRST, Title.SENIOR)))
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[4] < numbers[1] < numbers[0]


def test_cohorts_differ_from_the_named_year_on() -> None:
    state = county(6)
    t = state.teachers
    rows = np.flatnonzero(t.alive & (t.title == Title.FIRST))
    t.rural_years[rows], t.village_years[rows] = 1.0, 0.0
    t.aid_years[rows] = t.cross_years[rows] = 0.0
    t.cohort[rows[::2]], t.cohort[rows[1::2]] = 2009, 2010
    state.terms = Terms({FILTERS: BANAN})
    turned = turned_away(state, rows, t.title[rows] + 1, When.APPLY)
    assert np.array_equal(turned, t.cohort[rows] == 2010)


def one_seeker(state: State) -> int:
    """Put one teacher of a seat school at the head of a small queue; return the row."""
    t, s = state.teachers, state.sections
    at_seat = s.zone[np.maximum(t.post, 0)] == Zone.SEAT
    free = t.alive & (t.status == Status.ESTABLISHED) & (t.away == Away.HOME) & (t.role == 0)
    row = int(np.flatnonzero(free & at_seat & (t.post >= 0) & (t.duty == t.post))[0])
    t.title[row], t.title_years[row], t.level_unit[row] = Title.FIRST, 5, s.unit[t.post[row]]
    t.rural_years[row] = t.village_years[row] = 0.0
    t.birth[row] = state.september - 12 * 40
    t.sex[row] = 0
    state.units.promoted_senior[s.unit[t.post[row]]] = [9, 9, 9]
    return row


def test_beliefs_by_hand() -> None:
    state = county(7)
    row = one_seeker(state)
    t, s = state.teachers, state.sections
    state.terms = Terms({FILTERS: (SENIOR,)})
    found = beliefs(state)
    at = found.rows.tolist().index(row)
    unit = s.unit[t.post[row]]
    held = np.flatnonzero(t.alive & (t.post >= 0) & (t.status == Status.ESTABLISHED))
    pool = held[(s.unit[t.post[held]] == unit) & (t.level_unit[held] == unit)]
    pool = pool[(t.title[pool] == Title.FIRST) & (t.title_years[pool] >= 5)]
    assert 1 <= found.rank[at] <= pool.size
    assert (found.years[at], found.flow[at]) == (1, 9.0)
    assert found.chance[at] == min(1.0, 9 * 2 / found.rank[at])
    # 1,200 yuan a month for 20 years at 5 %, a man of 40
    assert found.gain[at] == pytest.approx(12 * 1200 * (1 - 1.05**-20) / 0.05)
    assert found.seeks[at]
    seek(state)
    assert t.seeks_service[row] == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("role", 2),
        ("duty_changed_year", 2024),
        ("away", Away.BORROWED),
        ("title_years", 2),  # 5 asked, 1 year of service and one more ahead
        ("rural_years", 1.0),
        ("title", Title.SENIOR),
        ("level_unit", 7),  # still competes for the title held
        ("birth", 12 * 1963),  # too near to the pension to gain
    ],
)
def test_who_does_not_seek(column: str, value: float) -> None:
    state = county(7)
    row = one_seeker(state)
    state.terms = Terms({FILTERS: (SENIOR,)})
    state.teachers[column][row] = value
    seek(state)
    assert state.teachers.seeks_service[row] == 0


def test_the_window_opens_with_the_extra_years() -> None:
    state = county(7)
    row = one_seeker(state)
    state.terms = Terms({FILTERS: (SENIOR,)})
    for years, seeks in ((2, 0), (3, 1)):
        state.teachers.title_years[row] = years
        seek(state)
        assert state.teachers.seeks_service[row] == seeks
    state.parameters = state.parameters.changed({"titles.extra_years": 1.0})
    state.teachers.title_years[row] = 2
    seek(state)
    assert state.teachers.seeks_service[row] == 1


def test_who_works_where_it_counts_waits_there() -> None:
    state = county(7)
    t, s = state.teachers, state.sections
    promote(state)
    state.terms = Terms({FILTERS: (SENIOR,)})
    t.rural_years[:] = t.village_years[:] = t.aid_years[:] = 0.0
    state.units.promoted_senior[:] = 50
    seek(state)
    seekers = np.flatnonzero(t.seeks_service > 0)
    assert seekers.size
    assert set(s.zone[t.post[seekers]].tolist()) == {Zone.SEAT}
    village = TitleFilter(name="p", low=Title.SENIOR, years=1, town=False)
    state.terms = Terms({FILTERS: (village,)})
    seek(state)
    seekers = np.flatnonzero(t.seeks_service > 0)
    assert set(s.zone[t.post[seekers]].tolist()) == {Zone.SEAT, Zone.TOWN}


def test_years_until_the_title_may_be_sought() -> None:
    state = county(8)
    t, s = state.teachers, state.sections
    state.terms = Terms({STEPS: Steps(senior=5), FILTERS: (TitleFilter(name="p", years=3),)})
    seat = np.flatnonzero(t.alive & (t.duty >= 0) & (s.zone[np.maximum(t.duty, 0)] == Zone.SEAT))
    town = np.flatnonzero(t.alive & (t.duty >= 0) & (s.zone[np.maximum(t.duty, 0)] == Zone.TOWN))
    rows = np.array([seat[0], seat[1], town[0], town[1]])
    t.title[rows], t.title_years[rows] = Title.FIRST, [4, 4, 4, 1]
    t.rural_years[rows], t.village_years[rows] = [3, 1, 1, 1], 0
    # served; not served and not serving; two more years here; four years in the title lack
    assert years_to_apply(state, rows).tolist() == [1, np.inf, 2, 4]
    t.aid_years[rows] = 0
    state.terms = Terms({STEPS: Steps(senior=5)})
    assert years_to_apply(state, rows).tolist() == [1, 1, 1, 4]


@pytest.mark.parametrize("seed", range(5))
def test_the_floor_equals_rates_and_keeps_the_number(seed: int) -> None:
    luck = np.sin(np.arange(400) * 12.9898 + seed) * 43758.5453
    score = luck - np.floor(luck)
    group = np.arange(400) % 2
    rural, may = np.arange(400) % 3 == 0, np.arange(400) % 7 > 0
    wins = may & (score + 0.3 * ~rural > 0.9)
    raised = raise_rural(group, score, rural, wins, np.ones(400, dtype=bool), may)
    for of in (0, 1):
        here = group == of
        assert raised[here].sum() == wins[here].sum()
        country, city = here & rural, here & ~rural
        assert raised[country].mean() >= raised[city].mean()
        one_less = (raised[country].sum() - 1) / country.sum()
        assert one_less < (raised[city].sum() + 1) / city.sum()
        lost = score[city & wins & ~raised].max()
        assert lost <= score[city & raised].min()
        assert score[country & raised & ~wins].min() >= score[country & may & ~raised].max()
    assert not np.any(raised & ~may)


def test_the_floor_asks_for_nothing_where_it_holds() -> None:
    assert swaps(3, 10, 2, 10) == 0
    assert swaps(0, 0, 5, 10) == 0
    assert swaps(0, 10, 0, 10) == 0
    assert swaps(0, 5, 10, 10) == 4  # 4 of 5 against 6 of 10


def test_level_posts_go_along_with_the_floor() -> None:
    free, state = county(9, 500), county(9, 500)
    state.terms = Terms({RURAL_FLOOR: True})
    for _ in range(3):
        for each in (free, state):
            each.year += 1
            each.teachers.title_years += each.teachers.alive
            promote(each)
    units = state.units
    moved = units.moved_senior, units.moved_middle
    assert not free.units.moved_middle.any()
    assert any(np.abs(m).sum() > 0 for m in moved)
    for m in moved:
        for stage in (0, 1):
            assert m[units.stage == stage].sum() == 0
    assert passed(state) != passed(free)


def test_the_last_three_rounds_are_remembered() -> None:
    state = county(9)
    s, t = state.sections, state.teachers
    expected = []
    for _ in range(4):
        state.year += 1
        t.title_years += t.alive
        before = t.title.copy()
        promote(state)
        rows = np.flatnonzero((t.title == Title.SENIOR) & (before == Title.FIRST))
        expected.insert(0, np.bincount(s.unit[t.post[rows]], minlength=state.units.rows))
    assert np.array_equal(state.units.promoted_senior, np.array(expected[:3]).T)
    assert np.sum(expected) > 0
