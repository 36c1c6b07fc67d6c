"""Shares of the forms of exchange that follow the gaps (比例据实化).

Every form that the bureau gives a quota keeps a weight, 1 at first. At the start of phase transfer
the weights become factors, by which the forms' own numbers are multiplied so that their sum stays
as it is: the mix shifts, the effort does not. At the end of phase exchange the bureau looks at
what each form has left open: its weight is multiplied by exp(gain x (its gap - mean gap)) and kept
between 1/most and most. Without the bound a gap that no exchange can close would drive all other
forms to nothing, from where a product returns as slowly as it went; with it a form whose gap opens
again is back after a few years.

The gap of a form is a share of what its possible hosts should have. A form that swaps teachers, or
sends backbones, leaves staff as it is or hardly matters for it: its gap is one of backbones. That
of the others is staff lacking against need.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import exp, fsum, nan

import numpy as np

from teacherflow import staffing
from teacherflow.agents.sending import spread
from teacherflow.allowances import satisfied
from teacherflow.apportion import nearest
from teacherflow.columns import F64, I64, Bool
from teacherflow.phases.hosts import reached_from, ways
from teacherflow.state import State
from teacherflow.terms.exchange import (
    FEEDBACK,
    FEEDBACK_MOST,
    FORMS,
    Backfill,
    Basis,
    Form,
    form_key,
)


def set_factors(state: State, own_numbers: Callable[[State], Mapping[str, int]]) -> None:
    """Write by what the number of each form is multiplied this year; 1 without feedback.

    Parameters
    ----------
    own_numbers : callable
        Returns how many each form sends, by its name; asked while all factors are 1.
    """
    state.forms.factor[:] = 1.0
    forms = _forms(state)
    if not forms:
        return
    _make_room(state, forms)
    own = own_numbers(state)
    number = np.array([own[form.name] for form in forms], dtype=np.float64)
    rows = [_row(state, form) for form in forms]
    weight = state.forms.weight[rows]
    weighted = fsum(weight * number)
    if weighted > 0:
        state.forms.factor[rows] = weight * (fsum(number) / weighted)


def adapted(state: State) -> tuple[Form, ...]:
    """Return the forms in force with this year's amounts; those told by school are left alone."""
    return tuple(_scaled(form, remembered(state, form)[0]) for form in state.terms[FORMS])


def of_schools(state: State, form: Form, own: I64) -> I64:
    """Return how many each school sends, from what it would send by itself.

    The sum is multiplied and shared out again: multiplied one by one and rounded, small numbers
    would vanish. No school sends more than its surplus because of the factor.
    """
    factor = remembered(state, form)[0]
    if factor == 1.0:
        return own
    total = int(nearest(factor * own.sum()))
    surplus = form.basis == Basis.SURPLUS
    most = np.maximum(state.sections.over_quota, own) if surplus else np.full(own.size, total)
    return spread(total, own, most)


def remembered(state: State, form: Form) -> tuple[float, float]:
    """Return the factor of a form and the gap of last year; 1 and NaN if nothing is known."""
    row = _row(state, form)
    if row < 0:
        return 1.0, nan
    return float(state.forms.factor[row]), float(state.forms.gap[row])


def learn(state: State) -> None:
    """Write the gaps that this year's exchange has left open, and next year's weights."""
    forms = _forms(state)
    if not forms:
        return
    gain, most = state.terms[FEEDBACK], state.terms[FEEDBACK_MOST]
    lacking = {quality: _lacking(state, quality) for quality in (True, False)}
    gaps = [gap_of(state, form, *lacking[lifts_quality(form)]) for form in forms]
    mean = fsum(gaps) / len(gaps)
    for form, gap in zip(forms, gaps, strict=True):
        row = _row(state, form)
        grown = state.forms.weight[row] * exp(gain * (gap - mean))
        state.forms.gap[row] = gap
        state.forms.weight[row] = min(max(grown, 1.0 / most), most)


def gap_of(state: State, form: Form, should: F64, lacks: F64) -> float:
    """Return what the possible hosts of a form lack, share of what they should have (0 ... 1)."""
    hosts = hosts_of(state, form)
    wanted = fsum(should[hosts].tolist())
    return fsum(lacks[hosts].tolist()) / wanted if wanted > 0 else 0.0


def _lacking(state: State, quality: bool) -> tuple[F64, F64]:
    """Return the backbones or staff that each section should have, and how many it lacks."""
    s = state.sections
    there: F64
    if quality:
        asked = state.parameters.exchange.weak_backbones * s.pupils / 100.0
        should = np.asarray(asked, dtype=np.float64)
        there = staffing.backbones(state).astype(np.float64)
    else:
        should = s.need.astype(np.float64)
        there = staffing.on_duty(state).astype(np.float64)
    return should, np.asarray(np.maximum(0.0, should - there))


def lifts_quality(form: Form) -> bool:
    """Tell whether a form is there for quality: it swaps, or only backbones go."""
    backbones = any(where.column == "backbone" and where.low >= 1 for where in form.who)
    return backbones or form.backfill == Backfill.SWAP


def hosts_of(state: State, form: Form) -> Bool:
    """Tell which sections could be hosts of somebody, (sections,)."""
    s = state.sections
    of_post = tuple(replace(where, column=where.name) for where in form.who if where.of_section)
    homes = s.open & satisfied(s, of_post)
    return reached_from(ways(state, form)[0], homes)


def _forms(state: State) -> list[Form]:
    """Return the forms whose numbers follow the gaps this year."""
    if state.terms[FEEDBACK] <= 0:
        return []
    return [form for form in state.terms[FORMS] if form.adapts]


def _scaled(form: Form, factor: float) -> Form:
    if factor == 1.0 or form.basis in (Basis.SURPLUS, Basis.SCHOOL):
        return form
    amount = form.amount * factor
    if form.basis == Basis.ELIGIBLE:  # no more than all of them can be asked for
        amount = min(amount, max(form.amount, 1.0))
    return replace(form, amount=amount)


def _make_room(state: State, forms: list[Form]) -> None:
    """Give every form a row that has none."""
    fresh = [form_key(form.name) for form in forms if _row(state, form) < 0]
    if fresh:
        state.forms.grow(len(fresh))
        state.forms.key[-len(fresh) :] = fresh


def _row(state: State, form: Form) -> int:
    """Return the row of what is remembered of a form, -1 none."""
    keys, key = state.forms.key.tolist(), form_key(form.name)
    return keys.index(key) if key in keys else -1
