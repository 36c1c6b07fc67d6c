"""Two dozen small counties of 5 to 40 schools, of every make: rich, poor, spread out, hollowed."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from integration.tiny import figure, schools
from strategies import as_yaml

NUMBER = 24
FEWEST, MOST = 5, 40


def county(k: int) -> dict[str, Any]:
    """Return the figures of county ``k`` of `NUMBER`: the more schools the higher ``k``."""
    luck = random.Random(k)
    total = FEWEST + (MOST - FEWEST) * k // (NUMBER - 1)
    towns, junior = max(1, total // 9), max(2, total // 4)
    in_seat = max(1, junior // 3)
    nine = luck.randint(0, min(towns, junior - in_seat))
    primary = total - junior
    return {
        "title": {"zh": f"小县{k}", "en": f"County {k}"},
        "year": 2024,
        "published": False,
        "area_km2": figure(luck.choice((60.0, 400.0, 2500.0))),
        "townships": figure(towns),
        "groups": figure(luck.randint(0, 2)),
        "nine_year_schools": figure(nine),
        "primary": _stage(luck, primary, max(1, primary // 5), towns, luck.choice((10, 17, 24))),
        "junior": _stage(luck, junior, in_seat, junior - in_seat, luck.choice((9, 12, 16))),
    }


def _stage(luck: random.Random, total: int, seat: int, town: int, ratio: int) -> dict[str, Any]:
    """Return the schools of a stage (the rest are village schools), its pupils and teachers."""
    village, points = total - seat - town, luck.choice((0, 0, 2))
    pupils = seat * luck.randint(120, 300) + town * luck.randint(60, 150)
    pupils += village * luck.randint(10, 80) + 6 * points
    found = {
        "pupils": figure(pupils),
        "teachers": figure(max(total + points, pupils // ratio)),
        "schools": figure(total),
        "seat": schools(seat, 250, luck.choice((0, 100))),
        "town": schools(town, 110, luck.choice((0, 40))),
    }
    if village:
        found["village"] = schools(village, 40, 5, luck.choice((0.2, 0.9)))
        found["points"] = figure(points)
    else:
        found["pupils"]["value"] -= 6 * points
        found["teachers"]["value"] = max(total, pupils // ratio)
    return found


def write_counties(folder: Path) -> None:
    """Write all of them as ``0.yaml`` and so on."""
    for k in range(NUMBER):
        (folder / f"{k}.yaml").write_text(as_yaml(county(k)), encoding="utf-8")
