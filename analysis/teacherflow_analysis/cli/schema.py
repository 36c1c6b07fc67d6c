"""``teacherflow schema``: the JSON Schema of study files, for editors."""

from __future__ import annotations

import sys


def schema() -> None:
    """Print the schema; installed policies of third parties are part of it."""
    from teacherflow.scenario.schema import schema_text

    sys.stdout.write(schema_text())
