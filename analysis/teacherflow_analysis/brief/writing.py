"""From the content to files: every format is written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from typing import Final

from teacherflow.text import Text
from teacherflow_analysis.brief.blocks import Brief, Figure
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.content import content_from
from teacherflow_analysis.brief.pictures import Picture, Say, draw
from teacherflow_analysis.errors import AnalysisError

NEEDS: Final = {"docx": ("docxtpl", "docx"), "pdf": ("typst",), "xlsx": ("xlsxwriter",)}
"""Modules that a format takes; they come with the extra ``report``."""


def write(
    case: Case,
    folder: Path,
    formats: Sequence[str],
    template: str | PathLike[str] | None = None,
    say: Say | None = None,
) -> list[Path]:
    """Write the brief in every format; return the files."""
    _check(formats, template)
    writers = {name: _writer(name) for name in formats}
    content = content_from(case)
    written = []
    with tempfile.TemporaryDirectory() as place:
        pictures = _pictures(case, content, formats, Path(place), say)
        content = _without(content, pictures) if _drawn(formats) else content
        for name in formats:
            path = folder / f"brief_{case.language}.{name}"
            named = replace(content, facts={**content.facts, "artefact": path.name})
            make = partial(writers[name], named, pictures, case=case, template=template)
            _put(path, make)
            written.append(path)
    return written


type Writer = Callable[..., None]
"""Takes the content, the figures, where to write, the case and the template of Word."""


def _writer(name: str) -> Writer:
    """Return the function that writes a format; its libraries are imported only now."""
    found: Writer = import_module(f"teacherflow_analysis.brief.as_{name}").write
    return found


def _check(formats: Sequence[str], template: str | PathLike[str] | None) -> None:
    for name in formats:
        if any(find_spec(module) is None for module in NEEDS.get(name, ())):
            others = [one for one in formats if one not in NEEDS] or ["html"]
            raise AnalysisError(
                Text(
                    f"写 {name} 需要附加组件：pip install 'teacherflow[report]'"
                    "（在源码目录中：pip install -e '.[report]' 或 uv sync --extra report）；"
                    f"或只写 --format {','.join(others)}",
                    f"{name} needs the extra report: pip install 'teacherflow[report]' (inside the "
                    "clone: pip install -e '.[report]' or uv sync --extra report); or ask for "
                    f"--format {','.join(others)} only",
                )
            )
    if template is not None and not Path(template).is_file():
        raise AnalysisError(
            Text(f"找不到模板文件 {template}", f"there is no template file {template}")
        )
    if template is not None and "docx" not in formats:
        raise AnalysisError(
            Text(
                "--template 用于 Word：--format 中需含 docx",
                "--template is for Word: --format must have docx",
            )
        )


def _drawn(formats: Sequence[str]) -> bool:
    return any(name != "xlsx" for name in formats)


def _pictures(
    case: Case, content: Brief, formats: Sequence[str], folder: Path, say: Say | None
) -> Mapping[str, Picture]:
    wanted = [
        suffix
        for suffix, users in (("svg", ("html", "pdf")), ("png", ("docx",)))
        if any(name in formats for name in users)
    ]
    if not wanted:
        return {}
    few = case.sample
    return draw(case.study, content.figures, case.language, folder, wanted, say, few)


def _without(content: Brief, pictures: Mapping[str, Picture]) -> Brief:
    """Return the content without the figures that could not be drawn."""
    first, rest = (
        tuple(b for b in blocks if not isinstance(b, Figure) or b.name in pictures)
        for blocks in (content.first, content.rest)
    )
    return replace(content, first=first, rest=rest)


def _put(path: Path, make: Callable[[Path], None]) -> None:
    """Write a file aside, then rename it."""
    aside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        make(aside)
        os.replace(aside, path)
    except OSError as error:
        raise AnalysisError(
            Text(
                f"无法写入简报 {path}（{error.strerror}）；请用 --out 指定其他文件夹",
                f"cannot write the brief {path} ({error.strerror}); name another folder with --out",
            )
        ) from error
    finally:
        if aside.exists():
            aside.unlink()
