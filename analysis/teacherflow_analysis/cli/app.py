"""From arguments to an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from importlib import import_module, reload
from typing import Annotated, Any

import typer

from teacherflow_analysis.cli import language, streams, usage
from teacherflow_analysis.cli.language import say
from teacherflow_analysis.cli.verbs import VERBS, Verb

WRONG_INPUT = 2
INTERRUPTED = 130


def run(arguments: list[str]) -> int:
    """Run one command; wrong input is told without a traceback."""
    try:
        rest = language.choose(arguments, os.environ)
    except ValueError as error:
        streams.settle()
        print(error, file=sys.stderr)
        return WRONG_INPUT
    streams.settle()
    command = typer.main.get_command(build(rest))
    try:
        code = command.main(args=rest or ["--help"], prog_name="teacherflow", standalone_mode=False)
    except SystemExit as finished:
        if _is_of_a_closed_pipe(finished.__context__):  # typer makes an exit of it
            return 0
        return finished.code if isinstance(finished.code, int) else int(bool(finished.code))
    except (KeyboardInterrupt, usage.Interrupted):
        print(
            say("已中断；可重新执行同一命令", "interrupted; give the same command again"),
            file=sys.stderr,
        )
        return INTERRUPTED
    except Exception as error:
        if _is_of_a_closed_pipe(error):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        told = _told(error)
        if told is None:
            raise
        message, code = told
        print(message, file=sys.stderr)
        return code
    return code if isinstance(code, int) else 0


def _is_of_a_closed_pipe(error: BaseException | None) -> bool:
    """Tell whether who read standard output has had enough."""
    if os.name == "nt" and isinstance(error, OSError) and error.errno == errno.EINVAL:
        return error.filename is None  # Windows calls it an invalid argument
    return isinstance(error, BrokenPipeError)


def _told(error: Exception) -> tuple[str, int] | None:
    """Return message and exit code of a fault that is the user's to mend, None of any other.

    Faults of the house carry a bilingual ``text``, and a ``code`` if it is not 2.
    """
    from teacherflow.faults import InputError
    from teacherflow.text import Text

    if isinstance(error, usage.UsageError):
        return usage.mistake(error), WRONG_INPUT
    if isinstance(error, InputError):
        return error.to(language.language()), WRONG_INPUT
    text = getattr(error, "text", None)
    if isinstance(text, Text):
        return text.to(language.language()), int(getattr(error, "code", WRONG_INPUT))
    return None


def build(arguments: list[str]) -> typer.Typer:
    """Return the application; only the verb that is called is imported."""
    app = typer.Typer(
        name="teacherflow",
        cls=usage.Group,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        options_metavar=say("[选项]", "[OPTIONS]"),
        subcommand_metavar=say("命令 [参数]...", "COMMAND [ARGS]..."),
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(help=say(*_ABOUT), epilog=_epilog())(_root)
    called = next((a for a in arguments if not a.startswith("-")), None)
    everything = any(name.endswith("_COMPLETE") for name in os.environ)
    for verb in VERBS:
        if verb.built:
            function = _load(verb) if everything or verb.name == called else _unloaded
            words = say(verb.zh, verb.en)
            app.command(
                verb.name,
                cls=usage.Command,
                help=_help(function, words),
                short_help=words,
                epilog=_epilog(),
                options_metavar=say("[选项]", "[OPTIONS]"),
            )(function)
    usage.translate()
    return app


_ABOUT = (
    "县域教师流动政策的多主体模拟：同一个县、同一批教师、同样的运气，比较不同的政策。",
    "Simulate teacher-flow policy: one county, the same teachers, the same luck, different rules.",
)


def _epilog() -> str:
    return say(
        "任何命令都可加 --lang zh|en（或设环境变量 TEACHERFLOW_LANG）。",
        "Every command takes --lang zh|en (or set TEACHERFLOW_LANG).",
    )


def _version(wanted: bool) -> None:
    if wanted:
        from teacherflow import __version__

        print(__version__)
        raise typer.Exit


def _root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help=say("显示版本", "Show the version")
        ),
    ] = False,
) -> None:
    """Take the options that stand before the verb."""


def _unloaded() -> None:
    """Stand for a verb in the list; never called, because the called verb is loaded."""


def _help(function: Callable[..., Any], words: str) -> str:
    more = getattr(function, "more", None)
    return f"{words}\n\n{say(*more)}" if more else words


_worded: dict[str, str] = {}
"""Language in which the words of a module were set, by name: they are set once, at its import."""


def _load(verb: Verb) -> Callable[..., Any]:
    """Return the function of a verb, its options in the language of the call."""
    tongue = language.language()
    for name in (f"{__package__}.options", verb.module):
        worded = language.BEFORE_ANY_CALL if name in sys.modules else tongue
        module = import_module(name)
        if _worded.setdefault(name, worded) != tongue:  # both in one process: a test, a notebook
            reload(module)
            _worded[name] = tongue
    function: Callable[..., Any] = getattr(
        import_module(verb.module), verb.function.partition(":")[2]
    )
    return function
