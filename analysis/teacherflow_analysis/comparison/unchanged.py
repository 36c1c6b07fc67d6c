"""Scenarios under which no run differs from the baseline in anything, and why where it is known.

The manifest holds a hash of all tables of every scenario in every run, so this is exact: it speaks
of every teacher and every move that was recorded, not of the indicators that are shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from teacherflow.text import Text, counted

if TYPE_CHECKING:
    from teacherflow_analysis.study import Study


def unchanged(study: Study, base: str) -> frozenset[str]:
    """Return the scenarios whose tables are those of ``base``, in all runs of the study."""
    units = _runs(study)
    return frozenset(
        name
        for name in study.scenarios
        if name != base and units and all(_same(unit["scenarios"], name, base) for unit in units)
    )


def told(study: Study, base: str, scenario: str) -> Text:
    """Say that a scenario which is `unchanged` differs in nothing."""
    n = runs_of(study)
    zh, en = ([study.label(name, lang) for name in (scenario, base)] for lang in ("zh", "en"))
    zh = [f"“{name}”" for name in zh]
    if n == 1:
        return Text(
            f"{zh[0]}毫无作用：仅有的一次模拟中，所记录的结果与{zh[1]}完全相同。",
            f"{en[0]} changes nothing: in the only run, nothing that was recorded differs from "
            f"{en[1]}.",
        )
    return Text(
        f"{zh[0]}毫无作用：{n} 次模拟中，每一次所记录的结果都与{zh[1]}完全相同。",
        f"{en[0]} changes nothing: in none of the {counted(n, 'run')} does anything that was "
        f"recorded differ from {en[1]}.",
    )


def reasons(study: Study, base: str, scenarios: Sequence[str]) -> dict[str, list[Text]]:
    """Return why scenarios change nothing, as far as the inputs of the study tell."""
    from teacherflow.study.out_of_reach import policies_out_of_reach

    rules = study.results.manifest["identity"]["scenarios"]
    found = policies_out_of_reach(study.folder) if scenarios else {}
    same = Text("两个方案的政策完全相同", "both have the same policies")
    return {
        name: [same] if rules.get(name) == rules.get(base) else found.get(name, [])
        for name in scenarios
    }


def with_reasons(study: Study, base: str, scenarios: Sequence[str]) -> dict[str, Text]:
    """Return what to tell of each scenario that changes nothing: that it does so, and why."""
    why = reasons(study, base, scenarios)
    texts = {}
    for name in scenarios:
        said, because = told(study, base, name), why[name]
        zh = "；".join(one.zh for one in because)
        en = "; ".join(one.en for one in because)
        texts[name] = Text(said.zh + (zh and f"原因：{zh}。"), said.en + (en and f" Why: {en}."))
    return texts


def runs_of(study: Study) -> int:
    """Return how many runs of the study have results, under every scenario."""
    return len(_runs(study))


def _runs(study: Study) -> list[dict[str, Any]]:
    return [
        unit
        for unit in study.results.manifest["units"]
        if unit["status"] != "failed" and unit["county"] in study.counties
    ]


def _same(hashes: dict[str, str], one: str, other: str) -> bool:
    return hashes.get(one) is not None and hashes.get(one) == hashes.get(other)
