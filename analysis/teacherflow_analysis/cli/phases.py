"""``teacherflow phases``: the school year, phase by phase."""

from __future__ import annotations

from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.options import AsJson
from teacherflow_analysis.cli.terminal import print_json, table, words


def phases(
    as_json: AsJson = False,
) -> None:
    """List the phases in order: who decides, what is settled, what policies may change."""
    from teacherflow.phases.calendar import CALENDAR
    from teacherflow.terms.catalogue import readers

    read = {
        phase.name: sorted(term.name for term, by in readers().items() if phase.name in by)
        for phase in CALENDAR
    }
    if as_json:
        print_json(
            [
                {
                    "name": phase.name,
                    "title": phase.title._asdict(),
                    "who": phase.who._asdict(),
                    "question": phase.question._asdict(),
                    "rule": phase.rule._asdict(),
                    "terms": read[phase.name],
                }
                for phase in CALENDAR
            ]
        )
        return
    table(
        (
            "#",
            say("环节", "phase"),
            say("谁决定", "who decides"),
            say("决定什么", "what is settled"),
            say("没有政策时", "without policies"),
            say("政策可改", "open to policies"),
        ),
        (
            (
                str(number),
                f"{phase.name}\n{words(phase.title)}",
                words(phase.who),
                words(phase.question),
                words(phase.rule),
                "\n".join(read[phase.name]),
            )
            for number, phase in enumerate(CALENDAR, 1)
        ),
    )
