"""Sections and posts of a start population: totals, sizes, units, places."""

from __future__ import annotations

import numpy as np
import pytest

from teacherflow.codes import Kind, Stage, Zone
from teacherflow.draws import Draws
from teacherflow.faults import InputError
from teacherflow.parameters import Parameters
from teacherflow.population import generate
from teacherflow.population.margins import measure, totals
from teacherflow.population.scaling import scaled_below, scaled_to

from .counties import NAMES, county, start_of


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("start", [2020, 2024, 2028])
def test_totals_are_exact(name: str, start: int) -> None:
    state = start_of(name, 3, start)
    found = measure(state)
    for key, value in totals(county(name), start).items():
        assert found[key] == value, key
    for stage in Stage:
        quota = state.sections.quota[state.sections.stage == stage].sum()
        assert quota == state.stages.total[stage] == county(name).stage(stage).teachers.value


def test_zhijin_pupils_of_2024() -> None:
    found = measure(start_of("zhijin", 1))
    assert found["pupils_primary"] == round(101036 / 1.014) == 99641
    assert found["pupils_junior"] == round(48058 / 0.951) == 50534


def test_sizes_of_zhijin_primary_schools() -> None:
    """Percentiles 5 to 95 stated for the prototype: 95, 185, 312, 595, 1,500."""
    wanted = np.array([95, 185, 312, 595, 1500])
    drawn = []
    for seed in range(10):
        s = start_of("zhijin", seed).sections
        drawn.append(np.percentile(s.pupils[s.open & (s.stage == 0)], [5, 25, 50, 75, 95]))
    assert np.all(np.abs(np.mean(drawn, axis=0) / wanted - 1) < 0.10)


def test_floors_hold() -> None:
    data = county("zhijin")
    s = start_of("zhijin", 5).sections
    for stage in Stage:
        for zone in Zone:
            schools = data.stage(stage).zone(zone)
            here = s.open & (s.stage == stage) & (s.zone == zone) & (s.kind != Kind.POINT)
            assert np.count_nonzero(here) == data.stage(stage).school_count(zone)
            if schools:
                assert s.fork_pupils[here].min() >= schools.floor_pupils.value - 1e-6


def test_scaling_above_floors_is_solved() -> None:
    weights, floors = np.array([1.0, 2.0, 4.0, 8.0]), np.array([3.0, 3.0, 3.0, 3.0])
    assert scaled_to(24.0, weights, floors).tolist() == pytest.approx([3, 3, 6, 12])
    assert scaled_to(12.0, weights, floors).tolist() == pytest.approx([3, 3, 3, 3])
    assert scaled_to(150.0, weights, floors).tolist() == pytest.approx([10, 20, 40, 80])


def test_scaling_below_caps_is_solved() -> None:
    weights, caps = np.array([1.0, 2.0, 4.0, 8.0]), np.array([6.0, 6.0, 6.0, 6.0])
    assert scaled_below(7.5, weights, caps).tolist() == pytest.approx([0.5, 1, 2, 4])
    assert scaled_below(16.5, weights, caps).tolist() == pytest.approx([1.5, 3, 6, 6])
    assert scaled_below(30.0, weights, caps).tolist() == pytest.approx([6, 6, 6, 6])


def test_too_few_pupils_for_the_floors_is_said() -> None:
    demo = county("demo")
    small = demo.primary.pupils.model_copy(update={"value": 2000})
    shrunk = demo.model_copy(update={"primary": demo.primary.model_copy(update={"pupils": small})})
    with pytest.raises(InputError, match="floors"):
        generate(shrunk, start=2024, burn_in=1, parameters=Parameters(), draws=Draws(1))


@pytest.mark.parametrize("name", NAMES)
def test_units(name: str) -> None:
    """A township's primary schools and points are one unit; every other section is its own."""
    state = start_of(name, 2)
    s = state.sections
    for unit in range(state.units.rows):
        members = np.flatnonzero(s.unit == unit)
        assert members.size
        assert np.all(s.stage[members] == state.units.stage[unit])
        if members.size > 1:
            assert np.all(s.stage[members] == Stage.PRIMARY)
            assert np.unique(s.township[members]).size == 1
            assert s.township[members[0]] == state.units.township[unit] >= 0
            assert np.count_nonzero(s.kind[members] == Kind.CENTRAL) == 1
    in_township = (s.township >= 0) & (s.stage == Stage.PRIMARY)
    townships = county(name).townships.value
    assert np.unique(s.unit[in_township]).size == townships
    assert state.units.rows == townships + np.count_nonzero(~in_township)


@pytest.mark.parametrize("name", NAMES)
def test_reserve_rows(name: str) -> None:
    """Three may open in the seat and one in each township, by stage; they are empty."""
    s = start_of(name, 2).sections
    reserve = s.opening >= 0
    assert np.array_equal(reserve, ~s.open)
    for stage in Stage:
        mine = reserve & (s.stage == stage)
        assert np.count_nonzero(mine & (s.zone == Zone.SEAT)) == 3
        towns = s.township[mine & (s.zone == Zone.TOWN)]
        assert sorted(towns.tolist()) == list(range(county(name).townships.value))
    assert not s.pupils[reserve].any()
    assert not s.target[reserve].any()
    assert np.flatnonzero(reserve).min() > np.flatnonzero(~reserve).max()


def test_space() -> None:
    s = start_of("zhijin", 4).sections
    radius = np.sqrt(2868 / np.pi)
    town = s.zone == Zone.TOWN
    assert np.hypot(s.x[town], s.y[town]).max() <= radius
    assert np.all(np.hypot(s.x, s.y)[s.zone == Zone.SEAT] <= 1.5)
    assert np.allclose(s.seat_km, 1.3 * np.hypot(s.x, s.y))
    central = np.flatnonzero(s.kind == Kind.CENTRAL)
    place = dict(zip(s.township[central].tolist(), central.tolist(), strict=True))
    village = np.flatnonzero(s.zone == Zone.VILLAGE)
    home = np.array([place[t] for t in s.township[village].tolist()])
    km = np.hypot(s.x[village] - s.x[home], s.y[village] - s.y[home])
    assert km.min() >= 2.0
    assert 4.5 < km.mean() < 7.5


def test_clusters_join_about_four_townships() -> None:
    s = start_of("zhijin", 4).sections
    assert set(s.cluster[s.zone == Zone.SEAT].tolist()) == {0}
    pairs = {(t, c) for t, c in zip(s.township.tolist(), s.cluster.tolist(), strict=True) if t >= 0}
    assert len(pairs) == 33  # a township lies in one cluster
    sizes = np.bincount([c for _, c in pairs])[1:]
    assert sizes.size == 8
    assert set(sizes.tolist()) <= {4, 5}


def test_groups_join_seat_and_town_schools() -> None:
    s = start_of("zhijin", 4).sections
    for group in range(6):
        zones = set(s.zone[s.open & (s.group == group)].tolist())
        assert zones == {Zone.SEAT, Zone.TOWN}
    assert set(s.group[s.zone == Zone.VILLAGE].tolist()) == {-1}


def test_nine_year_schools_have_two_sections() -> None:
    s = start_of("banan", 1).sections
    shared = np.flatnonzero(s.kind == Kind.NINE_YEAR)
    assert shared.size == 4
    for row in shared.tolist():
        both = np.flatnonzero(s.school == s.school[row])
        assert sorted(s.stage[both].tolist()) == [Stage.PRIMARY, Stage.JUNIOR]
        assert np.unique(s.x[both]).size == 1


def test_teaching_points_are_small() -> None:
    s = start_of("guanxian", 1).sections
    points = s.pupils[s.kind == Kind.POINT]
    assert points.size == 43
    assert points.min() >= 5
    assert points.max() <= 40


def test_a_published_coefficient_is_met() -> None:
    """A county that publishes its 师生比 CV starts with it, without the 3 % or so of borrowing."""
    zhijin = county("zhijin")
    wanted = {"value": 0.33, "source": "test", "kind": "survey"}
    primary = {**zhijin.primary.model_dump(), "teacher_pupil_cv": wanted}
    changed = type(zhijin).model_validate({**zhijin.model_dump(), "primary": primary})
    state = generate(changed, start=2024, burn_in=10, parameters=Parameters(), draws=Draws(7))
    s = state.sections
    rows = np.flatnonzero(s.open & (s.stage == Stage.PRIMARY) & (s.pupils >= 50))
    x, p = s.target[rows], s.pupils[rows]
    mean = x.sum() / p.sum()
    cv = np.sqrt(np.sum(p / p.sum() * (x / p - mean) ** 2)) / mean
    assert cv == pytest.approx(0.33, abs=0.003)


def test_a_coefficient_out_of_reach_is_refused() -> None:
    zhijin = county("zhijin")
    wanted = {"value": 0.05, "source": "test", "kind": "survey"}
    primary = {**zhijin.primary.model_dump(), "teacher_pupil_cv": wanted}
    changed = type(zhijin).model_validate({**zhijin.model_dump(), "primary": primary})
    with pytest.raises(InputError, match="cannot be reached"):
        generate(changed, start=2024, burn_in=10, parameters=Parameters(), draws=Draws(7))
