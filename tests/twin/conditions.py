"""Conditions of items: whom, or which school, a value is to have."""

from __future__ import annotations

from typing import Any


def admits(where: Any, value: Any) -> bool:
    if where.among and value not in where.among:
        return False
    return where.low <= value <= where.high and value not in where.but
