"""M84 合作反思: without strength nothing changes; with it everybody gains a little."""

from __future__ import annotations

import numpy as np
import pytest

from growing import lived, people, same, spent
from teacherflow.county import County
from teacherflow.policies.growth import SchoolCulture


def test_strength_zero_changes_nothing(fork: County) -> None:
    none = SchoolCulture.model_validate({"strength": 0.0, "yuan_per_teacher": 100})
    assert same(lived(fork, none, years=2), lived(fork, years=2))


def test_everybody_gains_by_strength(fork: County) -> None:
    plain = people(lived(fork), "coaching")["coaching"]
    for strength in (0.25, 1.0):
        policy = SchoolCulture.model_validate({"strength": strength, "yuan_per_teacher": 100})
        county = lived(fork, policy)
        stock = people(county, "coaching")["coaching"]
        assert stock == pytest.approx(np.minimum(plain + 0.01 * strength, 0.03))
        yuan = 100.0 * strength * stock.size
        assert spent(county) == {"school_culture.culture (county)": pytest.approx(yuan)}
