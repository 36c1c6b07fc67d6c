"""Phase transfer: engine against the twin, and what the rules promise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from factory import small_county
from teacherflow import staffing
from teacherflow.codes import Status, Zone
from teacherflow.phases.channels import admitted
from teacherflow.phases.reassign import reassign
from teacherflow.phases.search import lookers
from teacherflow.phases.transfer import transfer
from teacherflow.state import State
from teacherflow.terms.laws import Terms
from teacherflow.terms.transfer import CHANNELS, MATCH, RELEASE, SEAT_RESERVE, THRESHOLD, Move
from twin.transfer import transfer as slow_transfer
from twin.world import differences, mirror, move_differences

BUSY = {
    "transfer.look_early": 1.0,
    "transfer.look_middle": 0.9,
    "transfer.look_late": 0.6,
    "utility.choice_scale": 6.0,
    "utility.moving_threshold": 0.0,
    "utility.downward_friction": 300.0,
}


def busy_county(seed: int) -> State:
    """A county in which many look round and posts stand open."""
    state = small_county(seed, teachers=400, sections=24)
    state.parameters = state.parameters.changed(BUSY)
    held = np.bincount(state.teachers.post[staffing_rows(state)], minlength=state.sections.rows)
    luck = state.draws.uniform("test.target", 0, np.arange(state.sections.rows))
    state.sections.target[:] = np.round(held * (0.75 + 0.55 * luck**2)) * state.sections.open
    return state


def staffing_rows(state: State) -> np.ndarray:
    t = state.teachers
    return np.flatnonzero(t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0))


def with_channels(**changes: object) -> Terms:
    channels = tuple(
        replace(c, **changes) if c.kind is Move.TRANSFER else c for c in CHANNELS.default
    )
    return Terms({CHANNELS: channels})


TERMS = {
    "default": Terms(),
    "serial": Terms({MATCH: "serial"}),
    "deferred_protected": Terms({MATCH: "deferred_protected"}),
    "to_be": Terms({MATCH: "to_be"}),
    "optimal": Terms({MATCH: "optimal"}),
    "capped": with_channels(most=0.02),
    "strict": Terms({RELEASE: 1.0, SEAT_RESERVE: 1.0, THRESHOLD: 0.05}),
    "open": with_channels(approval=1.0, min_tenure=0.0),
}


@pytest.mark.parametrize("terms", TERMS)
@pytest.mark.parametrize("seed", range(4))
def test_engine_equals_twin(seed: int, terms: str) -> None:
    state = busy_county(seed)
    state.terms = TERMS[terms]
    world = mirror(state)
    transfer(state)
    slow_transfer(world)
    assert differences(state, world) == []
    assert move_differences(state, world) == []


def moves(state: State, kind: str) -> list[dict[str, object]]:
    return [
        {name: column[i] for name, column in chunk.items()}
        for chunk in state.log.moves
        for i in np.flatnonzero(chunk["kind"] == kind)
    ]


@pytest.mark.parametrize("seed", range(4))
def test_transfers_fill_vacancies_and_empty_no_school(seed: int) -> None:
    state = busy_county(seed)
    before, free = staffing.posts(state), staffing.vacancies(state)
    reassign(state)
    middle, target = staffing.posts(state), state.sections.target
    state.terms = Terms({CHANNELS: tuple(c for c in CHANNELS.default if c.kind is Move.TRANSFER)})
    transfer(state)
    after = staffing.posts(state)
    assert after.sum() == before.sum()
    assert len(moves(state, "transfer")) >= 4
    assert free.sum() > staffing.vacancies(state).sum() - (middle > before).sum()
    assert np.all((after <= target) | (after <= middle))
    assert np.all((after >= 0.85 * target) | (after >= middle))


def test_small_units_have_their_turn_to_reassign() -> None:
    """A hundredth of a small staff is less than one person: then it is the chance of one."""
    first = small_county(4, teachers=400, sections=24)
    s, t = first.sections, first.teachers
    schools = np.bincount(s.unit[s.open], minlength=first.units.rows)
    several = np.flatnonzero(schools > 1)
    for unit in several:
        rows = np.flatnonzero(s.open & (s.unit == unit))
        s.need[rows], s.need[rows[-1]] = 0, 400
    staff = np.bincount(s.unit[t.post[staffing_rows(first)]], minlength=first.units.rows)
    moved, years = np.zeros(first.units.rows), 120
    for year in range(years):
        state = first.fork()
        state.year += year
        reassign(state)
        gone = np.flatnonzero(state.teachers.post != t.post)
        moved += np.bincount(s.unit[t.post[gone]], minlength=first.units.rows)
    assert several.size > 2
    assert np.all(0.01 * staff[several] < 0.9)
    assert np.all(moved[several] > 0)
    assert moved.sum() == pytest.approx(0.01 * staff[several].sum() * years, rel=0.3)


def test_nobody_moves_twice_or_before_the_least_tenure() -> None:
    state = busy_county(3)
    tenure = dict(zip(state.teachers.id.tolist(), state.teachers.tenure.tolist(), strict=True))
    transfer(state)
    movers = [int(m["teacher_id"]) for m in moves(state, "transfer")]
    assert len(movers) == len(set(movers)) > 5
    zone = state.sections.zone
    for move in moves(state, "transfer"):
        into_seat = zone[move["to_section"]] == Zone.SEAT
        from_seat = zone[move["from_section"]] == Zone.SEAT
        least = 5 if into_seat and not from_seat else 3
        assert tenure[int(move["teacher_id"])] >= least


def test_a_closed_channel_stops_its_direction() -> None:
    ups = {}
    for approval in (0.0, 1.0):
        state = busy_county(5)
        state.sections.target[state.sections.open & (state.sections.zone == Zone.SEAT)] += 5
        state.terms = Terms(
            {
                SEAT_RESERVE: 0.0,
                CHANNELS: tuple(
                    replace(c, approval=approval) if c.name == "up" else c for c in CHANNELS.default
                ),
            }
        )
        transfer(state)
        level = state.sections.zone
        ups[approval] = sum(
            level[m["to_section"]] == Zone.SEAT and level[m["from_section"]] < Zone.SEAT
            for m in moves(state, "transfer")
        )
    assert ups[0.0] == 0 < ups[1.0]


def test_approval_halves_the_permits() -> None:
    state = small_county(1, teachers=1200, sections=24)
    t, zone = state.teachers, state.sections.zone
    rows = staffing_rows(state)
    rows = rows[(t.tenure[rows] >= 5) & (zone[t.post[rows]] < Zone.SEAT)]
    may = admitted(state, rows)
    seat, town = (int(np.flatnonzero(zone == z)[0]) for z in (Zone.SEAT, Zone.TOWN))
    share = np.mean(may[:, seat])
    assert share == pytest.approx(0.5, abs=4 * (0.25 / rows.size) ** 0.5)
    assert may[:, town].all()


def test_looking_follows_tenure_age_and_bond() -> None:
    state = small_county(2, teachers=4000, sections=24)
    t = state.teachers
    rows = np.flatnonzero(t.alive)
    t.role[:], t.status[:], t.away[:], t.bond_until[:] = 0, 0, 0, 0
    t.post[rows] = t.duty[rows] = np.maximum(t.duty[rows], 0)
    t.birth[:], t.tenure[rows] = state.september - 12 * 40, t.id[rows] % 16
    t.bond_until[rows[::4]] = state.year
    looking = np.isin(np.arange(t.rows), lookers(state))
    expected = {0: 0.0, 2: 0.0, 3: 0.16, 5: 0.16, 6: 0.10, 10: 0.10, 11: 0.04, 15: 0.04}
    for tenure, chance in expected.items():
        for bonded, rate in ((False, chance), (True, 3 * chance)):
            group = rows[
                (t.tenure[rows] == tenure) & ((t.bond_until[rows] == state.year) == bonded)
            ]
            if group.size:
                error = 4 * (rate * (1 - rate) / group.size) ** 0.5
                assert looking[group].mean() == pytest.approx(rate, abs=error + 1e-12)
    t.birth[:] = state.september - 12 * 50
    assert lookers(state).size == 0


def test_a_policy_without_effect_changes_nothing_and_names_do_not_matter() -> None:
    plain, renamed = busy_county(2), busy_county(2)
    renamed.terms = Terms({THRESHOLD: 0.0})
    transfer(plain)
    transfer(renamed)
    assert np.array_equal(plain.teachers.post, renamed.teachers.post)


def test_an_unknown_rule_of_matching_is_refused() -> None:
    state = busy_county(1)
    state.terms = Terms({MATCH: "lottery"})
    with pytest.raises(ValueError, match=r"transfer\.match.*lottery.*deferred"):
        transfer(state)
