"""More of a dose of rotation moves its outcome the right way, over the whole range."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from factory import small_county
from integration.tiny import tiny_county
from teacherflow.codes import Away
from teacherflow.county import County
from teacherflow.log import Exchanged, concatenated
from teacherflow.phases.eligibility import count_eligible
from teacherflow.phases.forms import settle_forms
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.state import State
from teacherflow.terms.laws import settle

START = 2024
WIDE = {"after_years": 3, "senders": "county", "direction": "any", "volunteers": "none"}


@cache
def fork() -> State:
    """A county of 900 teachers before exchange; tests take copies."""
    state = small_county(3, teachers=900, sections=24)
    state.teachers.backbone[:] = state.teachers.talent > 0.1
    return state


def done(**values: Any) -> Exchanged:
    """Settle one year of exchange and return what was done."""
    state = fork().fork()
    state.log.keeping = True
    policy = MandatoryRotation.model_validate({**WIDE, **values})
    state.terms = settle({"mandatory_rotation": policy}, START)
    count_eligible(state)
    settle_forms(state, post_moves=False)
    return state.log.exchanges[0] if state.log.exchanges else Exchanged(START, "", *[0] * 6)


def rises(values: Iterable[float]) -> bool:
    return all(a < b for a, b in pairwise(values))


def test_a_larger_share_sends_more_up_to_the_caps() -> None:
    shares = (0.0, 0.02, 0.05, 0.1, 0.2)
    sent = [done(share=share).sent for share in shares]
    assert rises(sent)
    assert sent == [int(np.ceil(round(s * done(share=s).eligible, 9))) for s in shares]
    full = [done(share=share).sent for share in (0.5, 1.0)]
    assert sent[-1] < full[0] == full[1]  # schools are at their caps
    assert full[1] < done(share=1.0, school_cap=0.5, backfill="none").sent


def test_better_compliance_sends_more() -> None:
    sent = [done(share=0.2, compliance=by).sent for by in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert sent[0] == 0
    assert rises(sent)


def test_longer_years_at_a_school_leave_fewer_eligible() -> None:
    eligible = [done(after_years=years).eligible for years in (0, 3, 6, 9, 40)]
    assert rises(eligible[::-1])
    assert eligible[-1] == 0


@pytest.mark.parametrize("of", ["sent", "due"])
def test_a_higher_floor_sends_more_backbones(of: str) -> None:
    floors = (0.0, 0.1, 0.2, 0.4) if of == "sent" else (0.0, 0.1, 0.3, 0.5)
    backbones = [done(backbone_share=f, backbone_of=of).backbones for f in floors]
    assert all(a <= b for a, b in pairwise(backbones))
    assert backbones[0] < backbones[2] < backbones[3]


def test_earlier_exemption_leaves_fewer_eligible() -> None:
    ages = [
        done(men_exempt_from=age, women_exempt_from=age, years_to_pension=0).eligible
        for age in (30, 40, 50, 55, 70)
    ]
    assert rises(ages)
    pension = [done(years_to_pension=years).eligible for years in (0, 5, 10, 20, 30)]
    assert rises(pension[::-1])


def test_a_wider_scope_and_longer_roads_place_more() -> None:
    near = [done(share=0.3, km_most=km).sent for km in (0, 3, 6, 12, 40)]
    assert near[0] == 0
    assert all(a <= b for a, b in pairwise(near))
    assert near[1] < near[-1]
    scopes = [done(share=0.3, scope=scope).sent for scope in ("group", "cluster", "county")]
    assert scopes[0] <= scopes[1] <= scopes[2]


@cache
def county() -> County:
    return County.generated(tiny_county(3.0), seed=5, start=START, burn_in=3)


def lived(span: int, **values: Any) -> State:
    policy = MandatoryRotation.model_validate({**WIDE, **values})
    terms = settle({"mandatory_rotation": policy}, START)
    run = county().fork({START + k: terms for k in range(span)})
    for _ in range(span):
        run.step()
    return run.state


def test_longer_terms_keep_more_away_and_send_back_fewer() -> None:
    away, back = [], []
    for years in (1, 2, 3, 6):
        state = lived(7, years=years, share=0.1)
        t, moves = state.teachers, concatenated(state.log.moves)
        away.append(int((t.alive & (t.away == Away.EXCHANGE)).sum()))
        returned = (moves["kind"] == "exchange_return") & (moves["cause"] == "leave.return")
        back.append(int(returned.sum()))
    assert rises(away)
    assert rises(back[::-1])


def test_a_higher_chance_to_return_leaves_fewer_posts_at_hosts() -> None:
    stayed = []
    for chance in (0.0, 0.5, 1.0):
        moves = concatenated(lived(6, years=1, share=0.3, return_chance=chance).log.moves)
        stayed.append(int((moves["cause"] == "leave.stay").sum()))
    assert stayed[0] >= stayed[1] > stayed[2] == 0
    assert stayed[0] > 0


def test_more_travel_money_brings_more_volunteers() -> None:
    offered = [
        done(volunteers="first", share=0.3, meals_yuan_per_month=yuan).volunteers
        for yuan in (0, 1000, 2500, 5000)
    ]
    assert all(a <= b for a, b in pairwise(offered))
    assert offered[0] < offered[-1]
