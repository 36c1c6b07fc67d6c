"""What competition for posts does to villages, and to those who lose: A14 and A15.

The runs are short and few: 织金 at the fork, four seeds that nothing was fitted on, two terms of
three years. All units comply from the first round on, so that the rule is seen and not its
adoption; resistance is measured apart. Protection is judged on selection upward alone (no cut): a
lock or posts that come first bear on who goes up, not on who loses in the own round and goes down.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

import teacherflow
from patterns.catalogue import Pattern, Values
from teacherflow.codes import Status, Zone
from teacherflow.county import County
from teacherflow.log import Chunk, concatenated
from teacherflow.policies.appointment import CompetitiveHiring
from teacherflow.scenario.shipped import folder
from teacherflow.state import State
from teacherflow.terms.laws import Terms, settle
from teacherflow.text import Text

SEEDS = (93211, 93212, 93213, 93214)
START, LAST = 2024, 2031
ROUNDS = (2025, 2028, 2031)
COMPLIES = {"adoption": {"ceiling": 1.0, "speed": 0.1, "loss": 0.0}}
NO_CUT = {**COMPLIES, "cut": 0.0}
SCENARIOS: dict[str, dict[str, Any] | None] = {
    "status quo": None,
    "with cuts": COMPLIES,
    "with cuts, locked 15 years": {**COMPLIES, "lock_years": 15},
    "with cuts, rural first": {**COMPLIES, "rural_first": True},
    "open": NO_CUT,
    "locked 6 years": {**NO_CUT, "lock_years": 6},
    "locked 15 years": {**NO_CUT, "lock_years": 15},
    "rural first": {**NO_CUT, "rural_first": True},
    "without placement": {**COMPLIES, "upward": False, "placement": False},
    "resisting, own share 1": {},
    "resisting, own share .9": {"own_share": 0.9},
    "resisting, own share .8": {"own_share": 0.8},
    "docile": {"adoption": {"loss": 0.0}},
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


def moves_up(scenario: str) -> float:
    """Return how many appointments went to a higher level, a round and county."""
    found = 0
    for run in runs(scenario):
        chosen = run.moves["kind"] == "appointment"
        to, home = (run.level[run.moves[end][chosen]] for end in ("to_section", "from_section"))
        found += int(np.sum(to > home))
    return found / (len(SEEDS) * len(ROUNDS))


_WHO_GOES_UP = (
    "with cuts",
    "with cuts, locked 15 years",
    "with cuts, rural first",
    "open",
    "locked 6 years",
    "locked 15 years",
    "rural first",
)


def best_leave(_: object) -> Values:
    """A14: change of mean talent of village staff against the status quo, 2028, in SD."""
    found: Values = {}
    for scenario in _WHO_GOES_UP:
        by_seed = change(scenario, Zone.VILLAGE, 2028)
        found[f"village, {scenario}"] = float(by_seed.mean())
        if scenario in ("with cuts", "open"):
            found[f"village, {scenario}, most in a seed"] = float(by_seed.max())
            seat = change(scenario, Zone.SEAT, 2028)
            found[f"seat, {scenario}"] = float(seat.mean())
    for scenario in ("open", "locked 6 years", "locked 15 years", "rural first"):
        found[f"moves up a round, {scenario}"] = moves_up(scenario)
    return found


def villages_lose_unless_protected(v: Values) -> bool:
    return (
        v["village, with cuts, most in a seed"] < 0
        and v["village, open, most in a seed"] < 0
        and v["village, open"] < -0.01
        and v["seat, with cuts"] > 0
        and v["seat, open"] > 0
        and v["village, locked 15 years"] > 0.8 * v["village, open"]
        and v["village, rural first"] > 0.5 * v["village, open"]
    )


def who_loses(_: object) -> Values:
    """A15: who is left without a post, where they end without placement, and what units then do."""
    found: Values = {f"losers − others, {c}": gap("without placement", c) for c in _PERSON}
    unplaced = rural = waiting = 0
    for run in runs("without placement"):
        kind, to = run.moves["kind"], run.moves["to_section"]
        leaves = np.isin(kind, ("appointment", "waiting"))
        unplaced += int(leaves.sum())
        rural += int((leaves & (to >= 0) & (run.level[to] < Zone.SEAT)).sum())
        waiting += int((kind == "waiting").sum())
    found["of those unplaced, to towns and villages"] = rural / unplaced
    found["of those unplaced, waiting"] = waiting / unplaced
    docile = _adoption("docile")
    for share in ("1", ".9", ".8"):
        lacks = docile - _adoption(f"resisting, own share {share}")
        found[f"adoption lost, first round, own share {share}"] = float(lacks[0])
        found[f"adoption lost, later rounds, own share {share}"] = float(lacks[1:].mean())
    return found


_PERSON = ("age", "title", "talent")


def _adoption(scenario: str) -> np.ndarray:
    return np.mean([run.adopted for run in runs(scenario)], axis=0)


def weak_lose_and_units_resist(v: Values) -> bool:
    ends = v["of those unplaced, to towns and villages"] + v["of those unplaced, waiting"]
    later = [v[f"adoption lost, later rounds, own share {s}"] for s in ("1", ".9", ".8")]
    return (
        v["losers − others, age"] > 0
        and v["losers − others, title"] < 0
        and v["losers − others, talent"] < 0
        and ends > 0.75
        and v["of those unplaced, waiting"] > 0
        and all(v[f"adoption lost, first round, own share {s}"] == 0 for s in ("1", ".9", ".8"))
        and 0 <= later[0] < later[1] < later[2]
    )


HIRING = (
    Pattern(
        "A14",
        Text(
            "没有保护时，乡村最好的教师竞聘到更高层级的岗位，两个聘期之内乡村质量下降；乡村岗位优先，或规定服务年限，可以减轻",
            "Without protection the best of village staff win higher posts and villages lose quality "
            "within two cycles; posts of villages first, or a lock of service, weaken it",
        ),
        Text(
            "县域实践研究（2019）：竞聘可能扩大差距；某县工作报告",
            "study of county practice (2019): competition can deepen the gap; a county's work report",
        ),
        Text(
            "每个种子下乡村都下降，超过 0.01 个标准差，县城上升；须服务 15 年时，降幅不到没有保护时的 0.8 倍；乡村岗位优先时，不到一半",
            "villages lose in every seed, by more than .01 SD, the seat gains; with a lock of 15 years "
            "less than .8 of the loss, with rural posts first less than half",
        ),
        best_leave,
        villages_lose_unless_protected,
    ),
    Pattern(
        "A15",
        Text(
            "落聘者年龄较大、职称较低、教学能力较弱；没有组织调剂时，他们落到乡镇、乡村学校或待岗；落聘的比例越高，抵触越大",
            "Those without a post are older, of lower title and weaker; without placement they end in "
            "rural schools or wait; resistance grows with their share",
        ),
        Text("某县工作报告", "a county's work report"),
        Text(
            "差异的正负与此相符；0.75 以上到乡镇、乡村或待岗，其中有人待岗；首轮采用率相同，以后落聘越多，采用率越低",
            "differences of these signs; over .75 to towns and villages or waiting, some waiting; "
            "adoption equal in the first round, then the lower the more lost a post",
        ),
        who_loses,
        weak_lose_and_units_resist,
    ),
)
