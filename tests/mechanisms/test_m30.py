"""M30 新聘教师农村任教: new urban teachers serve two years in villages and return."""

from __future__ import annotations

from collections import Counter

from integration.pair import rows_of
from mechanisms.forms_runs import START, came_back, lived, sent
from teacherflow.codes import Zone
from teacherflow.county import County
from teacherflow.policies.forms import NoviceService


def test_new_urban_hires_serve_two_years_and_return(fork: County) -> None:
    county = lived(fork, {"p": NoviceService(called_again_years=0)}, years=4)
    moves, s, t = sent(county, "novice_service"), county.state.sections, county.state.teachers
    assert len(moves) > 20
    rows = {int(t.id[row]): row for row in range(t.rows) if t.alive[row]}
    for m in moves:
        assert s.zone[m["from_section"]] >= Zone.TOWN
        assert s.zone[m["to_section"]] == Zone.VILLAGE
        if m["teacher_id"] in rows:
            row = rows[m["teacher_id"]]
            assert t.service[row] - (START + 3 - m["year"]) == 2
    back, due = came_back(county, moves, 2)
    assert due
    assert 0.7 * due < back <= due  # the young quit more often


def test_who_could_not_go_is_called_again_and_who_served_is_not(fork: County) -> None:
    once, again = (
        lived(fork, {"p": NoviceService(called_again_years=n, years=1)}, years=3) for n in (0, 2)
    )
    moves = sent(again, "novice_service")
    assert len(moves) > len(sent(once, "novice_service"))
    people = Counter(m["teacher_id"] for m in moves)
    twice = {person for person, times in people.items() if times > 1}
    ended = [
        m["cause"]
        for m in rows_of(again.state.log.moves)
        if m["teacher_id"] in twice and m["kind"] == "exchange_return"
    ]
    assert set(ended) <= {"enrol.closure"}  # the host closed: the service was not completed
