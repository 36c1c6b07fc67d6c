"""The content of a brief, made from a study once; all formats are written from it."""

from __future__ import annotations

from teacherflow.text import Language, Text
from teacherflow_analysis import provenance
from teacherflow_analysis.brief.blocks import Block, Brief, Heading
from teacherflow_analysis.brief.case import Case
from teacherflow_analysis.brief.sections import SECTIONS, first
from teacherflow_analysis.brief.sections.method import command
from teacherflow_analysis.county_titles import county_title
from teacherflow_analysis.periods import span
from teacherflow_analysis.study import Study


def content_of(study: Study, language: Language, county: str | None = None) -> Brief:
    """Return the content of the brief of a study.

    Parameters
    ----------
    language
        ``zh`` or ``en``.
    county
        One county of a study of several; None takes their plain mean.
    """
    return content_from(Case(study.of_county(county), language))


def content_from(case: Case) -> Brief:
    """Return the content of a brief."""
    study, language = case.study, case.language
    rest: list[Block] = []
    for section in SECTIONS:
        found = list(section.blocks(case))
        if found:
            rest += [Heading(case.of(section.title)), *found]
    return Brief(
        language=language,
        title=case.of(study.title),
        subtitle=_subtitle(case),
        warning=case.of(provenance.NOTE),
        first=tuple(first.blocks(case)),
        rest=tuple(rest),
        facts=provenance.record(study, "brief", command(case)),
    )


def _subtitle(case: Case) -> str:
    study = case.study
    names = [case.of(county_title(study, name)) for name in study.counties[:4]]
    shown = ("、" if case.language == "zh" else ", ").join(names)
    if (n := len(study.counties)) > len(names):
        others = Text(f"{shown} 等 {n} 个县", f"{shown} and others, {n} counties")
        shown = others.to(case.language)
    years = span(study.years)
    return case.of(Text(f"政策简报｜{shown}｜{years} 学年", f"Policy brief | {shown} | {years}"))
