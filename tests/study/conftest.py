"""What several tests of runs hold theirs to."""

from __future__ import annotations

import pytest

from study.fake import bytes_of
from study.running import STUDY, run


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of the fake study, run once from start to end."""
    folder = tmp_path_factory.mktemp("undisturbed")
    run(STUDY, folder)
    return bytes_of(folder)
