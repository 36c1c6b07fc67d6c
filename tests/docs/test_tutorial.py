"""The tutorial runs as a reader would run it: all blocks, in order, in one namespace."""

from __future__ import annotations

from typing import Any

import pytest

from docs.pages import DOCS, blocks, text


def run(page: str) -> dict[str, Any]:
    """Execute the Python blocks of a page; errors point to the line of the page."""
    source = text(page)
    namespace: dict[str, Any] = {"__name__": "notebook"}
    for block in blocks(source, "python"):
        line = source[: source.index(block)].count("\n")
        exec(compile("\n" * line + block, str(DOCS / page), "exec"), namespace)
    return namespace


def test_the_tutorial_runs_and_says_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    known = run("tutorial.md")
    said = capsys.readouterr().out
    assert known["status_quo"].year == known["reform"].year == 2029
    assert "2023\n" in said
    assert "no column 'honour'" in said
    assert len(known["collector"].get_model_vars_dataframe()) == 4
    assert 0 < known["left_villages"](known["reform"]) < known["left_villages"](known["status_quo"])
    assert known["paid"] > 0


def test_an_error_in_a_block_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docs.test_tutorial.text", lambda page: "a\n```python\nx = 1 / 0\n```\n")
    with pytest.raises(ZeroDivisionError) as caught:
        run("page.md")
    assert caught.traceback[-1].lineno == 2
