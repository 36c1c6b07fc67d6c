"""``teacherflow run FILE``: run, resume or extend a study; then compare and draw."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.terminal import console, line, note, print_json

if TYPE_CHECKING:
    from teacherflow.scenario import Study
    from teacherflow.study.run import Finished
    from teacherflow_analysis.compare import Comparison

FAILED, INTERRUPTED = 1, 130
_SHOWN = 5


def run(
    file: Annotated[Path, typer.Argument(help=say("研究文件", "Study file"))],
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help=say(
                "结果文件夹（默认 results/文件名）", "Folder of the results (default results/FILE)"
            ),
            show_default=False,
        ),
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=say(
                "重复次数（覆盖研究文件中的值）", "Replications, instead of those of the file"
            ),
            show_default=False,
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            min=1,
            help=say("进程数（默认等于核数）", "Processes (default: as many as cores)"),
            show_default=False,
        ),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh", help=say("先删除该文件夹中的旧结果", "Remove the old results first")
        ),
    ] = False,
    no_figures: Annotated[
        bool, typer.Option("--no-figures", help=say("不画图", "Draw no figures"))
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help=say("输出 JSON", "Machine-readable output"))
    ] = False,
) -> None:
    """Run what is left of a study; the same command resumes an interrupted run."""
    from dataclasses import replace

    from teacherflow.scenario import read_study
    from teacherflow.scenario.shipped import study_path

    folder = out or Path("results") / file.stem
    with interruptible(folder):
        study = read_study(study_path(file))
        if replications is not None:
            study = replace(study, replications=replications)
        for fault in study.warnings:
            note(f"{say('提示', 'warning')}: {fault.to(language())}")
        finished = _run(study, folder, workers, fresh)
        drawn = _figures(folder) if finished.manifest.done and not no_figures else []
        _tell(finished, drawn, as_json=as_json)
    if finished.failures:
        raise typer.Exit(FAILED)


@contextmanager
def interruptible(folder: Path) -> Iterator[None]:
    """Say how to go on after Ctrl-C or a polite request to end, and leave with 130."""

    def end(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    except KeyboardInterrupt:
        note(
            say(
                f"已中断。已完成的部分保存在 {folder}；重新执行同一命令，即从中断处继续。",
                f"Interrupted. What is finished is kept in {folder}; the same command goes on "
                "from there.",
            )
        )
        raise typer.Exit(INTERRUPTED) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(study: Study, folder: Path, workers: int | None, fresh: bool) -> Finished:
    from teacherflow.study.executor import cores
    from teacherflow.study.run import run_study
    from teacherflow_analysis.cli.progress import Meter

    with Meter(language()) as meter:
        return run_study(
            study,
            folder,
            workers=workers or cores(),
            fresh=fresh,
            watch=meter,
        )


def _figures(folder: Path) -> list[Path]:
    from teacherflow_analysis.figures import figures

    return figures(folder, lang=language(), say=lambda text: note(text.to(language())))


def _tell(finished: Finished, drawn: list[Path], *, as_json: bool) -> None:
    comparison = _compare(finished)
    _failures(finished)
    if as_json:
        print_json(
            {
                "folder": str(finished.folder),
                "ran": finished.ran,
                "units": finished.manifest.to_json()["units"],
                "tables": {name: e.rows for name, e in sorted(finished.manifest.tables.items())},
                "figures": [str(path) for path in drawn],
                "comparison": None if comparison is None else comparison.as_json(),
            }
        )
        return
    if comparison is not None:
        from teacherflow_analysis.terminal import show

        show(comparison, console(), language())
    _summary(finished, drawn)


def _compare(finished: Finished) -> Comparison | None:
    """Return the comparison, if there are two scenarios to be compared."""
    from teacherflow_analysis.compare import effects_of
    from teacherflow_analysis.study import load

    if len(finished.manifest.identity.scenarios) < 2 or not finished.manifest.done:
        return None
    return effects_of(load(finished.folder))


def _summary(finished: Finished, drawn: list[Path]) -> None:
    folder, units = finished.folder, len(finished.manifest.done)
    if finished.ran:
        line(
            say(
                f"本次完成 {finished.ran} 次模拟（共 {units} 次），结果在 {folder}",
                f"{finished.ran} runs done ({units} in all); the results are in {folder}",
            )
        )
    elif not finished.failures:
        line(
            say(
                f"{folder} 中的结果已齐全（{units} 次模拟），没有重新计算",
                f"The results in {folder} are complete ({units} runs); nothing was run again",
            )
        )
    if drawn:
        line(say(f"图：{drawn[0].parent}", f"Figures: {drawn[0].parent}"))


def _failures(finished: Finished) -> None:
    failures = list(finished.failures.items())
    for unit, failure in failures[:_SHOWN]:
        drawn = finished.manifest.study["draws"] > 1
        zh, en = (f"第 {unit.draw} 组参数、", f"draw {unit.draw}, ") if drawn else ("", "")
        note(
            say(
                f"{zh}第 {unit.replication} 次重复失败：{failure.where}：{failure.why}",
                f"{en}replication {unit.replication} failed: {failure.where}: {failure.why}",
            )
        )
    if failures:
        note(
            say(
                f"{len(failures)} 次模拟失败，详见 {finished.folder / 'manifest.json'}；"
                "其余结果已保留，重新执行同一命令会重试",
                f"{len(failures)} runs failed, see {finished.folder / 'manifest.json'}; the others "
                "are kept, and the same command tries these again",
            )
        )
