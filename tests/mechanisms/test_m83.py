"""M83 绩效评估: the weights of the yearly appraisal reach whoever is excellent, fails, or waits."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from growing import lived, people
from teacherflow.codes import Away
from teacherflow.county import County
from teacherflow.faults import Refused
from teacherflow.policies.provision import AppraisalReform
from teacherflow.ranking import standard_scores
from teacherflow.terms.laws import settle
from teacherflow.terms.teach import APPRAISAL

ALONE = {"work": 1.0, "ethics": 0.0, "research": 0.0, "pupils": 0.0, "parents": 0.0}


def score(county: County, weights: tuple[float, ...]) -> dict[int, float]:
    """Return the scores reckoned from effects and draws alone, of those who work at home."""
    t, state = county.state.teachers, county.state
    rows = np.flatnonzero(t.alive & ((t.post >= 0) | (t.duty >= 0)))
    z = standard_scores(t.talent[rows] + t.coaching[rows], t.stage[rows].astype(np.int64))
    luck = state.draws.normal("teach.appraisal", state.year, t.id[rows])
    value = 0.5 * z + sqrt(sum(w * w for w in weights)) * luck
    value -= 0.5 * ((t.away[rows] == Away.BORROWED) | (t.away[rows] == Away.AGENCY))
    return dict(zip(t.id[rows].tolist(), value.tolist(), strict=True))


def test_the_weights_reach_every_use_of_the_score(fork: County) -> None:
    """Who fails is last of the score, who is excellent stands high in the unit."""
    for given, weights in (
        (ALONE, (1.0, 0.0, 0.0, 0.0, 0.0)),
        ({}, (0.1, 0.6, 0.1, 0.1, 0.1)),
    ):
        county = lived(fork, AppraisalReform.model_validate(given))
        found = score(county, weights)
        now = people(county, "appraisal_failed", "appraisal_top", "stage")
        failed = now["appraisal_failed"] == county.year
        for stage in (0, 1):
            mine = [p for p in now["id"][now["stage"] == stage].tolist() if p in found]
            lost = now["id"][failed & (now["stage"] == stage)].tolist()
            assert sorted(mine, key=found.__getitem__)[: len(lost)] == sorted(
                lost, key=found.__getitem__
            )
        assert failed.any()
        best = [found[p] for p in now["id"][now["appraisal_top"]].tolist()]
        others = [found[p] for p in now["id"][~now["appraisal_top"]].tolist() if p in found]
        assert np.mean(best) > np.mean(others) + 1.0


def test_leaning_on_one_part_lets_luck_decide(fork: County) -> None:
    """The excellent are less able when one part, with luck of its own, is all that counts."""
    able = []
    for given in ({**ALONE, "work": 0.2, **dict.fromkeys(list(ALONE)[1:], 0.2)}, ALONE):
        total = 0.0
        for years in (1, 2, 3):
            county = lived(fork, AppraisalReform.model_validate(given), years=years)
            now = people(county, "appraisal_top", "talent")
            total += now["talent"][now["appraisal_top"]].mean()
        able.append(total)
    assert able[0] > able[1]


def test_the_share_of_the_excellent_follows(fork: County) -> None:
    for share in (0.1, 0.3):
        county = lived(fork, AppraisalReform.model_validate({"excellent": share}))
        assert people(county, "appraisal_top")["appraisal_top"].mean() == pytest.approx(
            share, abs=0.02
        )


def test_weights_change_step_by_step() -> None:
    policy = AppraisalReform.model_validate({"from": 2024, "phase_in": 3})
    weights = [settle({"a": policy}, year)[APPRAISAL].weights for year in (2024, 2025, 2026)]
    assert [w[1] for w in weights] == pytest.approx([0.50, 0.55, 0.60])
    assert [sum(w) for w in weights] == pytest.approx([1.0] * 3)


def test_weights_that_do_not_add_up_are_refused() -> None:
    with pytest.raises((Refused, ValueError), match="add up to 1"):
        AppraisalReform.model_validate({"work": 0.9})
