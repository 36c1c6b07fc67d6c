"""M75 国培、省培: everybody gains, up to a ceiling that all coaching shares."""

from __future__ import annotations

import numpy as np
import pytest

from growing import lived, people, spent
from teacherflow.county import County
from teacherflow.policies.growth import Outreach, SchoolCulture, StudyVisits, Training
from teacherflow.terms.laws import settle
from teacherflow.terms.leave import HAZARDS, Exit

CEILING, DECAY = 0.03, 0.2


def stocks(county: County) -> np.ndarray:
    return np.asarray(people(county, "coaching")["coaching"])


def test_training_stays_under_the_common_ceiling(fork: County) -> None:
    """With everything at once nobody exceeds the ceiling, and many stand at it."""
    lot = (
        Training.model_validate({"hours": 720, "rate": 0.01}),
        StudyVisits.model_validate({"hours": 720}),
        SchoolCulture.model_validate({"strength": 1.0}),
        Outreach.model_validate({"visits": 50}),
    )
    found = stocks(lived(fork, *lot, years=3))
    assert found.max() == CEILING
    assert np.mean(found == CEILING) > 0.9


def test_a_year_of_training_is_decay_and_gain(fork: County) -> None:
    """In the first year nobody's reach or place depends on it, so the stocks differ by the rate."""
    plain, trained = (
        people(lived(fork, *policies), "coaching")
        for policies in ((), (Training.model_validate({"hours": 36, "leave_county_factor": 1.0}),))
    )
    wanted = np.minimum(plain["coaching"] + 0.0025, CEILING)
    assert np.array_equal(plain["id"], trained["id"])
    free = plain["coaching"] < CEILING
    assert trained["coaching"][free] == pytest.approx(wanted[free])


def test_the_stock_settles_where_decay_eats_the_gain(fork: County) -> None:
    """rate / decay, for somebody whom nobody else coaches."""
    policy = Training.model_validate({"hours": 36, "leave_county_factor": 1.0})
    county, before = lived(fork, policy, years=14), lived(fork, years=14)
    least = stocks(county).min()
    assert stocks(before).min() < 0.001
    assert 0.0025 <= least <= 0.0025 / DECAY  # the newest had one year of it
    assert np.median(stocks(county)) >= 0.0025 / DECAY * (1 - 0.8**10)


def test_offers_grow_with_every_hour() -> None:
    """Twice the hours, twice the factor: 1.02 for 72 hours are 1.02 squared for 144."""
    for hours in (18, 72, 144):
        policy = Training.model_validate({"hours": hours})
        (item,) = settle({"t": policy}, 2025)[HAZARDS]
        assert item.factor == pytest.approx(1.02 ** (hours / 72))
        assert item.event == Exit.LEAVE_COUNTY


def test_hours_are_paid_for_and_bring_offers(fork: County) -> None:
    county = lived(fork, Training.model_validate({"hours": 144}))
    persons = len(county.teachers)
    assert spent(county) == {"training.training (county)": pytest.approx(1300.0 * persons)}
    hazards = []
    for outside in (1.5, 1.0):
        other = lived(fork, Training.model_validate({"leave_county_factor": outside}))
        hazards.append(float(np.mean(other.teachers.map("leave_hazard"))))
    assert hazards[0] > hazards[1]
