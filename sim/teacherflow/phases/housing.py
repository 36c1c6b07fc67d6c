"""Who lives in teacher housing (教师周转房): the flats of a year, and how they are given out."""

from __future__ import annotations

import numpy as np

from teacherflow import staffing
from teacherflow.apportion import whole
from teacherflow.codes import Away, Zone
from teacherflow.columns import F64, I64, Bool
from teacherflow.ranking import grouped_by, place_in_group
from teacherflow.roads import road_kms
from teacherflow.state import NOWHERE, State
from teacherflow.terms.pay import PAY_HOUSING


def give_out_flats(state: State) -> None:
    """Count the flats of every town and village school, and give them out anew.

    Flats follow the staff on duty, made whole for the county. Of those who live too far away to
    do without one, teachers on exchange come first, then others who live farther still; the
    farther of two is first, of equal ones the lower id. A flat is given for a year, at the place
    of duty.
    """
    t, s = state.teachers, state.sections
    t.housing[:], s.housing_units[:] = NOWHERE, 0
    if state.terms[PAY_HOUSING] <= 0:
        return
    rural = s.open & (s.zone < Zone.SEAT)
    staff = np.where(rural, staffing.on_duty(state), 0)
    s.housing_units[:] = whole(state.terms[PAY_HOUSING] / 100.0 * staff)
    rows = np.flatnonzero(t.alive & (t.duty >= 0))
    rows = rows[s.housing_units[t.duty[rows]] > 0]
    km, sent = _km_from_home(state, rows), t.away[rows] == Away.EXCHANGE
    p = state.parameters
    may = np.where(sent, km > p.utility.housing_km, km > p.exchange.housing_far_km)
    housed = _first_come(state, rows, km, sent, np.asarray(may))
    t.housing[housed] = t.duty[housed]
    _tell(state, rows, km, housed)


def _km_from_home(state: State, rows: I64) -> F64:
    t, s = state.teachers, state.sections
    duty = t.duty[rows]
    return road_kms(t.home_x[rows] - s.x[duty], t.home_y[rows] - s.y[duty])


def _first_come(state: State, rows: I64, km: F64, sent: Bool, may: Bool) -> I64:
    """Return who of ``rows``, all at schools with flats, gets one."""
    t = state.teachers
    may_rows = np.flatnonzero(may)
    turn = 2 * t.duty[rows[may_rows]].astype(np.int64) + ~sent[may_rows]
    order = may_rows[grouped_by(turn, -km[may_rows], t.id[rows[may_rows]])]
    duty = t.duty[rows[order]].astype(np.int64)
    return rows[order[place_in_group(duty) < state.sections.housing_units[duty]]]


def _tell(state: State, rows: I64, km: F64, housed: I64) -> None:
    """Tell the person watched of the flat, or that there is none for who lives far from school."""
    t = state.teachers
    if state.log.watched < 0:
        return
    for i in np.flatnonzero(t.id[rows] == state.log.watched):
        flats = int(state.sections.housing_units[t.duty[rows[i]]])
        given = bool(np.isin(rows[i], housed))
        if given or km[i] > state.parameters.utility.housing_km:
            what = "housing.given" if given else "housing.none"
            who = int(t.id[rows[i]])
            state.log.tell(state.year, who, what, km=float(km[i]), flats=flats)
