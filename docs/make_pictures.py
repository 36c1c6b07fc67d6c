"""Draw the pictures of the README and of the index: the figure `forest` of a shipped study.

Run ``teacherflow run scenarios/zhijin.yaml``, then ``python docs/make_pictures.py results/zhijin``.
Every picture says inside itself which study it shows; a test holds it to the shipped one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from teacherflow_analysis.figures import figures

PICTURES = Path(__file__).resolve().with_name("pictures")


def main(results: str) -> None:
    """Draw them from the results of the study, in both languages."""
    for language in ("zh", "en"):
        figures(results, PICTURES, ["svg"], language, only=["forest"])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
