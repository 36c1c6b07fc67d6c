"""Levers on the layout of schools (M12): which close, and where new ones open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from teacherflow.parameters.about import Evidence, about
from teacherflow.policies.base import PolicyModel, Preset
from teacherflow.policies.families import Family
from teacherflow.policies.market import phased
from teacherflow.terms.enrol import CLOSURES, OPENINGS, Closure, Opening
from teacherflow.terms.laws import Claim, Term
from teacherflow.text import Text

_LAYOUT = Text(
    "假设，使撤并总数接近全国（学校每年 4.4%、教学点 17%）",
    "assumption, ordered to fit national closures of 4.4 %/y (schools) and 17 %/y (points)",
)
_OPENINGS = Text("假设：一处学生明显增多才建校", "assumption: a place opens a school when it grows")


def _size(zh: str, en: str) -> Any:
    return about(zh, en, unit="pupils", low=0, high=1000, source=_LAYOUT, kind="assumption")


def _chance(zh: str, en: str) -> Any:
    return about(zh, en, unit="share/year", low=0, high=1, source=_LAYOUT, kind="assumption")


def _most(zh: str, en: str) -> Any:
    return about(zh, en, unit="schools", low=0, high=20, source=_OPENINGS, kind="assumption")


class SchoolLayout(PolicyModel):
    """学校布局调整: below which size schools close, how surely, and where growth opens one.

    Village schools below ``school_below`` pupils, and teaching points below ``point_below``, close
    with ``chance`` a year once they have been so small for two years; village schools below
    ``layout_below`` are merged with ``layout_chance`` a year. A place that has outgrown its schools
    ``growth`` times opens one. Staff of a closing school stay in their unit; quota follows.
    """

    name = "school_layout"
    family = Family.POSTS
    title = Text("学校布局调整", "School layout")
    summary = Text(
        "规定村小、教学点撤并的规模线和概率，以及县城、乡镇新建学校的条件；教师随单位安置",
        "Sizes and chances at which village schools and points close, and the growth that opens "
        "new schools; staff stay in their unit",
    )
    mechanisms = ("M12",)
    touches: ClassVar[tuple[Term[Any], ...]] = (CLOSURES, OPENINGS)
    presets: ClassVar[Mapping[str, Preset]] = {
        "keep_all": Preset(
            Text("一校不撤", "No closures"),
            {"chance": 0.0, "layout_chance": 0.0},
            Text("对照：不再撤并任何学校", "a contrast: no school closes any more"),
            Evidence.ASSUMPTION,
        ),
    }

    school_below: Annotated[
        float, _size("村小连续两年不足此数", "Village schools close below, two years running")
    ] = 30.0
    point_below: Annotated[
        float, _size("教学点连续两年不足此数", "Points close below, two years running")
    ] = 10.0
    chance: Annotated[
        float, _chance("达到上述条件的年撤并概率", "Chance to close at these sizes")
    ] = 0.5
    layout_below: Annotated[
        float, _size("布局调整：村小不足此数", "Village schools may be merged below")
    ] = 100.0
    layout_chance: Annotated[
        float, _chance("布局调整的年撤并概率", "Chance to be merged below that size")
    ] = 0.10
    growth: Annotated[
        float,
        about(
            "新建学校：学生为起点的倍数",
            "A place opens a school above this multiple of its pupils at the fork",
            unit="factor",
            low=1,
            high=10,
            source=_OPENINGS,
            kind="assumption",
        ),
    ] = 1.15
    seat_most: Annotated[int, _most("县城各学段最多新建", "Openings at most, seat, by stage")] = 3
    town_most: Annotated[
        int, _most("每个乡镇各学段最多新建", "Openings at most, each town, by stage")
    ] = 1

    def claims(self, year: int) -> Iterator[Claim[Any]]:
        """Yield the closures and openings that differ from the default."""
        ramp = self.ramp(year)
        closures = tuple(self._closure(item, ramp) for item in CLOSURES.default)
        openings = tuple(self._opening(item, ramp) for item in OPENINGS.default)
        changed = tuple(item for item in closures if item not in CLOSURES.default)
        if changed:
            yield CLOSURES(changed)
        planned = tuple(item for item in openings if item not in OPENINGS.default)
        if planned:
            yield OPENINGS(planned)

    def _closure(self, default: Closure, ramp: float) -> Closure:
        below, chance = {
            "layout": (self.layout_below, self.layout_chance),
            "point_10": (self.point_below, self.chance),
            "size_30": (self.school_below, self.chance),
        }[default.name]
        return replace(
            default,
            pupils_below=phased(default.pupils_below, below, ramp),
            chance=phased(default.chance, chance, ramp),
        )

    def _opening(self, default: Opening, ramp: float) -> Opening:
        most = {"seat": self.seat_most, "town": self.town_most}[default.name]
        return replace(default, growth=phased(default.growth, self.growth, ramp), most=most)
