"""What is known about a parameter that was sampled: its title, unit, source and kind of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from teacherflow.parameters.words import KINDS
from teacherflow.text import Text

if TYPE_CHECKING:
    from teacherflow.parameters.about import About


def about(parameter: str) -> About | None:
    """Return what is known about a sampled parameter; None if this version does not have it."""
    from teacherflow.faults import InputError
    from teacherflow.parameters import catalogue
    from teacherflow.policies.catalogue import policy

    model = {name: known for name, known, _ in catalogue()}
    if parameter in model:
        return model[parameter]
    owner, _, leaf = parameter.partition(".")
    try:
        found = policy(owner).parameters().get(leaf)
    except InputError:
        return None
    return None if found is None else found.about


def told(parameter: str) -> dict[str, Any]:
    """Return title, source and kind of evidence as plain JSON values; null if not known."""
    known = about(parameter)
    return {
        "title": None if known is None else known.title._asdict(),
        "source": None if known is None else known.citation._asdict(),
        "kind": None if known is None else str(known.kind),
    }


def title_of(parameter: str) -> Text:
    """Return the title of a sampled parameter, else its name."""
    known = about(parameter)
    return Text(parameter, parameter) if known is None else known.title


def cited(known: About) -> Text:
    """Return the kind of evidence and the source; an assumption that says so itself stands alone."""
    kind, source = KINDS[known.kind], known.citation
    return Text(
        source.zh if source.zh.startswith(kind.zh) else f"{kind.zh}：{source.zh}",
        source.en if source.en.startswith(kind.en) else f"{kind.en}: {source.en}",
    )
