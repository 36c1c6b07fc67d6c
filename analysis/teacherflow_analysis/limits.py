"""What weakens all numbers of a study: a part of it, counties without results, estimates."""

from __future__ import annotations

from collections.abc import Sequence

from teacherflow.text import Text, counted
from teacherflow_analysis.county_titles import county_title
from teacherflow_analysis.study import Study


def limits(study: Study) -> list[Text]:
    """Return what weakens all numbers of a study."""
    found = part_of(study)
    if study.lost:
        found.append(without_results(study.lost))
    if study.estimated:
        found.append(
            Text(
                "部分县级总量为估计值，并非公布数据。",
                "Some totals of the county are estimates, not published figures. ",
            )
        )
    if study.failed:
        found.append(
            Text(
                f"{study.failed} 次模拟失败，未计入；若失败与方案有关，结果会有偏差。",
                f"{counted(study.failed, 'run')} failed, left out; if failing depends on the "
                "rules, the results are biased. ",
            )
        )
    return found


def not_varied(study: Study) -> list[Text]:
    """Return that intervals hold luck alone, if so; a single run has none."""
    if study.draws > 1 or study.replications == 1:
        return []
    return [
        Text(
            "参数未变动（draws: 1）：区间只反映运气，不反映参数的不确定。",
            "Parameters were not varied (draws: 1): intervals hold luck, not what is unknown about "
            "the parameters. ",
        )
    ]


def part_of(study: Study) -> list[Text]:
    """Return of which part of a study numbers are; nothing if it is whole."""
    found = []
    if study.part_of:
        found.append(one_of_several(county_title(study, study.counties[0]), study.part_of))
    if study.chosen_of:
        found.append(some_of_all(len(study.scenarios) - 1, study.chosen_of - 1))
    return found


def one_of_several(county: Text, counties: int) -> Text:
    """Return that numbers are those of one county of several."""
    return Text(
        f"仅{county.zh}（研究含 {counties} 个县）。",
        f"{county.en} only (the study has {counties} counties). ",
    )


def some_of_all(options: int, of: int) -> Text:
    """Return that options were chosen: readers should know that others were run."""
    if not options:
        return Text(
            f"此处只含基准方案（研究另有 {of} 个方案）。",
            f"The baseline only (the study has {of} {'option' if of == 1 else 'options'} besides). ",
        )
    return Text(
        f"此处只含研究 {of} 个方案中的 {options} 个（不计基准）。",
        f"Chosen: {options} of the study's {of} options. ",
    )


def without_results(counties: Sequence[str]) -> Text:
    """Return that counties are in no mean because all their runs failed."""
    some, n = list(counties[:5]), len(counties)
    more = Text("等", " and others") if n > len(some) else Text("", "")
    return Text(
        f"{n} 个县的模拟全部失败，不在平均之内：{'、'.join(some)}{more.zh}。",
        f"All runs of {n} {'county' if n == 1 else 'counties'} failed, which no mean holds: "
        f"{', '.join(some)}{more.en}. ",
    )
