"""What units, the bureau and teachers decide in a round of competition for posts.

The functions are plain arithmetic: they take one agent's numbers or columns of many.
"""

from __future__ import annotations

from math import exp, sqrt
from typing import Any, NamedTuple

import numpy as np

from teacherflow.apportion import nearest
from teacherflow.columns import F64, I64, Bool
from teacherflow.compiled import in_kernel
from teacherflow.terms.appoint import Adoption, Component

PERFORMANCE = "performance"
"""The part that other parts may read."""

_TIE = 9  # decimals: a product that differs by less from a whole number is that number


class Scores(NamedTuple):
    """Scores of a round.

    Attributes
    ----------
    score, expected : (n,) float
        With luck, and what it would be without.
    spread : float
        Standard deviation of the luck.
    parts : dict of str to (n,) float
        What each part adds to the score, by name.
    """

    score: F64
    expected: F64
    spread: float
    parts: dict[str, F64]


def adoption_chance(years: float, unplaced: Any, publicity: float, rule: Adoption) -> Any:
    """Return the chance that a unit holds a real round.

    Parameters
    ----------
    years : float
        Years since the rule began.
    unplaced : float or (n,) float
        Share of the staff without a post after the last round of the unit.
    publicity : float
        Effort to win units over, 0-1.
    """
    known = years + 1.0 + rule.earlier * publicity
    grown = rule.ceiling * (1.0 - exp(-known / rule.speed))
    return np.clip(grown * (1.0 - rule.loss * unplaced) + rule.gain * publicity, 0.0, 1.0)


def posts_offered(staff: I64, need: Any, cut: float) -> I64:
    """Return the posts of units in a round: by need, but at most a ``cut`` below staff.

    Parameters
    ----------
    staff : (n,) int
        Established teachers whose post is in the unit.
    need : (n,) float
        Share of the unit in the total by need.
    """
    kept = np.ceil(np.round((1.0 - cut) * staff, _TIE)).astype(np.int64)
    return np.asarray(np.maximum(np.minimum(nearest(need), staff), kept))


def filled_in_own_round(posts: I64, own_share: float) -> I64:
    """Return how many of its posts a unit fills in the own round, direct appointments included."""
    return np.floor(np.round(own_share * posts, _TIE)).astype(np.int64)


def posts_at_level(posts: I64, share: F64, moved: F64) -> I64:
    """Return the posts of units at a level and above in a round; a fraction makes a whole post.

    Parameters
    ----------
    posts : (n,) int
        For which the unit competes.
    share : (n,) float
        Of them at the level and above.
    moved : (n,) float
        Level posts that the floor of rural pass rates moved into the unit (or out of it).
    """
    return np.maximum(0, np.ceil(np.round(share * posts + moved, _TIE))).astype(np.int64)


def seats_by_subject(held: I64, competing: I64, aim: I64, surplus: int) -> I64:
    """Return the posts of a unit for which those of each subject compete.

    One post after another is taken from the subject with most staff above its share of lessons
    (ties: the lower subject), as long as anybody of it competes.

    Parameters
    ----------
    held, competing, aim : (subjects,) int
        Staff, those of them who compete, and posts in proportion to lessons.
    """
    over, seats = held - aim, competing.copy()
    for _ in range(surplus):
        subject = int(np.argmax(np.where(seats > 0, over, np.iinfo(np.int64).min)))
        seats[subject] -= 1
        over[subject] -= 1
    return seats


@in_kernel
def may_leave_upward(
    gone: int,
    staff: int,
    posts: int,
    need: int,
    vacancies: int,
    first: bool,
    unit_most: float,
    need_floor: float,
) -> bool:
    """Tell whether a unit lets one more go upward.

    Parameters
    ----------
    gone : int
        Who has left upward in this round.
    staff, posts : int
        Established staff before the round and now.
    first : bool
        The unit must fill its own posts before anybody may leave.
    unit_most, need_floor : float
        Share of the staff that may leave; share of the need that must stay staffed.
    """
    within = gone + 1 <= unit_most * staff + 1e-9
    enough = posts - 1 >= need_floor * need - 1e-9
    return within and enough and not (first and vacancies > 0)


def placement_chance(gain: Any, choice_scale: float) -> Any:
    """Return the chance of accepting a placement that is worth ``gain`` more than waiting."""
    return 1.0 / (1.0 + np.exp(-choice_scale * gain))


def spread_of(parts: tuple[Component, ...]) -> float:
    """Return the standard deviation of the luck in the weighted mean of all parts."""
    through = sum(part.weight * part.on_performance for part in parts)
    weights = (p.weight + (through if p.name == PERFORMANCE else 0.0) for p in parts)
    variance = sum((p.noise * w) ** 2 for p, w in zip(parts, weights, strict=True))
    return sqrt(variance) / sum(part.weight for part in parts)


def points_of(part: Component, effect: F64, tenure: F64, age: F64, favoured: F64) -> F64:
    """Return the points of one part without luck and without what it reads of another part.

    Parameters
    ----------
    effect, tenure, age : (n,) float
        Standard scores within the stage.
    favoured : (n,) float
        1 for the connected, as far as nobody audits.
    """
    points = part.on_effect * effect + part.on_tenure * tenure + part.on_age * age
    return np.asarray(points + part.favour * favoured)


def chance_to_lose(cutoff: Any, expected: Any, spread: float) -> Any:
    """Return the chance that other luck would have left one below the cutoff of the round."""
    from scipy.special import ndtr

    return ndtr((cutoff - expected) / spread)


def fits(first: Any, second: Any, subject: Any, anything: int) -> Bool:
    """Tell whether a post of ``subject`` takes a teacher of a first and second subject."""
    return np.asarray((subject == anything) | (subject == first) | (subject == second))
