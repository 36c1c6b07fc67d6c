"""The only source of chance: keyed draws.

A draw is a pure function of (seed, decision, year, who, what). There is no sequence and no
state, so the order of code, workers and files changes nothing, and one person meets the same
luck under every scenario. ``decision`` is hashed from its text; ``who`` is a person, school or
list; ``what`` is the school, route or post that the person looks at.

The mixer is the splitmix64 finaliser (Steele, Lea and Flood 2014, "Fast splittable pseudorandom
number generators"), applied once per component of the key.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from teacherflow.compiled import in_kernel, kernel

type F64 = NDArray[np.float64]

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_WHOLE_GAMMA, _WHOLE_M1, _WHOLE_M2 = int(_GAMMA), int(_M1), int(_M2)
_UNIT = 2.0**-53
_MASK = (1 << 64) - 1


@in_kernel
def mix(x: np.uint64) -> np.uint64:
    """Return the splitmix64 finaliser of one 64-bit word."""
    z = x + _GAMMA
    z = (z ^ (z >> np.uint64(30))) * _M1
    z = (z ^ (z >> np.uint64(27))) * _M2
    return z ^ (z >> np.uint64(31))


@in_kernel
def unit(key: np.uint64, who: int, what: int) -> float:
    """Return the uniform draw in (0, 1) of one (key, who, what), for use inside kernels."""
    return unit_of(mix(key ^ np.uint64(who)), what)


@in_kernel
def unit_of(person: np.uint64, what: int) -> float:
    """Return the same as `unit` for one whose ``mix(key ^ who)`` is known already."""
    word = mix(person ^ np.uint64(what))
    return (float(word >> np.uint64(11)) + 0.5) * _UNIT


@kernel
def _units(word: np.uint64, year: int, who: Any, what: Any, out: Any) -> None:
    """Write the draw of each (who, what); ``word`` is that of a decision under a seed."""
    key = mix(word ^ np.uint64(year))
    for i in range(out.size):
        out[i] = unit(key, who[i], what[i])


@kernel
def _units_of_one(word: np.uint64, year: int, who: Any, what: int, out: Any) -> None:
    """Write the draw of each of ``who`` for one and the same ``what``."""
    key = mix(word ^ np.uint64(year))
    for i in range(out.size):
        out[i] = unit(key, who[i], what)


def _mix(x: int) -> int:
    """Return the same as `mix`, in whole numbers of Python."""
    z = (x + _WHOLE_GAMMA) & _MASK
    z = ((z ^ (z >> 30)) * _WHOLE_M1) & _MASK
    z = ((z ^ (z >> 27)) * _WHOLE_M2) & _MASK
    return z ^ (z >> 31)


@lru_cache(maxsize=1024)
def _name(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def seed_of(study_seed: int, replication: int, county: str = "") -> int:
    """Return the seed of one replication (the same under every scenario and draw).

    Parameters
    ----------
    county : str
        Name of one of several counties, which has luck of its own; empty for a county alone.
    """
    seed = _mix(_mix(study_seed & _MASK) ^ replication)
    return _mix(seed ^ _name(f"county {county}")) if county else seed


def latin_hypercube(study_seed: int, name: str, draws: int) -> F64:
    """Return one column of a Latin hypercube: ``draws`` numbers in (0, 1], one in each equal part.

    The columns of a hypercube are independent of each other, so each is made on its own, keyed by
    its name: a column more or less changes none of the others.
    """
    from scipy.stats import qmc  # slow to load, and only needed where parameters are sampled

    word = _mix(_mix(study_seed & _MASK) ^ _name(f"latin hypercube {name}"))
    source = np.random.Generator(np.random.PCG64(word))
    column = qmc.LatinHypercube(d=1, rng=source).random(draws)
    return np.asarray(column[:, 0], dtype=np.float64)


class Draws:
    """Keyed draws under one seed.

    Parameters
    ----------
    seed : int
        64-bit seed of the replication, see `seed_of`.

    Examples
    --------
    >>> luck = Draws(1)
    >>> bool(luck.uniform("leave", 2025, [7]) == luck.uniform("leave", 2025, [3, 7])[1])
    True
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed & _MASK
        self._words: dict[str, np.uint64] = {}

    def key(self, decision: str, year: int) -> np.uint64:
        """Return the key of a decision in a year, to be handed to a kernel that calls `unit`."""
        return np.uint64(_mix(int(self._word(decision)) ^ (year & _MASK)))

    def _word(self, decision: str) -> np.uint64:
        word = self._words.get(decision)
        if word is None:
            word = self._words[decision] = np.uint64(_mix(self.seed ^ _name(decision)))
        return word

    def uniform(self, decision: str, year: int, who: ArrayLike, what: ArrayLike = 0) -> F64:
        """Return uniforms in (0, 1), one per element of ``who`` broadcast against ``what``."""
        word, people = self._word(decision), np.asarray(who, dtype=np.int64, order="C")
        if isinstance(what, int):
            out = np.empty(people.shape)
            _units_of_one(word, year, people.ravel(), int(what), out.ravel())
            return out
        things = np.asarray(what, dtype=np.int64, order="C")
        if people.shape != things.shape:
            people, things = (np.array(x) for x in np.broadcast_arrays(people, things))
        out = np.empty(people.shape)
        _units(word, year, people.ravel(), things.ravel(), out.ravel())
        return out

    def normal(self, decision: str, year: int, who: ArrayLike, what: ArrayLike = 0) -> F64:
        """Return standard normal draws (inverse distribution function of `uniform`)."""
        return np.asarray(ndtri(self.uniform(decision, year, who, what)), dtype=np.float64)

    def gumbel(self, decision: str, year: int, who: ArrayLike, what: ArrayLike = 0) -> F64:
        """Return standard Gumbel draws: location 0, scale 1."""
        drawn = self.uniform(decision, year, who, what)
        np.log(drawn, out=drawn)
        np.negative(drawn, out=drawn)
        np.log(drawn, out=drawn)
        return np.negative(drawn, out=drawn)

    def poisson(self, decision: str, year: int, who: ArrayLike, mean: ArrayLike) -> F64:
        """Return Poisson counts as floats (inverse distribution function of `uniform`)."""
        from scipy.stats import poisson

        drawn = self.uniform(decision, year, who)
        return np.asarray(poisson.ppf(drawn, np.asarray(mean)), dtype=np.float64)

    def order(
        self, decision: str, year: int, who: ArrayLike, what: ArrayLike = 0
    ) -> NDArray[np.int64]:
        """Return the positions of ``who`` in keyed order: the order that settles every tie."""
        people = np.asarray(who, dtype=np.int64)
        drawn = self.uniform(decision, year, people, what)
        return np.lexsort((people, drawn))
