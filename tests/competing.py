"""Counties that live through competition for posts, for the tests of its mechanisms."""

from __future__ import annotations

from typing import Any

from teacherflow.county import County
from teacherflow.log import concatenated
from teacherflow.policies.appointment import CompetitiveHiring
from teacherflow.terms.laws import settle

FIRST = 2024
COMPLIES = {"ceiling": 1.0, "speed": 0.1, "loss": 0.0}


def competing(fork: County, years: int = 1, **parameters: Any) -> County:
    """Return the county after some years; all units comply unless ``adoption`` is given."""
    given = {"from": FIRST, "adoption": COMPLIES, **parameters}
    policy = CompetitiveHiring.model_validate(given)
    terms = {y: settle({policy.name: policy}, y) for y in range(FIRST, FIRST + years)}
    county = fork.fork(terms)
    for _ in range(years):
        county.step()
    return county


def moves_of(county: County) -> Any:
    """Return the moves that the policy caused, as columns."""
    moves = concatenated(county.state.log.moves)
    mine = moves["cause"] == CompetitiveHiring.name
    return {name: column[mine] for name, column in moves.items()}
