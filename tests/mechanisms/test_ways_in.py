"""Special posts and bonded students: shares of the hires, terms, who pays."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from growing import lived, people, same, spent
from teacherflow.codes import Route, Status, Zone
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.parameters import Parameters
from teacherflow.phases.routing import shares
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.entry import GreenChannel
from teacherflow.policies.routes import BondedStudents, SpecialPosts
from teacherflow.scenario import read_study
from teacherflow.scenario.shipped import folder
from teacherflow.terms.laws import Conflict, settle
from teacherflow.terms.recruit import ROUTES

Share = dict[str, float]


def settled_shares(*policies: PolicyModel, year: int = 2025) -> Share:
    """Return the share of every way into service."""
    routes = settle({policy.label: policy for policy in policies}, year)[ROUTES]
    return dict(zip((r.name for r in routes), shares(routes).tolist(), strict=True))


def hired(county: County, route: Route, year: int) -> dict[str, np.ndarray]:
    """Return columns of those who came by a route in a year and are still there."""
    found = people(county, "cohort", "route", "status", "duty", "post", "bond_until")
    mine = (found["cohort"] == year) & (found["route"] == route)
    return {name: column[mine] for name, column in found.items()}


def special(**given: Any) -> SpecialPosts:
    return SpecialPosts.model_validate(given)


def bonded(**given: Any) -> BondedStudents:
    return BondedStudents.model_validate(given)


# --- shares


def test_the_other_ways_keep_their_proportions() -> None:
    """By hand: exam, bonded and transfers in share .7 as .82 to .06 to .02."""
    assert settled_shares(special(share=0.3)) == pytest.approx(
        {
            "bonded": 0.06 * 0.7 / 0.9,
            "contract": 0.0,
            "exam": 0.82 * 0.7 / 0.9,
            "tegang": 0.3,
            "transfer_in": 0.02 * 0.7 / 0.9,
        }
    )


def test_two_shares_stand_and_the_rest_is_shared() -> None:
    """By hand: .5 is left for exam .80, the green channel .02 and transfers in .02."""
    found = settled_shares(special(share=0.3), bonded(share=0.2), GreenChannel())
    assert found["tegang"] == 0.3
    assert found["bonded"] == 0.2
    assert found["exam"] == pytest.approx(0.5 * 0.80 / 0.84)
    assert found["green"] == pytest.approx(0.5 * 0.02 / 0.84)
    assert found["transfer_in"] == pytest.approx(0.5 * 0.02 / 0.84)


def test_a_share_is_phased_in_from_todays() -> None:
    slow = special(**{"from": 2025, "phase_in": 4, "share": 0.5})
    found = [settled_shares(slow, year=year)["tegang"] for year in range(2024, 2030)]
    assert found == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.5, 0.5])


def test_shares_above_one_leave_nothing_to_others() -> None:
    found = settled_shares(special(share=0.9), bonded(share=0.6))
    assert found["exam"] == found["transfer_in"] == 0.0
    assert (found["tegang"], found["bonded"]) == (0.9, 0.6)


def test_one_way_has_one_share() -> None:
    with pytest.raises(Conflict, match=r"recruit\.routes"):
        settle({"one": special(share=0.3), "two": special(share=0.4)}, 2025)


# --- numbers of posts


def lists(fork: County, *policies: PolicyModel) -> dict[str, int]:
    """Return how many come by each way if nobody declines, so that every post listed is taken."""
    county = fork.fork({2024: settle({policy.label: policy for policy in policies}, 2024)})
    county.state.parameters = Parameters().changed({"recruit.decline": -5.0})
    county.step()
    assert county.state.sections.unfilled.sum() == 0
    moves = concatenated(county.state.log.moves)
    ways = moves["cause"][(moves["kind"] == "enter") & (moves["cause"] != "contract")]
    return dict(Counter(ways.tolist()))


def test_a_number_is_what_the_list_holds_whatever_the_hires(fork: County) -> None:
    found = [lists(fork, special(posts_a_year=n)) for n in (0, 3, 9)]
    assert [one.get("tegang", 0) for one in found] == [0, 3, 9]
    assert lists(fork, bonded(posts_a_year=7))["bonded"] == 7


def test_a_number_holds_beside_a_share_and_another_number(fork: County) -> None:
    both = lists(fork, special(posts_a_year=4), bonded(posts_a_year=6))
    assert (both["tegang"], both["bonded"]) == (4, 6)
    found = lists(fork, bonded(posts_a_year=6), special(share=0.25))
    total = sum(found.values())
    assert found["bonded"] == 6
    assert abs(found["tegang"] - 0.25 * total) <= 2  # whole numbers of two stages


def test_of_number_and_share_the_number_holds() -> None:
    """The share given beside it has no effect, and a study is told so."""
    given, alone = special(posts_a_year=5, share=0.9), special(posts_a_year=5)
    assert settle({"a": given}, 2025)[ROUTES] == settle({"a": alone}, 2025)[ROUTES]
    assert given.idle() == {"share"}
    assert special().idle() == {"posts_a_year"}


def test_no_more_than_the_plan_lists_where_they_may_serve(fork: County) -> None:
    plain = lists(fork)
    most = lists(fork, bonded(posts_a_year=500))
    assert most == {"bonded": sum(plain.values())}
    villages = lists(fork, special(posts_a_year=500, hosts="village"))
    state = lived(fork, special(posts_a_year=500, hosts="village")).state
    in_villages = state.sections.zone == Zone.VILLAGE
    assert villages["tegang"] == int(state.sections.listed[in_villages].sum())


def test_a_number_is_phased_in_while_todays_share_fades() -> None:
    slow = special(**{"from": 2025, "phase_in": 2, "posts_a_year": 10})
    routes = [settle({"a": slow}, year)[ROUTES] for year in (2024, 2025, 2026)]
    found = [next((r.share, r.posts) for r in one if r.name == "tegang") for one in routes]
    assert found == [(0.1, 0.0), (0.05, 5.0), (0.0, 10.0)]


def test_all_of_a_stated_number_are_booked(fork: County) -> None:
    county = lived(fork, bonded(posts_a_year=5))
    came = hired(county, Route.BONDED, county.year)["id"].size
    assert came > 2
    assert spent(county) == {"bonded_students.studies (province)": 40_000.0 * came}


def test_a_number_may_change_from_year_to_year(tmp_path: Path) -> None:
    policies = "[{special_posts: {from: 2025, posts_a_year: {2025: 30, 2027: 12}}}]"
    study = tmp_path / "study.yaml"
    study.write_text(
        f"county: {folder() / 'counties' / 'demo.yaml'}\nyears: {{start: 2024, count: 4}}\n"
        f"replications: 1\nbaseline: a\nscenarios: {{a: {{}}, b: {{policies: {policies}}}}}\n",
        encoding="utf-8",
    )
    terms = read_study(study).scenarios["b"].terms
    posts = [next(r.posts for r in terms[y][ROUTES] if r.name == "tegang") for y in terms]
    assert posts == [0, 30, 30, 12]


# --- switched off


@pytest.mark.parametrize(
    "today",
    [
        special(share=0.10, grant_yuan_per_year=0),
        bonded(share=0.06),
        special(**{"from": 2026, "phase_in": 2}),
        bonded(**{"from": 2026}),
    ],
    ids=["special", "bonded", "special later", "bonded later"],
)
def test_todays_share_changes_no_byte(fork: County, today: PolicyModel) -> None:
    assert same(lived(fork, today, years=2), lived(fork, years=2))


# --- doses


def test_more_special_posts_bring_more_people_to_villages_and_towns(fork: County) -> None:
    runs = [lived(fork, special(share=share)) for share in (0.0, 0.2, 0.5)]
    came = [hired(run, Route.TEGANG, run.year) for run in runs]
    assert all(a["id"].size + 2 < b["id"].size for a, b in pairwise(came))
    zones = fork.state.sections.zone
    assert set(zones[came[-1]["duty"]]) == {Zone.VILLAGE, Zone.TOWN}
    assert set(came[-1]["post"]) == {-1}
    in_villages = lived(fork, special(share=0.5, hosts="village"))
    duty = hired(in_villages, Route.TEGANG, in_villages.year)["duty"]
    assert duty.size > 3
    assert set(zones[duty]) == {Zone.VILLAGE}


def test_a_special_post_becomes_a_post_when_the_term_ends(fork: County) -> None:
    county = lived(fork, special(share=0.4, term_years=1), years=2)
    came = hired(county, Route.TEGANG, 2024)
    assert set(came["bond_until"]) == {2025}
    gained = came["status"] == Status.ESTABLISHED
    assert gained.mean() > 0.5
    assert np.array_equal(came["post"][gained] >= 0, np.ones(gained.sum(), dtype=bool))


def test_the_centre_pays_in_place_of_the_county_as_long_as_the_term_lasts(fork: County) -> None:
    policy = special(share=0.4, term_years=2, grant_yuan_per_year=30_000)
    county = fork.fork({y: settle({"special_posts": policy}, y) for y in range(2024, 2028)})
    for year in range(2024, 2028):
        county.step()
        lines = {
            (item, payer): yuan
            for y, _, item, payer, yuan in county.state.log.spending
            if y == year
        }
        in_term = sum(hired(county, Route.TEGANG, y)["id"].size for y in (year - 1, year))
        paid = 30_000.0 * in_term
        assert lines == {("grant", "centre"): paid, ("relief", "county"): -paid}


def test_who_came_before_the_policy_has_no_grant(fork: County) -> None:
    policy = special(**{"from": 2024, "share": 0.0})
    county = lived(fork, policy)
    assert hired(county, Route.TEGANG, 2023)["id"].size > 0
    assert spent(county) == {}


def test_more_bonded_students_come_stay_bound_and_cost_what_exceeds_today(fork: County) -> None:
    runs = [lived(fork, bonded(share=share, bond_years=8)) for share in (0.0, 0.2, 0.5)]
    came = [hired(run, Route.BONDED, run.year) for run in runs]
    assert all(a["id"].size + 2 < b["id"].size for a, b in pairwise(came))
    assert set(came[-1]["bond_until"]) == {runs[-1].year + 8}
    paid = [spent(run).get("bonded_students.studies (province)", 0.0) for run in runs]
    added = [0.0, 1 - 0.06 / 0.2, 1 - 0.06 / 0.5]
    assert paid == pytest.approx(
        [40_000.0 * part * c["id"].size for part, c in zip(added, came, strict=True)]
    )


def test_bonded_students_serve_where_they_are_to(fork: County) -> None:
    county = lived(fork, bonded(share=0.5, hosts="village"))
    duty = hired(county, Route.BONDED, county.year)["duty"]
    assert duty.size > 3
    assert set(county.state.sections.zone[duty]) == {Zone.VILLAGE}


# --- the end of a term


def test_special_post_teachers_transfer_in_the_year_in_which_their_term_ends(fork: County) -> None:
    """Their years of service at a school are years at it, so they meet the least tenure."""
    eager = fork.fork({})
    eager.state.parameters = Parameters().changed(
        {"transfer.look_bond_end": 10.0, "utility.moving_threshold": 0.08}
    )
    county = lived(eager, special(posts_a_year=30), years=6)
    t, moves = county.state.teachers, concatenated(county.state.log.moves)
    mine = np.flatnonzero(t.alive & (t.route == Route.TEGANG))
    ends = set(zip(t.id[mine].tolist(), (t.cohort[mine] + 3).tolist(), strict=True))
    asked = moves["kind"] == "transfer"
    went = zip(moves["teacher_id"][asked].tolist(), moves["year"][asked].tolist(), strict=True)
    assert ends & set(went)
