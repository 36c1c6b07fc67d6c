"""Which schools stand in a pair this year (结对), and with which school as their helper."""

from __future__ import annotations

from typing import Any

import numpy as np

from teacherflow.allowances import satisfied
from teacherflow.codes import Stage
from teacherflow.columns import I64
from teacherflow.compiled import kernel
from teacherflow.phases.hosts import distances
from teacherflow.state import NOWHERE, State
from teacherflow.terms.exchange import PAIRS_CENTRAL, PAIRS_SEAT, Pairs

_SAME_KM = 1e-9


def pair_schools(state: State) -> None:
    """Write for every section in a pair the helper's row; -1 for all others."""
    s = state.sections
    s.partner_seat[:] = helpers(state, state.terms[PAIRS_SEAT])
    s.partner_central[:] = helpers(state, state.terms[PAIRS_CENTRAL])


def helpers(state: State, pairs: Pairs) -> I64:
    """Return the helper of every section, a helper's own row for itself; -1 without a pair.

    The nearest pair is made first, of equal ones that of the lower rows; each helped school has
    one helper, each helper at most ``most`` schools.
    """
    s = state.sections
    found, every = np.full(s.rows, NOWHERE, dtype=np.int64), np.arange(s.rows)
    if not pairs.most:
        return found
    helps = s.open & satisfied(s, pairs.helpers, every)
    helped = s.open & satisfied(s, pairs.helped, every) & ~helps
    helping, schools = np.flatnonzero(helps), np.flatnonzero(helped)
    pool = s.stage.astype(np.int64)
    if pairs.within:
        pool += s[pairs.within].astype(np.int64) * len(Stage)
    first, second = np.nonzero(pool[helping][:, None] == pool[schools])
    km = distances(state)[helping[first], schools[second]]
    near = np.flatnonzero(km <= pairs.km_most + _SAME_KM)
    one, two = helping[first[near]], schools[second[near]]
    order = np.lexsort((two, one, np.round(km[near], 9)))
    _join(one[order], two[order], pairs.most, np.zeros(s.rows, dtype=np.int64), found)
    return found


@kernel
def _join(one: Any, two: Any, most: int, taken: Any, found: Any) -> None:
    for k in range(one.size):
        helper, school = one[k], two[k]
        if found[school] < 0 and taken[helper] < most:
            found[school] = found[helper] = helper
            taken[helper] += 1
