"""The numbers of every shipped study stand until somebody changes them on purpose."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from golden.update import HERE, INDICATORS, STUDIES, numbers

TOLERANCE = 1e-9


def unlike(kept: Any, found: Any, path: str = "") -> Iterator[str]:
    """Yield what differs: integers, flags and NULL exactly, floats to 1e-9."""
    if isinstance(kept, dict) and isinstance(found, dict):
        for key in sorted(kept.keys() | found.keys()):
            yield from unlike(kept.get(key, "absent"), found.get(key, "absent"), f"{path}/{key}")
    elif isinstance(kept, float) and isinstance(found, float):
        if found != pytest.approx(kept, rel=TOLERANCE, abs=TOLERANCE):
            yield f"{path}: {found!r}, kept {kept!r}"
    elif type(kept) is not type(found) or kept != found:
        yield f"{path}: {found!r}, kept {kept!r}"


@pytest.mark.parametrize("name", STUDIES)
def test_a_shipped_study_gives_the_numbers_it_gave(name: str) -> None:
    kept = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    faults = list(unlike(kept, numbers(name)))
    assert not faults, (
        f"{len(faults)} numbers of scenarios/{name}.yaml changed; if that is meant, run "
        f"`python tests/golden/update.py {name}` and say why under **Regression:** in "
        "CHANGELOG.md:\n" + "\n".join(faults[:20])
    )


def test_every_file_belongs_to_a_shipped_study() -> None:
    assert {path.stem for path in HERE.glob("*.json")} == set(STUDIES)
    assert len(set(INDICATORS)) == len(INDICATORS) >= 40


def test_differences_are_told_apart() -> None:
    kept = {"a": {"n": 3, "x": 0.1, "none": None, "flag": True}}
    assert not list(unlike(kept, {"a": {"n": 3, "x": 0.1 + 1e-12, "none": None, "flag": True}}))
    found = {"a": {"n": 4, "x": 0.1 + 1e-8, "none": 0.0, "flag": 1, "more": 2}}
    assert [fault.partition(":")[0] for fault in unlike(kept, found)] == [
        "/a/flag",
        "/a/more",
        "/a/n",
        "/a/none",
        "/a/x",
    ]
