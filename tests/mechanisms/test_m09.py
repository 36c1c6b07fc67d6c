"""M09 师资调配信息库: the less the bureau errs about need, the fewer posts are misplaced."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from teacherflow.county import County
from teacherflow.phases.eligibility import Roll
from teacherflow.phases.enrol import enrol
from teacherflow.phases.establish import establish
from teacherflow.phases.hosts import Hosts
from teacherflow.phases.leave import leave
from teacherflow.phases.listing import hires, listed_sections
from teacherflow.phases.seen import need_seen
from teacherflow.policies.market import InfoPool
from teacherflow.state import State
from teacherflow.terms.exchange import Form
from teacherflow.terms.laws import Terms, settle

FIRST = 2024
SHARES = (0.0, 0.2, 0.5, 1.0)


def before_listing(fork: County) -> State:
    state = fork.fork({}).state
    state.year += 1
    for phase in (enrol, leave, establish):
        phase(state)
    return state


def under(state: State, share: float) -> Terms:
    policy = InfoPool.model_validate({"error_left": share})
    return settle({policy.name: policy}, state.year)


def test_better_information_lowers_misplacement(fork: County) -> None:
    """Posts listed elsewhere than a bureau that knows need would list them, over 30 Septembers."""
    state = before_listing(fork)
    plan = hires(state)
    wrong = []
    for share in SHARES:
        state.terms, lists = under(state, share), []
        for year in range(FIRST, FIRST + 30):
            state.year = year
            lists.append(listed_sections(state, plan))
        assert all(listed.sum() == plan.number.sum() for listed in lists)
        wrong.append(np.array(lists))
    misplaced = [int(np.abs(lists - wrong[0]).sum()) // 2 for lists in wrong]
    assert misplaced[0] == 0
    assert all(a < b for a, b in pairwise(misplaced))


def test_the_error_in_exchange_shrinks_in_proportion(fork: County) -> None:
    """The gap that the bureau sees differs from the true one by the share of the same luck."""
    state = before_listing(fork)
    form = Form(name="test.form", rank=1, who=(), amount=1.0)
    nobody = np.zeros(state.sections.rows, dtype=np.int64)
    km = np.zeros((nobody.size, nobody.size))
    gaps = []
    for share in SHARES:
        state.terms = under(state, share)
        hosts = Hosts(Roll(state), form, nobody, km, need_seen(state))
        hosts.look(nobody)
        gaps.append(hosts.gap)
    errors = [gap - gaps[0] for gap in gaps]
    for share, error in zip(SHARES, errors, strict=True):
        assert np.allclose(error, share * errors[-1])
    needed = state.sections.need >= 1
    assert 0.05 < errors[-1][needed].std() < 0.2  # .10 of need


def test_a_pool_that_leaves_all_error_changes_nothing(fork: County) -> None:
    policy = InfoPool.model_validate({"error_left": 1})
    assert list(policy.claims(FIRST)) == []
    with_, without = (fork.fork({FIRST: t}) for t in (settle({"pool": policy}, FIRST), Terms()))
    for county in (with_, without):
        county.step()
    for column in ("post", "duty", "title"):
        ours, theirs = with_.state.teachers[column], without.state.teachers[column]
        assert np.array_equal(ours, theirs)
