"""Refuse what is no whole, finished study, and say what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from teacherflow.text import Text, counted, word_for
from teacherflow_analysis.errors import AnalysisError

if TYPE_CHECKING:
    from teacherflow_analysis.study import Study


def no_folder(folder: Path) -> AnalysisError:
    """Return that results are not where they were looked for; who names the study gets a hint."""
    if folder.is_file():
        here = f"results/{folder.stem}"
        return AnalysisError(
            Text(
                f"{folder} 是文件；请给出结果文件夹，如 {here}",
                f"{folder} is a file; name the folder of results, such as {here}",
            )
        )
    found = sorted(path.parent.as_posix() for path in Path("results").glob("*/manifest.json"))
    zh = (
        f"；有结果的文件夹：{', '.join(found)}"
        if found
        else "；teacherflow run 研究文件 会写出结果"
    )
    en = f"; results are in {', '.join(found)}" if found else "; teacherflow run FILE makes results"
    return AnalysisError(Text(f"找不到文件夹 {folder}{zh}", f"there is no folder {folder}{en}"))


def check_whole(folder: Path, manifest: Mapping[str, Any]) -> None:
    """Refuse one block of a study: means over a part would mislead."""
    block = manifest.get("block")
    if block is None:
        return
    index, count = block["index"], block["count"]
    raise AnalysisError(
        Text(
            f"{folder} 中只有研究的第 {index} 块（共 {count} 块）；请先合并各块："
            "teacherflow merge DIR… --out DIR",
            f"{folder} holds only block {index} of {count} of its study; join the blocks first: "
            "teacherflow merge DIR… --out DIR",
        )
    )


def check_finished(study: Study, units: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a study with units that were never run: means over a part would mislead.

    So is one of which no unit could be finished.
    """
    ended = sum(
        unit["status"] == "failed" or set(unit["scenarios"]) >= {*study.scenarios, *study.planned}
        for unit in units
    )
    nation = (study.resolved.get("nation") or {}).get("counties", 0)
    counties = nation or len(study.resolved.get("counties") or ()) or 1
    wanted = study.resolved["replications"] * study.resolved["draws"] * counties
    if ended < wanted:
        raise AnalysisError(
            Text(
                f"{study.folder} 中的研究尚未完成（已完成 {ended}/{wanted} 次模拟）；"
                "请再次执行同一条 teacherflow run 命令，会从中断处继续",
                f"the study in {study.folder} is not finished ({ended} of {counted(wanted, 'unit')} done); "
                "give the same teacherflow run command again, it goes on where it stopped",
            )
        )
    if study.failed == ended:
        why = study.folder / "manifest.json"
        raise AnalysisError(
            Text(
                f"{study.folder} 中的 {ended} 次模拟全部失败，没有结果；原因见 {why}",
                f"{word_for(ended, 'the one unit', f'all {ended} units')} of the study in "
                f"{study.folder} failed: there is nothing to show; {why} says why",
            )
        )
