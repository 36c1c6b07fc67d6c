"""The language of everything the user sees: ``--lang``, else TEACHERFLOW_LANG, else the locale."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from teacherflow.text import Language

BEFORE_ANY_CALL: Language = "en"
"""The language in which a module is worded that Python code imports before it calls the command."""

_chosen: list[Language] = [BEFORE_ANY_CALL]


def language() -> Language:
    """Return the language in use."""
    return _chosen[0]


def say(zh: str, en: str) -> str:
    """Return the words in the language in use."""
    return zh if language() == "zh" else en


def use(chosen: Language) -> None:
    """Use a language from now on."""
    _chosen[0] = chosen


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    """Take ``--lang`` out of the arguments, wherever it stands, and use its language.

    Raises
    ------
    ValueError
        If the language is neither zh nor en.
    """
    rest: list[str] = []
    given: str | None = None
    waiting = False
    for position, argument in enumerate(arguments):
        if waiting:
            given, waiting = argument, False
        elif argument == "--":
            rest += arguments[position:]
            break
        elif argument == "--lang":
            waiting = True
        elif argument.startswith("--lang="):
            given = argument.removeprefix("--lang=")
        else:
            rest.append(argument)
    use(_default(environment))
    if waiting or given is not None:
        use(_named(given or ""))
    return rest


def _named(name: str) -> Language:
    if name == "zh":
        return "zh"
    if name == "en":
        return "en"
    raise ValueError(
        say(f"--lang 应为 zh 或 en；现为 {name!r}", f"--lang must be zh or en; found {name!r}")
    )


def _default(environment: Mapping[str, str]) -> Language:
    wanted = environment.get("TEACHERFLOW_LANG", "").lower()
    if wanted[:2] in {"zh", "en"}:
        return "zh" if wanted[:2] == "zh" else "en"
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), None)
    if locale is None:
        return "zh" if _system().lower().startswith(("zh", "chinese")) else "en"
    if locale.partition(".")[0] not in {"C", "POSIX"}:  # as gettext does it
        locale = environment.get("LANGUAGE", "").partition(":")[0] or locale
    return "zh" if locale.lower().startswith("zh") else "en"


def _system() -> str:
    """Return the locale of a system that sets no variables (Windows, some desktops)."""
    if os.name != "nt":
        return ""
    import locale

    return locale.setlocale(locale.LC_CTYPE)  # getlocale fails at some names of Windows
