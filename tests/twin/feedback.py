"""Shares of the forms of exchange that follow the gaps, in plain Python: one form, one school."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from teacherflow.terms.exchange import (
    FEEDBACK,
    FEEDBACK_MOST,
    FORMS,
    Backfill,
    Basis,
    Volunteers,
    form_key,
)
from twin.rounding import half_up, spread
from twin.ways import is_way
from twin.world import Record


def has_quota(form: Any) -> bool:
    """The bureau sets its number, and places are inside the county."""
    return (
        form.quota
        and form.basis != Basis.SEEKERS
        and form.volunteers != Volunteers.ONLY
        and not form.outside
    )


def memory(world: Any, form: Any) -> Any:
    return next((record for record in world.forms if record.key == form_key(form.name)), None)


def adapted(world: Any) -> list[Any]:
    """The forms in force with this year's amounts."""
    found = []
    for form in world.terms[FORMS]:
        known = memory(world, form)
        amount = form.amount * (1.0 if known is None else known.factor)
        if form.basis in (Basis.SURPLUS, Basis.SCHOOL):
            amount = form.amount  # told school by school
        if form.basis == Basis.ELIGIBLE:
            amount = min(amount, max(form.amount, 1.0))
        found.append(replace(form, amount=amount))
    return found


def set_factors(world: Any, number_of: Any) -> None:
    """Before anybody moves: weights become factors that keep the sum of all numbers."""
    for record in world.forms:
        record.factor = 1.0
    if world.terms[FEEDBACK] <= 0:
        return
    forms = [form for form in world.terms[FORMS] if has_quota(form)]
    for form in forms:
        if memory(world, form) is None:
            world.forms.append(
                Record(
                    len(world.forms),
                    key=form_key(form.name),
                    weight=1.0,
                    factor=1.0,
                    gap=math.nan,
                )
            )
    own = {form.name: number_of(form) for form in forms}
    weighted = sum(memory(world, form).weight * own[form.name] for form in forms)
    for form in forms:
        if weighted:
            known = memory(world, form)
            known.factor = known.weight * sum(own.values()) / weighted


def of_schools(world: Any, form: Any, own: dict[int, int]) -> dict[int, int]:
    """Schools' own numbers times the factor: of the sum, so that small schools are not cut to 0.

    No school sends more than its surplus because of the factor.
    """
    known = memory(world, form)
    factor = 1.0 if known is None else known.factor
    if factor == 1:
        return own
    number = half_up(factor * sum(own.values()))
    most = dict.fromkeys(own, number)
    if form.basis == Basis.SURPLUS:
        most = {s.row: max(s.over_quota, own[s.row]) for s in world.sections}
    return spread(number, own, most)


def learn(world: Any) -> None:
    """After everybody has gone: what was left open decides on next year's weights."""
    gain, most = world.terms[FEEDBACK], world.terms[FEEDBACK_MOST]
    forms = [form for form in world.terms[FORMS] if has_quota(form)]
    if gain <= 0 or not forms:
        return
    gaps = {form.name: gap_of(world, form) for form in forms}
    mean = sum(gaps.values()) / len(gaps)
    for form in forms:
        known = memory(world, form)
        known.gap = gaps[form.name]
        grown = known.weight * math.exp(gain * (known.gap - mean))
        known.weight = min(max(grown, 1 / most), most)


def gap_of(world: Any, form: Any) -> float:
    """Backbones lacking where a form swaps or sends backbones, else staff lacking; a share."""
    of_backbones = form.backfill == Backfill.SWAP or any(
        w.column == "backbone" and w.low >= 1 for w in form.who
    )
    lacks = wanted = 0.0
    for s in world.sections:
        if not any(may_send(world, form, home, s) for home in world.sections):
            continue
        if of_backbones:
            should = world.parameters.exchange.weak_backbones * s.pupils / 100
            there = sum(t.backbone for t in world.at_duty(s.row))
        else:
            should, there = s.need, len(world.at_duty(s.row))
        wanted += should
        lacks += max(0.0, should - there)
    return lacks / wanted if wanted else 0.0


def may_send(world: Any, form: Any, home: Any, host: Any) -> bool:
    """A school that the form means, to a school that may be its host, whatever the room."""
    if not home.open:
        return False
    of_post = [w for w in form.who if w.column.startswith("post.")]
    if not all(w.low <= getattr(home, w.column[5:]) <= w.high for w in of_post):
        return False
    return is_way(form, home, host)
