"""``--between A B``: what is told to who gave one name instead of two."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from teacherflow.text import Text


def two_names(arguments: Sequence[str]) -> Text:
    """Return that two scenarios are needed, with those of the study that the arguments name."""
    names = _scenarios(arguments)
    zh, en = "、".join(names), ", ".join(names)
    return Text(
        "--between 需要两个方案名：--between A B（B 减 A）" + (f"；可用：{zh}" if zh else ""),
        "--between needs two scenarios: --between A B (B minus A)" + (en and f"; allowed: {en}"),
    )


def _scenarios(arguments: Sequence[str]) -> list[str]:
    """Return the scenarios of the first folder of results among the arguments."""
    from teacherflow.study.faults import StudyFault
    from teacherflow_analysis.errors import AnalysisError
    from teacherflow_analysis.study import load

    for folder in (one for one in arguments if Path(one).is_dir()):
        try:
            return list(load(folder).scenarios)
        except (AnalysisError, StudyFault):
            continue
    return []
