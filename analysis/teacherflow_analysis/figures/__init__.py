"""Figures of a finished study, to be printed as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path

from teacherflow.text import Language, Text
from teacherflow_analysis.errors import unknown
from teacherflow_analysis.study import Study, load

DEFAULT_FORMATS = ("svg", "pdf", "png")


def figures(
    study: str | PathLike[str] | Study,
    out: str | PathLike[str] | None = None,
    formats: Sequence[str] = DEFAULT_FORMATS,
    lang: Language = "en",
    *,
    size: str = "double",
    band: str = "difference",
    only: Sequence[str] | None = None,
    county: str | None = None,
    scenarios: Sequence[str] | None = None,
    say: Callable[[Text], None] | None = None,
) -> list[Path]:
    """Draw the figures of a finished study.

    Parameters
    ----------
    study
        Folder of the results, or a loaded study.
    out
        Folder of the figures; by default ``figures`` inside the results, and in it a folder of
        its own for one county of several or for chosen scenarios.
    formats
        Of ``svg``, ``pdf``, ``png``.
    lang
        ``zh`` or ``en``.
    size
        ``single`` or ``double`` column (85 and 180 mm wide), ``a4`` (170 mm), ``16:9`` (a slide)
        or ``screen``. A figure that does not fit is drawn at the next larger size, as ``say``
        is told.
    band
        ``difference``: around a reform, 95 % interval of its paired difference from the baseline;
        ``mean``: 95 % interval of the mean; ``range``: the middle 90 % of the replications.
    only
        Names of the figures to be drawn; by default all that the study has data for.
    county
        One county of a study of several; by default their plain mean, or the first where a mean
        would say nothing, as the caption then tells.
    scenarios
        These beside the baseline; by default all, of which some figures draw the first.
    say
        Told what takes long, and which figures a study has no data for.

    Returns
    -------
    list of Path
        The files written, in order.
    """
    from teacherflow_analysis.figures import catalogue, theme
    from teacherflow_analysis.figures.look import Look
    from teacherflow_analysis.inference import bands

    for name in formats:
        if name not in theme.FORMATS:
            raise unknown(Text("图形格式", "format"), name, theme.FORMATS)
    if lang not in ("zh", "en"):
        raise unknown(Text("语言", "language"), lang, ("zh", "en"))
    if size not in theme.SIZES:
        raise unknown(Text("尺寸", "size"), size, theme.SIZES)
    if band not in bands.BANDS:
        raise unknown(Text("区间", "band"), band, bands.BANDS)
    names = catalogue.chosen(only)
    whole = study if isinstance(study, Study) else load(study)
    found = whole.of_county(county).of_scenarios(scenarios)
    folder = found.folder / "figures" / found.part if out is None else Path(out)
    look = Look(lang, theme.SIZES[size], size, band)
    written: list[Path] = []
    for name in names:
        written += catalogue.write(found, name, look, folder, formats, say)
    return written
