"""Output to a stream that cannot write every character.

Redirected output of Windows is written in the code page of the system: GBK in China, which has
neither the true minus of a figure nor the bullet of a list.
"""

from __future__ import annotations

import codecs
import io
import sys
import unicodedata

from teacherflow_analysis.cli.language import language

PLAIN = "teacherflow.plain"
"""Name of the way in which characters that a stream lacks are written."""

_NEXT_OF_KIN = str.maketrans(
    {
        "−": "-",
        "–": "-",
        "—": "-",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "•": "*",
        "·": "*",
        "×": "x",
        "→": "->",
        "←": "<-",
        "≤": "<=",
        "≥": ">=",
        "≈": "~",
        "≠": "!=",
        "±": "+/-",
        "÷": "/",
        "▸": ">",
        "↑": "^",
        "↓": "v",
        "▲": "+",
        "▼": "-",
        "◆": "*",
        "●": "*",
        "■": "#",
    }
)


def settle() -> None:
    """Let standard output and error write whatever they are given.

    A stream keeps its encoding, so that what reads it understands it; characters that it lacks
    become their next of kin (``−`` a hyphen). Where Chinese was asked for and the stream has none
    of it, it writes UTF-8.
    """
    codecs.register_error(PLAIN, _plainly)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not _writes(stream.encoding, "−师"):
            foreign = language() == "zh" and not _writes(stream.encoding, "师")
            stream.reconfigure(encoding="utf-8" if foreign else None, errors=PLAIN)


def is_utf_8() -> bool:
    """Tell if standard output is written as UTF-8."""
    return codecs.lookup(getattr(sys.stdout, "encoding", None) or "utf-8").name == "utf-8"


def _writes(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _plainly(error: UnicodeError) -> tuple[str, int]:
    """Return what stands for the characters that an encoding lacks, and where to go on."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_kin(one, error.encoding) for one in lacking), error.end


def _kin(one: str, encoding: str) -> str:
    """Return the next of kin of a character; its number if it has none."""
    near = unicodedata.normalize("NFKD", one).translate(_NEXT_OF_KIN)
    bare = "".join(part for part in near if not unicodedata.combining(part))
    return bare if _writes(encoding, bare) else bare.encode("ascii", "backslashreplace").decode()
