"""Wrong input, told to the user: where it stands, what was found and what is allowed.

A `Fault` is a message in both languages at a place of a file. Readers collect all faults of a
file (`Faults`) and raise them together as one `InputError`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches

from teacherflow.text import Language, Text


@dataclass(frozen=True, order=True)
class Position:
    """A place in a file; lines and columns count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Fault:
    """One mistake (or one weakness, if it is a warning) in the input."""

    at: Position
    key: str
    message: Text

    def to(self, language: Language) -> str:
        """Return ``file:line:column: key: message``."""
        key = f"{self.key}: " if self.key else ""
        return f"{self.at}: {key}{self.message.to(language)}"

    def as_dict(self, language: Language) -> dict[str, str | int]:
        """Return the fault as plain data, the message in one language."""
        return {
            "file": self.at.file,
            "line": self.at.line,
            "column": self.at.column,
            "key": self.key,
            "message": self.message.to(language),
        }


class InputError(ValueError):
    """The input is wrong; nothing was run.

    Parameters
    ----------
    faults : iterable of Fault, or Text
        What is wrong; a `Text` for input that is not a file (a name, an option).
    """

    def __init__(self, faults: Iterable[Fault] | Text, warnings: Iterable[Fault] = ()) -> None:
        self.text: Text | None = faults if isinstance(faults, Text) else None
        self.faults: tuple[Fault, ...] = () if isinstance(faults, Text) else tuple(sorted(faults))
        self.warnings = tuple(sorted(warnings))
        super().__init__(self.to("en"))

    def to(self, language: Language) -> str:
        """Return the whole message, one fault a line."""
        if self.text is not None:
            return self.text.to(language)
        return "\n".join(fault.to(language) for fault in self.faults)


class Refused(ValueError):  # noqa: N818 - a word of the domain
    """A single value is not allowed; the reader of the file adds where it stands."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


@dataclass
class Faults:
    """Collects everything that is wrong with a file."""

    errors: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    def error(self, at: Position, key: str, message: Text) -> None:
        """Note a mistake."""
        self.errors.append(Fault(at, key, message))

    def warn(self, at: Position, key: str, message: Text) -> None:
        """Note weak data or a setting that probably misses its aim."""
        self.warnings.append(Fault(at, key, message))

    def check(self) -> None:
        """Raise everything found so far, if anything is wrong.

        Raises
        ------
        InputError
            With all errors and warnings.
        """
        if self.errors:
            raise InputError(self.errors, self.warnings)


FULL_WIDTH = "：，、；。．（）｛｝［］【】“”‘’－　"
_HALF = dict(zip(FULL_WIDTH, ":,,;..(){}[][]\"\"''- ", strict=True))


def full_width(text: str) -> Text | None:
    """Explain full-width punctuation in ``text``, if there is any."""
    found = [sign for sign in text if sign in _HALF]
    if not found:
        return None
    sign = found[0]
    return Text(
        f"这里有全角标点“{sign}”，请改为半角“{_HALF[sign]}”",
        f"full-width punctuation {sign!r} here; type the half-width {_HALF[sign]!r}",
    )


MOST_MEANT = 3
"""Most names that a message offers for a title."""
LIKE = 0.5
"""Least likeness (of `difflib`) at which a word is taken for a misspelt name or title."""
MUCH_LIKE = 0.6
"""Least likeness of a name that is offered beside a nearer one."""


def entitled(found: str, titles: Mapping[str, Text]) -> list[str]:
    """Return the names whose title, in either language, is or resembles what was found.

    Who thinks of a thing by its title writes the title, or a part of it; best first.
    """
    likeness = {name: max(_likeness(found, one) for one in title) for name, title in titles.items()}
    meant = [name for name, like in likeness.items() if like >= LIKE]
    meant = sorted(meant, key=lambda name: -likeness[name])
    best = [[n for n in meant if likeness[n] >= least] for least in (2.0, 1.0)]
    return (best[0] or best[1] or meant)[:MOST_MEANT]


def _likeness(found: str, title: str) -> float:
    """Return 2 for the title itself, 1 for a part of it, otherwise the share of common signs."""
    found, title = found.strip().lower(), title.lower()
    if found == title:
        return 2.0
    if found in title and (len(found) > 1 or not found.isascii()):
        return 1.0
    return SequenceMatcher(None, found, title, autojunk=False).ratio()


def meant_by(found: str, names: Iterable[str], titles: Mapping[str, Text]) -> Text | None:
    """Return the names that were probably meant, by title; each is told with it."""
    near = entitled(found, {name: titles[name] for name in names if name in titles})
    if not near:
        return None
    zh = [f"{name}（{titles[name].zh}）" for name in near]
    en = [f"{name} ({titles[name].en})" for name in near]
    return _any_of(zh, en)


def _any_of(zh: list[str], en: list[str]) -> Text:
    *first, last = en
    return Text("、".join(zh), f"{', '.join(first)} or {last}" if first else last)


def _spelt_alike(found: str, names: list[str]) -> list[str]:
    """Return the nearest name and any others that are near, or the names that begin so."""
    nearest = get_close_matches(found, names, n=1, cutoff=LIKE)
    others = get_close_matches(found, names, n=MOST_MEANT, cutoff=MUCH_LIKE)
    begun = [name for name in names if len(found) > 2 and name.startswith(found)]
    return list(dict.fromkeys(nearest + others)) or begun


def unknown(
    kind: Text,
    found: object,
    allowed: Iterable[str],
    listed_names: Iterable[str] | None = None,
    titles: Mapping[str, Text] | None = None,
    catalogue: Text | None = None,
) -> Text:
    """Say that a name is none of ``allowed``, with the nearest of them.

    Parameters
    ----------
    listed_names : iterable of str, optional
        What the message lists, if all would be too many.
    titles : mapping of str to Text, optional
        Titles by name: where no name is spelt alike, the one whose title was written is offered.
    catalogue : Text, optional
        Where all names are listed, if they are far too many for a message; then the nearest few
        are offered.
    """
    names = sorted(allowed)
    wide = full_width(str(found))
    if wide:
        return wide
    near = _spelt_alike(str(found), names)[: 1 if catalogue is None else MOST_MEANT]
    meant = _any_of(near, near) if near else meant_by(str(found), names, titles or {})
    listed = ", ".join(names if listed_names is None else listed_names)
    where = catalogue or Text(f"可用：{listed or '无'}", f"allowed: {listed or 'none'}")
    space = " " if kind.zh[:1].isascii() else ""
    return Text(
        f"没有名为 {found!s} 的{space}{kind.zh}"
        + (f"；是否想写 {meant.zh}？" if meant else "")
        + f"（{where.zh}）",
        f"no {kind.en} called {found!s}"
        + (f"; did you mean {meant.en}?" if meant else "")
        + f" ({where.en})",
    )
