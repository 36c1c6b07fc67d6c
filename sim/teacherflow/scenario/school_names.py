"""Schools and townships of a table may be listed in a study by their own names.

Results know them by codes, so a name stands for its code where the study is read, and what is kept
and compared are codes. A school may be written as results tell it, too: its name with the code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from teacherflow.faults import Refused
from teacherflow.policies.parameter import PLACE
from teacherflow.text import Text

if TYPE_CHECKING:
    from teacherflow.population.data import CountyData
    from teacherflow.scenario.counties import Counties

type Codes = Mapping[str, tuple[str, ...]]
"""Names of schools and townships, each with the codes of what is called so."""


def places_by_name(counties: Counties | None) -> Codes:
    """Return schools and townships of the only county of a study, if a table names them."""
    if counties is None or len(counties.listed) != 1:
        return {}
    found: dict[str, dict[str, None]] = {}
    for name, code in _named(counties.listed[0]):
        if name:
            found.setdefault(name, {})[code] = None
    return {name: tuple(codes) for name, codes in found.items()}


def _named(county: CountyData) -> Iterator[tuple[str, str]]:
    """Yield names with codes: of schools, schools as results tell them, and townships."""
    from teacherflow.population.places import real_names, school_name, township_name

    told = real_names(county)
    for place in county.listed():
        code = school_name(place.zone, place.school)
        yield place.name, code
        yield told[place.school], code
        yield place.town, township_name(place.township)


def coded(value: object, known: Codes) -> object:
    """Return places as written, with codes in place of names.

    Raises
    ------
    Refused
        If several places bear a name, or it is nearly that of one.
    """
    if isinstance(value, list | tuple):
        return [coded(one, known) for one in value]
    if not isinstance(value, str) or PLACE.fullmatch(value.strip()):
        return value
    codes = known.get(value.strip(), ())
    if len(codes) > 1:
        raise Refused(
            Text(
                f"名为 {value} 的学校（乡镇）有 {len(codes)} 个：{'、'.join(codes)}；请写其中一个",
                f"{len(codes)} schools or townships are called {value}: {', '.join(codes)}; "
                "write one of these",
            )
        )
    near = () if codes else get_close_matches(value, known, n=1)
    if near:
        raise Refused(
            Text(
                f"学校表中没有名为 {value} 的学校或乡镇；是否想写 {near[0]}？",
                f"the table has no school or township called {value}; did you mean {near[0]}?",
            )
        )
    return codes[0] if codes else value
