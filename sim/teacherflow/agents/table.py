"""Mesa agents as live views of rows: one agent per row, made when touched.

Mesa's own array-backed agents keep the arrays on the class, so two models in one process read
each other's data. Here a view asks its model for the column every time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any

import mesa
import numpy as np
from mesa.agentset import AbstractAgentSet, AgentSet, GroupBy
from numpy.typing import NDArray

from teacherflow.columns import Table


class Cell:
    """Attribute of a view: reads and writes one column at the row of the view."""

    def __init__(self, name: str, doc: str = "") -> None:
        self.name = name
        self.__doc__ = doc

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        if view is None:
            return self
        value = view.table[self.name][view.row]
        return value.copy() if isinstance(value, np.ndarray) else value.item()

    def __set__(self, view: Any, value: Any) -> None:
        view.table[self.name][view.row] = value


def with_cells(table: type[Table], *skip: str) -> Callable[[type], type]:
    """Give a view class one `Cell` per column of ``table``."""

    def decorate(view: type) -> type:
        for name, column in table.schema.items():
            if name not in skip and not hasattr(view, name):
                setattr(view, name, Cell(name, f"{column.doc} [{column.unit or 'no unit'}]"))
        return view

    return decorate


class RowView(mesa.Agent):
    """An agent that owns nothing but its row number.

    Columns that a policy declares are attributes too; assigning to a name that is no column
    raises, so a typing error never passes as a new attribute.
    """

    _own = frozenset({"model", "row", "unique_id", "pos"})

    def __init__(self, model: Any, row: int, unique_id: int) -> None:
        # not registered with the model: the table is the register
        self.model, self.row, self.unique_id, self.pos = model, row, unique_id, None

    @property
    def table(self) -> Table:
        """The table whose row this is."""
        raise NotImplementedError

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.table.columns:
            raise AttributeError(f"{type(self).__name__} has no column {name!r}")
        return self.table[name][self.row].item()

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self._own or hasattr(type(self), name):
            super().__setattr__(name, value)
        elif name in self.table.columns:
            self.table[name][self.row] = value
        else:
            raise AttributeError(f"{type(self).__name__} has no column {name!r}")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.unique_id}>"


class RowSet(AbstractAgentSet[Any]):
    """The agents of some rows; aggregates read columns, loops make views.

    Fast forms: ``agg``, ``get``, ``set``, ``groupby(str)``, ``sort(str)`` and ``select(mask)``
    with a boolean array as long as the set. Lambdas work as in Mesa, at Mesa's speed.

    Parameters
    ----------
    rows : (n,) int
        Row numbers, in the order of the set.
    view : callable of int to agent
        Returns the (identity-stable) agent of a row.
    table : Table
        Columns of the agents.
    random : random.Random
        The model's stream, for ``shuffle`` only; no rule of the engine uses it.
    """

    def __init__(
        self, rows: NDArray[np.int64], view: Callable[[int], Any], table: Table, random: Any
    ) -> None:
        self.rows, self.view, self.table, self.random = rows, view, table, random

    def __len__(self) -> int:
        return int(self.rows.size)

    def __iter__(self) -> Iterator[Any]:
        return map(self.view, self.rows.tolist())

    def __contains__(self, agent: object) -> bool:
        row = getattr(agent, "row", None)
        return row is not None and bool((self.rows == row).any()) and self.view(row) is agent

    def _of(self, rows: NDArray[np.int64]) -> RowSet:
        return RowSet(rows, self.view, self.table, self.random)

    def _update(self, agents: Iterable[Any]) -> RowSet:
        self.rows = np.array([agent.row for agent in agents], dtype=np.int64)
        return self

    def __copy__(self) -> RowSet:
        return self._of(self.rows.copy())

    def select(
        self,
        filter_func: Callable[[Any], bool] | NDArray[np.bool_] | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type | None = None,
    ) -> RowSet:
        """Return the agents that a mask or a function admits, the first ``at_most`` of them."""
        rows = self.rows
        if isinstance(filter_func, np.ndarray):
            rows = rows[filter_func]
        elif filter_func is not None:
            rows = np.array([a.row for a in self if filter_func(a)], dtype=np.int64)
        if agent_type is not None:
            rows = np.array(
                [r for r in rows if isinstance(self.view(r), agent_type)], dtype=np.int64
            )
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(self) * at_most)
        rows = rows if at_most == float("inf") else rows[: int(at_most)]
        if inplace:
            self.rows = rows
            return self
        return self._of(rows)

    def get(self, attr_names: Any, handle_missing: str = "error", default_value: Any = None) -> Any:
        """Return a column (or several) of the set; attributes that are no column agent by agent."""
        if isinstance(attr_names, str):
            return self._get(attr_names, handle_missing, default_value)
        columns = [self._get(name, handle_missing, default_value) for name in attr_names]
        return [list(row) for row in zip(*columns, strict=True)]

    def _get(self, name: str, handle_missing: str, default: Any) -> Any:
        if name in self.table.columns:
            return self.table[name][self.rows]
        if handle_missing == "default":
            return [getattr(agent, name, default) for agent in self]
        if handle_missing != "error":
            raise ValueError(f"handle_missing must be 'error' or 'default', not {handle_missing!r}")
        return [getattr(agent, name) for agent in self]

    def set(self, attr_name: str, value: Any) -> RowSet:
        """Set a column to one value for the whole set."""
        if attr_name not in self.table.columns:
            raise AttributeError(f"no column {attr_name!r}")
        self.table[attr_name][self.rows] = value
        return self

    def groupby(self, by: Any, result_type: str = "agentset") -> GroupBy:
        """Group by a column name (fast) or by a function of one agent."""
        keys = self.get(by) if isinstance(by, str) else [by(agent) for agent in self]
        groups: dict[Hashable, list[int]] = {}
        for key, row in zip(np.asarray(keys).tolist(), self.rows.tolist(), strict=True):
            groups.setdefault(key, []).append(row)
        made: dict[Any, Any] = {k: self._of(np.array(r)) for k, r in groups.items()}
        if result_type == "list":
            made = {key: list(members) for key, members in made.items()}
        return GroupBy(made)

    def sort(self, key: Any, ascending: bool = False, inplace: bool = False) -> RowSet:
        """Sort by a column name or by a function of one agent (stable)."""
        values = np.asarray(self.get(key) if isinstance(key, str) else [key(a) for a in self])
        order = np.argsort(values if ascending else -values.astype(float), kind="stable")
        if inplace:
            self.rows = self.rows[order]
            return self
        return self._of(self.rows[order])

    def shuffle(self, inplace: bool = False) -> RowSet:
        """Shuffle with the model's own stream (for notebooks; the engine never does)."""
        rows = self.rows.tolist()
        self.random.shuffle(rows)
        if inplace:
            self.rows = np.array(rows, dtype=np.int64)
            return self
        return self._of(np.array(rows, dtype=np.int64))

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> RowSet:
        """Call a method or function on every agent."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> RowSet:
        """Call a method or function on every agent in shuffled order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Return the results of a method or function for every agent."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def to_list(self) -> list[Any]:
        """Return the agents as a list."""
        return list(self)

    def to_agentset(self) -> AgentSet[Any]:
        """Return an ordinary Mesa `AgentSet` of these agents."""
        return AgentSet(list(self), random=self.random)

    def add(self, agent: Any) -> None:
        """Refuse: people enter through the phases (`teacherflow.movement.enter`)."""
        raise TypeError("agents enter a county through its phases, not through a set")

    discard = remove = add
