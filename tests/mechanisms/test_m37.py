"""M37 对口帮扶: years outside the county count as rural service, and meet the title filter."""

from __future__ import annotations

import numpy as np

from integration.pair import rows_of
from mechanisms.forms_runs import START, lived, sent
from teacherflow.codes import Away, Title
from teacherflow.county import County
from teacherflow.phases.prerequisite import lacking
from teacherflow.policies.outside import OutsideAid
from teacherflow.terms.laws import Terms, settle
from teacherflow.terms.promote import FILTERS, TitleFilter


def test_aid_years_meet_the_title_filter(fork: County) -> None:
    county = lived(fork, {"p": OutsideAid(share=0.02)}, years=3)
    moves, state, t = sent(county, "outside_aid"), county.state, county.state.teachers
    assert len(moves) > 30
    assert {m["to_section"] for m in moves} == {-1}
    first = [m["teacher_id"] for m in moves if m["year"] == START]
    back = {
        m["teacher_id"]
        for m in rows_of(state.log.moves)
        if m["kind"] == "exchange_return" and m["from_section"] == -1 and m["year"] == START + 1
    }
    assert len(back & set(first)) > 0.85 * len(first)
    rows = np.flatnonzero(t.alive & np.isin(t.id, first) & (t.away == Away.HOME))
    assert np.all(t.aid_years[rows] >= 1.0)
    assert np.all(t.rural_years[rows] >= t.aid_years[rows])
    met = {}
    for counts in (False, True):
        asked = TitleFilter(
            name="p.aid", years=1, village=False, town=False, outside_aid=counts, low=Title.SENIOR
        )
        state.terms = Terms({FILTERS: (asked,)})
        ((_, missing),) = lacking(state, rows, np.full(rows.size, int(Title.SENIOR)))
        met[counts] = missing == 0
    assert np.all(met[True])
    assert not met[False].any()


def test_a_trace_counts_the_years_outside(fork: County) -> None:
    """No duty in the county runs meanwhile, so the years are those since the departure."""
    policies = {"p": OutsideAid(share=0.01, years=2)}
    moves = sent(lived(fork, policies, years=1), "outside_aid")
    county = fork.fork({year: settle(policies, year) for year in range(START, START + 3)})
    told = []
    for teacher in (m["teacher_id"] for m in moves[:2]):
        again = county.fork(county.terms_by_year)
        again.state.log.watched = teacher
        again.run_for(3)
        told += [
            facts["years"] for _, what, facts in again.state.log.told if what == "exchange.returned"
        ]
    assert told
    assert set(told) == {2}


def test_the_province_pays_for_each_month_outside(fork: County) -> None:
    county = lived(fork, {"p": OutsideAid(share=0.01, allowance_yuan_per_month=1000)}, years=1)
    spent = [e for e in county.state.log.spending if e[1] == "outside_aid"]
    number = len(sent(county, "outside_aid"))
    assert number > 5
    assert [(item, payer) for _, _, item, payer, _ in spent] == [("allowance", "province")]
    assert abs(spent[0][-1] - 12_000 * number) < 1e-6 * 12_000 * number


def test_a_larger_share_sends_more(fork: County) -> None:
    numbers = [
        len(sent(lived(fork, {"p": OutsideAid(share=x)}, years=1), "outside_aid"))
        for x in (0.0, 0.002, 0.02)
    ]
    assert 0 == numbers[0] < numbers[1] < numbers[2]
