"""``teacherflow validate FILE``: all mistakes of a study file at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from teacherflow.text import counted
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.options import AsJson
from teacherflow_analysis.cli.terminal import line, note, print_json, words

if TYPE_CHECKING:
    from teacherflow.scenario.study import Study


def validate(
    file: Annotated[Path, typer.Argument(help=say("研究文件", "Study file"))],
    as_json: AsJson = False,
) -> None:
    """Check a study file: exit 0 if it can run, 2 if not."""
    from teacherflow.faults import Fault, Faults, InputError, Position
    from teacherflow.scenario import check_study
    from teacherflow.scenario.shipped import study_path

    faults = Faults()
    study = None
    try:
        path = study_path(file)
    except InputError:
        if not as_json:
            raise
        path = file  # the reader says what is wrong with it, in the shape of the contract
    try:
        study = check_study(path, faults)
    except InputError as error:  # not the file: an installed package is broken
        if not as_json:
            raise
        if error.text is not None:
            faults.errors.append(Fault(Position(str(path)), "", error.text))
        faults.errors += error.faults
    errors, warnings = sorted(set(faults.errors)), sorted(set(faults.warnings))
    if as_json:
        spoken = language()
        told = {
            "valid": not errors,
            "errors": [fault.as_dict(spoken) for fault in errors],
            "warnings": [fault.as_dict(spoken) for fault in warnings],
        }
        if study is not None and not errors:
            told["runs"] = study.runs_as_dict()
        print_json(told)
    else:
        for fault in errors:
            note(fault.to(language()))
        for fault in warnings:
            note(f"{say('提示', 'warning')}: {fault.to(language())}")
    if errors:
        if not as_json:
            note(say(f"{file}：{len(errors)} 处错误", f"{file}: {counted(len(errors), 'mistake')}"))
        raise typer.Exit(2)
    if study is not None and not as_json:
        names = ", ".join(study.as_written().scenarios)
        more = len(study.scenarios) - len(study.as_written().scenarios)
        if more:
            names += say(f"，归因另加 {more} 个", f", and {more} of the attribution")
        line(
            say(
                f"{file}：可以运行（{len(study.scenarios)} 个方案：{names}；"
                f"{study.years.start}–{study.years.last} 学年；{study.runs.zh}）",
                f"{file}: ready to run ({counted(len(study.scenarios), 'scenario')}: {names}; "
                f"{study.years.start} to {study.years.last}; {study.runs.en})",
            )
        )
        _tables(study)


def _tables(study: Study) -> None:
    """Tell what tables of schools add up to: a row left out or written twice shows in no other way.

    Of a county without a table its forecast of pupils is told, if it has one.
    """
    from teacherflow.population.summed import expected, summed

    counties = study.counties.listed
    for county in counties:
        for total in summed(county) if county.listed() else expected(county):
            line(words(total))
    if any(county.listed() for county in counties):
        line(say("请与本县的合计核对", "check these against the totals of your county"))
