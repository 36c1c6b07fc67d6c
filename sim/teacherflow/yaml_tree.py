"""YAML as a tree of plain values that know where they stand.

The subset is the one that needs no knowledge of YAML: mappings, lists, numbers, words and text
(YAML 1.2: `no` is a word, 012 is twelve). Tags, anchors, aliases and several documents in one
file are refused, as are oversized or deep files, duplicate keys, NaN and infinity.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from teacherflow import yaml_syntax
from teacherflow.faults import Faults, Position, full_width
from teacherflow.text import Text

MAX_BYTES = 1_000_000
MAX_DEPTH = 12

type Value = bool | int | float | str | None
type Node = Scalar | Items | Fields


@dataclass(frozen=True)
class Scalar:
    """One word, number or text."""

    at: Position
    value: Value


@dataclass(frozen=True)
class Items:
    """A list."""

    at: Position
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Fields:
    """A mapping, in the order of the file."""

    at: Position
    entries: tuple[tuple[Scalar, Node], ...]

    def get(self, name: Value) -> Node | None:
        """Return the value of a key, None if it is absent."""
        return next((node for key, node in self.entries if key.value == name), None)


def shown(node: Node) -> str:
    """Return a node as a message shows it: short, on one line."""
    text = repr(plain(node)) if not isinstance(node, Scalar) else _word(node.value)
    return text if len(text) <= 60 else text[:57] + "..."


def _word(value: Value) -> str:
    return "null" if value is None else repr(value)


def plain(node: Node) -> Any:
    """Return a node as plain Python data."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key.value: plain(item) for key, item in node.entries}


def read(path: Path, faults: Faults, name: str | None = None) -> Node | None:
    """Read a file; mistakes go to ``faults``, and None is returned if there is no tree.

    Parameters
    ----------
    name : str, optional
        How messages call the file (default: the path as given).
    """
    here = Position(name or str(path))
    raw = bytes_of(path, here, MAX_BYTES, faults)
    if raw is None:
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = Position(here.file, raw[: error.start].count(b"\n") + 1)
        faults.error(at, "", _NOT_UTF8)
        return None
    return parse(text, here.file, faults)


_NOT_UTF8 = Text(
    "不是 UTF-8 编码；请用记事本等打开，“另存为”时编码选 UTF-8",
    "not UTF-8: save it as UTF-8, which the editor asks for when it saves",
)


def bytes_of(path: Path, here: Position, most: int, faults: Faults) -> bytes | None:
    """Return what a file holds, at most so many bytes; what hinders goes to ``faults``."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        faults.error(here, "", Text(f"无法读取文件：{reason}", f"cannot read the file: {reason}"))
        return None
    if len(raw) > most:
        size = f"{len(raw):,} > {most:,}"
        faults.error(here, "", Text(f"文件过大（字节：{size}）", f"file too large (bytes: {size})"))
        return None
    return raw


def parse(text: str, file: str, faults: Faults) -> Node | None:
    """Parse YAML text; mistakes go to ``faults``."""
    builder = _Builder(file, faults)
    try:
        node = builder.document(iter(YAML(typ="safe", pure=True).parse(text)))
    except (YAMLError, ValueError) as error:
        yaml_syntax.tell(error, text, file, faults)
        return None
    except _Stopped:
        return None
    if builder.broken:
        return None
    if node is None:
        faults.error(Position(file), "", Text("文件是空的", "the file is empty"))
    return node


class _Stopped(Exception):  # noqa: N818 - ends the reading of one file
    """The file is not read further; the reason is among the faults."""


class _Builder:
    def __init__(self, file: str, faults: Faults) -> None:
        self.file, self.faults = file, faults
        self.broken = False  # by full-width punctuation: the tree is not what was meant

    def document(self, events: Iterator[Any]) -> Node | None:
        node: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.stop(event, "一个文件只能有一个文档", "only one document in a file")
            elif isinstance(
                event, AliasEvent | ScalarEvent | MappingStartEvent | SequenceStartEvent
            ):
                node = self.node(event, events, 1)
        return node

    def stop(self, event: Any, zh: str, en: str) -> None:
        self.faults.error(self.at(event), "", Text(zh, en))
        raise _Stopped

    def at(self, event: Any) -> Position:
        mark = event.start_mark
        return Position(self.file, mark.line + 1, mark.column + 1)

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        if isinstance(event, AliasEvent) or event.anchor is not None:
            self.stop(
                event,
                "不允许 YAML 锚点与别名（& 和 *）；请写全，或用 extends",
                "YAML anchors and aliases (& and *) are not allowed; write it out or use extends",
            )
        if event.tag is not None:
            self.stop(
                event,
                f"不允许 YAML 标签 {event.tag}",
                f"YAML tags are not allowed: {event.tag}",
            )
        if depth > MAX_DEPTH:
            self.stop(event, f"嵌套超过 {MAX_DEPTH} 层", f"nested deeper than {MAX_DEPTH} levels")
        if isinstance(event, ScalarEvent):
            return self.scalar(event)
        if isinstance(event, SequenceStartEvent):
            return self.sequence(event, events, depth)
        return self.mapping(event, events, depth)

    def scalar(self, event: Any) -> Scalar:
        at = self.at(event)
        value = resolve(event.value) if event.style is None else event.value
        if isinstance(value, float) and not math.isfinite(value):
            self.faults.error(
                at,
                "",
                Text(
                    f"{event.value} 不是有限的数；请写一个数",
                    f"{event.value} is not a finite number; write a number",
                ),
            )
            value = 0.0
        return Scalar(at, value)

    def sequence(self, event: Any, events: Iterator[Any], depth: int) -> Items:
        items = []
        for inner in events:
            if isinstance(inner, SequenceEndEvent):
                break
            items.append(self.node(inner, events, depth + 1))
        return Items(self.at(event), tuple(items))

    def mapping(self, event: Any, events: Iterator[Any], depth: int) -> Fields:
        entries: dict[Value, tuple[Scalar, Node]] = {}
        for inner in events:
            if isinstance(inner, MappingEndEvent):
                break
            key = self.node(inner, events, depth + 1)
            if not isinstance(key, Scalar):
                self.stop(inner, "键必须是一个词或数", "a key must be a word or a number")
                continue
            value = self.node(next(events), events, depth + 1)
            if isinstance(key.value, str) and (wide := full_width(key.value)):
                self.faults.error(key.at, key.value, wide)
                self.broken = True
            if key.value in entries:
                first = entries[key.value][0].at.line
                self.faults.error(
                    key.at,
                    str(key.value),
                    Text(f"键重复，已在第 {first} 行写过", f"duplicate key, first on line {first}"),
                )
                continue
            entries[key.value] = (key, value)
        return Fields(self.at(event), tuple(entries.values()))


_INT = re.compile(r"[-+]?[0-9]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_WORDS: dict[str, Value] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


def resolve(word: str) -> Value:
    """Return the value of a plain (unquoted) word by the core schema of YAML 1.2."""
    if word in _WORDS:
        return _WORDS[word]
    if _INT.fullmatch(word):
        return int(word)
    if _FLOAT.fullmatch(word):
        return float(word)
    if _SPECIAL.fullmatch(word):
        return math.nan if "n" in word.lower().removesuffix("inf") else math.inf
    return word


_NO_DASH_SPACE = re.compile(r"-[^\s-].*")
_NO_COLON_SPACE = re.compile(r"[A-Za-z_][\w.]*:\S.*")


_WHOLE = re.compile(r"(\d{1,9})\s*[^\dA-Za-z]{0,3}")


def number_meant(node: Node) -> Text:
    """Return how to write a whole number that stands as text (``"2024"``, 20次), else nothing."""
    value = node.value if isinstance(node, Scalar) else None
    found = _WHOLE.fullmatch(normalize("NFKC", value).strip()) if isinstance(value, str) else None
    if found is None:
        return Text("", "")
    return Text(
        f"（写作 {found[1]}，不加引号和单位）", f" (write {found[1]}, without quotes or unit)"
    )


_TRUTHS = dict.fromkeys(("是", "有", "yes", "on"), "true")
_TRUTHS |= dict.fromkeys(("否", "无", "没有", "no", "off"), "false")


def truth_meant(value: object) -> Text:
    """Return how to write yes or no that stands in words, else nothing."""
    meant = _TRUTHS.get(value.lower()) if isinstance(value, str) else None
    if meant is None:
        return Text("", "")
    return Text(f"（{value}写作 {meant}）", f" ({value} is written {meant})")


def misspelt(node: Node) -> Text | None:
    """Explain text where a list or a mapping was probably meant; None if nothing is plain."""
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        return None
    if node.value.startswith("—"):
        return Text(
            "“—”请改为半角短横“-”，其后空一格",
            "write the mark of a list as '-' and a space, not '—'",
        )
    if _NO_DASH_SPACE.match(node.value):
        return Text("短横“-”之后须空一格", "a space is missing behind the dash '-'")
    if _NO_COLON_SPACE.match(node.value):
        return Text("冒号之后须空一格", "a space is missing behind the colon")
    return full_width(node.value)


def unlike(node: Node, such_as: str) -> Text:
    """Say that something else must stand here, such as an example; what is misspelt is told so."""
    text = node.value if isinstance(node, Scalar) and isinstance(node.value, str) else ""
    found = shown(node)
    return full_width(text) or Text(
        f"应如 {such_as}；现为 {found}", f"must be such as {such_as}; found {found}"
    )
