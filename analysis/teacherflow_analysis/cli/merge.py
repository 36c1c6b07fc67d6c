"""``teacherflow merge DIR…``: blocks of one study into the folder that one run would write."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.options import AsJson
from teacherflow_analysis.cli.run import FAILED, interruptible, tell


def merge(
    folders: Annotated[
        list[Path],
        typer.Argument(
            metavar="DIR",
            help=say("各块的结果文件夹", "Folders of the blocks"),
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=say(
                "合并后的文件夹（默认 results/研究文件名）",
                "Folder of the whole (default results/ and the name of the study file)",
            ),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Join the blocks of a study: the same tables, byte for byte, as those of one run."""
    from teacherflow.study.join import join
    from teacherflow.study.manifest import manifest_in

    target = out or Path("results") / Path(manifest_in(folders[0]).file).stem
    with interruptible(target):
        finished = join(folders, target)
        tell(finished, [], as_json=as_json)
    if finished.failures:
        raise typer.Exit(FAILED)
