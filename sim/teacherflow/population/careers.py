"""What people have made of it: tenure, routes of entry, titles, effect on pupils."""

from __future__ import annotations

import numpy as np

from teacherflow.allowances import satisfied
from teacherflow.apportion import whole_within
from teacherflow.codes import Route, Sex, Stage, Status, Title
from teacherflow.columns import F64, I8, Bool
from teacherflow.population.people import RETIRES, Cast, Ints
from teacherflow.population.scaling import scaled_below
from teacherflow.ranking import standard_scores
from teacherflow.state import NOWHERE, Units
from teacherflow.terms.recruit import ROUTES

SERVICE_BAND = 5
"""Years of service within which titles are compared."""


def live_careers(people: Cast, units: Units) -> None:
    """Fill tenure, route, title and effect; everybody still works at the post section."""
    _tenure(people)
    _routes(people)
    _titles(people, units)
    _talent(people)


def first_of(group: Ints, score: F64, number: Ints, eligible: Bool) -> Bool:
    """Mark the ``number[g]`` highest scores among the eligible of each group ``g``."""
    keys = np.where(eligible, -score, np.inf)
    order = np.lexsort((keys, group))
    sizes = np.bincount(group, minlength=number.size)
    starts = np.cumsum(sizes) - sizes
    chosen = np.zeros(group.size, dtype=bool)
    chosen[order] = np.arange(group.size) - starts[group[order]] < number[group[order]]
    return chosen & eligible


def _tenure(people: Cast) -> None:
    """Years at the school: geometric, at most the service; earlier schools are counted."""
    t, n, c = people.teachers, people.n, people.chosen
    stays = max(c.tenure_mean, 1e-12) / (c.tenure_mean + 1.0)
    years = np.floor(np.log(people.uniform("tenure")) / np.log(stays))
    t.tenure[:n] = np.minimum(years, t.service[:n])
    t.duty_years[:n] = t.exchange_clock[:n] = t.tenure[:n]
    moves = _poisson(people.uniform("schools"), c.school_rate * t.service[:n].astype(np.float64))
    t.schools_served[:n] = 1 + np.maximum(moves, t.tenure[:n] < t.service[:n])


def _poisson(luck: F64, mean: F64) -> Ints:
    """Return Poisson counts by inversion (means of a few at most)."""
    chance = np.exp(-mean)
    reached, counts = chance.copy(), np.zeros(luck.size, dtype=np.int64)
    for k in range(1, 40):
        more = luck > reached
        if not more.any():
            break
        counts += more
        chance = chance * mean / k
        reached += chance
    return counts


def _routes(people: Cast) -> None:
    """Let special-post teachers and bonded students serve their terms.

    Their number is what yearly hires by these routes leave in service: hires x share x years.
    Both are taken from those who entered in these years, at the schools that the route may fill.
    """
    t, n, s = people.teachers, people.n, people.sections
    staff = np.bincount(people.stage, minlength=len(Stage))
    for item in (route for route in ROUTES.default if route.bond_years and route.share > 0):
        entered = people.chosen.yearly_hires * item.share * item.bond_years * staff
        hosts = satisfied(s, item.hosts, np.arange(s.rows))
        free = hosts[people.section] & (t.service[:n] < item.bond_years)
        free &= t.route[:n] == Route.FOUNDER
        luck = people.uniform(f"route_{item.name}")
        number = np.floor(entered + 0.5).astype(np.int64)
        rows = np.flatnonzero(first_of(people.stage, luck, number, free))
        t.route[rows], t.status[rows] = item.code, item.status
        t.bond_until[rows] = t.cohort[rows] + item.bond_years
    special = np.flatnonzero(t.status == Status.TEGANG)
    t.post[special] = NOWHERE
    t.duty_years[special], t.schools_served[special] = t.service[special], 1
    t.tenure[special] = t.exchange_clock[special] = 0


def _titles(people: Cast, units: Units) -> None:
    """Fill the title posts of every unit by service with noise, and set its post ratios."""
    t, n, c = people.teachers, people.n, people.chosen
    unit = people.sections.unit[people.section].astype(np.int64)
    posts = np.bincount(unit[t.status[:n] == Status.ESTABLISHED], minlength=units.rows)
    _set_caps(people, units, posts)
    senior = _filled(c.fill_senior, units.cap_senior, posts, units.stage)
    middle = _filled(c.fill_middle, units.cap_middle, posts, units.stage)
    service = t.service[:n].astype(np.float64)
    score = service + c.title_noise * people.normal("title")
    stayed_on = (t.sex[:n] == Sex.WOMAN) & (12 * people.year + 8 - t.birth[:n] >= 12 * RETIRES)
    is_senior = first_of(unit, score + 100.0 * stayed_on, senior, service >= c.least_service_senior)
    rest = np.maximum(middle - np.bincount(unit[is_senior], minlength=units.rows), 0)
    is_first = first_of(unit, score, rest, ~is_senior & (service >= c.least_service_middle))
    titled = (service >= 1) & (t.status[:n] != Status.TEGANG)
    title = np.where(is_senior, Title.SENIOR, np.where(is_first, Title.FIRST, Title.SECOND))
    t.title[:n] = np.where(titled, title, Title.NONE)
    t.title_paid[:n] = t.title[:n]
    least = np.array([0.0, 1.0, c.least_service_middle, c.least_service_senior])[t.title[:n]]
    drawn = np.floor((c.title_years_most + 1.0) * people.uniform("title_years"))
    t.title_years[:n] = np.where(titled, np.minimum(drawn, service - least), service)


def _set_caps(people: Cast, units: Units, posts: Ints) -> None:
    """Post ratios of units: the county's, with one lognormal factor per unit.

    The province binds the county, so the ratios of all posts of a stage together are met. Units
    without posts (schools that may open) have the county's ratio.
    """
    c = people.chosen
    luck = people.draws.normal("population.cap", 0, np.arange(units.rows))
    for stage, spread, senior, middle in (
        (Stage.PRIMARY, c.cap_sd_primary, c.cap_senior_primary, c.cap_middle_primary),
        (Stage.JUNIOR, c.cap_sd_junior, c.cap_senior_junior, c.cap_middle_junior),
    ):
        mine = units.stage == stage
        staffed = mine & (posts > 0)
        share, factor = posts[staffed].astype(np.float64), np.exp(spread * luck[staffed])
        for column, ratio in ((units.cap_senior, senior), (units.cap_middle, middle)):
            column[mine] = min(ratio, c.cap_most)
            held = scaled_below(ratio * share.sum(), share * factor, c.cap_most * share)
            column[staffed] = held / share


def _filled(fill: float, cap: F64, posts: Ints, stage: I8) -> Ints:
    """Return title posts held in each unit: whole by stage, never above the ratio."""
    held = whole_within(fill * cap * posts, stage, len(Stage))
    return np.minimum(held, np.floor(cap * posts + 1e-9).astype(np.int64))


def _talent(people: Cast) -> None:
    """Fixed effect, correlated with the title among those of the same stage and service."""
    t, n, c = people.teachers, people.n, people.chosen
    band = people.stage * 100 + t.service[:n] // SERVICE_BAND
    z = standard_scores(t.title[:n].astype(np.float64), band)
    spread = np.bincount(band, weights=z * z)[band] > 0
    rho = np.where(spread, c.talent_title, 0.0)
    own = np.sqrt(1.0 - rho * rho) * people.normal("talent")
    t.talent[:n] = c.talent_sd * (rho * z + own)
    t.leader_quality[:n] = c.leader_sd * people.normal("leader_quality")
    t.connected[:n] = people.uniform("connected") < c.connected
