"""Rural service before a title (A13): when it starts, when it ends, what it leaves behind.

Sources: the rules of Banan District 2020 and State Council office 2015, no. 43, which ask for a
number of years and no more; that teachers serve just these years, just in time, is what such a rule
rewards. Years to eligibility stand in no table, so the county is watched year by year.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from patterns.catalogue import Pattern, Values
from teacherflow.agents.titles import least_years
from teacherflow.codes import Away, Zone
from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.scenario import read_study
from teacherflow.study.simulate import past_of
from teacherflow.terms.promote import STEPS
from teacherflow.text import Text

FILE = Path(__file__).with_name("prerequisite.yaml")
FROM, UNTIL, SETTLED, LAST = 2025, 2030, 2029, 2036
"""First year of the policy, last year of the ended one, first year after the first rush, last year."""


@dataclass
class Watched:
    """One scenario, all replications.

    Attributes
    ----------
    starts : list of (year, int)
        School year in which service began, and years then left until the next title may be sought.
    lengths : list of (int, str)
        Years of service and how it ended: ``exchange_return`` or a way out of service.
    serving, rural, applications : dict of year to int
        Persons in service for a title; staff on duty in towns and villages; applications for
        titles. Sums of all replications.
    """

    starts: list[tuple[int, int]] = field(default_factory=list)
    lengths: list[tuple[int, str]] = field(default_factory=list)
    serving: dict[int, int] = field(default_factory=dict)
    rural: dict[int, int] = field(default_factory=dict)
    applications: dict[int, int] = field(default_factory=dict)


@cache
def watched() -> dict[str, Watched]:
    """Return every scenario of the study; computed once per process."""
    study = read_study(FILE)
    found = {name: Watched() for name in study.scenarios}
    for replication in range(study.replications):
        past = past_of(study, replication)
        for name, scenario in study.scenarios.items():
            county = past.fork(scenario.terms)
            for _ in range(study.years.count):
                county.step()
                _observe(county, found[name])
            _spells(county, found[name])
    return found


def _observe(county: County, found: Watched) -> None:
    state = county.state
    t, s, year = state.teachers, state.sections, county.year
    serving = t.alive & (t.away == Away.EXCHANGE)
    began = np.flatnonzero(serving & (t.duty_changed_year == year))
    least = least_years(t.title[began], t.education[began], state.terms[STEPS])
    found.starts += [(year, int(left)) for left in least - t.title_years[began]]
    here = np.flatnonzero(t.alive & (t.duty >= 0))
    rural = int((s.zone[t.duty[here]] != Zone.SEAT).sum())
    events = concatenated(state.log.titles)
    asked = int(((events["event"] == "apply") & (events["year"] == year)).sum())
    for table, number in (
        (found.serving, int(serving.sum())),
        (found.rural, rural),
        (found.applications, asked),
    ):
        table[year] = table.get(year, 0) + number


def _spells(county: County, found: Watched) -> None:
    """Pair every start of service with the end of the stay; stays under way are left out."""
    moves = concatenated(county.state.log.moves)
    began: dict[int, int] = {}
    for year, person, kind, cause in zip(
        *(moves[name].tolist() for name in ("year", "teacher_id", "kind", "cause")), strict=True
    ):
        if kind == "exchange_out" and cause == "title_prerequisite":
            began[person] = year
        elif person in began and cause != "enrol.closure" and kind not in ("merge", "reassign"):
            found.lengths.append((year - began.pop(person), kind))
        elif person in began and cause == "enrol.closure":
            began.pop(person)


def starts_by_years_left(found: Watched) -> dict[int, float]:
    """Return service begun a year, by years left until the title, after the first rush."""
    left = [years for year, years in found.starts if year >= SETTLED]
    values, numbers = np.unique(left, return_counts=True)
    return dict(zip(values.tolist(), numbers.tolist(), strict=True))


def mean(table: dict[int, int], first: int, last: int) -> float:
    """Return the mean of the years ``first`` to ``last``."""
    return float(np.mean([n for year, n in table.items() if first <= year <= last]))


def service_in_time(_: object) -> Values:
    """A13: when service begins, when it ends, and what stock it makes."""
    starts = starts_by_years_left(watched()["one_year"])
    later = [starts.get(-years, 0) for years in range(15)]
    found: Values = {
        "starts in each of the two years before eligibility": (starts[2] + starts[1]) / 2,
        "starts in a later year, mean": float(np.mean(later)),
        "starts in a later year, most": float(max(later)),
        "starts earlier than that": float(sum(n for years, n in starts.items() if years > 2)),
    }
    for name, years in (("one_year", 1), ("three_years", 3)):
        of = watched()[name]
        returned = [length for length, kind in of.lengths if kind == "exchange_return"]
        flow = np.bincount([y - FROM for y, _ in of.starts], minlength=LAST - FROM + 1)
        stock, began = mean(of.serving, SETTLED, LAST), flow[SETTLED - FROM - years + 1 :].mean()
        exact = float(np.mean([length == years for length in returned]))
        found[f"returns after just the years asked, {name}"] = exact
        found[f"returns after more, {name}"] = float(sum(n > years for n in returned))
        found[f"persons in service / (starts x years), {name}"] = float(stock / (years * began))
    found["in service, three years / one year"] = mean(
        watched()["three_years"].serving, SETTLED, LAST
    ) / mean(watched()["one_year"].serving, SETTLED, LAST)
    ended, free = watched()["ended"].rural, watched()["status_quo"].rural
    gain = mean(ended, FROM, UNTIL) - mean(free, FROM, UNTIL)
    found["rural staff gained while in force"] = gain
    found["rural staff left after the end, share of the gain"] = (
        mean(ended, UNTIL + 2, LAST) - mean(free, UNTIL + 2, LAST)
    ) / gain
    return found


def bunches_and_passes(v: Values) -> bool:
    before = v["starts in each of the two years before eligibility"]
    return (
        before > 1.5 * v["starts in a later year, most"]
        and before > 3 * v["starts in a later year, mean"]
        and v["starts earlier than that"] == 0
        and all(
            v[f"returns after just the years asked, {n}"] > 0.9
            and v[f"returns after more, {n}"] == 0
            and abs(v[f"persons in service / (starts x years), {n}"] - 1) < 0.15
            for n in ("one_year", "three_years")
        )
        and v["rural staff gained while in force"] > 20
        and abs(v["rural staff left after the end, share of the gain"]) < 0.35
    )


TITLES = (
    Pattern(
        "A13",
        Text(
            "为评职称而去农村服务的，在取得资格前的几年开始，年限一满就结束；它对农村教师数的作用等于申报人数 × 年限，并不持久",
            "Service for a title begins in the years before eligibility, ends on the day, and its "
            "effect on rural staff is applicants x years, not permanent",
        ),
        Text(
            "所要求的年限：巴南 2020、国办发〔2015〕43 号；集中开始：规则奖励什么，就出现什么",
            "the years asked: Banan 2020 and State Council office 2015, no. 43; bunching: what the rule rewards",
        ),
        Text(
            "取得资格前的两年，每年开始的人数都高于以后任何一年的 1.5 倍、以后各年均值的 3 倍，没有更早的；0.9 以上恰满年限返回，没有更晚的；存量与“开始人数 × 年限”相差在 15% 以内；结束之后，剩下的不到所增人数的 0.35",
            "each of the two years before eligibility above 1.5 times any later year and 3 times their "
            "mean, none earlier; over .9 return after just the years asked, none later; stock within "
            "15 % of starts x years; below .35 of the gain left after the end",
        ),
        service_in_time,
        bunches_and_passes,
    ),
)
