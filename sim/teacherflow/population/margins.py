"""What a county shows and what it should show: published totals, margins, official CVs.

`measure` reads a state; `TARGETS` holds what statistics and certification tables say. Both serve
the tests and the table of the validation report.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from teacherflow.codes import Education, Kind, Sex, Stage, Status, Title
from teacherflow.columns import Bool
from teacherflow.indicators import least_degrees
from teacherflow.parameters.about import Evidence
from teacherflow.parameters.indicators import Indicators
from teacherflow.population.data import CountyData
from teacherflow.population.posts import coefficient
from teacherflow.state import State
from teacherflow.text import Text

MARGIN = 0.04
"""How far a share may lie from its target: 4 percentage points."""
AGES = (0, 30, 40, 50, 100)


@dataclass(frozen=True)
class Target:
    """What one measure should show at the fork."""

    name: str
    title: Text
    low: float
    high: float
    source: Text
    kind: Evidence

    def met(self, value: float) -> bool:
        """Tell whether ``value`` lies in the range."""
        return self.low <= value <= self.high


def _share(name: str, zh: str, en: str, share: float, source: Text, kind: str) -> Target:
    return Target(name, Text(zh, en), share - MARGIN, share + MARGIN, source, Evidence(kind))


def _cv(name: str, zh: str, en: str, low: float, high: float) -> Target:
    return Target(name, Text(zh, en), low, high, _CERTIFIED, Evidence.SURVEY)


_CERTIFIED = Text(
    "12 个县（小学）、11 个县（初中）的督导评估表，约 2013–17 年",
    "certification tables of 12 (primary) and 11 (junior) counties, about 2013–17",
)
_NATIONAL = Text("全国教育统计 2022", "national statistics of education 2022")
_MIX = Text("职称结构的默认值，全国的大致水平", "default title mix, national orders of size")
_AGES = Text("年龄段的默认值，全国的大致水平", "default age bands, national orders of size")

TARGETS: tuple[Target, ...] = (
    _share("age_under_30", "30 岁以下", "Aged under 30", 0.24, _AGES, "assumption"),
    _share("age_30_39", "30–39 岁", "Aged 30–39", 0.30, _AGES, "assumption"),
    _share("age_40_49", "40–49 岁", "Aged 40–49", 0.24, _AGES, "assumption"),
    _share("age_50_over", "50 岁及以上", "Aged 50 and over", 0.22, _AGES, "assumption"),
    _share("women_primary", "女教师，小学", "Women, primary", 0.72, _NATIONAL, "survey"),
    _share("women_junior", "女教师，初中", "Women, junior", 0.60, _NATIONAL, "survey"),
    _share(
        "bachelor_primary", "本科及以上，小学", "Bachelor, primary", 0.7453, _NATIONAL, "survey"
    ),
    _share("bachelor_junior", "本科及以上，初中", "Bachelor, junior", 0.92, _NATIONAL, "survey"),
    _share("senior_primary", "高级，小学", "高级, primary", 0.11, _MIX, "assumption"),
    _share("first_primary", "一级，小学", "一级, primary", 0.42, _MIX, "assumption"),
    _share("senior_junior", "高级，初中", "高级, junior", 0.21, _MIX, "assumption"),
    _share("first_junior", "一级，初中", "一级, junior", 0.41, _MIX, "assumption"),
    _cv("cv_teachers_primary", "师生比差异系数，小学", "CV of teachers, primary", 0.263, 0.475),
    _cv("cv_degree_primary", "学历差异系数，小学", "CV of degrees, primary", 0.254, 0.479),
    _cv("cv_midsenior_primary", "中级及以上差异系数，小学", "CV of 中级+, primary", 0.369, 0.541),
    _cv("cv_teachers_junior", "师生比差异系数，初中", "CV of teachers, junior", 0.226, 0.715),
    _cv("cv_degree_junior", "学历差异系数，初中", "CV of degrees, junior", 0.223, 0.445),
    _cv("cv_midsenior_junior", "中级及以上差异系数，初中", "CV of 中级+, junior", 0.253, 1.021),
)


def totals(county: CountyData, start: int, births_after_2024: float = 0.0) -> dict[str, int]:
    """Return what a county must show at the fork, exactly: pupils, teachers and schools."""
    wanted = {}
    for stage in Stage:
        data, name = county.stage(stage), stage.name.lower()
        ratio = county.enrolment.ratio(stage, start, county.year, births_after_2024)
        wanted[f"pupils_{name}"] = round(data.pupils.value * ratio)
        wanted[f"teachers_{name}"] = data.teachers.value
        wanted[f"schools_{name}"] = data.schools.value
    return wanted


def measure(state: State) -> dict[str, float]:
    """Return totals, shares of established and special-post staff, and CVs by duty."""
    t = state.teachers
    staff = t.alive & ((t.status == Status.ESTABLISHED) | (t.status == Status.TEGANG))
    age = (state.september - t.birth[staff]) // 12
    found = {
        name: float(np.mean((age >= low) & (age < high)))
        for name, low, high in zip(
            ("age_under_30", "age_30_39", "age_40_49", "age_50_over"), AGES, AGES[1:], strict=False
        )
    }
    for stage in Stage:
        of_stage = _of_stage(state, stage, staff & (t.stage == stage))
        found |= {f"{name}_{stage.name.lower()}": value for name, value in of_stage.items()}
    return found


def _of_stage(state: State, stage: Stage, staff: Bool) -> dict[str, float]:
    t, s = state.teachers, state.sections
    schools = s.open & (s.stage == stage)
    least = least_degrees(Indicators())[stage]  # as the tables of certified counties count
    midsenior = t.title >= Title.FIRST
    return {
        "pupils": float(s.pupils[schools].sum()),
        "teachers": float(np.count_nonzero(staff)),
        "schools": float(np.count_nonzero(schools & (s.kind != Kind.POINT))),
        "women": float(np.mean(t.sex[staff] == Sex.WOMAN)),
        "bachelor": float(np.mean(t.education[staff] >= Education.BACHELOR)),
        "senior": float(np.mean(t.title[staff] >= Title.SENIOR)),
        "first": float(np.mean(t.title[staff] == Title.FIRST)),
        "backbone": 100.0 * np.count_nonzero(t.backbone & staff) / float(s.pupils[schools].sum()),
        "cv_teachers": _dispersion(state, schools, t.alive),
        "cv_degree": _dispersion(state, schools, t.alive & (t.education >= least)),
        "cv_midsenior": _dispersion(state, schools, t.alive & midsenior),
        "cv_backbone": _dispersion(state, schools, t.alive & t.backbone),
    }


def _dispersion(state: State, schools: NDArray[np.bool_], who: Bool) -> float:
    """Return the official CV per pupil of ``who`` on duty, over ``schools``."""
    t, s = state.teachers, state.sections
    counts = np.bincount(t.duty[who & (t.duty >= 0)], minlength=s.rows)
    return coefficient(counts[schools], s.pupils[schools].astype(np.float64))
