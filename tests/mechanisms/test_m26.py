"""M26 集团内交流: moves stay inside the education group."""

from __future__ import annotations

from collections import Counter

from mechanisms.forms_runs import lived, sent
from teacherflow.county import County
from teacherflow.policies.scoped_forms import GroupExchange


def test_moves_stay_inside_the_group(fork: County) -> None:
    county = lived(fork, {"p": GroupExchange(share=0.3, after_years=3, post_share=0.3)})
    moves, group = sent(county, "group_exchange"), county.state.sections.group
    assert len(moves) > 20
    assert all(group[m["from_section"]] == group[m["to_section"]] >= 0 for m in moves)
    gives = Counter((m["year"], m["from_section"]) for m in moves)
    takes = Counter((m["year"], m["to_section"]) for m in moves)
    assert gives == takes  # swapped
    assert {bool(m["post_moves"]) for m in moves} == {False, True}


def test_a_larger_share_moves_more(fork: County) -> None:
    numbers = [
        len(sent(lived(fork, {"p": GroupExchange(share=share)}, years=1), "group_exchange"))
        for share in (0.0, 0.1, 0.5)
    ]
    assert 0 == numbers[0] < numbers[1] < numbers[2]
