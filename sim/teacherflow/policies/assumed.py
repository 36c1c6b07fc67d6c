"""Parameters of policies that are assumptions of the model unless a source says otherwise."""

from __future__ import annotations

from typing import Any

from teacherflow.parameters.about import about
from teacherflow.text import Text

OWN = Text("本模型假设", "assumption of this model")


def number(
    zh: str,
    en: str,
    low: float,
    high: float,
    source: Text = OWN,
    unit: str = "",
    kind: str = "assumption",
    uncertainty: tuple[float, float] | None = None,
) -> Any:
    """Describe a number."""
    return about(
        zh, en, unit=unit, low=low, high=high, source=source, kind=kind, uncertainty=uncertainty
    )


def switch(zh: str, en: str, source: Text = OWN, kind: str = "assumption") -> Any:
    """Describe a switch."""
    return about(zh, en, source=source, kind=kind)
