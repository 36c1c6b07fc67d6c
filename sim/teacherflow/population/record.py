"""What all records of a county or nation file share: fixed, no key too many, mistakes in two languages."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict
from pydantic_core import PydanticCustomError

MOST_FIGURE = 10_000_000
"""Greatest of all figures that have no other limit."""


def wrong(key: str, zh: str, en: str) -> PydanticCustomError:
    """Say that a figure does not fit the others; ``key`` is relative to the record."""
    return PydanticCustomError("county", "{en}", {"key": key, "zh": zh, "en": en})


class Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)
