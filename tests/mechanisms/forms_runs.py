"""Counties lived under one form of exchange, for the tests of the forms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from integration.pair import rows_of
from teacherflow.county import County
from teacherflow.terms.laws import Policy, settle

START = 2024


def lived(fork: County, policies: dict[str, Policy], years: int = 3) -> County:
    """Return the county after some years under policies."""
    every = range(START, START + years)
    county = fork.fork({year: settle(policies, year) for year in every})
    for _ in every:
        county.step()
    return county


def sent(county: County, cause: str) -> list[dict[str, Any]]:
    """Return the moves out that a policy caused."""
    moves = rows_of(county.state.log.moves)
    return [m for m in moves if m["kind"] == "exchange_out" and m["cause"] == cause]


def came_back(county: County, moves: Sequence[dict[str, Any]], years: int) -> tuple[int, int]:
    """Return how many of those sent are back after ``years``, and how many could be by now."""
    back = {
        (m["year"], m["teacher_id"], m["to_section"])
        for m in rows_of(county.state.log.moves)
        if m["kind"] == "exchange_return"
    }
    due = [m for m in moves if m["year"] + years <= county.state.year]
    keys = [(m["year"] + years, m["teacher_id"], m["from_section"]) for m in due]
    return sum(key in back for key in keys), len(due)


def told(county: County, form: str) -> dict[int, Any]:
    """Return what was written down of a form, by year."""
    return {e.year: e for e in county.state.log.exchanges if e.form == form}
