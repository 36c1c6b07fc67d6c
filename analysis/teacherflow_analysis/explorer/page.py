"""From parts to one file: template, style, scripts and data, with a policy that lets nothing out.

The page allows exactly the style and the script that are in it, by their hashes, and pictures
made from its own bytes; any request to elsewhere is refused by the browser.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, Final

from teacherflow.text import Language

SCRIPTS: Final = (
    "words.js", "svg.js", "tips.js", "lines.js", "forest.js", "swings.js", "map.js", "tables.js", "views.js",
    "hangs.js", "app.js",
)  # fmt: skip
"""In the order in which they stand inside one function of the page."""


def page(data: Mapping[str, Any], language: Language) -> str:
    """Return the HTML of the explorer.

    Parameters
    ----------
    data
        What `payload` returns.
    language
        ``zh`` or ``en``: the language in which the page opens.
    """
    style = _read("style.css")
    script = "\n".join(['(() => {"use strict";', *map(_read, SCRIPTS), "start();", "})();"])
    title, record = data["study"]["title"], data["provenance"]["record"]
    return Template(_read("template.html")).substitute(
        language="zh-CN" if language == "zh" else "en",
        title=escape(title["zh" if language == "zh" else "en"]),
        generator=escape(f"teacherflow {record['teacherflow']}"),
        record=escape(json.dumps(record)),
        policy=policy(style, script),
        style=style,
        script=script,
        data=embedded(data),
    )


def policy(style: str, script: str) -> str:
    """Return the Content-Security-Policy that allows these two texts and no request."""
    return "; ".join(
        (
            "default-src 'none'",
            f"style-src '{_hash(style)}'",
            f"script-src '{_hash(script)}'",
            "img-src data: blob:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def embedded(data: Mapping[str, Any]) -> str:
    """Return JSON that cannot end its script element, whatever the study's names hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
