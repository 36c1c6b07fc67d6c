"""What one teacher's work gives to pupils, and what a year is worth to the teacher."""

from __future__ import annotations

from teacherflow.codes import Zone
from teacherflow.compiled import in_kernel
from teacherflow.parameters.teach import Teach
from teacherflow.parameters.utility import Utility

_SEAT, _TOWN = int(Zone.SEAT), int(Zone.TOWN)


@in_kernel
def employer(post: int, duty: int) -> int:
    """Return the section where a teacher belongs: of the post, else of the duty, else -1."""
    return post if post >= 0 else duty


@in_kernel
def share_out_of_field(out: float, lessons: float, at_home: float, elsewhere: float) -> float:
    """Return which share of a teacher's lessons is out of field; 0 of somebody who teaches none.

    Parameters
    ----------
    out, lessons : float
        Lessons of a full load in the teacher's group, and those of them out of field.
    at_home, elsewhere : float
        Lessons that the teacher gives at the own school, and at others: all of these in field.
    """
    share = out / lessons if lessons > 0.0 and at_home > 0.0 else 0.0
    if elsewhere > 0.0:
        share *= 1.0 - elsewhere / (at_home + elsewhere)
    return share


@in_kernel
def delivered_effect(
    ability: float, service: int, effort: float, out_of_field: float, first_year: bool, p: Teach
) -> float:
    """Return the effect a teacher delivers this year, in sd of pupil achievement.

    Parameters
    ----------
    ability : float
        e: talent and the stock of coaching.
    effort : float
        1 is the usual effort; it is additive because e has mean zero.
    out_of_field : float
        Share of the lessons taught out of field.
    first_year : bool
        Whether this is the first year at this school, whatever brought the teacher there: every
        class that a mover leaves behind meets somebody new.
    """
    delivered = ability
    delivered += p.experience_gain * min(float(service), p.experience_years) / p.experience_years
    delivered += p.effort_effect * (effort - 1.0)
    delivered -= p.out_of_field_loss * out_of_field
    if first_year:
        delivered -= p.first_year_loss
    return delivered


@in_kernel
def effort_of(
    on_exchange: bool,
    forced: bool,
    years_to_eligible: float,
    failures: int,
    leader_quality: float,
    p: Teach,
) -> float:
    """Return how much more or less than usual a teacher puts in (0 is the usual effort).

    Parameters
    ----------
    forced : bool
        Placed by order this year.
    years_to_eligible : float
        Years until the years asked for the next title are served; 1 or 2 raise effort.
    failures : int
        Failed applications since the last title; from some number on effort falls.
    leader_quality : float
        Of the principal of the unit, in sd.
    """
    change = p.leader_effort * leader_quality
    if on_exchange:
        change += p.rotator_effort
    if forced:
        change += p.forced_effort
    if failures >= p.title_failed_times:
        change += p.title_failed_effort
    elif 0.0 < years_to_eligible <= 2.0:
        change += p.title_near_effort
    return change


@in_kernel
def standing_in_view(zone: int, pressed: float, p: Teach) -> float:
    """Return the advantage of a post in the naming of backbones, in sd.

    Parameters
    ----------
    pressed : float
        How much inspection presses for backbones at the school of the post; 0: not at all.
    """
    favour = 0.0
    if zone == _TOWN:
        favour = p.backbone_town
    elif zone == _SEAT:
        favour = p.backbone_seat
    return favour + p.backbone_seat * pressed


@in_kernel
def welfare_of(worth: float, moved: bool, forced: bool, p: Utility) -> float:
    """Return welfare W of a year: what it was worth in pay, less the cost of moves."""
    if moved:
        worth -= p.moving_cost
    if forced:
        worth -= p.forced_cost
    return worth
