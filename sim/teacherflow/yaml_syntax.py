"""What is wrong with text that is no YAML, in words: where, and what to write instead.

The parser speaks English, and of its own tokens. The usual mistakes are told here in both
languages; for the rest its words are quoted, and marked as its own.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from teacherflow.faults import FULL_WIDTH, Faults, Position, full_width
from teacherflow.text import Text

_LEADING = re.compile(r"[ \-]*[ ]*(\u3000)")
_COMMA = re.compile(r"([，、；])[ \u3000]*(?:$|[A-Za-z_][\w.]*[ \u3000]*:)")
_KEY = re.compile(r"(?:^|[{,\[])[ \u3000\-]*[A-Za-z_][\w.]*[ \u3000]*([：＝])")
_OPENING = re.compile(r"(?:^|[:,\[{\-])[ ]+([“‘【［｛（－])")
_CLOSING = re.compile(r"([】］｝])[ ]*(?:$|[,\]}])")


class _Mistake(NamedTuple):
    """Where the parser stopped, and its words; lines and columns count from 1."""

    line: int
    column: int
    problem: str
    opened: tuple[int, int] | None = None


def tell(error: YAMLError | ValueError, text: str, file: str, faults: Faults) -> None:
    """Report a syntax error, by full-width punctuation if that is the likely cause."""
    found = _found(error, text)
    lines = found.line - 1, found.line
    near = _near(_suspects(text), lines, or_any=True)
    near = near or _near(_signs(text, _COMMA), lines)
    near = near or _near([*_signs(text, _OPENING), *_signs(text, _CLOSING)], lines)
    if not near:
        place, message = _told(found, text.splitlines())
        faults.error(Position(file, *place), "", message)
        return
    told = {fault.at.line for fault in faults.errors}
    for row, col, sign in near:
        if row in told:  # the tree had come as far, and said so
            continue
        message = full_width(sign) or Text("全角标点", "full-width punctuation")
        faults.error(Position(file, row, col), "", message)


def _found(error: YAMLError | ValueError, text: str) -> _Mistake:
    if isinstance(error, ReaderError):
        return _Mistake(text[: error.position].count("\n") + 1, 1, "a control character")
    if not isinstance(error, MarkedYAMLError):
        return _Mistake(1, 1, str(error))
    mark, opened = error.problem_mark or error.context_mark, error.context_mark
    return _Mistake(
        1 if mark is None else mark.line + 1,
        1 if mark is None else mark.column + 1,
        error.problem or str(error),
        None if opened is None else (opened.line + 1, opened.column + 1),
    )


def _told(found: _Mistake, lines: list[str]) -> tuple[tuple[int, int], Text]:
    """Return where a mistake stands, and what to write instead."""
    line = lines[found.line - 1] if found.line <= len(lines) else ""
    before = lines[found.line - 2].strip() if 1 < found.line <= len(lines) + 1 else ""
    at, problem = (found.line, found.column), found.problem
    if "'\\t'" in problem or "\t" in line[: len(line) - len(line.lstrip())]:
        return (found.line, line.find("\t") + 1 or found.column), _TAB
    if "mapping values are not allowed" in problem:
        deeper = re.match(r" *(- +)?[^:\s]+:( |$)", line) and found.column <= line.find(":") + 1
        return at, _not_opened(before) if deeper else _COLON
    if (sign := re.search(r"found character '(.)' that cannot start", problem)) is not None:
        return at, _no_start(sign[1])
    if "end of stream" in problem and found.opened is not None:
        return found.opened, _QUOTE
    if (bracket := re.search(r"expected ',' or '(.)'", problem)) is not None:
        return at, _unclosed(bracket[1], found.opened)
    if "could not find expected ':'" in problem and found.opened is not None:
        at = found.opened
    for words, message in _USUAL.items():
        if words in problem:
            return at, message
    return at, Text(
        f"YAML 语法错误（解析器原文：{problem}）", f"YAML syntax error (its parser says: {problem})"
    )


_TAB: Final = Text(
    "这里有制表符（Tab）；请改为空格（缩进只能用空格，每层两个）",
    "a tab character here; write spaces (indentation is by spaces only, two a level)",
)
_COLON: Final = Text(
    '这一行有不止一个“: ”；值里若有冒号，请给整个值加半角引号，如 title: "甲: 乙"',
    "a second ': ' in this line; put a value with a colon in quotes, such as title: \"a: b\"",
)
_QUOTE: Final = Text(
    "这里的引号没有结束；请在文字末尾加上同样的引号",
    "the quotation mark that opens here is never closed; add the same mark behind the text",
)
_USUAL: Final = {
    "expected <block end>": Text(
        "缩进与上面各行不一致；同一层的各行请从同一列写起",
        "indented unlike the lines above; lines of one level start in the same column",
    ),
    "could not find expected ':'": Text(
        "这里缺少冒号；请写成“键: 值”，冒号后空一格",
        "a colon is missing here; write key: value, with a space behind the colon",
    ),
    "found unknown escape character": Text(
        "半角双引号里的反斜杠有特殊含义；路径请用斜杠“/”，如 ../表.csv",
        "a backslash in double quotes has a meaning of its own; write paths with /",
    ),
    "a control character": Text(
        "这一行有看不见的控制字符；请重新输入这一行",
        "an invisible control character in this line; type the line anew",
    ),
}


def _not_opened(before: str) -> Text:
    """Return that a line is deeper than one that does not end in a colon."""
    if re.match(r"[A-Za-z_][\w.]*:\S", before):
        return Text(
            f"上一行（{before}）的冒号之后须空一格",
            f"a space is missing behind the colon of the line above ({before})",
        )
    return Text(
        f"比上一行缩进更深，而上一行（{before}）不以冒号结尾；若属于上一行，请在其末尾加冒号，否则请与其对齐",
        f"deeper than the line above ({before}), which does not end in a colon; add one there if "
        "this line belongs to it, else align the two",
    )


def _no_start(sign: str) -> Text:
    return Text(
        f"值不能以 {sign} 开头；请给整个值加半角引号",
        f"a value cannot start with {sign}; put it in quotes",
    )


def _unclosed(bracket: str, opened: tuple[int, int] | None) -> Text:
    opening = {"]": "[", "}": "{"}.get(bracket, "")
    zh, en = "", ""
    if opened is not None:
        zh, en = f"第 {opened[0]} 行的", f" of line {opened[0]}"
    return Text(
        f"{zh} {opening} 到这里还没有结束；请补上 {bracket}，或在两项之间补上逗号".lstrip(),
        f"the {opening}{en} is not closed here; add {bracket}, or a comma between two items",
    )


type _Place = tuple[int, int, str]


def _near(places: list[_Place], lines: tuple[int, int], or_any: bool = False) -> list[_Place]:
    """Return the places in these lines; all of them if there are none and ``or_any``."""
    return [one for one in places if lines[0] <= one[0] <= lines[1]] or (places if or_any else [])


def _signs(text: str, pattern: re.Pattern[str]) -> list[_Place]:
    """Return (line, column, sign) of what the pattern finds."""
    found = [(n, m) for n, line in enumerate(text.splitlines(), 1) for m in pattern.finditer(line)]
    return [(number, match.start(1) + 1, match[1]) for number, match in found]


def _suspects(text: str) -> list[_Place]:
    """Return (line, column, sign) of full-width punctuation in the place of YAML's own."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        code = line.split(" #")[0]
        if code.lstrip().startswith("#"):
            continue
        hits = [m.start(1) for m in (_LEADING.match(code), *_KEY.finditer(code)) if m]
        found += [(number, at + 1, code[at]) for at in hits if code[at] in FULL_WIDTH]
    return found
