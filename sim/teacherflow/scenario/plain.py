"""Values of a study as plain data (JSON), and the digest of plain data."""

from __future__ import annotations

import hashlib
import json
from dataclasses import is_dataclass
from enum import IntEnum
from math import isinf
from typing import Any


def digest_of(plain: Any) -> str:
    """Return the SHA-256 of plain data, whatever the order of its keys."""
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def plain_value(value: Any) -> Any:
    """Return a claimed value (numbers, enums, items of bags) as JSON data; infinity is None."""
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, float) and isinf(value):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain_value(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, tuple | list):
        return [plain_value(item) for item in value]
    return value
