"""The policy of rotation: what it claims, what it refuses, and its presets as they were enacted."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from scenario.writing import study_of
from teacherflow.codes import Zone
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.terms.exchange import (
    EXEMPTIONS,
    FORMS,
    Chooser,
    Direction,
    FloorOf,
    Form,
    Placing,
    Turn,
    Volunteers,
    form_key,
)
from teacherflow.terms.laws import settle
from teacherflow.terms.pay import PAY_ITEMS
from teacherflow.terms.teach import EFFORT

ENACTED: dict[str, dict[str, Any]] = {
    "national_2014": {"share": 0.10, "backbone_share": 0.20, "senders": "seat_town"},
    "anhui_2015": {"after_years": 6, "share": 0.10, "backbone_share": 0.20},
    "beijing_2021": {"after_years": 6, "years_to_pension": 5.0},
    "hefei": {"share": 0.10, "graduating": "own_share", "graduating_share": 0.30},
    "zhejiang_2013": {"after_years": 12, "backbone_share": 0.15, "backbone_of": "due"},
    "nine_year": {"after_years": 9},
    "chengdu_2021": {"after_years": 6, "scope": "cluster"},
    "shenzhen_2021": {"after_years": 6, "scope": "group"},
    "banan_2020": {"post_share": 0.22, "inspected": True},
    "japan": {"after_years": 3, "post_share": 1.0, "chosen_by": "bureau"},
    "korea": {"after_years": 5, "post_share": 1.0, "chosen_by": "lottery", "turn": "points"},
}
"""What the documents say, typed in from them; all else of a preset is default or assumption."""


def made(**values: Any) -> MandatoryRotation:
    return MandatoryRotation.model_validate(values)


def forms(policy: MandatoryRotation, year: int = 2025) -> dict[str, Form]:
    found = settle({policy.label: policy}, year)[FORMS]
    return {form.name.rpartition(".")[2]: form for form in found}


@pytest.mark.parametrize("name", ENACTED)
def test_a_preset_is_what_was_enacted(name: str) -> None:
    policy = made(preset=name)
    values = policy.model_dump()
    assert {key: values[key] for key in ENACTED[name]} == ENACTED[name]
    assert forms(policy)


def test_all_presets_are_known_and_say_what_they_leave_out() -> None:
    presets = MandatoryRotation.presets
    assert set(presets) == set(ENACTED)
    for name in ("national_2014", "anhui_2015", "beijing_2021", "banan_2020", "japan", "korea"):
        assert "left out" in presets[name].citation.en, name
        assert "未计入" in presets[name].citation.zh, name


def test_the_default_is_the_national_rule() -> None:
    (form,) = forms(made()).values()
    who = {where.column: (where.low, where.high) for where in form.who}
    assert who["exchange_clock"][0] == 6
    assert who["years_to_pension"][0] > 5
    assert who["post.zone"] == (Zone.TOWN, Zone.SEAT)
    assert (form.amount, form.backbone, form.backbone_of) == (0.10, 0.20, FloorOf.SENT)
    assert (form.years, form.post_moves, form.resets_clock) == (2, False, True)
    assert (form.direction, form.placing, form.chosen_by) == (
        Direction.DOWN_OR_WEAK,
        Placing.NEED,
        Chooser.SCHOOL,
    )
    assert (form.scope, form.turn, form.volunteers) == ("", Turn.LOT, Volunteers.FIRST)
    assert (form.compliance, form.return_chance) == (1.0, 0.95)


def test_posts_and_graduating_classes_make_forms_of_their_own() -> None:
    policy = made(post_share=0.25, share=0.2, graduating="own_share", graduating_share=0.4)
    found = forms(policy)
    assert {name: form.amount for name, form in found.items()} == pytest.approx(
        {"with_post": 0.05, "duty": 0.15, "with_post_graduating": 0.1, "duty_graduating": 0.3}
    )
    assert {name for name, form in found.items() if form.post_moves} == {
        "with_post",
        "with_post_graduating",
    }
    lines = {item.name.rpartition(".")[2] for item in settle({"r": policy}, 2025)[PAY_ITEMS]}
    assert lines == {"travel", "meals"}


@pytest.mark.parametrize("now", ["as_others", "exempt", "own_share"])
def test_whoever_is_away_is_paid_on_when_the_groups_change(now: str) -> None:
    """Away under last year's forms, whichever they were; this year's rule may know fewer."""
    policy = made(graduating=now, bonus_yuan_per_month=500, host_effort=0.1)
    terms = settle({"mandatory_rotation": policy}, 2025)
    asked = [item.who for term in (PAY_ITEMS, EFFORT) for item in terms[term]]
    assert len(asked) == 5
    for who in asked:
        (form,) = (where for where in who if where.column == "away_form")
        keys = {form_key(f"mandatory_rotation.duty{group}") for group in ("", "_graduating")}
        assert set(form.among) == keys


def test_exemptions() -> None:
    def names(**values: Any) -> set[str]:
        found = settle({"r": made(**values)}, 2025)[EXEMPTIONS]
        assert all(item.form == "mandatory_rotation" for item in found)
        return {item.name.rpartition(".")[2] for item in found}

    assert names() == {"rest"}
    assert names(rest_years=0) == set()
    assert names(men_exempt_from=55, women_exempt_from=50, graduating="exempt") == {
        *("men", "women", "graduating", "rest"),
    }


def test_inspection_closes_what_is_not_carried_out() -> None:
    """Of 40 % that are missing a share of .5 + .5 x weight is made up each year."""

    def carried_out(**values: Any) -> list[float]:
        policy = made(**{"from": 2025, "compliance": 0.6, **values})
        return [forms(policy, year)["duty"].compliance for year in range(2025, 2029)]

    assert carried_out() == [0.6] * 4
    for weight in (0.0, 0.5, 1.0):
        left, expected = 0.4, []
        for _ in range(4):
            expected.append(1 - left)
            left -= left * (0.5 + 0.5 * weight)
        assert carried_out(inspected=True, inspection_weight=weight) == pytest.approx(expected)
    assert carried_out(delay_years=2) == [0.0, 0.0, 0.6, 0.6]
    assert carried_out(delay_years=2, inspected=True) == pytest.approx([0.0, 0.0, 0.6, 0.9])
    assert made(compliance=0.6).carried_out(2025) == 0.6
    assert made(compliance=0.6, inspected=True).carried_out(2025) == 1.0  # in force for long


def test_nothing_is_claimed_at_zero() -> None:
    terms = settle({"r": made(share=0, travel_yuan_per_km=0, meals_yuan_per_month=0)}, 2025)
    assert not terms.values
    assert not settle({"r": made()}, 2025)[EFFORT]


@pytest.mark.parametrize(
    "wrong",
    [
        {"delay_years": 1},
        {"phase_in": 3},
        {"share": 1.2},
        {"years": 0},
        {"scope": "province"},
        {"backbone_of": "all"},
        {"inspected": 1},
        {"preset": "rot_hefei"},
    ],
)
def test_what_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        made(**wrong)


def test_what_has_no_effect_is_known() -> None:
    usual = {"turn", "graduating_share", "inspection_weight", "bonus_host_share"}
    assert made().idle() == usual
    assert {"years", "clock", "meals_yuan_per_month"} <= made(post_share=1.0).idle()
    assert "chosen_by" in made(volunteers="only").idle()
    assert "trips_per_month" in made(travel_yuan_per_km=0).idle()
    assert (
        not usual
        & made(
            placing="preference",
            graduating="own_share",
            inspected=True,
            bonus_yuan_per_month=100,
        ).idle()
    )


def test_a_study_names_it(tmp_path: Any) -> None:
    study = study_of(
        tmp_path,
        "a:\n  policies:\n"
        "    - mandatory_rotation: {preset: banan_2020, share: {2026: 0.05, 2028: 10%}, from: 2026, "
        "compliance: 0.6, inspected: true, inspection_weight: 1}\n",
    )
    terms = study.scenarios["a"].terms
    assert not terms[2025][FORMS]
    amounts = {year: sum(form.amount for form in terms[year][FORMS]) for year in range(2026, 2030)}
    assert amounts == pytest.approx({2026: 0.05, 2027: 0.05, 2028: 0.10, 2029: 0.10})
    carried = {year: terms[year][FORMS][0].compliance for year in (2026, 2027, 2029)}
    assert carried == {2026: 0.6, 2027: 1.0, 2029: 1.0}
