"""A brief of a finished study: one content, written as HTML, Word, PDF and Excel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path

from teacherflow.text import Language, Text
from teacherflow_analysis.errors import unknown
from teacherflow_analysis.study import Study, load

FORMATS = ("html", "docx", "pdf", "xlsx")


def brief(
    study: str | PathLike[str] | Study,
    out: str | PathLike[str] | None = None,
    formats: Sequence[str] = FORMATS,
    lang: Language = "en",
    *,
    county: str | None = None,
    scenarios: Sequence[str] | None = None,
    careers: str | None = None,
    template: str | PathLike[str] | None = None,
    say: Callable[[Text], None] | None = None,
) -> list[Path]:
    """Write the brief of a finished study.

    Parameters
    ----------
    study
        Folder of the results, or a loaded study.
    out
        Folder of the brief; by default ``brief`` inside the results, and in it a folder of its
        own for one county of several or for chosen scenarios.
    formats
        Of ``html``, ``docx``, ``pdf``, ``xlsx``.
    lang
        ``zh`` or ``en``.
    county
        One county of a study of several; by default their plain mean.
    scenarios
        These beside the baseline; by default all.
    careers
        The option whose careers are told beside those of the baseline; by default the first one,
        in the order of the study file, under which enough of them differ.
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
    from teacherflow_analysis.brief.case import Case

    for name in formats:
        if name not in FORMATS:
            raise unknown(Text("简报格式", "format of briefs"), name, FORMATS)
    if lang not in ("zh", "en"):
        raise unknown(Text("语言", "language"), lang, ("zh", "en"))
    whole = study if isinstance(study, Study) else load(study)
    found = whole.of_county(county).of_scenarios(scenarios)
    folder = found.folder / "brief" / found.part if out is None else Path(out)
    case = Case(found, lang, checked(found, careers))
    return writing.write(case, folder, list(dict.fromkeys(formats)), template, say)


def checked(study: Study, careers: str | None) -> str | None:
    """Return an option of the study; refuse an unknown one and the baseline."""
    options = [name for name in study.scenarios if name != study.baseline]
    if careers is not None and careers not in options:
        kind = Text("方案（基准以外）", "option beside the baseline")
        raise unknown(kind, careers, options, study.scenarios)
    return careers
