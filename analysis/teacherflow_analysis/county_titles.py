"""What counties are called where people read of them: tables hold the names of their files."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from teacherflow.text import Text

if TYPE_CHECKING:
    from teacherflow_analysis.study import Study


def county_title(study: Study, name: str) -> Text:
    """Return the title of a county, as the copy of its file beside the results has it.

    A county of a synthetic nation has no file: its name is its title.
    """
    return _title(study.folder / "inputs", name)


@lru_cache(maxsize=256)
def _title(inputs: Path, name: str) -> Text:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    for path in sorted(inputs.rglob(f"{name}.yaml")):
        try:
            found = YAML(typ="safe").load(path)
        except (OSError, YAMLError):  # the copy was changed by hand: the name will do
            continue
        title = found.get("title") if isinstance(found, dict) else None
        if isinstance(title, dict) and "scenarios" not in found:
            return Text(title.get("zh") or name, title.get("en") or name)
    return Text(name, name)
