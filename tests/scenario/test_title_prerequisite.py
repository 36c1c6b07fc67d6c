"""The policy of rural service before a title: what it claims, what it refuses, its presets."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenario.writing import study_of
from teacherflow.codes import Title, Zone
from teacherflow.faults import Refused
from teacherflow.policies.titles import TitlePrerequisite
from teacherflow.terms.exchange import FORMS, Backfill, Basis, Direction, Form, Volunteers
from teacherflow.terms.laws import settle
from teacherflow.terms.promote import BONUSES, FILTERS, RURAL_FLOOR, TitleFilter, When


def made(**values: Any) -> TitlePrerequisite:
    return TitlePrerequisite.model_validate(values)


def filters(policy: TitlePrerequisite, year: int = 2025) -> dict[str, TitleFilter]:
    items = settle({policy.label: policy}, year)[FILTERS]
    return {item.name.rpartition(".")[2]: item for item in items}


def forms(policy: TitlePrerequisite, year: int = 2025) -> dict[str, Form]:
    return {form.name: form for form in settle({policy.label: policy}, year)[FORMS]}


def test_by_default_a_year_before_the_senior_title() -> None:
    (item,) = filters(made()).values()
    assert (item.low, item.high, item.years, item.schools) == (Title.SENIOR, Title.PROFESSOR, 1, 0)
    assert (item.village, item.town) == (True, True)
    assert (item.seat_cross_area, item.outside_aid) == (False, False)
    assert (item.when, item.in_force, item.who) == (When.APPLY, True, ())


def test_banan_2020() -> None:
    found = filters(made(preset="banan_2020"))
    assert set(found) == {"senior", "first", "cohort"}
    assert (found["senior"].years, found["senior"].schools) == (1, 0)
    assert (found["first"].years, found["first"].schools, found["first"].town) == (1, 2, False)
    cohort = found["cohort"]
    assert (cohort.years, cohort.cohort_from, cohort.low) == (2, 2010, Title.FIRST)
    assert all(item.when == When.APPLY for item in found.values())
    for item in (found["senior"], cohort):
        assert item.village
        assert item.town
        assert item.seat_cross_area
        assert item.outside_aid


def test_ningxia_2015_and_urban_2015() -> None:
    ningxia = filters(made(preset="ningxia_2015"))
    assert {name: item.years for name, item in ningxia.items()} == {"senior": 1, "first": 1}
    (urban,) = filters(made(preset="urban_2015")).values()
    (where,) = urban.who
    assert (where.column, where.low, where.high) == ("post.zone", Zone.SEAT, Zone.SEAT)


def test_service_is_a_form_for_volunteers_who_come_back() -> None:
    found = forms(made(years={"senior": 2, "first": 1}))
    assert list(found) == [
        "title_prerequisite.senior_1",
        "title_prerequisite.senior_2",
        "title_prerequisite.first_1",
    ]
    for name, form in found.items():
        assert form.years == int(name[-1])
        seeks, title = form.who
        assert (seeks.column, seeks.low, seeks.high) == ("seeks_service", form.years, form.years)
        assert title.low == title.high == (Title.FIRST if "senior" in name else Title.SECOND)
        assert (form.basis, form.volunteers) == (Basis.SEEKERS, Volunteers.ONLY)
        assert (form.direction, form.backfill) == (Direction.DOWN, Backfill.NONE)
        assert (form.return_chance, form.out_most, form.post_moves) == (1.0, 0.15, False)
        assert form.policy == "title_prerequisite"


def test_hosts_are_where_the_years_count() -> None:
    villages = forms(made(years={"first": 1}, first_counts="village"))
    (where,) = villages["title_prerequisite.first_1"].hosts
    assert (where.low, where.high) == (Zone.VILLAGE, Zone.VILLAGE)
    (where,) = villages["title_prerequisite.senior_1"].hosts
    assert (where.low, where.high) == (Zone.VILLAGE, Zone.TOWN)
    towns = forms(made(counts={"village": False}))
    (where,) = towns["title_prerequisite.senior_1"].hosts
    assert (where.low, where.high) == (Zone.TOWN, Zone.TOWN)
    nowhere = made(counts={"village": False, "town": False, "outside_aid": True})
    assert forms(nowhere) == {}
    assert filters(nowhere)


def test_of_two_schools_any_will_do() -> None:
    either = forms(
        made(years={"senior": 0, "first": 1}, schools={"first": 2}, first_counts="village")
    )
    (where,) = either["title_prerequisite.first_1"].hosts
    assert (where.low, where.high) == (Zone.VILLAGE, Zone.TOWN)


def test_a_lead_announces_before_it_binds() -> None:
    policy = made(**{"from": 2026}, lead_years=2, waive_paper=True, rural_floor=True)
    assert [filters(policy, year)["senior"].in_force for year in (2026, 2027, 2028)] == [
        False,
        False,
        True,
    ]
    early, late = (settle({"p": policy}, year) for year in (2027, 2028))
    assert early[FORMS]
    assert not early[RURAL_FLOOR]
    assert early[BONUSES] == BONUSES.default
    assert late[RURAL_FLOOR]
    assert late[BONUSES] != BONUSES.default


def test_two_instances_stand_side_by_side() -> None:
    one = made(years={"senior": 1})
    two = made(**{"as": "cohorts"}, years={"senior": 0, "cohort": 2})
    terms = settle({"title_prerequisite": one, "cohorts": two}, 2025)
    assert [item.name for item in terms[FILTERS]] == ["cohorts.cohort", "title_prerequisite.senior"]
    assert {form.policy for form in terms[FORMS]} == {"title_prerequisite", "cohorts"}
    again = settle({"cohorts": two, "title_prerequisite": one}, 2025)
    assert again.values == terms.values


@pytest.mark.parametrize(
    "wrong",
    [
        {"phase_in": 3, "from": 2025},
        {"lead_years": 1},
        {"at": "review"},
        {"years": {"senior": 11}},
        {"years": {"senior": 0.5}},
        {"years": {"top": 1}},
        {"counts": {"village": "yes"}},
        {"preset": "banan"},
    ],
)
def test_what_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises((Refused, ValidationError)):
        made(**wrong)


def test_what_has_no_effect_is_known() -> None:
    assert made().idle() == {"cohort_from", "paper_points", "first_counts"}
    nothing = made(years={"senior": 0}, rural_floor=True).idle()
    assert {"at", "urban_only", "counts.village"} <= nothing
    assert made(preset="banan_2020", waive_paper=True).idle() == set()


def test_a_study_names_it(tmp_path: Any) -> None:
    study = study_of(
        tmp_path,
        "a:\n  policies:\n"
        "    - title_prerequisite: {preset: banan_2020, years: {senior: {2026: 1, 2028: 2}}, "
        "from: 2026, at: appoint}\n",
    )
    terms = study.scenarios["a"].terms
    asked = {
        year: max((f.years for f in terms[year][FILTERS] if f.name.endswith("senior")), default=0)
        for year in (2025, 2026, 2027, 2028, 2029)
    }
    assert asked == {2025: 0, 2026: 1, 2027: 1, 2028: 2, 2029: 2}
    assert all(f.when == When.APPOINT for f in terms[2027][FILTERS])
