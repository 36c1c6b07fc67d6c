"""Small cells: numbers of so few persons that they would tell of single ones.

Where schools are real, a number of fewer than five persons of one school is not told: not on the
screen, not in a file, not by a shade on a map. Where a sum over the schools is known, one hidden
number alone could be found by subtraction, so the next smallest hides with it. Sums over the few
schools of a zone that make a whole with others hide alike.
Schools that the simulator made up hide nothing: nobody works there. Moves between zones, groups of
teachers and whole counties are no numbers of a school and are told in any case.

This module alone decides both questions; whatever shows persons by school asks it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from teacherflow.codes import Zone, name_of
from teacherflow.study.tables import quoted
from teacherflow.text import Text
from teacherflow_analysis.study import Study

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

LEAST: Final = 5
"""Fewer persons than this are not told of a real school, nor of a group or a career in a brief."""
NOTE: Final = Text(
    f"真实学校中不足 {LEAST} 人的数不显示；只有一个这样的数时，次小的一个也不显示，以免由合计推出。",
    f"Numbers of fewer than {LEAST} persons of a real school are not shown; nor is the next "
    "smallest where there is one such number only, which the sum would give away.",
)
_MADE_UP: Final = re.compile(rf"({'|'.join(name_of(zone) for zone in Zone)})_\d+")


def real_schools(study: Study, county: str | None = None) -> bool:
    """Tell whether schools are real: any bears a name that the simulator would not make up.

    Published totals of a county do not make its schools real: they are drawn anew in every
    replication. A school without a name is a number that only the simulator gives.

    Parameters
    ----------
    county
        One county; by default any of the study.
    """
    if "schools" not in study.results.tables or "name" not in study.columns("schools"):
        return False
    where = "" if county is None else f" AND county = {quoted(county)}"
    query = f"SELECT DISTINCT name FROM schools WHERE name IS NOT NULL{where}"
    return not all(_MADE_UP.fullmatch(str(name)) for name in study.sql(query)["name"])


def hidden(persons: np.ndarray) -> np.ndarray:
    """Return which cells of one known sum are hidden, (cells,) bool.

    Parameters
    ----------
    persons : (cells,) float
        Persons; NaN where there is no cell, which hides nothing.
    """
    import numpy as np

    few = persons < LEAST
    others = np.where(few | np.isnan(persons), np.inf, persons)
    if few.sum() == 1 and np.isfinite(others).any():
        few[others.argmin()] = True
    return few


def hidden_within(persons: pd.Series, levels: list[str]) -> pd.Series:
    """Return which cells are hidden if the sums over each combination of some levels are known."""
    return persons.groupby(level=levels, group_keys=False).transform(
        lambda one: hidden(one.to_numpy(float))
    )
