"""A run in a process of its own that leaves at the n-th operation: ``leave OUT N WORKERS``."""

from __future__ import annotations

import sys
from pathlib import Path

from crashes.power import plug
from study.fake import FAKE, FakeStudy, fix_versions, without_model
from teacherflow.study.run import run_study


def main() -> None:
    folder, n, workers = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    study = FakeStudy(replications=2, draws=1)
    fix_versions()
    without_model()
    plug(n, leave=True)
    run_study(study, folder, FAKE, workers=workers)


if __name__ == "__main__":
    main()
