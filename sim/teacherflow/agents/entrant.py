"""Who comes: the traits of one newcomer, from lots that are his or hers under every policy."""

from __future__ import annotations

from math import floor
from typing import NamedTuple

from teacherflow.codes import Education, Status, Subject, Title
from teacherflow.compiled import in_kernel

OTHER_SUBJECTS = len(Subject) - 1
NO_KIN, SEAT = -2, -1
_COLLEGE, _BACHELOR = int(Education.COLLEGE), int(Education.BACHELOR)
_MASTER = int(Education.MASTER)
_NONE, _SECOND, _SENIOR = int(Title.NONE), int(Title.SECOND), int(Title.SENIOR)


class Traits(NamedTuple):
    """What the parameters say about newcomers (`parameters.population`, `parameters.recruit`)."""

    women_primary: float
    women_junior: float
    master_primary: float
    master_junior: float
    bachelor_primary: float
    bachelor_junior: float
    second_subject: float
    junior_licence: float
    connected: float
    leader_sd: float
    kin: float
    child_share: float
    child_age: float
    child_age_sd: float
    lives_in_seat: float
    age_least: float
    age_spread: float
    age_spread_most: float


@in_kernel
def months(years: float) -> int:
    """Return years as whole months."""
    return floor(12.0 * years + 0.5)


@in_kernel
def age_at_entry(log_lot: float, service: int, p: Traits) -> float:
    """Return the age at entry: the least one and a little more, after ``service`` elsewhere."""
    late = -p.age_spread * log_lot
    return p.age_least + min(p.age_spread_most, late) + service


@in_kernel
def education_of(lot: float, primary: bool, p: Traits) -> int:
    """Return the education: everybody has college at least; more as in the stock."""
    if lot < (p.master_primary if primary else p.master_junior):
        return _MASTER
    if lot < (p.bachelor_primary if primary else p.bachelor_junior):
        return _BACHELOR
    return _COLLEGE


@in_kernel
def second_subject_of(subject: int, primary: bool, lot: float, which_lot: float, p: Traits) -> int:
    """Return the second subject, -1 for none.

    Primary Chinese and maths stand for each other; some others have a second subject.
    """
    if primary and subject <= Subject.MATHS:
        return 1 - subject
    if lot >= p.second_subject:
        return -1
    which = floor(OTHER_SUBJECTS * which_lot)
    return which + (1 if which >= subject else 0)


@in_kernel
def title_at_entry(status: int, service: int) -> int:
    """Return the title: service elsewhere brings the lowest one; silver staff were seniors."""
    if service == 0 or status == Status.CONTRACT:
        return _NONE
    return _SENIOR if status == Status.SILVER else _SECOND


@in_kernel
def accepts(worth: float, outside: float) -> bool:
    """Tell whether a candidate takes a post of ``worth`` rather than decline."""
    return worth >= outside
