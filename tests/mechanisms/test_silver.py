"""银龄讲学: retired teachers at schools short of staff, outside the posts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from growing import lived, people, same, spent
from teacherflow import staffing
from teacherflow.codes import Route, Status, Title, Zone
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.policies.silver import SilverTeachers
from teacherflow.results.flows import values
from teacherflow.results.view import View
from teacherflow.terms.laws import settle


def silver(**given: Any) -> SilverTeachers:
    return SilverTeachers.model_validate(given)


def staff(county: County) -> dict[str, np.ndarray]:
    """Return columns of the silver teachers in service."""
    columns = (
        "status",
        "route",
        "post",
        "duty",
        "birth",
        "title",
        "talent",
        "cohort",
        "title_paid",
    )
    found = people(county, *columns)
    mine = found["status"] == Status.SILVER
    return {name: column[mine] for name, column in found.items()}


def test_nobody_at_zero_and_nothing_before_it_begins(fork: County) -> None:
    assert same(lived(fork, silver(teachers=0), years=2), lived(fork, years=2))
    assert same(lived(fork, silver(**{"from": 2026}), years=2), lived(fork, years=2))


@pytest.mark.parametrize("number", [3, 8])
def test_as_many_come_to_villages_short_of_staff_and_the_centre_pays(
    fork: County, number: int
) -> None:
    county, without = lived(fork, silver(teachers=number)), lived(fork)
    came, zones = staff(county), county.state.sections.zone
    assert came["id"].size == number
    assert set(zones[came["duty"]]) == {Zone.VILLAGE}
    assert set(came["post"]) == {-1}
    assert set(came["route"]) == {Route.SILVER}
    assert set(came["title"]) == {Title.SENIOR}
    need, on_duty = county.state.sections.need, staffing.on_duty(county.state)
    assert np.all(on_duty[came["duty"]] <= need[came["duty"]])
    ages = (county.state.september - came["birth"]) / 12
    assert 55 < ages.min() <= ages.max() < 65
    assert spent(county) == {"silver_teachers.grant (centre)": 20_000.0 * number}
    assert county.state.stages.unfilled_before.tolist() == (
        without.state.stages.unfilled_before.tolist()
    )  # they hold no post: what is listed and taken stays


def test_they_stop_at_65_and_others_take_their_places(fork: County) -> None:
    county = fork.fork({y: settle({"s": silver(teachers=8)}, y) for y in range(2024, 2032)})
    seen: dict[int, int] = {}
    for _ in range(8):
        county.step()
        came = staff(county)
        ages = (county.state.september - came["birth"]) // 12
        seen.update(zip(came["id"].tolist(), ages.tolist(), strict=True))
        assert came["id"].size <= 8
        assert ages.max() <= 65
    assert len(seen) > 8


def test_they_go_when_the_programme_shrinks_or_ends(fork: County) -> None:
    terms = {
        2024: settle({"s": silver(teachers=8)}, 2024),
        2025: settle({"s": silver(teachers=5)}, 2025),
    }
    county = fork.fork(terms)
    sizes = []
    for _ in range(3):
        county.step()
        sizes.append(staff(county)["id"].size)
    assert sizes == [8, 5, 0]


def test_their_pension_is_in_no_payroll_and_no_welfare(fork: County) -> None:
    county = lived(fork, silver(teachers=8))
    told = values(View(county.state), concatenated(county.state.log.moves))
    found = people(county, "pay", "status", "duty", "welfare")
    others = found["status"] != Status.SILVER
    assert told["payroll"] == pytest.approx(12 * np.nansum(found["pay"][others]))
    here = county.state.sections.zone[found["duty"]] == Zone.VILLAGE
    mine = others & (found["duty"] >= 0) & here
    assert told["welfare_village"] == pytest.approx(np.nanmean(found["welfare"][mine]))


def test_better_ones_teach_better(fork: County) -> None:
    runs = [staff(lived(fork, silver(teachers=8, talent=more))) for more in (0.0, 0.2)]
    assert runs[1]["talent"].mean() - runs[0]["talent"].mean() == pytest.approx(0.2)
