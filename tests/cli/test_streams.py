"""Output to files and pipes that cannot write every character, as those of Chinese Windows."""

from __future__ import annotations

import io
import json
import sys

import pytest

from cli.calling import ROOT
from teacherflow_analysis.cli import main

STUDY = str(ROOT / "scenarios" / "demo.yaml")
MISSING = "没有−这个.yaml"


def _said(
    monkeypatch: pytest.MonkeyPatch, encoding: str, *arguments: str
) -> tuple[int, bytes, bytes]:
    """Return exit code, output and messages of a command in the bytes that a file would hold."""
    out, err = io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding=encoding, newline="\n"))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding=encoding, newline="\n"))
    code = main(list(arguments))
    sys.stdout.flush()
    sys.stderr.flush()
    return code, out.getvalue(), err.getvalue()


def test_a_minus_that_the_code_page_lacks_is_a_hyphen(monkeypatch: pytest.MonkeyPatch) -> None:
    code, _, told = _said(monkeypatch, "gbk", "validate", MISSING, "--lang", "zh")
    assert code == 2
    assert "没有-这个.yaml" in told.decode("gbk")


def test_what_fits_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    code, listed, _ = _said(monkeypatch, "gbk", "policies", "--lang", "zh")
    assert code == 0
    assert "支教" in listed.decode("gbk")
    assert "\\u" not in listed.decode("gbk")


def test_chinese_on_a_page_without_any_is_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    code, listed, _ = _said(monkeypatch, "cp1252", "policies", "--lang", "zh")
    assert code == 0
    assert "支教" in listed.decode("utf-8")


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "ascii"])
def test_english_tables_are_plain(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    code, listed, _ = _said(monkeypatch, encoding, "validate", STUDY, "--lang", "en")
    assert code == 0
    assert "\\u2" not in listed.decode(encoding)


def test_a_name_that_a_page_lacks_keeps_its_letters_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    _, _, told = _said(monkeypatch, "ascii", "validate", "支教.yaml", "--lang", "en")
    assert "\\u652f\\u6559.yaml" in told.decode("ascii")


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "cp1252", "utf-8"])
def test_json_is_utf_8_whatever_the_page(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    code, told, _ = _said(monkeypatch, encoding, "policies", "--json", "--lang", "zh")
    assert code == 0
    titles = [policy["title"] for policy in json.loads(told.decode("utf-8"))]
    assert any("支教" in str(title) for title in titles)
