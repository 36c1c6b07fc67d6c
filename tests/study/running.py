"""A fake study run from start to end."""

from __future__ import annotations

from pathlib import Path

from study.fake import FAKE, FakeStudy
from teacherflow.study.run import Finished, run_study

STUDY = FakeStudy()


def run(study: FakeStudy, folder: Path, **options: object) -> Finished:
    return run_study(study, folder, FAKE, **options)  # type: ignore[arg-type]
