"""Where pupils are: weights of sections in their stage, and how they change by hand.

The weight of a section is ``fork_pupils * exp(shift + noise)``. ``fork_pupils`` never changes;
drift, closures and openings write ``shift``, the AR(1) noise of school size is apart. The pupils
of a stage are divided among its open sections by weight.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from teacherflow.apportion import apportion_within, nearest
from teacherflow.codes import Zone
from teacherflow.columns import F64
from teacherflow.compiled import kernel
from teacherflow.state import STAGES, Sections, State
from teacherflow.terms.enrol import LEAKAGE, VILLAGE_DRIFT

type Rows = NDArray[np.int64]


def weights(s: Sections) -> F64:
    """Return the weights of all sections in their stages; 0 where closed."""
    return np.where(s.open, s.fork_pupils * np.exp(s.shift + s.noise), 0.0)


def set_weight(s: Sections, row: int, weight: float) -> None:
    """Give one section a weight, by its shift."""
    s.shift[row] = np.log(weight / s.fork_pupils[row]) - s.noise[row]


def enrolled(state: State) -> NDArray[np.int64]:
    """Return the pupils of each stage this year: those at the fork, moved to this year."""
    growth = state.parameters.population.births_after_2024
    ratio = [state.enrolment.ratio(stage, state.year, state.start, growth) for stage in STAGES]
    kept = 1.0 - state.terms[LEAKAGE]
    return nearest(state.stages.pupils_fork * ratio * kept)


def drift(state: State) -> None:
    """Let village schools lose a share of their weight to the town and seat schools, by size."""
    s = state.sections
    rate = float(state.parameters.layout.village_drift + state.terms[VILLAGE_DRIFT])
    sent, hosts = np.zeros(len(STAGES)), np.zeros(len(STAGES))
    places = s.open, s.stage, s.zone
    _weigh_villages(places, s.fork_pupils * np.exp(s.shift), sent, hosts)
    sent *= 1.0 - np.exp(-rate)
    gain = np.log1p(np.divide(sent, hosts, out=np.zeros_like(sent), where=hosts > 0))
    _drift(places, hosts, rate, gain, s.shift)


@kernel
def _weigh_villages(places: Any, weight: Any, villages: Any, others: Any) -> None:
    """Write the weight of the village schools and of the others, by stage."""
    is_open, stage, zone = places
    for s in range(stage.size):
        if is_open[s]:
            if zone[s] == Zone.VILLAGE:
                villages[stage[s]] += weight[s]
            else:
                others[stage[s]] += weight[s]


@kernel
def _drift(places: Any, hosts: Any, rate: float, gain: Any, shift: Any) -> None:
    """Write the shift of schools where there is anybody to go to."""
    is_open, stage, zone = places
    for s in range(stage.size):
        if is_open[s] and hosts[stage[s]] > 0.0:
            shift[s] += -rate if zone[s] == Zone.VILLAGE else gain[stage[s]]


def jostle(state: State) -> None:
    """Let every school's own size deviate: AR(1), one shock a year."""
    s, p = state.sections, state.parameters.layout
    shock = p.noise_sd * state.draws.normal("enrol.noise", state.year, np.arange(s.rows))
    s.noise[:] = np.where(s.open, p.noise_persistence * s.noise + shock, s.noise)


def divide(state: State) -> None:
    """Divide the pupils of each stage among its sections; very large schools overflow."""
    s = state.sections
    totals = enrolled(state)
    is_taught = np.bincount(s.stage[s.open], minlength=len(STAGES)) > 0
    pupils = apportion_within(weights(s), s.stage, np.where(is_taught, totals, 0))
    most = np.floor(np.maximum(state.parameters.layout.school_most, s.fork_pupils))
    if (pupils > most).any():
        _relieve(s, pupils, most.astype(np.int64))
    s.pupils[:] = pupils


def _relieve(s: Sections, pupils: Rows, most: Rows) -> None:
    """Send ``pupils`` above ``most`` to other schools of the stage and zone."""
    peers = s.stage.astype(np.int64) * len(Zone) + s.zone
    order = np.argsort(peers, kind="stable")
    begin = np.searchsorted(peers[order], np.arange(peers.max() + 2))
    _overflow(pupils, most, s.open, peers, order, begin, s.x, s.y)


@kernel
def _overflow(
    pupils: Any,
    most: Any,
    is_open: Any,
    peers: Any,
    order: Any,
    begin: Any,
    x: Any,
    y: Any,
) -> None:
    """Send pupils above ``most`` to the nearest school of the stage and zone that has room.

    Schools send in the order of their rows; where nobody has room, pupils stay (大规模校).
    """
    for i in range(pupils.size):
        while is_open[i] and pupils[i] > most[i]:
            host, least = -1, 0.0
            for at in range(begin[peers[i]], begin[peers[i] + 1]):
                j = order[at]
                if is_open[j] and pupils[j] < most[j]:
                    east, north = x[i] - x[j], y[i] - y[j]
                    distance = east * east + north * north
                    if host < 0 or distance < least:
                        host, least = j, distance
            if host < 0:
                break
            sent = min(pupils[i] - most[i], most[host] - pupils[host])
            pupils[i] -= sent
            pupils[host] += sent
