"""What ``retention`` and ``flows`` share: grids of estimates, and notes on their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from teacherflow.text import Text, counted, word_for
from teacherflow_analysis.cli.language import language, say
from teacherflow_analysis.cli.terminal import console, heading, paragraph, table, words
from teacherflow_analysis.frames import dicts
from teacherflow_analysis.limits import not_varied
from teacherflow_analysis.written import number

if TYPE_CHECKING:
    import pandas as pd

    from teacherflow_analysis.study import Study

MISSING: Final = "–"
SAME: Final = "="
"""In place of a difference that is zero in every run."""
CLEAR: Final = "*"
"""Beside a difference whose 95 % interval leaves out zero."""


def cell(row: Mapping[str, Any], scale: float, digits: int, baseline: bool) -> str:
    """Return a mean, or beside the baseline a difference, with half its interval.

    Parameters
    ----------
    row : mapping
        Columns of `estimates.TIDY`.
    scale : float
        What a stored number is multiplied by: 100 for shares.
    """
    ends = ("mean", "low", "high") if baseline else _DIFFERENCE
    mean, low, high = (_number(row[name]) for name in ends)
    if mean is None:
        return MISSING
    if not baseline and mean == 0 and (low is None or low == high == 0):
        return SAME
    text = number(scale * mean, digits, sign=not baseline)
    if low is None or high is None:
        return text
    clear = not baseline and not low <= 0 <= high
    half = number(scale * (high - low) / 2, digits)
    return f"{text} ±{half}{CLEAR if clear else ''}"


_DIFFERENCE: Final = ("difference", "difference_low", "difference_high")


def _number(value: Any) -> float | None:
    return None if value is None or value != value else float(value)


def grid(
    study: Study,
    title: Text,
    frame: pd.DataFrame,
    rows: Mapping[str, Text],
    columns: Mapping[Any, Text],
    *,
    row: str,
    column: str,
    scale: float = 100.0,
    digits: int = 1,
    clear_only: bool = False,
) -> None:
    """Print estimates of every scenario: means of the baseline, differences of the others.

    Parameters
    ----------
    frame
        Measures; ``row`` and ``column`` name the columns that hold the keys of ``rows`` and
        ``columns``.
    clear_only
        Of scenarios beside the baseline, print rows with a clear difference only.
    """
    cells = {(one["scenario"], one[row], one[column]): one for one in dicts(frame)}
    shown = [key for key in columns if any(place[2] == key for place in cells)]
    lines = []
    for scenario in study.scenarios:
        base = scenario == study.baseline
        name = study.label(scenario, language())
        for key, word in rows.items():
            found = [cells.get((scenario, key, one)) for one in shown]
            told = [MISSING if one is None else cell(one, scale, digits, base) for one in found]
            if all(one == MISSING for one in told):
                continue
            if clear_only and not base and not any(one.endswith(CLEAR) for one in told):
                continue
            lines.append([name, words(word), *told])
            name = ""
    if not lines:
        return
    heading(words(title))
    head = [say("方案", "Scenario"), "", *(words(columns[key]) for key in shown)]
    table(head, lines)


def show_title(study: Study) -> None:
    """Print the title of a study."""
    heading(words(study.title))


def notes(
    study: Study, measures: pd.DataFrame, extra: Sequence[Text] = (), tables: Sequence[str] = ()
) -> None:
    """Print what the numbers are, what weakens them, and which ``tables`` would tell more."""
    told = [
        Text(
            "首个方案为基准，给出均值 ± 95% 区间半宽；其余方案给出与基准之差（同一抽样、同一随机种子配对），"
            f"{CLEAR} 表示区间不含零，{SAME} 表示各次模拟均无变化。",
            "The first scenario is the baseline: means ± half the 95% interval; the others: "
            "differences from it, paired by draw and seed; "
            f"{CLEAR}: the interval leaves out zero; {SAME}: no change in any run.",
        ),
        *_many(measures),
        *extra,
        *_weaknesses(study),
        *_lacking(study, tables),
    ]
    screen = console()
    screen.print()
    for text in told:
        paragraph(words(text).strip())


def _many(measures: pd.DataFrame) -> list[Text]:
    """Return how many differences were looked at: tables may leave out those that are not clear."""
    n = int(measures["difference_low"].notna().sum())
    if not n:
        return []
    return [
        Text(
            f"共考察 {n} 个差异；若改革全无作用，约有 {0.05 * n:.1f} 个区间也会偶然不含零。",
            f"{counted(n, 'difference')} {word_for(n, 'was', 'were')} looked at; if no reform did "
            f"anything, about {0.05 * n:.1f} intervals would leave out zero by chance.",
        )
    ]


def _weaknesses(study: Study) -> list[Text]:
    from teacherflow_analysis.figures.words import warnings_of

    found = []
    if study.replications * study.draws == 1:
        found.append(
            Text(
                "只有一次模拟：差异没有区间；存续曲线的区间仅来自任职段（Greenwood），偏窄。",
                "One run only: differences have no interval; those of survival curves come from "
                "the spells alone (Greenwood) and are too narrow.",
            )
        )
    if study.draws > 1:
        found.append(
            Text(
                f"区间把 {study.draws} 组参数抽样之间的差异与各组共有的运气分开计算。",
                f"Intervals hold what differs between the {study.draws} draws, and the luck that "
                "they share.",
            )
        )
    return [*found, *not_varied(study), *warnings_of(study)]


def nothing(study: Study, frame: pd.DataFrame, *tables: str) -> bool:
    """Say so if there is nothing to tell, with what is missing of the tables it is made from."""
    if len(frame):
        return False
    lacking = _lacking(study, tables)
    for text in lacking:
        paragraph(words(text))
    if not lacking:
        paragraph(
            say(
                f"{study.folder} 的结果中没有可用的数据。",
                f"The results in {study.folder} hold no data for this.",
            )
        )
    return True


def _lacking(study: Study, tables: Sequence[str]) -> list[Text]:
    return [study.without(table) for table in tables if table not in study.results.tables]
