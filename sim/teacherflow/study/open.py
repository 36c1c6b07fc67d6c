"""The results of a study for pandas: `teacherflow.open_study`."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd

from teacherflow.study.faults import FAILED, StudyFault
from teacherflow.study.manifest import manifest_in
from teacherflow.study.merge import place_of
from teacherflow.study.tables import database, source_of
from teacherflow.text import Text


class Results:
    """The tables of a study, read when asked for.

    Attributes
    ----------
    folder : Path
        Where the results are.
    manifest : dict
        Study as resolved, versions, seeds, units and tables, as ``manifest.json`` has them.

    Examples
    --------
    ``results.table("moves")`` is a frame of pandas; ``results.sql("SELECT scenario, count(*) AS n
    FROM moves WHERE kind = 'transfer' GROUP BY ALL")`` asks DuckDB.
    """

    def __init__(self, folder: Path, manifest: dict[str, Any], places: dict[str, Path]) -> None:
        self.folder, self.manifest = folder, manifest
        self._places = places
        self._opened = database()
        self._database = self._opened.__enter__()
        for table, path in places.items():
            self._database.execute(f'CREATE VIEW "{table}" AS FROM {source_of([path])}')

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables."""
        return tuple(self._places)

    @property
    def samples(self) -> pd.DataFrame:
        """Sampled parameters of each draw: one row a draw, one column a parameter.

        The index is called ``draw``, as the column of the tables. A study of one draw samples
        nothing: one row without columns.
        """
        study = self.manifest["study"]
        draws = pd.RangeIndex(study["draws"], name="draw")
        return pd.DataFrame(study.get("sampled", {}), index=draws)

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole table; undefined values are missing."""
        if name not in self._places:
            known = ", ".join(self._places)
            raise StudyFault(
                Text(
                    f"{self.folder} 中没有表 {name}（现有：{known}）。",
                    f"{self.folder} has no table {name} (there are {known}).",
                )
            )
        return self.sql(f'FROM "{name}"')

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.table(name)

    def sql(self, query: str) -> pd.DataFrame:
        """Return what a query over the tables finds; every table is a view of its name."""
        frame: pd.DataFrame = self._database.execute(query).df()
        return frame

    def close(self) -> None:
        """Let go of the files."""
        self._opened.__exit__(None, None, None)

    def __enter__(self) -> Results:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Results({str(self.folder)!r}: {', '.join(self._places)})"


def open_study(folder: str | PathLike[str]) -> Results:
    """Open the results of a finished study.

    Parameters
    ----------
    folder : path
        The folder that ``teacherflow run`` has written.

    Raises
    ------
    StudyFault
        If there are no results, or a table is missing or damaged.
    """
    place = Path(folder)
    manifest = manifest_in(place)
    entries = manifest.tables
    if not entries:
        raise StudyFault(
            Text(
                f"{place} 中的运行尚未完成。请重新执行同一条 run 命令，它会接着算。",
                f"The run in {place} is not finished. Give the same run command again: it goes on.",
            )
        )
    found = {table: place_of(place, table, entry) for table, entry in entries.items()}
    missing = [table for table, path in found.items() if path is None]
    if missing:
        names = ", ".join(missing)
        raise StudyFault(
            Text(
                f"{place} 中的结果表缺失或损坏：{names}。请重新执行同一条 run 命令。",
                f"Tables in {place} are missing or damaged: {names}. Give the same run command "
                "again.",
            ),
            FAILED,
        )
    return Results(
        place, manifest.to_json(), {table: path for table, path in found.items() if path}
    )
