"""M50 高级职称须有农村任教一年: volunteers go down for exactly a year, and nobody else moves."""

from __future__ import annotations

import numpy as np
import pytest

from teacherflow.codes import Away, Title, Zone
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.policies.exchange import MandatoryRotation
from teacherflow.policies.titles import TitlePrerequisite
from teacherflow.terms.laws import Terms, settle

YEARS = range(2024, 2034)


def lived(fork: County, values: dict[str, object] | None) -> County:
    """Return the county after ten years under the policy (None: without)."""
    policies = {} if values is None else {"p": TitlePrerequisite.model_validate(values)}
    county = fork.fork({year: settle(policies, year) for year in YEARS})
    for _ in YEARS:
        county.step()
    return county


def passes(county: County, level: Title) -> set[tuple[int, int]]:
    """Return (year, teacher) of those who won a title."""
    events = concatenated(county.state.log.titles)
    won = (events["event"] == "pass") & (events["level"] == level) & (events["year"] > 2026)
    return set(zip(events["year"][won].tolist(), events["teacher_id"][won].tolist(), strict=True))


def test_rural_service_comes_before_the_application(fork: County) -> None:
    county = lived(fork, {"years": {"senior": 1, "first": 1}, "from": 2025})
    events, moves = (concatenated(log) for log in (county.state.log.titles, county.state.log.moves))
    out = moves["cause"] == "title_prerequisite"
    assert out.sum() > 20
    assert set(moves["kind"][out]) == {"exchange_out"}
    zone = county.state.sections.zone
    ends = zone[moves["from_section"][out]], zone[moves["to_section"][out]]
    assert np.all(ends[0] == Zone.SEAT)  # in towns and villages the years count anyway
    assert np.all(ends[1] < Zone.SEAT)
    competed = (events["rank"] > 0) & (events["year"] >= 2025)
    assert events["rural_years"][competed].min() >= 1.0
    sent = set(moves["teacher_id"][out].tolist())
    won = {person for level in (Title.FIRST, Title.SENIOR) for _, person in passes(county, level)}
    assert len(sent & won) > 10


def test_who_sought_service_last_year_does_not_offer_the_post_for_it(fork: County) -> None:
    """Forms that move the post are settled before anybody seeks service anew."""
    rotation = MandatoryRotation.model_validate({"after_years": 1, "post_share": 1.0})
    sent = []
    for sought in (0, 1):
        county = fork.fork({2024: settle({"r": rotation}, 2024)})
        county.state.teachers.seeks_service[county.state.teachers.alive] = sought
        county.step()
        sent.append(county.state.log.exchanges)
    assert sent[0][0].sent > 0
    assert sent[0] == sent[1]


def test_who_went_for_a_year_is_back_after_a_year(fork: County) -> None:
    county = lived(fork, {"from": 2025, "years": {"senior": 2, "first": 2}})
    moves = concatenated(county.state.log.moves)
    rows = zip(*(moves[c].tolist() for c in ("year", "teacher_id", "kind", "cause")), strict=True)
    began: dict[int, int] = {}
    lengths = []
    for year, person, _, cause in rows:
        if cause == "title_prerequisite":
            began[person] = year
        elif cause == "leave.return" and person in began:
            lengths.append(year - began.pop(person))
    assert len(lengths) > 20
    assert max(lengths) == 2
    assert np.mean(np.array(lengths) == 2) > 0.8  # the others had served a year before


@pytest.mark.parametrize(
    "values",
    [
        {"years": {"senior": 0}},
        {"years": {"senior": 0, "first": 0, "cohort": 0}, "waive_paper": False, "from": 2025},
    ],
)
def test_nothing_asked_changes_nothing(fork: County, values: dict[str, object]) -> None:
    policy = TitlePrerequisite.model_validate(values)
    assert list(policy.claims(2030)) == []
    without, with_it = lived(fork, None), lived(fork, values)
    for table in ("moves", "titles", "spells"):
        ours, theirs = (concatenated(getattr(c.state.log, table)) for c in (without, with_it))
        assert all(np.array_equal(ours[name], theirs[name]) for name in ours)


def test_a_longer_service_keeps_more_people_in_the_countryside(fork: County) -> None:
    stock = []
    for years in (0, 1, 3):
        county = fork.fork(
            {
                year: settle(
                    {"p": TitlePrerequisite(years={"senior": years, "first": years})}, year
                )
                for year in YEARS
            }
        )
        away = 0
        for _ in YEARS:
            county.step()
            away += len(county.teachers.select(county.teachers.get("away") == Away.EXCHANGE))
        stock.append(away)
    assert stock[0] == 0
    assert 0 < stock[1] < stock[2]


def test_a_rule_that_is_only_announced_changes_service_but_no_review(fork: County) -> None:
    soon = TitlePrerequisite.model_validate({"from": 2025, "lead_years": 2})
    terms: dict[int, Terms] = {year: settle({"p": soon}, year) for year in YEARS}
    county, free = fork.fork(terms), fork.fork({})
    for _ in range(3):
        county.step()
        free.step()
    events = [concatenated(c.state.log.titles) for c in (county, free)]
    first = [e["teacher_id"][(e["year"] == 2025) & (e["event"] == "apply")] for e in events]
    assert np.array_equal(*first)
    assert (county.teachers.get("away") == Away.EXCHANGE).any()


def test_the_trace_says_why_somebody_serves(fork: County) -> None:
    values = {"years": {"senior": 1, "first": 2}, "from": 2025}
    moves = concatenated(lived(fork, values).state.log.moves)
    out = np.flatnonzero(moves["cause"] == "title_prerequisite")
    person, year = int(moves["teacher_id"][out[0]]), int(moves["year"][out[0]])
    terms = {y: settle({"p": TitlePrerequisite.model_validate(values)}, y) for y in YEARS}
    county = fork.fork(terms)
    county.state.log.watched = person
    for _ in YEARS:
        county.step()
    told = county.state.log.told
    (why,) = [facts for y, what, facts in told if (y, what) == (year, "title.service")]
    assert why["seeks"]
    assert why["rank"] <= why["reach"]
    assert why["chance"] * why["gain"] > why["cost"] > 0
    lacks = [facts for y, what, facts in told if what == "title.lacks" and y <= year]
    assert all(facts["filter"].startswith("title_prerequisite.") for facts in lacks)
    back = [(y, facts["years"]) for y, what, facts in told if what == "exchange.returned"]
    assert back[0] == (year + why["years"], why["years"])
