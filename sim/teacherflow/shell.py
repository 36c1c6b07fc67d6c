"""Paths in the commands that are shown, so that they can be pasted into a shell as they stand."""

from __future__ import annotations

import os
import re
import shlex
from typing import Final

_PLAIN: Final = re.compile(r"[\w./:@+\\-]+" if os.name == "nt" else r"[\w./:@+-]+")
"""What no shell takes for anything but a name: letters of any language are plain."""
_TAKEN: Final = re.compile(r'["$`!]' if os.name == "nt" else r'["$`!\\]')
"""What a shell takes for something else in double quotes, too."""


def typed(path: object) -> str:
    """Return a path as it is typed: as it is, or in quotes if a shell would take it apart.

    Double quotes are those that every shell knows; a name that they do not protect stands in
    single ones, as the shells of Linux and macOS and PowerShell know them.
    """
    text = str(path)
    text = f"./{text}" if text.startswith("-") else text
    if _PLAIN.fullmatch(text):
        return text
    return shlex.quote(text) if _TAKEN.search(text) else f'"{text}"'
