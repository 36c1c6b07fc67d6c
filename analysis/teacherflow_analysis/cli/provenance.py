"""``teacherflow provenance FILE``: where a figure, a brief or a page comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import AsJson
from teacherflow_analysis.cli.terminal import line, print_json


def provenance(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help=say("图、简报或网页的文件", "A figure, a brief or a page")
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Read the study, version, seeds and command out of a figure, a brief or a page."""
    from teacherflow_analysis.provenance import WORDS, read

    facts = read(file)
    if as_json:
        print_json(facts)
        return
    for key, label in WORDS.items():
        if key in facts:
            line(f"{label.to(language())}: {_shown(facts[key])}")


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get(language(), value))
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)
