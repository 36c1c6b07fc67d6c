"""What happened: moves, titles, spells and money, as columns.

Phases write here through `teacherflow.movement` (posts and duties) and directly (titles, money);
the tables of a study are made from it. Nothing is kept during burn-in except the open seats.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

type Chunk = dict[str, NDArray[Any]]


class Exchanged(NamedTuple):
    """What one form of exchange did in a year.

    Attributes
    ----------
    form : str
        Name of the form, ``policy.form``.
    eligible : int
        Persons of whom its number is a share; 0 for a form that divides the number of another.
    asked : int
        Persons who were to go.
    sent, backbones, volunteers : int
        Persons who went, and how many of them were backbones, and offered themselves.
    swapped : int
        Persons who came in return.
    factor : float
        ``asked`` as a multiple of the form's own number (`phases.feedback`).
    gap : float
        The gap of its hosts last year from which the factor follows; NaN without feedback.
    """

    year: int
    form: str
    eligible: int
    asked: int
    sent: int
    backbones: int
    volunteers: int
    swapped: int
    factor: float = 1.0
    gap: float = nan


@dataclass
class Log:
    """Chunks of columns, in the order in which things happened.

    Attributes
    ----------
    keeping : bool
        False during burn-in: nothing is stored.
    seats : defaultdict
        For each section, the departures (teacher ids) whose seats stand open, oldest first;
        a move that fills a seat carries the departure at the root of its chain.
    watched : int
        Id of the person whom a trace follows, -1 nobody.
    told : list
        What the phases decided about the person watched, and why: (year, what, facts).
    exchanges : list
        One `Exchanged` for each form of exchange and year.
    """

    keeping: bool = False
    moves: list[Chunk] = field(default_factory=list)
    titles: list[Chunk] = field(default_factory=list)
    spells: list[Chunk] = field(default_factory=list)
    spending: list[tuple[int, str, str, str, float]] = field(default_factory=list)
    seats: defaultdict[int, deque[int]] = field(default_factory=lambda: defaultdict(deque))
    exchanges: list[Exchanged] = field(default_factory=list)
    watched: int = -1
    told: list[tuple[int, str, dict[str, Any]]] = field(default_factory=list)

    def fork(self) -> Log:
        """Return an empty log that remembers the open seats."""
        open_seats = {section: deque(queue) for section, queue in self.seats.items() if queue}
        return Log(seats=defaultdict(deque, open_seats))

    def spend(self, year: int, policy: str, item: str, payer: str, yuan: float) -> None:
        """Write one line of the ledger in yuan; 0 yuan is not written."""
        if self.keeping and yuan != 0.0:
            self.spending.append((year, policy, item, payer, float(yuan)))

    def tell(self, year: int, teacher: int, what: str, **facts: Any) -> None:
        """Note a decision about the person watched; of anybody else nothing is kept."""
        if teacher == self.watched:
            self.told.append((year, what, facts))

    def add(self, table: list[Chunk], chunk: Chunk) -> None:
        """Append a chunk of equally long columns unless it is empty."""
        if self.keeping and next(iter(chunk.values())).size:
            table.append(chunk)


def repeated(value: Any, n: int, dtype: Any = object) -> NDArray[Any]:
    """Return a column of n rows: the same value n times, or the n values given."""
    column = np.empty(n, dtype=dtype)
    column[:] = value
    return column


def concatenated(chunks: list[Chunk], names: Iterable[str] | None = None) -> Chunk:
    """Return one chunk that holds all rows of ``chunks`` (which share their columns).

    Parameters
    ----------
    names : iterable of str, optional
        The columns that are wanted; by default all.
    """
    if not chunks:
        return {}
    wanted = chunks[0] if names is None else names
    return {name: np.concatenate([chunk[name] for chunk in chunks]) for name in wanted}
