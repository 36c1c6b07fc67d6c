"""``teacherflow trace DIR --sample N``: a few careers under two rules, told in a sentence each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from teacherflow.text import Text
from teacherflow_analysis.careers.lives_told import chosen, letter, life, opening
from teacherflow_analysis.careers.sampled import Career, Sample, sampled
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.terminal import heading, line, paragraph, print_json, words
from teacherflow_analysis.county_titles import county_title
from teacherflow_analysis.errors import AnalysisError
from teacherflow_analysis.inference.spread import Spread
from teacherflow_analysis.study import load


def show_sample(
    folder: Path,
    number: int,
    between: tuple[str, str] | None,
    run: tuple[int, int] | None,
    county: str | None,
    *,
    as_json: bool,
) -> None:
    """Print careers from the stored tables.

    Raises
    ------
    AnalysisError
        If none can be told; says why.
    """
    study = load(folder)
    found = sampled(study, between, county, number, run)
    if isinstance(found, Text):
        raise AnalysisError(Text(f"{folder}：{found.zh}", f"{folder}: {found.en}"))
    if as_json:
        print_json(_as_json(found))
    else:
        _show(found)


def _show(found: Sample) -> None:
    study = found.study
    base, reform = (study.label(name, language()) for name in (found.base, found.reform))
    heading(say(f"“{base}”与“{reform}”", f'"{base}" and "{reform}"'))
    draw = (f"第 {found.draw} 组参数，", f"draw {found.draw}, ") if study.draws > 1 else ("", "")
    county = county_title(study, found.county)
    where = (f"{county.zh}，", f"{county.en}, ") if len(study.counties) > 1 else ("", "")
    told = Text(
        f"{where[0]}{draw[0]}第 {found.replication} 次重复：研究开始前在校任教 {found.teachers:,} 人，经历有任何不同的占"
        f" {_share(found.differs).zh}。文中“基准”指前一个方案。",
        f"{where[1]}{draw[1]}replication {found.replication}: {found.teachers:,} worked at a school "
        f"before the study; the careers of {_share(found.differs).en} differ in anything. "
        '"The baseline" is the first of the two.',
    )
    paragraph(words(told))
    for career in found.careers:
        line("")
        _tell(found, career, (base, reform))
    line("")
    paragraph(words(chosen(len(found.careers))))


def _tell(found: Sample, career: Career, names: tuple[str, str]) -> None:
    told, share, other = career.told.words, *map(_share, (career.told.share, career.opposite.share))
    heading(
        words(
            Text(f"{letter(career.number).zh}：{told.zh}", f"{letter(career.number).en}: {told.en}")
        )
    )
    start = opening(career)
    paragraph(
        words(
            Text(
                f"{start.zh}。这样的教师占 {share.zh}，反过来的占 {other.zh}。",
                f"{start.en}. The same holds for {share.en} of teachers, the other way round for "
                f"{other.en}.",
            )
        )
    )
    for name, lived in zip(names, career.lives, strict=True):
        clause = life(lived, found.study.years[-1])
        paragraph(say(f"· {name}：{clause.zh}。", f"· {name}: {clause.en}."))


def _share(share: Spread) -> Text:
    mean = f"{share.mean:.1%}"
    if share.low is None or share.high is None or share.low == share.high:
        return Text(mean, mean)
    low, high = f"{max(share.low, 0.0):.1%}", f"{min(share.high, 1.0):.1%}"
    return Text(f"{mean}（95% 区间 {low}–{high}）", f"{mean} (95% interval {low} to {high})")


def _as_json(found: Sample) -> dict[str, Any]:
    last = found.study.years[-1]
    return {
        "between": [found.base, found.reform],
        "county": found.county,
        "draw": found.draw,
        "replication": found.replication,
        "teachers": found.teachers,
        "differs": _spread(found.differs),
        "careers": [
            {
                "teacher": words(letter(career.number)),
                "start": words(opening(career)),
                "difference": words(career.told.words),
                "kind": career.told.column,
                "share": _spread(career.told.share),
                "other_way": _spread(career.opposite.share),
                "told": {
                    name: words(life(lived, last))
                    for name, lived in zip((found.base, found.reform), career.lives, strict=True)
                },
            }
            for career in found.careers
        ],
    }


def _spread(share: Spread) -> dict[str, float | None]:
    return {"mean": share.mean, "low": share.low, "high": share.high}
