"""Claims merge by the law of their term, whatever the order of the policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from teacherflow.terms.laws import BAG, EITHER, LEAST, MOST, ONE, SUM, Claim, Conflict, Term, settle


@dataclass(frozen=True)
class Item:
    name: str
    rank: int = 0
    size: float = 0.0


@dataclass(frozen=True)
class Says:
    made: tuple[Claim[Any], ...]
    since: int = 0

    def active(self, year: int) -> bool:
        return year >= self.since

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        yield from self.made


total = Term("t.sum", 1.0, SUM)
strict = Term("t.most", 3, MOST)
cap = Term("t.least", 9, LEAST)
switch = Term("t.either", False, EITHER)
bag = Term("t.bag", (Item("own", 5, 1.0),), BAG)
rule = Term("t.one", "default", ONE)


def test_defaults_hold_without_claims() -> None:
    terms = settle({}, 2025)
    assert (terms[total], terms[strict], terms[bag], terms[rule]) == (
        1.0,
        3,
        bag.default,
        "default",
    )


def test_each_law() -> None:
    policies = {
        "b": Says((total(0.2), strict(2), cap(4), switch(True), bag((Item("z", 1),)), rule("x"))),
        "a": Says(
            (total(0.1), strict(1), cap(7), switch(False), bag((Item("own", 5, 2.0),)), rule("x"))
        ),
    }
    terms = settle(policies, 2025)
    assert terms[total] == 1.3
    assert (terms[strict], terms[cap], terms[switch], terms[rule]) == (2, 4, True, "x")
    assert terms[bag] == (Item("z", 1), Item("own", 5, 2.0))
    assert terms.claimants[strict] == (("a", 1), ("b", 2))


def test_inactive_policies_claim_nothing() -> None:
    assert settle({"late": Says((total(5.0),), since=2030)}, 2029)[total] == 1.0


def test_two_rules_or_two_items_of_one_name_conflict_and_are_named() -> None:
    with pytest.raises(Conflict, match="rule_a claims 'x', rule_b claims 'y'") as caught:
        settle({"rule_b": Says((rule("y"),)), "rule_a": Says((rule("x"),))}, 2025)
    assert caught.value.parties == ("rule_a", "rule_b")
    with pytest.raises(Conflict):
        settle({"p": Says((bag((Item("n"),)),)), "q": Says((bag((Item("n"),)),))}, 2025)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=4))
def test_order_of_policies_changes_no_bit(values: list[float]) -> None:
    named = {
        f"p{i}": Says((total(v), strict(int(v)), bag((Item(f"i{i}", i % 2, v),))))
        for i, v in enumerate(values)
    }
    answers = {
        (repr(t[total]), t[strict], t[bag])
        for order in permutations(named)
        for t in [settle({name: named[name] for name in order}, 2025)]
    }
    assert len(answers) == 1
