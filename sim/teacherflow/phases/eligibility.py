"""Who may be sent on exchange: those a form addresses, less those who are exempt.

Never sent are those whose duty has changed this year (entrants too), who are away or wait, who
are pregnant or nursing, seriously ill or bonded, or the only one of their subject at the school;
leaders only by forms that name them. Forms whose number is a share of the eligible count them once
a year, at the start of phase transfer, before anybody is taken.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from teacherflow import staffing
from teacherflow.agents import pension
from teacherflow.allowances import addressed
from teacherflow.choice import Places, places_of
from teacherflow.codes import Away, Role, Sex, Status, Title
from teacherflow.columns import I64, Bool
from teacherflow.phases.present import Present
from teacherflow.phases.pressure import Pressed
from teacherflow.state import State
from teacherflow.terms.exchange import EXEMPTIONS, FORMS, MOST_FORMS, Basis, Exemption, Form
from teacherflow.terms.leave import STATUTE
from teacherflow.terms.who import Where

type Rows = NDArray[np.int64]

GRADES = np.array([6, 3])
"""Grades of each stage, of which one graduates."""
_LASTING = 0


def count_eligible(state: State) -> None:
    """Write who is eligible for which form, before anybody moves; nothing without forms.

    Also writes what forms ask about: ``years_to_pension``, ``graduating``, ``over_quota`` and
    ``weak``.

    Raises
    ------
    ValueError
        If more forms are in force than the column can hold.
    """
    t, forms = state.teachers, state.terms[FORMS]
    t.exchange_mask[:] = 0
    if not forms:
        return
    if len(forms) > MOST_FORMS:
        raise ValueError(f"{FORMS.name}: {len(forms)} forms in {state.year}, at most {MOST_FORMS}")
    _survey(state)
    roll = Roll(state)
    for place, form in enumerate(forms):
        if form.basis == Basis.ELIGIBLE:
            rows = _addressed_by(roll, form)
            t.exchange_mask[rows] |= np.int64(1) << np.int64(place)


class Roll:
    """Who is at home when forms begin to be settled, and what keeps them out.

    Both hold for those who stay at home until all forms are settled, so they are looked up once.
    Nobody comes home meanwhile.

    Attributes
    ----------
    rows : (n,) int
        Those at home, by id.
    fit : (all rows,) bool
        See `fit_to_go`; False for those who are not at home.
    now : Present
        Who is where after the moves so far.
    pressed : Pressed
        What inspection asks of schools this year.
    """

    def __init__(self, state: State) -> None:
        self.state, self._out, self.now = state, dict[Exemption, Bool](), Present(state)
        self.pressed = Pressed(state)
        rows = np.flatnonzero(self.now.at_home)
        self.rows = rows[np.argsort(state.teachers.id[rows])]
        self.fit = np.zeros(state.teachers.rows, dtype=np.bool_)
        self.fit[self.rows] = fit_to_go(state, self.rows, tell=False)

    @cached_property
    def places(self) -> Places:
        """What every section is to somebody new there; it does not change when others go."""
        return places_of(self.state, np.arange(self.state.sections.rows))

    @cached_property
    def young(self) -> Rows:
        """Young teachers who were at home and fit, by id: hosts may send them back (swap)."""
        t, age = self.state.teachers, self.state.parameters.exchange.swap_age
        young = self.state.september - t.birth[self.rows] < 12 * age
        young &= (t.role[self.rows] == Role.TEACHER) & self.fit[self.rows]
        return np.asarray(self.rows[young])

    def moved(self, rows: Rows, left: I64, to: I64) -> None:
        """Take note that ``rows`` have left sections and work at others, -1 at none."""
        self.now = self.now.after(rows, left, to)

    def free(self, form: Form) -> Bool:
        """Tell who is fit to go and not kept out of a form by the exemptions in force, by row."""
        free = self.fit.copy()
        for item in self.state.terms[EXEMPTIONS]:
            if item.binds(form):
                if item not in self._out:
                    self._out[item] = np.zeros(self.fit.size, dtype=np.bool_)
                    self._out[item][self.rows] = _exempted(self.state, item, self.rows)
                free &= ~self._out[item]
        return free


def available(roll: Roll, form: Form) -> Rows:
    """Return whom a form may take now, by id: eligible, and with no change of duty this year."""
    if form.basis != Basis.ELIGIBLE:
        return _addressed_by(roll, form)
    state, t = roll.state, roll.state.teachers
    bit = _bit(state, form)
    if state.log.watched >= 0:
        rows = np.flatnonzero(t.alive & (t.exchange_mask & bit != 0))
        _tell(state, rows, ~roll.now.at_home[rows], "changed", form=form.name)
    rows = roll.rows[t.exchange_mask[roll.rows] & bit != 0]
    return np.asarray(rows[roll.now.at_home[rows]])


def eligible(state: State, form: Form) -> tuple[int, int]:
    """Return how many were eligible for a form before anybody was taken, and the backbones."""
    t = state.teachers
    may = t.alive & (t.exchange_mask & _bit(state, form) != 0)
    return int(np.count_nonzero(may)), int(np.count_nonzero(may & t.backbone))


def _bit(state: State, form: Form) -> np.int64:
    """Return the bit of a form in ``exchange_mask``; its amount may have been changed since."""
    names = [other.name for other in state.terms[FORMS]]
    return np.int64(1) << np.int64(names.index(form.name))


def fit_to_go(state: State, rows: Rows, *, tell: bool = True) -> Bool:
    """Tell who is neither pregnant or nursing, nor ill, nor bonded."""
    t, p = state.teachers, state.parameters.exchange
    age = (state.september - t.birth[rows]) // 12
    of_age = (t.sex[rows] == Sex.WOMAN) & (age >= p.nursing_from) & (age <= p.nursing_to)
    ids, year, nursing = t.id[rows], state.year, of_age.copy()
    nursing[of_age] = state.draws.uniform("exchange.nursing", year, ids[of_age]) < p.nursing
    ill = state.draws.uniform("exchange.ill", year, ids) < p.ill
    bonded = t.bond_until[rows] > state.year
    if tell:
        for out, why in ((nursing, "nursing"), (ill, "ill"), (bonded, "bonded")):
            _tell(state, rows, out, why)
    return np.asarray(~(nursing | ill | bonded))


def _exempted(state: State, item: Exemption, rows: Rows) -> Bool:
    """Tell whom one exemption keeps at home."""
    out = addressed(state, item.who, rows)
    if item.chance < 1.0:
        ids = state.teachers.id[rows]
        out &= state.draws.uniform(f"exchange.exempt.{item.name}", state.year, ids) < item.chance
    return out


def _addressed_by(roll: Roll, form: Form) -> Rows:
    """Return the rows that a form addresses and nothing exempts, by id."""
    state, t = roll.state, roll.state.teachers
    may = roll.now.at_home.copy()
    if not form.for_leaders:
        may &= t.role == Role.TEACHER
    if form.basis != Basis.SEEKERS:
        _tell_absent(state, form, may)
    for where in form.who:
        meets = addressed(state, (where,))
        _tell_condition(state, form, where, may & ~meets)
        may &= meets
    _tell_unfit(roll, form, may)
    may &= roll.free(form)
    rows = roll.rows[may[roll.rows]]
    return rows[roll.now.spare[t.post[rows], t.subject[rows]] > 0]


def _survey(state: State) -> None:
    """Write the derived columns on which forms may put conditions."""
    t, s = state.teachers, state.sections
    rows = np.flatnonzero(t.alive & (t.status == Status.ESTABLISHED))
    birth, sex = t.birth[rows].astype(np.int64), t.sex[rows]
    due = pension.statute(state.terms[STATUTE])(birth, sex, _stays_to_60(state, rows))
    t.years_to_pension[rows] = (due - state.september) / 12.0
    lot = state.draws.uniform("exchange.class", state.year, t.id[rows])
    t.graduating[:] = False
    t.graduating[rows] = lot < 1.0 / GRADES[t.stage[rows]]
    s.over_quota[:] = np.where(s.open, staffing.surplus(state), 0)
    s.weak[:] = staffing.is_weak(state)


def _stays_to_60(state: State, rows: Rows) -> Bool:
    """Tell which women hold a senior title and do not choose to retire at 55."""
    t = state.teachers
    drawn = state.draws.uniform("leave.choose_55", _LASTING, t.id[rows])
    senior = (t.sex[rows] == Sex.WOMAN) & (t.title[rows] >= Title.SENIOR)
    return np.asarray(senior & (drawn >= state.parameters.leave.choose_55))


def _tell_absent(state: State, form: Form, may: Bool) -> None:
    """Tell the person watched that nobody is sent who is away, new at the place, or a leader."""
    if state.log.watched < 0:
        return
    t = state.teachers
    row = np.flatnonzero(t.alive & (t.id == state.log.watched) & ~may)
    if not row.size:
        return
    me, facts = int(row[0]), {"form": form.name}
    if t.away[me] == Away.EXCHANGE:
        _tell(state, row, np.ones(1, bool), "on_exchange", until=int(t.away_until[me]) + 1, **facts)
    elif t.status[me] == Status.ESTABLISHED and t.away[me] == Away.HOME:
        changed = t.duty_changed_year[me] == state.year
        _tell(state, row, np.ones(1, bool), "changed" if changed else "leader", **facts)
    else:
        _tell(state, row, np.ones(1, bool), "not_at_post", **facts)


def _tell_unfit(roll: Roll, form: Form, meant: Bool) -> None:
    """Tell the person watched, if meant, what keeps him or her at home all the same."""
    state, t = roll.state, roll.state.teachers
    if state.log.watched < 0:
        return
    me = np.flatnonzero(meant & (t.id == state.log.watched))
    if not me.size:
        return
    fit_to_go(state, me)
    _tell(state, me, roll.now.spare[t.post[me], t.subject[me]] < 1, "sole_subject")
    for item in state.terms[EXEMPTIONS]:
        if item.binds(form):
            out = _exempted(state, item, me)
            _tell(state, me, out, "exemption", form=form.name, name=item.name)


def _tell_condition(state: State, form: Form, where: Where, fails: Bool) -> None:
    """Tell the person watched which condition is not met, and by how much."""
    if state.log.watched < 0:
        return
    me = np.flatnonzero(fails & (state.teachers.id == state.log.watched))
    if not me.size:
        return
    post = state.teachers.post[me]
    owner, at = (state.sections, post) if where.of_section else (state.teachers, me)
    _tell(
        state,
        me,
        np.ones(1, bool),
        "condition",
        form=form.name,
        column=where.column,
        value=float(owner[where.name][at][0]),
        low=float(where.low),
        high=float(where.high),
    )


def _tell(state: State, rows: Rows, exempt: Bool, why: str, **facts: str | float) -> None:
    """Tell the person watched what keeps him or her out."""
    log = state.log
    if log.watched >= 0 and log.watched in state.teachers.id[rows[exempt]]:
        log.tell(state.year, log.watched, "exchange.exempt", why=why, **facts)
