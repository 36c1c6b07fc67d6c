"""The recorder against counts made by other means, and against cases worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from factory import small_county
from teacherflow import movement
from teacherflow.codes import Away, Stage, Status, name_of
from teacherflow.indicators import variation
from teacherflow.phases.teach import teach
from teacherflow.results.recorder import Recorder
from teacherflow.results.retention import heirs_of
from teacherflow.results.schema import TABLES, frame
from teacherflow.state import State

YEARS = 4
type Change = Callable[[State, int], None]


def nothing(state: State, k: int) -> None:
    """Change nothing."""


def some_moves(state: State, k: int) -> None:
    """Move people in the k-th year, in many ways."""
    t = state.teachers
    home = np.flatnonzero(t.alive & (t.status == 0) & (t.away == 0) & (t.duty == t.post))
    movement.end(state, home[[3 * k, 3 * k + 1]], "retire", "age")
    movement.end(state, home[3 * k + 2], "quit", "wish")
    movement.move_post(state, home[30 + k : 32 + k], [2, 4], "transfer", "wish")
    movement.move_duty(
        state, home[40 + k], 0, "exchange_out", "p", away=Away.EXCHANGE, until=state.year + 2
    )
    row = movement.free_rows(state, 1)
    t.id[row], t.cohort[row], t.birth[row] = state.year * 10**9, state.year, 12 * state.year - 280
    movement.enter(state, row, 5, 5, "exam")


def run(
    change: Change, base: Recorder | None = None, years: int = YEARS, **asked: Any
) -> tuple[Recorder, dict[str, pd.DataFrame], list[State]]:
    """Run a made-up county for some years; return recorder, tables and the states of each year."""
    state = small_county(3, 240, 16)
    state.year = state.start - 1
    movement.begin_study(state)
    recorder = Recorder("made_up", base.welfare_by_year if base else None, **asked)
    recorder.begin(state)
    seen = []
    for k in range(years):
        state.year += 1
        state.teachers.effort[:] = 1.0
        change(state, k)
        teach(state)
        recorder.year(state)
        seen.append(state.fork())
    tables = recorder.finish(state)
    return recorder, {name: frame(columns) for name, columns in tables.items()}, seen


@pytest.fixture(scope="module")
def made() -> tuple[Recorder, dict[str, pd.DataFrame], list[State]]:
    return run(some_moves, record=("teachers",))


def test_tables_follow_their_schema(made: Any) -> None:
    _, tables, _ = made
    assert set(tables) == set(TABLES)
    for name, table in TABLES.items():
        assert tuple(tables[name].columns) == table.names
        if table.key:
            assert not tables[name].duplicated(list(table.key)).any()
        for column in table:
            if not column.nullable:
                assert tables[name][column.name].notna().all(), (name, column.name)
    county = tables["county_year"]
    assert county["year"].tolist() == [2024, 2025, 2026, 2027]
    assert county["headcount"].dtype == np.int32
    assert not np.isinf(county.select_dtypes("float").to_numpy()).any()


def test_sections_sum_to_the_county(made: Any) -> None:
    _, tables, _ = made
    sections = tables["section_year"].groupby("year")
    county = tables["county_year"].set_index("year")
    people = sections["on_duty"].sum() + county["waiting"] + county["away"]
    assert people.tolist() == county["headcount"].tolist()
    everywhere = sum(county[f"vacancy_{zone}"] for zone in ("seat", "town", "village"))
    assert sections["vacancies"].sum().tolist() == everywhere.tolist()
    over = sum(county[f"surplus_{zone}"] for zone in ("seat", "town", "village"))
    assert sections["surplus"].sum().tolist() == over.tolist()


def test_headcount_grows_by_entries_and_shrinks_by_exits(made: Any) -> None:
    _, tables, _ = made
    county = tables["county_year"]
    exits = county.filter(regex="^exits_").sum(axis=1)
    change = county["headcount"].diff().iloc[1:]
    assert change.tolist() == (county["entries"] - exits).iloc[1:].tolist()
    assert county["exits_retire"].tolist() == [2, 2, 2, 2]
    assert county["moves_transfer"].tolist() == [2, 2, 2, 2]
    ways = county[["moves_up", "moves_down", "moves_level"]].sum(axis=1)
    assert ways.tolist() == [2, 2, 2, 2]


def test_counts_of_sections_agree_with_the_table_of_teachers(made: Any) -> None:
    _, tables, states = made
    people = tables["teachers"]
    people["artspe"] = people["subject"] == "arts_pe"
    people["midsenior"] = people["title"].isin(["first", "senior", "professor"])
    people["novices"] = people["service"] < 3
    key = ["year", "school_id", "stage"]
    counted = (
        people[people["duty_school"].notna()]
        .rename(columns={"duty_school": "school_id"})
        .groupby(key)[["artspe", "midsenior", "backbone", "novices"]]
        .sum()
        .astype(int)
    )
    stages = states[-1].sections.stage
    own = people["stage"].map({"primary": 0, "junior": 1})
    assert own.notna().all()
    assert stages.size
    table = tables["section_year"].set_index(key)
    alike = table.loc[table["on_duty"] > 0, ["artspe", "midsenior", "backbone", "novices"]]
    # a nine-year school has two sections: compare sums over the stages of a school
    left = alike.groupby(["year", "school_id"]).sum()
    right = counted.groupby(["year", "school_id"]).sum()
    pd.testing.assert_frame_equal(
        left, right, check_dtype=False, check_index_type=False, check_names=False
    )


def test_official_variation_can_be_made_from_the_section_table(made: Any) -> None:
    _, tables, _ = made
    table = tables["section_year"]
    for stage in ("primary", "junior"):
        big = table[(table["stage"] == stage) & (table["pupils"] >= 50) & (table["year"] == 2026)]
        for item, column in (("teachers", "posts"), ("backbone", "backbone_post")):
            value = variation(big[column].to_numpy(float), big["pupils"].to_numpy(float))
            county = tables["county_year"].set_index("year")
            assert county.loc[2026, f"cv_{item}_{stage}_post"] == pytest.approx(value)


def test_moves_name_schools_zones_and_kinds(made: Any) -> None:
    _, tables, _ = made
    moves = tables["moves"]
    entered = moves[moves["kind"] == "enter"]
    assert entered["from_school"].isna().all()
    assert entered["from_zone"].isna().all()
    assert entered["to_school"].tolist() == [5] * YEARS
    left = moves[moves["kind"] == "quit"]
    assert left["to_school"].isna().all()
    assert (left["chain"] == left["teacher_id"]).all()
    away = moves[moves["kind"] == "exchange_out"]
    assert not away["post_moves"].any()
    assert (away["to_zone"] == "seat").all()


def test_careers_hold_every_spell_once(made: Any) -> None:
    _, tables, states = made
    careers = tables["careers"]
    first, last = states[0], states[-1]
    assert first.year == 2024
    for basis in ("post", "duty"):
        mine = careers[careers["basis"] == basis]
        under_way = (last.teachers[basis][last.teachers.alive] >= 0).sum()
        assert mine["censored"].sum() == under_way
        assert (mine["reason"].isna() == mine["censored"]).all()
    assert (careers["entered"] <= careers["left"]).all()
    assert (careers["truncated"] == (careers["entered"] < 2024)).all()
    moved = careers[(careers["basis"] == "post") & (careers["reason"] == "transfer")]
    assert len(moved) == 2 * YEARS


def test_schools_are_those_ever_open(made: Any) -> None:
    _, tables, states = made
    schools, s = tables["schools"], states[-1].sections
    assert schools["school_id"].tolist() == sorted(set(s.school[s.open].tolist()))
    assert (schools["kind"] == "nine_year").sum() == 2  # the two whole townships of the factory
    assert schools["name"].is_unique
    assert schools["name"].str.fullmatch("[a-z][a-z0-9_]*").all()
    assert schools["closed"].isna().all()


def test_groups_add_up(made: Any) -> None:
    _, tables, _ = made
    groups = tables["groups_year"]
    county = tables["county_year"].set_index("year")
    sizes = groups.groupby(["year", "by"])["n"].sum().unstack()
    for by in ("stage", "subject", "age", "title", "route"):
        assert sizes[by].tolist() == county["headcount"].tolist()
    on_duty = county["headcount"] - county["away"] - county["waiting"]
    for by in ("zone", "size"):
        assert sizes[by].tolist() == on_duty.tolist()
    zone = groups[groups["by"] == "zone"].pivot(index="year", columns="value", values="welfare")
    assert zone["seat"].tolist() == pytest.approx(county["welfare_seat"].tolist())
    assert groups.loc[groups["n"] == 0, "welfare"].isna().all()


AGAINST = ("share_better_off", "share_worse_off", "net_better_off")
LEFT = ("share_left_more", "share_left_less")


def three_quit_and_thirty_are_forced(state: State, k: int) -> None:
    t = state.teachers
    if k == 1:
        movement.end(state, [40, 41, 42], "quit", "reform")
    t.forced_year[:] = np.where((t.id >= 0) & (t.id < 30) & (k >= 1), state.year, 0)


def test_a_baseline_is_neither_better_nor_worse_off_than_itself(made: Any) -> None:
    _, tables, _ = made
    for name in (*AGAINST, *LEFT):
        assert (tables["county_year"][name] == 0).all()


def test_who_gains_by_one_rule_loses_by_the_other() -> None:
    """Of two runs either can be the baseline: gains and losses, and who left, change places."""

    there, plain, _ = run(nothing)
    here, _, _ = run(three_quit_and_thirty_are_forced)
    _, reform, _ = run(three_quit_and_thirty_are_forced, there)
    _, back, _ = run(nothing, here)
    one, other = reform["county_year"], back["county_year"]
    assert max(one["share_worse_off"]) > 0
    for name, opposite in [AGAINST[:2], AGAINST[1::-1], LEFT, LEFT[::-1]]:
        assert one[name].tolist() == other[opposite].tolist()
    assert one["net_better_off"].tolist() == (-other["net_better_off"]).tolist()
    net = one["share_better_off"] - one["share_worse_off"]
    assert one["net_better_off"].tolist() == pytest.approx(net.tolist())
    groups, mirrored = reform["groups_year"], back["groups_year"]
    np.testing.assert_array_equal(groups["better_off"], mirrored["worse_off"])
    np.testing.assert_array_equal(groups["worse_off"], mirrored["better_off"])
    np.testing.assert_array_equal(groups["net_better_off"], -mirrored["net_better_off"])
    net = groups["better_off"] - groups["worse_off"]
    np.testing.assert_allclose(groups["net_better_off"], net, atol=1e-12)
    assert np.nanmax(groups["worse_off"]) > 0 == np.nanmax(plain["groups_year"]["better_off"])


def test_losers_and_leavers_are_counted_person_by_person() -> None:
    base, _, states = run(nothing)

    _, tables, after = run(three_quit_and_thirty_are_forced, base)
    county = tables["county_year"].set_index("year")
    size = int(states[0].teachers.alive.sum())
    assert county["share_worse_off"].tolist()[0] == 0.0
    higher = [
        after[1].teachers.welfare[r] - states[1].teachers.welfare[r] > 50
        for r in range(size)
        if r not in (40, 41, 42)
    ]
    assert county.loc[2025, "share_better_off"] == pytest.approx(np.mean(higher))
    # 200 yuan of a forced placement, and lessons that the three left behind
    lower = [
        states[1].teachers.welfare[r] - after[1].teachers.welfare[r] > 50
        for r in range(size)
        if r not in (40, 41, 42)
    ]
    assert county.loc[2025, "share_worse_off"] == pytest.approx(np.mean(lower))
    assert np.mean(lower) >= 30 / size
    assert county["share_left_more"].tolist() == pytest.approx([0, 3 / size, 3 / size, 3 / size])
    groups = tables["groups_year"].set_index(["year", "by", "value"]).loc[2025]
    stayed = [r for r in range(size) if r not in (40, 41, 42)]
    for stage in Stage:
        mine = [
            low
            for r, low in zip(stayed, lower, strict=True)
            if states[0].teachers.stage[r] == stage
        ]
        assert groups.loc[("stage", name_of(stage)), "worse_off"] == pytest.approx(np.mean(mine))
    months = after[1].september - after[1].teachers.birth[stayed]
    young, old = (months < 12 * 30).sum(), (months >= 12 * 50).sum()
    assert groups.loc["age"].loc[["under_30", "50_up"], "n"].tolist() == [young, old]


def test_the_heirs_of_a_school_that_merged_twice() -> None:
    state = small_county(3, 60, 16)
    state.sections.successor[[5, 6]] = 6, 0
    heirs = heirs_of(state)
    assert heirs[[0, 5, 6, 7]].tolist() == [0, 0, 0, 7]


def test_a_baseline_of_other_people_is_refused() -> None:
    base, _, _ = run(nothing, years=1)
    other = small_county(4, 200, 16)
    with pytest.raises(ValueError, match="different teachers"):
        Recorder("reform", base.welfare_by_year).begin(other)


def test_retention_by_hand() -> None:
    """Twenty established teachers at village school 5, nobody else; then see who is left."""
    state = small_county(3, 240, 16)
    t, s = state.teachers, state.sections
    rows = np.flatnonzero(t.alive)
    t.status[rows], t.away[rows] = Status.ESTABLISHED, Away.HOME
    t.post[rows] = t.duty[rows] = 0
    village = rows[:20]
    t.post[village] = t.duty[village] = 5
    assert s.zone[[5, 6, 4]].tolist() == [0, 0, 1]
    state.year = state.start - 1
    movement.begin_study(state)
    recorder = Recorder("made_up")
    recorder.begin(state)
    state.year += 1
    movement.end(state, village[:2], "retire", "age")  # leave the denominator: 18
    movement.end(state, village[2], "quit", "wish")
    movement.move_post(state, village[3:5], 6, "transfer", "wish")  # another village school
    movement.move_post(state, village[5], 4, "transfer", "wish")  # up to the town
    movement.move_duty(state, village[6:9], 0, "exchange_out", "p", away=Away.EXCHANGE)
    teach(state)
    recorder.year(state)
    state.year += 1
    # school 5 merges into 6: the remaining 14 posts go there, and the exchanged stay away
    s.open[5], s.closed[5], s.successor[5] = False, state.year, 6
    movement.move_post(state, np.flatnonzero(t.alive & (t.post == 5)), 6, "merge", "closure")
    teach(state)
    recorder.year(state)
    tables = {name: frame(columns) for name, columns in recorder.finish(state).items()}
    county = tables["county_year"]
    assert county["retention_1y_village"].tolist() == pytest.approx([14 / 18, 1.0])
    assert county["presence_1y_village"].tolist() == pytest.approx([11 / 18, 1.0])
    assert county["zone_retention_1y_village"].tolist() == pytest.approx([16 / 18, 1.0])
    everybody = rows.size - 2
    assert county["county_retention_1y"].tolist() == pytest.approx([(everybody - 1) / everybody, 1])
    assert county["retention_3y_village"].isna().all()  # no three years have passed
    assert county["retention_1y_town"].isna().tolist() == [True, False]
    school = tables["schools"].set_index("school_id").loc[5]
    assert (school["closed"], school["successor"]) == (state.year, 6)


def test_the_order_of_calls_is_checked() -> None:
    state = small_county()
    with pytest.raises(RuntimeError, match="begin"):
        Recorder("made_up").year(state)
    recorder = Recorder("made_up")
    recorder.begin(state)
    with pytest.raises(RuntimeError, match="no year"):
        recorder.finish(state)


def test_titles_and_the_ledger_are_kept_as_they_happened() -> None:
    def change(state: State, k: int) -> None:
        chunk = {
            "year": np.full(2, state.year),
            "teacher_id": np.array([3, 4]),
            "level": np.array([2, 1]),
            "event": np.array(["pass", "pass"], dtype=object),
            "rural_years": np.array([1.5, 0.0]),
            "rank": np.array([1, 0]),
        }
        state.log.add(state.log.titles, chunk)
        state.log.spend(state.year, "rural_subsidy", "village", "county", 1000.0 * (k + 1))
        state.log.spend(state.year, "rural_subsidy", "town", "county", 0.0)

    _, tables, _ = run(change, years=2)
    assert tables["titles"]["level"].tolist() == ["first", "second"] * 2
    assert tables["titles"]["rank"].isna().tolist() == [False, True] * 2
    assert tables["spending"]["yuan"].tolist() == [1000.0, 2000.0]
    assert tables["county_year"]["spending"].tolist() == [1000.0, 2000.0]
