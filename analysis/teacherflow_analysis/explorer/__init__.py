"""The explorer: one HTML file that shows a finished study in any browser, without a network."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from teacherflow.text import Text
from teacherflow_analysis.errors import AnalysisError, unknown
from teacherflow_analysis.study import Study, load

NAME = "explore.html"


def explore(
    study: str | PathLike[str] | Study,
    out: str | PathLike[str] | None = None,
    lang: str = "en",
    *,
    county: str | None = None,
) -> Path:
    """Write the explorer of a finished study.

    Parameters
    ----------
    study
        Folder of the results, or a loaded study.
    out
        The file; by default ``explore.html`` inside the results.
    lang
        ``zh`` or ``en``: the language it opens in; readers may change it.
    county
        One county of a study of several; by default their plain mean, as in `compare`.

    Returns
    -------
    Path
        The file written.
    """
    from teacherflow_analysis.explorer.page import page
    from teacherflow_analysis.explorer.payload import payload

    if lang not in ("zh", "en"):
        raise unknown(Text("语言", "language"), lang, ("zh", "en"))
    found = study if isinstance(study, Study) else load(study)
    target = found.folder / NAME if out is None else Path(out)
    text = page(payload(found, county), lang)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise AnalysisError(
            Text(f"无法写入 {target}：{reason}", f"{target} cannot be written: {reason}")
        ) from error
    return target
