"""Paths in commands come back as they are when the command is typed."""

from __future__ import annotations

import shlex
import subprocess

import pytest

from teacherflow.shell import typed

NAMES = (
    "results/zhijin",
    "我的 研究/2026 方案",
    "方案（送审稿）",
    "方案(二)&表;x",
    'say "so"',
    "it's $HOME `x`!",
    "a\u3000b",
    "~x",
    "[1]*?.yaml",
    "{a,b}=%x%",
    "-x",
    "",
)


def test_a_shell_reads_back_what_is_typed() -> None:
    command = " ".join(map(typed, NAMES))
    told = subprocess.run(
        ["sh", "-c", f"printf '%s\\n' {command}"], capture_output=True, check=True
    )
    assert told.stdout.decode().split("\n")[:-1] == [*NAMES[:-2], "./-x", ""]
    assert shlex.split(command) == [*NAMES[:-2], "./-x", ""]


@pytest.mark.parametrize("name", ["zhijin", "县/方案_2.yaml", "C:/研究/a-1.yaml"])
def test_plain_names_stay_plain(name: str) -> None:
    assert typed(name) == name


def test_other_names_stand_in_double_quotes_which_windows_knows_too() -> None:
    assert typed("我的 研究") == '"我的 研究"'
