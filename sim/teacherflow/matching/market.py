"""What is matched: a market of sparse wishes, and the seats that its applicants hold already."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from teacherflow.columns import F64, I64, Bool

UNMATCHED = -1


class Market(NamedTuple):
    """Acceptable pairs of applicants and slots, sorted by applicant.

    Attributes
    ----------
    start : (n + 1,) int
        Pairs ``start[i]`` to ``start[i + 1]`` belong to applicant i.
    slot : (k,) int
        Slot of each pair; an applicant lists a slot at most once.
    worth : (k,) float
        What the slot is worth to the applicant; of equal ones the first is preferred.
    rank : (k,) float
        How the slot ranks the applicant; higher is better, never equal within a slot.
    seats : (m,) int
        Vacant seats of each slot.
    """

    start: I64
    slot: I64
    worth: F64
    rank: F64
    seats: I64


class Own(NamedTuple):
    """The seats that applicants hold; their wishes are what they prefer to these.

    Attributes
    ----------
    slot : (n,) int
        Slot of the seat that each applicant holds, -1 for newcomers. Not one of his or her wishes.
    rank : (n,) float
        How this slot ranks its holder.
    worth : (n,) float
        What the seat is worth to its holder.
    free : (n,) bool
        Whether the holder may leave the seat empty. Others may leave only by an exchange in
        which somebody takes the seat (`to_be`), or not at all (all other rules).
    """

    slot: I64
    rank: F64
    worth: F64
    free: Bool


def market(
    applicant: NDArray[Any],
    slot: NDArray[Any],
    worth: NDArray[Any],
    rank: NDArray[Any],
    applicants: int,
    seats: NDArray[Any],
) -> Market:
    """Make a market from pairs.

    Parameters
    ----------
    applicant : (k,) int
        Position of the applicant of each pair, not falling.
    applicants : int
        How many there are, those without any pair included.

    Raises
    ------
    ValueError
        If the pairs are not sorted by applicant or a number is not finite.
    """
    if np.any(np.diff(applicant) < 0):
        raise ValueError("pairs must be sorted by applicant")
    if not (np.all(np.isfinite(worth)) and np.all(np.isfinite(rank))):
        raise ValueError("worth and rank must be finite; leave out what is not acceptable")
    start = np.zeros(applicants + 1, dtype=np.int64)
    np.cumsum(np.bincount(applicant, minlength=applicants), out=start[1:])
    return Market(
        start,
        np.ascontiguousarray(slot, dtype=np.int64),
        np.ascontiguousarray(worth, dtype=np.float64),
        np.ascontiguousarray(rank, dtype=np.float64),
        np.ascontiguousarray(seats, dtype=np.int64),
    )


def newcomers(applicants: int) -> Own:
    """Return the seats of applicants none of whom holds one."""
    nothing = np.zeros(applicants)
    return Own(
        np.full(applicants, UNMATCHED, dtype=np.int64),
        nothing,
        nothing,
        np.ones(applicants, dtype=bool),
    )


def owners(wishes: Market) -> I64:
    """Return the applicant of each pair."""
    return np.repeat(np.arange(wishes.start.size - 1), np.diff(wishes.start))


def check_own(wishes: Market, own: Own) -> None:
    """Check that nobody wishes for the slot of the own seat.

    Raises
    ------
    ValueError
        If somebody does.
    """
    if np.any(wishes.slot == own.slot[owners(wishes)]):
        raise ValueError("nobody wishes for the slot of the own seat")


def free_wishes(wishes: Market, own: Own) -> Market:
    """Return the market without the wishes of those who may not leave their seat empty."""
    who = owners(wishes)
    kept = own.free[who]
    return market(
        who[kept],
        wishes.slot[kept],
        wishes.worth[kept],
        wishes.rank[kept],
        own.slot.size,
        wishes.seats,
    )


def free_seats(wishes: Market, own: Own) -> I64:
    """Return the seats of each slot that the market may fill: vacant, or held by who may leave."""
    held = own.slot[own.free & (own.slot >= 0)]
    return wishes.seats + np.bincount(held, minlength=wishes.seats.size)
