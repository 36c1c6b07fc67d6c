"""The YAML subset, and where its values stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strategies import as_yaml
from teacherflow.faults import Faults
from teacherflow.yaml_tree import MAX_BYTES, Fields, parse, plain, read, resolve

words = st.text("abcxyz_", min_size=1, max_size=6).map(lambda word: "k" + word)
texts = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=12).filter(
    lambda text: not text.startswith("?")  # ruamel writes [?0] for ["?0"] and cannot read it back
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(words, values, min_size=1, max_size=4))
def test_what_another_library_writes_is_read_back(data: dict[str, object]) -> None:
    faults = Faults()
    tree = parse(as_yaml(data), "x", faults)
    assert faults.errors == []
    assert tree is not None
    assert plain(tree) == data


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("no", "no"),
        ("off", "off"),
        ("012", 12),
        ("12:30", "12:30"),
        ("1e-3", 0.001),
        (".5", 0.5),
        ("~", None),
        ("true", True),
        ("2025-01-01", "2025-01-01"),
        ("1_000", "1_000"),
    ],
)
def test_plain_words_follow_yaml_1_2(word: str, value: object) -> None:
    assert resolve(word) == value
    assert type(resolve(word)) is type(value)


def test_positions_count_from_one() -> None:
    tree = parse("a: 1\nb:\n  - x\n  - {c: 2}\n", "f", Faults())
    assert isinstance(tree, Fields)
    key, node = tree.entries[1]
    assert (key.at.line, key.at.column) == (2, 1)
    assert plain(node) == ["x", {"c": 2}]
    inner = node.items[1].entries[0][1]  # type: ignore[union-attr]
    assert str(inner.at) == "f:4:9"


def test_full_width_punctuation_in_values_is_fine() -> None:
    faults = Faults()
    tree = parse("title: 某县：改革，好\nnote: |\n  甲：乙\n", "f", faults)
    assert faults.errors == []
    assert tree is not None
    assert plain(tree)["title"] == "某县：改革，好"


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: 1\n")
    tree = read(tmp_path / "a.yaml", Faults())
    assert tree is not None
    assert plain(tree) == {"a": 1}


def test_an_oversized_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: " + "x" * MAX_BYTES)
    faults = Faults()
    assert read(tmp_path / "a.yaml", faults) is None
    assert "too large" in faults.errors[0].message.en


@pytest.mark.parametrize(
    "content", [b"\x00", b"a: \x07", b"\xff\xfe", b"a: [" * 5000, b"- " * 5000]
)
def test_garbage_is_refused_without_a_traceback(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.yaml").write_bytes(content)
    faults = Faults()
    assert read(tmp_path / "a.yaml", faults) is None
    assert len(faults.errors) == 1


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    faults = Faults()
    tree = parse(text, "f", faults)
    assert (tree is None) <= bool(faults.errors)
