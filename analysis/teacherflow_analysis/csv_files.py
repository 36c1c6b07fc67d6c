"""CSV files that spreadsheets open as they are, Chinese too; what is undefined is empty."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from teacherflow.text import Text
from teacherflow_analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

_OTHER_KINDS = (
    ".xlsx",
    ".xls",
    ".ods",
    ".et",
    ".json",
    ".parquet",
    ".dta",
    ".rds",
    ".docx",
    ".pdf",
)


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a tidy table; return its file.

    Raises
    ------
    AnalysisError
        If the file cannot be written, or is named as one of another kind: programs would refuse
        to open it.
    """
    if path.suffix.lower() in _OTHER_KINDS:
        better = path.with_suffix(".csv").name
        raise AnalysisError(
            Text(
                f"--csv 写的是 CSV，{path.name} 会打不开；请用 {better}（Excel 可直接打开）",
                f"--csv writes CSV, and {path.name} would not open; call it {better} (Excel opens "
                "it as it is)",
            )
        )
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
