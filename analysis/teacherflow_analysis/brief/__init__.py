"""A brief of a finished study: one content, written as HTML, Word, PDF and Excel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path

from teacherflow.text import Text
from teacherflow_analysis.errors import unknown
from teacherflow_analysis.study import Study, load

FORMATS = ("html", "docx", "pdf", "xlsx")


def brief(
    study: str | PathLike[str] | Study,
    out: str | PathLike[str] | None = None,
    formats: Sequence[str] = FORMATS,
    lang: str = "en",
    *,
    county: str | None = None,
    template: str | PathLike[str] | None = None,
    say: Callable[[Text], None] | None = None,
) -> list[Path]:
    """Write the brief of a finished study.

    Parameters
    ----------
    study
        Folder of the results, or a loaded study.
    out
        Folder of the brief; by default ``brief`` inside the results.
    formats
        Of ``html``, ``docx``, ``pdf``, ``xlsx``.
    lang
        ``zh`` or ``en``.
    county
        One county of a study of several; by default their plain mean.
    template
        A Word file to be filled instead of the one that comes with the package.
    say
        Told what takes long, and which figures the study has no data for.

    Returns
    -------
    list of Path
        The files written, in order.
    """
    from teacherflow_analysis.brief import writing

    for name in formats:
        if name not in FORMATS:
            raise unknown(Text("简报格式", "format of briefs"), name, FORMATS)
    if lang not in ("zh", "en"):
        raise unknown(Text("语言", "language"), lang, ("zh", "en"))
    found = study if isinstance(study, Study) else load(study)
    folder = found.folder / "brief" if out is None else Path(out)
    return writing.write(found, folder, list(dict.fromkeys(formats)), lang, county, template, say)
