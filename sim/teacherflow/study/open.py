"""The results of a study for pandas, DuckDB and Arrow: `teacherflow.open_study`."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib.util import find_spec
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import Any

import pandas as pd

from teacherflow.study.engine import duckdb
from teacherflow.study.faults import FAILED, StudyFault, storing
from teacherflow.study.manifest import MANIFEST, TableEntry, manifest_in, read_json
from teacherflow.study.merge import place_of
from teacherflow.study.pins import Pins
from teacherflow.study.tables import database, source_of
from teacherflow.text import Text


class Results:
    """The tables of a study, read when asked for.

    They stay what they were when the folder was opened, also while a run extends it. Nothing is
    written, and a folder may be opened any number of times. Close the results, or use ``with``:
    relations of DuckDB end with them.

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

    def __init__(
        self, folder: Path, manifest: dict[str, Any], places: Mapping[str, Path], pins: Pins
    ) -> None:
        self.folder, self.manifest = folder, manifest
        self._places = places
        with ExitStack() as opened:
            opened.callback(pins.close)
            self._database = opened.enter_context(database())
            for table, path in places.items():
                with self._reading(table):
                    self._database.execute(f'CREATE VIEW "{table}" AS FROM {source_of([path])}')
            self._closing = weakref.finalize(self, opened.pop_all().close)

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

    def __fspath__(self) -> str:
        """Return the folder: what takes a folder of results takes what was opened, too."""
        return str(self.folder)

    def table(self, name: str) -> pd.DataFrame:
        """Return a whole table as a frame of pandas; undefined values are missing."""
        relation = self.relation(name)
        with self._reading(name):
            frame: pd.DataFrame = relation.df()
        return frame

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.table(name)

    def relation(self, name: str) -> Any:
        """Return a table as a relation of DuckDB, of which nothing is read until it is asked.

        ``results.relation("moves").filter("kind = 'transfer'").count("*").df()`` reads two
        columns. It holds until the results are closed.
        """
        if name not in self._places:
            known = ", ".join(self._places)
            raise StudyFault(
                Text(
                    f"{self.folder} 中没有表 {name}（现有：{known}）。",
                    f"{self.folder} has no table {name} (there are {known}).",
                )
            )
        return self._opened().sql(f'FROM "{name}"')

    def arrow(self, name: str) -> Any:
        """Return a whole table as a ``pyarrow.Table`` (with the extra ``arrow``).

        Raises
        ------
        StudyFault
            If pyarrow is not installed.
        """
        relation = self.relation(name)
        _check_arrow()
        with self._reading(name):
            return relation.to_arrow_table()

    def sql(self, query: str) -> pd.DataFrame:
        """Return what a query over the tables finds; every table is a view of its name."""
        frame: pd.DataFrame = self._opened().execute(query).df()
        return frame

    def close(self) -> None:
        """Let go of the files."""
        self._closing()

    def _opened(self) -> Any:
        if not self._closing.alive:
            raise StudyFault(
                Text(
                    f"{self.folder} 的结果已关闭。请用 open_study 重新打开。",
                    f"The results of {self.folder} are closed. Open them again with open_study.",
                )
            )
        return self._database

    @contextmanager
    def _reading(self, table: str) -> Iterator[None]:
        """Tell what DuckDB cannot read: the size was right, the bytes are not."""
        try:
            yield
        except duckdb.Error as error:
            raise _damaged(self.folder, f"{table} ({error})") from error

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
    while True:
        before = _version(place)
        try:
            results = _held(place)
        except StudyFault:
            if _version(place) == before:
                raise
            continue  # a run has committed meanwhile
        if _version(place) == before:
            return results
        results.close()


def _version(folder: Path) -> tuple[int, ...]:
    """Return what tells one manifest from the next: a commit puts a new file in its place."""
    try:
        found = (folder / MANIFEST).stat()
    except OSError:
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns


def _held(folder: Path) -> Results:
    """Return the results with their files held; right if the manifest is still the same then."""
    entries = manifest_in(folder).tables
    if not entries:
        raise StudyFault(
            Text(
                f"{folder} 中的运行尚未完成。请重新执行同一条 run 命令，它会接着算。",
                f"The run in {folder} is not finished. Give the same run command again: it goes "
                "on.",
            )
        )
    manifest, pins = read_json(folder) or {}, Pins()
    try:
        with storing(folder):
            found = {table: _hold(folder, table, entries[table], pins) for table in entries}
        missing = [table for table, path in found.items() if path is None]
        if missing:
            raise _damaged(folder, ", ".join(missing))
        return Results(folder, manifest, {k: path for k, path in found.items() if path}, pins)
    except BaseException:
        pins.close()
        raise


def _hold(folder: Path, table: str, entry: TableEntry, pins: Pins) -> Path | None:
    """Hold the file of a committed table; it may be on its way into place just now."""
    for _ in range(2):  # it is renamed once only
        with suppress(FileNotFoundError):
            path = place_of(folder, table, entry)
            return None if path is None else pins.hold(path)
    return None


def _damaged(folder: Path, what: str) -> StudyFault:
    return StudyFault(
        Text(
            f"{folder} 中的结果表缺失或损坏：{what}。请重新执行同一条 run 命令。",
            f"Tables in {folder} are missing or damaged: {what}. Give the same run command again.",
        ),
        FAILED,
    )


def _check_arrow() -> None:
    if find_spec("pyarrow") is None:
        raise StudyFault(
            Text(
                "读成 Arrow 表需要 pyarrow。安装：pip install 'teacherflow[arrow]'（在源码目录中："
                "pip install -e '.[arrow]' 或 uv sync --extra arrow）。不安装时可用 table 或 relation。",
                "Tables of Arrow need pyarrow. Install it: pip install 'teacherflow[arrow]' (inside "
                "the clone: pip install -e '.[arrow]' or uv sync --extra arrow). table and "
                "relation do without it.",
            )
        )
