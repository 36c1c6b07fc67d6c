"""What went wrong, said to the user in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from teacherflow.faults import meant_by
from teacherflow.study.faults import StudyFault
from teacherflow.text import Text


class AnalysisError(StudyFault):
    """A folder, name or option that cannot be used: what, where, and what instead."""


def unknown(
    kind: Text, found: str, allowed: Iterable[str], titles: Mapping[str, Text] | None = None
) -> AnalysisError:
    """Return the error about a name that is none of ``allowed``, with the nearest one.

    Parameters
    ----------
    titles : mapping of str to Text, optional
        Titles by name: where no name is spelt alike, the one whose title was written is offered.
    """
    names = list(allowed)
    near = get_close_matches(found, names, n=3, cutoff=0.5)
    if near:
        hint = Text(f"是否想写 {'、'.join(near)}？", f"did you mean {', '.join(near)}?")
    elif meant := meant_by(found, names, titles or {}):
        hint = Text(f"是否想写 {meant.zh}？", f"did you mean {meant.en}?")
    else:
        shown = names[:12]
        more = len(names) - len(shown)
        hint = Text(
            f"可用：{'、'.join(shown)}{f' 等 {len(names)} 个' if more else ''}",
            f"allowed: {', '.join(shown)}{f' and {more} more' if more else ''}",
        )
    return AnalysisError(
        Text(f"没有名为 {found} 的{kind.zh}；{hint.zh}", f"no {kind.en} called {found}; {hint.en}")
    )
