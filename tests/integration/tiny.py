"""Counties of a dozen sections, small enough for a county that decides one agent at a time."""

from __future__ import annotations

from typing import Any

from teacherflow.population import CountyData

MADE_UP = {"source": "made up for tests", "kind": "assumption"}


def figure(value: float) -> dict[str, Any]:
    return {"value": value, **MADE_UP}


def schools(count: int, pupils: float, floor: float, log_sd: float = 0.4) -> dict[str, Any]:
    return {
        "count": figure(count),
        "mean_pupils": figure(float(pupils)),
        "log_sd": figure(log_sd),
        "floor_pupils": figure(float(floor)),
    }


def county_file(size: float = 1.0, *, points: int = 1) -> dict[str, Any]:
    """Return the figures of a county file: two townships, 9 + 4 schools, about 150 teachers.

    Parameters
    ----------
    size : float
        Factor of pupils and teachers; the schools stay.
    points : int
        Teaching points beside the schools.
    """
    primary = {
        "pupils": figure(round(1700 * size)),
        "teachers": figure(round(96 * size)),
        "schools": figure(9),
        "seat": schools(2, 420, 150),
        "town": schools(3, 190, 60),
        "village": schools(4, 70, 12, 0.7),
        "points": figure(points),
    }
    junior = {
        "pupils": figure(round(820 * size)),
        "teachers": figure(round(56 * size)),
        "schools": figure(4),
        "seat": schools(1, 380, 150),
        "town": schools(3, 150, 50),
    }
    return {
        "title": {"zh": "小县", "en": "Tiny County"},
        "year": 2024,
        "published": False,
        "area_km2": figure(400.0),
        "townships": figure(2),
        "groups": figure(1),
        "nine_year_schools": figure(1),
        "primary": primary,
        "junior": junior,
    }


def tiny_county(size: float = 1.0, *, points: int = 1) -> CountyData:
    return CountyData.model_validate(county_file(size, points=points))
