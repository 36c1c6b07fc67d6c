"""M14 系统人: posts are pooled and teachers ask for a smaller gain before they move."""

from __future__ import annotations

from itertools import pairwise

from posting import moves_of, posting, same
from teacherflow.county import County
from teacherflow.policies.posts import QuotaPooling, SystemStaff


def moved(fork: County, cut: float) -> int:
    policy = SystemStaff.model_validate({"from": 2024, "threshold_cut": cut, "pooled_share": 0.0})
    return int((moves_of(posting(fork, 4, policy))["kind"] == "transfer").sum())


def test_system_staff_move_at_a_lower_threshold(fork: County) -> None:
    found = [moved(fork, cut) for cut in (0.0, 0.1, 0.3)]
    assert all(a < b for a, b in pairwise(found))


def test_its_parts_are_those_of_pooling_and_nothing(fork: County) -> None:
    def system(cut: float, pooled: float) -> County:
        values = {"from": 2024, "threshold_cut": cut, "pooled_share": pooled}
        return posting(fork, 2, SystemStaff.model_validate(values))

    assert same(system(0.0, 0.0), posting(fork, 2))
    assert same(system(0.0, 0.7), posting(fork, 2, QuotaPooling(share=0.7)))
