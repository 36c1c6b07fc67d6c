"""Entry points of installed packages are looked up once, and again when something is installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from teacherflow import installed

GROUP = "teacherflow.of_a_test"


def install(site: Path, name: str) -> None:
    info = site / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\n{name} = {name}:THING\n")


def names() -> list[str]:
    return sorted(point.name for point in installed.published(GROUP))


def test_what_is_installed_meanwhile_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert names() == []
    install(tmp_path, "first")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert names() == ["first"]
    install(tmp_path, "second")
    assert names() == ["first", "second"]


def test_nothing_is_looked_up_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    before = names()
    monkeypatch.setattr(installed, "entry_points", lambda **_: pytest.fail("looked up again"))
    assert names() == before
