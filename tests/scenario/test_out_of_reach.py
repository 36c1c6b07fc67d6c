"""Policies for schools that the county does not have are told where the study is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from integration.rules import SCENARIOS, START, terms_of
from integration.tiny import tiny_county
from scenario.writing import study_of, warnings_of
from teacherflow.county import County
from teacherflow.scenario.out_of_reach import FIXED

FAR = "rural_subsidy: {by: distance, near_below: %s, far_above: 90, yuan_by_distance: {near: %s}}"
BASE = "baseline: a\n"


def told(folder: Path, policy: str, more: str = BASE) -> list[tuple[str, str, str]]:
    found = warnings_of(folder, f"a: {{}}\nb: {{policies: [{policy}]}}", more)
    return [(one.key, one.message.en, one.message.zh) for one in found]


def test_a_subsidy_for_schools_farther_than_all_is_told_with_the_farthest(tmp_path: Path) -> None:
    ((key, en, zh),) = told(tmp_path, FAR % (60, 0))
    assert key == "scenarios.b.rural_subsidy"
    assert en.startswith("does nothing: Demo County has no town or village school 60 km or more")
    assert "(the farthest in 4 replications: 28.6 km)" in en
    assert zh.startswith("不起作用：示例县没有距县城 60 公里及以上的乡镇或乡村学校")
    assert "4 次重复中最远 28.6 公里" in zh


@pytest.mark.parametrize(
    "policy",
    [
        FAR % (60, 100),  # the near tier reaches all
        FAR % (27, 0),  # one village in one replication lies there
        "mandatory_rotation",
        "mandatory_rotation: {scope: group}",
        "rural_subsidy: {yuan_per_month: {village: 100, town: 0, seat: 0}}",
    ],
)
def test_what_reaches_some_school_in_some_run_is_not_told(tmp_path: Path, policy: str) -> None:
    assert "scenarios.b.rural_subsidy" not in [key for key, _, _ in told(tmp_path, policy)]


def test_a_tier_that_no_school_is_in_is_told_where_others_pay(tmp_path: Path) -> None:
    tiers = (
        "rural_subsidy: {as: road_money, by: distance, near_below: 10, far_above: 60, "
        "yuan_by_distance: {near: 0, middle: 100, far: %s}}"
    )
    ((key, en, zh),) = told(tmp_path, tiers % 300)
    assert key == "scenarios.b.road_money.far"
    assert en.startswith(
        "the tier far does nothing: Demo County has no town or village school more"
    )
    assert zh.startswith("far 这一档不起作用：示例县没有距县城超过 60 公里的乡镇或乡村学校")
    assert told(tmp_path, tiers % 0) == []


def test_a_tier_is_told_only_if_it_is_empty_in_every_year(tmp_path: Path) -> None:
    dated = "{2024: {far: 300}, 2026: {far: 0}}"
    policy = f"rural_subsidy: {{by: rank, far_share: 0.3, yuan_by_distance: {dated}}}"
    assert told(tmp_path, policy) == []


def test_what_is_written_once_is_told_once(tmp_path: Path) -> None:
    scenarios = f"a: {{}}\nb: {{policies: [{FAR % (60, 0)}]}}\nc: {{extends: b, policies: [mandatory_rotation]}}"
    (warned,) = warnings_of(tmp_path, scenarios, BASE)
    assert warned.key == "scenarios.b.rural_subsidy"


def test_the_study_itself_carries_the_warning(tmp_path: Path) -> None:
    study = study_of(tmp_path, f"a: {{}}\nb: {{policies: [{FAR % (60, 0)}]}}", BASE)
    assert [fault.key for fault in study.warnings] == ["scenarios.b.rural_subsidy"]


def test_where_the_places_themselves_are_sampled_nothing_is_said(tmp_path: Path) -> None:
    more = BASE + "draws: 2\nuncertainties: {population.village_km_mean: {low: 1, high: 20}}\n"
    assert told(tmp_path, FAR % (60, 0), more) == []


def test_what_is_looked_at_stands_still_for_years() -> None:
    county = County.generated(tiny_county(), start=START, burn_in=1).fork(
        terms_of(SCENARIOS["all"])
    )
    sections = county.state.sections
    before = {name: sections[name].copy() for name in FIXED}
    for _ in range(3):
        county.step()
    assert all((sections[name] == held).all() for name, held in before.items())
