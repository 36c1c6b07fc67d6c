"""Inspection in plain Python: the worst item, who is short of it, and names in name only."""

from __future__ import annotations

import math
from typing import Any

from teacherflow.codes import Stage, Status, Subject, Zone
from teacherflow.terms.audit import GAMING, PRESSURE
from twin.rounding import half_up, shares

LINES = (0.50, 0.45)
LEAST = ((4.2, 5.3), (1.0, 1.0), (0.9, 0.9))
DEGREE, BACKBONE, ARTS = 0, 1, 2


def supervise(world: Any) -> None:
    if world.terms[GAMING]:
        for stage in (0, 1):
            name_on_paper(world, stage)
    if world.terms[PRESSURE]:
        for stage in (0, 1):
            world.stages[stage].worst_item = worst(world, stage)


def rated(world: Any, stage: int) -> list[Any]:
    return [s for s in world.sections if s.open and s.stage == stage and s.pupils >= 50]


def count(world: Any, section: Any, item: int) -> int:
    staff = world.at_duty(section.row)
    if item == DEGREE:
        p = world.parameters.indicators
        least = p.degree_junior if section.stage == Stage.JUNIOR else p.degree_primary
        return sum(t.education >= least for t in staff)
    if item == BACKBONE:
        return sum(bool(t.backbone or t.backbone_on_paper) for t in staff)
    return sum(t.subject == Subject.ARTS_PE for t in staff)


def worst(world: Any, stage: int) -> int:
    """The item whose pupil-weighted variation is furthest above the line."""
    schools = rated(world, stage)
    pupils = sum(s.pupils for s in schools)
    found, most = -1, 1.0
    for item in (DEGREE, BACKBONE, ARTS):
        have = {s.row: count(world, s, item) for s in schools}
        if not sum(have.values()):
            continue
        mean = sum(have.values()) / pupils
        square = sum(s.pupils * (have[s.row] / s.pupils - mean) ** 2 for s in schools) / pupils
        above = math.sqrt(square) / mean / LINES[stage]
        if above > most + 1e-9:
            found, most = item, above
    return found


def is_short(world: Any, section: Any, only: int | None = None) -> bool:
    item = world.stages[section.stage].worst_item
    if item < 0 or (only is not None and item != only):
        return False
    if not section.open or section.pupils < 50:
        return False
    have = 100 * count(world, section, item) / section.pupils
    return bool(have < LEAST[item][section.stage] - 1e-9)


def weight(world: Any, section: Any, only: int | None = None) -> float:
    pressure = world.terms[PRESSURE]
    return 1.0 + pressure * is_short(world, section, only) if pressure else 1.0


def name_on_paper(world: Any, stage: int) -> None:
    schools = rated(world, stage)
    lacks = []
    for s in schools:
        asked = math.ceil(LEAST[BACKBONE][stage] * s.pupils / 100 - 1e-9)
        lacks.append(max(0, asked - count(world, s, BACKBONE)))
    number = half_up(world.terms[GAMING] * sum(lacks))
    if not number:
        return
    chosen: list[Any] = []
    for s, names in zip(schools, shares(lacks, number), strict=True):
        plain = [
            t
            for t in world.at_duty(s.row)
            if t.status == Status.ESTABLISHED and not t.backbone and not t.backbone_on_paper
        ]
        chosen += sorted(plain, key=lambda t: merit(world, t), reverse=True)[:names]
    for t in chosen:
        t.backbone_on_paper = True


def merit(world: Any, t: Any) -> float:
    """The effect as seen when backbones are named, with the favour of the place."""
    p = world.parameters.teach
    favour = 0.0
    if t.post >= 0:
        place = world.sections[t.post]
        favour = {Zone.SEAT: p.backbone_seat, Zone.TOWN: p.backbone_town}.get(Zone(place.zone), 0.0)
        favour += p.backbone_seat * (weight(world, place, BACKBONE) - 1.0)
    noise = p.backbone_noise * float(world.draws.normal("teach.backbone", world.year, t.id))
    return float(t.talent + t.coaching + noise + favour)
