"""CSV files that spreadsheets open as they are, Chinese too; what is undefined is empty."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from teacherflow.text import Text
from teacherflow_analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a tidy table; return its file.

    Raises
    ------
    AnalysisError
        If the file cannot be written.
    """
    try:
        frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
    except OSError as error:
        why = error.strerror or str(error)
        raise AnalysisError(
            Text(
                f"无法写入 {path}：{why}；请用 --csv 指定其他文件",
                f"{path} cannot be written: {why}; name another file with --csv",
            )
        ) from error
    return path
