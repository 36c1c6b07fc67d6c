"""The timetable of one school at a time, teacher by teacher, in plain Python."""

from __future__ import annotations

from typing import Any

from teacherflow.codes import Stage, Subject

LESSONS = {
    Stage.PRIMARY: (9.1, 4.2, 2.0, 2.4, 7.3, 3.7),
    Stage.JUNIOR: (5.3, 4.7, 4.0, 5.5, 5.0, 9.5),
}
CLASS_LESSONS = (Subject.CHINESE, Subject.MATHS, Subject.OTHER)


class Load:
    """What one teacher teaches: lessons in field and out of field."""

    def __init__(self, teacher: Any, most: float) -> None:
        self.teacher, self.most = teacher, most
        self.inside, self.outside = 0.0, 0.0

    @property
    def spare(self) -> float:
        return max(0.0, self.most - self.inside - self.outside)


def is_generalist(world: Any, section: Any, staff: int) -> bool:
    p = world.parameters.teach
    if not section.open or section.stage != Stage.PRIMARY:
        return False
    return section.classes <= p.generalist_classes or staff <= p.generalist_teachers


def plan(world: Any, section: Any, overload: bool = True) -> tuple[list[Load], list[float], list]:
    """Return the loads, the lessons no one takes in field, and the lessons untaught."""
    p = world.parameters.teach
    standard = p.standard_primary if section.stage == Stage.PRIMARY else p.standard_junior
    most = standard * (1.0 + p.overload) if overload else standard
    loads = [Load(t, most * t.load) for t in world.at_duty(section.row)]
    gap = list(section.required) if section.open else [0.0] * 6
    for field in _fields(is_generalist(world, section, len(loads))):
        _share_own(loads, gap, field)
    for subject in range(6):
        _offer(loads, gap, subject, lambda t, g=subject: t.second_subject == g)
    if section.stage == Stage.PRIMARY:
        _offer(loads, gap, 1, lambda t: t.subject == 0)
        _offer(loads, gap, 0, lambda t: t.subject == 1)
    untaught = list(gap)
    if is_generalist(world, section, len(loads)):
        cover(loads, untaught, CLASS_LESSONS)
    cover(loads, untaught, range(6))
    return loads, gap, untaught


def subject_gaps(world: Any) -> list[list[float]]:
    """Lessons per section and subject that lack a teacher of the field at the standard load."""
    return [[round(g, 9) for g in plan(world, s, overload=False)[1]] for s in world.sections]


def _fields(generalist: bool) -> list[tuple[int, ...]]:
    if not generalist:
        return [(g,) for g in range(6)]
    return [tuple(CLASS_LESSONS), *((g,) for g in range(6) if g not in CLASS_LESSONS)]


def _share_own(loads: list[Load], gap: list[float], field: tuple[int, ...]) -> None:
    people = [a for a in loads if a.teacher.subject in field]
    wanted, supply = sum(gap[g] for g in field), sum(a.most for a in people)
    if not supply or not wanted:  # nobody, or researchers who teach nothing
        return
    for a in people:
        a.inside += a.most * min(1.0, wanted / supply)
    for g in field:
        gap[g] *= 0.0 if supply >= wanted - 1e-12 else 1 - supply / wanted


def _offer(loads: list[Load], gap: list[float], subject: int, can: Any) -> None:
    people = [a for a in loads if can(a.teacher)]
    supply = sum(a.spare for a in people)
    if supply <= 0 or gap[subject] <= 0:
        return
    share = min(1.0, gap[subject] / supply)
    for a in people:
        a.inside += share * a.spare
    gap[subject] = max(0.0, gap[subject] - supply) if supply < gap[subject] else 0.0


def cover(loads: list[Load], gap: list[float], subjects: Any) -> None:
    supply, wanted = sum(a.spare for a in loads), sum(gap[g] for g in subjects)
    if supply <= 0 or wanted <= 0:
        return
    share = min(1.0, wanted / supply)
    for a in loads:
        a.outside += share * a.spare
    for g in subjects:
        gap[g] = gap[g] * (wanted - supply) / wanted if supply < wanted else 0.0
