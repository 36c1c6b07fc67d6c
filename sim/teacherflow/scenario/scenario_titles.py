"""Titles tell scenarios apart wherever results are shown: no two scenarios have the same one."""

from __future__ import annotations

from collections.abc import Mapping

from teacherflow.faults import Faults
from teacherflow.scenario.study_file import RawScenario
from teacherflow.text import Text


def check_titles(scenarios: Mapping[str, RawScenario], faults: Faults) -> None:
    """Refuse a title that another scenario has in the same language.

    A scenario without a title is called by its name.
    """
    zh: dict[str, str] = {}
    en: dict[str, str] = {}
    for name, raw in scenarios.items():
        title = raw.title or Text(name, name)
        first = zh.setdefault(title.zh.strip(), name), en.setdefault(title.en.strip(), name)
        twin = next((one for one in first if one != name), None)
        if twin is None:
            continue
        shared = title.zh if first[0] == twin else title.en
        faults.error(
            raw.title_at or raw.at,
            f"scenarios.{name}.title",
            Text(
                f"与方案 {twin} 的标题相同（“{shared}”）：图和表以标题区分方案，请改其中一个",
                f"the scenario {twin} has the same title ({shared!r}): figures and tables tell "
                "scenarios apart by their titles; change one of them",
            ),
        )
