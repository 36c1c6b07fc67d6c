"""The explorer: one HTML file that shows a finished study in any browser, without a network."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from teacherflow.text import Language, Text
from teacherflow_analysis.errors import AnalysisError, unknown
from teacherflow_analysis.study import Study, load

NAME = "explore.html"


def explore(
    study: str | PathLike[str] | Study,
    out: str | PathLike[str] | None = None,
    lang: Language = "en",
    *,
    county: str | None = None,
    scenarios: Sequence[str] | None = None,
) -> Path:
    """Write the explorer of a finished study.

    Parameters
    ----------
    study
        Folder of the results, or a loaded study.
    out
        The file; by default ``explore.html`` inside the results, or ``explore_PART.html`` for one
        county of several or for chosen scenarios.
    lang
        ``zh`` or ``en``: the language it opens in; readers may change it.
    county
        One county of a study of several; by default their plain mean, as in `compare`.
    scenarios
        These beside the baseline; by default all.

    Returns
    -------
    Path
        The file written.
    """
    from teacherflow_analysis.explorer.page import page
    from teacherflow_analysis.explorer.payload import payload

    if lang not in ("zh", "en"):
        raise unknown(Text("语言", "language"), lang, ("zh", "en"))
    whole = study if isinstance(study, Study) else load(study)
    found = whole.of_county(county).of_scenarios(scenarios)
    target = found.folder / _name(found) if out is None else Path(out)
    text = page(payload(found), lang)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnalysisError(
            Text(f"无法写入 {target}：{reason}", f"{target} cannot be written: {reason}")
        ) from error
    return target


def _name(study: Study) -> str:
    """Return the name of the page; that of a part does not replace that of the whole."""
    part = study.part.replace("/", "_")
    return f"explore_{part}.html" if part else NAME
