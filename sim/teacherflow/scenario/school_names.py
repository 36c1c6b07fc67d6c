"""Schools of a table may be listed in a study by their own names; results know them by a code.

A name stands for its code where the study is read, so that what is kept and compared are codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from teacherflow.faults import Refused
from teacherflow.policies.parameter import PLACE
from teacherflow.text import Text

if TYPE_CHECKING:
    from teacherflow.scenario.counties import Counties

type Codes = Mapping[str, tuple[str, ...]]
"""Names of schools, each with what results call the schools of that name."""


def schools_by_name(counties: Counties | None) -> Codes:
    """Return the schools of the only county of a study, if a table names them."""
    if counties is None or len(counties.listed) != 1:
        return {}
    from teacherflow.population.places import school_name

    found: dict[str, tuple[str, ...]] = {}
    for place in counties.listed[0].listed():
        code = school_name(place.zone, place.school)
        if place.name and code not in found.get(place.name, ()):
            found[place.name] = (*found.get(place.name, ()), code)
    return found


def coded(value: object, schools: Codes) -> object:
    """Return places as written, with codes in place of the names of schools.

    Raises
    ------
    Refused
        If several schools bear a name, or it is nearly that of one.
    """
    if isinstance(value, list | tuple):
        return [coded(one, schools) for one in value]
    if not isinstance(value, str) or PLACE.fullmatch(value.strip()):
        return value
    codes = schools.get(value.strip(), ())
    if len(codes) > 1:
        raise Refused(
            Text(
                f"名为 {value} 的学校有 {len(codes)} 所：{'、'.join(codes)}；请写其中一个",
                f"{len(codes)} schools are called {value}: {', '.join(codes)}; write one of these",
            )
        )
    near = () if codes else get_close_matches(value, schools, n=1)
    if near:
        raise Refused(
            Text(
                f"学校表中没有 {value}；是否想写 {near[0]}？",
                f"the table has no school called {value}; did you mean {near[0]}?",
            )
        )
    return codes[0] if codes else value
