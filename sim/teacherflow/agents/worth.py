"""What a post is worth to one teacher: pay, amenity, utility (compiled, one agent at a time)."""

from __future__ import annotations

from teacherflow.codes import Role, Status, Title, Zone
from teacherflow.compiled import in_kernel
from teacherflow.parameters.utility import Utility

_SEAT, _TOWN = int(Zone.SEAT), int(Zone.TOWN)
_SECOND, _FIRST, _SENIOR = int(Title.SECOND), int(Title.FIRST), int(Title.SENIOR)
_PROFESSOR = int(Title.PROFESSOR)
_CONTRACT, _SILVER = int(Status.CONTRACT), int(Status.SILVER)
_DEPUTY, _PRINCIPAL = int(Role.DEPUTY), int(Role.PRINCIPAL)


@in_kernel
def base_pay(title_paid: int, service: int, status: int, role: int, p: Utility) -> float:
    """Return pay without allowances of place, in yuan per month.

    The pension of silver staff is taken to be as high as the pay of their title.
    """
    if status == _CONTRACT:
        return p.contract_pay
    if title_paid == _SECOND:
        pay = p.base_second
    elif title_paid == _FIRST:
        pay = p.base_first
    elif title_paid == _SENIOR:
        pay = p.base_senior
    elif title_paid == _PROFESSOR:
        pay = p.base_professor
    else:
        pay = p.base_none
    pay += p.service_increment * min(float(service), p.service_most)
    if role == _PRINCIPAL:
        pay += p.principal_allowance
    elif role == _DEPUTY:
        pay += p.deputy_allowance
    return pay


@in_kernel
def town_pay(status: int, zone: int, p: Utility) -> float:
    """Return the township work allowance that pay outside the seat holds, in yuan per month."""
    beside = status in (_CONTRACT, _SILVER)
    return 0.0 if zone == _SEAT or beside else p.town_allowance


@in_kernel
def scaled_pay(
    pay: float, status: int, lift: float, at_stake: float, mark: int, mean_mark: float
) -> float:
    """Return basic pay as the county's floor lifts it and the unit shares it out.

    Parameters
    ----------
    pay : float
        By title, service, role and zone, in yuan per month; pay of contract staff and
        pensions of silver staff are left as they are.
    lift : float
        Factor by which the floor of mean pay lifts all basic pay.
    at_stake : float
        Part of basic pay that one step of the mark moves.
    mark, mean_mark : int, float
        Mark of the last appraisal, and its mean, by basic pay, where the teacher works.
    """
    if status in (_CONTRACT, _SILVER):
        return pay
    return pay * lift * (1.0 + at_stake * (mark - mean_mark))


@in_kernel
def ties(
    km: float, zone: int, has_kin_here: bool, has_child: bool, has_housing: bool, p: Utility
) -> float:
    """Return the amenity of a place that depends on who lives where, in yuan per month.

    Parameters
    ----------
    km : float
        Road kilometres from home to school.
    has_child : bool
        Has a child of kindergarten or school age.
    """
    worth = -p.km * min(km, p.km_most)
    if has_kin_here:
        worth += p.kin
    if zone == _SEAT:
        worth += p.seat + (p.child_seat if has_child else 0.0)
    elif zone == _TOWN:
        worth += p.town + (p.child_town if has_child else 0.0)
    if has_housing and km > p.housing_km:
        worth += p.housing
    return worth


@in_kernel
def conditions(
    intake: float, leader: float, lessons: float, standard: float, out_of_field: float, p: Utility
) -> float:
    """Return the amenity of working conditions at a school, in yuan per month.

    Parameters
    ----------
    intake, leader : float
        Standing of the intake and quality of the principal (sd).
    lessons, standard : float
        Weekly lessons and the standard load of the stage.
    out_of_field : float
        Share of the lessons out of field; it counts above a threshold (when it is the larger part).
    """
    worth = p.intake * intake + p.leader * leader - p.lesson * max(0.0, lessons - standard)
    if out_of_field > p.out_of_field_above:
        worth -= p.out_of_field
    return worth


@in_kernel
def is_school_age(september: int, child_birth: int, p: Utility) -> bool:
    """Tell whether the first child (month of birth, 0 none) is of kindergarten or school age."""
    months = september - child_birth
    return child_birth > 0 and p.child_from <= months < p.child_to
