"""Draw the pictures of the documentation: figures of shipped studies.

Run ``teacherflow run scenarios/NAME.yaml`` for each study below, then ``python docs/make_pictures.py
results``. Every picture says inside itself which study it shows; a test holds it to the shipped one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from teacherflow_analysis.figures import figures

PICTURES = Path(__file__).resolve().with_name("pictures")
SHOWN = {"forest": "zhijin", "sensitivity": "uncertainty"}
"""Figures, and the studies that they show."""


def main(results: str) -> None:
    """Draw them from the results of the studies, in both languages."""
    for figure, study in SHOWN.items():
        for language in ("zh", "en"):
            figures(Path(results) / study, PICTURES, ["svg"], language, only=[figure])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
