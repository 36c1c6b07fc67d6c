"""What competition for posts does to villages, and to those who lose: A14 and A15.

The runs are short and few: 织金 at the fork, three seeds that nothing was fitted on, two terms of
three years. All units comply from the first round on, so that the rule is seen and not its
adoption; resistance is measured apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

import teacherflow
from teacherflow.codes import Status, Zone
from teacherflow.county import County
from teacherflow.log import Chunk, concatenated
from teacherflow.policies.appointment import CompetitiveHiring
from teacherflow.scenario.shipped import folder
from teacherflow.state import State
from teacherflow.terms.laws import Terms, settle

SEEDS = (711, 712, 713)
START, LAST = 2024, 2031
ROUNDS = (2025, 2028, 2031)
COMPLIES = {"adoption": {"ceiling": 1.0, "speed": 0.1, "loss": 0.0}}
SCENARIOS: dict[str, dict[str, Any] | None] = {
    "status quo": None,
    "open": COMPLIES,
    "rural first": {**COMPLIES, "rural_first": True},
    "locked": {**COMPLIES, "lock_years": 15},
    "without placement": {**COMPLIES, "upward": False, "placement": False},
    "resisting": {"own_share": 0.9},
    "docile": {"own_share": 0.9, "adoption": {"loss": 0.0}},
}


@dataclass(frozen=True)
class Run:
    """One scenario of one seed.

    Attributes
    ----------
    talent : dict of Zone to list
        Mean talent of those whose post is in a zone, after every year from `START` on.
    adopted : list
        Share of units with staff that held a real round, by round.
    moves : dict of arrays
        Moves that the policy caused.
    rivals : list of dict
        Of every round: who competed, with age, title, talent and whether the post was lost.
    level : array
        Zone of sections.
    """

    talent: Mapping[Zone, list[float]]
    adopted: list[float]
    moves: Chunk
    rivals: list[dict[str, np.ndarray]]
    level: np.ndarray


@cache
def forks() -> tuple[County, ...]:
    """Return the counties at the fork."""
    data = teacherflow.load_county(folder() / "counties" / "zhijin.yaml")
    return tuple(County.generated(data, start=START, seed=seed) for seed in SEEDS)


@cache
def runs(scenario: str) -> tuple[Run, ...]:
    """Return one run of a scenario for every seed."""
    return tuple(_run(fork, SCENARIOS[scenario]) for fork in forks())


def _run(fork: County, parameters: dict[str, Any] | None) -> Run:
    terms: dict[int, Terms] = {}
    if parameters is not None:
        policy = CompetitiveHiring.model_validate(parameters)
        terms = {
            year: settle({"competitive_hiring": policy}, year) for year in range(START, LAST + 1)
        }
    county = fork.fork(terms)
    talent: dict[Zone, list[float]] = {zone: [] for zone in Zone}
    adopted, rivals = [], []
    for year in range(START, LAST + 1):
        county.step()
        for zone in Zone:
            talent[zone].append(_talent(county.state, zone))
        if year in ROUNDS and parameters is not None:
            adopted.append(_adopted(county.state))
            rivals.append(_rivals(county.state))
    moves = concatenated(county.state.log.moves)
    mine = moves["cause"] == "competitive_hiring"
    own = {name: column[mine] for name, column in moves.items()}
    return Run(talent, adopted, own, rivals, county.state.sections.zone.copy())


def _talent(state: State, zone: Zone) -> float:
    t = state.teachers
    held = np.flatnonzero(t.alive & (t.status == Status.ESTABLISHED) & (t.post >= 0))
    here = held[state.sections.zone[t.post[held]] == zone]
    return float(t.talent[here].mean())


def _adopted(state: State) -> float:
    t = state.teachers
    units = np.unique(state.sections.unit[t.post[t.alive & (t.post >= 0)]])
    return float(state.units.adopted[units].mean())


def _rivals(state: State) -> dict[str, np.ndarray]:
    t = state.teachers
    rows = np.flatnonzero(t.alive & (t.contest_year == state.year) & (t.contest_rank > 0))
    return {
        "age": (state.september - t.birth[rows]) / 12.0,
        "title": t.title[rows].astype(float),
        "talent": t.talent[rows],
        "lost": t.contest_rank[rows] > t.contest_seats[rows],
    }


def change(scenario: str, zone: Zone, year: int) -> np.ndarray:
    """Return the change of mean talent against the status quo, in SD of talent, by seed."""
    at = year - START
    pairs = zip(runs(scenario), runs("status quo"), strict=True)
    return np.array([(a.talent[zone][at] - b.talent[zone][at]) / 0.12 for a, b in pairs])


def gap(scenario: str, column: str) -> float:
    """Return by how much losers exceed the others who competed, over all rounds and seeds."""
    rivals = [r for run in runs(scenario) for r in run.rivals]
    lost = np.concatenate([r["lost"] for r in rivals])
    value = np.concatenate([r[column] for r in rivals])
    return float(value[lost].mean() - value[~lost].mean())


def ups(scenario: str) -> list[tuple[np.ndarray, int]]:
    """Return the levels by which appointments went (1 up, 0, -1 down), and how many, by seed."""
    found = []
    for run in runs(scenario):
        chosen = run.moves["kind"] == "appointment"
        by = run.level[run.moves["to_section"][chosen]] - run.level[
            run.moves["from_section"][chosen]
        ].astype(int)
        found.append((by, int(chosen.sum())))
    return found
