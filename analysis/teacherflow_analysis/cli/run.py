"""``teacherflow run FILE``: run, resume or extend a study; then compare and draw."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from teacherflow.shell import typed
from teacherflow.text import counted, word_for
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import AsJson
from teacherflow_analysis.cli.terminal import (
    console,
    line,
    note,
    print_json,
    verbatim,
)

if TYPE_CHECKING:
    from teacherflow.faults import InputError
    from teacherflow.scenario import Study
    from teacherflow.scenario.precision import Precision
    from teacherflow.study.blocks import Block
    from teacherflow.study.precise import Reached
    from teacherflow.study.run import Finished
    from teacherflow.text import Text
    from teacherflow_analysis.comparison.compare import Comparison

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
            help=say("进程数，即所用核数（默认全部）", "Processes, so cores in use (default: all)"),
            show_default=False,
        ),
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help=say(
                "在 Dask 调度器的工作进程中运行：tcp://主机:端口；local 表示在本机启动",
                "Run on the workers of a Dask scheduler: tcp://host:port, or local to start one here",
            ),
            show_default=False,
        ),
    ] = None,
    block: Annotated[
        str | None,
        typer.Option(
            metavar="i/N",
            help=say(
                "只运行 N 块中的第 i 块（供作业数组使用；默认文件夹为 results/文件名.block-i-of-N），"
                "之后用 merge 合并",
                "Run the i-th of N blocks only, for job arrays, into results/FILE.block-i-of-N "
                "if nothing else is said; merge joins the blocks",
            ),
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
    as_json: AsJson = False,
) -> None:
    """Run what is left of a study; the same command resumes an interrupted run."""
    _get_ready(file, _Where(workers, dask, None))

    from dataclasses import replace

    from teacherflow.scenario import read_study
    from teacherflow.scenario.shipped import study_path
    from teacherflow.study.blocks import parse_block
    from teacherflow.study.pool import close

    _check_replications(replications)
    part = None if block is None else parse_block(block)
    folder = out or Path("results") / f"{file.stem}{part.suffix if part else ''}"
    with interruptible(folder):
        study = read_study(study_path(file))
        if replications is not None:
            study = replace(study, replications=replications, precision=None)
        for fault in study.warnings:
            note(f"{say('提示', 'warning')}: {fault.to(language())}")
        finished, reached = _run(study, folder, _Where(workers, dask, part), fresh)
        close()
        whole = finished.manifest.done and part is None
        drawn = _figures(folder) if whole and not no_figures else []
        tell(finished, drawn, as_json=as_json)
        if study.precision is not None and reached is not None:
            note(_told(study.precision, reached).to(language()))
    if finished.failures:
        raise typer.Exit(FAILED)


def _check_replications(replications: int | None) -> None:
    """Refuse more replications than a study file may ask for."""
    from teacherflow.faults import InputError
    from teacherflow.scenario.study_file import MOST_REPLICATIONS as MOST
    from teacherflow.text import Text

    if replications is not None and replications > MOST:
        raise InputError(
            Text(
                f"--replications：应为 1 至 {MOST:,} 的整数",
                f"--replications: must be a whole number from 1 to {MOST:,}",
            )
        )


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


class _Where(NamedTuple):
    """Where a study runs, and which part of it."""

    workers: int | None
    dask: str | None
    block: Block | None


def _get_ready(file: Path, where: _Where) -> None:
    """Let workers load the model while this process loads what it needs itself."""
    from teacherflow.study.pool import cores, ready

    with suppress(OSError):  # who reads the file will say what is wrong with it
        if where.dask is None and (where.workers or cores()) > 1 and file.is_file():
            ready()


def _run(study: Study, folder: Path, where: _Where, fresh: bool) -> tuple[Finished, Reached | None]:
    """Run a study; the second value is what became of the interval that was to be narrow."""
    from teacherflow.study.pool import cores
    from teacherflow.study.precise import run_until
    from teacherflow.study.run import run_study
    from teacherflow_analysis.cli.progress import Meter

    with ExitStack() as held:
        meter = held.enter_context(Meter(language()))
        executor = None
        if where.dask is not None:
            from teacherflow.study.dask_executor import LOCAL, dask

            if where.workers is not None and where.dask != LOCAL:
                raise _workers_are_elsewhere()
            told = dask(
                where.dask, where.workers or cores(), lambda text: note(text.to(language()))
            )
            executor = held.enter_context(told)
        ways: dict[str, Any] = {"workers": where.workers or cores(), "executor": executor}
        if study.precision is None:
            block = where.block
            return run_study(study, folder, block=block, fresh=fresh, watch=meter, **ways), None
        if where.block is not None:
            raise _blocks_need_a_number()
        return run_until(study, folder, fresh=fresh, watch=meter, **ways)


def _told(asked: Precision, reached: Reached) -> Text:
    """Say how many replications were needed, or that the most were not enough."""
    from teacherflow.text import Text

    n, width, wanted = reached.replications, f"{reached.width:.3g}", f"{asked.width:g}"
    first, second = asked.contrast
    many = f"{counted(n, 'replication')} {word_for(n, 'was', 'were')}"
    if reached.width <= asked.width:
        return Text(
            f"{n} 次重复即够：{first} 与 {second} 的 {asked.indicator} 之差，95% 区间宽 {width}"
            f"（要求不超过 {wanted}）",
            f"{many} enough: the 95% interval of the difference in "
            f"{asked.indicator} between {first} and {second} is {width} wide (asked: {wanted})",
        )
    return Text(
        f"{n} 次重复仍不够：{first} 与 {second} 的 {asked.indicator} 之差，95% 区间宽 {width}"
        f"（要求不超过 {wanted}）；可调高 most，或放宽 width",
        f"{many} not enough: the 95% interval of the difference in "
        f"{asked.indicator} between {first} and {second} is {width} wide (asked: {wanted}); "
        "raise most, or ask for a greater width",
    )


def _blocks_need_a_number() -> InputError:
    from teacherflow.faults import InputError
    from teacherflow.text import Text

    return InputError(
        Text(
            "replications: {auto: …} 要看全部结果才能决定次数，不能分块运行。"
            "请用 --replications N 写明次数。",
            "replications: {auto: …} looks at all results to decide how many there are, so it "
            "cannot run in blocks. Give a number with --replications N.",
        )
    )


def _workers_are_elsewhere() -> InputError:
    from teacherflow.faults import InputError
    from teacherflow.text import Text

    return InputError(
        Text(
            "--workers 只用于本机；调度器的工作进程数由其自身决定。请去掉 --workers，"
            "或改用 --dask local。",
            "--workers is for this machine; a scheduler has workers of its own. Leave --workers "
            "out, or use --dask local.",
        )
    )


def _figures(folder: Path) -> list[Path]:
    from teacherflow_analysis.figures import figures

    return figures(folder, lang=language(), say=lambda text: note(text.to(language())))


def tell(finished: Finished, drawn: list[Path], *, as_json: bool) -> None:
    """Tell what a run or a merge has left: the comparison, failures, where the results are."""
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
        from teacherflow_analysis.comparison.tables import show

        show(comparison, console(), language())
    _summary(finished, drawn)
    if comparison is not None:
        _look_further(finished.folder)


def _compare(finished: Finished) -> Comparison | None:
    """Return the comparison, if there are two scenarios to be compared."""
    from teacherflow_analysis.comparison.compare import effects_of
    from teacherflow_analysis.study import load

    manifest = finished.manifest
    if len(manifest.identity.scenarios) < 2 or not manifest.done or manifest.block is not None:
        return None
    return effects_of(load(finished.folder))


def _summary(finished: Finished, drawn: list[Path]) -> None:
    folder, units = finished.folder, len(finished.manifest.done)
    if finished.ran:
        line(
            say(
                f"本次完成 {finished.ran} 次模拟（共 {units} 次），结果在 {folder}",
                f"{counted(finished.ran, 'run')} done ({units} in all); the results are in {folder}",
            )
        )
    elif not finished.failures:
        line(
            say(
                f"{folder} 中的结果已齐全（{units} 次模拟），没有重新计算",
                f"The results in {folder} are complete ({counted(units, 'run')}); nothing was run again",
            )
        )
    block = finished.manifest.block
    if block is not None:
        folders = "".join(f" {sibling}" for sibling in _siblings(folder, block))
        line(
            say(
                f"这是{block.text.zh}。各块都完成后合并：teacherflow merge{folders}",
                f"This is {block.text.en}. When all are done: teacherflow merge{folders}",
            )
        )
    if drawn:
        line(say(f"图：{drawn[0].parent}", f"Figures: {drawn[0].parent}"))


def _look_further(folder: Path) -> None:
    """Name the commands that most readers of a comparison give next."""
    where = typed(folder)
    explore, brief = f"teacherflow explore {where}", f"teacherflow brief {where}"
    wide = len(explore)
    verbatim(
        say(
            f"下一步：\n  {explore}  在浏览器中细看\n  {brief:{wide}}  写成简报（HTML、Word、PDF、Excel）",
            f"Next:\n  {explore}  look into it in a browser\n  {brief:{wide}}  a brief in HTML, "
            "Word, PDF and Excel",
        )
    )


def _siblings(folder: Path, block: Block) -> list[str]:
    """Return the folders of all blocks, as far as the name of one tells those of the others."""
    if not folder.name.endswith(block.suffix):
        return ["DIR…"]
    stem = str(folder).removesuffix(block.suffix)
    return [f"{typed(stem)}.block-*-of-{block.count}"]


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
                f"{counted(len(failures), 'run')} failed, see {finished.folder / 'manifest.json'}; the others "
                "are kept, and the same command tries these again",
            )
        )
