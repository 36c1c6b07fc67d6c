"""Who seeks rural service this year because the next title asks for it.

Teachers look ahead over the years of service that they lack and one year more (`extra_years`
adds to it). Whoever can have the years in the title by then reckons the place in the queue among
all who have these years already in the own unit, by the score that everybody can reckon, and how
far the promotions of that time reach down at the pace of the last three rounds. Service is sought
if they seem to reach so far, and if the raise, weighed by the chance, is worth more than the years
away cost. Leaders do not seek service, nor does anybody whose duty has changed this year, who
works where the years count anyway, or who is away.

The cost is that of the mean school where the service would count: open, of the own stage, of a
lower zone, at most 40 km from the school of the post. The teacher does not choose the host.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow import choice, movement
from teacherflow.agents import pension, titles
from teacherflow.codes import Title, Zone
from teacherflow.columns import F64, Bool
from teacherflow.phases.prerequisite import lacking
from teacherflow.phases.reassign import stays_free
from teacherflow.phases.review import COMPETED, bonuses, effects, public_scores
from teacherflow.ranking import grouped_by
from teacherflow.roads import road_kms
from teacherflow.state import State
from teacherflow.terms.leave import STATUTE
from teacherflow.terms.promote import FILTERS, STEPS

type Rows = NDArray[np.int64]
type Years = NDArray[np.int64]

FARTHEST_HOST = 40.0
"""Road kilometres from the school of the post beyond which nobody is sent (as in every form)."""

_LEVELS = max(Title) + 2


class Beliefs(NamedTuple):
    """What those who lack service for the next title think; one element each.

    Attributes
    ----------
    years : (n,) int
        Years of service lacking.
    near : (n,) bool
        Has the years in the title soon enough.
    rank : (n,) int
        Place in the queue of the title pool, 1 the first.
    flow : (n,) float
        Promotions a year in the pool.
    in_reach : (n,) bool
        Believes that promotions reach down to this place.
    chance, gain, cost : (n,) float
        p̂; value of the raise in yuan; cost of the years away in yuan (NaN for those to whom
        promotion is not near or not in reach: they do not reckon it).
    """

    rows: Rows
    years: Years
    near: Bool
    rank: Rows
    flow: F64
    in_reach: Bool
    chance: F64
    gain: F64
    cost: F64

    @property
    def seeks(self) -> Bool:
        """Who seeks the service this year."""
        reckoned = self.near & self.in_reach & ~np.isnan(self.cost)
        return np.asarray(reckoned & (self.chance * self.gain > self.cost))


def seek(state: State, here: F64 | None = None) -> None:
    """Write the years of service that each teacher seeks this year.

    Parameters
    ----------
    here : (all rows,) float, optional
        What the present places are worth to those at home, if it is known already.
    """
    t = state.teachers
    t.seeks_service[:] = 0
    if state.terms[FILTERS]:
        found = beliefs(state, here)
        t.seeks_service[found.rows[found.seeks]] = found.years[found.seeks]
        _tell(state, found)


def beliefs(state: State, here: F64 | None = None) -> Beliefs:
    """Return what all who lack service for the next title, and may seek it, think of it."""
    t, p = state.teachers, state.parameters.titles
    rows, years, open_zones = _lacking(state)
    horizon = years + 1 + p.extra_years
    least = titles.least_years(t.title[rows], t.education[rows], state.terms[STEPS])
    near = t.title_years[rows] >= least - horizon
    rank, flow = _ranks(state, rows), _flow(state, rows)
    in_reach = titles.in_reach(rank, flow, horizon, p.optimism)
    chance = titles.chance_of_promotion(rank, flow, horizon)
    cost = np.full(rows.size, np.nan)
    reckons = np.flatnonzero(near & in_reach)
    some = rows[reckons]
    own = choice.utility_here(state, some)[0] if here is None else here[some]
    cost[reckons] = _cost(state, some, own, years[reckons], open_zones[:, reckons])
    return Beliefs(rows, years, near, rank, flow, in_reach, chance, _gain(state, rows), cost)


def _units(state: State, rows: Rows) -> Rows:
    return state.sections.unit[state.teachers.post[rows]].astype(np.int64)


def _pools(state: State, rows: Rows) -> Rows:
    """Return the pool in which each competes for the next title, one of a unit and title."""
    return _units(state, rows) * _LEVELS + state.teachers.title[rows] + 1


def _lacking(state: State) -> tuple[Rows, Years, Bool]:
    """Return who lacks service that the present place does not give; years; zones that would do."""
    t, zones = state.teachers, list(Zone)
    rows = np.flatnonzero(
        stays_free(state) & ((t.title == Title.SECOND) | (t.title == Title.FIRST))
    )
    rows = rows[t.level_unit[rows] == _units(state, rows)]
    years, here = np.zeros(rows.size, dtype=np.int64), state.sections.zone[t.post[rows]]
    stays, opens = np.ones(rows.size, dtype=bool), np.ones((len(zones), rows.size), dtype=bool)
    for item, missing in lacking(state, rows, t.title[rows] + 1):
        unmet = missing > 0
        years = np.maximum(years, missing)
        counts = np.array([item.counts(zone) and item.years > 0 for zone in zones])
        stays &= ~unmet | counts[here]
        opens &= ~unmet | np.array([item.opens(zone) for zone in zones])[:, None]
    kept = (years > 0) & ~stays
    return rows[kept], years[kept], opens[:, kept]


def _ranks(state: State, rows: Rows) -> Rows:
    """Return the place of each in the pool among all who have the years in the title."""
    t, meant = state.teachers, np.zeros(state.teachers.rows, dtype=np.bool_)
    asked = np.zeros(state.units.rows * _LEVELS, dtype=np.bool_)
    meant[rows], asked[_pools(state, rows)] = True, True
    held = movement.holds_post(state).nonzero()[0]
    pool = _pools(state, held)
    asked = asked[pool] & (t.level_unit[held] == pool // _LEVELS)
    held, pool = held[asked], pool[asked]
    is_rival = titles.meets_years(
        t.title[held], t.title_years[held], t.education[held], state.terms[STEPS]
    )
    some = is_rival | meant[held]
    everybody, pool, is_rival = held[some], pool[some], is_rival[some]
    level = t.title[everybody].astype(np.int64) + 1
    bonus, plain = bonuses(state, everybody, level)[0], effects(state)
    score = public_scores(state, everybody, plain, bonus)
    order = grouped_by(pool, -score, t.id[everybody])
    ahead = np.cumsum(is_rival[order]) - is_rival[order]
    first = np.searchsorted(pool[order], pool[order])
    rank = np.empty(everybody.size, dtype=np.int64)
    rank[order] = 1 + ahead - ahead[first]
    return rank[np.searchsorted(everybody, rows)]


def _flow(state: State, rows: Rows) -> F64:
    """Return the promotions a year in the pool of each, over the last three rounds."""
    unit, level = _units(state, rows), state.teachers.title[rows] + 1
    flow = np.zeros(rows.size)
    for one in COMPETED:
        rounds = state.units[one.promoted]
        flow += np.where(level == one.title, rounds[unit].sum(axis=1) / rounds.shape[1], 0.0)
    return flow


def _gain(state: State, rows: Rows) -> F64:
    """Return the present value of the raise until the statutory pension, in yuan."""
    t, u = state.teachers, state.parameters.utility
    base = np.array([u.base_none, u.base_second, u.base_first, u.base_senior, u.base_professor])
    base *= state.pay_lift
    title, birth = t.title[rows], t.birth[rows].astype(np.int64)
    none = np.zeros(rows.size, dtype=bool)  # nobody here has a title that lets women stay to 60
    due = pension.statute(state.terms[STATUTE])(birth, t.sex[rows], none)
    left = np.maximum(0, due - state.september) / 12.0
    return titles.worth_of_raise(
        base[title + 1] - base[title], left, state.parameters.titles.discount
    )


def _cost(state: State, rows: Rows, here: F64, years: Years, open_zones: Bool) -> F64:
    """Return what the years away cost in yuan; inf where no school would do."""
    t, s = state.teachers, state.sections
    hosts = np.flatnonzero(s.open & (s.zone < Zone.SEAT))
    post, zone = t.post[rows].astype(np.int64), s.zone[hosts].astype(np.int64)
    km = road_kms(s.x[hosts] - s.x[post][:, None], s.y[hosts] - s.y[post][:, None])
    fits = (s.stage[hosts] == t.stage[rows][:, None]) & (zone < s.zone[post][:, None])
    fits &= (km <= FARTHEST_HOST) & open_zones[zone].T
    who, where = np.nonzero(fits)
    there = np.zeros(fits.shape)
    there[who, where] = choice.utility_of_pairs(state, rows, hosts, who, where)
    number = fits.sum(axis=1)
    mean = there.sum(axis=1) / np.maximum(number, 1)
    loss = here - mean
    paid = 12.0 * years * state.parameters.utility.reference_pay * loss
    return np.where(number > 0, paid, np.inf)


def _tell(state: State, found: Beliefs) -> None:
    """Tell the person watched why service is sought, or not."""
    log, ids = state.log, state.teachers.id[found.rows]
    for i in np.flatnonzero(ids == log.watched):
        years, cost = int(found.years[i]), float(found.cost[i])
        p = state.parameters.titles
        log.tell(
            state.year,
            log.watched,
            "title.service",
            seeks=bool(found.seeks[i]),
            years=years,
            near=bool(found.near[i]),
            rank=int(found.rank[i]),
            reach=float(p.optimism * (years + 1 + p.extra_years) * found.flow[i]),
            chance=float(found.chance[i]),
            gain=float(found.gain[i]),
            cost=cost if np.isfinite(cost) else None,
        )
