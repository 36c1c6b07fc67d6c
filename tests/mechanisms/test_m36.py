"""M36 吸引优秀教师支教: backbones volunteer for weak schools, the more the more it pays."""

from __future__ import annotations

from mechanisms.forms_runs import START, lived, sent, told
from teacherflow.county import County
from teacherflow.policies.forms import VoluntarySupport


def test_volunteers_rise_with_the_allowance(fork: County) -> None:
    numbers = []
    for yuan in (0.0, 1000.0, 3000.0):
        county = lived(fork, {"p": VoluntarySupport(yuan_per_month=yuan)}, years=1)
        moves, s = sent(county, "voluntary_support"), county.state.sections
        entry = told(county, "voluntary_support.duty")[START]
        assert entry.sent == entry.volunteers == entry.backbones == len(moves)
        assert all(s.weak[m["to_section"]] for m in moves)
        assert all(s.zone[m["to_section"]] <= s.zone[m["from_section"]] for m in moves)
        numbers.append(len(moves))
    assert numbers[0] < numbers[1] < numbers[2]


def test_the_allowance_is_in_the_ledger_for_each_month_away(fork: County) -> None:
    county = lived(fork, {"p": VoluntarySupport(yuan_per_month=800.0)}, years=1)
    spent = [
        yuan
        for _, policy, item, _, yuan in county.state.log.spending
        if (policy, item) == ("voluntary_support", "allowance")
    ]
    people = len(sent(county, "voluntary_support"))
    assert abs(sum(spent) - 12 * 800.0 * people) < 1e-6 * 9600 * people
