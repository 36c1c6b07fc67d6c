"""Levers on default rules (M03, M07, M08, M12): the more they are turned, the more they move."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from teacherflow.codes import Away, Kind, Status, Zone
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.policies.base import PolicyModel
from teacherflow.policies.layout import SchoolLayout
from teacherflow.policies.market import BorrowingLimit, HiringPlan, TransferChannels
from teacherflow.terms.enrol import CLOSURES, OPENINGS
from teacherflow.terms.exchange import BORROWING
from teacherflow.terms.laws import Conflict, settle
from teacherflow.terms.recruit import LAG, REPLACEMENT, TO_STANDARD
from teacherflow.terms.transfer import CHANNELS, RELEASE, SEAT_RESERVE

FIRST = 2024
LEVERS = (HiringPlan, BorrowingLimit, TransferChannels, SchoolLayout)


def lived(fork: County, policy: type[PolicyModel], years: int = 3, **values: Any) -> County:
    """Return the county after some years under the policy."""
    made = policy.model_validate({"from": FIRST, **values})
    county = fork.fork({y: settle({made.name: made}, y) for y in range(FIRST, FIRST + years)})
    for _ in range(years):
        county.step()
    return county


def moves(county: County, kind: str) -> dict[str, Any]:
    """Return the moves of one kind as columns."""
    found = concatenated(county.state.log.moves)
    mine = found["kind"] == kind
    return {name: column[mine] for name, column in found.items()}


def increasing(numbers: list[int]) -> bool:
    return all(a < b for a, b in pairwise(numbers))


# --- at the default, and on the way


@pytest.mark.parametrize("lever", LEVERS)
def test_at_the_default_nothing_is_claimed(lever: type[PolicyModel]) -> None:
    neutral = {"share": 1.0} if lever is BorrowingLimit else {}
    made = lever.model_validate({"from": FIRST, "phase_in": 3, **neutral})
    assert [claim for year in range(FIRST, 2030) for claim in made.claims(year)] == []


def test_levers_are_phased_in_between_the_default_and_the_value() -> None:
    """Half-way is the mean of both ends, for every number of every lever."""
    given: dict[type[PolicyModel], dict[str, Any]] = {
        HiringPlan: {"replacement_ratio": 0.5, "to_standard": 0.6},
        BorrowingLimit: {"share": 0.2},
        TransferChannels: {
            "approval": {"up": 0.1},
            "yearly_cap": {"down": 0.02},
            "min_tenure": {"seat": 6},
            "reassign_share": 0.03,
            "release": 0.95,
            "seat_reserve": 0.0,
        },
        SchoolLayout: {"school_below": 60, "layout_chance": 0.0, "growth": 1.05},
    }
    half = {
        policy.name: policy.model_validate({"from": FIRST, "phase_in": 2, **values})
        for policy, values in given.items()
    }
    terms = settle(half, FIRST)
    assert terms[REPLACEMENT] == pytest.approx(0.75)
    assert terms[TO_STANDARD] == pytest.approx(0.3)
    assert terms[BORROWING] == pytest.approx(0.6)
    assert terms[RELEASE] == pytest.approx(0.9)
    assert terms[SEAT_RESERVE] == pytest.approx(0.25)
    channel = {item.name: item for item in terms[CHANNELS]}
    assert channel["up"].approval == pytest.approx(0.3)
    assert channel["down"].most == pytest.approx(0.51)
    assert channel["seat"].min_tenure == pytest.approx(4.5)
    assert channel["in_unit"].most == pytest.approx(0.02)
    closure = {item.name: item for item in terms[CLOSURES]}
    assert closure["size_30"].pupils_below == pytest.approx(45)
    assert closure["layout"].chance == pytest.approx(0.05)
    assert [item.growth for item in terms[OPENINGS]] == pytest.approx([1.10, 1.10])
    assert terms[LAG] == 0


def test_levers_on_one_channel_conflict_and_on_two_add_up() -> None:
    def up(approval: float) -> TransferChannels:
        return TransferChannels.model_validate({"approval": {"up": approval}})

    with pytest.raises(Conflict, match=r"transfer\.channels in 2025: first .*, second "):
        settle({"first": up(0.1), "second": up(0.2)}, 2025)
    down = TransferChannels.model_validate({"approval": {"down": 1.0}})
    channel = {c.name: c for c in settle({"first": up(0.1), "second": down}, 2025)[CHANNELS]}
    assert (channel["up"].approval, channel["down"].approval) == (0.1, 1.0)
    assert len(channel) == len(CHANNELS.default)


# --- hiring plan


def hires(county: County) -> int:
    """How many entered whom the bureau hires."""
    return int(np.count_nonzero(moves(county, "enter")["cause"] != "contract"))


def test_the_more_are_replaced_the_more_enter(fork: County) -> None:
    runs = [lived(fork, HiringPlan, replacement_ratio=ratio) for ratio in (0.0, 0.4, 0.7, 1.0)]
    found = [hires(county) for county in runs]
    assert found[0] == 0
    assert increasing(found)


def test_filling_to_the_standard_hires_beyond_the_exits(fork: County) -> None:
    """Where plans replace one exit in five, vacancies filled at least make the number."""
    plan = {"replacement_ratio": 0.2}
    runs = [lived(fork, HiringPlan, to_standard=share, **plan) for share in (0.0, 0.3, 1.0)]
    assert increasing([hires(county) for county in runs])


@pytest.mark.parametrize("lag", [0, 1])
def test_lists_answer_the_exits_of_this_year_or_the_last(fork: County, lag: int) -> None:
    """Half of the exits and of the posts left empty, which the total always has room for."""
    unfilled = fork.state.stages.unfilled_before.copy()
    state = lived(fork, HiringPlan, 1, replacement_ratio=0.5, lag_years=lag).state
    exits = state.stages.exits_before if lag else state.stages.exits
    listed = np.bincount(state.sections.stage, weights=state.sections.listed)
    assert not np.array_equal(state.stages.exits, state.stages.exits_before)
    assert listed.tolist() == np.floor(0.5 * (exits + unfilled) + 0.5).tolist()


# --- borrowing


def test_the_less_borrowing_goes_on_the_fewer_are_borrowed(fork: County) -> None:
    runs = [lived(fork, BorrowingLimit, share=share) for share in (0.0, 0.4, 1.0)]
    found = [moves(county, "borrow")["year"].size for county in runs]
    assert found[0] == 0
    assert increasing(found)


def test_after_a_ban_the_stock_only_goes_home(fork: County) -> None:
    county = lived(fork, BorrowingLimit, 4)
    t = county.state.teachers
    on_loan = t.alive & np.isin(t.away, (Away.BORROWED, Away.AGENCY))
    was = fork.state.teachers
    before = was.id[was.alive & np.isin(was.away, (Away.BORROWED, Away.AGENCY))]
    assert 0 < on_loan.sum() < before.size
    assert np.isin(t.id[on_loan], before).all()


# --- channels


def ups(county: County) -> dict[str, Any]:
    """Return the transfers into the seat."""
    found, zone = moves(county, "transfer"), county.state.sections.zone
    mine = (zone[found["to_section"]] == Zone.SEAT) & (zone[found["from_section"]] < Zone.SEAT)
    return {name: column[mine] for name, column in found.items()}


def test_the_more_are_approved_the_more_go_up(fork: County) -> None:
    roomy = {"seat_reserve": 0.0, "release": 0.5, "min_tenure": {"up": 3}}
    doses = (0.0, 0.3, 1.0)
    runs = [lived(fork, TransferChannels, 6, approval={"up": dose}, **roomy) for dose in doses]
    found = [ups(county)["year"].size for county in runs]
    assert found[0] == 0
    assert increasing(found)


def test_a_yearly_cap_binds_every_year(fork: County) -> None:
    """No more than a share of the established staff of villages and towns."""
    cap = 0.005
    values = {"approval": {"up": 1.0}, "seat_reserve": 0.0}
    free = lived(fork, TransferChannels, **values)
    bound = lived(fork, TransferChannels, yearly_cap={"up": cap}, **values)
    t, s = fork.state.teachers, fork.state.sections
    posted = t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0)
    rural = int(np.sum(s.zone[t.post[posted]] < Zone.SEAT))
    went = np.bincount(ups(bound)["year"] - FIRST, minlength=3)
    assert went.max() <= np.floor(cap * rural * 1.05)  # staff changes a little over the years
    assert 0 < went.sum() < ups(free)["year"].size


def test_a_longer_tenure_keeps_the_newcomers(fork: County) -> None:
    t = fork.state.teachers
    tenure = dict(zip(t.id.tolist(), t.tenure.tolist(), strict=True))

    def shortest(least: int) -> int:
        county = lived(fork, TransferChannels, 1, min_tenure={"rural": least, "up": least})
        found, zone = moves(county, "transfer"), county.state.sections.zone
        rural = zone[found["from_section"]] < Zone.SEAT
        return min(tenure[person] + 1 for person in found["teacher_id"][rural].tolist())

    assert shortest(3) < 8 <= shortest(8)


# --- layout


def closed(county: County) -> int:
    return int(np.count_nonzero(county.state.sections.closed))


def test_the_higher_the_line_the_more_schools_close(fork: County) -> None:
    runs = [
        lived(fork, SchoolLayout, 5, layout_chance=0.3, layout_below=below)
        for below in (0, 150, 400)
    ]
    assert increasing([closed(county) for county in runs])
    none = lived(fork, SchoolLayout, 5, preset="keep_all")
    assert closed(none) == 0


def test_staff_of_closed_schools_stay_in_the_county(fork: County) -> None:
    county = lived(fork, SchoolLayout, 4, layout_chance=1.0, layout_below=300)
    merged, s = moves(county, "merge"), county.state.sections
    posts = merged["post_moves"]
    assert posts.any()
    assert np.all(s.stage[merged["from_section"]] == s.stage[merged["to_section"]])
    assert np.all(s.kind[merged["from_section"][posts]] != Kind.CENTRAL)
    assert np.all(s.closed[merged["from_section"]] > 0)


def test_growth_opens_schools_where_it_counts_as_enough(fork: County) -> None:
    """With the threshold at one any growth opens a school; no more than the plan allows."""
    loose, tight = (
        lived(fork, SchoolLayout, 6, growth=growth, seat_most=1) for growth in (1.0, 10.0)
    )
    opened = [county.state.sections.opened > 0 for county in (loose, tight)]
    assert opened[0].any()
    assert not opened[1].any()
    seat = loose.state.sections.zone == Zone.SEAT
    assert np.bincount(loose.state.sections.stage[opened[0] & seat]).max() <= 1
