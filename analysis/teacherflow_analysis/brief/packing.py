"""Office files with the same bytes each time: their parts carry no date of writing."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

NEVER: Final = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip file can hold."""


def repacked(path: Path) -> None:
    """Write the parts of an Office file again, without dates and in a fixed way."""
    packed = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.infolist():
            fixed = zipfile.ZipInfo(part.filename, NEVER)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = 0o600 << 16
            new.writestr(fixed, old.read(part.filename), compresslevel=6)
    path.write_bytes(packed.getvalue())
