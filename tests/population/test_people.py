"""The people of a start population: margins, consistency, official coefficients, luck."""

from __future__ import annotations

import math

import numpy as np
import pytest

from teacherflow import staffing
from teacherflow.codes import Away, Education, Role, Route, Sex, Stage, Status, Title, Zone
from teacherflow.draws import Draws
from teacherflow.parameters import Parameters
from teacherflow.population import generate
from teacherflow.population.margins import MARGIN, TARGETS, measure
from teacherflow.state import State

from .counties import NAMES, county, start_of

SEEDS = range(8)
AGES = {Zone.SEAT: (18, 32, 28, 22), Zone.TOWN: (20, 25, 33, 22), Zone.VILLAGE: (20, 18, 40, 22)}


def alive(state: State) -> np.ndarray:
    return np.flatnonzero(state.teachers.alive)


def home(state: State) -> np.ndarray:
    """Section of the post, of duty for special-post teachers."""
    t, rows = state.teachers, alive(state)
    return np.where(t.post[rows] >= 0, t.post[rows], t.duty[rows])


def age(state: State) -> np.ndarray:
    return (12 * state.year + 8 - state.teachers.birth[alive(state)]) / 12


def test_founders_are_numbered_by_section() -> None:
    state = start_of("zhijin", 1)
    rows = alive(state)
    assert state.teachers.id[rows].tolist() == list(range(1, rows.size + 1))
    assert np.all(np.diff(home(state)) >= 0)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_margins_of_small_and_large_counties(name: str, seed: int) -> None:
    for burn_in, names in ((0, ("women",)), (10, ("bachelor", "senior", "first"))):
        found = measure(start_of(name, seed, 2024, burn_in))
        for target in TARGETS:
            if target.name.startswith(names):
                assert target.met(found[target.name]), (target.name, found[target.name])


def test_more_women_start_where_burn_in_takes_more_of_them() -> None:
    found = [measure(start_of("zhijin", 1, 2024, years)) for years in (0, 5, 10)]
    assert [f["women_primary"] for f in found] == sorted(f["women_primary"] for f in found)
    assert found[0]["women_primary"] == pytest.approx(0.72, abs=0.001)
    assert found[2]["women_primary"] < 0.80


@pytest.mark.parametrize("name", NAMES)
def test_age_bands_by_zone(name: str) -> None:
    state = start_of(name, 4)
    zone, years = state.sections.zone[home(state)], age(state)
    for code, shares in AGES.items():
        counts = np.histogram(years[zone == code], bins=(0, 30, 40, 50, 61))[0]
        assert np.abs(counts / counts.sum() - np.array(shares) / 100).max() < MARGIN


@pytest.mark.parametrize("name", NAMES)
def test_education(name: str) -> None:
    state = start_of(name, 4)
    t, rows, years = state.teachers, alive(state), age(state)
    for stage, shares in (
        (Stage.PRIMARY, (0.015, 0.24, 0.725, 0.02)),
        (Stage.JUNIOR, (0, 0.08, 0.87, 0.05)),
    ):
        found = t.education[rows][t.stage[rows] == stage]
        counts = np.bincount(found, minlength=4)
        assert np.abs(counts / found.size - np.array(shares)).max() < 0.006
    assert np.all(years[t.education[rows] == Education.SECONDARY] >= 35)


def test_nobody_is_past_retirement() -> None:
    state = start_of("zhijin", 5)
    t, rows, years = state.teachers, alive(state), age(state)
    assert years.min() >= 22
    assert years.max() < 60
    late = (t.sex[rows] == Sex.WOMAN) & (years >= 55)
    assert late.any()
    assert np.all(t.title[rows][late] == Title.SENIOR)


def coefficient(state: State, stage: Stage, keep: np.ndarray) -> float:
    """The official coefficient, school by school in plain arithmetic."""
    s, t = state.sections, state.teachers
    people = [0] * s.rows
    for row in np.flatnonzero(state.teachers.alive & keep & (t.duty >= 0)).tolist():
        people[int(t.duty[row])] += 1
    schools = [i for i in range(s.rows) if s.open[i] and s.stage[i] == stage and s.pupils[i] >= 50]
    pupils = sum(int(s.pupils[i]) for i in schools)
    mean = sum(people[i] for i in schools) / pupils
    spread = sum(
        int(s.pupils[i]) / pupils * (people[i] / int(s.pupils[i]) - mean) ** 2 for i in schools
    )
    return math.sqrt(spread) / mean


@pytest.mark.parametrize("seed", SEEDS)
def test_official_coefficients_lie_in_the_certified_ranges(seed: int) -> None:
    state = start_of("zhijin", seed)
    t = state.teachers
    everyone = np.ones(t.rows, dtype=bool)
    midsenior = t.title >= Title.FIRST
    primary, junior = Stage.PRIMARY, Stage.JUNIOR
    assert 0.263 <= coefficient(state, primary, everyone) <= 0.475
    assert 0.254 <= coefficient(state, primary, t.education >= Education.COLLEGE) <= 0.479
    assert 0.369 <= coefficient(state, primary, midsenior) <= 0.541
    assert 0.226 <= coefficient(state, junior, everyone) <= 0.715
    assert 0.223 <= coefficient(state, junior, t.education >= Education.BACHELOR) <= 0.445
    assert 0.253 <= coefficient(state, junior, midsenior) <= 1.021
    found = measure(state)
    assert found["cv_midsenior_primary"] == pytest.approx(coefficient(state, primary, midsenior))


def test_titles_are_spread_more_than_degrees() -> None:
    """12 of 12 primary and 9 of 11 junior counties show it; here: on average over seeds."""
    found = [measure(start_of("zhijin", seed)) for seed in SEEDS]
    for stage in ("primary", "junior"):
        titles = np.mean([f[f"cv_midsenior_{stage}"] for f in found])
        degrees = np.mean([f[f"cv_degree_{stage}"] for f in found])
        assert titles > degrees
        assert 1.05 < titles / degrees < 1.6


@pytest.mark.parametrize("name", NAMES)
def test_posts_and_targets_agree(name: str) -> None:
    state = start_of(name, 6)
    filled = staffing.posts(state) + staffing.tegang(state)
    assert np.array_equal(filled, state.sections.target)
    assert not staffing.vacancies(state).any()


@pytest.mark.parametrize("name", NAMES)
def test_title_posts_are_not_exceeded(name: str) -> None:
    state = start_of(name, 6)
    t, s, units = state.teachers, state.sections, state.units
    rows = np.flatnonzero(t.alive & (t.post >= 0))
    unit = s.unit[t.post[rows]]
    posts = np.bincount(unit, minlength=units.rows)
    for cap, least in ((units.cap_senior, Title.SENIOR), (units.cap_middle, Title.FIRST)):
        held = np.bincount(unit[t.title[rows] >= least], minlength=units.rows)
        assert np.all(held <= cap * posts + 1e-9)
    for stage, senior, middle in ((Stage.PRIMARY, 0.12, 0.55), (Stage.JUNIOR, 0.22, 0.63)):
        mine = units.stage == stage
        assert np.average(units.cap_senior[mine], weights=posts[mine]) == pytest.approx(senior)
        assert np.average(units.cap_middle[mine], weights=posts[mine]) == pytest.approx(middle)
    assert units.cap_middle.max() <= 0.92 + 1e-12
    assert np.all(units.cap_senior <= units.cap_middle)


def test_titles_ask_for_service() -> None:
    state = start_of("zhijin", 2)
    t, rows = state.teachers, alive(state)
    title, service = t.title[rows], t.service[rows]
    assert service[title == Title.SENIOR].min() >= 11
    assert service[title == Title.FIRST].min() >= 5
    assert np.all(title[service == 0] == Title.NONE)
    assert np.all(t.title_years[rows] <= service)
    assert t.title_years[rows][title > Title.NONE].max() <= 10
    assert np.array_equal(t.title_paid[rows], title)


def test_talent_has_the_stated_size_and_link_to_titles() -> None:
    talent, z, zones = [], [], []
    for seed in SEEDS:
        state = start_of("zhijin", seed)
        t, rows = state.teachers, alive(state)
        band = t.stage[rows] * 100 + t.service[rows] // 5
        title = t.title[rows].astype(float)
        for b in np.unique(band):
            mine = band == b
            if title[mine].std() > 0:
                z.append((title[mine] - title[mine].mean()) / title[mine].std())
                talent.append(t.talent[rows][mine])
        zones.append(t.talent[rows].mean())
    everyone = np.concatenate(talent)
    assert everyone.std() == pytest.approx(0.12, abs=0.002)
    assert np.corrcoef(everyone, np.concatenate(z))[0, 1] == pytest.approx(0.3, abs=0.02)
    assert abs(np.mean(zones)) < 0.002


@pytest.mark.parametrize("name", NAMES)
def test_backbones_are_one_per_hundred_pupils(name: str) -> None:
    state = start_of(name, 3)
    t = state.teachers
    for stage in Stage:
        pupils = state.sections.pupils[state.sections.stage == stage].sum()
        named = np.flatnonzero(t.backbone & (t.stage == stage))
        assert abs(named.size - pupils / 100) <= 0.5
        assert t.service[named].min() >= 5
        others = np.flatnonzero(t.alive & ~t.backbone & (t.stage == stage))
        assert t.talent[named].mean() > t.talent[others].mean() + 0.1


def test_borrowed_staff() -> None:
    state = start_of("zhijin", 3)
    t, s = state.teachers, state.sections
    out = np.flatnonzero(t.alive & (t.away != Away.HOME))
    assert out.size / alive(state).size == pytest.approx(0.04, abs=0.002)
    agency = t.away[out] == Away.AGENCY
    assert agency.mean() == pytest.approx(0.10, abs=0.01)
    assert np.all(t.duty[out[agency]] == -1)
    hosted = out[~agency]
    assert np.all(t.away[hosted] == Away.BORROWED)
    assert np.all(s.zone[t.duty[hosted]] > s.zone[t.post[hosted]])
    assert np.all(s.stage[t.duty[hosted]] == t.stage[hosted])
    assert np.all(t.tenure[out] >= 2)
    assert np.all((12 * state.year + 8 - t.birth[out]) / 12 < 45)
    assert np.all(t.duty_years[out] <= t.tenure[out])
    assert np.all(staffing.on_duty(state)[np.unique(t.duty[hosted])] <= 1.15 * s.need.max())
    home_staff = np.flatnonzero(t.alive & (t.away == Away.HOME) & (t.status == Status.ESTABLISHED))
    assert np.array_equal(t.post[home_staff], t.duty[home_staff])


def test_hosts_stay_below_their_borrowing_limit() -> None:
    state = start_of("zhijin", 3)
    t, s = state.teachers, state.sections
    hosts = np.unique(t.duty[t.alive & (t.away == Away.BORROWED)])
    assert np.all(staffing.on_duty(state)[hosts] <= 1.15 * s.need[hosts])


def test_special_posts_and_bonds_are_near_their_steady_state() -> None:
    state = start_of("zhijin", 9)
    t, s, n = state.teachers, state.sections, alive(state).size
    special = np.flatnonzero(t.alive & (t.status == Status.TEGANG))
    assert special.size / n == pytest.approx(0.047 * 0.10 * 3, abs=0.0005)
    assert np.all(t.post[special] == -1)
    assert np.all(s.zone[t.duty[special]] < Zone.SEAT)
    assert np.all(t.service[special] <= 2)
    assert np.all(t.bond_until[special] == t.cohort[special] + 3)
    bonded = np.flatnonzero(t.alive & (t.route == Route.BONDED))
    assert bonded.size / n == pytest.approx(0.047 * 0.06 * 6, abs=0.0005)
    assert np.all(t.bond_until[bonded] > state.year)


@pytest.mark.parametrize("name", NAMES)
def test_every_unit_is_led(name: str) -> None:
    state = start_of(name, 3)
    t, s = state.teachers, state.sections
    rows = np.flatnonzero(t.alive & (t.post >= 0))
    unit, classes = s.unit[t.post[rows]], np.bincount(s.unit, s.classes)
    for u in np.unique(unit).tolist():
        roles = t.role[rows][unit == u]
        deputies = 1 if classes[u] < 12 else 2 if classes[u] <= 24 else 3
        assert np.count_nonzero(roles == Role.PRINCIPAL) == 1
        assert np.count_nonzero(roles == Role.DEPUTY) == min(deputies, roles.size - 1)
    leaders = rows[t.role[rows] > Role.TEACHER]
    assert np.all(t.away[leaders] == Away.HOME)
    assert np.all(t.role_years[leaders] <= t.tenure[leaders])
    assert 2 < t.role_years[leaders].mean() < 4


def test_careers_are_consistent() -> None:
    state = start_of("zhijin", 8)
    t, rows = state.teachers, alive(state)
    assert np.array_equal(t.cohort[rows] + t.service[rows], np.full(rows.size, state.year))
    assert np.all(t.tenure[rows] <= t.service[rows])
    moved = (t.tenure[rows] < t.service[rows]) & (t.status[rows] == Status.ESTABLISHED)
    assert t.schools_served[rows][moved].min() >= 2
    assert np.all(t.rural_years[rows] <= t.service[rows])
    long = t.service[rows] >= 30
    assert t.tenure[rows][long].mean() == pytest.approx(7, abs=0.7)
    posted = rows[t.post[rows] >= 0]
    assert np.array_equal(t.post_entered[posted], state.year - t.tenure[posted])
    assert np.all((age(state) - t.service[rows] - 20 >= 0) & (age(state) - t.service[rows] < 26))


def test_residence_and_family() -> None:
    state = start_of("zhijin", 8)
    t, rows = state.teachers, alive(state)
    s, place = state.sections, home(state)
    township, years = s.township[place], age(state)
    seat = s.zone[place] == Zone.SEAT
    lives = t.home_township[rows]
    old, young = ~seat & (years > 38.5), ~seat & (years < 38)
    assert np.mean(lives[old] == township[old]) == pytest.approx(0.75, abs=MARGIN)
    assert np.mean(lives[old] == -1) == pytest.approx(0.17, abs=MARGIN)
    assert np.mean(lives[young] == township[young]) == pytest.approx(0.40, abs=MARGIN)
    assert np.mean(lives[young] == -1) == pytest.approx(0.52, abs=MARGIN)
    assert np.mean(lives[seat] == -1) == pytest.approx(0.90, abs=MARGIN)
    assert np.all((t.home_x[rows] == 0) == (lives == -1))
    assert np.mean(t.kin_township[rows] > -2) == pytest.approx(0.70, abs=MARGIN)
    parents = t.child_birth[rows] != 0
    assert parents.mean() == pytest.approx(0.85, abs=0.02)
    at = (t.child_birth[rows] - t.birth[rows])[parents] / 12
    assert (at.mean(), at.std()) == pytest.approx((27, 2), abs=0.1)


def test_subjects_are_balanced_in_every_school() -> None:
    state = start_of("zhijin", 8)
    t, rows = state.teachers, alive(state)
    shares = np.bincount(t.subject[rows][t.stage[rows] == 0], minlength=6)
    assert np.abs(shares / shares.sum() - [0.38, 0.28, 0.09, 0.05, 0.14, 0.06]).max() < 0.005
    place = home(state)
    chinese = np.bincount(place[t.subject[rows] == 0], minlength=state.sections.rows)
    size = np.bincount(place, minlength=state.sections.rows)
    primary = (state.sections.stage == 0) & state.sections.open
    assert np.abs(chinese - 0.38 * size)[primary].max() < 2
    class_teachers = (t.stage[rows] == 0) & (t.subject[rows] <= 1)
    assert np.all((t.second_subject + t.subject)[rows][class_teachers] == 1)
    others = ~class_teachers
    assert np.mean(t.second_subject[rows][others] >= 0) == pytest.approx(0.15, abs=0.02)
    assert np.all(t.second_subject[rows] != t.subject[rows])


def same(a: State, b: State) -> bool:
    return all(
        np.array_equal(x[name], y[name], equal_nan=x[name].dtype.kind == "f")
        for x, y in (
            (a.teachers, b.teachers),
            (a.sections, b.sections),
            (a.units, b.units),
            (a.stages, b.stages),
        )
        for name in x
    )


def test_the_same_draws_give_the_same_county() -> None:
    def make(seed: int) -> State:
        return generate(
            county("demo"), start=2024, burn_in=10, parameters=Parameters(), draws=Draws(seed)
        )

    assert same(make(1), make(1))
    assert not same(make(1), make(2))


def test_people_hardly_depend_on_the_length_of_burn_in() -> None:
    """The sex of some does, and with it the age of women of 50 and over."""
    long, short = start_of("demo", 1, 2024, 10), start_of("demo", 1, 2024, 3)
    assert (long.year, short.year) == (2013, 2020)
    rows = alive(long)
    younger = rows[(age(long) < 50) & (age(short) < 50)]
    assert younger.size > 0.7 * rows.size
    for name in ("subject", "post", "home_township", "kin_township", "service", "tenure"):
        assert np.array_equal(long.teachers[name][younger], short.teachers[name][younger]), name
    shifted = long.teachers.birth[younger] + 12 * 7
    assert np.array_equal(shifted, short.teachers.birth[younger])
    assert np.array_equal(long.sections.quota, short.sections.quota)
    assert np.mean(long.teachers.sex[rows] != short.teachers.sex[rows]) < 0.05


def test_parameters_are_read() -> None:
    fewer = Parameters().changed({"population.women_primary": 0.5, "population.borrowed": 0.0})
    state = generate(county("demo"), start=2024, burn_in=0, parameters=fewer, draws=Draws(1))
    assert measure(state)["women_primary"] == pytest.approx(0.5, abs=0.01)
    assert not (state.teachers.away != Away.HOME).any()
