"""The study of 织金 that ships, lived with a change, for pages that tell what the change does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from ruamel.yaml import YAML

from teacherflow.scenario import read_study
from teacherflow.study.run import run_study
from teacherflow_analysis.study import Study, load

SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
STUDY = SCENARIOS / "zhijin.yaml"
BASELINE = "status_quo"
LAST = "last5"
"""The last five years of the study, averaged within each pair."""

type Content = dict[str, Any]


@contextmanager
def lived(change: Callable[[Content], object], tables: Sequence[str]) -> Iterator[Study]:
    """Run the study as ``change`` leaves its content; it is there to be read inside the block."""
    content: Content = YAML(typ="safe").load(STUDY.read_text(encoding="utf-8"))
    content["county"] = str(SCENARIOS / content["county"])
    change(content)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "study.yaml"
        YAML(typ="safe").dump(content, file)
        run_study(replace(read_study(file), tables=tuple(tables)), Path(folder) / "results")
        yield load(Path(folder) / "results")


def only(content: Content, *scenarios: str) -> None:
    """Leave these scenarios only, beside the baseline."""
    known = content["scenarios"]
    content["scenarios"] = {name: known[name] for name in (BASELINE, *scenarios)}


def mean_and_half(effect: pd.Series) -> dict[str, float]:
    """Return a difference and half its interval, as pages tell them."""
    return {"mean": effect["difference"], "half": (effect["high"] - effect["low"]) / 2}


def signed(value: float, digits: int) -> str:
    """Return a number with a minus that is as wide as a figure; what rounds to 0 has no sign."""
    shown = f"{value:.{digits}f}"
    return f"{float(shown) + 0:.{digits}f}".replace("-", "−")


def with_half(found: dict[str, float], digits: int, factor: float = 1) -> str:
    """Return a difference with half its interval."""
    return f"{signed(factor * found['mean'], digits)} ± {factor * found['half']:.{digits}f}"
