"""What a county must do when its rules are so plain that the answer is known by formula."""

from __future__ import annotations

import numpy as np
import pytest

from integration.tiny import tiny_county
from teacherflow import choice, movement
from teacherflow.codes import Sex, Stage, Status
from teacherflow.county import County
from teacherflow.draws import Draws
from teacherflow.parameters import Parameters
from teacherflow.phases.leave import calibrate
from teacherflow.phases.teach import share_out_lessons
from teacherflow.population import generate
from teacherflow.results import balance
from teacherflow.results.recorder import Recorder
from teacherflow.results.view import View
from teacherflow.state import State
from teacherflow.terms.enrol import CLOSURES, OPENINGS
from teacherflow.terms.exchange import BORROWING
from teacherflow.terms.laws import Terms
from teacherflow.terms.recruit import ROUTES
from teacherflow.terms.transfer import CHANNELS, Move

START = 2024
QUIT, AWAY = 0.05, 0.03
STAYS = (1 - QUIT) * (1 - AWAY)
PLAIN = Parameters().changed(
    {
        **{f"leave.quit_{band}": QUIT for band in ("under_30", "30_49", "50_up")},
        **{f"leave.leave_county_{band}": AWAY for band in ("under_30", "30_49", "50_up")},
        **{f"leave.death_{band}": 0.0 for band in ("under_30", "30_49", "50_up")},
        "leave.pay_sensitivity": 0.0,
        "leave.early_career": 0.0,
        "leave.worse_off": 0.0,
        "leave.kin_factor": 1.0,
        "leave.no_kin_factor": 1.0,
        "transfer.look_early": 0.0,
        "transfer.look_middle": 0.0,
        "transfer.look_late": 0.0,
        "recruit.age_spread": 1e-9,
        "recruit.decline": -1000.0,
    }
)
"""Everybody leaves with the same chance in every year; nobody looks for another school."""
STILL = Terms(
    {
        CLOSURES: (),
        OPENINGS: (),
        BORROWING: 0.0,
        CHANNELS: tuple(c for c in CHANNELS.default if c.kind is Move.TRANSFER),
        ROUTES: tuple(route for route in ROUTES.default if route.name == "exam"),
    }
)
"""Schools stand still, and all entrants come through the exam."""


def a_county(years_before: int, seed: int, size: float) -> County:
    """A county before burn-in, with plain behaviour and still rules."""
    draws = Draws(seed)
    county = tiny_county(size)
    state = generate(county, start=START, burn_in=years_before, parameters=PLAIN, draws=draws)
    t = state.teachers
    t.bond_until[:] = 0
    state.terms = STILL
    share_out_lessons(state, np.flatnonzero(t.alive))
    choice.refresh(state)
    calibrate(state)
    return County(state, dict.fromkeys(range(START - years_before, START + 50), STILL))


def test_constant_chances_give_geometric_retention() -> None:
    """Retention after k years is (1 - h)^k, by school, zone and county alike."""
    county = a_county(0, seed=1, size=9)
    state = county.state
    make_young(state)
    recorder = Recorder("plain")
    movement.begin_study(state)
    recorder.begin(state)
    for _ in range(8):
        county.step()
        recorder.year(state)
    found = recorder.finish(state)["county_year"]
    staff = np.count_nonzero(state.teachers.alive)
    assert staff > 1200
    for k in (1, 3, 5):
        for name in (f"county_retention_{k}y", f"retention_{k}y_town", f"zone_retention_{k}y_town"):
            share = float(np.mean(found[name][~np.ma.getmaskarray(found[name])]))
            people = staff if name.startswith("county") else staff / 5  # a cautious lower bound
            assert share == pytest.approx(STAYS**k, abs=4 * np.sqrt(0.25 / people)), name
    assert found["county_retention_1y"].mean() == pytest.approx(
        STAYS, abs=4 * np.sqrt(STAYS * (1 - STAYS) / staff / 8)
    )


def make_young(state: State) -> None:
    """Nobody is near retirement, which would leave the denominator."""
    t = state.teachers
    rows = np.flatnonzero(t.alive)
    age = 24.0 + 18.0 * state.draws.uniform("test.age", 0, t.id[rows])
    t.birth[rows] = state.september - np.floor(12 * age)


def test_a_closed_stock_reaches_the_stationary_pyramid() -> None:
    """Entry at 22.5, constant exits, pension at 60: shares by age fall as (1 - h)^years.

    Hires equal exits, so the stock is constant; after a career's length it has forgotten its start.
    """
    county = a_county(160, seed=2, size=4)
    state = county.state
    t = state.teachers
    pyramid = np.zeros(38)
    stock = np.zeros(0)
    for year in range(160):
        t.sex[:] = Sex.MAN
        county.step()
        ages = (state.september - t.birth[t.alive]) / 12
        if year >= 55:
            pyramid += np.bincount((ages - 22.5).round().astype(int), minlength=38)
            stock = np.append(stock, ages.size)
    assert state.burning_in
    assert stock.std() < 0.01 * stock.mean()
    expected = STAYS ** np.arange(38)
    expected /= expected.sum()
    found = pyramid / pyramid.sum()
    assert np.abs(found - expected).max() < 0.004
    for low in range(0, 38, 10):
        band = slice(low, low + 10)
        assert found[band].sum() == pytest.approx(expected[band].sum(), abs=0.01)
    share_leaving = expected[0]  # in a steady state entrants are the share that leaves
    assert found[0] == pytest.approx(share_leaving, rel=0.03)


@pytest.mark.parametrize("item", ["backbone", "midsenior", "degree", "artspe"])
@pytest.mark.parametrize("stage", [Stage.PRIMARY, Stage.JUNIOR])
def test_the_noise_floor_is_what_dealing_people_to_posts_at_random_leaves(
    stage: Stage, item: str
) -> None:
    """On a generated county: root mean square of the CV over 600 random deals."""
    state = generated()
    name = f"{item}_{stage.name.lower()}_post"
    floor = balance.values(View(state))[f"cv0_{name}"]
    t = state.teachers
    held = np.flatnonzero(t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0))
    held = held[View(state).rated(stage)[t.post[held]]]  # very small schools are left out
    posts = t.post[held].copy()
    luck, squares = Draws(11), []
    for deal in range(600):
        t.post[held] = posts[luck.order("deal", deal, np.arange(held.size))]
        squares.append(balance.values(View(state))[f"cv_{name}"] ** 2)
    t.post[held] = posts
    assert floor == pytest.approx(np.sqrt(np.mean(squares)), rel=0.04)


def generated() -> State:
    return County.generated(tiny_county(2.0, points=0), start=START, burn_in=3, seed=9).state
