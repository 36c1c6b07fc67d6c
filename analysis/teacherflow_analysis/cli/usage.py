"""How commands are called: the words of help pages, and mistakes told in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from teacherflow_analysis.cli.language import language, say

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What the parser raises; its subclasses are told apart by what they carry."""


_TAKES = {bool: "", int: "N", Path: "FILE"}
"""What an option takes, by its type; a switch takes nothing."""
_COMPLETION = {
    "install_completion": ("为当前 shell 安装命令补全", "Install completion for this shell"),
    "show_completion": ("显示当前 shell 的补全脚本", "Show the completion script of this shell"),
}


class _Worded:
    """Help pages in the language in use: the usage line, ``--help``, what an option takes."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        words = re.sub(r"\{(\S+)\}", r"\1", pieces)
        formatter.write_usage(ctx.command_path, words, prefix=say("用法：", "Usage: "))

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters, each with a word for what it takes."""
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if param.metavar is None:
                param.metavar = _TAKES.get(param.type_descriptor.annotation, param.name.upper())
            if not _is_option(param):
                param.display_type_rich = _unsaid  # its name says what it is
            if param.name in _COMPLETION:
                param.help = say(*_COMPLETION[param.name])
        return params

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option that shows this page."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = say("显示本说明", "Show this page")
        return option


class Command(_Worded, TyperCommand):
    """A verb."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Return what is left of the arguments; a mistake keeps all of them."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except UsageError as error:
            error.given = given  # type: ignore[attr-defined]
            raise


class Interrupted(Exception):  # noqa: N818 - what the user did, no fault
    """Ctrl-C in a verb; the parser would swallow the built-in exception and say nothing."""


class Group(_Worded, TyperGroup):
    """All verbs."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb.

        Raises
        ------
        Interrupted
            If Ctrl-C was pressed.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as pressed:
            raise Interrupted from pressed

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the verb that is called.

        Raises
        ------
        InputError
            If there is none of that name; says the nearest one.
        """
        from teacherflow.faults import InputError, unknown
        from teacherflow.text import Text

        if args[0] not in self.commands:
            raise InputError(unknown(Text("命令", "command"), args[0], self.commands))
        return super().resolve_command(ctx, args)


def translate() -> None:
    """Give the fixed words of help pages in the language in use, and keep texts whole."""
    from typer import rich_utils

    from teacherflow_analysis.cli.whole_help import Marker

    rich_utils.highlighter = Marker()
    rich_utils.ARGUMENTS_PANEL_TITLE = say("参数", "Arguments")
    rich_utils.OPTIONS_PANEL_TITLE = say("选项", "Options")
    rich_utils.COMMANDS_PANEL_TITLE = say("命令", "Commands")
    rich_utils.DEFAULT_STRING = say("[默认：{}]", "[default: {}]")
    rich_utils.REQUIRED_LONG_STRING = say("[必填]", "[required]")


def mistake(error: Any) -> str:
    """Return what is wrong with a call, and where to read how it is done."""
    ctx = error.ctx
    found = _mistake(error)
    if ctx is None:
        return found
    page = f"{ctx.command_path} --help"
    return f"{ctx.command_path}: {found}\n" + say(f"用法见：{page}", f"For help: {page}")


def _mistake(error: Any) -> str:
    from teacherflow.faults import unknown
    from teacherflow.text import Text
    from teacherflow_analysis.cli.two_names import two_names

    message = error.format_message()
    if hasattr(error, "possibilities"):
        options = {name for param in error.ctx.command.get_params(error.ctx) for name in param.opts}
        options = {name for name in options if name.startswith("-")} | {"--lang"}
        return unknown(Text("选项", "option"), error.option_name, options).to(language())
    if hasattr(error, "option_name"):
        name = error.option_name
        if name == "--between":
            return two_names(error.given).to(language())
        if "does not take" in message:
            return say(f"选项 {name} 不带值", f"the option {name} takes no value")
        return say(f"选项 {name} 缺少值", f"the option {name} needs a value")
    if hasattr(error, "param_type") and "--between" in getattr(error, "given", ()):
        return two_names(error.given).to(language())  # the folder was taken for a name
    if hasattr(error, "param_type"):
        what = say("选项", "option") if _is_option(error.param) else say("参数", "argument")
        return say(f"缺少{what} {_called(error.param)}", f"missing {what} {_called(error.param)}")
    if getattr(error, "param", None) is not None:
        return f"{_called(error.param)}: {_wanted(error.param) or error.message}"
    extra = re.search(r"unexpected extra argument\S* \((.*)\)", message)
    if extra and error.ctx is not None and error.ctx.info_name == "figures":
        names = ",".join(extra[1].split())
        return say(
            f"多余的参数：{extra[1]}；只画某些图，写 --only {names}",
            f"too many arguments: {extra[1]}; to draw some figures only, write --only {names}",
        )
    if extra:
        return say(
            f"多余的参数：{extra[1]}；名称中有空格的，请加双引号",
            f"too many arguments: {extra[1]}; a name with spaces stands in double quotes",
        )
    return str(message)


def _unsaid(ctx: Any) -> str:
    return ""


def _is_option(param: Any) -> bool:
    return bool(param.param_type_name == "option")


def _called(param: Any) -> str:
    """Return a parameter as the usage line names it."""
    if _is_option(param):
        return str(max(param.opts, key=len))
    return str(param.metavar or param.name.upper())


def _wanted(param: Any) -> str:
    """Return what a number must be."""
    if param.type_descriptor.annotation is not int:
        return ""
    if param.min is not None:
        return say(
            f"应为不小于 {param.min} 的整数", f"must be a whole number, at least {param.min}"
        )
    return say("应为整数", "must be a whole number")
