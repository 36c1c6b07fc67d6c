"""What the runner needs of a model, without the model: it loads in no time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from teacherflow.study.inputs import Inputs, no_inputs
from teacherflow.study.plan import Unit
from teacherflow.study.tables import Schema, Tables


def one_by_one(study: object) -> int:
    """Store every unit by itself."""
    return 1


@dataclass(frozen=True)
class Simulator:
    """What turns a unit of work into tables. Both functions go to workers by their names.

    Attributes
    ----------
    simulate : callable
        (study, unit, scenarios) → tables by scenario: those asked for, and the baseline. A pure
        function of its arguments; a `UnitFault` says where and why a unit cannot be finished.
    schema : callable
        study → the columns of every table, with SQL types.
    inputs : callable
        study → the files it was read from, to be kept beside the results.
    units_per_part : callable
        study → how many units are stored together at most.
    compiles : bool
        Whether a fresh installation compiles kernels: several workers do so before the first
        unit; one process does as it runs the first unit, which is told apart.
    """

    simulate: Callable[[Any, Unit, Sequence[str]], Mapping[str, Tables]]
    schema: Callable[[Any], Schema]
    inputs: Callable[[Any], Inputs] = no_inputs
    units_per_part: Callable[[Any], int] = one_by_one
    compiles: bool = False
