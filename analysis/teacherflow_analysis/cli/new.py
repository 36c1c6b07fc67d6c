"""``teacherflow new [NAME]``: a commented study to start from, with its county."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from teacherflow.shell import typed
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.terminal import line, verbatim


def new(
    name: Annotated[
        Path,
        typer.Argument(
            metavar="NAME", help=say("研究名（可含文件夹）", "Name of the study (or a path)")
        ),
    ] = Path("my_study"),
) -> None:
    """Write NAME.yaml, its county file and the schema for editors; nothing is overwritten."""
    from teacherflow.faults import InputError
    from teacherflow.scenario.schema import schema_text
    from teacherflow.scenario.shipped import STARTER, folder
    from teacherflow.text import Text

    study = name if name.suffix == ".yaml" else name.with_name(name.name + ".yaml")
    if study.exists():
        raise InputError(
            Text(f"{study} 已存在，请另起一名", f"{study} exists already; take another name")
        )
    county = Path("counties") / f"{STARTER}.yaml"
    written = {
        study: _named((folder() / f"{STARTER}.yaml").read_text(encoding="utf-8"), study.name),
        study.parent / county: (folder() / county).read_text(encoding="utf-8"),
        study.parent / "study.schema.json": schema_text(),
    }
    try:
        for path, text in written.items():
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
                line(say(f"已写入 {path}", f"wrote {path}"))
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            Text(f"无法写入 {error.filename}：{reason}", f"cannot write {error.filename}: {reason}")
        ) from error
    line(say("下一步：", "Next:"))
    verbatim(f"  teacherflow validate {typed(study)}\n  teacherflow run {typed(study)}")


def _named(text: str, name: str) -> str:
    """Return the study with the commands in its comments on the file that is written."""
    from teacherflow.scenario.shipped import STARTER

    head, rest = text.split("\ntitle:", 1)
    return head.replace(f"{STARTER}.yaml", typed(name)) + "\ntitle:" + rest
