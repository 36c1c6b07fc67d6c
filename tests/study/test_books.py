"""A run whose books do not close fails as a unit, and says where and why."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from integration.tiny import county_file
from strategies import as_yaml, write_study
from teacherflow.county import County
from teacherflow.scenario import Study, read_study
from teacherflow.study.faults import UnitFault
from teacherflow.study.plan import Unit
from teacherflow.study.simulate import simulate


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("books")
    (folder / "tiny.yaml").write_text(as_yaml(county_file()), encoding="utf-8")
    plain: dict[str, Any] = {
        "title": {"zh": "账", "en": "Books"},
        "county": "tiny.yaml",
        "years": {"start": 2024, "count": 3, "burn_in": 1},
        "baseline": "plain",
        "scenarios": {"plain": {"policies": []}, "paid": {"policies": ["rural_subsidy"]}},
    }
    return read_study(write_study(plain, folder))


def test_a_move_without_an_event_fails_the_unit(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = County.step

    def slip(county: County) -> None:
        honest(county)
        t = county.state.teachers
        if county.year == 2025 and county.state.terms.values:
            t.duty[np.flatnonzero(t.alive & (t.duty == 1))[0]] = 0

    monkeypatch.setattr(County, "step", slip)
    with pytest.raises(UnitFault) as fault:
        simulate(study, Unit(study.county_name, 0, 0), ("paid",))
    assert fault.value.where == "scenario paid, year 2025"
    assert "section 0: " in fault.value.why
    assert "by duty, expected" in fault.value.why
