"""Where matplotlib keeps its lists: for people without a home folder, as in a pod."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from teacherflow.text import Text
from teacherflow_analysis.errors import AnalysisError


def give_a_place() -> None:
    """Name a folder of this process for matplotlib's lists where it would find none of its own.

    Left alone it warns twice when the home folder is closed, and fails without one to write in.
    """
    if "matplotlib" in sys.modules or os.environ.get("MPLCONFIGDIR") or _has_a_home():
        return
    try:
        folder = tempfile.mkdtemp(prefix="matplotlib-")
    except OSError as error:
        raise AnalysisError(
            Text(
                "无处可写，不能画图：请提供可写的临时文件夹（如 /tmp），或用 --no-figures；"
                "结果表不受影响",
                "no place to write, so no figures can be drawn: give a folder for temporary "
                "files, such as /tmp, or use --no-figures; the tables are not affected",
            )
        ) from error
    os.environ["MPLCONFIGDIR"] = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _has_a_home() -> bool:
    """Tell whether the folders that matplotlib takes by itself can be made and written to."""
    if not sys.platform.startswith(("linux", "freebsd")):
        return True
    with suppress(OSError, RuntimeError):
        for variable, usual in (("XDG_CONFIG_HOME", ".config"), ("XDG_CACHE_HOME", ".cache")):
            folder = Path(os.environ.get(variable) or Path.home() / usual) / "matplotlib"
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK):
                return False
        return True
    return False
