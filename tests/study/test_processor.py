"""Processors without what DuckDB needs are told before it is imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from teacherflow.study.processor import ProcessorFault, check

ROOT = Path(__file__).resolve().parents[2]


def machine(folder: Path, line: str) -> Path:
    (folder / "proc").mkdir()
    (folder / "proc/cpuinfo").write_text(f"processor\t: 0\n{line}\n\n", "utf-8")
    return folder


def test_an_old_processor_is_told_what_to_install(tmp_path: Path) -> None:
    old = machine(tmp_path, "flags\t\t: fpu sse4_2 avx")
    with pytest.raises(ProcessorFault) as told:
        check(old, "2.0.0")
    for words in (told.value.text.zh, told.value.text.en):
        assert "AVX2" in words
        assert 'pip install "duckdb<2"' in words


@pytest.mark.parametrize(
    ("line", "installed"),
    [
        ("flags\t\t: fpu sse4_2 avx", "1.5.6"),
        ("flags\t\t: fpu sse4_2 avx", ""),
        ("flags\t\t: fpu avx avx2 fma bmi2", "2.0.0"),
        ("Features\t: fp asimd", "2.0.0"),
    ],
)
def test_other_processors_and_versions_are_let_be(
    line: str, installed: str, tmp_path: Path
) -> None:
    check(machine(tmp_path, line), installed)


def test_a_system_that_does_not_tell_is_let_be(tmp_path: Path) -> None:
    check(tmp_path, "2.0.0")


def test_duckdb_is_imported_behind_the_check_only() -> None:
    found = [
        path.name
        for folder in ("sim", "analysis")
        for path in (ROOT / folder).rglob("*.py")
        if "import duckdb\n" in path.read_text("utf-8").replace("engine import duckdb", "")
    ]
    assert found == []
