"""The brief as a PDF, set by typst in the static cuts of Noto Sans SC, which it embeds."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Mapping
from importlib.resources import as_file, files
from os import PathLike
from pathlib import Path
from typing import Any

from teacherflow_analysis import fonts
from teacherflow_analysis.brief.blocks import WHOLE, Brief
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.paging import paged
from teacherflow_analysis.brief.pictures import Picture
from teacherflow_analysis.brief.plain import Plain


def write(
    brief: Brief,
    pictures: Mapping[str, Picture],
    path: Path,
    case: Case,
    template: str | PathLike[str] | None = None,
) -> None:
    """Write the PDF."""
    import typst

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        families, cuts = fonts.cuts([*brief.texts(), str(brief.facts), "0123456789 /"])
        for cut in cuts:
            shutil.copyfile(cut, folder / cut.name)
        with as_file(files("teacherflow_analysis.brief") / "templates/brief.typ") as source:
            shutil.copyfile(source, folder / "brief.typ")
        data = _data(brief, pictures, folder, list(families))
        data["rest"] = _paged(data, folder)
        typst.compile(output=str(path), **_typst({**data, "sized": True}, folder))


def _typst(data: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return what typst is called with: only the files of the folder are read."""
    return {
        "input": str(folder / "brief.typ"),
        "root": str(folder),
        "font_paths": [str(folder)],
        "ignore_system_fonts": True,
        "sys_inputs": {"data": json.dumps(data, ensure_ascii=False)},
    }


def _paged(data: Mapping[str, Any], folder: Path) -> list[dict[str, Any]]:
    """Let typst measure the blocks after page one; return them in the order of the pages."""
    import typst

    asked = _typst({**data, "first": [], "sized": False}, folder)
    found = json.loads(typst.query(selector="<sizes>", field="value", one=True, **asked))
    return paged(data["rest"], found["sizes"], found["page"])


def _data(
    brief: Brief, pictures: Mapping[str, Picture], folder: Path, families: list[str]
) -> dict[str, Any]:
    plain = Plain(brief)
    for block in (*plain.first, *plain.rest):
        if block["kind"] == "Figure":
            svg = pictures[block["name"]].svg
            if svg is None:
                raise ValueError(f"figure {block['name']} was not drawn")
            shutil.copyfile(svg, folder / svg.name)
            block["file"] = svg.name
            block["ratio"] = _ratio(svg)
    version, digest = brief.facts["teacherflow"], brief.facts["study_hash"][:8]
    return {
        "language": brief.language,
        "title": brief.title,
        "subtitle": brief.subtitle,
        "foot": f"{brief.warning} · teacherflow {version} · {digest}",
        "facts": json.dumps(dict(brief.facts), ensure_ascii=True),
        "fonts": families,
        "whole": WHOLE,
        "first": plain.first,
        "rest": plain.rest,
    }


def _ratio(svg: Path) -> float:
    """Return the height of a figure over its width."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg.read_text(encoding="utf-8")[:4000])
    if found is None:
        raise ValueError(f"{svg.name} has no viewBox")
    return float(found[2]) / float(found[1])
