"""The odds that a trace shows are those by which the year decides."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from integration.tiny import tiny_county
from teacherflow.codes import Away
from teacherflow.county import County
from teacherflow.parameters import Parameters
from teacherflow.phases import leave
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.study.trace import odds_of
from teacherflow.terms.laws import settle

START = 2024


def test_odds_are_those_of_the_year_also_for_who_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Back from an exchange or from borrowing, people weigh the place to which they return."""
    rotation = MandatoryRotation.model_validate({"share": 0.4, "after_years": 2, "years": 1})
    parameters = Parameters().changed({"exchange.return_rate": 0.8})
    past = County.generated(tiny_county(1.3), start=START, seed=2, burn_in=2, parameters=parameters)
    terms = {year: settle({"rotation": rotation}, year) for year in (START, START + 1)}
    county = past.fork(terms)
    county.step()
    t = county.state.teachers
    away = {int(i) for i in t.id[t.alive & (t.away != Away.HOME)]}
    others = [int(i) for i in t.id[t.alive & (t.away == Away.HOME)][:10]]
    odds = {i: odds_of(county.state, terms[START + 1], i) for i in [*sorted(away), *others]}
    found: dict[int, tuple[float, float]] = {}
    home: set[int] = set()
    decide = leave.chances

    def watched(state: Any, rows: Any) -> Any:
        band, quits, leaves = decide(state, rows)
        ids = state.teachers.id[rows].tolist()
        found.update(zip(ids, zip(quits.tolist(), leaves.tolist(), strict=True), strict=True))
        home.update(np.asarray(ids)[state.teachers.away[rows] == Away.HOME].tolist())
        return band, quits, leaves

    monkeypatch.setattr(leave, "chances", watched)
    county.step()
    assert len(away & home) >= 5, "some have returned"
    told = {i: (o.quit, o.leave_county) for i, o in odds.items() if o is not None}
    assert told == {i: pytest.approx(found[i], rel=1e-12) for i in odds}
