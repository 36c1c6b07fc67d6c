"""Rotation: what its parameters promise, one by one."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from factory import small_county
from phases.exchange_rules import START, fork_of, rotation
from teacherflow.codes import Away, Stage, Zone
from teacherflow.phases.eligibility import count_eligible
from teacherflow.phases.forms import numbers, settle_forms
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.terms.exchange import (
    form_key,
)
from teacherflow.terms.laws import settle


def test_the_host_pays_its_part_of_the_bonus_and_raises_effort() -> None:
    """Of 400 yuan a month the host pays 30 %, and effort rises by what the study says."""
    effort = {}
    for gain in (0.0, 0.05):
        policy = rotation(share=0.5, bonus_yuan_per_month=400, host_effort=gain)
        pair = fork_of(1).fork({START: settle({"mandatory_rotation": policy}, START)})
        pair.step()
        t = pair.state.teachers
        gone = t.alive & (t.away == Away.EXCHANGE) & (t.away_form >= 0)
        effort[gain] = t.effort[gone].mean()
        paid = {(item, payer): yuan for _, _, item, payer, yuan in pair.state.log.spending}
        assert paid["bonus", "county"] == pytest.approx(280 * 12 * gone.sum())
        assert paid["bonus_of_host", "host"] == pytest.approx(120 * 12 * gone.sum())
    assert effort[0.05] - effort[0.0] == pytest.approx(0.05)


def test_those_back_from_an_exchange_are_left_in_peace() -> None:
    """With a clock that runs on, whoever is back goes again only after the years of rest."""
    gaps = {}
    for rest in (0, 2):
        policy = rotation(share=0.6, years=1, clock="runs_on", rest_years=rest, return_chance=1.0)
        terms = settle({"mandatory_rotation": policy}, START)
        pair = fork_of(1).fork({START + k: terms for k in range(4)})
        gone: dict[int, list[int]] = {}
        for _ in range(4):
            pair.step()
        for move in pair.slow.moves:
            if move["kind"] == "exchange_out":
                gone.setdefault(move["teacher_id"], []).append(move["year"])
        again = [b - a for years in gone.values() for a, b in pairwise(years)]
        gaps[rest] = min(again, default=99)
    assert gaps == {0: 1, 2: 3}  # away one year, back in August, two years of rest


def test_a_graduating_class_has_a_share_of_its_own() -> None:
    """Hefei: 10 % of the eligible, 30 % of those who teach a graduating class."""
    state = small_county(3, teachers=900, sections=24)
    policy = MandatoryRotation(preset="hefei", after_years=3)
    state.terms = settle({"mandatory_rotation": policy}, START)
    count_eligible(state)
    t, found = state.teachers, numbers(state)
    may = t.alive & (t.exchange_mask > 0)
    classes = int((may & t.graduating).sum())
    grades = np.where(t.stage[may] == Stage.PRIMARY, 6, 3)
    assert classes == pytest.approx((1 / grades).sum(), abs=0.3 * classes)
    own, others = (found[f"mandatory_rotation.duty{s}"] for s in ("_graduating", ""))
    assert (own.asked, own.eligible) == (int(np.ceil(round(0.3 * classes, 9))), classes)
    assert others.eligible == may.sum() - classes
    assert others.asked == int(np.ceil(round(0.1 * others.eligible, 9)))
    settle_forms(state, post_moves=False)
    key = form_key("mandatory_rotation.duty_graduating")
    sent = np.flatnonzero(t.alive & (t.away_form == key) & t.graduating)
    assert sent.size >= own.asked > 5


def test_a_floor_of_the_due_backbones_sends_that_share_of_them() -> None:
    """Zhejiang: 15 % of the backbones who are due, however many go in all."""
    state = small_county(3, teachers=900, sections=24)
    t = state.teachers
    t.backbone[:] = t.talent > 0.06
    policy = rotation(
        backbone_share=0.5, backbone_of="due", volunteers="none", after_years=0, school_cap=0.5
    )
    state.terms = settle({"mandatory_rotation": policy}, START)
    count_eligible(state)
    due = int((t.alive & (t.exchange_mask > 0) & t.backbone).sum())
    settle_forms(state, post_moves=False)
    (told,) = state.log.exchanges
    assert told.backbones >= 0.9 * np.ceil(0.5 * due)  # a few find no host
    assert told.backbones / told.sent > 0.2


def test_points_for_rural_service_choose_first() -> None:
    """Of those who choose, who served longest in towns and villages gets the better school."""
    gain = {}
    for turn in ("lot", "points"):
        state = small_county(3, teachers=900, sections=24)
        policy = rotation(
            share=1.0,
            placing="preference",
            volunteers="none",
            turn=turn,
            backfill="none",
            school_cap=0.5,
            senders="seat",
        )
        state.terms = settle({"mandatory_rotation": policy}, START)
        t, s = state.teachers, state.sections
        t.rural_years[:] = np.arange(t.rows) % 7
        count_eligible(state)
        settle_forms(state, post_moves=False)
        gone = np.flatnonzero(t.alive & (t.exchange_km > 0))
        many = t.rural_years[gone] >= 4
        assert min(many.sum(), (~many).sum()) > 10
        seat = s.zone[t.duty[gone]] == Zone.SEAT
        gain[turn] = seat[many].mean() - seat[~many].mean()
    assert gain["points"] > gain["lot"] + 0.1


def test_the_floor_holds_where_everybody_volunteers() -> None:
    """Ordinary volunteers give way too: a fifth of those sent are to be backbones."""
    share = {}
    for floor in (0.0, 0.3):
        state = small_county(3, teachers=900, sections=24)
        t = state.teachers
        t.backbone[:] = t.talent > 0.1
        policy = rotation(backbone_share=floor, meals_yuan_per_month=5000, share=0.1)
        state.terms = settle({"rotation": policy}, START)
        count_eligible(state)
        settle_forms(state, post_moves=False)
        (told,) = state.log.exchanges
        assert told.volunteers > 0.5 * told.sent
        share[floor] = told.backbones / told.sent
    assert share[0.0] < 0.2
    assert share[0.3] >= 0.3


def test_who_is_sent_in_return_has_been_long_enough_at_the_school() -> None:
    for years in (0, 8):
        state = small_county(3, teachers=900, sections=24)
        t = state.teachers
        policy = rotation(swap_after_years=years, share=0.1)
        state.terms = settle({"rotation": policy}, START)
        clock = t.exchange_clock.copy()
        count_eligible(state)
        settle_forms(state, post_moves=False)
        (told,) = state.log.exchanges
        back = np.flatnonzero((t.exchange_km > 0) & (t.exchange_mask == 0))
        assert told.swapped > 5
        assert (clock[back] >= 8).all() == (years == 8)
